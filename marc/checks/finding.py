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


@dataclass(frozen=True, slots=True)
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

    @property
    def message(self) -> str:
        """The finding as an English sentence."""
        return self.template.format(**dict(self.values))

    @property
    def fix_message(self) -> str:
        """What the fix would do, in English; empty if there is none."""
        return self.fix_template.format(**dict(self.values))


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
