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


def translation(subject: Subject) -> Iterator[Finding]:
    """101: a translation names the language of the original."""
    if subject.profile.format == "marc21":
        return
    for place, field in subject.data("101"):
        if field.indicators[:1] == "1" and not any(field.values(code) for code in "bc"):
            template = "Indicator 1 of field 101 says translation; ‡c, the language of the original, is missing."
            yield at(place, "original_language", "warning", template, subfield="c")


def illustrations(subject: Subject) -> Iterator[Finding]:
    """105: a book with illustrations in 215 ‡c has them in its code."""
    if subject.profile.format == "marc21":
        return
    shown = any("图" in value or "照片" in value for _place, one in subject.data("215") for value in one.values("c"))
    for place, field in subject.data("105") if shown else ():
        if (value := field.first("a")) and not value[:4].strip(" |#^-y"):
            template = "215 ‡c names illustrations; the first four characters of 105 ‡a have no code for them."
            yield at(place, "illustrations", "note", template, subfield="a", position=0)


def responsibility(subject: Subject) -> Iterator[Finding]:
    """A statement of responsibility has at least one heading for it."""
    title, headings = ("245", ("1", "7")) if subject.profile.format == "marc21" else ("200", ("7",))
    if any(tag.startswith(headings) for tag in subject.by_tag):
        return
    code = "c" if title == "245" else "f"
    for place, field in subject.data(title):
        if field.first(code).strip():
            template = "Field {tag} ‡{subfield} names who is responsible; there is no heading for it (7XX)."
            yield at(place, "no_author_heading", "note", template, subfield=code)


def _coded(subject: Subject) -> tuple[str, list[str]]:
    """The type of date and the coded years that are filled in."""
    if subject.profile.format == "marc21":
        fixed = subject.control("008")
        kind, pair = fixed[6:7].replace("s", _ONE_DATE), (fixed[7:11], fixed[11:15])
    else:
        fixed = subject.first("100", "a")
        if len(fixed) != 36:
            return "", []
        kind, pair = fixed[8:9], (fixed[9:13], fixed[13:17])
    return kind, [year for year in pair if year.strip(" |#^-")]


def _shown(place: Place, field: DataField, code: str) -> Iterator[tuple[Place, int, str, str]]:
    for number, part in enumerate(field.subfields):
        if part.code == code and (match := _YEAR.search(part.value.translate(_FULL_WIDTH_DIGITS))):
            yield place, number, part.value, match[1]
