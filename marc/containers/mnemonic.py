"""The mnemonic form (`.mrk`) that MarcEdit reads and writes: `=245  10$aTitle$cby`.

A blank indicator, and a blank in a control field, is a backslash. `{dollar}`, `{bsol}`, `{lcub}` and `{rcub}` stand
for the characters that have a meaning; other mnemonics are looked up in the small table of Latin ones, and text in
braces that is none is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from marc.containers import text
from marc.errors import MarcError
from marc.record import ControlField, Damaged, DataField, Field, Record, Subfield

HEAD = ""
BETWEEN = "\n"
TAIL = ""
_LINE = re.compile(r"=([0-9A-Za-z]{3}|LDR)(?: {1,2}|$)(.*)", re.DOTALL)
_BEGINS = re.compile(r"\s*=(?:LDR|000|\d{3})(?: |$)")
_MNEMONIC = re.compile(r"\{(dollar|bsol|lcub|rcub|quot|apos|copy|deg|pound|sect|frac12|plusmn)\}")
_SIGNS = {
    "dollar": "$", "bsol": "\\", "lcub": "{", "rcub": "}", "quot": '"', "apos": "'", "copy": "©", "deg": "°",
    "pound": "£", "sect": "§", "frac12": "½", "plusmn": "±",
}  # fmt: skip
_NAMES = {"$": "{dollar}", "\\": "{bsol}", "{": "{lcub}", "}": "{rcub}"}
_WRITTEN = re.compile(r"[$\\{}]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

encoding_of = text.encoding_of


def begins(head: bytes) -> bool:
    """Whether the file begins with a line like `=LDR  00000nam…`."""
    return _BEGINS.match(text.readable(head[:4096])) is not None


def read(stream: BinaryIO, encoding: str) -> Iterator[Record | Damaged]:
    """The records of a mnemonic file, lazily."""
    return text.read_blocks(stream, encoding, "mrk", _begins_record, _parse)


def to_text(record: Record, encoding: str) -> str:
    """The record as lines; MarcError where a value has a control character, for which the form has no sign."""
    body = [f"=LDR  {_written(record.leader, 'LDR').replace(' ', chr(92))}"]
    for field in record.fields:
        if isinstance(field, ControlField):
            body.append(f"={field.tag}  {_written(field.value, field.tag).replace(' ', chr(92))}")
        else:
            body.append(f"={field.tag}  {_data(field)}")
    return "\n".join(body) + "\n"


def _data(field: DataField) -> str:
    pieces = [_written(field.indicators, field.tag).replace(" ", "\\")]
    for number, subfield in enumerate(field.subfields):
        bare = not subfield.code and number == 0 and subfield.value
        pieces.append(("" if bare else "$") + _written(subfield.code + subfield.value, field.tag))
    return "".join(pieces)


def _written(value: str, tag: str) -> str:
    if match := _CONTROL.search(value):
        raise MarcError(
            "Field {tag} has the control character U+{code}, which the mrk form cannot hold; take it out.",
            tag=tag,
            code=f"{ord(match[0]):04X}",
        )
    return _WRITTEN.sub(lambda match: _NAMES[match[0]], value)


def _meant(value: str) -> str:
    return _MNEMONIC.sub(lambda match: _SIGNS[match[1]], value)


def _begins_record(line: bytes) -> bool:
    return line.startswith((b"=LDR", b"=000"))


def _parse(block: list[str]) -> text.Parsed:
    leader = ""
    fields: list[Field] = []
    for line in block:
        match = _LINE.match(line)
        if match is None:
            raise MarcError("A line of an mrk file begins like “=200  ”, this one is “{line}”.", line=line[:40])
        tag, value = match.groups()
        if tag in ("LDR", "000"):
            leader = _meant(value.replace("\\", " "))
        else:
            fields.append(_field(tag, value))
    whole, problems = text.whole_leader(leader)
    return whole, tuple(fields), problems


def _field(tag: str, value: str) -> Field:
    signs = re.match(r"(?:\{[a-z0-9]+\}|.){2}(?=\$)", value)
    if (tag.startswith("00") and signs is None) or (not tag.isdigit() and "$" not in value):
        return ControlField(tag, _meant(value.replace("\\", " ")))
    first = re.match(r"(?:\{[a-z0-9]+\}|.){2}", value)
    if first is None:
        raise MarcError("Field {tag} needs two indicators; write a blank one as a backslash.", tag=tag)
    indicators = _meant(first[0].replace("\\", " "))
    before, *parts = value[first.end() :].split("$")
    subfields = [Subfield("", _meant(before))] if before else []
    for part in map(_meant, parts):
        subfields.append(Subfield(part[:1], part[1:]))
    return DataField(tag, indicators, tuple(subfields))
