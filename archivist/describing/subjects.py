"""The archive's own list of subjects: `subjects.txt` in its folder, one a line, kept by hand like `names.txt`."""

from __future__ import annotations

from collections.abc import Iterable

from archivist.describing.values import Subject
from archivist.names import names_of
from archivist.workspace import Workspace

FILE = "subjects.txt"


def terms(ws: Workspace) -> tuple[str, ...]:
    """The terms of the list, in its order; none where there is no list."""
    path = ws.folder / FILE
    return tuple(dict.fromkeys(names_of(path))) if path.is_file() else ()


def subjects(ws: Workspace, named: Iterable[str]) -> tuple[Subject, ...]:
    """Words as subjects: those that stand in the list are controlled."""
    known = frozenset(terms(ws))
    return tuple(Subject(word, word in known) for word in dict.fromkeys(map(str.strip, named)) if word)
