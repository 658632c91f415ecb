"""What a check gives: a finding, and the place it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from marc.edits import Edit, ReplaceField
from marc.record import ControlField, Field, Subfield

Severity = Literal["error", "warning", "note"]
LEADER_TAG = "000"
WHOLE_RECORD = -2
LEADER_INDEX = -1


@dataclass(frozen=True, slots=True, init=False)
class Finding:
    """Something that is wrong.

    `template` is an English sentence and the key of its translation, `values` fill it. `tag` is empty if the whole
    record is meant, `000` for the leader; `occurrence` counts the fields of this tag from 1, `index` all fields from 0
    (negative where there is none); `position` counts characters in the subfield's value, or in the control field or the
    leader, from 0. `fix` mends the record; `fix_template` says how, filled by the same values.
    """

    code: str
    severity: Severity
    template: str
    values: tuple[tuple[str, object], ...] = ()
    tag: str = ""
    occurrence: int = 0
    subfield: str = ""
    position: int | None = None
    index: int = WHOLE_RECORD
    fix: Edit | None = None
    fix_template: str = ""

    # A batch can have several findings a record. Setting the slots directly takes a third of the time of a frozen
    # class's own `__init__`.
    def __init__(
        self, code: str, severity: Severity, template: str, values: tuple[tuple[str, object], ...] = (), tag: str = "",
        occurrence: int = 0, subfield: str = "", position: int | None = None, index: int = WHOLE_RECORD,
        fix: Edit | None = None, fix_template: str = "",
    ) -> None:  # fmt: skip
        _set_code(self, code)
        _set_severity(self, severity)
        _set_template(self, template)
        _set_values(self, values)
        _set_tag(self, tag)
        _set_occurrence(self, occurrence)
        _set_subfield(self, subfield)
        _set_position(self, position)
        _set_index(self, index)
        _set_fix(self, fix)
        _set_fix_template(self, fix_template)

    def moved(self, index: int, occurrence: int) -> Finding:
        """The same finding about another field of the same tag; its fix does not go with it."""
        return Finding(
            self.code, self.severity, self.template, self.values, self.tag, occurrence, self.subfield, self.position,
            index,
        )  # fmt: skip

    @property
    def message(self) -> str:
        """The finding as an English sentence."""
        return self.template.format(**dict(self.values))

    @property
    def fix_message(self) -> str:
        """What the fix would do, in English; empty if there is none."""
        return self.fix_template.format(**dict(self.values))


_set_code = Finding.__dict__["code"].__set__
_set_severity = Finding.__dict__["severity"].__set__
_set_template = Finding.__dict__["template"].__set__
_set_values = Finding.__dict__["values"].__set__
_set_tag = Finding.__dict__["tag"].__set__
_set_occurrence = Finding.__dict__["occurrence"].__set__
_set_subfield = Finding.__dict__["subfield"].__set__
_set_position = Finding.__dict__["position"].__set__
_set_index = Finding.__dict__["index"].__set__
_set_fix = Finding.__dict__["fix"].__set__
_set_fix_template = Finding.__dict__["fix_template"].__set__


@dataclass(frozen=True, slots=True)
class Place:
    """A field and where it stands: its number among all fields (from 0) and among those of its tag (from 1)."""

    index: int
    occurrence: int
    field: Field


def at(
    place: Place, code: str, severity: Severity, template: str, *, subfield: str = "", position: int | None = None,
    new: Field | None = None, edit: Edit | None = None, fix_template: str = "", **values: object,
) -> Finding:  # fmt: skip
    """A finding about a field; the fix is to put `new` in its place, or any `edit`."""
    fix = ReplaceField(place.index, place.field, new) if new is not None else edit
    values = {"tag": place.field.tag, "subfield": subfield, "position": position, **values}
    return Finding(
        code, severity, template, tuple(values.items()), place.field.tag, place.occurrence, subfield, position,
        place.index, fix, fix_template,
    )  # fmt: skip


def parts(field: Field) -> list[tuple[int, str, str]]:
    """The number, code and value of every subfield; a control field is one without a code."""
    if isinstance(field, ControlField):
        return [(0, "", field.value)]
    return [(number, part.code, part.value) for number, part in enumerate(field.subfields)]


def with_value(field: Field, number: int, value: str) -> Field:
    """The field with another value in the subfield of this number."""
    if isinstance(field, ControlField):
        return replace(field, value=value)
    changed = list(field.subfields)
    changed[number] = Subfield(changed[number].code, value)
    return replace(field, subfields=tuple(changed))
