"""Characters that an encoding does not have: found, named, refused, or replaced on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from marc import encodings
from marc.errors import MarcError
from marc.record import ControlField, Field, Record, Subfield


@dataclass(frozen=True, slots=True)
class Unencodable:
    """A character that an encoding does not have, and where: `position` counts characters in the value, from 0."""

    tag: str
    occurrence: int
    subfield: str
    position: int
    character: str


def unencodable(record: Record, encoding: str) -> tuple[Unencodable, ...]:
    """Every character of the record that the encoding does not have, in the order of the record."""
    encoding = encodings.canonical(encoding)
    found: list[Unencodable] = []
    seen: dict[str, int] = {}
    for field in record.fields:
        seen[field.tag] = seen.get(field.tag, 0) + 1
        parts = [("", field.value)] if isinstance(field, ControlField) else [(s.code, s.value) for s in field.subfields]
        for code, value in parts:
            for position in encodings.lacking(value, encoding):
                found.append(Unencodable(field.tag, seen[field.tag], code, position, value[position]))
    return tuple(found)


def substituted(record: Record, encoding: str, substitute: str) -> Record:
    """The record with this text for every character that the encoding does not have."""

    def carried(value: str) -> str:
        lacking = set(encodings.lacking(value, encoding))
        return "".join(substitute if position in lacking else sign for position, sign in enumerate(value))

    fields = tuple(_map_values(field, carried) for field in record.fields)
    return record if fields == record.fields else record.changed(fields=fields)


def must_carry(record: Record, encoding: str) -> None:
    """MarcError, with places and code points, if the encoding does not have every character of the record."""
    lacking = unencodable(record, encoding)
    if not lacking:
        return
    shown = ", ".join(dict.fromkeys(f"{item.tag}${item.subfield} {_named(item.character)}" for item in lacking[:20]))
    raise MarcError(
        "{encoding} has no place for {count} characters ({characters}); take another encoding or a substitute.",
        encoding=encoding,
        count=len(lacking),
        characters=shown,
    )


def substitute_must_fit(substitute: str, encoding: str) -> None:
    """MarcError if the text that is to stand for lacking characters is lacking itself."""
    if lacking := encodings.lacking(substitute, encoding):
        raise MarcError(
            "The substitute “{text}” is not in {encoding} itself ({character}); take another.",
            text=substitute, encoding=encoding, character=_named(substitute[lacking[0]]),
        )  # fmt: skip


def _named(character: str) -> str:
    shown = character if character.isprintable() else ""
    return f"U+{ord(character):04X} {shown}".rstrip()


def _map_values(field: Field, change: Callable[[str], str]) -> Field:
    if isinstance(field, ControlField):
        return replace(field, value=change(field.value))
    return replace(field, subfields=tuple(Subfield(part.code, change(part.value)) for part in field.subfields))
