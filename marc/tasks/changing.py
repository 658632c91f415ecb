"""Steps that change what stands in a field: replace, letters, indicators, positions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from marc.lines import DELIMITER
from marc.record import ControlField, DataField, Field, Subfield
from marc.tasks.choose import chooser
from marc.tasks.draft import LEADER, Draft
from marc.tasks.patterns import Expression, Places, code, codes, filled, indicators, span
from marc.tasks.table import Table
from marc.tasks.templates import Template, template

Run = Callable[[Draft], None]

_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
_NARROW = {wide: narrow for narrow, wide in _WIDE.items()}
LETTERS: Mapping[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "half-width": lambda value: value.translate(_NARROW),
    "full-width": lambda value: value.translate(_WIDE),
}
FREE_IN_LEADER = frozenset((5, 6, 7, 8, 9, 17, 18, 19, 23))
NOT_FREE = "Step {step} of {file}: “{key}” must be among 5-9, 17-19 and 23 in the leader; the others are computed."
NO_CODE = "Step {step} of {file}: “{key}” is needed for field {tag}; write the code of the subfield."
SHORT = "Step {step}: {place} has no position {position}; nothing was changed there."
LENGTH = "Step {step}: “{value}” has not the {count} characters that {place} has room for; nothing was changed there."


def replace(table: Table) -> Run:
    """Text in values becomes other text; what is empty then goes."""
    return _in_values(table, _change_of(table))


def letters(table: Table) -> Run:
    """Letters of values become small, capital, half or full width."""
    return _in_values(table, LETTERS[table.choice("to", tuple(LETTERS))])


def _in_values(table: Table, change: Callable[[str], str]) -> Run:
    choose = chooser(table)
    wanted = codes(table, "subfield", "")

    def run(draft: Draft) -> None:
        emptied = set()
        for place in choose(draft):
            old = draft.fields[place]
            new = _control(old, change) if isinstance(old, ControlField) else _data(old, change, wanted)
            if new is None:
                emptied.add(place)
            elif new is not old:
                draft.replace(place, new)
        draft.remove(emptied)

    return run


def _change_of(table: Table) -> Callable[[str], str]:
    find, by = filled(table, "find"), table.text("with")
    whole, ignore_case = table.flag("whole"), table.flag("ignore_case")
    if table.flag("regex"):
        expression = Expression(table, "find", rf"\A(?:{find})\Z" if whole else find, ignore_case)
        expression.must_fit(by, "with")
        return lambda value: expression.replaced(by, value)
    if ignore_case:
        plain = Expression(table, "find", Expression.literal(find, whole), ignore_case)
        literal = by.replace("\\", r"\\")
        return lambda value: plain.replaced(literal, value)
    if whole:
        return lambda value: by if value == find else value
    return lambda value: value.replace(find, by)


def _control(field: ControlField, change: Callable[[str], str]) -> Field | None:
    value = change(field.value)
    if value == field.value:
        return field
    return ControlField(field.tag, value) if value else None


def _data(field: DataField, change: Callable[[str], str], wanted: str) -> Field | None:
    # ‡1 of a linking field is the tag and the indicators of the field that is embedded there, not text
    spared = "1" if not wanted and field.tag.startswith("4") else ""
    parts: list[Subfield] = []
    changed = False
    for part in field.subfields:
        if (wanted and (not part.code or part.code not in wanted)) or (spared and part.code == spared):
            parts.append(part)
            continue
        value = change(part.value)
        if value == part.value:
            parts.append(part)
            continue
        changed = True
        if value:
            parts.append(Subfield(part.code, value))
    if not changed:
        return field
    return DataField(field.tag, field.indicators, tuple(parts)) if parts else None


def set_indicators(table: Table) -> Run:
    """Other indicators; a dot leaves the one that is there."""
    choose = chooser(table)
    wanted = indicators(table, "set")

    def run(draft: Draft) -> None:
        for place in choose(draft):
            field = draft.fields[place]
            if isinstance(field, ControlField):
                continue
            pairs = zip(wanted, field.indicators.ljust(2)[:2], strict=True)
            new = "".join(old if sign == "." else sign for sign, old in pairs)
            if new != field.indicators:
                draft.replace(place, DataField(field.tag, new, field.subfields))

    return run


class Positions:
    """Characters from `start` to before `end` of a value are overwritten; refused where that would shift others."""

    def __init__(self, table: Table) -> None:
        self._step = table.step
        self._start, self._end = span(table, "at")
        self._value: Template = template(table, "value", filled(table, "value"), blank="#")

    @property
    def positions(self) -> range:
        """The positions that are written."""
        return range(self._start, self._end)

    def write(self, draft: Draft, old: str, place: str, field: Field | None) -> str:
        """The value with its new characters; the old one, and a problem noted, where that cannot be."""
        value = self._value(draft, field)
        if value is None:
            return old
        if len(old) < self._end:
            draft.note(SHORT, step=self._step, place=place, position=self._end - 1)
        elif len(value) != self._end - self._start:
            draft.note(LENGTH, step=self._step, place=place, value=value, count=self._end - self._start)
        else:
            return old[: self._start] + value + old[self._end :]
        return old


def positions(table: Table) -> Run:
    """Characters of the leader or of a fixed-length value become others."""
    writer = Positions(table)
    if table.texts("field") == (LEADER,):
        if not FREE_IN_LEADER.issuperset(writer.positions):
            raise table.error(NOT_FREE, "at")
        return lambda draft: _write_leader(draft, writer)
    return _in_fields(chooser(table), code(table, "subfield", ""), writer, table)


def _write_leader(draft: Draft, writer: Positions) -> None:
    draft.leader = writer.write(draft, draft.leader, LEADER, None)


def _in_fields(choose: Places, wanted: str, writer: Positions, table: Table) -> Run:
    if not wanted and not all(tag.startswith("00") for tag in table.texts("field")):
        raise table.error(NO_CODE, "subfield", tag=table.texts("field")[0])

    def run(draft: Draft) -> None:
        for place in choose(draft):
            field = draft.fields[place]
            if isinstance(field, ControlField):
                if not wanted:
                    new = writer.write(draft, field.value, field.tag, field)
                    draft.replace(place, ControlField(field.tag, new))
            elif wanted in [part.code for part in field.subfields]:
                draft.replace(place, _written(draft, field, wanted, writer))

    return run


def _written(draft: Draft, field: DataField, wanted: str, writer: Positions) -> DataField:
    shown = f"{field.tag} {DELIMITER}{wanted}"
    parts = [
        Subfield(part.code, writer.write(draft, part.value, shown, field)) if part.code == wanted else part
        for part in field.subfields
    ]
    return DataField(field.tag, field.indicators, tuple(parts))
