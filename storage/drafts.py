"""What is to be sealed of a document, seen at one moment."""

from __future__ import annotations

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
    events = _events(db, id)
    done = max((int(name[-16:-6]) for name in sealed if name.startswith("rows/event/")), default=0)
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


def _events(db: peewee.Database, document: int) -> list[Row]:
    """Its events that changed it; that it was sealed, checked or exported is in the log of the whole archive."""
    kinds = ", ".join("?" * len(CHANGING))
    pages = "SELECT id FROM page WHERE document = ?"
    about = f"(about = 'document' AND item = ? OR about = 'page' AND item IN ({pages})) AND kind IN ({kinds})"
    return select(db, "event", about, document, document, *CHANGING)


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
