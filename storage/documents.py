"""The documents of an archive: their pages in order, and every version of each page's text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import peewee

from storage import changes, tables
from storage.database import Database, sql
from storage.errors import Conflict, Damaged, NotFound, StorageError
from storage.events import EventLog
from storage.files import FileStore
from storage.tables import DocumentVersion, PageText, among, now, today
from storage.values import (
    Access,
    Described,
    Document,
    DocumentState,
    EventKind,
    NewPage,
    Page,
    Source,
    Span,
    StoredText,
    Version,
)

Head = tables.Document
Leaf = tables.Page
_ALL = -1
_UNDESCRIBED = {"description": "", "access": "public", "access_until": "", "accession": None}


class DocumentStore:
    """Documents in the catalogue database; the page images lie in `files` before their pages are added.

    `committed` is called after every change, outside its transaction. Where a document or page is asked for that is
    not there (any more), every method raises NotFound.
    """

    def __init__(self, database: Database, files: FileStore, events: EventLog, committed: Callable[[], None]) -> None:
        self._database = database
        self._files = files
        self._events = events
        self._committed = committed

    def add(self, title: str, kind: str = "", record: int | None = None, pages: Iterable[NewPage] = ()) -> Document:
        """A new document with these pages, all or nothing; `record` is the record that describes it."""
        taken = [self._checked(page) for page in pages]
        with self._database.write() as db:
            _expect_record(db, record)
            values = {"title": title, "kind": kind, "record": record, **_UNDESCRIBED}
            id = int(Head.insert(version=0, changed="", deleted=0, **values).execute(db))
            _write(db, id, 1, values, note="")
            self._events.write(db, "ingestion", "document", id)
            for number, page in enumerate(taken, 1):
                self._insert_page(db, id, number, page)
        self._committed()
        return self.get(id)

    def add_page(self, document: int, page: NewPage) -> Page:
        """Adds a page at the end of a document."""
        taken = self._checked(page)
        with self._database.write() as db:
            _document(db, document)
            last = Leaf.select(peewee.fn.MAX(Leaf.number)).where(Leaf.document == document).scalar(db) or 0
            id = self._insert_page(db, document, last + 1, taken)
        self._committed()
        return self.page(id)

    def rename(self, id: int, expected_version: int, title: str, kind: str) -> Document:
        """Gives a document another title and kind. Conflict if somebody changed it since."""
        return self._change(id, expected_version, {"title": title, "kind": kind})

    def describe(self, id: int, expected_version: int, title: str, kind: str, description: str) -> Document:
        """Gives a document another description, the title and kind with it. Conflict if somebody changed it since."""
        return self._change(id, expected_version, {"title": title, "kind": kind, "description": description})

    def restrict(self, id: int, expected_version: int, access: Access, reason: str = "") -> Document:
        """Says who may see a document. Conflict if somebody changed it since."""
        return self._change(id, expected_version, {"access": access.level, "access_until": access.until}, reason)

    def link(self, id: int, record: int | None) -> Document:
        """Says which record describes a document; None for no record."""
        with self._database.read() as db:
            _expect_record(db, record)
        return self._change(id, None, {"record": record})

    def came_with(self, id: int, accession: int | None) -> Document:
        """Says with which accession a document came; None for none."""
        return self._change(id, None, {"accession": accession})

    def found_by(self, id: int, described: Described) -> None:
        """Says how search finds and counts a document and its pages; made by the workflow from its description.

        This is no version of the document: it is made anew whenever what it is made from changes.
        """
        with self._database.write() as db:
            _document(db, id)
            Head.update(described=described.to_json()).where(Head.id == id).execute(db)
            changes.note(db, "document", [id])
        self._committed()

    def described(self, id: int) -> Described:
        """What `found_by` said last."""
        with self._database.read() as db:
            _document(db, id)
            return Described.from_json(Head.select(Head.described).where(Head.id == id).scalar(db))

    def delete(self, id: int, reason: str) -> None:
        """Takes a document out of lists and search. Pages, texts and images stay, with the reason."""
        with self._database.write() as db:
            current = _document(db, id)
            _write(db, id, current.version + 1, _values(current), note=reason, deleted=True)
            self._events.write(db, "deletion", "document", id, detail=reason)
            _note_pages(db, id)
        self._committed()

    def _change(self, id: int, expected_version: int | None, values: dict[str, Any], reason: str = "") -> Document:
        with self._database.write() as db:
            current = _document(db, id)
            if expected_version is not None and current.version != expected_version:
                raise _conflict(current, expected_version)
            _write(db, id, current.version + 1, {**_values(current), **values}, note=reason)
            detail = reason or ", ".join(sorted(values))
            self._events.write(db, "metadata modification", "document", id, detail=detail)
        self._committed()
        return self.get(id)

    def get(self, id: int) -> Document:
        """A document with its counts."""
        with self._database.read() as db:
            return _document(db, id)

    def history(self, id: int) -> tuple[Version, ...]:
        """Every version of a document's title, description and access, the first first; of a deleted document too."""
        v = DocumentVersion
        with self._database.read() as db:
            query = v.select(v.version, v.changed, v.note).where(v.document == id).order_by(v.version)
            found = tuple(Version(n, changed, "person", note) for n, changed, note in query.tuples().execute(db))
        if not found:
            raise NotFound("There is no document {id} in this archive (any more). Reload the list.", id=id)
        return found

    def states(self, id: int) -> tuple[DocumentState, ...]:
        """What every version of a document said, the first first; of a deleted document too."""
        v = DocumentVersion
        columns = (v.version, v.changed, v.note, v.title, v.kind, v.description)
        with self._database.read() as db:
            rows = v.select(*columns).where(v.document == id).order_by(v.version).tuples().execute(db)
            return tuple(DocumentState(*row) for row in rows)

    def list(self, limit: int = _ALL, offset: int = 0) -> tuple[Document, ...]:
        """Documents, the newest first; all of them without a limit."""
        with self._database.read() as db:
            query = _documents().order_by(Head.id.desc()).limit(limit).offset(offset)
            return tuple(_head(row) for row in query.tuples().execute(db))

    def restricted(self) -> dict[int, Access]:
        """The documents that are, or once were, not for everybody, with who may see them."""
        columns = (Head.id, Head.access, Head.access_until)
        with self._database.read() as db:
            rows = Head.select(*columns).where(Head.deleted == 0, Head.access != "public").tuples().execute(db)
            return {id: Access(level, until) for id, level, until in rows}

    def tell_of_lapsed(self) -> None:
        """Tells search of the documents whose day has come, from which on everybody may see them."""
        with self._database.write() as db:
            query = Head.select(Head.id).where(
                Head.deleted == 0, Head.access != "public", Head.access_until != "", Head.access_until <= today()
            )
            changes.note(db, "document", [id for (id,) in query.tuples().execute(db)])
        self._committed()

    def of_record(self, record_id: int) -> tuple[Document, ...]:
        """The documents that a record describes, the oldest first."""
        with self._database.read() as db:
            query = _documents().where(Head.record == record_id).order_by(Head.id)
            return tuple(_head(row) for row in query.tuples().execute(db))

    def of_accession(self, accession: int) -> tuple[Document, ...]:
        """The documents that came with an accession, the oldest first."""
        with self._database.read() as db:
            query = _documents().where(Head.accession == accession).order_by(Head.id)
            return tuple(_head(row) for row in query.tuples().execute(db))

    def pages(self, document: int) -> tuple[Page, ...]:
        """The pages of a document, in order."""
        with self._database.read() as db:
            _document(db, document)
            query = _pages().where(Leaf.document == document).order_by(Leaf.number)
            return tuple(_leaf(row) for row in query.tuples().execute(db))

    def page(self, id: int) -> Page:
        """One page."""
        with self._database.read() as db:
            return _page(db, id)

    def unread(self, documents: Sequence[int] | None = None) -> tuple[Page, ...]:
        """The pages that have no text yet, of these documents or of all, document by document."""
        narrowed = [] if documents is None else [among(Leaf.document, documents)]
        with self._database.read() as db:
            query = _pages().where(Leaf.text_version == 0, *narrowed).order_by(Leaf.document, Leaf.number)
            return tuple(_leaf(row) for row in query.tuples().execute(db))

    def save_text(
        self,
        page: int,
        expected_version: int,
        payload: str,
        text: str,
        source: Source,
        confidence: float,
        note: str = "",
        notes: Sequence[Span] = (),
    ) -> StoredText:
        """Keeps a new version of a page's text; earlier versions stay. `expected_version` is 0 for the first.

        `notes` are the stretches that stand between the words of the main text, see `StoredText`. Conflict, with the
        text as it is now, if somebody saved since.
        """
        version = expected_version + 1
        with self._database.write() as db:
            current = _page(db, page)
            known = _text(db, page, current.text_version)
            if current.text_version != expected_version:
                raise _text_conflict(current, known, expected_version)
            kept = json.dumps([list(span) for span in notes]) if notes else ""
            columns = "page, version, changed, source, note, confidence, text, payload, notes"
            values = (page, version, now(), source, note, confidence, text, payload, kept)
            sql(db, f"INSERT INTO page_text ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *values)
            state = (version, confidence, int(source == "person"))
            sql(db, "UPDATE page SET text_version = ?, confidence = ?, corrected = ? WHERE id = ?", *state, page)
            kind: EventKind = "correction" if source == "person" else "reading"
            self._events.write(db, kind, "page", page, digest=current.digest, detail=f"text version {version}")
            changes.note_text(db, current, known, text, notes)
        self._committed()
        with self._database.read() as db:
            return _text(db, page, version)

    def text(self, page: int, version: int | None = None) -> StoredText | None:
        """The text of a page as it is now or as version `version` was; None where there is no such text.

        Damaged, which names the page, where it can't be read; that says nothing about other pages.
        """
        with self._database.read() as db:
            leaf = _page(db, page)
        wanted = leaf.text_version if version is None else version
        if not 0 < wanted <= leaf.text_version:
            return None
        try:
            with self._database.read() as db:
                found = _text(db, page, wanted)
        except Damaged as error:
            raise _unreadable(leaf, self._database.path, error.values.get("reason")) from error
        if not found.version:
            raise _unreadable(leaf, self._database.path, f"{page}/{wanted}")
        return found

    def texts(self, page: int) -> tuple[Version, ...]:
        """Every version of a page's text, the first first."""
        columns = (PageText.version, PageText.changed, PageText.source, PageText.note)
        with self._database.read() as db:
            _page(db, page)
            query = PageText.select(*columns).where(PageText.page == page).order_by(PageText.version)
            return tuple(Version(*row) for row in query.tuples().execute(db))

    def _checked(self, page: NewPage) -> NewPage:
        self._files.path(page.digest)
        return page

    def _insert_page(self, db: peewee.Database, document: int, number: int, new: NewPage) -> int:
        values = {"digest": new.digest, "name": new.name, "media_type": new.media_type}
        size = {"width": new.width, "height": new.height}
        unread = {"text_version": 0, "confidence": 0.0, "corrected": 0}
        id = int(Leaf.insert(document=document, number=number, **values, **size, **unread).execute(db))
        self._events.write(db, "ingestion", "page", id, digest=new.digest, detail=new.name)
        return id


def _documents() -> peewee.ModelSelect[Head]:
    of_this = Leaf.document == Head.id
    counts = [
        Leaf.select(peewee.fn.COUNT(Leaf.id)).where(of_this, *more)
        for more in ([], [Leaf.text_version > 0], [Leaf.corrected == 1])
    ]
    told = (Head.description, Head.access, Head.access_until, Head.accession)
    columns = (Head.id, Head.version, Head.title, Head.kind, Head.record, *counts, Head.changed, *told)
    return Head.select(*columns).where(Head.deleted == 0)


def _head(row: tuple[Any, ...]) -> Document:
    *_, level, until, accession = row
    return replace(Document(*row[:-3]), access=Access(level, until), accession=accession)


def _document(db: peewee.Database, id: int) -> Document:
    found = next((_head(row) for row in _documents().where(Head.id == id).tuples().execute(db)), None)
    if found is None:
        raise NotFound("There is no document {id} in this archive (any more). Reload the list.", id=id)
    return found


def _pages() -> peewee.ModelSelect[Leaf]:
    p = Leaf
    columns = (p.id, p.document, p.number, p.digest, p.name, p.media_type, p.width, p.height, p.text_version)
    live = (Head.id == p.document) & (Head.deleted == 0)
    return p.select(*columns, p.confidence, p.corrected).join(Head, on=live)


def _leaf(row: tuple[Any, ...]) -> Page:
    return replace(Page(*row), corrected=bool(row[-1]))


def _page(db: peewee.Database, id: int) -> Page:
    columns = "id, document, number, digest, name, media_type, width, height, text_version, confidence, corrected"
    live = "document IN (SELECT id FROM document WHERE deleted = 0)"
    rows = sql(db, f"SELECT {columns} FROM page WHERE id = ? AND {live}", id)
    found = next(map(_leaf, rows), None)
    if found is None:
        raise NotFound("There is no page {id} in this archive (any more). Reload the document.", id=id)
    return found


def _text(db: peewee.Database, page: int, version: int) -> StoredText:
    """A version of a page's text; version 0 is that of a page that nobody has read."""
    columns = "page, version, changed, source, payload, text, confidence, notes"
    rows = sql(db, f"SELECT {columns} FROM page_text WHERE page = ? AND version = ?", page, version)
    found = (replace(StoredText(*row), notes=changes.spans_in(row[-1])) for row in rows)
    return next(found, StoredText(page, 0, "", "machine", "", "", 0.0))


def _values(document: Document) -> dict[str, Any]:
    """What a version of a document keeps, besides when it was made and why."""
    return {
        "title": document.title, "kind": document.kind, "record": document.record,
        "description": document.description, "access": document.access.level,
        "access_until": document.access.until, "accession": document.accession,
    }  # fmt: skip


def _note_pages(db: peewee.Database, document: int) -> None:
    pages = Leaf.select(Leaf.id).where(Leaf.document == document, Leaf.text_version > 0).tuples().execute(db)
    changes.note(db, "page", [page for (page,) in pages])


def _write(
    db: peewee.Database, id: int, version: int, values: dict[str, Any], *, note: str, deleted: bool = False
) -> None:
    """A version of a document and the head that shows it."""
    state = {**values, "version": version, "changed": now(), "deleted": int(deleted)}
    DocumentVersion.insert(document=id, note=note, **state).execute(db)
    Head.update(**state).where(Head.id == id).execute(db)
    changes.note(db, "document", [id])


def _expect_record(db: peewee.Database, record: int | None) -> None:
    live = tables.Record.select().where(tables.Record.id == record, tables.Record.deleted == 0)
    if record is not None and not live.exists(db):
        raise NotFound("There is no record {id} in this archive (any more). Reload the list.", id=record)


def _conflict(current: Document, expected: int) -> StorageError:
    return Conflict(
        "Document {id} was changed by somebody else meanwhile (it is at version {version}, not {expected}). "
        "Nothing was saved; look at it again, then repeat the change.",
        current,
        id=current.id,
        version=current.version,
        expected=expected,
    )


def _unreadable(page: Page, file: Path, reason: object) -> Damaged:
    return Damaged(
        "The text of page {number} of document {document} can't be read: {file} is damaged ({reason}). Other pages can "
        "be. Put back the newest good backup of the archive.",
        number=page.number,
        document=page.document,
        file=file,
        reason=reason,
    )


def _text_conflict(page: Page, current: StoredText, expected: int) -> StorageError:
    return Conflict(
        "The text of page {number} of document {document} was changed by somebody else meanwhile (it is at version "
        "{version}, not {expected}). Nothing was saved; compare the two and save again.",
        current,
        number=page.number,
        document=page.document,
        version=page.text_version,
        expected=expected,
    )
