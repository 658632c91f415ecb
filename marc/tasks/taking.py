"""Steps that take away, divide, bring together and put in order: delete, split, join, sort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import repeat

from marc.record import ControlField, DataField, Field, Subfield
from marc.tasks.choose import chooser
from marc.tasks.draft import Draft
from marc.tasks.patterns import Expression, code, codes, filled
from marc.tasks.table import Table

Run = Callable[[Draft], None]
Split = Callable[[str], list[str]]


def delete(table: Table) -> Run:
    """Fields or subfields go; with `repeated` only those that stand there before already."""
    choose = chooser(table)
    wanted = codes(table, "subfield", "")
    repeated = table.flag("repeated")
    if not wanted:
        return lambda draft: draft.remove(_repeated(draft, choose(draft)) if repeated else set(choose(draft)))

    def run(draft: Draft) -> None:
        emptied = set()
        for place in choose(draft):
            field = draft.fields[place]
            if isinstance(field, ControlField):
                continue
            kept = _without(field.subfields, wanted, repeated)
            if not kept:
                emptied.add(place)
            elif len(kept) != len(field.subfields):
                draft.replace(place, DataField(field.tag, field.indicators, kept))
        draft.remove(emptied)

    return run


def _repeated(draft: Draft, places: Sequence[int]) -> set[int]:
    if len(places) < 2:
        return set()
    seen: set[Field] = set()
    again: set[int] = set()
    for place in places:
        field = draft.fields[place]
        if field in seen:
            again.add(place)
        seen.add(field)
    return again


def _without(parts: tuple[Subfield, ...], wanted: str, repeated: bool) -> tuple[Subfield, ...]:
    if not repeated:
        return tuple(part for part in parts if not part.code or part.code not in wanted)
    seen: set[Subfield] = set()
    kept = []
    for part in parts:
        if part not in seen or not part.code or part.code not in wanted:
            kept.append(part)
        seen.add(part)
    return tuple(kept)


def split(table: Table) -> Run:
    """A value becomes several, in subfields or in fields."""
    choose = chooser(table)
    wanted = code(table, "subfield")
    table.not_both("into", "codes")
    targets = codes(table, "codes", "")
    into_fields = table.choice("into", ("subfields", "fields"), "subfields") == "fields"
    parts_of = _split_of(table, len(targets))

    def run(draft: Draft) -> None:
        for place in reversed(choose(draft)):
            field = draft.fields[place]
            if isinstance(field, ControlField):
                continue
            new = _as_fields(field, wanted, parts_of) if into_fields else _divided(field, wanted, targets, parts_of)
            if new != [field]:
                draft.put([*draft.fields[:place], *new, *draft.fields[place + 1 :]])

    return run


def _split_of(table: Table, limit: int) -> Split:
    by = filled(table, "by")
    if table.flag("regex"):
        expression = Expression(table, "by", by)
        return lambda value: _clean(expression.split(value, limit))
    return lambda value: _clean(value.split(by, limit - 1 if limit else -1)) if by in value else [value]


def _clean(parts: list[str]) -> list[str]:
    """The parts without blanks around; a value that was not divided stays as it is."""
    return parts if len(parts) == 1 else [part.strip() for part in parts]


def _divided(field: DataField, wanted: str, targets: str, parts_of: Split) -> list[Field]:
    new: list[Subfield] = []
    for part in field.subfields:
        pieces = parts_of(part.value) if part.code == wanted else [part.value]
        if len(pieces) == 1 or not any(pieces):
            new.append(part)
        else:  # an empty piece keeps its code from the next one
            pairs = zip(targets or repeat(wanted), pieces, strict=False)
            new += [Subfield(sign, piece) for sign, piece in pairs if piece]
    return [DataField(field.tag, field.indicators, tuple(new))]


def _as_fields(field: DataField, wanted: str, parts_of: Split) -> list[Field]:
    """The field once for each part of the first value that has several."""
    for at, part in enumerate(field.subfields):
        pieces = [*filter(None, parts_of(part.value))] if part.code == wanted else []
        if len(pieces) > 1:
            before, after = field.subfields[:at], field.subfields[at + 1 :]
            return [
                DataField(field.tag, field.indicators, (*before, Subfield(wanted, piece), *after)) for piece in pieces
            ]
    return [field]


def join(table: Table) -> Run:
    """Subfields of one code become one; without a code, fields of one tag."""
    choose = chooser(table)
    wanted = code(table, "subfield", "")
    if not wanted:
        return lambda draft: _join_fields(draft, choose(draft))
    joint = table.text("with")

    def run(draft: Draft) -> None:
        for place in choose(draft):
            field = draft.fields[place]
            if isinstance(field, DataField) and len(values := field.values(wanted)) > 1:
                draft.replace(place, _joined(field, Subfield(wanted, joint.join(values))))

    return run


def _joined(field: DataField, one: Subfield) -> DataField:
    first = next(at for at, part in enumerate(field.subfields) if part.code == one.code)
    rest = tuple(part for part in field.subfields[first:] if part.code != one.code)
    return DataField(field.tag, field.indicators, (*field.subfields[:first], one, *rest))


def _join_fields(draft: Draft, places: Sequence[int]) -> None:
    first: dict[str, int] = {}
    gone: set[int] = set()
    for place in places:
        field = draft.fields[place]
        if isinstance(field, ControlField):
            continue
        target = first.setdefault(field.tag, place)
        into = draft.fields[target]
        if target != place and isinstance(into, DataField):
            draft.replace(target, DataField(into.tag, into.indicators, into.subfields + field.subfields))
            gone.add(place)
    draft.remove(gone)


def sort(table: Table) -> Run:
    """Fields by tag or value, each kind among the places it has; or subfields by code."""
    by = table.choice("by", ("tag", "value", "codes"), "tag")
    if by == "codes":
        return _sort_codes(table)
    if by == "tag" and not table.has("field"):
        return lambda draft: _sort_fields(draft, range(len(draft.fields)), lambda field: field.tag)
    choose = chooser(table)
    wanted = codes(table, "subfield", "") if by == "value" else ""

    def value(field: Field) -> str:
        if isinstance(field, ControlField):
            return field.value
        return "\x1f".join(part.value for part in field.subfields if not wanted or part.code in wanted)

    key = value if by == "value" else lambda field: field.tag
    return lambda draft: _sort_fields(draft, choose(draft), key)


def _sort_fields(draft: Draft, places: Sequence[int], key: Callable[[Field], str]) -> None:
    fields = [draft.fields[place] for place in places]
    ordered = sorted(fields, key=key)
    if ordered == fields:
        return
    for place, field in zip(places, ordered, strict=True):
        draft.replace(place, field)


def _sort_codes(table: Table) -> Run:
    choose = chooser(table)
    order = codes(table, "order")
    rank = {sign: number for number, sign in enumerate(order)}

    def run(draft: Draft) -> None:
        for place in choose(draft):
            field = draft.fields[place]
            # behind ‡1 of a linking field stand the subfields of the field embedded there, in its own order
            if isinstance(field, ControlField) or (field.tag.startswith("4") and field.first("1")):
                continue
            parts = tuple(sorted(field.subfields, key=lambda part: rank.get(part.code, len(rank)) if part.code else -1))
            if parts != field.subfields:
                draft.replace(place, DataField(field.tag, field.indicators, parts))

    return run
