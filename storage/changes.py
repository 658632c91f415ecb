"""What was changed and must be indexed: written with the change itself, read by the search index.

Each record and each page has one entry at most, that of its last change, so this list of everything that can be found
never needs clearing, and reading it from the start is how an index is made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import peewee

from storage import tables
from storage.database import Database
from storage.tables import Change, among

Kind = Literal["record", "page"]


def note(db: peewee.Database, kind: Kind, items: Iterable[int]) -> None:
    """Says, within the transaction that changes them, that these records or pages have changed."""
    for item in items:
        Change.insert(kind=kind, item=item).on_conflict_replace().execute(db)


@dataclass(frozen=True, slots=True)
class Entry:
    """A change and what there is to find now: `text` is None where it is gone."""

    seq: int
    kind: Kind
    item: int
    title: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Findable:
    """What a hit shows: `document` and `page` (its number, from 1) are None for a record."""

    title: str
    text: str
    document: int | None = None
    page: int | None = None


class Changes:
    """Reads what search needs to know from the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> int:
        """The number of the last change, 0 if there never was one."""
        with self._database.read() as db:
            return int(Change.select(peewee.fn.MAX(Change.seq)).scalar(db) or 0)

    def after(self, seq: int, limit: int) -> tuple[Entry, ...]:
        """The first `limit` changes after `seq`, in their order, all seen at one moment."""
        with self._database.read() as db:
            query = Change.select(Change.seq, Change.kind, Change.item).where(Change.seq > seq)
            rows = list(query.order_by(Change.seq).limit(limit).tuples().execute(db))
            found = {
                "record": _records(db, [item for _, kind, item in rows if kind == "record"]),
                "page": _pages(db, [item for _, kind, item in rows if kind == "page"]),
            }
        return tuple(_entry(seq, kind, item, found[kind].get(item)) for seq, kind, item in rows)

    def findable(self, kind: Kind, items: Sequence[int]) -> dict[int, Findable]:
        """What these records or pages say now; without those that are gone."""
        with self._database.read() as db:
            return _records(db, items) if kind == "record" else _pages(db, items)


def _entry(seq: int, kind: Kind, item: int, found: Findable | None) -> Entry:
    # The title of a document is no part of its pages: only a record's title ranks it.
    title = found.title if found and kind == "record" else ""
    return Entry(seq, kind, item, title, found.text if found else None)


def _records(db: peewee.Database, items: Sequence[int]) -> dict[int, Findable]:
    if not items:
        return {}
    record = tables.Record
    query = record.select(record.id, record.title, record.text).where(among(record.id, items), record.deleted == 0)
    return {id: Findable(title, text) for id, title, text in query.tuples().execute(db)}


def _pages(db: peewee.Database, items: Sequence[int]) -> dict[int, Findable]:
    if not items:
        return {}
    page, text, document = tables.Page, tables.PageText, tables.Document
    query = (
        page.select(page.id, document.title, text.text, page.document, page.number)
        .join(text, on=(text.page == page.id) & (text.version == page.text_version))
        .switch(page)
        .join(document, on=(document.id == page.document))
        .where(among(page.id, items), document.deleted == 0)
    )
    return {id: Findable(title, text, owner, number) for id, title, text, owner, number in query.tuples().execute(db)}
