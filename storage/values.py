"""What the archive hands out and takes in: frozen values, never database rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from storage.errors import StorageError

Scope = Literal["all", "records", "pages"]
Source = Literal["machine", "person"]
AccessLevel = Literal["public", "reading-room", "staff", "sealed"]
ACCESS_LEVELS: tuple[AccessLevel, ...] = ("public", "reading-room", "staff", "sealed")
"""From what everybody may see to what nobody may; who may see a level may see those before it."""
EventKind = Literal[
    "ingestion", "reading", "correction", "metadata modification", "fixity check", "sealing", "export", "replication",
    "restoration", "deletion",
]  # fmt: skip
EventObject = Literal["archive", "record", "document", "page", "file"]
Outcome = Literal["success", "failure"]


@dataclass(frozen=True, slots=True)
class Points:
    """How a record is found and shown in a list; made by the workflow, meaningless to storage.

    `keys` are the duplicate keys (equal keys mean: probably the same book). `text` is everything that full-text
    search should find, one heading a line.
    """

    title: str = ""
    author: str = ""
    publisher: str = ""
    year: str = ""
    isbn: str = ""
    classification: str = ""
    language: str = ""
    keys: tuple[str, ...] = ()
    text: str = ""
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A line of the record list."""

    id: int
    version: int
    changed: str
    points: Points


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it is kept: its very bytes and what is needed to understand them."""

    id: int
    version: int
    changed: str
    raw: bytes
    encoding: str
    format: str
    points: Points


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to be kept: its bytes (ISO 2709), their encoding, the format (`cnmarc`, `marc21`, `unimarc`)."""

    raw: bytes
    encoding: str
    format: str
    points: Points
    note: str = ""


@dataclass(frozen=True, slots=True)
class DamagedBytes:
    """Bytes of an import that could not be read as a record; kept so that nothing is lost."""

    id: int
    file: str
    number: int
    offset: int
    reason: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of a history: of a record or of a page's text."""

    version: int
    changed: str
    source: Source
    note: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page image that is already in the archive's file store."""

    digest: str
    name: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document. `number` counts from 1. `text_version` is 0 as long as nobody has read it."""

    id: int
    document: int
    number: int
    digest: str
    name: str
    media_type: str
    width: int
    height: int
    text_version: int
    confidence: float
    corrected: bool


@dataclass(frozen=True, slots=True)
class StoredText:
    """The text of a page: `payload` is the trade's own serialisation, `text` what search sees."""

    page: int
    version: int
    changed: str
    source: Source
    payload: str
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see a document; from the day `until` (as 2046-01-01) on everybody may, without it this never ends."""

    level: AccessLevel = "public"
    until: str = ""

    def on(self, day: str) -> AccessLevel:
        """The level in force on a day."""
        return "public" if self.until and self.until <= day else self.level

    def allows(self, reader: AccessLevel, day: str) -> bool:
        """Whether somebody who may see what is of the level `reader` may see this on a day."""
        level = self.on(day)
        return level != "sealed" and ACCESS_LEVELS.index(level) <= ACCESS_LEVELS.index(reader)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `about` and `item` say to what, `digest` to which file, `agent` by whom."""

    id: int
    moment: str
    agent: str
    kind: EventKind
    about: EventObject
    item: int | None
    digest: str
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its counts: pages, pages read, pages corrected by a person.

    `description` is the application's own serialisation, `accession` the number of the accession it came with.
    """

    id: int
    version: int
    title: str
    kind: str
    record: int | None
    pages: int
    read: int
    corrected: int
    changed: str
    description: str = ""
    access: Access = Access()
    accession: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """Something that was verified: `part` and `key` say how far the work is (no key: not yet beyond the one before),
    `file` is a path from the archive's folder, `size` what was read, in bytes; `fault` is None where it is whole."""

    part: str
    key: str
    file: str
    size: int = 0
    fault: StorageError | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One record or page that a query found.

    `snippet` is cut from the text; each of `matches` is a pair of positions in it that cut out exactly the matched
    characters. `spans` are the same matches as positions in the whole text (for painting them on the page image).
    """

    kind: Literal["record", "page"]
    id: int
    document: int | None
    page: int | None
    title: str
    snippet: str
    matches: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The first hits of a query, the number of all, and how long it took."""

    hits: tuple[Hit, ...] = field(default_factory=tuple)
    total: int = 0
    seconds: float = 0.0
