"""What can be wrong with the files of an archive: masters under their SHA-256, and sealed objects."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from storage.database import guarded
from storage.errors import Damaged, NotFound, StorageError
from storage.hashing import Hashed, Pace, hashed
from storage.ocfl import INVENTORY, OBJECT_MARK, SIDECAR, Inventory, ObjectRoot, parse_inventory, read_inventory
from storage.values import Checked

_MASTER = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}\Z")
Content = tuple[str, str]
"""The path of a file from its object, and the SHA-256 that it should have."""
Where = Callable[[str], tuple[int, int] | None]
"""Says of which document and page (its number) a file with this SHA-256 is the master; None where it is none."""


_EMPTY = "{file} is empty. Put it back from a backup."
_EMPTY_PAGE = "{file}, the master of page {number} of document {document}, is empty. Put it back from a backup."
_CHANGED = "{file} is not what was put into the archive: its SHA-256 is {found}. Put it back from a backup."
_CHANGED_PAGE = (
    "{file}, the master of page {number} of document {document}, is not what was put into the archive: its SHA-256 is "
    "{found}. Put it back from a backup."
)


def masters(folder: Path, where: Where, pace: Pace, after: str, begins: str) -> Iterator[Checked]:
    """Every file below `files/` that lies after a path and whose path begins as asked, read and compared."""
    strays: list[str] = []
    for found in hashed(_wanted(folder, after, begins, strays), pace):
        yield Checked("files", found.job, found.job, found.size, _master_fault(found, folder.parent, where))
    for path in strays:
        yield Checked("files", "", path, 0, _foreign(folder.parent / path))


def _wanted(folder: Path, after: str, begins: str, strays: list[str]) -> Iterator[tuple[str, Path]]:
    """The masters; what lies there besides goes into `strays`."""
    for path in _names(folder, after, begins):
        if _MASTER.match(path.removeprefix("files/")):
            yield path, folder.parent / path
        else:
            strays.append(path)


def _names(folder: Path, after: str, begins: str) -> Iterator[str]:
    """The paths from the archive's folder, in the order in which they are looked through; not what is coming in."""
    for path in _walk(folder, "files", after) if folder.is_dir() else ():
        if path > after and path.startswith(begins) and not path.startswith("files/incoming/"):
            yield path


def _walk(folder: Path, name: str, after: str) -> Iterator[str]:
    with guarded(folder), os.scandir(folder) as found:
        entries = sorted(entry.name + "/" * entry.is_dir() for entry in found)
    for entry in entries:
        path = f"{name}/{entry}"
        if not entry.endswith("/"):
            yield path
        elif f"{path}\U0010ffff" > after:
            yield from _walk(folder / entry, path.rstrip("/"), after)


def _master_fault(found: Hashed[str], folder: Path, where: Where) -> StorageError | None:
    if found.problem is not None:
        return found.problem
    digest = found.job.rpartition("/")[2]
    if found.digest == digest:
        return None
    place = where(digest)
    values = {"file": folder / found.job, "found": found.digest}
    if place is None:
        return Damaged(_EMPTY if found.size == 0 else _CHANGED, **values)
    template = _EMPTY_PAGE if found.size == 0 else _CHANGED_PAGE
    return Damaged(template, document=place[0], number=place[1], **values)


def _foreign(path: Path) -> StorageError:
    return StorageError(
        "{file} was not put there by this program. Look at what it is, and move it somewhere else.", file=path
    )


def object_faults(root: ObjectRoot, place: Path) -> Iterator[StorageError]:
    """What is wrong with the structure of an object: its inventories, and what is there and should not be or the
    reverse. Its files are not read (see `contents`)."""
    try:
        inventory = read_inventory(place)
    except StorageError as error:
        yield error
        return
    if root.place(inventory.id) != place:
        yield _wrong(place / INVENTORY, f"{inventory.id} does not belong here")
    for number, version in enumerate(inventory.versions, 1):
        folder = place / f"v{number}"
        try:
            older = parse_inventory(folder / INVENTORY, folder / SIDECAR)
        except StorageError as error:
            yield error
            continue
        if older.head != number or older.versions[-1].state != version.state:
            yield _wrong(folder / INVENTORY, f"v{number} differs from {INVENTORY}")
    yield from _strays(place, inventory)


def contents(place: Path, files: Path, pace: Pace, *, linked_too: bool) -> Iterator[Hashed[Content]]:
    """Every file of an object, read.

    Masters that are one file with that in `files` are left out unless `linked_too`.
    """
    try:
        inventory = read_inventory(place)
    except StorageError:
        return
    jobs = sorted((path, digest) for digest, paths in inventory.manifest.items() for path in paths)
    wanted = (job for job in jobs if linked_too or not _same(place / job[0], _master(files, job[1])))
    yield from hashed(((job, place / job[0]) for job in wanted), pace)


def content_fault(found: Hashed[Content], place: Path) -> StorageError | None:
    """What is wrong with a file of an object."""
    path, digest = found.job
    if found.problem is not None:
        return found.problem
    if found.digest == digest:
        return None
    return Damaged(
        "{file} is not what was sealed: its SHA-256 is {found}. Put it back from a backup.",
        file=place / path,
        found=found.digest,
    )


def _strays(place: Path, inventory: Inventory) -> Iterator[StorageError]:
    told = {path for paths in inventory.manifest.values() for path in paths}
    own = {OBJECT_MARK, INVENTORY, SIDECAR}
    own |= {f"v{n}/{name}" for n in range(1, inventory.head + 1) for name in (INVENTORY, SIDECAR)}
    with guarded(place):
        there = {path.relative_to(place).as_posix() for path in place.rglob("*") if not path.is_dir()}
    for name in sorted(told | own):
        if name not in there:
            yield NotFound("{file} is missing. Put it back from a backup.", file=place / name)
    for name in sorted(there - told - own):
        yield _foreign(place / name)


def _wrong(path: Path, reason: str) -> Damaged:
    return Damaged(
        "{file} can't be understood ({reason}). Put the folder it lies in back from a backup.", file=path, reason=reason
    )


def _master(files: Path, digest: str) -> Path:
    return files / digest[:2] / digest[2:4] / digest


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def listed(paths: Iterable[Path], folder: Path, after: str, begins: str) -> Iterator[tuple[str, Path]]:
    """Paths with their names from the archive's folder, those that come after one and begin as asked."""
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if name > after and (name.startswith(begins) or begins.startswith(name)):
            yield name, path
