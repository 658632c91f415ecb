"""Parts of the catalogue: what is new in records, events and all other tables since the last part was sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import peewee

from storage.database import guarded, sql
from storage.records import stored_version
from storage.rows import Row, numbered_by, ordinary_tables, select, to_lines
from storage.tables import now
from storage.values import StoredRecord

OWN = ("record", "record_version", "damaged", "event")
"""The tables whose new rows a part holds."""
OF_DOCUMENTS = ("document", "document_version", "page", "page_text")
DERIVED = ("record_key", "change", "sealed", "sealed_part")
"""What can be made from the rest, or is about the database alone. Of every other table a part has the stretches of a
thousand numbers in which something has changed; a table without numbers is one stretch."""
RECORDS, EVENTS, DAMAGED, STRETCHES = 5_000, 100_000, 1_000, 200
"""How many a part holds at most, so that it fits in memory."""
_STRETCH = 1_000
_LONGEST_FILE = 1 << 20
_BY_HAND = (".toml", ".txt", ".csv")
_NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Marks:
    """Up to where a part goes: the last event, the last change of a record, the last damaged bytes; and the SHA-256 of
    every stretch of a table and every file that is kept whole, as it was sealed last."""

    event: int = 0
    change: int = 0
    damaged: int = 0
    whole: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be sealed of the catalogue; `records` are the changed records, as they are now."""

    number: int
    files: tuple[tuple[str, bytes], ...]
    records: tuple[StoredRecord, ...]
    marks: Marks


def collect(db: peewee.Database, folder: Path, archive: str) -> Part | None:
    """The next part; None where nothing is new."""
    number, before = last(db)
    news_of = "SELECT item, seq FROM change WHERE kind = 'record' AND seq > ? ORDER BY seq LIMIT ?"
    changed = sql(db, news_of, before.change, RECORDS)
    rows = _rows(db, before, [item for item, _ in changed])
    news, digests = _news(db, folder, before.whole or {})
    if not any(rows.values()) and not news:
        return None
    marks = Marks(
        event=max([before.event, *(row["id"] for row in rows["event"])]),
        change=max([before.change, *(seq for _, seq in changed)]),
        damaged=max([before.damaged, *(row["id"] for row in rows["damaged"])]),
        whole=digests,
    )
    about = {"archive": archive, "part": number + 1, "catalogue_version": sql(db, "PRAGMA user_version")[0][0]}
    files = [("part.json", json.dumps(about, indent=1).encode())]
    files += [(f"rows/{table}.jsonl", to_lines(found)) for table, found in rows.items() if found]
    records = tuple(stored_version(db, row["id"]) for row in rows["record"])
    return Part(number + 1, (*files, *sorted(news.items())), records, marks)


def _rows(db: peewee.Database, before: Marks, records: list[int]) -> dict[str, list[Row]]:
    """The rows that are new; of a record that has changed, every version."""
    listed, among = json.dumps(records), "IN (SELECT value FROM json_each(?))"
    return {
        "record": select(db, "record", f"id {among}", listed),
        "record_version": select(db, "record_version", f"record {among}", listed),
        "damaged": select(db, "damaged", "id > ?", before.damaged, limit=DAMAGED),
        "event": select(db, "event", "id > ?", before.event, limit=EVENTS),
    }


def last(db: peewee.Database) -> tuple[int, Marks]:
    """The number of the last part and up to where it went."""
    found = sql(db, "SELECT number, event, change, damaged, whole FROM sealed_part ORDER BY number DESC LIMIT 1")
    if not found:
        return 0, Marks()
    number, event, change, damaged, whole = found[0]
    return number, Marks(event, change, damaged, json.loads(whole))


def remember(db: peewee.Database, marks: Marks, number: int) -> None:
    """Says that a part with this number is sealed."""
    values = (number, now(), marks.event, marks.change, marks.damaged, json.dumps(dict(marks.whole or {})))
    sql(db, "UPDATE sealed_part SET whole = '{}'")  # only that of the last part is ever asked for
    sql(db, "INSERT INTO sealed_part VALUES (?, ?, ?, ?, ?, ?)", *values)


def _news(db: peewee.Database, folder: Path, known: Mapping[str, str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """The first stretches and files that are not as they were sealed, and what will be sealed of all after that."""
    news: dict[str, bytes] = {}
    digests = dict(known)
    seen = set()
    for name, data in _whole(db, folder):
        seen.add(name)
        digest = hashlib.sha256(data).hexdigest()
        if known.get(name) != digest and len(news) < STRETCHES:
            news[name], digests[name] = data, digest
    for name in known.keys() - seen:
        # Its rows are gone: an empty stretch says so, once.
        if known[name] != _NOTHING and name.startswith("tables/"):
            news[name], digests[name] = b"", _NOTHING
    return news, digests


def _whole(db: peewee.Database, folder: Path) -> Iterator[tuple[str, bytes]]:
    """The tables that nobody here knows, stretch by stretch, and the small files of the archive's folder."""
    for table in ordinary_tables(db):
        if table not in (*OWN, *OF_DOCUMENTS, *DERIVED):
            yield from _stretches(db, table)
    with guarded(folder):
        for path in sorted(folder.iterdir()):
            if path.suffix in _BY_HAND and path.is_file() and path.stat().st_size <= _LONGEST_FILE:
                yield f"folder/{path.name}", path.read_bytes()


def _stretches(db: peewee.Database, table: str) -> Iterator[tuple[str, bytes]]:
    number = numbered_by(db, table)
    if number is None:
        yield f"tables/{table}.jsonl", to_lines(select(db, table))
        return
    for (stretch,) in sql(db, f'SELECT DISTINCT "{number}" / ? FROM "{table}" ORDER BY 1', _STRETCH):
        first = stretch * _STRETCH
        rows = select(db, table, f'"{number}" BETWEEN ? AND ?', first, first + _STRETCH - 1)
        yield f"tables/{table}/{first:012}.jsonl", to_lines(rows)
