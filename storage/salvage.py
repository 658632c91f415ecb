"""Reads what can still be read of a damaged catalogue, into a new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw

from storage import migrations
from storage.backup import catalogue
from storage.damage import damaged
from storage.database import Database, guarded

_FAULTS = (apsw.CorruptError, apsw.NotADBError, apsw.IOError, UnicodeDecodeError)
_FARTHEST = 2**48


def salvage(source: Path, target: Path) -> tuple[str, ...]:
    """Copies everything that can still be read of a catalogue to a new one; returns the tables that lost something.

    Damaged where not even the list of its tables can be read. What lies in the write-ahead log is read, too.
    """
    with guarded(source), closing(_opened(source)) as old:
        statements = catalogue.rows(old, "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        version = catalogue.version(old)
        tables = {name: sql for kind, name, sql in statements if kind == "table" and not name.startswith("sqlite_")}
        if "document" not in tables or "record" not in tables:
            raise damaged(source, "schema")
        with guarded(target), closing(apsw.Connection(str(target))) as new:
            new.execute("PRAGMA synchronous = OFF; BEGIN")
            torn = tuple(name for name, sql in tables.items() if not _copy_table(old, new, name, sql))
            for kind, _, sql in statements:
                if kind == "index":
                    _make_index(new, sql)
            _note_all(new)
            new.execute(f"PRAGMA user_version = {version}; COMMIT")
    database = Database(target)
    migrations.migrate(database, target.parent)
    database.close()
    return torn


def _opened(file: Path) -> apsw.Connection:
    """A connection that takes a file which was cut short, too: that is what `writable_schema` is for here."""
    try:
        db = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
        db.execute("PRAGMA writable_schema = ON; SELECT count(*) FROM sqlite_schema").fetchall()
    except apsw.Error:
        db = catalogue.opened(file)
        db.execute("PRAGMA writable_schema = ON")
    return db


def _copy_table(old: apsw.Connection, new: apsw.Connection, name: str, sql: str) -> bool:
    """Copies a table; says whether it could be read wholly."""
    new.execute(sql)
    columns = catalogue.rows(new, f'PRAGMA table_info("{name}")')
    names = ", ".join(f'"{column[1]}"' for column in columns)
    insert = f'INSERT OR IGNORE INTO "{name}" ({names}) VALUES ({", ".join("?" * len(columns))})'
    keyed = [column for column in columns if column[5] == 1]
    whole = True
    key = "rowid"
    if "WITHOUT ROWID" in sql:
        key = f'"{keyed[0][1]}"'
        if keyed[0][2] != "INTEGER":
            key = ""
    for row in _rows(old, name, names, key):
        if row is None:
            whole = False
        else:
            new.execute(insert, row)
    return whole


def _rows(db: apsw.Connection, name: str, columns: str, key: str) -> Iterator[tuple[Any, ...] | None]:
    """The rows of a table in the order of its key, and None at each place that can't be read; that is stepped over."""
    if not key:
        try:
            yield from db.execute(f'SELECT {columns} FROM "{name}"')
        except _FAULTS:
            yield None
        return
    at: int | None = -(2**62)
    while at is not None:
        begun = at
        try:
            query = f'SELECT {key}, {columns} FROM "{name}" NOT INDEXED WHERE {key} >= ? ORDER BY {key}'
            for number, *row in db.execute(query, (at,)):
                if int(number) < at:
                    # A page that was cut in the middle: what is gone of it reads as nothing, with the number 0.
                    break
                at = int(number)
                yield tuple(row)
            else:
                return
        except _FAULTS:
            pass
        yield None
        # The row at `at` was given already unless the very first one failed.
        at = _next(db, name, key, at + 1 if at != begun else max(at, -1) + 1)


def _next(db: apsw.Connection, name: str, key: str, start: int) -> int | None:
    """The smallest number from `start` on at which reading can go on; None where there is none."""
    step = 1
    while not _readable(db, name, key, start + step - 1):
        step *= 2
        if step > _FARTHEST:
            return None
    low, high = start + step // 2 - 1, start + step - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _readable(db, name, key, middle) else (middle, high)
    return high


def _readable(db: apsw.Connection, name: str, key: str, start: int) -> bool:
    try:
        query = f'SELECT {key} FROM "{name}" NOT INDEXED WHERE {key} >= ? ORDER BY {key} LIMIT 1'
        db.execute(query, (start,)).fetchall()
    except _FAULTS:
        return False
    return True


def _make_index(db: apsw.Connection, sql: str) -> None:
    try:
        db.execute(sql)
    except apsw.ConstraintError:
        return


def _note_all(db: apsw.Connection) -> None:
    """What there is is to be found, whatever of the list of changes was lost."""
    for kind in ("record", "page"):
        db.execute(f"INSERT OR IGNORE INTO change (kind, item) SELECT '{kind}', id FROM {kind}")
