"""Making objects and versions of objects, so that a kill at any point leaves a valid object, an older one, or none.

All is written beside the root, flushed, and then moved in by renaming: a new object with one rename, a new version
with three (its folder, the inventory, the checksum of the inventory). A note, written before the first of the three
and removed after the last, lets `recover` finish them: the version's folder holds both files.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import time
import uuid
from collections.abc import Generator, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storage import lasting
from storage.database import guarded
from storage.errors import Damaged, StorageError
from storage.ocfl import (
    INVENTORY,
    LAYOUT,
    LAYOUT_SETTINGS,
    OBJECT_MARK,
    ROOT_MARK,
    SIDECAR,
    Inventory,
    ObjectRoot,
    ObjectVersion,
    parse_inventory,
    read_inventory,
    safe,
    version_number,
)

_A_DAY = 86_400
_NOTE = ".unfinished"


@dataclass(frozen=True, slots=True)
class Linked:
    """A file that lies elsewhere, never changes and has this SHA-256: one file on disk with two names, if it can be."""

    path: Path
    digest: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is in the version before."""


Content = bytes | Linked | Kept


class ObjectWriter:
    """Writes into `root`; what is not finished lies in `staging`, on the same disk."""

    def __init__(self, root: ObjectRoot, staging: Path, readme: str) -> None:
        self.root = root
        self.staging = staging
        self._readme = readme

    def write(
        self, id: str, files: Iterable[tuple[str, Content]], *, agent: str, message: str, created: str
    ) -> Generator[str, None, Inventory]:
        """A new object with these files, or a new version of one; yields the name of each file that is written.

        The object is in its place when the iterator ends; left before, nothing is changed. Where the newest version
        has the same files already, there will be no new one. The inventory is what the iterator returns. Damaged: a
        file to be linked is not what it should be.
        """
        with guarded(self.staging):
            self.staging.mkdir(exist_ok=True)
            self._start_root()
            before = self.root.inventory(id)
            stage = _new_folder(self.staging)
        try:
            build = _Build(stage, id, before)
            for name, content in files:
                build.take(safe(name), content)
                yield name
            if before and before.state == build.state:
                return before
            with guarded(stage):
                return self._settle(build, ObjectVersion(created, agent, message, build.state))
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    def recover(self) -> None:
        """Finishes what a writer that was killed had begun to move in, and clears what it left, once a day old."""
        with suppress(OSError):
            for leftover in list(self.staging.iterdir()):
                if leftover.suffix == _NOTE:
                    self._finish(leftover)
                elif time.time() - leftover.stat().st_mtime > _A_DAY:
                    shutil.rmtree(leftover, ignore_errors=True)

    def _start_root(self) -> None:
        """Made as one folder and renamed, so that there is never half a root."""
        if (self.root.folder / ROOT_MARK).exists():
            return
        made = _new_folder(self.staging)
        extension = made / "extensions" / LAYOUT
        extension.mkdir(parents=True)
        layout = {
            "extension": LAYOUT,
            "description": "Folders by the SHA-256 of the object's name, then the name",
        }
        for path, text in (
            (made / ROOT_MARK, f"{ROOT_MARK[2:]}\n"),
            (made / "ocfl_layout.json", _json(layout)),
            (extension / "config.json", _json(LAYOUT_SETTINGS)),
            (made / "README.txt", self._readme),
        ):
            _write_file(path, io.BytesIO(text.encode()))
        _sync_tree(made)
        try:
            made.rename(self.root.folder)
        except OSError:
            shutil.rmtree(made, ignore_errors=True)
            if not (self.root.folder / ROOT_MARK).exists():
                raise
        lasting.sync(self.root.folder.parent)

    def _settle(self, build: _Build, version: ObjectVersion) -> Inventory:
        known = build.before.versions if build.before else ()
        inventory = Inventory(build.id, (*known, version), build.manifest)
        data = inventory.to_json()
        sidecar = f"{hashlib.sha256(data).hexdigest()} {INVENTORY}\n".encode()
        for folder in (build.stage, build.folder):
            _write_file(folder / INVENTORY, io.BytesIO(data))
            _write_file(folder / SIDECAR, io.BytesIO(sidecar))
        place = self.root.place(build.id)
        if build.before:
            _sync_tree(build.folder)
            self._move_version(build, place)
        else:
            _write_file(build.stage / OBJECT_MARK, io.BytesIO(f"{OBJECT_MARK[2:]}\n".encode()))
            self._move_object(build.stage, place)
        return inventory

    def _move_object(self, stage: Path, place: Path) -> None:
        """Renames the object, with those of the three folders above it that are not there yet, in one step."""
        parts = place.relative_to(self.root.folder).parts
        tree = _new_folder(self.staging)
        try:
            (tree / parts[0] / parts[1] / parts[2]).mkdir(parents=True)
            stage.rename(tree.joinpath(*parts))
            _sync_tree(tree)
            for depth in range(1, len(parts) + 1):
                if _move(tree.joinpath(*parts[:depth]), self.root.folder.joinpath(*parts[:depth])):
                    return
            raise _overtaken(place)
        finally:
            shutil.rmtree(tree, ignore_errors=True)

    def _move_version(self, build: _Build, place: Path) -> None:
        target = place / build.folder.name
        if target.exists():
            raise _overtaken(place)
        note = build.stage.with_suffix(_NOTE)
        _write_file(note, io.BytesIO("/".join(place.relative_to(self.root.folder).parts).encode()))
        lasting.sync(self.staging)
        # All three names change in one folder; nothing is done between them that takes time.
        build.folder.rename(target)
        (build.stage / INVENTORY).replace(place / INVENTORY)
        (build.stage / SIDECAR).replace(place / SIDECAR)
        lasting.sync(place)
        note.unlink(missing_ok=True)

    def _finish(self, note: Path) -> None:
        """Moves the inventory of the newest version of an object to its root, as the writer would have done next."""
        place = self.root.folder.joinpath(*note.read_text("utf-8").split("/"))
        newest = max(place.glob("v*"), key=lambda folder: version_number(folder.name), default=None)
        if newest is not None and not _agrees(place, newest):
            parse_inventory(newest / INVENTORY, newest / SIDECAR)
            for name in (INVENTORY, SIDECAR):
                copy = note.with_name(f"{note.stem}-{name}")
                with (newest / name).open("rb") as source:
                    _write_file(copy, source)
                copy.replace(place / name)
            lasting.sync(place)
        note.unlink(missing_ok=True)


class _Build:
    """The version that is being written: its files in `folder`, what will be said of them in `state`, `manifest`."""

    def __init__(self, stage: Path, id: str, before: Inventory | None) -> None:
        self.stage = stage
        self.id = id
        self.before = before
        self.folder = stage / f"v{(before.head if before else 0) + 1}"
        self.folder.mkdir()
        self.state: dict[str, str] = {}
        self.manifest: dict[str, tuple[str, ...]] = dict(before.manifest) if before else {}

    def take(self, name: str, content: Content) -> None:
        if isinstance(content, Kept):
            assert self.before is not None
            self.state[name] = self.before.state[name]
            return
        digest = content.digest if isinstance(content, Linked) else hashlib.sha256(content).hexdigest()
        self.state[name] = digest
        if digest in self.manifest:
            return
        target = self.folder / "content" / name
        with guarded(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Linked):
                _link(content.path, target)
            else:
                _write_file(target, io.BytesIO(content))
        _confirm(target, digest, content.path if isinstance(content, Linked) else target)
        self.manifest[digest] = (f"{self.folder.name}/content/{name}",)


def _link(path: Path, target: Path) -> None:
    """The file under a second name where the disk can do that, else a copy of it."""
    with guarded(path):
        try:
            os.link(path, target)
        except FileNotFoundError:
            raise
        except OSError:
            with path.open("rb") as source:
                _write_file(target, source)


def _confirm(target: Path, digest: str, origin: Path) -> None:
    """Reads what was written. Damaged where it is not what it should be."""
    with guarded(target), target.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != digest:
        raise Damaged(
            "{file} is not what was put into the archive: its SHA-256 is {found}. Put it back from a backup.",
            file=origin,
            found=found,
        )


def _agrees(place: Path, newest: Path) -> bool:
    try:
        return read_inventory(place).head == version_number(newest.name)
    except StorageError:
        return False


def _write_file(path: Path, source: BinaryIO) -> None:
    with path.open("wb") as target:
        lasting.copy(source, path, target)


def _sync_tree(folder: Path) -> None:
    for path, _folders, _files in os.walk(folder, topdown=False):
        lasting.sync(Path(path))


def _new_folder(parent: Path) -> Path:
    folder = parent / uuid.uuid4().hex
    folder.mkdir()
    return folder


def _move(source: Path, target: Path) -> bool:
    """Renames a folder, unless its new name is taken, perhaps at this very moment by another program."""
    if target.exists():
        return False
    try:
        source.rename(target)
    except OSError:
        if target.exists():
            return False
        raise
    lasting.sync(target.parent)
    return True


def _json(values: Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def _overtaken(place: Path) -> StorageError:
    return StorageError(
        "{folder} was sealed by another program at the same time. Nothing was changed; seal again.", folder=place
    )
