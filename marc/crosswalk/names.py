"""Names: CNMARC divides a person's into ‡a and ‡b and writes relators as numbers, MARC21 has a comma and letters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from marc.crosswalk.fields import parts_of, pieces_of, sourced_in_cnmarc, sourced_in_marc21
from marc.crosswalk.marks import Piece, assembled, unled, unstopped
from marc.crosswalk.table import TO_MARC21, Rule
from marc.crosswalk.work import Work
from marc.embedded import embedded_fields
from marc.record import DataField, Subfield

_ADDED = {"100": "700", "110": "710", "111": "711"}
_SECOND = {"701": "702", "711": "712", "721": "722"}
_RELATORS = ("4", "e", "j")
_MEETING = {"n": "d", "d": "f", "c": "e"}


def person_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """A person. The entry element and the rest of the name are one subfield, with a comma between them."""
    rest = field.first("b").strip().lstrip(",").strip()
    subfields = [one for one in field.subfields if one.code != "b" or one.value != field.first("b")]
    joined = [Subfield("a", f"{one.value}, {rest}") if rest and one.code == "a" else one for one in subfields]
    if rest and not field.first("a"):
        joined.insert(0, Subfield("a", rest))
    order = "1" if field.indicators[1:2] == "1" or rest else "0"
    return _heading(work, rule, order, tuple(joined), field)


def family_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """A family."""
    return _heading(work, rule, "3", field.subfields, field)


def body_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """A corporate body; an addition to its name stands in round brackets behind it."""
    order = field.indicators[1:2] if field.indicators[1:2] in ("0", "1", "2") else "2"
    return _heading(work, rule, order, tuple(_with_additions(field.subfields)), field)


def meeting_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """A meeting: number, date and place stand in one pair of brackets behind its name."""
    order = field.indicators[1:2] if field.indicators[1:2] in ("0", "1", "2") else "2"
    parts = list(_with_additions(field.subfields))
    inside = [i for i, one in enumerate(parts) if one.code in _MEETING.values()]
    for i in inside:
        before = "(" if i == inside[0] else ""
        after = ")" if i == inside[-1] else " :"
        parts[i] = Subfield(parts[i].code, f"{before}{parts[i].value}{after}")
    return _heading(work, rule, order, tuple(parts), field)


def name_title_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """604, in which a name and a title are embedded, as one heading."""
    inner = embedded_fields(field) or ()
    names = [one for one in inner if isinstance(one, DataField) and one.tag[:2] == "70"]
    titles = [one for one in inner if isinstance(one, DataField) and one.tag in ("200", "500")]
    if len(names) != 1 or len(titles) != 1 or len(inner) != 2:
        work.lose_all(field.subfields)
        return []
    title = tuple(Subfield("t", one.value) if one.code == "a" else one for one in titles[0].subfields)
    return person_to_marc21(work, rule, DataField("604", names[0].indicators, names[0].subfields + title))


def _with_additions(subfields: Iterable[Subfield]) -> Iterable[Subfield]:
    found: list[Subfield] = []
    for one in subfields:
        if one.code == "c" and found and found[-1].code in "ab":
            found[-1] = Subfield(found[-1].code, f"{found[-1].value} ({one.value})")
        else:
            found.append(one)
    return found


def _heading(work: Work, rule: Rule, order: str, subfields: tuple[Subfield, ...], field: DataField) -> list[DataField]:
    pieces = [_relator_in_marc21(work, piece, rule) for piece in pieces_of(work, rule, subfields)]
    found = assembled(pieces)
    if not found:
        return []
    tag = _ADDED[rule.m21] if rule.m21 in _ADDED and work.has_main else rule.m21
    work.has_main = work.has_main or tag in _ADDED
    made = sourced_in_marc21(work, rule, DataField(tag, order + rule.m21_indicators[1], found))
    return [made]


def _relator_in_marc21(work: Work, piece: Piece, rule: Rule) -> Piece:
    if piece.code != "4":
        return piece
    known = work.table.relators.to_marc21.get(piece.text)
    if known is not None:
        return Piece("4", known.value)
    if re.fullmatch(r"[0-9]{3}|[a-z]{3}", piece.text):
        return Piece("4", piece.text)
    return Piece("j" if rule.m21.endswith("11") else "e", piece.text, ",")


def person_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """A person; a name with a comma is divided there, unless the first indicator says that it is in direct order."""
    parts: list[Subfield] = []
    inverted = field.indicators[:1] == "1"
    for one in _read(work, rule, field):
        surname, comma, rest = one.value.partition(", ")
        if one.code == "a" and comma and rest.strip() and surname.strip() and field.indicators[:1] != "0":
            inverted = True
            parts += [Subfield("a", surname), Subfield("b", rest)]
        else:
            parts.append(one)
    return _in_cnmarc(work, rule, " 1" if inverted else " 0", parts, field)


def family_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """A family."""
    return _in_cnmarc(work, rule, rule.cn_indicators, list(_read(work, rule, field)), field)


def body_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """A corporate body; round brackets at the end of its name, behind a blank, are an addition to it."""
    order = field.indicators[:1] if field.indicators[:1] in ("0", "1", "2") else "2"
    parts: list[Subfield] = []
    for one in _read(work, rule, field):
        match = re.fullmatch(r"(.*\S) \(([^()]+)\)", one.value) if one.code in "ab" else None
        parts += [Subfield(one.code, match[1]), Subfield("c", match[2])] if match else [one]
    return _in_cnmarc(work, rule, rule.cn_indicators[0] + order, parts, field)


def meeting_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """A meeting, the brackets round number, date and place taken off. In MARC21 its ‡e is a subordinate unit."""
    codes = {"e": "b", "j": "e"}
    plain = [
        Subfield(codes.get(one.code, one.code), _without_brackets(one.value) if one.code in _MEETING else one.value)
        for one in field.subfields
    ]
    return body_to_cnmarc(work, rule, DataField(field.tag, field.indicators, tuple(plain)))


def _without_brackets(text: str) -> str:
    bare = unled(text, last=True)[0].strip().removeprefix("(").rstrip(".,")
    return (bare.removesuffix(")") if bare.count(")") > bare.count("(") else bare) or text


def _read(work: Work, rule: Rule, field: DataField) -> Iterable[Subfield]:
    """The subfields in CNMARC's codes; relators apart, which no row can say."""
    known = {part.m21 for part in rule.parts if part.way != TO_MARC21} - set("0123456789e")
    last = next((i for i, one in reversed(list(enumerate(field.subfields))) if one.code in known), -1)
    plain = []
    for i, one in enumerate(field.subfields):
        if one.code in _RELATORS:
            plain.append(Subfield("4", _relator_in_cnmarc(work, one)))
        else:
            text = unled(one.value)[0] if i == last else one.value
            plain.append(Subfield(one.code, unstopped(text) if i == last else text))
    return parts_of(work, rule, tuple(plain))


def _relator_in_cnmarc(work: Work, one: Subfield) -> str:
    if one.code == "4":
        known = work.table.relators.to_cnmarc.get(one.value)
        return known.value if known else one.value
    return one.value.rstrip(" .,") or one.value


def _in_cnmarc(work: Work, rule: Rule, indicators: str, parts: list[Subfield], field: DataField) -> list[DataField]:
    if not parts:
        return []
    found = (*parts, *sourced_in_cnmarc(work, rule, field.indicators, tuple(parts)))
    second = any(one.code == "4" and _is_second(work, one.value) for one in found)
    tag = _SECOND.get(rule.cn, rule.cn) if second else rule.cn
    return [DataField(tag, indicators, found)]


def _is_second(work: Work, relator: str) -> bool:
    return relator in work.table.secondary or relator.lstrip("[等").rstrip("]") in work.table.secondary
