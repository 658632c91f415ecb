"""The record under check, prepared so that each check only looks at the fields that may concern it.

In a batch most fields have a *shape* (tag, indicators, codes of the subfields) that was seen before. What follows from
the shape alone is found out once and kept in `Rules`: whether it is as the format wants it, whether it has coded values
or a reading. So checking costs about as much as reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from marc.checks.finding import Finding, Place
from marc.formats import Format
from marc.profiles import Profile
from marc.record import ControlField, DataField, Field, Record, Subfield

Shape = tuple[str, str, tuple[str, ...]] | tuple[str]
_MOST_SHAPES = 50_000
"""More than real collections have; a limit so that memory does not grow with nonsense."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a shape tells: something is wrong with the field; it has fixed positions, listed codes, a reading.

    `listed` are the numbers of the subfields that take a code from a list, and the names of these lists.
    """

    wrong: bool
    coded: bool
    listed: tuple[tuple[int, str], ...]
    read: bool
    plain: bool = False


@dataclass(slots=True)
class Rules:
    """A profile with its format, and what is known about shapes under them; `judge` finds fault with one field."""

    format: Format
    profile: Profile
    judge: Callable[[Place, Rules], Iterator[Finding]]
    kinds: dict[Shape, Kind] = field(default_factory=dict)
    demanded: frozenset[str] = frozenset()
    good_leaders: set[str] = field(default_factory=set)
    good_codes: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.demanded = frozenset((*self.profile.mandatory, *self.profile.mandatory_book))

    def kind(self, shape: Shape) -> Kind:
        """What follows from a shape; found out once."""
        if len(self.kinds) > _MOST_SHAPES:
            self.kinds.clear()
        known = self.kinds[shape] = self._found_out(shape)
        return known

    def remember_code(self, codes: str, value: str) -> None:
        """Keeps that the value is in order, so that it is not looked up again."""
        if len(self.good_codes) < _MOST_SHAPES:
            self.good_codes.add((codes, value))

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
        read = tag in self.profile.pinyin_fields and not {"9", "A"}.isdisjoint(codes)
        return Kind(wrong, coded, listed, read, plain=not (wrong or coded or listed or read))


class Subject:
    """A record under check: its fields by tag, its text, and the numbers of the fields that need a closer look."""

    def __init__(self, record: Record, rules: Rules) -> None:
        self.record = record
        self.rules = rules
        self.format = rules.format
        self.profile = rules.profile
        self.by_tag: dict[str, list[int]] = {}
        self.wrong: list[int] = []
        self.coded: list[int] = []
        self.listed: list[tuple[int, Kind]] = []
        self.read: list[int] = []
        self.values: list[str] = []
        self._sort()

    def _sort(self) -> None:
        kinds, by_tag, values = self.rules.kinds, self.by_tag, self.values
        for index, one in enumerate(self.record.fields):
            shape: Shape
            if isinstance(one, DataField):
                shape = (one.tag, one.indicators, tuple([part.code for part in one.subfields]))
                values += [part.value for part in one.subfields]
            else:
                shape = (one.tag,)
                values.append(one.value)
            if one.tag in by_tag:
                by_tag[one.tag].append(index)
            else:
                by_tag[one.tag] = [index]
            kind = kinds.get(shape) or self.rules.kind(shape)
            if not kind.plain:
                self._note(kind, index)

    def _note(self, kind: Kind, index: int) -> None:
        if kind.wrong:
            self.wrong.append(index)
        if kind.coded:
            self.coded.append(index)
        if kind.listed:
            self.listed.append((index, kind))
        if kind.read:
            self.read.append(index)

    @cached_property
    def has_blanks(self) -> bool:
        """Whether any value is empty or only blanks."""
        return not all(map(str.strip, self.values))

    @cached_property
    def text(self) -> str:
        """Every value of the record, a blank between each two."""
        return " ".join(self.values)

    def place(self, index: int) -> Place:
        """The field with this number."""
        one = self.record.fields[index]
        return Place(index, self.by_tag[one.tag].index(index) + 1, one)

    def places(self) -> Iterator[Place]:
        """Every field."""
        return map(self.place, range(len(self.record.fields)))

    def data(self, *tags: str) -> Iterator[tuple[Place, DataField]]:
        """Every data field with one of these tags."""
        return self.data_at([index for tag in tags for index in self.by_tag.get(tag, ())])

    def data_at(self, indexes: list[int]) -> Iterator[tuple[Place, DataField]]:
        """The data fields among these."""
        for index in indexes:
            one = self.record.fields[index]
            if isinstance(one, DataField):
                yield self.place(index), one
