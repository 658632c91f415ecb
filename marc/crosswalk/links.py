"""4XX: CNMARC embeds fields of the other record, MARC21's 76X-78X and 8XX have a text in each subfield."""

from __future__ import annotations

import re
from collections.abc import Iterable

from marc.crosswalk.marks import Piece, assembled, unled, unstopped
from marc.crosswalk.names import body_to_cnmarc, body_to_marc21, person_to_cnmarc, person_to_marc21
from marc.crosswalk.table import Rule
from marc.crosswalk.work import Work
from marc.embedded import LINK, embedded_fields, is_embedding, with_embedded
from marc.record import ControlField, DataField, Field, Subfield

_ORDER = "iastbdmkhgnruxyzw"
_PLAIN = {"t": "t", "a": "a", "x": "x", "y": "z", "0": "w", "e": "b", "d": "d", "p": "h", "v": "g", "s": "k", "z": "y"}
_EMBEDDED = {
    ("001", ""): "w", ("010", "a"): "z", ("011", "a"): "x", ("040", "a"): "y", ("205", "a"): "b", ("215", "a"): "h",
    ("225", "a"): "k", ("500", "a"): "s", ("200", "v"): "g",
}  # fmt: skip
_TITLE = {"a": "", "h": ". ", "i": ". ", "e": " : ", "d": " = ", "f": " / ", "g": " ; ", "c": ". "}
_IMPRINT = {"a": "", "c": " : ", "d": ", "}
_WORK = {"a": "t", "h": "n", "i": "p", "k": "f", "l": "k", "m": "l", "q": "s", "r": "m", "u": "r", "w": "o"}
"""A uniform title (500) as part of a heading that begins with a name."""
_NAMED = re.compile(r"7[0-2].")
_IMPRINT_TEXT = re.compile(r"(?:(.+?) : )?(.+?), (.*\d.*)")
_BY_TAG = {"800": "700", "810": "710", "811": "710"}


def to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """A linking entry. A title with one name, or alone, in 464 and 488 is an added entry instead."""
    inner = _inner(field)
    if rule.cn in ("464", "488") and (entry := _added_entry(work, rule, inner)):
        return entry
    pieces = [Piece(code, text) for code, text in _texts(work, inner)]
    if not pieces:
        return []
    if rule.m21_label:
        pieces.append(Piece(*rule.m21_label))
    pieces.sort(key=lambda piece: _ORDER.find(piece.code))
    note = "0" if field.indicators[1:2] == "1" else "1"
    return [DataField(rule.m21, note + rule.m21_indicators[1], assembled(pieces))]


def _inner(field: DataField) -> tuple[Field, ...]:
    """The embedded fields; of the technique without them, a field for each subfield, its tag being the code."""
    inner = embedded_fields(field) if is_embedding(field) else None
    if inner is not None:
        return inner
    return tuple(DataField(f"‡{one.code}", "  ", (Subfield("a", one.value),)) for one in field.subfields)


def _texts(work: Work, inner: Iterable[Field]) -> Iterable[tuple[str, str]]:
    """The codes and texts of MARC21."""
    for field in inner:
        if isinstance(field, ControlField):
            yield from _single(work, field.tag, "", field.value)
        elif field.tag in ("200", "210"):
            yield from _run(work, field, _TITLE if field.tag == "200" else _IMPRINT, "t" if field.tag == "200" else "d")
        elif _NAMED.fullmatch(field.tag):
            yield from _name(work, field)
        else:
            for one in field.subfields:
                yield from _single(work, field.tag, one.code, one.value)


def _single(work: Work, tag: str, code: str, text: str) -> Iterable[tuple[str, str]]:
    there = _PLAIN.get(tag[1:]) if tag.startswith("‡") else _EMBEDDED.get((tag, code))
    if there is None and not code:
        work.lose(LINK, tag + text)
    elif there is None:
        work.lose(tag[1:] if tag.startswith("‡") else code, text)
    else:
        yield there, text


def _run(work: Work, field: DataField, marks: dict[str, str], code: str) -> Iterable[tuple[str, str]]:
    """Several subfields as one text."""
    text = ""
    for one in field.subfields:
        if one.code in marks:
            text += (marks[one.code] or " ; " if text else "") + one.value
        else:
            yield from _single(work, field.tag, one.code, one.value)
    if text:
        yield code, text


def _name(work: Work, field: DataField) -> Iterable[tuple[str, str]]:
    parts = [one for one in field.subfields if one.code in "abcdf"]
    work.lose_all(tuple(one for one in field.subfields if one.code not in "abcdf"))
    texts = [one.value.strip().lstrip(",").strip() for one in parts]
    if any(texts):
        yield "a", ", ".join(filter(None, texts))


def _added_entry(work: Work, rule: Rule, inner: tuple[Field, ...]) -> list[DataField]:
    titles = [one for one in inner if isinstance(one, DataField) and one.tag in ("200", "500")]
    names = [one for one in inner if isinstance(one, DataField) and _NAMED.fullmatch(one.tag)]
    if len(titles) != 1 or len(names) > 1 or len(titles) + len(names) != len(inner):
        return []
    allowed = _WORK if names and titles[0].tag == "500" else "ahi"
    if any(one.code not in allowed for one in titles[0].subfields) or not titles[0].subfields:
        return []
    second = "2" if rule.cn == "464" else " "
    if not names:
        codes = {"a": "a", "h": "n", "i": "p"}
        pieces = [Piece(codes[one.code], one.value, "." if one.code != "a" else "") for one in titles[0].subfields]
        return [DataField("740", "0" + second, assembled(pieces))]
    heading = _heading(work, names[0])
    return [DataField(heading.tag, heading.indicators[0] + second, _with_title(heading, titles[0]))] if heading else []


def _heading(work: Work, name: DataField) -> DataField | None:
    """The name as an added entry of MARC21."""
    tag, convert = ("711", body_to_marc21) if name.tag.startswith("71") else ("701", person_to_marc21)
    if name.tag.startswith("71") and name.indicators[:1] == "1":
        return None
    rule = next(one for one in work.table.from_cnmarc[tag])
    had, work.has_main = work.has_main, True
    made = convert(work, rule, name)
    work.has_main = had
    return made[0] if made else None


def _with_title(heading: DataField, title: DataField) -> tuple[Subfield, ...]:
    pieces = [Piece(_WORK[one.code], one.value, ".") for one in title.subfields]
    place = next((i for i, one in enumerate(heading.subfields) if one.code in "e4015"), len(heading.subfields))
    names = [Piece(one.code, one.value) for one in heading.subfields]
    return assembled([*names[:place], *pieces, *names[place:]])


def title_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """740: a related or analytical title."""
    codes = {"a": "a", "n": "h", "p": "i"}
    parts = [Subfield(codes[one.code], unstopped(one.value)) for one in field.subfields if one.code in codes]
    work.lose_all(tuple(one for one in field.subfields if one.code not in codes))
    return [_embedding(rule, [DataField("200", "1 ", tuple(parts))])] if parts else []


def name_title_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """An added entry of a name with a title: the work as a link, and the name."""
    place = next(i for i, one in enumerate(field.subfields) if one.code == "t")
    end = next((i for i, one in enumerate(field.subfields) if i > place and one.code in "e4015x"), len(field.subfields))
    names = DataField(field.tag, field.indicators[:1] + " ", field.subfields[:place] + field.subfields[end:])
    convert = body_to_cnmarc if field.tag == "710" else person_to_cnmarc
    made = convert(work, rule, names)
    title = list(_work_title(work, field.subfields[place:end]))
    tag = "464" if field.indicators[1:2] == "2" else "488"
    link = with_embedded(DataField(tag, " 0", ()), [DataField("500", "10", tuple(title)), *made])
    return [*made, link]


def _work_title(work: Work, subfields: Iterable[Subfield]) -> Iterable[Subfield]:
    codes = {there: here for here, there in _WORK.items()}
    for one in subfields:
        if one.code in codes:
            yield Subfield(codes[one.code], unstopped(unled(one.value)[0]))
        else:
            work.lose(one.code, one.value)


def _embedding(rule: Rule, fields: Iterable[Field]) -> DataField:
    return with_embedded(DataField(rule.cn, rule.cn_indicators, ()), fields)


def to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """A linking entry, with embedded fields."""
    inner: list[Field] = []
    numbers: list[Subfield] = []
    for one in field.subfields:
        if one.code == "g":
            numbers.append(Subfield("v", one.value))
        elif found := _embedded(one):
            inner.append(found)
        elif rule.m21_label != (one.code, one.value):
            work.lose(one.code, one.value)
    if not inner and not numbers:
        return []
    note = "1" if field.indicators[:1] == "0" else "0"
    made = _embedding(rule, sorted(_with_number(inner, numbers), key=lambda one: one.tag))
    return [DataField(made.tag, " " + note, made.subfields)]


def _with_number(inner: list[Field], numbers: list[Subfield]) -> list[Field]:
    """The number in the series or host stands behind the title."""
    place = next((i for i, one in enumerate(inner) if one.tag == "200"), None)
    if not numbers:
        return inner
    if place is None:
        return [*inner, DataField("200", "1 ", tuple(numbers))]
    title = inner[place]
    assert isinstance(title, DataField)
    return [*inner[:place], DataField("200", "1 ", (*title.subfields, *numbers)), *inner[place + 1 :]]


def _embedded(one: Subfield) -> Field | None:
    text = unled(one.value, last=True)[0]
    if one.code == "w":
        return ControlField("001", text)
    if one.code == "t":
        return DataField("200", "1 ", (Subfield("a", text),))
    if one.code == "d":
        return DataField("210", "  ", tuple(_imprint(text)))
    if one.code == "a":
        surname, comma, rest = text.partition(", ")
        if comma and rest and surname:
            return DataField("701", " 1", (Subfield("a", surname), Subfield("b", rest)))
        return DataField("701", " 0", (Subfield("a", text),))
    tag = next((tag for (tag, code), there in _EMBEDDED.items() if there == one.code and code == "a"), "")
    return DataField(tag, "  ", (Subfield("a", text),)) if tag else None


def _imprint(text: str) -> Iterable[Subfield]:
    match = _IMPRINT_TEXT.fullmatch(text)
    if match is None:
        return (Subfield("d" if any(map(str.isdigit, text)) else "a", text),)
    return tuple(Subfield(code, value) for code, value in zip("acd", match.groups(), strict=True) if value)


def series_to_marc21(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """410 as an added entry of the series; under its author, if one is embedded."""
    inner = _inner(field)
    names = [one for one in inner if isinstance(one, DataField) and _NAMED.fullmatch(one.tag)]
    heading = _heading(work, names[0]) if len(names) == 1 else None
    others = [one for one in inner if heading is None or one is not names[0]]
    pieces = [_series_piece(code, text, heading is not None) for code, text in _texts(work, others)]
    if not pieces:
        return []
    pieces.sort(key=lambda piece: "atxvw".find(piece.code))
    if heading is None:
        return [DataField("830", " 0", assembled(pieces))]
    named = [Piece(one.code, one.value) for one in heading.subfields]
    tag = "800" if heading.tag == "700" else "810"
    return [DataField(tag, heading.indicators[0] + " ", assembled([*named, *pieces]))]


def _series_piece(code: str, text: str, under_name: bool) -> Piece:
    if code == "t":
        return Piece("t", text, ".") if under_name else Piece("a", text)
    marks = {"g": ("v", ";"), "x": ("x", ",")}
    return Piece(marks[code][0], text, marks[code][1]) if code in marks else Piece(code, text)


def series_to_cnmarc(work: Work, rule: Rule, field: DataField) -> list[DataField]:
    """An added entry of a series as 410."""
    inner: list[Field] = []
    title: list[Subfield] = []
    name: list[Subfield] = []
    codes = {"n": "h", "p": "i", "v": "v", ("t" if field.tag in _BY_TAG else "a"): "a"}
    for number, one in enumerate(field.subfields, 1):
        last = number == len(field.subfields)
        text = unled(one.value, last)[0]
        if one.code in codes and (title or codes[one.code] == "a" or field.tag == "830"):
            title.append(Subfield(codes[one.code], unstopped(text)))
        elif one.code in "wx":
            inner.append(
                ControlField("001", text) if one.code == "w" else DataField("011", "  ", (Subfield("a", text),))
            )
        elif field.tag in _BY_TAG:
            name.append(one)
        else:
            work.lose(one.code, one.value)
    if title:
        inner.append(DataField("200", "1 ", tuple(title)))
    inner += _series_name(work, field, name)
    return [_embedding(rule, sorted(inner, key=lambda one: one.tag))] if inner else []


def _series_name(work: Work, field: DataField, name: list[Subfield]) -> list[DataField]:
    if not name:
        return []
    convert = person_to_cnmarc if field.tag == "800" else body_to_cnmarc
    rule = work.table.from_marc21[_BY_TAG[field.tag]][-1]
    return convert(work, rule, DataField(_BY_TAG[field.tag], field.indicators[:1] + " ", tuple(name)))
