"""The handling of files that backups need: copied with their digest, read back from the disk, locked, made to last."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storage import lasting
from storage.database import guarded
from storage.errors import StorageError


def copy(source: Path, target: Path) -> str:
    """Copies a file to a new one that lasts; returns the SHA-256 of what was written. Leaves nothing if it fails."""
    try:
        with guarded(source):
            opened = source.open("rb")
        with opened, guarded(target), target.open("wb") as out:
            return lasting.copy(opened, source, out, forget=True)
    except BaseException:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise


def write(target: Path, text: str) -> None:
    """Writes a small text that lasts, under a temporary name first."""
    partial = target.with_name(target.name + ".partial")
    with guarded(target):
        with partial.open("w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
        lasting.sync(target.parent)


def digest(file: Path) -> str:
    """The SHA-256 of a file as it lies on the disk, not as the system remembers it."""
    found = hashlib.sha256()
    with guarded(file), file.open("rb") as opened:
        lasting.forget_cache(opened.fileno())
        while chunk := opened.read(lasting.CHUNK):
            found.update(chunk)
    return found.hexdigest()


def last(file: Path) -> None:
    """Sees to it that a file that somebody else wrote is on the disk."""
    with guarded(file), file.open("rb+") as opened:
        os.fsync(opened.fileno())


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Only one program at a time may be here; the system lets go for one that is killed. StorageError if it is taken.

    Shares that know no locks are taken as they are.
    """
    with guarded(file):
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            _take(handle)
        except (BlockingIOError, PermissionError) as error:
            raise StorageError(
                "{folder} is in use: another backup or restoration is going on there. Wait until it has finished.",
                folder=file.parent,
            ) from error
        except OSError:
            pass
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
