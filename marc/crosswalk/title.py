"""200 and 245: what CNMARC has in subfields of their own, MARC21 has in three, divided by the punctuation of ISBD.

200 1# ‡aA‡hB‡iC‡b专著‡eD‡dE‡fF‡gG‡cH‡fI
245 00 ‡aA.‡nB,‡pC‡h[专著] :‡bD = E /‡cF ; G. H / I.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc.access import NOT_SORTED
from marc.crosswalk.marks import Piece, assembled, unbracketed, unled, unstopped
from marc.crosswalk.table import Rule
from marc.crosswalk.work import Work
from marc.record import DataField, Subfield

UNFILED = "The first {count} characters of field {tag} do not file, but they are no article of its language."
_MARKS = {"a": ";", "e": ":", "d": "=", "h": ".", "i": ".", "f": "/", "g": ";", "c": "."}
_OTHER = {":": "e", "=": "d", ";": "a"}
_DESIGNATION, _RESPONSIBLE = "h", "c"
_DATES = {"j": "f", "k": "g"}
_OPENING, _CLOSING = "\x88\x98", "\x89\x9c"


def to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """245 of a 200."""
    pieces = list(_pieces(work, field))
    designations = [piece for piece in pieces if piece.code == _DESIGNATION]
    rest = [piece for piece in pieces if piece.code != _DESIGNATION]
    place = next((i for i, piece in enumerate(rest) if piece.code in "bc"), len(rest))
    subfields = assembled([*rest[:place], *designations, *rest[place:]], rule.stop)
    if not subfields:
        return []
    # a person on the way back is told by the first indicator only whether there is a main entry
    return [DataField("245", "0" + _not_filed(work, field), tuple(map(_plain, subfields)))]


def _pieces(work: Work, field: DataField) -> Iterator[Piece]:
    area = before = ""
    for one in field.subfields:
        if one.code == "b":
            yield Piece(_DESIGNATION, one.value, "[")
        elif one.code in _DATES:
            yield Piece(_DATES[one.code], one.value, ",")
        elif one.code not in _MARKS:
            work.lose(one.code, one.value)
        else:
            piece, area = _in_area(one, area, before)
            before = one.code
            yield piece


def _in_area(one: Subfield, area: str, before: str) -> tuple[Piece, str]:
    """The piece, and the subfield of MARC21 that stands open behind it: a, b or c."""
    mark = "," if one.code == "i" and before == "h" else _MARKS[one.code]
    if one.code in "fg":
        mark = mark if area == _RESPONSIBLE else "/"
        return Piece(_RESPONSIBLE, one.value, mark, joins=True), _RESPONSIBLE
    if area == _RESPONSIBLE:
        return Piece(area, one.value, "." if one.code == "a" else mark, joins=True), area
    if one.code == "a" and not area:
        return Piece("a", one.value), "a"
    if one.code in "hi" and area != "b":
        return Piece("n" if one.code == "h" else "p", one.value, mark), "a"
    return Piece("b", one.value, ";" if one.code == "c" else mark, joins=True), "b"


def to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """200 of a 245."""
    parts: list[Subfield] = []
    designations: list[Subfield] = []
    mark = ""
    for number, one in enumerate(field.subfields, 1):
        text, next_mark = unled(one.value, number == len(field.subfields))
        text = (
            unstopped(text)
            if number == len(field.subfields) or one.code in "np" or _leads_part(field, number)
            else text
        )
        if one.code == _DESIGNATION:
            designations.append(Subfield("b", unbracketed(text, "[")))
        else:
            parts += _of_subfield(work, one, text, mark)
        mark = next_mark
    place = next((i for i, part in enumerate(parts, 1) if part.code == "a"), 0)
    subfields = (*parts[:place], *designations, *parts[place:])
    _explain_filing(work, field, subfields)
    return [DataField("200", rule.cn_indicators, subfields)] if subfields else []


def _leads_part(field: DataField, number: int) -> bool:
    return number < len(field.subfields) and field.subfields[number].code in "np"


def _of_subfield(work: Work, one: Subfield, text: str, mark: str) -> Iterator[Subfield]:
    dates = {there: here for here, there in _DATES.items()}
    if one.code == "a":
        yield Subfield("a", text)
    elif one.code in "np":
        yield Subfield("h" if one.code == "n" else "i", text)
    elif one.code == "b":
        yield from _other_titles(text, mark)
    elif one.code == _RESPONSIBLE:
        yield from _responsible(text)
    elif one.code in dates:
        yield Subfield(dates[one.code], text)
    else:
        work.lose(one.code, one.value)


def _other_titles(text: str, mark: str) -> Iterator[Subfield]:
    """What ‡b holds, which its own mark leads: other titles, parallel titles, further titles of the same author."""
    head, *rest = re.split(r" ([:=;]) ", text)
    yield Subfield(_OTHER.get(mark, "e"), head)
    for sign, value in zip(rest[::2], rest[1::2], strict=True):
        yield Subfield(_OTHER[sign], value)


def _responsible(text: str) -> Iterator[Subfield]:
    """Statements of responsibility, and the titles that stand among them: `A ; B. Another title / C`."""
    *earlier, last = text.split(" / ")
    held = ""
    for chunk in earlier:
        match = re.fullmatch(r"(.*?\S)(\. | = )((?:(?!\. | = ).)+)", held + chunk)
        if match is None:  # a stroke that leads no responsibility of another title
            held += f"{chunk} / "
            continue
        yield from _statements(match[1])
        head, *other = match[3].split(" : ")
        yield Subfield("c" if match[2] == ". " else "d", head)
        yield from (Subfield("e", value) for value in other)
        held = ""
    yield from _statements(held + last)


def _statements(text: str) -> Iterator[Subfield]:
    for number, statement in enumerate(text.split(" ; ")):
        yield Subfield("g" if number else "f", statement)


def _not_filed(work: Work, field: DataField) -> str:
    """The second indicator: how many characters at the beginning do not count in filing."""
    title = field.first("a")
    if title[:1] and title[0] in _OPENING:
        end = next((i for i, sign in enumerate(title) if sign in _CLOSING), 0)
        return str(end - 1) if 0 < end < 11 else "0"
    return str(_article(work, title))


def _article(work: Work, title: str) -> int:
    words = work.table.articles.get(work.language, ())
    return next((len(word) for word in words if title.startswith(word)), 0)


def _explain_filing(work: Work, field: DataField, subfields: tuple[Subfield, ...]) -> None:
    """On the way back the article tells the second indicator; if it does not, the count is lost."""
    count = field.indicators[1:2]
    title = next((one.value for one in subfields if one.code == "a"), "")
    if count.isdecimal() and count not in ("0", str(_article(work, title))):
        work.lose("ind2", count, UNFILED, count=count)


def _plain(one: Subfield) -> Subfield:
    return Subfield(one.code, one.value.translate({ord(sign): None for sign in NOT_SORTED}))
