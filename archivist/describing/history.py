"""The versions of a document's description: who said what and when; an earlier one becomes the newest again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from archivist import access
from archivist.describing import work
from archivist.describing.description import Description
from archivist.describing.known import as_described
from archivist.errors import ArchivistError
from archivist.workspace import Workspace
from storage.values import Document, Event

KINDS = ("ingestion", "metadata modification", "deletion")
"""The events that are written in one transaction with a version of a document."""
SAME = 2.0
"""Seconds by which the moments of a version and of its event differ at most: both are told to the second."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a description: `who` is empty where the log does not tell."""

    version: int
    changed: str
    who: str
    description: Description


def editions(ws: Workspace, document: int) -> tuple[Edition, ...]:
    """The versions in which the description became another one, the first first. ArchivistError: it is sealed.

    A version that says as little as storage kept of it (title and kind) is one too; one that only changed who may see
    the document, or its links, is none.
    """
    access.seen(ws, document)
    who = _Agents(ws.archive.events.of("document", [document]))
    out: list[Edition] = []
    for state in ws.archive.documents.states(document):
        told = as_described(state.title, state.kind, state.description)
        if not out or told != out[-1].description:
            out.append(Edition(state.version, state.changed, who(state.changed), told))
    return tuple(out)


def restore(ws: Workspace, document: Document, version: int) -> Document:
    """The description of an earlier version becomes the newest again, as a version of its own.

    ArchivistError: there is no such version. Conflict: somebody changed the document in the meantime.
    """
    access.changing(ws)
    access.seen(ws, document.id)
    for state in ws.archive.documents.states(document.id):
        if state.version == version:
            return work.describe(ws, document, as_described(state.title, state.kind, state.description))
    raise ArchivistError("Document {id} has no version {version}.", id=document.id, version=version)


class _Agents:
    """Tells who changed a document at a moment."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._known = [(_seconds(one.moment), one.agent) for one in events if one.kind in KINDS]

    def __call__(self, moment: str) -> str:
        at = _seconds(moment)
        near = [(abs(known - at), agent) for known, agent in self._known if abs(known - at) <= SAME]
        return min(near)[1] if near else ""


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


def differences(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The lines that are only in one of two descriptions as lines: `-` and one that went, `+` and one that came."""
    yield from (("-", line) for line in before if line not in after)
    yield from (("+", line) for line in after if line not in before)
