"""Class numbers, union numbers and region codes: their form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc.checks.finding import Finding, Place, at, with_value
from marc.checks.rules import FieldRule, Pieces, of_tags, whole
from marc.checks.subject import Subject
from marc.record import DataField, Field

_CLASS = re.compile(r"([A-Z]{1,2})(\d*)(.*)", re.DOTALL)
_MAIN_CLASSES = frozenset("ABCDEFGHIJKNOPQRSTUVXZ")
_TWO_LETTERS = frozenset(["DF", *("T" + letter for letter in "BDEFGHJKLMNPQSUV")])
_SIGNS = re.compile(r"""[A-Z0-9a.\-()"=:+<>\[\]/*{}]*""")
"""Digits and the auxiliary signs of the classification; `a` marks what is recommended reading."""
_USUAL = re.compile(r"a(?:T[BDEFGHJKLMNPQSUV]|[A-KNOPQRSTUVXZ])(?:\d{0,3}|\d{3}\.\d{1,6})(?:[-=]\d{1,4})?")
_UNION_NUMBER = re.compile(r"[A-Z]? ?\d{3,5}[·•・.．‧]\d{1,6}(?!\d)|CN ?\d{2}-\d{4}(?:/[A-Z]+\d*)?")
_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
_CN = ("cnmarc",)


def clc(_subject: Subject, place: Place) -> Iterator[Finding]:
    """690 ‡a: a class of the Chinese Library Classification, a point behind every third digit."""
    for number, part in enumerate(place.field.subfields if isinstance(place.field, DataField) else ()):
        value = part.value.strip()
        if part.code != "a" or not value:
            continue
        match = _CLASS.match(value.strip("{}[]"))
        letters = match[1] if match else ""
        if not match or letters[:1] not in _MAIN_CLASSES or (len(letters) == 2 and letters not in _TWO_LETTERS):
            template = "“{value}” in 690 ‡a is no class of the Chinese Library Classification."
            yield at(place, "clc_class", "warning", template, subfield="a", value=part.value)
        elif wrong := _SIGNS.sub("", value):
            template = "The class {value} in 690 ‡a has “{sign}”, which no class has; write it as in the tables."
            position = part.value.index(wrong[0])
            yield at(
                place, "clc_sign", "warning", template, subfield="a", position=position, sign=wrong[0], value=value
            )
        elif value.endswith((".", "-", "=", ":", "+", "/")):
            template = "The class {value} in 690 ‡a ends with “{sign}”; something is missing behind it."
            yield at(place, "clc_end", "warning", template, subfield="a", sign=value[-1], value=value)
        else:
            yield from _point(place, place.field, number, match)


def _point(place: Place, field: Field, number: int, match: re.Match[str]) -> Iterator[Finding]:
    whole = field.subfields[number].value if isinstance(field, DataField) else ""
    if len(match[2]) > 3:
        mended = whole.replace(match[2], f"{match[2][:3]}.{match[2][3:]}", 1)
        certain = not match[3].startswith(".")  # K2926.4 may be K292.64, or its point is all that is wrong
        yield at(
            place, "clc_point", "warning", "The class {value} in 690 ‡a needs a point behind the third digit.",
            subfield="a", position=whole.index(match[2]) + 3,
            new=with_value(field, number, mended) if certain else None,
            fix_template="Change to {mended}" if certain else "", value=whole, mended=mended,
        )  # fmt: skip
    elif len(match[2]) < 3 and match[3].startswith("."):
        template = "The class {value} in 690 ‡a has its point too early; it belongs behind the third digit."
        yield at(place, "clc_point", "warning", template, subfield="a", value=whole)


def union_number(_subject: Subject, place: Place) -> Iterator[Finding]:
    """091 ‡a: the union book number of 1956 to 1986 (class and publisher, a point, the book), or a periodical's."""
    for value in place.field.values("a") if isinstance(place.field, DataField) else ():
        if value.strip() and not _UNION_NUMBER.match(value.strip()):
            template = "The union number {value} in 091 ‡a is not of the form 10109·1234."
            yield at(place, "union_number", "warning", template, subfield="a", value=value)


def region(_subject: Subject, place: Place) -> Iterator[Finding]:
    """102 ‡b: six digits of GB/T 2260 where the country is China."""
    field = place.field
    if not isinstance(field, DataField) or field.first("a") not in ("CN", "") or field.values("2"):
        return
    for value in field.values("b"):
        if value.strip() and not (re.fullmatch(r"\d{6}", value) and _PROVINCES.match(value)):
            template = "“{value}” in 102 ‡b is no region code of GB/T 2260; it has six digits."
            yield at(place, "region_code", "warning", template, subfield="b", value=value)


def _usual_classes(pieces: Pieces) -> bool:
    return not [piece for piece in pieces if piece[:1] == "a" and not _USUAL.fullmatch(piece)]


FIELD_RULES = (
    FieldRule(clc, of_tags("690", formats=_CN), fine=_usual_classes),
    FieldRule(union_number, of_tags("091", formats=_CN)),
    FieldRule(region, of_tags("102", formats=_CN), decides=whole),
)
