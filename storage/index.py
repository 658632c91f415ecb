"""The file of the search index: for records, documents and pages each an inverted index of pairs and one of single
letters (see `tokens`), and beside them what hits are narrowed and counted by.

Contentless tables of FTS5 with one column: only what is needed to find a number (a second column, even an empty one,
would make the index half as large again). The tokenizer `ascii` parts at ASCII spaces and takes
everything else as it comes; the analyser makes sure that nothing else is there to be parted at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import apsw
import peewee

from storage.analyser import Analyser, pairs
from storage.changes import Entry, Kind, Sheet
from storage.database import BUSY_SECONDS, Database, guarded, many, sql, total_changes
from storage.folded import Folded
from storage.numbering import numbers_that_may_be, page_number
from storage.running import running
from storage.spelling import SPOKEN, Readings, spoken_words
from storage.tokens import BREAK, GAP, in_field, page_words, single_words
from storage.values import Described

KINDS: tuple[Kind, ...] = ("record", "document", "page")
DESCRIBED: tuple[Kind, ...] = ("record", "document")

_WORDS = {
    f"{kind}_{name}": f"CREATE VIRTUAL TABLE {kind}_{name} USING fts5"
    f"(words, content='', contentless_delete=1, detail={detail}, tokenize='ascii')"
    for kind in KINDS
    for name, detail in (("pairs", "full"), ("singles", "none"))
}
_TABLES = (
    *_WORDS.values(),
    # Which words there are.
    "CREATE VIRTUAL TABLE page_words USING fts5vocab(page_pairs, row)",
    # By the number of `numbering`.
    "CREATE TABLE page (id INTEGER PRIMARY KEY, document INTEGER NOT NULL)",
    "CREATE INDEX page_by_document ON page (document)",
    *(
        statement
        for kind in DESCRIBED
        for statement in (
            f"CREATE TABLE {kind} (id INTEGER PRIMARY KEY, access INTEGER NOT NULL, first INTEGER, last INTEGER)",
            f"CREATE TABLE {kind}_facet (name TEXT NOT NULL, value TEXT NOT NULL, item INTEGER NOT NULL, "
            "PRIMARY KEY (name, value, item)) WITHOUT ROWID",
            f"CREATE INDEX {kind}_facet_by_item ON {kind}_facet (item)",
        )
    ),
)
_IN_MEMORY = 32 << 20
"""Bytes of new words that FTS5 collects before it writes them: with less it merges its files all the time."""
_MERGED_AT_ONCE = 2000
_RULES = 3
LAYOUT = hashlib.sha256(f"{_RULES}{''.join(_TABLES)}".encode()).hexdigest()[:12]
"""Changes with the tables, so that every archive then makes its index again."""


class IndexFile:
    """The index in `path`. It belongs to one archive and one way of folding (`owner`); any other is made anew."""

    def __init__(
        self, path: Path, analyser: Analyser, readings: Readings, owner: str, *, read_only: bool = False
    ) -> None:
        self.path = path
        self._analyser = analyser
        self._readings = readings
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

    def has_letter(self, letter: str) -> bool:
        """Whether anything in the index has this folded letter."""
        with self.database.read() as db:
            return any(
                sql(db, f"SELECT 1 FROM {kind}_singles WHERE {kind}_singles MATCH ? LIMIT 1", f'"{letter}"')
                for kind in KINDS
            )

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
        for kind in KINDS:
            mine = [entry for entry in entries if entry.kind == kind]
            self._forget(db, kind, [entry.item for entry in mine])
            found = [(entry.item, entry.sheet) for entry in mine if entry.sheet is not None]
            if kind == "page":
                self._put_pages(db, found)
            else:
                self._put_described(db, kind, found)
        sql(db, "UPDATE state SET applied = ?", entries[-1].seq)

    def applied_in(self, db: peewee.Database) -> int:
        """As `applied`, within a transaction."""
        return self._applied(db) or 0

    def merge(self) -> Iterator[None]:
        """Merges what many small transactions wrote, a part at a time, so that the index is small and quick."""
        for table in _WORDS:
            # The first call, with a negative number, begins with all there is; the others go on.
            yield from self._merged(table, -_MERGED_AT_ONCE)
        self._give_back_room()

    def tidy(self) -> Iterator[None]:
        """Merges what has been saved of late, a part at a time: each query opens every part of the index by itself.

        What was merged long ago is not written again, as `merge` does: only parts of about the same size become one.
        """
        for table in _WORDS:
            with self.database.write() as db:
                if not sql(db, f"SELECT 1 FROM {table}_config WHERE k = 'usermerge' AND v = 2"):
                    sql(db, f"INSERT INTO {table} ({table}, rank) VALUES ('usermerge', 2)")
            yield from self._merged(table, _MERGED_AT_ONCE)

    def _merged(self, table: str, pages: int) -> Iterator[None]:
        """Merges about so many pages of a table at once until nothing is written any more."""
        while True:
            with self.database.write() as db:
                before = total_changes(db)
                sql(db, f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", pages)
                if total_changes(db) - before < 2:
                    return
            pages = _MERGED_AT_ONCE
            yield

    def _give_back_room(self) -> None:
        """Merging leaves the room of what it has merged in the file."""
        with self.database.outside_transactions() as connection:
            free, pages = (int(str(connection.pragma(name))) for name in ("freelist_count", "page_count"))
            if free * 20 < pages:
                return
            connection.set_busy_timeout(1000)
            try:
                connection.execute("VACUUM")
            except (apsw.BusyError, apsw.LockedError):
                # Somebody searches just now: then the room is used for what comes.
                return
            finally:
                connection.set_busy_timeout(BUSY_SECONDS * 1000)

    @staticmethod
    def _forget(db: peewee.Database, kind: Kind, items: Sequence[int]) -> None:
        """Only what is there is deleted: the index keeps a mark of each number that was."""
        numbers = numbers_that_may_be(items) if kind == "page" else list(items)
        known = sql(db, f"SELECT id FROM {kind} WHERE id IN (SELECT value FROM json_each(?))", json.dumps(numbers))
        if not known:
            return
        many(db, f"DELETE FROM {kind}_pairs WHERE rowid = ?", known)
        many(db, f"DELETE FROM {kind}_singles WHERE rowid = ?", known)
        many(db, f"DELETE FROM {kind} WHERE id = ?", known)
        if kind != "page":
            many(db, f"DELETE FROM {kind}_facet WHERE item = ?", known)

    def _put_pages(self, db: peewee.Database, pages: Sequence[tuple[int, Sheet]]) -> None:
        numbered = [(page_number(id, vouched=sheet.corrected), sheet) for id, sheet in pages]
        many(db, "INSERT INTO page VALUES (?, ?)", [(id, sheet.document) for id, sheet in numbered])
        words = [(id, *self._page(sheet)) for id, sheet in numbered]
        many(db, "INSERT INTO page_pairs (rowid, words) VALUES (?, ?)", [(id, some) for id, some, _ in words])
        many(db, "INSERT INTO page_singles (rowid, words) VALUES (?, ?)", [(id, some) for id, _, some in words])

    def _page(self, sheet: Sheet) -> tuple[str, str]:
        texts, letters = [], []
        for text in running("page", sheet):
            folded = self._analyser.fold(text.text)
            start, end = text.own(folded)
            texts.append(page_words(folded.text, start, end))
            letters.append(folded.text[start:end])
        return f" {GAP} ".join(filter(None, texts)), single_words(letters)

    def _put_described(self, db: peewee.Database, kind: Kind, items: Sequence[tuple[int, Sheet]]) -> None:
        years = {id: sheet.described.years or (None, None) for id, sheet in items}
        many(db, f"INSERT INTO {kind} VALUES (?, ?, ?, ?)", [(id, s.described.access, *years[id]) for id, s in items])
        facets = [(name, value, id) for id, sheet in items for name, value in facets_of(sheet.described)]
        many(db, f"INSERT OR IGNORE INTO {kind}_facet VALUES (?, ?, ?)", facets)
        words = [(id, *self._described(sheet)) for id, sheet in items]
        many(db, f"INSERT INTO {kind}_pairs (rowid, words) VALUES (?, ?)", [(id, some) for id, some, _ in words])
        many(db, f"INSERT INTO {kind}_singles (rowid, words) VALUES (?, ?)", [(id, some) for id, _, some in words])

    def _described(self, sheet: Sheet) -> tuple[str, str]:
        text = self._lines(sheet.text).text
        twos, ones = [pairs(text)], {*single_words([text]).split(" ")}
        for name, value in fields_of(sheet.described):
            folded = self._lines(value).text
            twos.append(" ".join(in_field(name, pair) for pair in pairs(folded).split(" ") if pair))
            ones |= {in_field(name, letter) for letter in set(folded) - {" ", "\n"}}
            if name in SPOKEN:
                for line in value.splitlines():
                    ones.update(spoken_words(self._analyser.fold_strictly(line).text, self._readings))
        return f" {BREAK} ".join(filter(None, twos)), " ".join(filter(None, ones))

    def _lines(self, text: str) -> Folded:
        return self._analyser.fold(text, lines_apart=True)

    def _applied(self, db: peewee.Database) -> int | None:
        if not sql(db, "SELECT 1 FROM sqlite_schema WHERE name = 'state'"):
            return None
        rows = sql(db, "SELECT applied FROM state WHERE owner = ?", self._owner)
        return int(rows[0][0]) if rows else None

    def _clear(self, db: peewee.Database) -> None:
        virtual = sql(db, "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
        for (name,) in virtual:
            sql(db, f'DROP TABLE "{name}"')
        plain = sql(
            db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        for (name,) in plain:
            sql(db, f'DROP TABLE "{name}"')
        for statement in _TABLES:
            sql(db, statement)
        for table in _WORDS:
            sql(db, f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', ?)", _IN_MEMORY)
        sql(db, "CREATE TABLE state (owner TEXT NOT NULL, applied INTEGER NOT NULL)")
        sql(db, "INSERT INTO state VALUES (?, 0)", self._owner)


DECADE = "decade"
_MOST_DECADES = 30


def facets_of(described: Described) -> Iterator[tuple[str, str]]:
    """The facets of an item, and the decades that it is from."""
    for name, values in described.facets.items():
        yield from ((name, value) for value in values)
    if described.years:
        first, last = described.years
        for decade in range(first // 10 * 10, min(last, first + 10 * _MOST_DECADES) + 1, 10):
            yield DECADE, str(decade)


def fields_of(described: Described) -> Iterator[tuple[str, str]]:
    """The fields of an item, facets too: who types `kind:` need not know which of the two it is."""
    for name in {**described.fields, **described.facets}:
        yield name, "\n".join(filter(None, [described.fields.get(name, ""), *described.facets.get(name, ())]))


def _read_what_can_be_read(connection: apsw.Connection) -> None:
    """SQLite asks that a database is looked at once before it is reset, whatever comes of it."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except (apsw.CorruptError, apsw.NotADBError):
        return
