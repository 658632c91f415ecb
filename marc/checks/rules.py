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
from marc.formats import Format
from marc.profiles import Profile
from marc.record import ControlField, DataField, Field, Subfield

if TYPE_CHECKING:
    from marc.checks.subject import Subject

Shape = tuple[str, str]
"""The tag; then indicators, 0x1F and the codes of the subfields, 0x1F standing for an empty code. A control field has
nothing behind its tag."""
Pieces = Sequence[str]
"""The subfields of a field as texts, each with its code in front; a control field is one text without a code."""
UNIMARC_FAMILY = ("cnmarc", "unimarc")
BIBLIOGRAPHIC = (*UNIMARC_FAMILY, "marc21")
AUTHORITY = ("cnmarc-authority", "marc21-authority")
EMPTY_CODE = "\x1f"
_MOST_SHAPES = 50_000
"""More than real collections have; a limit so that memory does not grow with nonsense."""
_MOST_VALUES = 5_000
"""The same for the values that were found good in fields of one shape."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A check of one field by itself.

    `concerns` is asked once for each shape. `fine` is a quick look: true means that `check` would find nothing.
    `decides` gives what the verdict depends on, where few different values of it occur: it is then remembered.
    """

    check: Callable[[Subject, Place], Iterator[Finding]]
    concerns: Callable[[Rules, Shape], bool]
    fine: Callable[[Pieces], bool] | None = None
    decides: Callable[[Pieces], object] | None = None


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
    return lambda rules, shape: shape[0] in tags and shape[1] != "" and rules.format.name in formats


def codes_of(shape: Shape) -> str:
    """The codes of the subfields, in their order."""
    return shape[1][3:].replace(EMPTY_CODE, "")


def shape_of(one: Field) -> Shape:
    """The shape of a field."""
    if isinstance(one, ControlField):
        return one.tag, ""
    return one.tag, "".join([one.indicators, "\x1f", *[part.code or EMPTY_CODE for part in one.subfields]])


def sample_of(shape: Shape) -> Field:
    """A field of this shape."""
    tag, rest = shape
    if not rest:
        return ControlField(tag, "x")
    codes = ["" if code == EMPTY_CODE else code for code in rest[3:]]
    return DataField(tag, rest[:2], tuple(Subfield(code, "x" if code else "") for code in codes))


Concern = tuple[FieldRule, set[object]]
"""A rule that concerns a shape, and the values that it found good in fields of this shape."""


@dataclass(slots=True)
class Rules:
    """A profile with its format, the checks, and what is known about shapes under them."""

    format: Format
    profile: Profile
    field_rules: Sequence[FieldRule]
    checks: Sequence[Check]
    demanded: frozenset[str] = frozenset()
    """The tags that the profile demands of books, and so all that it demands of anything."""
    plain: set[Shape] = field(default_factory=set)
    """Shapes that no rule concerns."""
    leaders: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    """What was found in leaders, by their coded characters."""
    concerns: dict[Shape, tuple[Concern, ...]] = field(default_factory=dict)
    """The shapes that some rule concerns, with these rules."""
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
        found = tuple((rule, set[object]()) for rule in self.field_rules if rule.concerns(self, shape))
        if found:
            return self.concerns.setdefault(shape, found)
        self.plain.add(shape)
        return ()

    def is_checked(self, tag: str) -> bool:
        """Whether the field is not the library's own affair."""
        return _remembered(self._checked, tag, lambda: not self.profile.is_local(tag))

    def may_repeat(self, tag: str) -> bool:
        """Whether nobody minds a second field with this tag."""
        return _remembered(self._repeatable, tag, lambda: self._may_repeat(tag))

    def _may_repeat(self, tag: str) -> bool:
        definition = self.format.field(tag) if self.is_checked(tag) else None
        return definition is None or definition.repeatable


def remember(good: set[object], value: object) -> None:
    """Keeps a value that was found good, so that it is not looked up again."""
    if len(good) < _MOST_VALUES:
        good.add(value)


def _remembered(known: dict[str, bool], tag: str, find: Callable[[], bool]) -> bool:
    if tag not in known:
        if len(known) > _MOST_SHAPES:
            known.clear()
        known[tag] = find()
    return known[tag]
