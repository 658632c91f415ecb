"""The record under check, prepared so that each check only looks at the fields that may concern it.

In a batch most fields have a *shape* (tag, indicators, codes of the subfields) that was seen before. What follows from
the shape alone is found out once and kept in `Rules`: whether it is as the format wants it, whether it has coded values
or a reading. So checking costs about as much as reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from marc.checks.finding import Finding, Place, parts
from marc.formats import Format
from marc.profiles import Profile
from marc.record import ControlField, DataField, Field, Record, Source, Subfield

Shape = tuple[str, str, tuple[str, ...]] | tuple[str]
_BLANK_VALUE = re.compile(r"\x1f.?[ \u3000]*(?:[\x1e\x1f]|\Z)")
T = TypeVar("T")
_MOST_SHAPES = 50_000
"""More than real collections have; a limit so that memory does not grow with nonsense."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a shape tells: something is wrong with the field; it has fixed positions, listed codes, a reading.

    `listed` are the numbers of the subfields that take a code from a list, and the names of these lists; `read` the
    numbers of the subfields ‡a that have their reading right behind them; `misplaced` says that a reading stands where
    the other rule set wants it.
    """

    wrong: bool
    coded: bool
    listed: tuple[tuple[int, str], ...]
    read: tuple[int, ...]
    misplaced: bool

    @property
    def plain(self) -> bool:
        """Whether nothing follows from the shape, so that only the text has to be looked at."""
        return not (self.wrong or self.coded or self.listed or self.read or self.misplaced)


@dataclass(slots=True)
class Rules:
    """A profile with its format, and what is known about shapes under them; `judge` finds fault with one field."""

    format: Format
    profile: Profile
    judge: Callable[[Place, Rules], Iterator[Finding]]
    kinds: dict[Shape, Kind] = field(default_factory=dict)
    plain: set[Shape] = field(default_factory=set)
    demanded: frozenset[str] = frozenset()
    good_leaders: set[str] = field(default_factory=set)
    good_codes: set[tuple[str, str]] = field(default_factory=set)
    good_texts: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.demanded = frozenset((*self.profile.mandatory, *self.profile.mandatory_book))

    def kind(self, shape: Shape) -> Kind:
        """What follows from a shape; found out once."""
        if len(self.kinds) > _MOST_SHAPES:
            self.kinds.clear()
            self.plain.clear()
        known = self.kinds[shape] = self._found_out(shape)
        if known.plain:
            self.plain.add(shape)
        return known

    def remember(self, good: set[T], what: T) -> None:
        """Keeps that something is in order, so that it is not looked up again."""
        if len(good) < _MOST_SHAPES:
            good.add(what)

    def is_checked(self, tag: str) -> bool:
        """Whether the field is not the library's own affair."""
        return not self.profile.is_local(tag)

    def _found_out(self, shape: Shape) -> Kind:
        tag = shape[0]
        codes = shape[2] if len(shape) == 3 else ()
        sample: Field = ControlField(tag, "x")
        if len(shape) == 3:
            sample = DataField(tag, shape[1], tuple(Subfield(code, "x") for code in codes))
        wrong = any(True for _ in self.judge(Place(0, 1, sample), self))
        definition = self.format.field(tag) if self.is_checked(tag) else None
        coded = definition is not None and any(p.codes and p.subfield in codes for p in definition.positions)
        known = [definition.subfields.get(code) if definition else None for code in codes]
        listed = tuple((number, part.codes) for number, part in enumerate(known) if part is not None and part.codes)
        has_pinyin = self.profile.has_pinyin(tag)
        read = tuple(n for n, pair in enumerate(pairwise(codes)) if has_pinyin and pair in (("a", "9"), ("a", "A")))
        there, not_there = {"9": ("A", "9"), "upper": ("9", "A")}.get(self.profile.pinyin, ("", ""))
        misplaced = has_pinyin and there in codes and not_there not in codes
        return Kind(wrong, coded, listed, read, misplaced)


class Subject:
    """A record under check: its fields by tag, its text, and the numbers of the fields that need a closer look.

    If the record's fields have not been made yet, only those that are looked at are made.
    """

    def __init__(self, record: Record, rules: Rules) -> None:
        self.record = record
        self.rules = rules
        self.format = rules.format
        self.profile = rules.profile
        self.by_tag: dict[str, list[int]] = {}
        self.wrong: list[int] = []
        self.coded: list[int] = []
        self.listed: list[tuple[int, Kind]] = []
        self.read: list[tuple[int, Kind]] = []
        self.misplaced: list[int] = []
        self._source = record.source
        self._made: dict[int, Field] = {}
        if self._source is None:
            self._sort(map(_shape, record.fields))
        else:
            self._sort(_shapes(self._source))

    def _sort(self, shapes: Iterable[Shape]) -> None:
        kinds, by_tag, plain = self.rules.kinds, self.by_tag, self.rules.plain
        for index, shape in enumerate(shapes):
            if shape[0] in by_tag:
                by_tag[shape[0]].append(index)
            else:
                by_tag[shape[0]] = [index]
            if shape not in plain:
                self._note(kinds.get(shape) or self.rules.kind(shape), index)

    def _note(self, kind: Kind, index: int) -> None:
        if kind.wrong:
            self.wrong.append(index)
        if (kind.coded or kind.listed) and self._key(index) not in self.rules.good_texts:
            if kind.coded:
                self.coded.append(index)
            if kind.listed:
                self.listed.append((index, kind))
        if kind.read:
            self.read.append((index, kind))
        if kind.misplaced:
            self.misplaced.append(index)

    def remember(self, found: Iterable[Finding]) -> None:
        """Keeps which coded fields are in order, word for word; they are few in a whole collection."""
        faulty = {finding.index for finding in found}
        for index in (*self.coded, *(index for index, _kind in self.listed)):
            if index not in faulty and (key := self._key(index)):
                self.rules.remember(self.rules.good_texts, key)

    def _key(self, index: int) -> tuple[str, str] | None:
        return (self._source.tags[index], self._source.texts[index]) if self._source is not None else None

    @cached_property
    def has_blanks(self) -> bool:
        """Whether the value of any subfield is empty or only blanks."""
        if self._source is not None:
            return _BLANK_VALUE.search(self.text) is not None
        values = [v for one in self.record.fields if isinstance(one, DataField) for _n, _c, v in parts(one)]
        return not all(map(str.strip, values))

    @cached_property
    def text(self) -> str:
        """The whole text of the record, in which the separators 0x1E and 0x1F may stand between values."""
        if self._source is not None:
            return "\x1e".join(self._source.texts)
        return " ".join([value for one in self.record.fields for _number, _code, value in parts(one)])

    def field(self, index: int) -> Field:
        """The field with this number."""
        if self._source is None:
            return self.record.fields[index]
        if index not in self._made:
            self._made[index] = self._source.make(self._source.tags[index], self._source.texts[index])
        return self._made[index]

    def place(self, index: int) -> Place:
        """The field with this number, and where it stands."""
        one = self.field(index)
        return Place(index, self.by_tag[one.tag].index(index) + 1, one)

    def places(self) -> Iterator[Place]:
        """Every field."""
        return map(self.place, range(sum(map(len, self.by_tag.values()))))

    def data(self, *tags: str) -> Iterator[tuple[Place, DataField]]:
        """Every data field with one of these tags."""
        for tag in tags:
            for index in self.by_tag.get(tag, ()):
                one = self.field(index)
                if isinstance(one, DataField):
                    yield self.place(index), one

    def first(self, tag: str, code: str) -> str:
        """The first value of this subfield in the first field of this tag that has it, or the empty string."""
        return next((value for _place, one in self.data(tag) for value in one.values(code)), "")

    def control(self, tag: str) -> str:
        """The value of the first control field with this tag, or the empty string."""
        fields = map(self.field, self.by_tag.get(tag, ()))
        return next((one.value for one in fields if isinstance(one, ControlField)), "")


def _shape(one: Field) -> Shape:
    if isinstance(one, DataField):
        return one.tag, one.indicators, tuple([part.code for part in one.subfields])
    return (one.tag,)


def _shapes(source: Source) -> Iterator[Shape]:
    """The shapes of fields that have not been made."""
    for tag, text in zip(source.tags, source.texts, strict=True):
        if text[2:3] == "\x1f":
            yield tag, text[:2], tuple([part[:1] for part in text[3:].split("\x1f")])
        else:
            yield _shape(source.make(tag, text))
