"""Two records compared and made one, field by field.

`merge` takes two descendants of one record (both of two people's versions), or two records of the same book that have
no ancestor. Nothing is lost: a field is left out only if one side has taken it out and the other has not touched it.
Where both sides say something else about one field, that is a `Conflict`, which a person has to look at.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from marc import formats
from marc.numbers import isbn13
from marc.record import ControlField, DataField, Field, Record, Subfield

HOLDINGS = ("852", "905")
"""Fields that say which library has which copy. Two of them are one only if they are equal."""
_IDENTITY = ("001", "003")
_MOST_PAIRS = 250_000
_COMPUTED = (*range(5), *range(12, 17))
"""Positions of the leader that every writer computes anew."""

Repeatable = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides changed one field, or brought one that may stand only once; None: that side does not have it.

    `kept` is what stands in the merged record: mine, or if I have none, theirs; of a repeatable field both, so that
    nothing is lost while nobody decides. The leader is a field with the tag 000.
    """

    tag: str
    base: Field | None
    mine: Field | None
    theirs: Field | None
    kept: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged record and what a person has to decide."""

    record: Record
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    """One field through three records; an index is None where a record does not have it."""

    base: int | None = None
    mine: int | None = None
    theirs: int | None = None


def repeatable_in(format: str) -> Repeatable:
    """Which fields may stand more than once in `cnmarc`, `unimarc` or `marc21`; those it does not define may."""
    definition = formats.load(format)

    def repeatable(tag: str) -> bool:
        known = definition.field(tag)
        return known.repeatable if known else not tag.startswith("00")

    return repeatable


def difference(old: Record, new: Record) -> tuple[tuple[Field | None, Field | None], ...]:
    """The two records side by side, a pair for each field, in the order of the new one.

    A field that only one of them has stands beside None; the two of a pair that differ are one field that was changed.
    """
    pairs = _pairs(old.fields, new.fields, lambda _tag: False)
    rows = [_Slot(mine=index, theirs=pairs.get(index)) for index in range(len(old.fields))]
    found = set(pairs.values())
    rows += [_Slot(theirs=index) for index in range(len(new.fields)) if index not in found]
    return tuple((_at(old.fields, row.mine), _at(new.fields, row.theirs)) for row in _ordered(rows, theirs_first=True))


def merge(base: Record | None, mine: Record, theirs: Record, repeatable: Repeatable) -> Merge:
    """What became of `base` on both sides, or with None the union of two records that have no common ancestor.

    A change of one side is taken over; fields that both have are there once. `repeatable` says of a tag whether it may
    stand more than once (see `repeatable_in`). The later 005 stays, and my 001.
    """
    before = base.fields if base else ()
    often = _with_holdings(repeatable)
    slots = _slots(before, mine.fields, theirs.fields, often)
    fields: list[Field] = []
    conflicts: list[Conflict] = []
    leader = _merged_leader(base, mine, theirs, conflicts)
    # fields of a record that is no relative go where their tags belong, those of a relative where it had them
    for slot in slots if base is None else _ordered(slots, theirs_first=_keeps_order(slots)):
        sides = _at(before, slot.base), _at(mine.fields, slot.mine), _at(theirs.fields, slot.theirs)
        kept, contested = _settle(*sides, often)
        extra = sides[2] if slot.base is None and slot.mine is None else None
        if extra and not often(extra.tag) and _is_taken(extra.tag, before, mine.fields):
            kept, contested = (), True
        at = len(fields) if base or slot.mine is not None else _place(fields, kept)
        fields[at:at] = kept
        if contested:
            tag = next(side.tag for side in sides if side)
            conflicts.append(Conflict(tag, *sides, kept))
    if base and all(_is_sorted(side.fields) for side in (mine, theirs)):
        fields.sort(key=lambda field: field.tag)
    return Merge(_record(mine, theirs, leader, tuple(fields)), tuple(conflicts))


def _with_holdings(repeatable: Repeatable) -> Repeatable:
    return lambda tag: tag in HOLDINGS or repeatable(tag)


def _place(fields: Sequence[Field], new: Sequence[Field]) -> int:
    """Behind the last field whose tag is not greater."""
    return max((place for place, field in enumerate(fields, 1) if new and field.tag <= new[0].tag), default=0)


def _is_sorted(fields: Sequence[Field]) -> bool:
    return all(one.tag <= two.tag for one, two in pairwise(fields))


def _slots(
    before: Sequence[Field], mine: Sequence[Field], theirs: Sequence[Field], repeatable: Repeatable
) -> list[_Slot]:
    to_mine, to_theirs = (_pairs(before, side, repeatable) for side in (mine, theirs))
    slots = [_Slot(index, to_mine.get(index), to_theirs.get(index)) for index in range(len(before))]
    new_mine = _others(len(mine), to_mine.values())
    new_theirs = _others(len(theirs), to_theirs.values())
    both = _common([mine[index] for index in new_mine], [theirs[index] for index in new_theirs], repeatable)
    slots += [_Slot(None, index, _pick(new_theirs, both.get(number))) for number, index in enumerate(new_mine)]
    found = set(both.values())
    return slots + [_Slot(None, None, index) for number, index in enumerate(new_theirs) if number not in found]


def _settle(
    base: Field | None, mine: Field | None, theirs: Field | None, repeatable: Repeatable
) -> tuple[tuple[Field, ...], bool]:
    """The fields that stay, and whether a person has to look at them."""
    if mine == theirs or (base is not None and theirs == base):
        return _present(mine), False
    if base is not None and mine == base:
        return _present(theirs), False
    if mine is None or theirs is None:
        return _present(mine, theirs), base is not None
    if mine.tag == "005" and isinstance(mine, ControlField) and isinstance(theirs, ControlField):
        return (max(mine, theirs, key=lambda field: field.value),), False
    if mine.tag in _IDENTITY:
        return (mine,), False
    if base is None and (fuller := _fuller(mine, theirs)):
        return (fuller,), False
    return ((mine, theirs) if repeatable(mine.tag) else (mine,)), True


def _is_taken(tag: str, before: Sequence[Field], mine: Sequence[Field]) -> bool:
    """Whether I brought this field too; where both of us had it before, a second one is their considered change."""
    return any(field.tag == tag for field in mine) and not any(field.tag == tag for field in before)


def _pairs(old: Sequence[Field], new: Sequence[Field], repeatable: Repeatable) -> dict[int, int]:
    """Which old field has become which new one: equal ones, then those with one tag that are most alike."""
    pairs = _equal(old, new)
    left, right = _others(len(old), pairs), _others(len(new), pairs.values())
    by_tag = _by_tag(new, right)
    for tag, olds in _by_tag(old, left).items():
        news = by_tag.get(tag, [])
        if len(olds) * len(news) > _MOST_PAIRS:
            pairs |= zip(olds, news, strict=False)
            continue
        ways = sorted(
            (-_likeness(old[one], new[two]), abs(rank - other), one, two)
            for rank, one in enumerate(olds)
            for other, two in enumerate(news)
        )
        taken: set[int] = set()
        for unlike, _apart, one, two in ways:
            if one not in pairs and two not in taken and (unlike or len(ways) == 1 or not repeatable(tag)):
                pairs[one] = two
                taken.add(two)
    return pairs


def _common(mine: Sequence[Field], theirs: Sequence[Field], repeatable: Repeatable) -> dict[int, int]:
    """Which of two records' own fields are one: equal ones, one that has all of the other, what may stand only once."""
    pairs = _equal(mine, theirs)
    left, right = _others(len(mine), pairs), _others(len(theirs), pairs.values())
    theirs_by_tag = _by_tag(theirs, right)
    for index in left:
        field = mine[index]
        rest = theirs_by_tag.get(field.tag, [])
        only = not repeatable(field.tag)
        found = next((other for other in rest if only or _fuller(field, theirs[other])), None)
        if found is not None:
            pairs[index] = found
            rest.remove(found)
    return pairs


def _equal(old: Sequence[Field], new: Sequence[Field]) -> dict[int, int]:
    places: defaultdict[Field, deque[int]] = defaultdict(deque)
    for index, field in enumerate(new):
        places[field].append(index)
    return {index: places[field].popleft() for index, field in enumerate(old) if places.get(field)}


def _likeness(one: Field, two: Field) -> float:
    """From 0 (nothing in common) to 1 (equal)."""
    if isinstance(one, ControlField) or isinstance(two, ControlField):
        return 0.0
    rest = list(two.subfields)
    same = 0
    for part in one.subfields:
        if part in rest:
            rest.remove(part)
            same += 1
    return same / max(len(one.subfields), len(two.subfields), 1)


def _fuller(one: Field, two: Field) -> Field | None:
    """The field that has all that the other has, with the same indicators; None if neither has, or it is a holding."""
    if isinstance(one, ControlField) or isinstance(two, ControlField) or one.tag in HOLDINGS:
        return None
    if one.indicators != two.indicators:
        return None
    return one if _has_all(one, two) else two if _has_all(two, one) else None


def _has_all(one: DataField, two: DataField) -> bool:
    rest = [_key(one.tag, part) for part in one.subfields]
    for part in two.subfields:
        key = _key(two.tag, part)
        if key not in rest:
            return False
        rest.remove(key)
    return True


def _key(tag: str, part: Subfield) -> tuple[str, str]:
    """What makes two subfields one: an ISBN is the same with hyphens or without, in ten digits or thirteen."""
    number = isbn13(part.value) if tag in ("010", "020") and part.code == "a" and part.value[-1:].isalnum() else ""
    return part.code, number or part.value


def _ordered(slots: Sequence[_Slot], *, theirs_first: bool) -> list[_Slot]:
    """The slots in the order of one side; what only the other side has comes behind its neighbour there."""

    def first(slot: _Slot) -> int | None:
        return slot.theirs if theirs_first else slot.mine

    def second(slot: _Slot) -> int | None:
        return slot.mine if theirs_first else slot.theirs

    ordered = sorted((slot for slot in slots if first(slot) is not None), key=lambda slot: first(slot) or 0)
    by_second = sorted((slot for slot in slots if second(slot) is not None), key=lambda slot: second(slot) or 0)
    follows: dict[_Slot | None, list[_Slot]] = defaultdict(list)
    leader: _Slot | None = None
    for slot in by_second:
        if first(slot) is None:
            follows[leader].append(slot)
        else:
            leader = slot
    out = [*follows[None]]
    for slot in ordered:
        out += [slot, *follows[slot]]
    return out


def _keeps_order(slots: Sequence[_Slot]) -> bool:
    """Whether my side has the fields in the order of the base; then theirs is the order that may have been changed."""
    places = [slot.mine for slot in slots if slot.base is not None and slot.mine is not None]
    return bool(places) and places == sorted(places)


def _merged_leader(base: Record | None, mine: Record, theirs: Record, conflicts: list[Conflict]) -> str:
    before = base.leader if base else mine.leader if mine.leader == theirs.leader else ""
    if mine.leader == theirs.leader or theirs.leader == before:
        return mine.leader
    if mine.leader == before:
        return theirs.leader
    leaders = before or "?" * 24, mine.leader, theirs.leader
    if any(len(leader) != 24 for leader in leaders):
        contested, merged = True, mine.leader
    else:
        signs = list(enumerate(zip(*leaders, strict=True)))
        merged = "".join(his if my == old and place not in _COMPUTED else my for place, (old, my, his) in signs)
        contested = any(old != my != his != old and place not in _COMPUTED for place, (old, my, his) in signs)
    if contested:
        was, my_field, their_field = (
            ControlField(formats.LEADER, leader) for leader in (before, mine.leader, theirs.leader)
        )
        kept = (ControlField(formats.LEADER, merged),)
        conflicts.append(Conflict(formats.LEADER, was if base else None, my_field, their_field, kept))
    return merged


def _record(mine: Record, theirs: Record, leader: str, fields: tuple[Field, ...]) -> Record:
    """The merged record; one of the two themselves, with its bytes, if it has come out as that."""
    for side in (mine, theirs):
        if side.leader == leader and side.fields == fields:
            return side
    return mine.changed(leader=leader, fields=fields)


def _at(fields: Sequence[Field], index: int | None) -> Field | None:
    return None if index is None else fields[index]


def _pick(indices: Sequence[int], number: int | None) -> int | None:
    return None if number is None else indices[number]


def _present(*fields: Field | None) -> tuple[Field, ...]:
    return tuple(field for field in fields if field is not None)


def _others(count: int, taken: Iterable[int]) -> list[int]:
    known = set(taken)
    return [index for index in range(count) if index not in known]


def _by_tag(fields: Sequence[Field], indices: Sequence[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for index in indices:
        found[fields[index].tag].append(index)
    return found
