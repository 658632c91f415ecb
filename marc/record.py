"""Records as values: what a record is once its bytes are understood.

Everything here is frozen. A change of a record is a new record (see `marc.edits`); the bytes it came from travel along
in `origin` until the first change, so that an untouched record is written back byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING


@dataclass(frozen=True, slots=True, init=False)
class Subfield:
    """One subfield: a code of one character (`$a`; upper case and digits occur) and its value."""

    code: str
    value: str

    # A record has some sixty of these. Setting the slots directly takes two thirds of the time of a frozen class's own
    # `__init__`, which is a fifth of the time of reading a record.
    def __init__(self, code: str, value: str) -> None:
        _set_code(self, code)
        _set_value(self, value)


@dataclass(frozen=True, slots=True)
class ControlField:
    """A field without indicators and subfields: 001 to 009, in some systems also alphabetic tags."""

    tag: str
    value: str


@dataclass(frozen=True, slots=True, init=False)
class DataField:
    """A field with indicators (two characters, blank is a space) and subfields.

    Text before the first subfield delimiter, which a correct record does not have, is a subfield with the empty code.
    """

    tag: str
    indicators: str
    subfields: tuple[Subfield, ...]

    def __init__(self, tag: str, indicators: str, subfields: tuple[Subfield, ...]) -> None:
        _set_tag(self, tag)
        _set_indicators(self, indicators)
        _set_subfields(self, subfields)

    def values(self, code: str) -> tuple[str, ...]:
        """The values of every subfield with this code, in their order."""
        return tuple(s.value for s in self.subfields if s.code == code)

    def first(self, code: str) -> str:
        """The first value with this code, or the empty string."""
        return next((s.value for s in self.subfields if s.code == code), "")


_set_code = Subfield.__dict__["code"].__set__
_set_value = Subfield.__dict__["value"].__set__
_set_tag = DataField.__dict__["tag"].__set__
_set_indicators = DataField.__dict__["indicators"].__set__
_set_subfields = DataField.__dict__["subfields"].__set__

Field = ControlField | DataField


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was found while reading: a code, an English template (its translation key), its values."""

    code: str
    template: str
    values: tuple[tuple[str, object], ...] = ()

    @property
    def message(self) -> str:
        return self.template.format(**dict(self.values))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record came from: its very bytes, how they were understood, its number (from 1) and byte offset.

    `before` are the bytes between the previous record and this one (line ends, a byte order mark, rubbish), `after`
    those between the last record and the end of the file; with them a file can be written back byte for byte.
    """

    raw: bytes
    container: str
    encoding: str
    number: int
    offset: int
    before: bytes = b""
    after: bytes = b""


_set = object.__setattr__


class _Deferred:
    """Gives `Record` a place for what its fields will be made of when somebody asks for them."""

    __slots__ = ("_source",)
    _source: Source | None


@dataclass(frozen=True, slots=True)
class Source:
    """Tags and texts of fields as they stand in a file, and the function that makes a field of each."""

    make: Callable[[str, str], Field]
    tags: Sequence[str]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Record(_Deferred):
    """A record: its leader (24 characters), its fields in their order, and the bytes it came from while unchanged."""

    leader: str
    fields: tuple[Field, ...]
    origin: Origin | None = None
    problems: tuple[Problem, ...] = ()

    @classmethod
    def deferred(cls, leader: str, source: Source, origin: Origin, problems: tuple[Problem, ...]) -> Record:
        """A record whose fields are made when they are first asked for; whoever only passes it on saves two thirds."""
        record = object.__new__(cls)
        _set(record, "leader", leader)
        _set(record, "origin", origin)
        _set(record, "problems", problems)
        _set(record, "_source", source)
        return record

    @property
    def source(self) -> Source | None:
        """What the fields will be made of, as long as nobody has asked for them."""
        return getattr(self, "_source", None)

    if not TYPE_CHECKING:  # so that the type checker goes on refusing attributes that are not there

        def __getattr__(self, name: str) -> tuple[Field, ...]:
            """Python comes here when the slot `fields` is still empty."""
            if name != "fields":
                raise AttributeError(name)
            source = self._source
            if source is None:  # another thread has just made them
                return object.__getattribute__(self, "fields")
            fields = tuple(map(source.make, source.tags, source.texts))
            _set(self, "fields", fields)
            _set(self, "_source", None)
            return fields

    def get(self, *tags: str) -> Iterator[Field]:
        """Every field with one of these tags, in their order."""
        return (f for f in self.fields if f.tag in tags)

    def data(self, *tags: str) -> Iterator[DataField]:
        """Every data field with one of these tags, in their order."""
        return (f for f in self.fields if isinstance(f, DataField) and f.tag in tags)

    def control(self, tag: str) -> str:
        """The value of the first control field with this tag, or the empty string."""
        return next((f.value for f in self.fields if isinstance(f, ControlField) and f.tag == tag), "")

    def first(self, tag: str, code: str) -> str:
        """The first value of this subfield in the first field of this tag that has it, or the empty string."""
        return next((v for f in self.data(tag) for v in f.values(code)), "")

    def changed(self, *, leader: str | None = None, fields: tuple[Field, ...] | None = None) -> Record:
        """This record with another leader or other fields; its bytes are no longer those of its origin."""
        return replace(
            self,
            leader=self.leader if leader is None else leader,
            fields=self.fields if fields is None else fields,
            origin=None,
        )


@dataclass(frozen=True, slots=True)
class Damaged:
    """Bytes that could not be read as a record. Data, not an exception: the records around it go on.

    `number` counts from 1 together with the readable records; `before` and `after` as in `Origin`.
    """

    raw: bytes
    number: int
    offset: int
    problems: tuple[Problem, ...]
    before: bytes = b""
    after: bytes = b""
