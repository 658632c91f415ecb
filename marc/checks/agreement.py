"""Values that say the same thing in two places and must agree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc.checks.finding import Finding, Place, Severity, at, with_value
from marc.checks.subject import Subject
from marc.record import DataField

_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_ONE_DATE = "d"


def years(subject: Subject) -> Iterator[Finding]:
    """The coded year of publication (100 ‡a, MARC21: 008) and the one that is shown (210 ‡d; 260, 264 ‡c).

    It is an error only where the code says that there is one date. The fix takes over the coded year.
    """
    kind, coded = _coded(subject)
    tags, code = (("260", "264"), "c") if subject.profile.format == "marc21" else (("210",), "d")
    if not coded or any(coded[0] in value for _place, field in subject.data(*tags) for value in field.values(code)):
        return  # the usual case, without looking closely
    if not all(map(_YEAR.fullmatch, coded)):
        return
    shown = [found for place, field in subject.data(*tags) for found in _shown(place, field, code)]
    if not shown or any(year in coded for _place, _number, _value, year in shown):
        return
    place, number, value, year = shown[0]
    single = kind == _ONE_DATE and len(shown) == 1
    mended = value.translate(_FULL_WIDTH_DIGITS).replace(year, coded[0], 1)
    severity: Severity = "error" if single else "warning"
    yield at(
        place, "years_differ", severity, "The year {shown} in {tag} ‡{subfield} is not the {coded} of field {source}.",
        subfield=code, position=value.translate(_FULL_WIDTH_DIGITS).find(year),
        new=with_value(place.field, number, mended) if single else None,
        fix_template="Change to {coded}" if single else "",
        shown=year, coded=coded[0], source="008" if subject.profile.format == "marc21" else "100",
    )  # fmt: skip


def _coded(subject: Subject) -> tuple[str, list[str]]:
    """The type of date and the coded years that are filled in."""
    if subject.profile.format == "marc21":
        fixed = subject.record.control("008")
        kind, pair = fixed[6:7].replace("s", _ONE_DATE), (fixed[7:11], fixed[11:15])
    else:
        fixed = subject.record.first("100", "a")
        if len(fixed) != 36:
            return "", []
        kind, pair = fixed[8:9], (fixed[9:13], fixed[13:17])
    return kind, [year for year in pair if year.strip(" |#^-")]


def _shown(place: Place, field: DataField, code: str) -> Iterator[tuple[Place, int, str, str]]:
    for number, part in enumerate(field.subfields):
        if part.code == code and (match := _YEAR.search(part.value.translate(_FULL_WIDTH_DIGITS))):
            yield place, number, part.value, match[1]
