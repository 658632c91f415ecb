"""Page images and other files, each kept once under its SHA-256, never changed afterwards."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from storage import lasting
from storage.database import guarded
from storage.errors import Damaged, NotFound, StorageError

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_A_DAY = 86_400


class FileStore:
    """Files below `folder`, at `ab/cd/<digest>`; what is being written lies in `incoming` until it is whole."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.folder = folder
        self.read_only = read_only
        self._incoming = folder / "incoming"

    def put(self, path: Path) -> str:
        """Copies a file in and returns its SHA-256 in hexadecimal. A file that is there already is not copied again.

        Raises StorageError where it can't be read, DiskFull where there is no room; then nothing is left behind.
        """
        with guarded(path):
            source = path.open("rb")
        with source:
            return self._take(source, path)

    def put_bytes(self, data: bytes) -> str:
        """As `put`, for the contents of a file."""
        return self._take(io.BytesIO(data), self._incoming)

    def adopt(self, path: Path, digest: str) -> None:
        """Takes in a file that never changes and should have this SHA-256: under a second name where the disk can do
        that, else as a copy. Damaged where it has another; NotFound."""
        place = self._place(digest)
        with guarded(path), path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != digest:
            raise Damaged(
                "{file} is not what was sealed: its SHA-256 is {found}. Put it back from a backup.",
                file=path,
                found=found,
            )
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, place)
        except OSError:
            self.put(path)

    def has(self, digest: str) -> bool:
        """Whether this file is here."""
        return self._place(digest).is_file()

    def path(self, digest: str) -> Path:
        """Where a file lies. NotFound where it is not in the archive."""
        place = self._place(digest)
        if not place.is_file():
            raise NotFound(
                "The file {digest} is missing from the archive ({file}). Put it back from a backup.",
                digest=digest,
                file=place,
            )
        return place

    def open(self, digest: str) -> BinaryIO:
        """A file, open for reading. NotFound."""
        place = self.path(digest)
        with guarded(place):
            return place.open("rb")

    def verify(self, digest: str) -> None:
        """Reads a whole file. Damaged where its contents are not what was put in; NotFound."""
        found = hashlib.sha256()
        place = self.path(digest)
        with guarded(place), place.open("rb") as file:
            while chunk := file.read(lasting.CHUNK):
                found.update(chunk)
        if found.hexdigest() != digest:
            raise Damaged(
                "{file} is not what was put into the archive: its SHA-256 is {found}. Put it back from a backup.",
                file=place,
                found=found.hexdigest(),
            )

    def sweep(self) -> None:
        """Removes what writers that were killed have left, once it is a day old and nobody can still be writing it."""
        with suppress(OSError):
            for leftover in self._incoming.iterdir():
                if time.time() - leftover.stat().st_mtime > _A_DAY:
                    leftover.unlink()

    def _place(self, digest: str) -> Path:
        if not _DIGEST.match(digest):
            raise NotFound("“{digest}” is not the name of a file in an archive (64 hexadecimal digits).", digest=digest)
        return self.folder / digest[:2] / digest[2:4] / digest

    def _take(self, source: BinaryIO, origin: Path) -> str:
        if self.read_only:
            raise StorageError(
                "{file} can't be taken in: the archive {folder} can only be read. "
                "Ask for the right to write there, or work on a copy.",
                file=origin,
                folder=self.folder.parent,
            )
        with guarded(self.folder), self._temporary() as (target, partial):
            digest = lasting.copy(source, origin, target)
            target.close()
            self._settle(partial, self._place(digest))
        return digest

    @contextmanager
    def _temporary(self) -> Iterator[tuple[BinaryIO, Path]]:
        """A new file in `incoming`, gone at the end unless it was moved."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._incoming)
        partial = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                yield target, partial
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    @staticmethod
    def _settle(partial: Path, place: Path) -> None:
        """Moves a whole file to its place. One of the right size that is there already stays; a cut one is replaced."""
        if place.is_file() and place.stat().st_size == partial.stat().st_size:
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        partial.chmod(0o444)
        with suppress(FileNotFoundError):
            place.chmod(0o644)
        partial.replace(place)
        for level in (place.parent, place.parent.parent, place.parent.parent.parent):
            lasting.sync(level)
