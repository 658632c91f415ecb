"""Sealing: documents and the catalogue as objects that explain themselves and from which all can be made again.

A document is one object; what changes later is a new version of it. The catalogue (records, events, and every table
that is not a document's) is a row of small objects, its parts: each holds what is new since the one before and never
changes. What a document or part contains is said in `readme`; ALTO, METS and the like are made by the workflow.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from storage import parts
from storage.database import Database, guarded, sql
from storage.drafts import CHANGING, Draft, draft_of, extension, text_row
from storage.errors import NotFound
from storage.events import EventLog
from storage.files import FileStore
from storage.ocfl import ObjectRoot
from storage.ocfl_writing import Content, Kept, Linked, ObjectWriter
from storage.readme import README
from storage.rows import to_line, to_lines
from storage.tables import now

FOLDER = "sealed"
STAGING = "sealing"
_KINDS = ", ".join(f"'{kind}'" for kind in CHANGING)
# CROSS keeps SQLite from going through all events for every document: it takes the tables in the order given.
_WAITING = f"""
    SELECT document.id FROM document LEFT JOIN sealed ON sealed.document = document.id
    LEFT JOIN record ON record.id = document.record
    WHERE (sealed.document IS NULL OR sealed.record_version != coalesce(record.version, 0) OR EXISTS (
        SELECT 1 FROM event WHERE event.about = 'document' AND event.item = document.id AND event.id > sealed.event
        AND event.kind IN ({_KINDS})) OR EXISTS (
        SELECT 1 FROM page CROSS JOIN event ON event.about = 'page' AND event.item = page.id
        WHERE page.document = document.id AND event.id > sealed.event AND event.kind IN ({_KINDS})))
    AND (:quiet = '' OR NOT EXISTS (
        SELECT 1 FROM page CROSS JOIN page_text ON page_text.page = page.id
        WHERE page.document = document.id AND page_text.changed > :quiet))
    AND (:quiet = '' OR document.changed <= :quiet)
    ORDER BY document.id"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An object as it was written: its folder, its version, and whether that is a new one."""

    place: Path
    version: int
    new: bool


class Keeping:
    """The sealed objects of one archive, in `sealed/` of its folder."""

    def __init__(
        self, folder: Path, archive: str, database: Database, files: FileStore, events: EventLog,
        agent: Callable[[], str],
    ) -> None:  # fmt: skip
        self.files = files
        self.folder = folder
        self.archive = archive
        self.objects = ObjectRoot(folder / FOLDER)
        self._database = database
        self._events = events
        self._agent = agent
        self._writer = ObjectWriter(self.objects, folder / STAGING, README)

    def recover(self) -> None:
        """Finishes what was being sealed when the program was killed."""
        self._writer.recover()

    def waiting(self, quiet_since: str = "") -> tuple[int, ...]:
        """The documents that were never sealed or have changed since, deleted ones too.

        With `quiet_since` (as 2026-01-01T08:00:00Z) only those that nobody has changed after that moment.
        """
        with self._database.read() as db:
            return tuple(id for (id,) in sql(db, _WAITING.replace(":quiet", "?1"), quiet_since))

    def draft(self, document: int, *, anew: bool = False) -> Draft:
        """What is to be sealed of a document, seen at one moment; `anew` as if it had never been sealed.

        NotFound; Damaged where its object is.
        """
        before = None if anew else self.objects.inventory(document_object(self.archive, document))
        with self._database.read() as db:
            found = draft_of(db, document, before.state if before else {})
        if found is None:
            raise NotFound("There is no document {id} in this archive (any more). Reload the list.", id=document)
        return found

    def sealed_sizes(self, draft: Draft) -> Callable[[str], int]:
        """Tells the size in bytes of the files that a draft may keep as they were sealed, by name. Damaged."""
        inventory = self.objects.inventory(document_object(self.archive, draft.document.id)) if draft.sealed else None

        def size(name: str) -> int:
            if inventory is None:
                raise NotFound("{file} was never sealed.", file=name)
            path = self.objects.path(inventory, inventory.state[name])
            with guarded(path):
                return path.stat().st_size

        return size

    def payload(self, page: int, version: int) -> str:
        """A version of a page's text in the trade's own form, of a deleted document too. NotFound."""
        with self._database.read() as db:
            return str(text_row(db, page, version)["payload"])

    def seal(self, draft: Draft, extra: Iterable[tuple[str, bytes | None]] = ()) -> Generator[str, None, Sealed]:
        """Writes a document as an object or as the next version of its object; yields each file's name.

        `extra` are files that the workflow makes; None keeps the file as the version before has it. Damaged, NotFound:
        a master is not what it should be or is gone; then nothing is written.
        """
        more = ((name, Kept() if data is None else data) for name, data in extra)
        id = document_object(self.archive, draft.document.id)
        message = f"document version {draft.document.version}"
        sealed = yield from self._write(id, chain(self._files_of(draft), more), message)
        with self._database.write() as db:
            values = (draft.document.id, draft.event, draft.record_version, sealed.version)
            sql(db, "INSERT OR REPLACE INTO sealed VALUES (?, ?, ?, ?)", *values)
            if sealed.new:
                detail = f"version {sealed.version}"
                self._events.write(db, "sealing", "document", draft.document.id, detail=detail)
        return sealed

    def files_of(self, draft: Draft, extra: Iterable[tuple[str, bytes | None]]) -> Iterator[tuple[str, bytes | Linked]]:
        """What an object of a draft made `anew` would hold, with the workflow's files."""
        for name, content in chain(self._files_of(draft), extra):
            if content is not None and not isinstance(content, Kept):
                yield name, content

    def next_part(self) -> parts.Part | None:
        """What is new in the catalogue since the last part; None where nothing is. There may be more after it."""
        with self._database.read() as db:
            return parts.collect(db, self.folder, self.archive)

    def last_part_at(self) -> str:
        """When the last part of the catalogue was sealed; empty if none ever was."""
        with self._database.read() as db:
            return str(sql(db, "SELECT coalesce(max(moment), '') FROM sealed_part")[0][0])

    def seal_part(self, part: parts.Part, extra: Iterable[tuple[str, bytes]] = ()) -> Generator[str, None, Sealed]:
        """Writes a part of the catalogue; yields each file's name."""
        number = part.number
        while self.objects.place(part_object(self.archive, number)).exists():
            # The database was put back from a backup that is older than these objects.
            number += 1
        contents = [("README.txt", README.encode()), *part.files]
        sealed = yield from self._write(part_object(self.archive, number), chain(contents, extra), "catalogue")
        with self._database.write() as db:
            parts.remember(db, part.marks, number)
        return sealed

    def _write(self, id: str, files: Iterable[tuple[str, Content]], message: str) -> Generator[str, None, Sealed]:
        before = self.objects.inventory(id)
        inventory = yield from self._writer.write(id, files, agent=self._agent(), message=message, created=now())
        return Sealed(self.objects.place(id), inventory.head, inventory.head != (before.head if before else 0))

    def _files_of(self, draft: Draft) -> Iterator[tuple[str, Content]]:
        yield "README.txt", README.encode()
        yield "document.json", _about(draft, self.archive)
        if draft.document.description:
            yield "description.json", draft.document.description.encode()
        for table, rows in draft.rows.items():
            yield f"rows/{table}.jsonl", to_lines(rows)
        yield from ((name, Kept()) for name in sorted(draft.sealed) if name.startswith("rows/event/"))
        if draft.events:
            yield f"rows/event/{draft.event:010}.jsonl", to_lines(draft.events)
        for page in draft.pages:
            name = f"masters/{page.number:04}{extension(page)}"
            known = draft.sealed.get(name) == page.digest
            yield name, Kept() if known else Linked(self.files.path(page.digest), page.digest)
            for version in range(1, page.text_version + 1):
                yield from self._text_file(draft, page.id, f"texts/{page.number:04}/{version:04}.json", version)

    def _text_file(self, draft: Draft, page: int, name: str, version: int) -> Iterator[tuple[str, Content]]:
        if name in draft.sealed:
            yield name, Kept()
            return
        with self._database.read() as db:
            row = text_row(db, page, version)
        yield name, to_line(row)


def document_object(archive: str, document: int) -> str:
    """The name of a document's object."""
    return f"urn:uuid:{archive}#document-{document}"


def part_object(archive: str, number: int) -> str:
    """The name of the object of a part of the catalogue."""
    return f"urn:uuid:{archive}#catalogue-{number:06}"


def _deletion(draft: Draft) -> dict[str, object]:
    """The tombstone: since when it is deleted, by whom, why."""
    event = next((event for event in reversed(draft.history) if event.kind == "deletion"), None)
    if not draft.deleted or event is None:
        return {}
    return {"deletion": {"moment": event.moment, "agent": event.agent, "reason": event.detail}}


def _about(draft: Draft, archive: str) -> bytes:
    values = {
        "archive": archive, "document": draft.document.id, "title": draft.document.title, "kind": draft.document.kind,
        "deleted": draft.deleted, **_deletion(draft), "pages": len(draft.pages),
        "catalogue_version": draft.catalogue_version,
        "covers": {"event": draft.event, "record_version": draft.record_version},
    }  # fmt: skip
    return json.dumps(values, ensure_ascii=False, indent=1).encode()
