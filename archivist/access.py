"""Who may see what: the one place that decides.

A reader has a level: public, reading-room or staff. It comes from the settings (`access.level`, staff unless changed)
or from `--as`. A document has an `Access`: a level, and a day from which on everybody may see it.

- What a reader may not see does not exist for them: it is in no list, no search, no total, no export.
- Staff see that a sealed document exists: its title, kind and number of pages, its accession, and until when it is
  sealed. Nobody sees its pages, texts or description before that day; nobody reads, corrects or exports it.
- Readers change nothing: documents are added, read, corrected, described and deleted by staff.
- To work on it, staff change its access (`restrict`), which is kept in the log of events with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from archivist.errors import ArchivistError
from archivist.i18n import _
from archivist.settings import Settings
from storage.values import ACCESS_LEVELS, Access, AccessLevel, Document

if TYPE_CHECKING:
    from archivist.workspace import Workspace

READERS: tuple[AccessLevel, ...] = ("public", "reading-room", "staff")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looks at documents; `day` is the day on which they do (as 2026-11-25), today without it."""

    level: AccessLevel = "staff"
    day: str = ""

    def sees(self, document: Document) -> bool:
        """Whether they may see what is in it."""
        return document.access.allows(self.level, self.today)

    def knows_of(self, document: Document) -> bool:
        """Whether they may know that it exists: whoever may see it, and staff."""
        return self.level == "staff" or self.sees(document)

    @property
    def today(self) -> str:
        return self.day or date.today().isoformat()


def reader(level: str = "") -> Reader:
    """A reader of this level, without one that of the settings; ArchivistError if there is no such level."""
    wanted = level or Settings().text("access.level")
    found = next((known for known in READERS if known == wanted), None)
    if found is None:
        raise ArchivistError(
            "There is no “{code}” in this list; take one of {known}.", code=wanted, known=", ".join(READERS)
        )
    return Reader(found)


def known(ws: Workspace, documents: Iterable[Document]) -> tuple[Document, ...]:
    """Those of the documents that the reader may know of; without what is in those they may not see."""
    return tuple(_veiled(ws, document) for document in documents if ws.reader.knows_of(document))


def one(ws: Workspace, document: int) -> Document:
    """A document that the reader may know of; for all others it is as if it were not there."""
    found = ws.archive.documents.get(document)
    if not ws.reader.knows_of(found):
        raise ArchivistError("There is no document {id} that you may see. Reload the list.", id=document)
    return _veiled(ws, found)


def seen(ws: Workspace, document: int) -> Document:
    """A document into which the reader may look; ArchivistError says who may, or until when it is sealed."""
    found = one(ws, document)
    if ws.reader.sees(found):
        return found
    level = found.access.on(ws.reader.today)
    if level != "sealed":
        raise ArchivistError(
            "“{title}” may be seen by {level} only; ask the person who looks after the archive.",
            title=found.title, level=_(_WHO[level]),
        )  # fmt: skip
    if found.access.until:
        raise ArchivistError(
            "“{title}” is sealed until {until}; nobody may see it before.", title=found.title, until=found.access.until
        )
    raise ArchivistError("“{title}” is sealed; nobody may see it.", title=found.title)


def changing(ws: Workspace) -> None:
    """ArchivistError unless staff are at work: readers look, and change nothing."""
    if ws.reader.level != "staff":
        raise ArchivistError("Only the staff may change documents; the settings say that readers sit at this computer.")


def hidden(ws: Workspace) -> frozenset[int]:
    """The documents into which the reader may not look."""
    level, day = ws.reader.level, ws.reader.today
    restricted = ws.archive.documents.restricted()
    return frozenset(document for document, access in restricted.items() if not access.allows(level, day))


def label(access: Access, day: str = "") -> str:
    """The level in force on a day (today without it) in the language in force, for marks and lists."""
    return _(_LABELS[access.on(day or date.today().isoformat())])


def access_of(level: str, until: str = "") -> Access:
    """An access from what a person typed; ArchivistError where the level or the day is none."""
    found = next((known for known in ACCESS_LEVELS if known == level), None)
    if found is None:
        raise ArchivistError(
            "There is no “{code}” in this list; take one of {known}.", code=level, known=", ".join(ACCESS_LEVELS)
        )
    return Access(found, day_of(until) if until else "")


def day_of(text: str) -> str:
    """A day as it is kept; ArchivistError where it is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ArchivistError("“{day}” is no day; write it as 2046-01-01.", day=text) from error


def _veiled(ws: Workspace, document: Document) -> Document:
    return document if ws.reader.sees(document) else replace(document, description="")


_WHO: dict[AccessLevel, str] = {
    "public": "everybody", "reading-room": "readers in the reading room", "staff": "the staff", "sealed": "nobody",
}  # fmt: skip
_LABELS: dict[AccessLevel, str] = {
    "public": "Public", "reading-room": "Reading room only", "staff": "Staff only", "sealed": "Sealed",
}  # fmt: skip
