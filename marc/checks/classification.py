"""Class numbers and region codes: their form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc.checks.finding import Finding, at, with_value
from marc.checks.subject import Subject

_CLASS = re.compile(r"([A-Z]{1,2})(\d*)(.*)", re.DOTALL)
_MAIN_CLASSES = frozenset("ABCDEFGHIJKNOPQRSTUVXZ")
_TWO_LETTERS = frozenset(["DF", *("T" + letter for letter in "BDEFGHJKLMNPQSUV")])
_UNION_NUMBER = re.compile(r"\d{4,5}[·•・.．‧]\d{1,6}(?!\d)")
_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")


def clc(subject: Subject) -> Iterator[Finding]:
    """690 ‡a: a class of the Chinese Library Classification, a point behind every third digit."""
    if subject.profile.format != "cnmarc":
        return
    for place, field in subject.data("690"):
        for number, part in enumerate(field.subfields):
            match = _CLASS.match(part.value.strip("{}[]"))
            if part.code != "a" or not part.value.strip():
                continue
            letters = match[1] if match else ""
            if letters[:1] not in _MAIN_CLASSES or (len(letters) == 2 and letters not in _TWO_LETTERS):
                template = "“{value}” in 690 ‡a is no class of the Chinese Library Classification."
                yield at(place, "clc_class", "warning", template, subfield="a", value=part.value)
            elif match and len(match[2]) > 3:
                mended = part.value.replace(match[2], f"{match[2][:3]}.{match[2][3:]}", 1)
                certain = not match[3].startswith(".")  # K2926.4 may be K292.64, or its point is all that is wrong
                yield at(
                    place, "clc_point", "warning", "The class {value} in 690 ‡a needs a point behind the third digit.",
                    subfield="a", position=part.value.index(match[2]) + 3,
                    new=with_value(field, number, mended) if certain else None,
                    fix_template="Change to {mended}" if certain else "", value=part.value, mended=mended,
                )  # fmt: skip
            elif match and len(match[2]) < 3 and match[3].startswith("."):
                template = "The class {value} in 690 ‡a has its point too early; it belongs behind the third digit."
                yield at(place, "clc_point", "warning", template, subfield="a", value=part.value)


def union_number(subject: Subject) -> Iterator[Finding]:
    """091 ‡a: the union book number of 1956 to 1986, class and publisher, a point, and the book."""
    for place, field in subject.data("091") if subject.profile.format == "cnmarc" else ():
        for value in field.values("a"):
            if value.strip() and not _UNION_NUMBER.match(value.strip()):
                template = "The union number {value} in 091 ‡a is not of the form 10109·1234."
                yield at(place, "union_number", "warning", template, subfield="a", value=value)


def region(subject: Subject) -> Iterator[Finding]:
    """102 ‡b: six digits of GB/T 2260 where the country is China."""
    for place, field in subject.data("102") if subject.profile.format == "cnmarc" else ():
        if field.first("a") not in ("CN", "") or field.values("2"):
            continue
        for value in field.values("b"):
            if value.strip() and not (re.fullmatch(r"\d{6}", value) and _PROVINCES.match(value)):
                template = "“{value}” in 102 ‡b is no region code of GB/T 2260; it has six digits."
                yield at(place, "region_code", "warning", template, subfield="b", value=value)
