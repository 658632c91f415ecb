"""The index against the texts: a second index is made in a temporary file, and the two are compared word by word.

Nothing is assumed of what is in an index but that it is tables of FTS5 whose rows carry the numbers of records and
pages. It takes the time of making the index once more, and its room on the disk for that long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import apsw

from storage.changes import Changes
from storage.database import Database, sql
from storage.errors import Damaged, StorageError
from storage.index import IndexFile
from storage.numbering import id_of
from storage.rows import columns, ordinary_tables

_BATCH = 200
_MOST = 100
_RECORD = "{file} does not say the same as record {id}. Delete the file; it is made again."
_DOCUMENT = "{file} does not say the same as document {id}. Delete the file; it is made again."
_PAGE = "{file} does not say the same as the text of page {id} of the archive. Delete the file; it is made again."
_BY_KIND = {"page": _PAGE, "document": _DOCUMENT}


def faults(index: IndexFile, fresh: IndexFile, changes: Changes) -> Iterator[StorageError | None]:
    """What in an index is not as the texts are; None now and then, so that the work can be stopped.

    `fresh` is an empty index by the same rules. What is changed meanwhile is not looked at.
    """
    fresh.start()
    seen = 0
    while entries := changes.after(seen, _BATCH):
        with fresh.database.write() as db:
            fresh.apply(db, entries)
        seen = entries[-1].seq
        yield None
    for table in _tables(fresh.database):
        wrong: set[int] = set()
        for row in _differing(index.database, fresh.database, table):
            if row is None:
                yield None
            elif len(wrong) < _MOST:
                wrong.add(row)
        yield from _told(index, table, wrong, changes, seen)
    for table, wrong in differing_rows(index, fresh):
        yield from _told(index, table, wrong, changes, seen)


def _told(index: IndexFile, table: str, wrong: set[int], changes: Changes, seen: int) -> Iterator[StorageError]:
    later = {entry.item for entry in changes.after(seen, -1)} if wrong else set()
    template = _BY_KIND.get(table.partition("_")[0], _RECORD)
    for number in sorted({id_of(number) for number in wrong} - later)[:_MOST]:
        yield Damaged(template, file=index.path, id=number)


def differing_rows(index: IndexFile, fresh: IndexFile) -> Iterator[tuple[str, set[int]]]:
    """The ordinary tables of an index, with the numbers of the rows that are in one of the two only."""
    with fresh.database.read() as db:
        shadows = {name for _, name, kind, *_ in sql(db, "PRAGMA table_list") if kind == "shadow"}
        tables = [name for name in ordinary_tables(db) if name not in (*shadows, "state")]
    for table in tables:
        with index.database.read() as ours, fresh.database.read() as theirs:
            names, _key = columns(ours, table)
            number = names.index("item" if "item" in names else names[0])
            both = [set(sql(db, f'SELECT * FROM "{table}"')) for db in (ours, theirs)]
        yield table, {int(row[number]) for row in both[0] ^ both[1]}


def _tables(database: Database) -> list[str]:
    with database.read() as db:
        made = "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5(%' ORDER BY name"
        return [str(name) for (name,) in sql(db, made)]


def _differing(one: Database, other: Database, table: str) -> Iterator[int | None]:
    """The numbers of the rows that have a word in one of two indexes only; None every so many words."""
    with ExitStack() as stack:
        left, right = (_words(stack.enter_context(base.outside_transactions()), table) for base in (one, other))
        ours, theirs = next(left, None), next(right, None)
        count = 0
        while ours is not None or theirs is not None:
            count += 1
            if count % 100_000 == 0:
                yield None
            if ours == theirs:
                ours, theirs = next(left, None), next(right, None)
            elif theirs is None or (ours is not None and ours < theirs):
                yield _number(ours)
                ours = next(left, None)
            else:
                yield _number(theirs)
                theirs = next(right, None)


Place = tuple[str, int, int]
"""A word, the number of the row it is in, and its place there (-1 where the table does not keep it)."""


def _words(connection: apsw.Connection, table: str) -> Iterator[Place]:
    """Every word of an index in every place, in order."""
    view = f"words_of_{table}"
    connection.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{view} USING fts5vocab(main, {table}, instance)")
    for word, row, place in connection.execute(f'SELECT term, doc, "offset" FROM temp.{view}'):
        yield str(word), int(row), -1 if place is None else int(place)


def _number(place: Place | None) -> int:
    return place[1] if place else 0
