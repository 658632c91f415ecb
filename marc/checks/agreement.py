"""Values that say the same thing in two places and must agree: dates, languages, parallel titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc.checks.finding import Finding, Severity, at, with_value
from marc.checks.rules import BIBLIOGRAPHIC, UNIMARC_FAMILY, Check
from marc.checks.subject import Subject

_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_ONE_DATE = "d"
_BLANK = " |#^-"
_SHOWN, _SHOWN_MARC21 = (("210",), "d"), (("260", "264"), "c")
"""Where the date of publication is shown."""


def years(subject: Subject) -> Iterator[Finding]:
    """The coded year of publication (100 ‡a, MARC21: 008) and the one that is shown (210 ‡d; 260, 264 ‡c).

    It is an error only where the code says that there is one date. In MARC21 it never is: the date shown may be that
    of the copyright or of the manufacture; so there is no fix either. In CNMARC it takes over the coded year.
    """
    marc21 = subject.format.name == "marc21"
    tags, code = _SHOWN_MARC21 if marc21 else _SHOWN
    kind, coded = _coded(subject)
    if not coded or not all(map(_YEAR.fullmatch, coded)):
        return
    shown = [found for tag in tags for index in subject.by_tag.get(tag, ()) for found in _shown(subject, index, code)]
    if not shown or any(found[3] in coded for found in shown):
        return
    index, number, value, year = shown[0]
    place = subject.place(index)
    single = kind == _ONE_DATE and len(shown) == 1 and not marc21
    severity: Severity = "error" if single else "warning"
    yield at(
        place, "years_differ", severity, "The year {shown} in {tag} ‡{subfield} is not the {coded} of field {source}.",
        subfield=code, position=value.find(year),
        new=with_value(place.field, number, value.replace(year, coded[0], 1)) if single else None,
        fix_template="Change to {coded}" if single else "",
        shown=year, coded=coded[0], source="008" if marc21 else "100",
    )  # fmt: skip


def parallel_titles(subject: Subject) -> Iterator[Finding]:
    """200 ‡d, a title in another language, has its language in ‡z, and that is not the language of the work.

    If it is (a Chinese edition of an English text has the original title beside its own) 101 ‡g names the language of
    the title proper.
    """
    place, field = next(item for item in subject.data("200") if item[1].values("d"))
    titles, languages, work = field.values("d"), field.values("z"), subject.first("101", "a")
    if len(languages) < len(titles):
        template = "Field 200 has a parallel title (‡d) without its language; write it in ‡z."
        yield at(place, "parallel_language", "note", template, subfield="d")
    elif work and work in languages and not subject.values("g", "101"):
        template = "The parallel title in 200 ‡d is in {language}, the language of the work; 101 ‡g is missing."
        yield at(place, "title_language", "note", template, subfield="z", language=work)
    if "510" not in subject.by_tag:
        template = "Field 200 has a parallel title (‡d); there is no field 510 to find it by."
        yield at(place, "parallel_title", "note", template, subfield="d")


def _year_is_shown(subject: Subject) -> bool:
    marc21 = subject.format.name == "marc21"
    tags, code = _SHOWN_MARC21 if marc21 else _SHOWN
    year = subject.control("008")[7:11] if marc21 else subject.first("100", "a")[9:13]
    for tag in tags if year else ():
        for index in subject.by_tag.get(tag, ()):
            if year in subject.texts[index].partition("\x1f" + code)[2]:
                return True
    return False


def _has_no_parallel_title(subject: Subject) -> bool:
    return "\x1fd" not in "".join([subject.texts[index] for index in subject.by_tag["200"]])


def _coded(subject: Subject) -> tuple[str, list[str]]:
    """The type of date and the coded years that are filled in."""
    if subject.format.name == "marc21":
        fixed = subject.control("008")
        kind, pair = fixed[6:7].replace("s", _ONE_DATE), (fixed[7:11], fixed[11:15])
    else:
        fixed = subject.first("100", "a")
        if len(fixed) != 36:
            return "", []
        kind, pair = fixed[8:9], (fixed[9:13], fixed[13:17])
    return kind, [year for year in pair if year.strip(_BLANK)]


def _shown(subject: Subject, index: int, code: str) -> Iterator[tuple[int, int, str, str]]:
    """Field, subfield, its value with plain digits, and the year in it."""
    for number, piece in enumerate(subject.pieces(index)):
        if piece[:1] == code:
            value = piece[1:] if piece.isascii() else piece[1:].translate(_FULL_WIDTH_DIGITS)
            if match := _YEAR.search(value):
                yield index, number, value, match[1]


CHECKS = (
    Check(years, _year_is_shown, ("100", "008"), BIBLIOGRAPHIC),
    Check(parallel_titles, _has_no_parallel_title, ("200",), UNIMARC_FAMILY),
)
