"""Writing a file so that it is whole or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ocr.errors import OcrError


@contextmanager
def replacing(out: Path) -> Iterator[BinaryIO]:
    """A file to write into, which takes the place of `out` when all is written; raises OcrError where it cannot."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
        os.close(handle)
        temporary = Path(name)
        with Path(name).open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # mkstemp lets nobody else read the file; a result is as public as any other file of this person.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(out)
    except OSError as error:
        raise _cannot_write(out, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


@contextmanager
def scratch(out: Path) -> Iterator[BinaryIO]:
    """A file without a name, on the disk of `out`, that is gone when it is closed; raises OcrError where it cannot."""
    try:
        with tempfile.TemporaryFile(dir=out.parent) as file:
            yield file
    except OSError as error:
        raise _cannot_write(out, error) from error


def _cannot_write(out: Path, error: OSError) -> OcrError:
    message = "{file} cannot be written ({reason}); choose another place or make room."
    return OcrError(message, file=str(out), reason=error.strerror or str(error))
