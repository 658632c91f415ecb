"""What the archive hands out and takes in: frozen values, never database rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from storage.errors import StorageError

Scope = Literal["all", "records", "documents", "pages"]
Source = Literal["machine", "person"]
AccessLevel = Literal["public", "reading-room", "staff", "sealed"]
ACCESS_LEVELS: tuple[AccessLevel, ...] = ("public", "reading-room", "staff", "sealed")
"""From what everybody may see to what nobody may; who may see a level may see those before it."""
EventKind = Literal[
    "ingestion", "reading", "correction", "metadata modification", "fixity check", "sealing", "export", "replication",
    "restoration", "deletion", "accession", "cleaning",
]  # fmt: skip
EventObject = Literal["archive", "record", "document", "page", "file", "accession"]
Outcome = Literal["success", "failure"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Described:
    """What search knows of a record or a document besides its text; made by the workflow, meaningless to storage.

    `fields` are found by their name (`title`, `author`, `subject`, `place` …; any name of small ASCII letters), a
    heading a line. `facets` are values as they are shown and counted (`kind`, `language`, `donor` …). `years` are the
    first and the last year that it is about or from. `access` is a level from 0, open to all; whoever may see level
    n sees everything up to n. The pages of a document have what the document has.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    years: tuple[int, int] | None = None
    access: int = 0

    def to_json(self) -> str:
        """This value as JSON; nothing for one that says nothing."""
        return json.dumps(asdict(self), ensure_ascii=False) if self != Described() else ""

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """The value that a JSON object says."""
        facets = {name: tuple(values) for name, values in plain["facets"].items()}
        years = plain["years"]
        return cls(dict(plain["fields"]), facets, (years[0], years[1]) if years else None, plain["access"])

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The value that `to_json` wrote."""
        return cls.from_plain(json.loads(text)) if text else cls()


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
    described: Described = field(default_factory=Described)


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
    """The text of a page: `payload` is the trade's own serialisation, `text` what search sees.

    `notes` are the stretches of the text that stand between the words of the main text (interlinear notes, readings
    beside the line): search finds a phrase with them and without them.
    """

    page: int
    version: int
    changed: str
    source: Source
    payload: str
    text: str
    confidence: float
    notes: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredRecipe:
    """A version of how a page image is cleaned; `recipe` is the application's own serialisation."""

    page: int
    version: int
    changed: str
    recipe: str
    note: str = ""


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
class DocumentState:
    """What a version of a document said; `description` is the application's own serialisation."""

    version: int
    changed: str
    note: str
    title: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class StoredAccession:
    """Something that came in: `number` is what people call it, `received` a day (as 2026-03-01), `donor` a name for
    lists, `payload` the application's own serialisation, `documents` how many documents came with it."""

    id: int
    version: int
    changed: str
    number: str
    received: str
    donor: str
    payload: str
    documents: int = 0


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
    """One record, document or page that a query found.

    `snippet` is cut from the text; each of `matches` is a pair of positions in it that cut out exactly the matched
    characters. `spans` are the same matches as positions in the whole text (for painting them on the page image). A
    match that runs over a page's end is on both pages, each with its part of it.
    """

    kind: Literal["record", "document", "page"]
    id: int
    document: int | None
    page: int | None
    title: str
    snippet: str
    matches: tuple[Span, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the hits of a query must be besides: of these facets (one of the values of each name), from these years
    (at least in part), and of an access level up to that of the reader; None for every level."""

    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    years: tuple[int, int] | None = None
    access: int | None = None


@dataclass(frozen=True, slots=True)
class IndexState:
    """How far the search index has followed: `done` of `of` changes; ready if the next search makes up the rest."""

    done: int = 0
    of: int = 0

    @property
    def ready(self) -> bool:
        return self.of - self.done <= MADE_UP


MADE_UP = 2000
"""So many changes the index makes up within a search, in about a second; more is work for the background."""


@dataclass(frozen=True, slots=True)
class Results:
    """The first hits of a query, the number of all, and how long it took.

    Where the index is being made again they are those of what is in it already, and `index` is not ready.
    `forms` are the different ways in which the hits shown write what was asked for, the commonest first.
    Where the index is being made again they are those of what is in it already, and `index` is not ready.
    """

    hits: tuple[Hit, ...] = field(default_factory=tuple)
    total: int = 0
    seconds: float = 0.0
    forms: tuple[str, ...] = ()
    index: IndexState = IndexState()


@dataclass(frozen=True, slots=True)
class Facet:
    """How many hits have which value, the commonest first."""

    name: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All hits of a query counted: by their facets, and by year (an item of several years in the first of them)."""

    facets: tuple[Facet, ...] = ()
    years: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """What nearly says what was asked: with confusable characters, or with one wrong character in a phrase.

    None of them is a hit of the query itself. `words` are what they say instead, the commonest first; `complete` is
    False where there were too many candidates to look at them all, and the newest were.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    words: tuple[str, ...] = ()
    complete: bool = True
