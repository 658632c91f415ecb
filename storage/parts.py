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
from storage.rows import Row, ordinary_tables, select, to_lines
from storage.tables import now
from storage.values import StoredRecord

OWN = ("record", "record_version", "damaged", "event")
"""The tables whose new rows a part holds."""
OF_DOCUMENTS = ("document", "document_version", "page", "page_text")
DERIVED = ("record_key", "change", "sealed", "sealed_part")
"""What can be made from the rest, or is about the database alone. Every other table is kept whole in a part whenever it
has changed."""
RECORDS, EVENTS, DAMAGED = 5_000, 100_000, 1_000
"""How many a part holds at most, so that it fits in memory."""
_LONGEST_FILE = 1 << 20


@dataclass(frozen=True, slots=True)
class Marks:
    """Up to where a part goes: the last event, the last change of a record, the last damaged bytes; and the SHA-256 of
    every table and file that is kept whole, as it was sealed last."""

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
    whole = dict(_whole(db, folder))
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in whole.items()}
    known = before.whole or {}
    news = {name: data for name, data in whole.items() if known.get(name) != digests[name]}
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
    sql(db, "INSERT INTO sealed_part VALUES (?, ?, ?, ?, ?, ?)", *values)


def _whole(db: peewee.Database, folder: Path) -> Iterator[tuple[str, bytes]]:
    """The tables that nobody here knows, and the small files of the archive's folder, as they are now."""
    for table in ordinary_tables(db):
        if table not in (*OWN, *OF_DOCUMENTS, *DERIVED):
            yield f"tables/{table}.jsonl", to_lines(select(db, table))
    with guarded(folder):
        for path in sorted(folder.glob("*.t*")):
            if path.suffix in (".toml", ".txt") and path.is_file() and path.stat().st_size <= _LONGEST_FILE:
                yield f"folder/{path.name}", path.read_bytes()
