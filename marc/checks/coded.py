"""Coded values: fixed positions, and subfields that take a code from a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc.checks.finding import Finding, Place, at
from marc.checks.structure import BLANKS
from marc.checks.subject import Subject
from marc.formats import Position
from marc.record import ControlField, DataField, Subfield

GENERAL_DATA_LENGTH = 36
CHARSETS = 26
_LENGTHS_MARC21 = {"005": 16, "006": 18, "008": 40}
_DATE = re.compile(r"\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_STAMP = re.compile(r"\d{14}\.\d")
_YEAR = re.compile(rf"[\d{re.escape(BLANKS)}xu?]{{4}}")


def general_data(subject: Subject) -> Iterator[Finding]:
    """100 ‡a: its length, dates, and the values that the profile wants."""
    if subject.profile.format == "marc21":
        return
    for place, field in subject.data("100"):
        value = field.first("a")
        if len(value) != GENERAL_DATA_LENGTH:
            template = "‡a of field 100 has {count} characters; it needs 36."
            yield at(place, "general_data_length", "error", template, subfield="a", count=len(value))
            continue
        if not _DATE.fullmatch(value[:8]):
            template = "The date of entry “{value}” in 100 ‡a is no date; write year, month and day."
            yield at(place, "entry_date", "warning", template, subfield="a", position=0, value=value[:8])
        for start in (9, 13):
            if not _YEAR.fullmatch(value[start : start + 4]):
                template = "“{value}” in 100 ‡a is no year; write four digits, or blanks if there is none."
                year = value[start : start + 4]
                yield at(place, "coded_year", "warning", template, subfield="a", position=start, value=year)
        yield from _profile_values(subject, place, value)


def positions(subject: Subject) -> Iterator[Finding]:
    """Every coded position whose value is in none of the lists."""
    good = subject.rules.good_codes
    for index in subject.coded:
        field = subject.field(index)
        for part in field.subfields if isinstance(field, DataField) else ():
            value = part.value
            if field.tag == "100":
                if len(value) != GENERAL_DATA_LENGTH:
                    continue
                value = value[8] + value[17:]  # without the dates, so that few values are left
            key = (field.tag + part.code, value)
            if key in good:
                continue
            found = list(_wrong_positions(subject, subject.place(index), part))
            if not found:
                subject.rules.remember(good, key)
            yield from found


def listed_codes(subject: Subject) -> Iterator[Finding]:
    """Subfields that take one code from a list: languages, countries, forms."""
    good = subject.rules.good_codes
    for index, kind in subject.listed:
        field = subject.field(index)
        if not isinstance(field, DataField):
            continue
        for number, codes in kind.listed:
            part = field.subfields[number]
            if (codes, part.value) in good or not part.value.strip():
                continue
            if part.value.strip() in subject.format.codes(codes):
                subject.rules.remember(good, (codes, part.value))
                continue
            template = "“{value}” in {tag} ‡{subfield} is in no list of codes; check it."
            yield at(subject.place(index), "unknown_code", "warning", template, subfield=part.code, value=part.value)


def dates(subject: Subject) -> Iterator[Finding]:
    """The date in 801 ‡c and the time in 005."""
    if subject.profile.format != "marc21":
        for place, field in subject.data("801"):
            for value in field.values("c"):
                if value.strip() and not _DATE.fullmatch(value):
                    template = "“{value}” in 801 ‡c is no date; write year, month and day."
                    yield at(place, "transaction_date", "warning", template, subfield="c", value=value)
    stamp = subject.control("005")
    if stamp and not (_DATE.match(stamp) and _STAMP.fullmatch(stamp)):
        template = "“{value}” in field 005 is no time; it is written anew when the record is saved."
        yield at(subject.place(subject.by_tag["005"][0]), "time_stamp", "note", template, value=stamp)


def fixed_length(subject: Subject) -> Iterator[Finding]:
    """MARC21 control fields of a fixed length."""
    if subject.profile.format != "marc21":
        return
    for tag, length in _LENGTHS_MARC21.items():
        for index in subject.by_tag.get(tag, ()):
            field = subject.field(index)
            if isinstance(field, ControlField) and len(field.value) != length:
                template = "Field {tag} has {count} characters; it needs {wanted}."
                count = len(field.value)
                yield at(subject.place(index), "field_length", "warning", template, count=count, wanted=length)


def _wrong_positions(subject: Subject, place: Place, part: Subfield) -> Iterator[Finding]:
    definition = subject.format.field(place.field.tag)
    for position in definition.positions if definition else ():
        if position.subfield != part.code or not position.codes:
            continue
        if place.field.tag == "100" and position.start == CHARSETS:
            continue  # which character sets are named is the profile's affair
        if wrong := _unknown(subject, position, part.value[position.start : position.end]):
            template = "“{value}” in {tag} ‡{subfield} (from position {position}) has no meaning there."
            yield at(
                place, "coded_value", "warning", template, subfield=part.code, position=position.start, value=wrong
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


def _profile_values(subject: Subject, place: Place, value: str) -> Iterator[Finding]:
    profile = subject.profile
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
