"""The versions of the catalogue database, from the first day.

A version is a list of statements that lead to it from the version before. Statements that were ever released are
history and never change. The number is kept in SQLite's `user_version`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import apsw

from storage.database import Database, guarded, sql
from storage.errors import Damaged, StorageError

Migration = Sequence[str]

_FIRST: Migration = (
    """CREATE TABLE record (
        id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL, changed TEXT NOT NULL, deleted INTEGER NOT NULL,
        title TEXT NOT NULL, author TEXT NOT NULL, publisher TEXT NOT NULL, year TEXT NOT NULL, isbn TEXT NOT NULL,
        classification TEXT NOT NULL, language TEXT NOT NULL, keys TEXT NOT NULL, text TEXT NOT NULL,
        errors INTEGER NOT NULL, warnings INTEGER NOT NULL)""",
    "CREATE INDEX record_by_title ON record (title, id) WHERE deleted = 0",
    "CREATE INDEX record_by_change ON record (changed, id) WHERE deleted = 0",
    "CREATE INDEX record_with_errors ON record (id) WHERE deleted = 0 AND errors > 0",
    """CREATE TABLE record_key (
        key TEXT NOT NULL, record INTEGER NOT NULL REFERENCES record (id), PRIMARY KEY (key, record)) WITHOUT ROWID""",
    "CREATE INDEX record_key_by_record ON record_key (record)",
    """CREATE TABLE record_version (
        record INTEGER NOT NULL REFERENCES record (id), version INTEGER NOT NULL, changed TEXT NOT NULL,
        source TEXT NOT NULL, note TEXT NOT NULL, deleted INTEGER NOT NULL, encoding TEXT NOT NULL,
        format TEXT NOT NULL, points TEXT NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (record, version))""",
    """CREATE TABLE damaged (
        id INTEGER PRIMARY KEY, file TEXT NOT NULL, number INTEGER NOT NULL, "offset" INTEGER NOT NULL,
        reason TEXT NOT NULL, kept TEXT NOT NULL, raw BLOB NOT NULL)""",
    """CREATE TABLE document (
        id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL, changed TEXT NOT NULL, deleted INTEGER NOT NULL,
        title TEXT NOT NULL, kind TEXT NOT NULL, record INTEGER REFERENCES record (id))""",
    "CREATE INDEX document_by_record ON document (record)",
    """CREATE TABLE document_version (
        document INTEGER NOT NULL REFERENCES document (id), version INTEGER NOT NULL, changed TEXT NOT NULL,
        title TEXT NOT NULL, kind TEXT NOT NULL, record INTEGER, deleted INTEGER NOT NULL, note TEXT NOT NULL,
        PRIMARY KEY (document, version)) WITHOUT ROWID""",
    """CREATE TABLE page (
        id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES document (id),
        number INTEGER NOT NULL, digest TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL,
        width INTEGER NOT NULL, height INTEGER NOT NULL, text_version INTEGER NOT NULL, confidence REAL NOT NULL,
        corrected INTEGER NOT NULL, UNIQUE (document, number))""",
    "CREATE INDEX page_unread ON page (document, number) WHERE text_version = 0",
    """CREATE TABLE page_text (
        page INTEGER NOT NULL REFERENCES page (id), version INTEGER NOT NULL, changed TEXT NOT NULL,
        source TEXT NOT NULL, note TEXT NOT NULL, confidence REAL NOT NULL, text TEXT NOT NULL, payload TEXT NOT NULL,
        PRIMARY KEY (page, version))""",
    """CREATE TABLE change (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, item INTEGER NOT NULL, UNIQUE (kind, item))""",
)

_KEEPING: Migration = (
    *(
        f"ALTER TABLE {table} ADD COLUMN {column}"
        for table in ("document", "document_version")
        for column in (
            "description TEXT NOT NULL DEFAULT ''",
            "access TEXT NOT NULL DEFAULT 'public'",
            "access_until TEXT NOT NULL DEFAULT ''",
            "accession INTEGER",
        )
    ),
    """CREATE TABLE event (
        id INTEGER PRIMARY KEY AUTOINCREMENT, moment TEXT NOT NULL, agent TEXT NOT NULL, kind TEXT NOT NULL,
        about TEXT NOT NULL, item INTEGER, digest TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL)""",
    "CREATE INDEX event_by_item ON event (about, item)",
    "CREATE INDEX event_by_moment ON event (moment)",
    "CREATE INDEX document_by_accession ON document (accession)",
)

_ACCESSIONS: Migration = (
    """CREATE TABLE accession (
        id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL, changed TEXT NOT NULL, deleted INTEGER NOT NULL,
        number TEXT NOT NULL UNIQUE, year INTEGER NOT NULL, serial INTEGER NOT NULL, received TEXT NOT NULL,
        donor TEXT NOT NULL, payload TEXT NOT NULL, UNIQUE (year, serial))""",
    """CREATE TABLE accession_version (
        accession INTEGER NOT NULL REFERENCES accession (id), version INTEGER NOT NULL, changed TEXT NOT NULL,
        deleted INTEGER NOT NULL, received TEXT NOT NULL, donor TEXT NOT NULL, payload TEXT NOT NULL,
        note TEXT NOT NULL, PRIMARY KEY (accession, version)) WITHOUT ROWID""",
)

_DESCRIBED: Migration = (
    "ALTER TABLE record ADD COLUMN described TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE document ADD COLUMN described TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE page_text ADD COLUMN notes TEXT NOT NULL DEFAULT ''",
    "INSERT INTO change (kind, item) SELECT 'document', id FROM document WHERE deleted = 0",
)

_SEALING: Migration = (
    """CREATE TABLE sealed (
        document INTEGER PRIMARY KEY REFERENCES document (id), event INTEGER NOT NULL, record_version INTEGER NOT NULL,
        version INTEGER NOT NULL)""",
    """CREATE TABLE sealed_part (
        number INTEGER PRIMARY KEY, moment TEXT NOT NULL, event INTEGER NOT NULL, change INTEGER NOT NULL,
        damaged INTEGER NOT NULL, whole TEXT NOT NULL)""",
)

_CLEANING: Migration = (
    """CREATE TABLE page_cleaning (
        id INTEGER PRIMARY KEY AUTOINCREMENT, page INTEGER NOT NULL REFERENCES page (id), version INTEGER NOT NULL,
        changed TEXT NOT NULL, note TEXT NOT NULL, recipe TEXT NOT NULL, UNIQUE (page, version))""",
)

MIGRATIONS: Sequence[Migration] = (_FIRST, _KEEPING, _ACCESSIONS, _DESCRIBED, _SEALING, _CLEANING)
"""Entry `n` leads to version `n + 1`."""


def create(database: Database, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Makes the tables of the newest version in a new database file."""
    with database.outside_transactions() as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    _apply(database, migrations)


def migrate(database: Database, backups: Path, migrations: Sequence[Migration] = MIGRATIONS) -> Path | None:
    """Brings a database to the newest version; returns the copy that was made before, or None if it was up to date.

    Raises StorageError where the database is newer than this program, or older and write-protected; Damaged where it
    has no version of ours at all. All steps happen in one transaction: a crash leaves the old version.
    """
    version = version_of(database)
    if version == 0:
        raise Damaged(
            "{file} is no catalogue of this program, or it is empty. Put back the newest good backup of the archive.",
            file=database.path,
        )
    refuse_newer(database.path.parent, version, len(migrations))
    if version == len(migrations):
        return None
    if database.read_only:
        raise StorageError(
            "The archive {folder} is of the older version {version} and write-protected, so it can't be brought to "
            "version {ours}. Ask for the right to write there, or open a copy.",
            folder=database.path.parent,
            version=version,
            ours=len(migrations),
        )
    copy = back_up(database, backups, version)
    _apply(database, migrations)
    return copy


def refuse_newer(folder: Path, version: int, ours: int) -> None:
    """Raises StorageError where an archive was written by a newer program than this."""
    if version > ours:
        raise StorageError(
            "The archive {folder} was written by a newer version of this program (its version is {version}, this "
            "program knows up to {ours}). Nothing was changed; install the newer program to open it.",
            folder=folder,
            version=version,
            ours=ours,
        )


def version_of(database: Database) -> int:
    """The version number in the database."""
    with database.read() as db:
        return int(sql(db, "PRAGMA user_version")[0][0])


def back_up(database: Database, folder: Path, version: int) -> Path:
    """Copies the database, consistently, to `folder`, and checks that the copy can be read; returns its path."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = folder / f"catalogue-version-{version}-{moment}.db"
    partial = target.with_suffix(".partial")
    with guarded(target):
        folder.mkdir(parents=True, exist_ok=True)
    with database.outside_transactions() as source, guarded(partial):
        copy = apsw.Connection(str(partial))
        try:
            with copy.backup("main", source, "main") as backup:
                backup.step(-1)
            found = copy.execute("PRAGMA quick_check(1)").fetchall()
        finally:
            copy.close()
        if found != [("ok",)]:
            raise Damaged(
                "{file} is damaged ({reason}), so it was not changed. Put back the newest good backup of the archive.",
                file=database.path,
                reason=found[0][0],
            )
        partial.replace(target)
    return target


def _apply(database: Database, migrations: Sequence[Migration]) -> None:
    """Another program may have opened the same archive at the same moment: the version is read again, alone."""
    with database.write() as db:
        version = int(sql(db, "PRAGMA user_version")[0][0])
        for migration in migrations[version:]:
            for statement in migration:
                sql(db, statement)
        if version < len(migrations):
            sql(db, f"PRAGMA user_version = {len(migrations)}")
