"""Names that are likely to occur in the pages of a library: a text file, one a line, kept by hand."""

from __future__ import annotations

from pathlib import Path

from archivist.errors import ArchivistError
from archivist.workspace import Workspace
from ocr.hints import words_of

FILE = "names.txt"
"""Where an archive has its list, if it has one."""


def names_of(path: Path) -> tuple[str, ...]:
    """The names in a file in UTF-8 or GB 18030; ArchivistError where it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ArchivistError(
            "The list of names {file} cannot be read ({reason}); check that it is there.", file=path,
            reason=error.strerror,
        ) from error  # fmt: skip
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return tuple(words_of(raw.decode(encoding)))
        except UnicodeDecodeError:
            continue
    raise ArchivistError("The list of names {file} is no text; save it as UTF-8.", file=path)


def names_in(ws: Workspace) -> tuple[str, ...]:
    """The names that the archive's own list has; none where there is no list."""
    path = ws.archive.folder / FILE
    return names_of(path) if path.is_file() else ()
