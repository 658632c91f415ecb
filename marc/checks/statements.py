"""What the description states and the codes and headings must repeat: illustrations, contents, names, series."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc.checks.finding import Finding, at
from marc.checks.rules import BIBLIOGRAPHIC, UNIMARC_FAMILY, Check
from marc.checks.structure import BLANKS
from marc.checks.subject import Subject
from marc.embedded import embedded_fields, is_embedding
from marc.record import DataField

_PERSONS, _BODIES = ("700", "701", "702"), ("710", "711", "712")
_MONOGRAPH_CODES = 13
_NONE = "y"
_INDEX, _CONFERENCE = 10, 8
_USUAL_HEADINGS = ("700", "701", "710", "711")
_SERIES_LINKS = ("410", "411", "461", "462")
_SEPARATE_SERIES = ("0", "2")
_SAME_FORM = "2"
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_NO_LETTERS = re.compile(r"[\W_]+")


def monograph_codes(subject: Subject) -> Iterator[Finding]:
    """105 ‡a: illustrations that 215 names, an index that 320 names, a conference that 711 names; no code beside y."""
    value = subject.first("105", "a")
    pictures = value[:4].strip(BLANKS)
    found: list[tuple[str, str, int]] = []
    if _NONE in pictures and pictures.strip(_NONE + BLANKS):
        template = "The first four characters of 105 ‡a say “no illustrations” (y) and name some as well."
        found.append(("illustrations", template, 0))
    elif not pictures.strip(_NONE) and any("图" in shown or "照片" in shown for shown in subject.values("c", "215")):
        template = "215 ‡c names illustrations; the first four characters of 105 ‡a have no code for them."
        found.append(("illustrations", template, 0))
    if len(value) == _MONOGRAPH_CODES:
        if value[_INDEX] == "0" and any("索引" in note for note in subject.values("a", "320")):
            template = "Field 320 names an index; character 10 of 105 ‡a says that there is none."
            found.append(("index_code", template, _INDEX))
        if value[_CONFERENCE] == "0" and _names_conference(subject):
            template = "A heading is the name of a conference; character 8 of 105 ‡a says that the work is of none."
            found.append(("conference_code", template, _CONFERENCE))
    for code, template, position in found:
        yield at(next(subject.places("105")), code, "note", template, subfield="a", position=position)


def responsibility(subject: Subject) -> Iterator[Finding]:
    """A statement of responsibility has at least one heading for it."""
    title = "245" if subject.format.name == "marc21" else "200"
    code = "c" if title == "245" else "f"
    for place, field in subject.data(title):
        if field.first(code).strip():
            template = "Field {tag} ‡{subfield} names who is responsible; there is no heading for it (7XX)."
            yield at(place, "no_author_heading", "note", template, subfield=code)


def headings(subject: Subject) -> Iterator[Finding]:
    """A Chinese person in 701 or 702 is named in the description or in a note: a slip of the pen is found this way."""
    stated = _NO_LETTERS.sub("", _stated(subject))
    for place, field in subject.data(*_PERSONS):
        name = field.first("a")
        if _HAN_NAME.fullmatch(name) and name not in stated:
            template = "“{name}” in field {tag} is named neither in the description nor in a note; compare them."
            yield at(place, "heading_not_stated", "note", template, subfield="a", name=name)


def series(subject: Subject) -> Iterator[Finding]:
    """225 says by its indicator that there is an established form of the series; then a link leads to it.

    With indicator 2 the established form is the one that 225 has.
    """
    links = _texts(subject, _SERIES_LINKS)
    linked = [title for tag in _SERIES_LINKS for title in _linked_titles(subject, tag)]
    for place, field in subject.data("225"):
        title = field.first("a")
        if field.indicators[:1] in _SEPARATE_SERIES and not links:
            template = "Field 225 says that the series has an established form, but there is no field 410 or 461."
            yield at(place, "series_link", "note", template)
        elif field.indicators[:1] == _SAME_FORM and linked and not any(_same(title, other) for other in linked):
            template = "Field 225 says that “{title}” is the established form; the link has “{other}”."
            yield at(place, "series_title", "note", template, subfield="a", title=title, other=linked[0])


def _names_conference(subject: Subject) -> bool:
    """Whether a corporate heading has the indicator of a conference."""
    return any(subject.texts[index][:1] == "1" for tag in _BODIES for index in subject.by_tag.get(tag, ()))


def _stated(subject: Subject) -> str:
    """The text of the description and the notes."""
    pairs = zip(subject.tags, subject.texts, strict=False)
    return "".join([text for tag, text in pairs if "2" <= tag < "4"])


def _texts(subject: Subject, tags: tuple[str, ...]) -> list[str]:
    return [subject.texts[index] for tag in tags for index in subject.by_tag.get(tag, ())]


def _codes_nothing_else(subject: Subject) -> bool:
    """Whether 105 has illustrations but no “none”, and there is no field that could contradict the other codes."""
    pictures = subject.first("105", "a")[:4].strip(BLANKS)
    if not pictures or _NONE in pictures:
        return False
    return "索引" not in "".join(_texts(subject, ("320",))) and not _names_conference(subject)


def _has_heading(subject: Subject) -> bool:
    if not subject.by_tag.keys().isdisjoint(_USUAL_HEADINGS):
        return True
    first = "17" if subject.format.name == "marc21" else "7"
    return any(tag[:1] in first for tag in subject.by_tag)


def _names_are_stated(subject: Subject) -> bool:
    stated = _stated(subject)
    names = [text.partition("\x1fa")[2].partition("\x1f")[0] for text in _texts(subject, _PERSONS)]
    return not [name for name in names if name not in stated]


def _series_are_linked(subject: Subject) -> bool:
    linked = "".join(_texts(subject, _SERIES_LINKS))
    titles = [text.partition("\x1fa")[2].partition("\x1f")[0] for text in _texts(subject, ("225",))]
    return linked != "" and not [title for title in titles if title not in linked]


def _linked_titles(subject: Subject, tag: str) -> Iterator[str]:
    for _place, field in subject.data(tag):
        inner = embedded_fields(field) if is_embedding(field) else (field,)
        yield from (one.first("a") for one in inner or () if isinstance(one, DataField) and one.tag in ("200", tag))


def _same(one: str, other: str) -> bool:
    return not one or not other or _NO_LETTERS.sub("", one) == _NO_LETTERS.sub("", other)


CHECKS = (
    Check(monograph_codes, _codes_nothing_else, ("105",), UNIMARC_FAMILY),
    Check(responsibility, _has_heading, ("200", "245"), BIBLIOGRAPHIC),
    Check(headings, _names_are_stated, _PERSONS, UNIMARC_FAMILY),
    Check(series, _series_are_linked, ("225",), UNIMARC_FAMILY),
)
