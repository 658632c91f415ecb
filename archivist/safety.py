"""Workflows for the worst day: back up, look at backups, see what a restoration would change, restore.

All long work is an iterator of `Step`s whose last item is the result, so a window can show how far it is and stop it;
a backup that is stopped is none, and a restoration changes nothing before its last step.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from archivist.errors import ArchivistError
from archivist.workspace import Workspace, on_share, who
from storage.archive import id_of
from storage.backup import copies, places, preview, restoring, sets, taking
from storage.backup.values import BackupDone, BackupSet, BadSet, Fault, LocalCopy, Preview, Restored, Step

Backup = BackupSet | LocalCopy


def back_up(ws: Workspace, destination: Path, *, check_all: bool = False) -> Iterator[Step | BackupDone]:
    """Backs the archive up to a folder or disk while work goes on; see `storage.backup.taking.back_up`."""
    return taking.back_up(ws.archive, destination, check_all=check_all)


def copy_catalogue(ws: Workspace) -> Iterator[Step | LocalCopy]:
    """Copies the catalogue within the archive's folder if a day has gone since the last copy; else does nothing.

    Closing does this for small catalogues; a window does it in the background, whatever the size.
    """
    if not ws.read_only and copies.due(ws.folder):
        yield from copies.copy(ws.folder)


def last_destination(ws: Workspace) -> Path | None:
    """Where the archive was backed up to last."""
    return next(iter(places.destinations(ws.folder)), None)


def known(folder: Path) -> tuple[Backup, ...]:
    """The backups of the archive in a folder that can be reached now, the newest first; the archive may be damaged."""
    return places.known(folder, id_of(folder))


def listing(source: Path) -> tuple[BackupSet | BadSet, ...]:
    """The backups in a folder or on a disk, the newest first. StorageError: none, or those of several archives."""
    return sets.sets_in(source)


def choose(source: Path, name: str = "") -> Backup:
    """The newest good backup that a path leads to, or the newest whose name or day (2026-11-24) is `name`.

    The path may also be that of one copy of the catalogue in the archive's own `backups`.
    """
    if source.is_file():
        moment = datetime.fromtimestamp(source.stat().st_mtime, UTC).strftime(sets.MOMENT)
        return LocalCopy(source, moment)
    for found in listing(source):
        if isinstance(found, BackupSet) and (not name or found.name == name or found.moment.startswith(name)):
            return found
    raise ArchivistError(
        "There is no good backup “{name}” in {folder}; “archivist backup --list {folder}” names those that there are.",
        name=name,
        folder=source,
    )


def check(backup: Backup) -> Iterator[Step | Fault]:
    """Reads a whole backup; yields a fault for each file that is not as it was. Damaged: it can't be used at all."""
    return restoring.verify(backup)


def see(backup: Backup, folder: Path) -> Preview:
    """What a restoration into this folder would change."""
    return preview.preview(backup, folder)


def restore(backup: Backup, folder: Path, *, check_all: bool = False) -> Iterator[Step | Restored]:
    """Puts a backup into a new folder, or over its own archive, which nobody may have open."""
    return restoring.restore(backup, folder, check_all=check_all, agent=who(), on_share=on_share())


def local_time(moment: str) -> str:
    """A moment as it is kept (2026-11-25T08:22:04Z) as the clock on the wall shows it: 2026-11-25 16:22."""
    parsed = datetime.strptime(moment, sets.MOMENT).replace(tzinfo=UTC)
    return parsed.astimezone().strftime("%Y-%m-%d %H:%M")
