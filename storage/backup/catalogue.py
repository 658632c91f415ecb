"""A copy of a catalogue: taken while others write, looked through, counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import apsw

from storage.backup.values import Counts
from storage.database import BUSY_SECONDS, guarded
from storage.errors import Damaged

_PAGES_A_STEP = 2_000


def snapshot(source: Path, target: Path) -> Iterator[tuple[int, int]]:
    """Copies a database as it is at one moment, however much others write meanwhile; yields pages done and pages.

    An open read transaction holds that moment: without it SQLite would begin anew at each change by another program.
    """
    with guarded(source), closing(reader(source)) as origin:
        origin.execute("BEGIN")
        origin.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        with guarded(target), closing(_writer(target)) as copy, copy.backup("main", origin, "main") as backup:
            while not backup.done:
                with guarded(target):
                    backup.step(_PAGES_A_STEP)
                yield backup.page_count - backup.remaining, backup.page_count


def opened(file: Path) -> apsw.Connection:
    """A database that nobody changes, open for reading: without locks and without files beside it."""
    uri = f"{file.resolve().as_uri()}?immutable=1"
    return apsw.Connection(uri, flags=apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_READONLY)


def check(file: Path, *, wholly: bool = True) -> None:
    """Raises Damaged where a database that nobody changes has faults; `wholly` compares its indexes, too."""
    with guarded(file), closing(opened(file)) as db:
        found = rows(db, f"PRAGMA {'integrity_check' if wholly else 'quick_check'}(1)")
        stranger = db.execute("PRAGMA foreign_key_check").fetchone() if found == [("ok",)] else None
    if found != [("ok",)] or stranger:
        raise Damaged(
            "{file} is damaged ({reason}). Don't go on with it: put back the newest good backup of the archive.",
            file=file,
            reason=f"foreign key of {stranger[0]}" if stranger else found[0][0],
        )


def counts(db: apsw.Connection, schema: str = "main") -> Counts:
    """How much there is in a catalogue."""

    def number(what: str) -> int:
        return int(rows(db, f"SELECT {what}")[0][0] or 0)

    return Counts(
        records=number(f"count(*) FROM {schema}.record WHERE deleted = 0"),
        documents=number(f"count(*) FROM {schema}.document WHERE deleted = 0"),
        pages=number(f"count(*) FROM {schema}.page"),
        texts=number(f"count(*) FROM {schema}.page_text"),
        changes=number(f"max(seq) FROM {schema}.change"),
    )


def rows(db: apsw.Connection, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of one SQL statement."""
    return db.execute(statement, values).fetchall()  # type: ignore[arg-type,return-value,unused-ignore]


def version(db: apsw.Connection) -> int:
    """The version of a catalogue's tables."""
    return int(rows(db, "PRAGMA user_version")[0][0])


def wanted_files(db: apsw.Connection) -> Mapping[str, str]:
    """The digest of each file that a catalogue speaks of, and the table that does; the log of events aside."""
    found: dict[str, str] = {}
    for (table,) in rows(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name != 'event'"):
        if "digest" in [column[1] for column in rows(db, f'PRAGMA table_info("{table}")')]:
            digests = rows(db, f"SELECT DISTINCT digest FROM \"{table}\" WHERE digest != ''")
            found.update((digest, table) for (digest,) in digests)
    return found


def let_go(file: Path) -> bool:
    """Puts what is still in the log of a database into it and says whether nobody else has it open.

    Leaving the write-ahead log is what SQLite allows only to a program that is alone with a database.
    """
    try:
        with closing(apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READWRITE)) as db:
            db.set_busy_timeout(500)
            db.execute("PRAGMA journal_mode = DELETE").fetchall()
    except (apsw.BusyError, apsw.LockedError):
        return False
    except apsw.Error:
        # What is damaged beyond this is open nowhere in earnest.
        return True
    return True


def reader(file: Path) -> apsw.Connection:
    """A database that others may have open, for reading; also where nothing can be written beside it."""
    db = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    db.set_busy_timeout(BUSY_SECONDS * 1000)
    try:
        db.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except (apsw.CantOpenError, apsw.ReadOnlyError):
        db.close()
        return opened(file)
    return db


def _writer(file: Path) -> apsw.Connection:
    """A new database without locks, which shares may lack, and without a journal: it is checked when it is whole."""
    with suppress(FileNotFoundError):
        file.unlink()
    uri = f"{file.resolve().as_uri()}?nolock=1"
    flags = apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    db = apsw.Connection(uri, flags=flags)
    db.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    return db
