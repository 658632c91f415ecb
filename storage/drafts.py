"""What is to be sealed of a document, seen at one moment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee

from storage.database import sql
from storage.errors import NotFound
from storage.records import stored_version
from storage.rows import Row, select
from storage.values import Access, Document, Event, EventKind, Page, StoredRecord

CHANGING: tuple[EventKind, ...] = (
    "ingestion", "reading", "correction", "metadata modification", "restoration", "deletion",
)  # fmt: skip
"""The kinds of events after which a document is not what was sealed."""
_HISTORY = """id IN (
    SELECT id FROM event WHERE about = 'document' AND item = ?1
    UNION SELECT event.id FROM page CROSS JOIN event ON about = 'page' AND item = page.id WHERE page.document = ?2
    UNION SELECT id FROM event WHERE about = 'archive' AND item IS NULL AND kind = 'fixity check'
    UNION SELECT id FROM event WHERE about = 'file' AND item IS NULL AND kind = 'fixity check'
        AND digest IN (SELECT value FROM json_each(?3)))"""
_EXTENSIONS = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tif", "image/webp": ".webp", "image/bmp": ".bmp",
    "image/gif": ".gif", "image/jp2": ".jp2", "application/pdf": ".pdf",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A document with its pages, its record as it is now, and its history.

    `rows` are the rows of the tables `document`, `document_version` and `page`, `events` those of the events that are
    not sealed yet; `event` is the number of the last one. `history` are all its events. `sealed` gives the files of
    the version that was sealed before, by name, with their SHA-256.
    """

    document: Document
    deleted: bool
    pages: tuple[Page, ...]
    record: StoredRecord | None
    history: tuple[Event, ...]
    rows: Mapping[str, Sequence[Row]]
    events: Sequence[Row]
    event: int
    sealed: Mapping[str, str]
    catalogue_version: int

    @property
    def record_version(self) -> int:
        """The version of the record that describes the document; 0 without one."""
        return self.record.version if self.record else 0


def draft_of(db: peewee.Database, id: int, sealed: Mapping[str, str]) -> Draft | None:
    """The draft of a document; None where there never was one of this number."""
    heads = select(db, "document", "id = ?", id)
    if not heads:
        return None
    rows = {
        "document": heads,
        "document_version": select(db, "document_version", "document = ?", id),
        "page": sorted(select(db, "page", "document = ?", id), key=lambda row: int(row["number"])),
    }
    pages = tuple(_page(row) for row in rows["page"])
    done = max((int(name[-16:-6]) for name in sealed if name.startswith("rows/event/")), default=0)
    events = _events(db, id, [page.digest for page in pages], done)
    record = heads[0]["record"]
    return Draft(
        document=_document(heads[0], pages),
        deleted=bool(heads[0]["deleted"]),
        pages=pages,
        record=stored_version(db, record) if record is not None else None,
        history=tuple(Event(**row) for row in events),
        rows=rows,
        events=[row for row in events if row["id"] > done],
        event=max((int(row["id"]) for row in events), default=0),
        sealed=sealed,
        catalogue_version=int(sql(db, "PRAGMA user_version")[0][0]),
    )


def text_row(db: peewee.Database, page: int, version: int) -> Row:
    """The row of a version of a page's text. NotFound."""
    found = select(db, "page_text", "page = ? AND version = ?", page, version)
    if not found:
        raise NotFound(
            "The text of page {id} has no version {version}. Put back the newest good backup of the archive.",
            id=page,
            version=version,
        )
    return found[0]


def extension(page: Page) -> str:
    """How the name of a page's master ends, by its media type."""
    return _EXTENSIONS.get(page.media_type, ".bin")


def _events(db: peewee.Database, document: int, digests: Sequence[str], done: int) -> list[Row]:
    """All that happened to it, to its pages, and, since it is there, to its masters and all masters: their checks.

    What only looked at it, or made a copy, is no reason for a new version: where nothing has changed it since the last
    one, after event `done`, its history goes as far as that one told it.
    """
    found = select(db, "event", _HISTORY, document, document, json.dumps(digests))
    begun = next((int(row["id"]) for row in found if row["about"] == "document"), 0)
    told = [row for row in found if row["id"] >= begun]
    changed = any(row["id"] > done and row["kind"] in CHANGING for row in told)
    return [row for row in told if changed or row["id"] <= done]


def _page(row: Row) -> Page:
    values: dict[str, Any] = {name: row[name] for name in Page.__dataclass_fields__}
    return Page(**{**values, "corrected": bool(row["corrected"])})


def _document(row: Row, pages: Sequence[Page]) -> Document:
    return Document(
        id=row["id"], version=row["version"], title=row["title"], kind=row["kind"], record=row["record"],
        pages=len(pages), read=sum(page.text_version > 0 for page in pages),
        corrected=sum(page.corrected for page in pages), changed=row["changed"], description=row["description"],
        access=Access(row["access"], row["access_until"]), accession=row["accession"],
    )  # fmt: skip
