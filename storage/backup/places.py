"""Where backups of an archive are: its own copies of the catalogue, and the destinations it was last backed up to.

The destinations are kept in a file beside the catalogue, not in it: they are wanted most when that can't be read.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from storage.backup import disk
from storage.backup.sets import MOMENT, ROOT, Place
from storage.backup.values import BackupSet, LocalCopy
from storage.errors import StorageError

if TYPE_CHECKING:
    from storage.archive import Archive

_FILE = "destinations.json"
_MOST = 5


def remember(archive: Archive, destination: Path) -> None:
    """Notes that an archive was backed up to this destination, which becomes the first of the list."""
    if archive.read_only:
        return
    file = archive.folder / "backups" / _FILE
    here = str(destination.absolute())
    others = [place for place in _read(file) if place != here]
    file.parent.mkdir(exist_ok=True)
    disk.write(file, json.dumps([here, *others][:_MOST], ensure_ascii=False, indent=1) + "\n")


def destinations(folder: Path) -> tuple[Path, ...]:
    """Where the archive in `folder` was backed up to, the last one first; they need not be plugged in."""
    return tuple(Path(place) for place in _read(folder / "backups" / _FILE))


def known(folder: Path, archive: str) -> tuple[BackupSet | LocalCopy, ...]:
    """The backups of an archive (by its id) that can be reached now, the newest first.

    None of them was read to its end; `restoring` does that before anything is changed.
    """
    found: list[BackupSet | LocalCopy] = [*local_copies(folder)]
    for destination in destinations(folder):
        try:
            found += Place(destination / ROOT / archive).good()
        except StorageError:
            continue
    return tuple(sorted(found, key=lambda backup: backup.moment, reverse=True))


def local_copies(folder: Path) -> tuple[LocalCopy, ...]:
    """The copies of the catalogue in the archive's own folder, the newest first."""
    files = sorted((folder / "backups").glob("catalogue-*.db"))
    copies = [LocalCopy(file, datetime.fromtimestamp(file.stat().st_mtime, UTC).strftime(MOMENT)) for file in files]
    return tuple(sorted(copies, key=lambda copy: copy.moment, reverse=True))


def _read(file: Path) -> list[str]:
    try:
        values = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
