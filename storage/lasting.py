"""Files and names that outlive a power cut: copied with their SHA-256, flushed to the disk, named for good."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from storage.database import guarded

CHUNK = 1 << 20
_NOT_KNOWN = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF)
"""What file systems answer that can't flush a folder."""


def copy(source: BinaryIO, origin: Path, target: BinaryIO, *, forget: bool = False) -> str:
    """Copies to its end what is open into a new file that is open, and flushes that; returns the SHA-256 of it.

    `origin` is named where the source can't be read; what goes wrong in writing is the caller's to tell. With `forget`
    the system is asked to forget what it remembers of the new file, so that the next reader sees what the disk has.
    """
    found = hashlib.sha256()
    while True:
        with guarded(origin):
            chunk = source.read(CHUNK)
        if not chunk:
            break
        found.update(chunk)
        target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    if forget:
        forget_cache(target.fileno())
    return found.hexdigest()


def sync(folder: Path) -> None:
    """Makes new names in a folder last. Windows can't open folders, and needn't; some file systems of shares can't."""
    if os.name == "nt":
        return
    with guarded(folder):
        try:
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            if error.errno not in _NOT_KNOWN:
                raise


def forget_cache(handle: int) -> None:
    """Asks the system to forget what it remembers of an open file."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
