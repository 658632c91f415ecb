"""The file of the search index: an inverted index of pairs and one of single characters, each for records, for the
titles of records, and for pages.

Contentless tables of FTS5 with one column: only what is needed to find a number (a second column, even an empty one,
would make the index half as large again). The tokenizer `ascii` parts at ASCII spaces and takes
everything else as it comes; the analyser makes sure that nothing else is there to be parted at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import apsw
import peewee

from storage.analyser import Analyser, pairs, singles
from storage.changes import Entry, Kind
from storage.database import BUSY_SECONDS, Database, guarded, sql

KINDS: tuple[Kind, ...] = ("record", "page")

_TABLES = tuple(
    f"CREATE VIRTUAL TABLE {part}_{name} USING fts5"
    f"(words, content='', contentless_delete=1, detail={detail}, tokenize='ascii')"
    for part in (*KINDS, "title")
    for name, detail in (("pairs", "full"), ("singles", "none"))
)
LAYOUT = hashlib.sha256("".join(_TABLES).encode()).hexdigest()[:12]
"""Changes with the tables, so that every archive then makes its index again."""


class IndexFile:
    """The index in `path`. It belongs to one archive and one way of folding (`owner`); any other is made anew."""

    def __init__(self, path: Path, analyser: Analyser, owner: str, *, read_only: bool = False) -> None:
        self.path = path
        self._analyser = analyser
        self._owner = f"{LAYOUT} {analyser.fingerprint()} {owner}"
        self.database = Database(path, read_only=read_only, synchronous="NORMAL")

    def applied(self) -> int | None:
        """The number of the last change that is in the index; None where there is no index of this archive."""
        self.database.reopen_if_replaced()
        with self.database.read() as db:
            return self._applied(db)

    def start(self) -> None:
        """Makes the tables, empty, unless there is an index of this archive already."""
        self.database.reopen_if_replaced()
        with self.database.outside_transactions() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        with self.database.write() as db:
            if self._applied(db) is None:
                self._clear(db)

    def clear(self) -> None:
        """Empties the index."""
        with self.database.write() as db:
            self._clear(db)

    def wipe(self) -> None:
        """Makes a damaged file an empty database, in place: other programs may have it open."""
        with guarded(self.path):
            connection = apsw.Connection(str(self.path))
            try:
                connection.set_busy_timeout(BUSY_SECONDS * 1000)
                _read_what_can_be_read(connection)
                connection.config(apsw.SQLITE_DBCONFIG_RESET_DATABASE, 1)
                connection.execute("VACUUM")
                connection.config(apsw.SQLITE_DBCONFIG_RESET_DATABASE, 0)
            finally:
                connection.close()

    def apply(self, db: peewee.Database, entries: Sequence[Entry]) -> None:
        """Puts changes into the index and remembers the last of them, in the transaction of `db`."""
        for entry in entries:
            gone = entry.text is None
            text = self._analyser.fold(entry.text or "", lines_apart=entry.kind == "record").text
            self._replace(db, entry.kind, entry.item, None if gone else text)
            if entry.kind == "record":
                self._replace(db, "title", entry.item, None if gone else self._analyser.fold(entry.title).text)
        sql(db, "UPDATE state SET applied = ?", entries[-1].seq)

    def applied_in(self, db: peewee.Database) -> int:
        """As `applied`, within a transaction."""
        return self._applied(db) or 0

    @staticmethod
    def _replace(db: peewee.Database, part: str, number: int, folded: str | None) -> None:
        for name, words in (("pairs", pairs), ("singles", singles)):
            sql(db, f"DELETE FROM {part}_{name} WHERE rowid = ?", number)
            if folded is not None:
                sql(db, f"INSERT INTO {part}_{name} (rowid, words) VALUES (?, ?)", number, words(folded))

    def _applied(self, db: peewee.Database) -> int | None:
        if not sql(db, "SELECT 1 FROM sqlite_schema WHERE name = 'state'"):
            return None
        rows = sql(db, "SELECT applied FROM state WHERE owner = ?", self._owner)
        return int(rows[0][0]) if rows else None

    def _clear(self, db: peewee.Database) -> None:
        made = "SELECT name FROM sqlite_schema WHERE name = 'state' OR sql LIKE 'CREATE VIRTUAL TABLE%'"
        for (name,) in sql(db, made):
            sql(db, f'DROP TABLE "{name}"')
        for statement in _TABLES:
            sql(db, statement)
        sql(db, "CREATE TABLE state (owner TEXT NOT NULL, applied INTEGER NOT NULL)")
        sql(db, "INSERT INTO state VALUES (?, 0)", self._owner)


class Candidates:
    """The records or the pages whose folded text holds all these folded phrases, exactly."""

    def __init__(self, kind: Kind, phrases: Sequence[str]) -> None:
        self._kind = kind
        self._long = " AND ".join(f'"{pairs(p)}"' for p in phrases if len(p) > 1)
        self._short = " AND ".join(f'"{singles(p)}"' for p in phrases if len(p) == 1)

    def count(self, db: peewee.Database) -> int:
        """How many there are."""
        condition, values = self._in(self._kind)
        return int(sql(db, f"SELECT count(*) FROM {condition}", *values)[0][0])

    def count_titles(self, db: peewee.Database) -> int:
        """How many of them hold the phrases in their title, too; pages have no title of their own."""
        condition, values = self._titled("IN")
        return int(sql(db, f"SELECT count(*) FROM {condition}", *values)[0][0])

    def numbers(self, db: peewee.Database, limit: int, offset: int, *, titled: bool) -> list[int]:
        """A stretch of those with the phrases in their title, or of the others, the newest first."""
        condition, values = self._titled("IN" if titled else "NOT IN")
        statement = f"SELECT rowid FROM {condition} ORDER BY rowid DESC LIMIT ? OFFSET ?"
        return [number for (number,) in sql(db, statement, *values, limit, offset)]

    def _titled(self, operator: str) -> tuple[str, list[str]]:
        found, values = self._in(self._kind)
        if self._kind == "page":
            return (f"{found} AND FALSE" if operator == "IN" else found), values
        titled, more = self._in("title")
        return f"{found} AND +rowid {operator} (SELECT rowid FROM {titled})", values + more

    def _in(self, part: str) -> tuple[str, list[str]]:
        tables = {f"{part}_pairs": self._long, f"{part}_singles": self._short}
        (first, words), *rest = [(table, words) for table, words in tables.items() if words]
        condition = f"{first} WHERE {first} MATCH ?"
        for table, _ in rest:
            # The plus keeps SQLite from asking the first table anew for every number that the second one gives.
            condition += f" AND +rowid IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)"
        return condition, [words, *(more for _, more in rest)]


def _read_what_can_be_read(connection: apsw.Connection) -> None:
    """SQLite asks that a database is looked at once before it is reset, whatever comes of it."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except (apsw.CorruptError, apsw.NotADBError):
        return
