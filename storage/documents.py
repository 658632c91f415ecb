"""The documents of an archive: their pages in order, and every version of each page's text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import peewee

from storage import changes, tables
from storage.database import Database, sql
from storage.errors import Conflict, NotFound, StorageError
from storage.files import FileStore
from storage.tables import DocumentVersion, PageText, among, now
from storage.values import Described, Document, NewPage, Page, Source, Span, StoredText, Version

Head = tables.Document
Leaf = tables.Page
_ALL = -1


class DocumentStore:
    """Documents in the catalogue database; the page images lie in `files` before their pages are added.

    `committed` is called after every change, outside its transaction. Where a document or page is asked for that is
    not there (any more), every method raises NotFound.
    """

    def __init__(self, database: Database, files: FileStore, committed: Callable[[], None]) -> None:
        self._database = database
        self._files = files
        self._committed = committed

    def add(self, title: str, kind: str = "", record: int | None = None, pages: Iterable[NewPage] = ()) -> Document:
        """A new document with these pages, all or nothing; `record` is the record that describes it."""
        taken = [self._checked(page) for page in pages]
        with self._database.write() as db:
            _expect_record(db, record)
            values = {"title": title, "kind": kind, "record": record}
            id = int(Head.insert(version=0, changed="", deleted=0, **values).execute(db))
            _write(db, id, 1, values, note="")
            for number, page in enumerate(taken, 1):
                _insert_page(db, id, number, page)
        self._committed()
        return self.get(id)

    def add_page(self, document: int, page: NewPage) -> Page:
        """Adds a page at the end of a document."""
        taken = self._checked(page)
        with self._database.write() as db:
            _document(db, document)
            last = Leaf.select(peewee.fn.MAX(Leaf.number)).where(Leaf.document == document).scalar(db) or 0
            id = _insert_page(db, document, last + 1, taken)
        self._committed()
        return self.page(id)

    def rename(self, id: int, expected_version: int, title: str, kind: str) -> Document:
        """Gives a document another title and kind. Conflict if somebody changed it since."""
        with self._database.write() as db:
            current = _document(db, id)
            if current.version != expected_version:
                raise _conflict(current, expected_version)
            _write(db, id, current.version + 1, {"title": title, "kind": kind, "record": current.record}, note="")
        self._committed()
        return self.get(id)

    def link(self, id: int, record: int | None) -> Document:
        """Says which record describes a document; None for no record."""
        with self._database.write() as db:
            current = _document(db, id)
            _expect_record(db, record)
            values = {"title": current.title, "kind": current.kind, "record": record}
            _write(db, id, current.version + 1, values, note="")
        self._committed()
        return self.get(id)

    def describe(self, id: int, described: Described) -> None:
        """Says how search finds and counts a document and its pages; made by the workflow from its description.

        This is no version of the document: it is made anew whenever what it is made from changes.
        """
        with self._database.write() as db:
            _document(db, id)
            Head.update(described=described.to_json()).where(Head.id == id).execute(db)
            changes.note(db, "document", [id])
        self._committed()

    def described(self, id: int) -> Described:
        """What `describe` said last."""
        with self._database.read() as db:
            _document(db, id)
            return Described.from_json(Head.select(Head.described).where(Head.id == id).scalar(db))

    def delete(self, id: int, reason: str) -> None:
        """Takes a document out of lists and search. Pages, texts and images stay, with the reason."""
        with self._database.write() as db:
            current = _document(db, id)
            values = {"title": current.title, "kind": current.kind, "record": current.record}
            _write(db, id, current.version + 1, values, note=reason, deleted=True)
            pages = Leaf.select(Leaf.id).where(Leaf.document == id, Leaf.text_version > 0).tuples().execute(db)
            changes.note(db, "page", [page for (page,) in pages])
        self._committed()

    def get(self, id: int) -> Document:
        """A document with its counts."""
        with self._database.read() as db:
            return _document(db, id)

    def list(self, limit: int = _ALL, offset: int = 0) -> tuple[Document, ...]:
        """Documents, the newest first; all of them without a limit."""
        with self._database.read() as db:
            query = _documents().order_by(Head.id.desc()).limit(limit).offset(offset)
            return tuple(Document(*row) for row in query.tuples().execute(db))

    def of_record(self, record_id: int) -> tuple[Document, ...]:
        """The documents that a record describes, the oldest first."""
        with self._database.read() as db:
            query = _documents().where(Head.record == record_id).order_by(Head.id)
            return tuple(Document(*row) for row in query.tuples().execute(db))

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
            changes.note_text(db, current, known, text, notes)
        self._committed()
        with self._database.read() as db:
            return _text(db, page, version)

    def text(self, page: int, version: int | None = None) -> StoredText | None:
        """The text of a page as it is now or as version `version` was; None where there is no such text."""
        with self._database.read() as db:
            last = _page(db, page).text_version
            wanted = last if version is None else version
            return _text(db, page, wanted) if 0 < wanted <= last else None

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


def _documents() -> peewee.ModelSelect[Head]:
    of_this = Leaf.document == Head.id
    counts = [
        Leaf.select(peewee.fn.COUNT(Leaf.id)).where(of_this, *more)
        for more in ([], [Leaf.text_version > 0], [Leaf.corrected == 1])
    ]
    columns = (Head.id, Head.version, Head.title, Head.kind, Head.record, *counts, Head.changed)
    return Head.select(*columns).where(Head.deleted == 0)


def _document(db: peewee.Database, id: int) -> Document:
    found = next((Document(*row) for row in _documents().where(Head.id == id).tuples().execute(db)), None)
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


def _insert_page(db: peewee.Database, document: int, number: int, new: NewPage) -> int:
    values = {"digest": new.digest, "name": new.name, "media_type": new.media_type}
    size = {"width": new.width, "height": new.height}
    unread = {"text_version": 0, "confidence": 0.0, "corrected": 0}
    return int(Leaf.insert(document=document, number=number, **values, **size, **unread).execute(db))


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
