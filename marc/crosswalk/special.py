"""Single fields that a row of the table cannot say all about: numbers, imprint, series, uniform titles, class."""

from __future__ import annotations

import re
from collections.abc import Iterable

from marc.crosswalk import fields, links
from marc.crosswalk.marks import Piece, assembled, unbracketed, unled, unstopped
from marc.crosswalk.table import Rule
from marc.crosswalk.work import Work
from marc.isbn import hyphenated
from marc.numbers import bare, isbn13
from marc.record import DataField, Subfield

_QUALIFIED = re.compile(r"([0-9][0-9Xx ‐-]*?)\s*[(（](.+?)[)）]?\s*")
_AGENCY_NUMBER = re.compile(r"\(([^)]+)\)(.+)")
_COPYRIGHT = re.compile(r"\[?(?:[©℗]|[cp](?=[0-9]{4}))")
_MANUFACTURE = {"e": "a", "f": "a", "g": "b", "h": "c"}
_MANUFACTURE_MARKS = {"a": ";", "b": ":", "c": ","}
CLC = "clc"


def isbn_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """020: a correct number has no hyphens there; any other stays as it is."""
    plain = (Subfield(one.code, _bare(one.value) if one.code == "a" else one.value) for one in field.subfields)
    return fields.to_marc21(work, rule, DataField(field.tag, field.indicators, tuple(plain)))


def _bare(number: str) -> str:
    return bare(number) if isbn13(number) and re.fullmatch(r"[0-9Xx ‐-]+", number.strip()) else number


def isbn_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """010: a correct number with its hyphens; a binding in brackets behind it is a subfield of its own."""
    parts: list[Subfield] = []
    for one in fields.parts_of(work, rule, field.subfields):
        match = _QUALIFIED.fullmatch(one.value) if one.code == "a" else None
        if match and isbn13(match[1]):
            parts += [Subfield("a", hyphenated(match[1])), Subfield("b", match[2])]
        else:
            whole = one.code == "a" and re.fullmatch(r"[0-9Xx ‐-]+", one.value.strip())
            parts.append(Subfield(one.code, (hyphenated(one.value) if whole else "") or one.value))
    return [DataField(rule.cn, rule.cn_indicators, tuple(parts))] if parts else []


def system_number_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """035; the one that has the number of this record is told by 003 (see `marc.crosswalk.control`)."""
    if _is_own_number(work, field):
        return []
    return fields.to_marc21(work, rule, field)


def agency_of_number(work: Work) -> str:
    """The prefix of the 035 that has this record's own number: what MARC21 writes into 003."""
    found = (field for field in work.record.data("035") if _is_own_number(work, field))
    match = next((_AGENCY_NUMBER.fullmatch(field.first("a")) for field in found), None)
    return match[1] if match else ""


def _is_own_number(work: Work, field: DataField) -> bool:
    own = [one for one in work.record.data("035") if _number(one) == work.record.control("001").strip() != ""]
    return len(own) == 1 and own[0] is field


def _number(field: DataField) -> str:
    match = _AGENCY_NUMBER.fullmatch(field.first("a"))
    return match[2] if match and len(field.subfields) == 1 else ""


def term_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """336 to 338: the term that goes with the code stands before it."""
    made = fields.to_marc21(work, rule, field)
    return [DataField(one.tag, one.indicators, tuple(_with_terms(work, one.subfields))) for one in made]


def _with_terms(work: Work, subfields: tuple[Subfield, ...]) -> Iterable[Subfield]:
    for one in subfields:
        if one.code == "b" and one.value in work.table.terms:
            yield Subfield("a", work.table.terms[one.value])
        yield one


def term_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """181 to 183 hold the code alone."""
    codes = {term: code for code, term in work.table.terms.items()}
    there = {one.value for one in field.subfields if one.code == "b"}
    parts = []
    for one in field.subfields:
        code = codes.get(one.value.strip(" .").lower(), "") if one.code == "a" else ""
        if code and code not in there:
            parts.append(Subfield("b", code))
        elif not code:
            parts.append(one)
    return fields.to_cnmarc(work, rule, DataField(field.tag, field.indicators, tuple(parts)))


def imprint_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """264: publication, manufacture and copyright in a field each."""
    manufacture = [one for one in field.subfields if one.code in _MANUFACTURE]
    rights = [one for one in field.subfields if one.code == "d" and _COPYRIGHT.match(one.value)]
    rest = tuple(one for one in field.subfields if one not in manufacture and one not in rights)
    made = fields.to_marc21(work, rule, DataField(field.tag, field.indicators, rest)) if rest else []
    if manufacture:
        codes = [(_MANUFACTURE[one.code], one.value) for one in manufacture]
        pieces = [Piece(code, text, _MANUFACTURE_MARKS[code]) for code, text in codes]
        made.append(DataField("264", " 3", assembled(pieces, stop=True)))
    return [*made, *(DataField("264", " 4", (Subfield("c", one.value),)) for one in rights)]


def imprint_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """210; manufacture and copyright are added to the publication before them."""
    kind = field.indicators[1:2] if field.tag == "264" else ""
    made = fields.to_cnmarc(work, rule, field)
    if kind not in ("3", "4") or not made:
        return made
    codes = {"a": "e", "c": "g", "d": "h"} if kind == "3" else {}
    added = tuple(Subfield(codes.get(one.code, one.code), one.value) for one in made[0].subfields)
    place = next((i for i, one in reversed(list(enumerate(work.made))) if one.field.tag == "210"), None)
    if place is None:
        return [DataField("210", made[0].indicators, added)]
    before = work.made[place].field
    assert isinstance(before, DataField)
    whole = DataField("210", before.indicators, before.subfields + added)
    work.made[place] = type(work.made[place])(whole, work.made[place].source)
    return []


def series_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """490: the first indicator says whether the series has an added entry."""
    traced = any(work.record.data("410"))
    made = fields.to_marc21(work, rule, field)
    return [DataField(one.tag, ("1" if traced else "0") + " ", one.subfields) for one in made]


def series_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """225: the first indicator says whether the added entry has the same form."""
    made = fields.to_cnmarc(work, rule, field)
    if field.indicators[:1] != "1":
        return [DataField(one.tag, "1 ", one.subfields) for one in made]
    entries = {unstopped(unled(one.first("a"), last=True)[0]) for one in work.record.data("830")}
    same = any(one.first("a") in entries for one in made)
    return [DataField(one.tag, ("2" if same else "0") + " ", one.subfields) for one in made]


def traced_series_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """440 of older records, which is statement and added entry in one: 225 and 410."""
    plain = DataField(field.tag, field.indicators, tuple(one for one in field.subfields if one.code not in "w0"))
    entry = DataField("830", field.indicators, tuple(one for one in field.subfields if one.code in "anpvxw"))
    work.lose_all(tuple(one for one in field.subfields if one.code == "0"))
    traced = links.series_to_cnmarc(work, work.table.from_marc21["830"][0], entry)
    return [*fields.to_cnmarc(work, rule, plain), *traced]


def uniform_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """130, 240 or 730: the heading of the record, one under its author, or an added entry."""
    made = fields.to_marc21(work, rule, field)
    has_author = any(work.record.data("700", "710", "720"))
    taken = any(one.field.tag in ("130", "240") for one in work.made)
    if taken or has_author == (rule.m21 == "130"):
        return [DataField("730", "0 ", one.subfields) for one in made]
    return made


def uniform_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """500; a designation loses its brackets."""
    plain = tuple(
        Subfield(one.code, unbracketed(unled(one.value)[0], "[") if one.code == "h" else one.value)
        for one in field.subfields
    )
    return fields.to_cnmarc(work, rule, DataField(field.tag, field.indicators, plain))


def clc_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """084 with the code of the Chinese Library Classification; its edition stands behind a stroke."""
    edition = field.first("v")
    numbers = tuple(one for one in field.subfields if one.code == "a")
    rest = [one for one in field.subfields if one.code != "a"]
    work.lose_all(tuple(one for i, one in enumerate(rest) if one.code != "v" or one.value != edition))
    if not numbers and not edition:
        return []
    return [DataField("084", "  ", (*numbers, Subfield("2", f"{CLC}/{edition}" if edition else CLC)))]


def clc_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """690 if ‡2 of the 084 says so, else 686."""
    scheme, _, edition = field.first("2").partition("/")
    if scheme.strip() != CLC:
        other = work.table.from_marc21["084"][-1]
        return fields.to_cnmarc(work, other, field)
    parts = tuple(one for one in field.subfields if one.code == "a")
    work.lose_all(tuple(one for one in field.subfields if one.code not in "a2"))
    return [DataField("690", "  ", parts + ((Subfield("v", edition),) if edition else ()))]
