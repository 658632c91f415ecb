"""Steps that bring something in: add, build, copy, move."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from marc.errors import MarcError
from marc.record import ControlField, DataField, Field, Subfield
from marc.tasks.choose import chooser
from marc.tasks.draft import Draft
from marc.tasks.patterns import Places, code, codes, indicators, tag
from marc.tasks.table import MISSING, Table
from marc.tasks.templates import Template, line_template, template

Run = Callable[[Draft], None]

BAD_LINE = "Step {step} of {file}: “{key}” is no field; write it as in 905 ## ‡aZLNE‡d{{690$a}}."
KINDS = "Step {step} of {file}: “{key}” is {tag}, and a field without subfields cannot become one with them, nor back."

SAME = "Step {step} of {file}: “{key}” is the code that the subfield has already; write another."


def add(table: Table) -> Run:
    """A new field by its line, or a new subfield in the fields that are there."""
    table.not_both("line", "value")
    if not table.has("line"):
        if not table.has("value"):
            raise table.error(MISSING, "line")
        return _add_subfield(table, chooser(table))
    try:
        build = line_template(table, "line")
    except MarcError as error:
        raise error if "file" in error.values else table.error(BAD_LINE, "line") from error
    existing = _existing(table, "add")

    def run(draft: Draft) -> None:
        if (field := build(draft)) is not None:
            _put(draft, field, existing)

    return run


def _existing(table: Table, default: str) -> str:
    return table.choice("existing", ("add", "keep", "replace"), default)


def _put(draft: Draft, field: Field, existing: str) -> None:
    """A new field, what there is of its tag being minded."""
    places = draft.places.get(field.tag, ())
    there = [draft.fields[place] for place in places]
    if existing == "replace":
        if there != [field]:
            draft.remove(set(places))
            draft.insert(field)
    elif field not in there and not (there and existing == "keep"):
        draft.insert(field)


class Placer:
    """Puts a subfield into a field: behind or before certain others, at the end where there are none of them."""

    def __init__(self, table: Table, existing: str) -> None:
        self._existing = existing
        self._after = codes(table, "after", "")
        self._before = codes(table, "before", "")

    def place(self, field: DataField, part: Subfield) -> DataField:
        """The field with the subfield; the very same if nothing is to be done."""
        there = [at for at, known in enumerate(field.subfields) if known.code == part.code]
        if there and self._existing == "keep":
            return field
        if there and self._existing == "replace":
            kept = [known for at, known in enumerate(field.subfields) if at not in there[1:]]
            kept[there[0]] = part
        elif part in field.subfields:
            return field
        else:
            kept = list(field.subfields)
            kept.insert(self._position(field), part)
        return field if tuple(kept) == field.subfields else DataField(field.tag, field.indicators, tuple(kept))

    def _position(self, field: DataField) -> int:
        behind = [at for at, known in enumerate(field.subfields, 1) if known.code and known.code in self._after]
        ahead = [at for at, known in enumerate(field.subfields) if known.code and known.code in self._before]
        return max(behind) if behind else min(ahead, default=len(field.subfields))


def _add_subfield(table: Table, choose: Places) -> Run:
    value = template(table, "value", table.text("value"))
    return _subfield_writer(choose, code(table, "subfield"), value, table, "add")


def _subfield_writer(choose: Places, wanted: str, value: Template, table: Table, default: str) -> Run:
    placer = Placer(table, _existing(table, default))

    def run(draft: Draft) -> None:
        for place in choose(draft):
            field = draft.fields[place]
            if isinstance(field, DataField) and (text := value(draft, field)):
                draft.replace(place, placer.place(field, Subfield(wanted, text)))

    return run


def build(table: Table) -> Run:
    """A subfield or a control field from other fields; the field is made where there is none."""
    only = table.texts("field")
    choose = chooser(table)
    value = template(table, "value", table.text("value"))
    create = table.flag("create", len(only) == 1 and "." not in only[0])
    if only[0].startswith("00"):
        return _build_control(tag(table, "field"), value, _existing(table, "replace"), create)
    made = tag(table, "field") if create else ""
    blank = indicators(table, "new_indicators", "##").replace(".", " ")
    wanted = code(table, "subfield")
    change = _subfield_writer(choose, wanted, value, table, "replace")

    def run(draft: Draft) -> None:
        if made and made not in draft.places:
            if text := value(draft, None):
                draft.insert(DataField(made, blank, (Subfield(wanted, text),)))
        else:
            change(draft)

    return run


def _build_control(made: str, value: Template, existing: str, create: bool) -> Run:
    def run(draft: Draft) -> None:
        if (create or made in draft.places) and (text := value(draft, draft.first(made))):
            _put(draft, ControlField(made, text), existing)

    return run


def copy(table: Table) -> Run:
    """Fields to another tag, or subfields to another code or field."""
    return _transfer(table, moving=False)


def move(table: Table) -> Run:
    """As copy, but what was there goes."""
    return _transfer(table, moving=True)


def _transfer(table: Table, moving: bool) -> Run:
    choose = chooser(table)
    wanted = codes(table, "subfield", "")
    if not wanted:
        return _transfer_fields(table, choose, moving)
    if table.has("to"):
        return _transfer_to_field(table, choose, wanted, moving)
    return _transfer_within(table, choose, code(table, "subfield"), moving)


def _transfer_fields(table: Table, choose: Places, moving: bool) -> Run:
    to = tag(table, "to")
    if any(source.startswith("00") != to.startswith("00") for source in table.texts("field") if source[:2] != ".."):
        raise table.error(KINDS, "to", tag=to)
    new = indicators(table, "new_indicators", "..")
    existing = _existing(table, "add")

    def run(draft: Draft) -> None:
        if existing == "keep" and to in draft.places:
            return
        places = [p for p in choose(draft) if isinstance(draft.fields[p], ControlField) == to.startswith("00")]
        fields = [draft.fields[place] for place in places]
        if moving:
            draft.remove(set(places))
        if existing == "replace" and fields:
            draft.remove(set(draft.places.get(to, ())))
        for field in fields:
            _put(draft, _renamed(field, to, new), "add")

    return run


def _renamed(field: Field, to: str, new: str) -> Field:
    if isinstance(field, ControlField):
        return ControlField(to, field.value)
    pairs = zip(new, field.indicators.ljust(2)[:2], strict=True)
    return DataField(to, "".join(old if sign == "." else sign for sign, old in pairs), field.subfields)


def _transfer_within(table: Table, choose: Places, wanted: str, moving: bool) -> Run:
    target = code(table, "to_subfield")
    if target == wanted:
        raise table.error(SAME, "to_subfield")
    existing = _existing(table, "add")

    def run(draft: Draft) -> None:
        for place in choose(draft):
            field = draft.fields[place]
            if isinstance(field, DataField) and wanted in [part.code for part in field.subfields]:
                parts = tuple(_recoded(field, wanted, target, existing, moving))
                draft.replace(place, DataField(field.tag, field.indicators, parts))

    return run


def _recoded(field: DataField, wanted: str, target: str, existing: str, moving: bool) -> Iterable[Subfield]:
    there = set(field.values(target))
    if there and existing == "keep":
        yield from field.subfields
        return
    for part in field.subfields:
        if part.code == target and existing == "replace":
            continue
        if part.code != wanted:
            yield part
            continue
        if not moving:
            yield part
        if existing == "replace" or part.value not in there:
            yield Subfield(target, part.value)


def _transfer_to_field(table: Table, choose: Places, wanted: str, moving: bool) -> Run:
    to = tag(table, "to")
    if to.startswith("00"):
        raise table.error(KINDS, "to", tag=to)
    blank = indicators(table, "new_indicators", "##").replace(".", " ")
    target = code(table, "to_subfield", "")
    existing = _existing(table, "add")
    placer = Placer(table, "add")

    def run(draft: Draft) -> None:
        if isinstance(draft.first(to), ControlField) or (existing == "keep" and _has_any(draft, to, target or wanted)):
            return
        taken = _taken(draft, choose(draft), wanted, moving)
        parts = [Subfield(target, part.value) for part in taken] if target else taken
        if existing == "replace" and parts:
            _taken(draft, draft.places.get(to, ())[:1], "".join({part.code for part in parts}), moving=True)
        _give(draft, parts, DataField(to, blank, ()), placer)

    return run


def _has_any(draft: Draft, to: str, wanted: str) -> bool:
    field = next(iter(draft.data(to)), None)
    return field is not None and any(part.code and part.code in wanted for part in field.subfields)


def _taken(draft: Draft, places: Sequence[int], wanted: str, moving: bool) -> list[Subfield]:
    """The subfields with these codes; when moving they go, and a field goes that has none left."""
    taken: list[Subfield] = []
    emptied: set[int] = set()
    for place in places:
        field = draft.fields[place]
        if isinstance(field, ControlField):
            continue
        left = tuple(part for part in field.subfields if not part.code or part.code not in wanted)
        if len(left) == len(field.subfields):
            continue
        taken += [part for part in field.subfields if part not in left]
        if moving:
            draft.replace(place, DataField(field.tag, field.indicators, left))
            emptied |= {place} if not left else set()
    draft.remove(emptied)
    return taken


def _give(draft: Draft, parts: list[Subfield], empty: DataField, placer: Placer) -> None:
    """The subfields into the first field of a tag, or into a new one."""
    if not parts:
        return
    there = draft.places.get(empty.tag, ())
    field = draft.fields[there[0]] if there else empty
    if not isinstance(field, DataField):
        return
    for part in parts:
        field = placer.place(field, part)
    if there:
        draft.replace(there[0], field)
    else:
        draft.insert(field)
