"""Damage of a catalogue: found early, and told together with the backups there are."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import apsw

from storage.backup import catalogue, places
from storage.backup.preview import catalogue_of
from storage.backup.values import BackupSet, LocalCopy
from storage.database import Database
from storage.errors import Damaged, DamagedArchive, StorageError

SECONDS = 0.2
"""How long opening an archive may look for damage. A copy or backup is always checked wholly."""
_STEPS = 2_000


def look(database: Database, seconds: float = SECONDS) -> None:
    """Raises Damaged where a catalogue is cut short or, as far as can be seen in this time, has damaged pages.

    Tables are looked through one after the other, so a large catalogue is seen in part; 45 MB took 0.1 s.
    """
    deadline = time.monotonic() + seconds
    with database.outside_transactions() as db:
        _refuse_short(db, database.path)
        db.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        try:
            for (table,) in catalogue.rows(db, "SELECT name FROM sqlite_schema WHERE type = 'table'"):
                found = catalogue.rows(db, f"PRAGMA quick_check('{table}')")
                if found != [("ok",)]:
                    raise damaged(database.path, found[0][0])
        except apsw.InterruptError:
            return
        finally:
            db.set_progress_handler(None)


def explained(folder: Path, archive: str, problem: Damaged) -> DamagedArchive:
    """The error that says, beside the damage, which backup is the newest good one."""
    backups = tuple(_good(places.known(folder, archive)))
    values = {"folder": folder, "reason": problem.values.get("reason") or problem}
    if not backups:
        return DamagedArchive(
            "The database of the archive {folder} is damaged ({reason}), and no backup of it is known here. Plug in "
            "the disk with its backups and put back the newest good backup: archivist restore DISK “{folder}”.",
            backups,
            **values,
        )
    newest = backups[0]
    return DamagedArchive(
        "The database of the archive {folder} is damaged ({reason}). The newest good backup is of {moment}; put it "
        "back with: archivist restore “{backup}” “{folder}”.",
        backups,
        **values,
        moment=newest.moment,
        backup=newest.file if isinstance(newest, LocalCopy) else newest.folder,
    )


def damaged(file: Path, reason: object) -> Damaged:
    """The error that says that a database is damaged."""
    return Damaged(
        "{file} is damaged ({reason}). Don't go on with it: put back the newest good backup of the archive.",
        file=file,
        reason=reason,
    )


def _good(backups: Sequence[BackupSet | LocalCopy]) -> Iterator[BackupSet | LocalCopy]:
    """Those that are not damaged themselves, as far as the first one; the others are looked at when they are taken."""
    found = False
    for backup in backups:
        if not found:
            try:
                catalogue.check(catalogue_of(backup), wholly=False)
            except StorageError:
                continue
            found = True
        yield backup


def _refuse_short(db: apsw.Connection, file: Path) -> None:
    """What is in the write-ahead log may lie beyond the end of the file; without a log nothing may."""
    log = file.with_name(file.name + "-wal")
    if log.exists() and log.stat().st_size:
        return
    pages, size = (catalogue.rows(db, f"PRAGMA {name}")[0][0] for name in ("page_count", "page_size"))
    header = file.open("rb")
    with header:
        told = int.from_bytes(header.read(32)[28:32], "big")
    if file.stat().st_size < max(pages, told) * size:
        raise damaged(file, f"{file.stat().st_size} < {max(pages, told) * size}")
