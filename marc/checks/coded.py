"""Coded values: fixed positions, their lengths, and subfields that take a code from a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from marc.checks.finding import Finding, Place, at
from marc.checks.rules import UNIMARC_FAMILY, FieldRule, Pieces, Rules, Shape, of_tags, whole
from marc.checks.structure import BLANKS
from marc.checks.subject import Subject
from marc.fixed import PHYSICAL
from marc.formats import Position
from marc.record import ControlField, DataField

GENERAL_DATA = "100"
GENERAL_DATA_LENGTH = 36
_LENGTH_OF_008 = 40
_CHARSETS = "100a26"
_DATE = re.compile(r"\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_STAMP = re.compile(r"\d{14}\.\d")
_YEAR = re.compile(rf"[\d{re.escape(BLANKS)}xu?]{{4}}")
_USUAL_DATES = re.compile(rf"a{_DATE.pattern}.\d{{4}}    ", re.DOTALL)
_ONE_DATE, _FROM_TO = "d", ("b", "f", "g")
"""Types of date: one; a serial that has ended, an uncertain date between two, a work of several years."""


def general_data(subject: Subject, place: Place) -> Iterator[Finding]:
    """100 ‡a: its length and dates."""
    value = place.field.first("a") if isinstance(place.field, DataField) else ""
    if len(value) != GENERAL_DATA_LENGTH:
        template = "‡a of field 100 has {count} characters; it needs 36."
        yield at(place, "general_data_length", "error", template, subfield="a", count=len(value))
        return
    if not _DATE.fullmatch(value[:8]):
        template = "The date of entry “{value}” in 100 ‡a is no date; write year, month and day."
        yield at(place, "entry_date", "warning", template, subfield="a", position=0, value=value[:8])
    for start in (9, 13):
        if not _YEAR.fullmatch(value[start : start + 4]):
            template = "“{value}” in 100 ‡a is no year; write four digits, or blanks if there is none."
            year = value[start : start + 4]
            yield at(place, "coded_year", "warning", template, subfield="a", position=start, value=year)
    yield from _dates_of_type(place, value[8], value[9:13], value[13:17])


def _dates_of_type(place: Place, kind: str, first: str, second: str) -> Iterator[Finding]:
    """The type of date says whether there is a second one, and which of the two is the earlier."""
    if not (first.isdecimal() and second.isdecimal()):
        return
    if kind == _ONE_DATE and second != first:
        template = "100 ‡a says that there is one date of publication, and has a second one, {second}."
        yield at(place, "second_date", "warning", template, subfield="a", position=13, second=second)
    elif kind in _FROM_TO and second < first:
        template = "The dates {first} and {second} in 100 ‡a are in the wrong order."
        yield at(place, "date_order", "warning", template, subfield="a", position=9, first=first, second=second)


def profile_values(subject: Subject, place: Place) -> Iterator[Finding]:
    """What the profile wants in 100 ‡a: the language of cataloguing and the character sets."""
    profile, value = subject.profile, place.field.first("a") if isinstance(place.field, DataField) else ""
    if len(value) != GENERAL_DATA_LENGTH:
        return
    language = profile.cataloguing_language
    if language and value[22:25].strip(BLANKS) and value[22:25] != language:
        template = "The language of cataloguing in 100 ‡a is “{value}”; this profile has “{wanted}”."
        yield at(
            place, "cataloguing_language", "note", template, subfield="a", position=22, value=value[22:25],
            wanted=language,
        )  # fmt: skip
    if profile.charset and value[26:30] not in profile.charset:
        template = "The character sets in 100 ‡a are “{value}”; this profile has “{wanted}”."
        yield at(
            place, "charset", "note", template, subfield="a", position=26, value=value[26:30],
            wanted=profile.charset[0],
        )  # fmt: skip


def positions(subject: Subject, place: Place) -> Iterator[Finding]:
    """A value with fixed positions: its length, and every coded position whose value is in none of the lists."""
    field = place.field
    parts = [("", field.value)] if isinstance(field, ControlField) else [(s.code, s.value) for s in field.subfields]
    for code, value in parts:
        stretches = subject.format.positions(field.tag, code, subject.record.leader, value)
        length = max((stretch.end for stretch in stretches), default=0)
        if not stretches or not value.strip(BLANKS):
            continue
        if len(value) == length or (field.tag == PHYSICAL and len(value) < length):  # of 007 there are short forms
            yield from _wrong_positions(subject, place, code, value, stretches)
        elif not (field.tag == GENERAL_DATA and length == GENERAL_DATA_LENGTH):  # that is said elsewhere
            name = f"{field.tag} ‡{code}" if code else field.tag
            template = "{name} has {count} characters; it needs {wanted}."
            count = len(value)
            yield at(place, "field_length", "warning", template, subfield=code, name=name, count=count, wanted=length)


def listed_codes(subject: Subject, place: Place) -> Iterator[Finding]:
    """Subfields that take one code from a list: languages, countries, forms."""
    definition = subject.format.field(place.field.tag)
    for part in place.field.subfields if definition and isinstance(place.field, DataField) else ():
        known = definition.subfields.get(part.code) if definition else None
        if known is None or not known.codes or not part.value.strip():
            continue
        if part.value.strip() not in subject.format.codes(known.codes):
            template = "“{value}” in {tag} ‡{subfield} is in no list of codes; check it."
            yield at(place, "unknown_code", "warning", template, subfield=part.code, value=part.value)


def original_language(_subject: Subject, place: Place) -> Iterator[Finding]:
    """101: a translation names the language of the original."""
    template = "Indicator 1 of field 101 says translation; ‡c, the language of the original, is missing."
    yield at(place, "original_language", "warning", template, subfield="c")


def transaction_date(_subject: Subject, place: Place) -> Iterator[Finding]:
    """The date in 801 ‡c."""
    for value in place.field.values("c") if isinstance(place.field, DataField) else ():
        if value.strip() and not _DATE.fullmatch(value):
            template = "“{value}” in 801 ‡c is no date; write year, month and day."
            yield at(place, "transaction_date", "warning", template, subfield="c", value=value)


def time_stamp(_subject: Subject, place: Place) -> Iterator[Finding]:
    """The time in 005."""
    stamp = place.field.value if isinstance(place.field, ControlField) else ""
    if stamp and not (_DATE.match(stamp) and _STAMP.fullmatch(stamp)):
        template = "“{value}” in field 005 is no time; it is written anew when the record is saved."
        yield at(place, "time_stamp", "note", template, value=stamp)


def _wrong_positions(
    subject: Subject, place: Place, code: str, value: str, stretches: tuple[Position, ...]
) -> Iterator[Finding]:
    template = (
        "“{value}” in {tag} ‡{subfield} (from position {position}) has no meaning there."
        if code
        else "“{value}” in {tag} (from position {position}) has no meaning there."
    )
    for stretch in stretches:
        if not stretch.codes or stretch.codes == _CHARSETS:
            continue  # which character sets are named is the profile's affair
        if wrong := _unknown(subject, stretch, value[stretch.start : stretch.end]):
            yield at(
                place, "coded_value", "warning", template, subfield=code, position=stretch.start, value=wrong
            )  # fmt: skip


def _unknown(subject: Subject, position: Position, value: str) -> str:
    """The first code of this stretch that the list does not have; one list entry may be shorter than the stretch."""
    known = subject.format.codes(position.codes)
    width = max(map(len, known))
    for start in range(0, len(value), width):
        code = value[start : start + width]
        if code.strip(BLANKS) and code not in known and code.strip(BLANKS) not in known:
            return code
    return ""


def _general_is_usual(pieces: Pieces) -> bool:
    return len(pieces) == 1 and len(pieces[0]) == GENERAL_DATA_LENGTH + 1 and _USUAL_DATES.match(pieces[0]) is not None


_of_101 = of_tags("101")


def _without_dates_of_100(pieces: Pieces, leader: str) -> str:
    """What of 100 ‡a is coded; without the dates few different values are left."""
    value = pieces[0]
    return (
        value[9:10] + value[18:]
        if len(pieces) == 1 and len(value) == GENERAL_DATA_LENGTH + 1
        else whole(pieces, leader)
    )


def _without_dates_of_008(pieces: Pieces, leader: str) -> str:
    """What of 008 is coded, and the kind of material, by which it is read."""
    value = pieces[0]
    return (
        leader[6:8] + value[6:7] + value[15:]
        if len(pieces) == 1 and len(value) == _LENGTH_OF_008
        else whole(pieces, leader)
    )


def _is_coded(rules: Rules, shape: Shape) -> bool:
    return rules.is_checked(shape.tag) and rules.format.has_positions(shape.tag, shape.codes or [""])


def _coded(*tags: str) -> Callable[[Rules, Shape], bool]:
    return lambda rules, shape: shape.tag in tags and _is_coded(rules, shape)


def _is_listed(rules: Rules, shape: Shape) -> bool:
    definition = rules.format.field(shape.tag) if rules.is_checked(shape.tag) else None
    known = [definition.subfields.get(code) for code in shape.codes] if definition else []
    return any(part is not None and part.codes for part in known)


def _is_translation_without_original(rules: Rules, shape: Shape) -> bool:
    return (
        _of_101(rules, shape)
        and shape.indicators is not None
        and shape.indicators[:1] == "1"
        and not set("bc") & set(shape.codes)
    )


def _is_usual_stamp(pieces: Pieces) -> bool:
    return _STAMP.fullmatch(pieces[0]) is not None and _DATE.match(pieces[0]) is not None


FIELD_RULES = (
    FieldRule(general_data, of_tags("100"), fine=_general_is_usual),
    FieldRule(profile_values, of_tags("100"), decides=_without_dates_of_100),
    FieldRule(positions, _coded("100"), decides=_without_dates_of_100),
    FieldRule(positions, _coded("008"), decides=_without_dates_of_008),
    FieldRule(
        positions, lambda rules, shape: shape.tag not in ("100", "008") and _is_coded(rules, shape), decides=whole
    ),
    FieldRule(listed_codes, _is_listed, decides=whole),
    FieldRule(original_language, _is_translation_without_original),
    FieldRule(transaction_date, of_tags("801", formats=(*UNIMARC_FAMILY, "cnmarc-authority")), decides=whole),
    FieldRule(time_stamp, lambda _rules, shape: shape == Shape("005"), fine=_is_usual_stamp),
)
