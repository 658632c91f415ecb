"""Fields inside linking fields: `410 #0 ‡12001 ‡a…‡1701 0‡a…` holds a 200 and a 701.

Each ‡1 begins a field with its tag and two indicators, or a control field with its tag and value; the subfields that
follow, up to the next ‡1, are that field's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from marc.record import ControlField, DataField, Field, Subfield

LINK = "1"
_DATA = re.compile(r"[0-9A-Z]{3}..")
_CONTROL = re.compile(r"00[0-9]")


def is_embedding(field: DataField) -> bool:
    """Whether the field holds fields (the technique of embedded fields, not of plain subfields)."""
    return any(part.code == LINK for part in field.subfields)


def embedded_fields(field: DataField) -> tuple[Field, ...] | None:
    """The fields inside a field; None if a ‡1 does not begin a field or there is anything before the first."""
    found: list[Field] = []
    for part in field.subfields:
        if part.code == LINK:
            if _CONTROL.match(part.value):
                found.append(ControlField(part.value[:3], part.value[3:]))
            elif _DATA.fullmatch(part.value):
                found.append(DataField(part.value[:3], part.value[3:], ()))
            else:
                return None
        elif found and isinstance(found[-1], DataField):
            last = found[-1]
            found[-1] = DataField(last.tag, last.indicators, (*last.subfields, part))
        else:
            return None
    return tuple(found)


def with_embedded(field: DataField, fields: Iterable[Field]) -> DataField:
    """The field with these fields inside; of what `embedded_fields` gave it makes the same field again."""
    parts: list[Subfield] = []
    for inner in fields:
        if isinstance(inner, ControlField):
            parts.append(Subfield(LINK, inner.tag + inner.value))
        else:
            parts += [Subfield(LINK, inner.tag + inner.indicators), *inner.subfields]
    return DataField(field.tag, field.indicators, tuple(parts))
