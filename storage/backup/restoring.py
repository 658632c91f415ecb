"""Putting a backup back: it is looked through, then what is missing is copied, and one rename changes the archive.

Into a new folder everything is built beside it and renamed. Over an archive, files are added first, which harms nothing
(they are named by their contents); then its catalogue goes aside and the other one takes its place, and what was sealed
follows it (`following`). What was replaced stays in `backups/replaced-…` until a person removes it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from storage import lasting, migrations, shares
from storage.backup import catalogue, disk, following
from storage.backup.preview import archive_of, catalogue_of, refuse_others
from storage.backup.sets import STAMP, Entry, Place, digests, in_store, read_entries
from storage.backup.values import BackupSet, Fault, LocalCopy, Restored, Step
from storage.database import Database, guarded
from storage.errors import Damaged, DiskFull, NotFound, StorageError
from storage.events import EventLog
from storage.ocfl import INVENTORY, OBJECT_MARK, SIDECAR

_BESIDE = ("-wal", "-shm", "-journal")


def verify(source: BackupSet | LocalCopy, *, files: bool = True) -> Iterator[Step | Fault]:
    """Reads a backup wholly: its catalogue, its list, and each file (`files`) or only whether it is there.

    Yields a fault for each file that is not as it was; Damaged where the backup can't be used at all.
    """
    yield Step("catalogue", 0, 1)
    file = catalogue_of(source)
    if isinstance(source, BackupSet):
        for name, digest in digests(source.folder).items():
            if disk.digest(source.folder / name) != digest:
                raise _damaged(source.folder / name)
    catalogue.check(file)
    with guarded(file), closing(catalogue.opened(file)) as db:
        migrations.refuse_newer(file.parent, catalogue.version(db), len(migrations.MIGRATIONS))
    if isinstance(source, BackupSet):
        yield from _verify_files(source, wholly=files)


def restore(
    source: BackupSet | LocalCopy, folder: Path, *, check_all: bool = False, agent: str = "", on_share: bool = False
) -> Iterator[Step | Restored]:
    """Puts a backup into a new folder, or over the archive it was made of; yields how far it is, at last the result.

    `check_all` reads the files that are already in the archive, too, and replaces those that are not as they were.
    Files that the backup itself lacks are faults of the result. Nothing is changed before the backup is looked through.
    Raises Damaged where it can't be used, StorageError where the folder is another archive, or in use, or a share.
    """
    folder = folder.absolute()
    if not on_share:
        shares.refuse_share(folder)
    present = refuse_others(source, folder)
    for step in verify(source, files=False):
        if isinstance(step, Step):
            yield step
    if present is None and isinstance(source, BackupSet):
        yield from _build(source, folder, agent)
    else:
        yield from _replace(source, folder, check_all=check_all, agent=agent)


def _build(source: BackupSet, folder: Path, agent: str) -> Iterator[Step | Restored]:
    """One that was killed is gone on with: what it has copied is there."""
    building = folder.with_name(f".{folder.name}.restoring")
    with guarded(building):
        building.mkdir(parents=True, exist_ok=True)
    with disk.locked(building.with_name(building.name + ".lock")):
        copied, faults = yield from _put_files(source, building, building / "replaced", check_all=False)
        with guarded(building):
            (building / "files").mkdir(exist_ok=True)
        _put_catalogue(source, building)
        following.follow(building, source.archive, building / "replaced")
        _log(building, source, agent)
        with guarded(folder):
            shutil.rmtree(building / "replaced", ignore_errors=True)
            if os.name == "nt" and folder.exists():
                folder.rmdir()
            building.rename(folder)
            lasting.sync(folder.parent)
    with suppress(OSError):
        building.with_name(building.name + ".lock").unlink()
    yield Restored(folder, copied, None, tuple(faults))


def _replace(source: BackupSet | LocalCopy, folder: Path, *, check_all: bool, agent: str) -> Iterator[Step | Restored]:
    backups = folder / "backups"
    with guarded(backups):
        backups.mkdir(exist_ok=True)
    with disk.locked(backups / "lock"):
        _refuse_use(folder)
        aside = _new_folder(backups / f"replaced-{datetime.now(UTC).strftime(STAMP)}")
        following.announce(folder, aside)
        archive = archive_of(source, folder)
        try:
            copied, faults = 0, list[Fault]()
            if isinstance(source, BackupSet):
                copied, faults = yield from _put_files(source, folder, aside, check_all=check_all)
            _exchange(source, folder, aside)
        except BaseException:
            with suppress(StorageError):  # then the next opening does it
                following.finish(folder, archive)
            raise
        else:
            following.finish(folder, archive)
        finally:
            with suppress(OSError):  # one that was stopped has put nothing there
                aside.rmdir()
        _log(folder, source, agent)
    yield Restored(folder, copied, aside if aside.exists() else None, tuple(faults))


def _exchange(source: BackupSet | LocalCopy, folder: Path, aside: Path) -> None:
    """The one step that changes the archive: its catalogue is exchanged; the rest will follow."""
    _refuse_use(folder)
    fresh = _copy_catalogue(source, folder)
    _set_aside(folder, aside)
    following.announce(folder, aside, exchanged=True)
    with guarded(folder):
        fresh.replace(folder / "catalogue.db")
        lasting.sync(folder)


def _verify_files(source: BackupSet, *, wholly: bool) -> Iterator[Step | Fault]:
    place = Place(source.folder.parents[1])
    for number, entry in enumerate(read_entries(source.folder), 1):
        pooled = place.pooled(entry.digest)
        if not pooled.is_file():
            yield Fault(entry.path, _missing(pooled))
        elif wholly and disk.digest(pooled) != entry.digest:
            yield Fault(entry.path, _damaged(pooled))
        yield Step("files", number, source.files)


def _put_files(
    source: BackupSet, folder: Path, aside: Path, *, check_all: bool
) -> Generator[Step, None, tuple[int, list[Fault]]]:
    place = Place(source.folder.parents[1])
    faults: list[Fault] = []
    copied = 0
    _refuse_no_room(source, folder)
    for number, entry in enumerate(read_entries(source.folder), 1):
        try:
            copied += _put(place.pooled(entry.digest), entry, folder, aside, check_all=check_all)
        except (Damaged, NotFound) as problem:
            faults.append(Fault(entry.path, problem))
        yield Step("files", number, source.files)
    return copied, faults


def _put(pooled: Path, entry: Entry, folder: Path, aside: Path, *, check_all: bool) -> bool:
    """Puts one file in its place and says whether it had to be copied. What it replaces goes aside."""
    target = folder / entry.path
    if target.name in (INVENTORY, SIDECAR) and (target.parent / OBJECT_MARK).is_file() and target.is_file():
        # The root of an object says which version is the newest: that follows the catalogue, at the end.
        return False
    if not target.resolve().is_relative_to(folder.resolve()):
        raise _damaged(pooled)
    if target.is_file():
        named_by_contents = entry.path == in_store(entry.digest)
        if named_by_contents and not check_all and target.stat().st_size == entry.size:
            return False
        if disk.digest(target) == entry.digest:
            return False
    with guarded(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    if not _linked(folder / in_store(entry.digest), entry, partial):
        if not pooled.is_file():
            raise _missing(pooled)
        if disk.copy(pooled, partial) != entry.digest:
            partial.unlink()
            raise _damaged(pooled)
    with guarded(target):
        if target.exists():
            (aside / entry.path).parent.mkdir(parents=True, exist_ok=True)
            target.chmod(0o644)
            shutil.copy2(target, aside / entry.path)
        if entry.path.startswith("files/"):
            partial.chmod(0o444)
        partial.replace(target)
        lasting.sync(target.parent)
    return True


def _linked(stored: Path, entry: Entry, target: Path) -> bool:
    """What is sealed never changes; an image in it gets a second name, as sealing gives it, where the disk can do that.

    Whether it did. The image was compared with its SHA-256 when it was put in its place.
    """
    if not entry.path.startswith("sealed/") or not stored.is_file() or stored.stat().st_size != entry.size:
        return False
    try:
        target.unlink(missing_ok=True)
        target.hardlink_to(stored)
    except OSError:
        return False
    return True


def _refuse_no_room(source: BackupSet, folder: Path) -> None:
    missing = {entry.digest: entry.size for entry in read_entries(source.folder) if not (folder / entry.path).is_file()}
    needed = sum(missing.values()) + catalogue_of(source).stat().st_size
    with guarded(folder):
        free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFull(
            "There is no room left on the disk for {file}. Nothing was half-saved; make room, then do it again.",
            file=folder,
        )


def _put_catalogue(source: BackupSet, folder: Path) -> None:
    """What an attempt that was killed left of a log beside it would be taken for its own."""
    fresh = _copy_catalogue(source, folder)
    with guarded(folder):
        for ending in _BESIDE:
            (folder / f"catalogue.db{ending}").unlink(missing_ok=True)
        fresh.replace(folder / "catalogue.db")


def _copy_catalogue(source: BackupSet | LocalCopy, folder: Path) -> Path:
    """The backup's catalogue beside its future place, looked through once more."""
    fresh = folder / "catalogue.db.restoring"
    found = disk.copy(catalogue_of(source), fresh)
    if isinstance(source, BackupSet) and found != digests(source.folder)["catalogue.db"]:
        raise _damaged(catalogue_of(source))
    catalogue.check(fresh)
    return fresh


def _refuse_use(folder: Path) -> None:
    present = folder / "catalogue.db"
    if present.exists() and not catalogue.let_go(present):
        raise StorageError(
            "The archive {folder} is open in a window or another program. Close it there, then restore again; nothing "
            "was replaced.",
            folder=folder,
        )


def _set_aside(folder: Path, aside: Path) -> None:
    """Puts a second name to the catalogue that is to be replaced, or copies it where a disk knows no second names.

    What may be left of its log goes first: SQLite would take it for that of the new one.
    """
    present = folder / "catalogue.db"
    if not present.exists():
        return
    try:
        catalogue.check(present, wholly=False)
        kept = aside / "catalogue.db"
    except StorageError:
        kept = aside / "catalogue.db.damaged"
    with guarded(folder):
        for ending in _BESIDE:
            with suppress(FileNotFoundError):
                present.with_name(present.name + ending).replace(kept.with_name(kept.name + ending))
        try:
            kept.hardlink_to(present)
        except OSError:
            disk.copy(present, kept)
        lasting.sync(aside)


def _log(folder: Path, source: BackupSet | LocalCopy, agent: str) -> None:
    """Old catalogues have no log of events before they are brought up to date; they are at the next opening."""
    database = Database(folder / "catalogue.db")
    try:
        migrations.migrate(database, folder / "backups")
        detail = str(source.file if isinstance(source, LocalCopy) else source.folder)
        EventLog(database, lambda: agent).add("restoration", "archive", None, detail=detail)
    finally:
        database.close()


def _new_folder(wanted: Path) -> Path:
    number, folder = 1, wanted
    while folder.exists():
        number += 1
        folder = wanted.with_name(f"{wanted.name}-{number}")
    with guarded(folder):
        folder.mkdir(parents=True)
    return folder


def _damaged(file: Path) -> Damaged:
    return Damaged(
        "{file} of the backup is damaged: it is not what was written. Take an older or newer one.", file=file
    )


def _missing(file: Path) -> NotFound:
    return NotFound("{file} of the backup is missing. Take an older or newer one.", file=file)
