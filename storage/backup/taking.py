"""Making a backup: the catalogue at one moment, then the files it speaks of, checked as they lie on the disk.

Work goes on meanwhile. A file is in the archive before the catalogue speaks of it and never changes, so whatever the
copy of the catalogue names can be copied after it. A set becomes one in a single rename at the very end: until then,
whatever happens, the earlier ones are as they were.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from storage import lasting, shares
from storage.archive import Archive
from storage.backup import catalogue, disk, places
from storage.backup.collecting import Collector
from storage.backup.sets import MOMENT, ROOT, STAMP, Place, moment_of, read_entries, write_entries, write_manifest
from storage.backup.thinning import Keep, kept
from storage.backup.values import BackupDone, BackupSet, Counts, Step
from storage.database import guarded
from storage.errors import DiskFull, StorageError

_log = logging.getLogger(__name__)

README = """Archivist · 书档

This folder holds backups of an archive. To look at them and to put one back:
本文件夹存放档案库的备份。查看与恢复备份：

    archivist backup --list FOLDER
    archivist restore FOLDER NEW-FOLDER

Every backup (sets/DATE) is whole in itself; files/ holds the page images of all of them, named by their SHA-256.
每份备份（sets/日期）各自完整；files/ 存放全部备份的图像，文件名即其 SHA-256。
Do not delete anything by hand but whole folders below sets/.
除 sets/ 下的整个文件夹外，请勿手工删除任何内容。
"""


def back_up(
    archive: Archive,
    destination: Path,
    *,
    check_all: bool = False,
    keep: Keep | None = None,
    thinning: bool = True,
    now: datetime | None = None,
) -> Iterator[Step | BackupDone]:
    """Backs an archive up to a folder or disk; yields how far it is, and at last what was done.

    `check_all` reads every file of the set at the destination again, not only those that were copied now, and copies
    anew what is not as it was. `keep` says which older backups stay; without `thinning` all do. Files of the archive
    that are missing or damaged are faults of the result; the others are backed up.
    Raises StorageError where the destination can't be used, DiskFull, Damaged where the catalogue is.
    """
    place = _prepare(archive, destination)
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    with disk.locked(place.folder / "lock"):
        _sweep(place)
        building = place.incoming / moment.strftime(STAMP)
        try:
            made, digest, collector = yield from _build(archive, place, building, moment, check_all=check_all)
        finally:
            # A disk that was full is not to stay so; what is settled by now has another place.
            shutil.rmtree(building, ignore_errors=True)
        yield Step("clearing", 0, 1)
        thinned = thin(place, moment, keep) if thinning else 0
    _note(archive, destination, made, digest)
    size = collector.bytes + (made.folder / "catalogue.db").stat().st_size
    yield BackupDone(made, collector.copied, size, thinned, tuple(collector.faults))


def _build(
    archive: Archive, place: Place, building: Path, moment: datetime, *, check_all: bool
) -> Generator[Step, None, tuple[BackupSet, str, Collector]]:
    """A set, made, checked and settled; the digest of its catalogue, and what was collected for it."""
    with guarded(building):
        building.mkdir(parents=True)
    counts, size, digest = yield from _take_catalogue(archive, building)
    collector = Collector(archive.folder, place, building / "catalogue.db", _last(place), check_all=check_all)
    yield from collector.run()
    count, total, listed = write_entries(building, collector.entries)
    made = BackupSet(
        building, building.name, moment.strftime(MOMENT), archive.id, archive.name, archive.version, counts, count,
        total + size,
    )  # fmt: skip
    write_manifest(building, made, (size, digest), (total, listed))
    return _settle(place, building, made), digest, collector


def _note(archive: Archive, destination: Path, made: BackupSet, digest: str) -> None:
    """The backup is there by now: that it can't be noted in an archive without room is no fault of it."""
    if archive.read_only:
        return
    try:
        places.remember(archive, destination)
        archive.events.add("replication", "archive", None, digest=digest, detail=f"{made.name}: {destination}")
    except StorageError as error:
        _log.warning("the backup %s could not be noted in the archive: %s", made.folder, error)


def thin(place: Place, now: datetime, keep: Keep | None = None) -> int:
    """Removes sets that are no longer wanted, then files that no set needs; returns how many sets went.

    While there is a set whose list of files can't be read, no file is removed.
    """
    sets = place.good()
    stays = kept([moment_of(found) for found in sets], now, keep)
    gone = [found for found in sets if moment_of(found) not in stays]
    for found in gone:
        # Without its manifest it is no set any more, however far the rest gets.
        with guarded(found.folder):
            (found.folder / "manifest.json").unlink()
            shutil.rmtree(found.folder)
    if gone:
        _remove_unneeded(place)
    return len(gone)


def _remove_unneeded(place: Place) -> None:
    try:
        needed = {entry.digest for folder in place.sets.iterdir() for entry in read_entries(folder)}
    except StorageError:
        return
    for file in (place.folder / "files").glob("*/*/*"):
        if file.name not in needed:
            with guarded(file):
                file.unlink()


def _prepare(archive: Archive, destination: Path) -> Place:
    destination = destination.absolute()
    if destination.resolve().is_relative_to(archive.folder.resolve()):
        raise StorageError(
            "{folder} lies in the archive itself. A backup belongs on another disk; choose a folder there.",
            folder=destination,
        )
    _refuse_absent_disk(destination)
    place = Place(destination / ROOT / archive.id)
    with guarded(destination):
        for folder in (place.sets, place.incoming, place.folder / "files"):
            folder.mkdir(parents=True, exist_ok=True)
        if not (place.folder / "README.txt").exists():
            disk.write(place.folder / "README.txt", README)
    _refuse_what_does_not_fit(archive.folder / "catalogue.db", destination)
    return place


def _refuse_absent_disk(destination: Path) -> None:
    """A folder made where no disk is plugged in would fill the computer's own disk, and be hidden by the next one."""
    mounts = ("/media", "/run/media", "/mnt")
    if os.name == "nt" or destination.exists() or not any(destination.is_relative_to(root) for root in mounts):
        return
    disk_root = shares.mount_point(destination)
    if disk_root is None or not any(disk_root.is_relative_to(root) for root in mounts):
        raise StorageError(
            "{folder} does not exist: the disk is not plugged in. Plug it in, or choose another folder.",
            folder=destination,
        )


def _refuse_what_does_not_fit(file: Path, destination: Path) -> None:
    with guarded(file):
        size = file.stat().st_size
    if size > shares.FAT_LIMIT and shares.file_system(destination) in shares.FAT:
        raise StorageError(
            "{file} has {size:.1f} GB, and the disk at {folder} is formatted as FAT32, which takes no file above 4 GB. "
            "Format the disk as exFAT or NTFS, or choose another one.",
            file=file,
            size=size / 1e9,
            folder=destination,
        )
    with guarded(destination):
        free = shutil.disk_usage(destination).free
    if free < size:
        raise DiskFull(
            "There is no room left on the disk for {file}. Nothing was half-saved; make room, then do it again.",
            file=destination,
        )


def _sweep(place: Place) -> None:
    """Removes what a backup that was killed has left; the lock says that none is running."""
    with guarded(place.incoming):
        for leftover in place.incoming.iterdir():
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()
        for folder in place.sets.iterdir():
            # One that was being removed.
            if folder.is_dir() and not (folder / "manifest.json").exists():
                shutil.rmtree(folder)


def _take_catalogue(archive: Archive, building: Path) -> Generator[Step, None, tuple[Counts, int, str]]:
    copy = building / "catalogue.db"
    for done, of in catalogue.snapshot(archive.folder / "catalogue.db", copy):
        yield Step("catalogue", done, of)
    disk.last(copy)
    yield Step("checking", 0, 1)
    digest = disk.digest(copy)
    catalogue.check(copy)
    with guarded(copy), closing(catalogue.opened(copy)) as db:
        counts = catalogue.counts(db)
    return counts, copy.stat().st_size, digest


def _last(place: Place) -> BackupSet | None:
    return next(iter(place.good()), None)


def _settle(place: Place, building: Path, made: BackupSet) -> BackupSet:
    """Makes the set one of the others. Two within a second get different names."""
    target = place.sets / building.name
    number = 1
    while target.exists():
        number += 1
        target = place.sets / f"{building.name}-{number}"
    with guarded(target):
        lasting.sync(building)
        building.rename(target)
        lasting.sync(place.sets)
    return replace(made, folder=target, name=target.name)
