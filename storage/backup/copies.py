"""Copies of the catalogue alone, in the archive's own folder: one a day, at hand when the database is damaged.

They are no backup, for they lie on the same disk; they save the work of weeks from a damaged page. Copies that were
made before a migration are not thinned.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import lasting
from storage.backup import catalogue, disk
from storage.backup.sets import MOMENT, STAMP
from storage.backup.thinning import Keep, kept
from storage.backup.values import LocalCopy, Step
from storage.database import guarded
from storage.errors import StorageError

KEEP = Keep(daily=3, weekly=2, monthly=2)
QUICK = 128 * 2**20
"""A catalogue up to this size in bytes is copied and checked in less than a second, so at closing."""
_A_DAY = 86_400
_NAME = re.compile(r"catalogue-(\d{8}T\d{6}Z)\.db\Z")

_log = logging.getLogger(__name__)


def due(folder: Path) -> bool:
    """Whether a day has gone since the last copy, or since the archive was made, and something has changed since."""
    try:
        changed = max(file.stat().st_mtime for file in folder.glob("catalogue.db*"))
        since = max((copy.stat().st_mtime for copy in _copies(folder)), default=None)
        begun = (folder / "archive.toml").stat().st_mtime if since is None else since
    except (OSError, ValueError):
        return False
    return time.time() - begun > _A_DAY and (since is None or changed > since)


def copy(folder: Path, now: datetime | None = None, *, thinning: bool = True) -> Iterator[Step | LocalCopy]:
    """Copies the catalogue of the archive in `folder`, checks the copy and thins the older ones.

    Damaged where the catalogue is: then nothing is thinned. DiskFull, and nothing is left behind.
    """
    moment = now or datetime.now(UTC)
    backups = folder / "backups"
    partial = backups / "catalogue.partial"
    with guarded(backups):
        backups.mkdir(exist_ok=True)
    with disk.locked(backups / "lock"):
        while (target := backups / f"catalogue-{moment.strftime(STAMP)}.db").exists():
            moment += timedelta(seconds=1)  # the names have no more than seconds, and no copy replaces another
        try:
            for done, of in catalogue.snapshot(folder / "catalogue.db", partial):
                yield Step("catalogue", done, of)
            disk.last(partial)
            catalogue.check(partial)
            with guarded(target):
                partial.replace(target)
                lasting.sync(backups)
        finally:
            with guarded(partial):
                partial.unlink(missing_ok=True)
        if thinning:
            _thin(folder, moment)
    yield LocalCopy(target, moment.strftime(MOMENT))


def copy_at_closing(folder: Path) -> None:
    """A copy if one is due and quickly made; who closes an archive is not to be kept by a fault of it."""
    try:
        if due(folder) and (folder / "catalogue.db").stat().st_size <= QUICK:
            for _ in copy(folder):
                pass
    except (StorageError, OSError) as error:
        _log.warning("the catalogue could not be copied at closing: %s", error)


def _copies(folder: Path) -> list[Path]:
    return [file for file in (folder / "backups").glob("catalogue-*.db") if _NAME.match(file.name)]


def _thin(folder: Path, now: datetime) -> None:
    moments = {_moment(file): file for file in _copies(folder)}
    stays = kept(moments, now, KEEP)
    for moment, file in moments.items():
        if moment not in stays:
            with guarded(file):
                file.unlink()


def _moment(file: Path) -> datetime:
    found = _NAME.match(file.name)
    return datetime.strptime(found.group(1) if found else "", STAMP).replace(tzinfo=UTC)
