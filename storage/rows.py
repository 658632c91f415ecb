"""Rows of the catalogue database as lines of JSON, and back: the form in which sealed objects keep them.

A line holds every column of a row by its name, bytes as `{"base64": …}`. Nothing here knows what a table is for, so
tables that are added later are kept as well.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import peewee

from storage.database import sql

Row = dict[str, Any]


def select(db: peewee.Database, table: str, where: str = "", *values: object, limit: int = -1) -> list[Row]:
    """The first rows of a table that fulfil a condition, ordered by the primary key; all of them without a limit."""
    names, key = columns(db, table)
    condition = f" WHERE {where}" if where else ""
    statement = (
        f"SELECT {_listed(names)} FROM {_quoted(table)}{condition} ORDER BY {_listed(key) or 'rowid'} LIMIT {limit}"
    )
    return [dict(zip(names, row, strict=True)) for row in sql(db, statement, *values)]


def columns(db: peewee.Database, table: str) -> tuple[list[str], list[str]]:
    """The columns of a table, and those of its primary key."""
    found = sql(db, f"PRAGMA table_info({_quoted(table)})")
    key = sorted((place, name) for _, name, *_, place in found if place)
    return [name for _, name, *_ in found], [name for _, name in key]


def ordinary_tables(db: peewee.Database) -> list[str]:
    """The names of the tables that are neither SQLite's own nor virtual."""
    found = sql(db, "PRAGMA table_list")
    return sorted(
        name for schema, name, kind, *_ in found if schema == "main" and kind == "table" and name[:7] != "sqlite_"
    )


def numbered_by(db: peewee.Database, table: str) -> str | None:
    """The column that is the number of a row and nothing else; None where a table has no such column."""
    found = [(name, kind) for _, name, kind, *_, place in sql(db, f"PRAGMA table_info({_quoted(table)})") if place]
    return found[0][0] if len(found) == 1 and found[0][1].upper() == "INTEGER" else None


def put(db: peewee.Database, table: str, rows: Iterable[Row]) -> int:
    """Writes rows, each in place of one with the same key; returns how many. Columns that are missing get defaults."""
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        marks = ", ".join("?" * len(row))
        sql(db, f"INSERT OR REPLACE INTO {_quoted(table)} ({_listed(row)}) VALUES ({marks})", *row.values())
    return count


def to_lines(rows: Iterable[Row]) -> bytes:
    """Rows as lines of JSON in UTF-8."""
    return b"".join(to_line(row) for row in rows)


def to_line(row: Row) -> bytes:
    """One row."""
    return json.dumps({name: _packed(value) for name, value in row.items()}, ensure_ascii=False).encode() + b"\n"


def from_lines(data: bytes) -> Iterator[Row]:
    """The rows in these lines. ValueError: there is something else."""
    for line in data.split(b"\n"):
        if line:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError(line[:60].decode("utf-8", "replace"))
            yield {name: _unpacked(value) for name, value in row.items()}


def _packed(value: object) -> object:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _unpacked(value: object) -> object:
    return base64.b64decode(value["base64"]) if isinstance(value, Mapping) else value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _listed(names: Sequence[str] | Row) -> str:
    return ", ".join(map(_quoted, names))
