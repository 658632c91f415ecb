"""What a profile asks, prepared so that checking a record costs about as much as reading it.

In a batch most fields have a *shape* (tag, indicators, codes of the subfields) that was seen before. Which rules
concern a field follows from its shape and is found out once. Of the rules that do concern it most have a quick look at
the values that says “nothing to find here”; only where it does not say so is the field made and checked closely.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from marc.checks.finding import Finding, Place
from marc.embedded import LINK
from marc.formats import Format
from marc.profiles import Profile
from marc.record import ControlField, DataField, Field, Subfield

if TYPE_CHECKING:
    from marc.checks.subject import Subject

Pieces = Sequence[str]
"""The subfields of a field as texts, each with its code in front; a control field is one text without a code."""
UNIMARC_FAMILY = ("cnmarc", "unimarc")
BIBLIOGRAPHIC = (*UNIMARC_FAMILY, "marc21")
AUTHORITY = ("cnmarc-authority", "marc21-authority")
_MOST_SHAPES = 50_000
"""More than real collections have; a limit so that memory does not grow with nonsense."""
_MOST_VALUES = 5_000
"""The same for the values that were found good in fields of one shape."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What fields have in common whatever their values: tag, indicators, and the codes of the subfields in their order.

    Of a control field `indicators` is None.
    """

    tag: str
    indicators: str | None = None
    codes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The shape as one text; that of a field in ISO 2709 with all values taken out."""
        if self.indicators is None:
            return self.tag
        return "\x1f".join([self.tag + self.indicators, *self.codes])

    @property
    def sample(self) -> Field:
        """A field of this shape."""
        if self.indicators is None:
            return ControlField(self.tag, "x")
        return DataField(self.tag, self.indicators, tuple(Subfield(code, "x" if code else "") for code in self.codes))


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A check of one field by itself.

    `concerns` is asked once for each shape. `fine` is a quick look: true means that `check` would find nothing.
    `decides` gives, of the pieces and the leader, what the verdict depends on besides the shape, where few different
    values of it occur: the verdict is then remembered.
    """

    check: Callable[[Subject, Place], Iterator[Finding]]
    concerns: Callable[[Rules, Shape], bool]
    fine: Callable[[Pieces], bool] | None = None
    decides: Callable[[Pieces, str], object] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A check that compares fields; it is asked where the record has any of these tags, or always if there are none.

    `fine` is a quick look: true means that `find` would find nothing.
    """

    find: Callable[[Subject], Iterator[Finding]]
    fine: Callable[[Subject], bool]
    tags: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


def of_tags(*tags: str, formats: Sequence[str] = UNIMARC_FAMILY) -> Callable[[Rules, Shape], bool]:
    """The rule concerns data fields with these tags in these formats."""
    return lambda rules, shape: shape.tag in tags and shape.indicators is not None and rules.format.name in formats


def whole(pieces: Pieces, _leader: str) -> str:
    """The values of a field decide, all of them."""
    return "\x1f".join(pieces)


def shape_of(one: Field) -> Shape:
    """The shape of a field."""
    if isinstance(one, ControlField):
        return Shape(one.tag)
    return Shape(one.tag, one.indicators, tuple([part.code for part in one.subfields]))


Concern = tuple[FieldRule, dict[object, tuple[Finding, ...]]]
"""A rule that concerns a shape, and what it found in fields of this shape, by what decides it."""


@dataclass(slots=True)
class Rules:
    """A profile with its format, the checks, and what is known about shapes under them."""

    format: Format
    profile: Profile
    field_rules: Sequence[FieldRule]
    checks: Sequence[Check]
    demanded: frozenset[str] = frozenset()
    """The tags that the profile demands of books, and so all that it demands of anything."""
    plain: set[str] = field(default_factory=set)
    """Shapes that no rule concerns, by their keys."""
    leaders: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    """What was found in leaders, by their coded characters."""
    concerns: dict[str, tuple[Concern, ...]] = field(default_factory=dict)
    """Shapes that some rule concerns, by their keys, with these rules."""
    _checked: dict[str, bool] = field(default_factory=dict)
    _repeatable: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.checks = [one for one in self.checks if not one.formats or self.format.name in one.formats]
        self.demanded = frozenset((*self.profile.mandatory, *self.profile.mandatory_book))

    def find_concerns(self, shape: Shape) -> tuple[Concern, ...]:
        """The rules that concern a shape; they are kept."""
        if len(self.concerns) + len(self.plain) > _MOST_SHAPES:
            self.concerns.clear()
            self.plain.clear()
        found = tuple(
            (rule, dict[object, tuple[Finding, ...]]()) for rule in self.field_rules if rule.concerns(self, shape)
        )
        if found:
            return self.concerns.setdefault(shape.key, found)
        self.plain.add(shape.key)
        return ()

    def is_checked(self, tag: str) -> bool:
        """Whether the field is not the library's own affair."""
        return _remembered(self._checked, tag, lambda: not self.profile.is_local(tag))

    def embeds(self, tag: str) -> bool:
        """Whether ‡1 of this field begins a field inside it; in MARC21 ‡1 is something else."""
        definition = self.format.field(tag)
        return definition is not None and LINK in definition.subfields and not self.format.name.startswith("marc21")

    def may_repeat(self, tag: str) -> bool:
        """Whether nobody minds a second field with this tag."""
        return _remembered(self._repeatable, tag, lambda: self._may_repeat(tag))

    def _may_repeat(self, tag: str) -> bool:
        definition = self.format.field(tag) if self.is_checked(tag) else None
        return definition is None or definition.repeatable


def remember(known: dict[object, tuple[Finding, ...]], value: object, found: Sequence[Finding]) -> None:
    """Keeps what was found in a value, so that it is not looked up again; a fix is for one record only."""
    if len(known) < _MOST_VALUES and not any(one.fix for one in found):
        known[value] = tuple(found)


def _remembered(known: dict[str, bool], tag: str, find: Callable[[], bool]) -> bool:
    if tag not in known:
        if len(known) > _MOST_SHAPES:
            known.clear()
        known[tag] = find()
    return known[tag]
