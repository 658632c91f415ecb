"""A file that appears under its name only when it is whole."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from marc.errors import MarcError


class Replacing:
    """A temporary file beside the wanted one, which it replaces at the end of the `with` block if it is `complete`.

    If it is not, or the block is left by an exception, the temporary file is removed and the wanted one is as it was.
    MarcError: there is no room, or no permission.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.complete = False
        self.temporary = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")

    def __enter__(self) -> Replacing:
        try:
            self.stream = self.temporary.open("xb")
        except OSError as error:
            raise self._failed(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if error is None and self.complete:
                self._replace()
        except OSError as failure:
            raise self._failed(failure) from failure
        finally:
            with suppress(OSError):  # closing writes what is still waiting; what fails there has been reported
                self.stream.close()
            self.temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise self._failed(error) from error

    def _replace(self) -> None:
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        self.temporary.replace(self.out)

    def _failed(self, error: OSError) -> MarcError:
        return MarcError(
            "{file} cannot be written ({reason}); choose another place or make room.",
            file=self.out,
            reason=error.strerror or str(error),
        )
