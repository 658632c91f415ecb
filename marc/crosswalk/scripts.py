"""Two scripts of one field: readings (‡9, ‡A) and linked repetitions in CNMARC, 880 in MARC21."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from marc.crosswalk.marks import unstopped
from marc.crosswalk.table import TO_CNMARC, Rule
from marc.embedded import embedded_fields, is_embedding, with_embedded
from marc.record import DataField, Field, Subfield

LINK = "6"
SCRIPT = "7"
# UNIMARC's code of a script, MARC21's, and the words with which Unicode names its letters
_SCRIPTS = (
    ("da", "$1", ("HIRAGANA", "KATAKANA")), ("ka", "$1", ("HANGUL",)), ("ea", "$1", ("CJK",)),
    ("ca", "(N", ("CYRILLIC",)), ("fa", "(3", ("ARABIC",)), ("ga", "(S", ("GREEK",)), ("ha", "(2", ("HEBREW",)),
    ("ia", "Thai", ("THAI",)), ("ja", "Deva", ("DEVANAGARI",)), ("la", "Taml", ("TAMIL",)),
    ("ma", "Geor", ("GEORGIAN",)), ("zz", "Mong", ("MONGOLIAN",)), ("zz", "Tibt", ("TIBETAN",)),
    ("ba", "(B", ("LATIN",)),
)  # fmt: skip
_LATIN = "ba"
_M21_LINK = re.compile(r"([0-9A-Z]{3})-([0-9]{2,})(?:/.*)?")
_CN_LINK = re.compile(r"[a-z][0-9]{2}.*")
_TITLE_CODES = frozenset("abcdefghi")


@dataclass(frozen=True, slots=True)
class Pair:
    """A field and the same in another script, if there is one; the numbers (from 0) of both among all fields."""

    field: DataField
    place: int
    other: DataField | None = None
    other_place: int = -1


def script_of(text: str) -> tuple[str, str]:
    """The script of a text in UNIMARC's and in MARC21's codes: of its first letter that is not Latin, if any."""
    words = {unicodedata.name(sign, "").split(" ")[0].split("-")[0] for sign in text if sign.isalpha()}
    known = ((unimarc, marc21) for unimarc, marc21, names in _SCRIPTS if words.intersection(names))
    return next(known, ("zz", "") if words else (_LATIN, "(B"))


def is_latin(field: DataField) -> bool:
    """Whether the words of the field are in Latin script."""
    return script_of(_text(field))[0] == _LATIN


def _text(field: DataField) -> str:
    return "".join(one.value for one in field.subfields if one.code > "9")


def without(field: DataField, *codes: str) -> DataField:
    """The field without these subfields."""
    return DataField(field.tag, field.indicators, tuple(one for one in field.subfields if one.code not in codes))


def pairs_of_marc21(fields: Sequence[tuple[int, DataField]]) -> Iterable[Pair]:
    """Fields with the 880 that belongs to each; an 880 that belongs to none is the field that it names."""
    waiting: dict[tuple[str, str], tuple[int, DataField]] = {}
    alone: list[tuple[int, DataField]] = []
    for place, field in fields:
        match = _M21_LINK.fullmatch(field.first(LINK)) if field.tag == "880" else None
        if match and match[2].strip("0") and (match[1], match[2]) not in waiting:
            waiting[match[1], match[2]] = place, field
        elif match:
            alone.append((place, field))
    for place, field in fields:
        if field.tag == "880":
            if not _M21_LINK.fullmatch(field.first(LINK)):
                yield Pair(field, place)
            continue
        match = _M21_LINK.fullmatch(field.first(LINK))
        linked = match is not None and match[1] == "880" and _is_single(field)
        other = waiting.pop((field.tag, match[2]), None) if match and linked else None
        yield Pair(without(field, LINK), place, _named(other[1]), other[0]) if other else Pair(field, place)
    yield from (Pair(_named(field), place) for place, field in (*waiting.values(), *alone))


def _is_single(field: DataField) -> bool:
    return len(field.values(LINK)) == 1


def _named(field: DataField) -> DataField:
    """An 880 as the field that its ‡6 names."""
    first = next(i for i, one in enumerate(field.subfields) if one.code == LINK)
    return DataField(field.first(LINK)[:3], field.indicators, field.subfields[:first] + field.subfields[first + 1 :])


def pairs_of_cnmarc(fields: Sequence[tuple[int, DataField]]) -> Iterable[Pair]:
    """Fields with the repetition that ‡6 links to each, the one in the original script first."""
    linked: dict[tuple[str, str], list[tuple[int, DataField]]] = {}
    for place, field in fields:
        if _CN_LINK.fullmatch(field.first(LINK)) and field.first(SCRIPT) and _is_single(field):
            linked.setdefault((field.tag, field.first(LINK)[1:3]), []).append((place, field))
    partners = {group[0][0]: group[1] for group in linked.values() if len(group) == 2}
    seconds = {place for place, _field in partners.values()}
    for place, field in fields:
        if place in seconds:
            continue
        if place not in partners:
            yield Pair(field, place)
            continue
        other_place, other = partners[place]
        pair = Pair(without(field, LINK, SCRIPT), place, without(other, LINK, SCRIPT), other_place)
        swapped = Pair(without(other, LINK, SCRIPT), other_place, without(field, LINK, SCRIPT), place)
        yield swapped if is_latin(field) and not is_latin(other) else pair


def reading_apart(field: DataField, rule: Rule) -> tuple[DataField, DataField | None]:
    """A field of CNMARC without its readings, and its reading as a field of the same tag."""
    inner = embedded_fields(field) if field.tag.startswith("4") and is_embedding(field) else None
    if inner is None:
        known = {part.cn for part in rule.parts if part.way != TO_CNMARC and part.cn.islower()} | {"a", "b"}
        return _apart(field, known) if field.tag[0] in "2567" else (field, None)
    pairs = [_apart(one, _TITLE_CODES) if isinstance(one, DataField) else (one, None) for one in inner]
    if not any(reading for _text, reading in pairs):
        return field, None
    text = with_embedded(field, (text for text, _reading in pairs))
    return text, with_embedded(field, (reading or text for text, reading in pairs))


def _apart(field: DataField, known: AbstractSet[str]) -> tuple[DataField, DataField | None]:
    text: list[Subfield] = []
    reading: list[Subfield | None] = []
    for one in field.subfields:
        code = "a" if one.code == "9" else one.code.lower()
        is_reading = (one.code == "9" or one.code.isupper()) and code in known
        place = _place_of(code, text, reading) if is_reading else None
        if place is None:
            text.append(one)
            reading.append(one if _is_shared(one) else None)
        else:
            reading[place] = Subfield(code, one.value)
    plain = DataField(field.tag, field.indicators, tuple(text))
    if all(one is None or one == text[i] for i, one in enumerate(reading)):
        return plain, None
    return plain, DataField(field.tag, field.indicators, tuple(one for one in reading if one))


def _place_of(code: str, text: list[Subfield], reading: list[Subfield | None]) -> int | None:
    """Where the text stands that this is the reading of: the last with its code that has no reading yet."""
    free = (i for i in range(len(text) - 1, -1, -1) if text[i].code == code and reading[i] in (None, text[i]))
    return next(free, None)


def _is_shared(one: Subfield) -> bool:
    """Dates, numbers, what is in Latin script already and the vocabulary are the same in the reading."""
    return (one.code.islower() or one.code == "2") and one.value != "" and script_of(one.value)[0] == _LATIN


def with_reading(field: DataField, reading: DataField, pinyin: str) -> DataField | None:
    """A field of CNMARC with its reading in ‡9 or in capital twins; None if it has no place for all of it."""
    if field.tag != reading.tag:
        return None
    if not field.tag.startswith("4"):
        has_reading = field.tag[0] in "567" or field.tag in ("200", "225")
        return _with_reading(field, reading, pinyin) if has_reading else None
    texts, readings = embedded_fields(field), embedded_fields(reading)
    if not texts or not readings or [one.tag for one in texts] != [one.tag for one in readings]:
        return None
    inner: list[Field] = []
    for one, other in zip(texts, readings, strict=True):
        whole: Field | None = one if one == other else None
        if isinstance(one, DataField) and isinstance(other, DataField) and one != other:
            whole = _with_reading(one, other, pinyin)
        if whole is None:
            return None
        inner.append(whole)
    return with_embedded(field, inner)


def _with_reading(field: DataField, reading: DataField, pinyin: str) -> DataField | None:
    left = list(_name_joined(field, reading))
    parts: list[Subfield] = []
    for one in field.subfields:
        parts.append(one)
        place = next((i for i, other in enumerate(left) if other.code == one.code), None)
        if place is None:
            continue
        other = left.pop(place)
        if other.value == one.value:
            continue
        if not one.code.islower():
            return None
        if field.tag == "200" and not one.value.endswith("."):  # pinyin is never an abbreviation
            other = Subfield(other.code, unstopped(other.value, always=True))
        nine = one.code == "a" and pinyin in ("9", "any") and not any(part.code == "9" for part in parts)
        parts.append(Subfield("9" if nine else one.code.upper(), other.value))
    if any(one.code != "2" for one in left):
        return None
    return DataField(field.tag, field.indicators, (*parts, *left))  # the vocabulary, which only one of them names


def _name_joined(field: DataField, reading: DataField) -> Iterable[Subfield]:
    """The reading of a name that is divided although the name is not, in one."""
    rest = reading.first("b")
    if field.tag[:2] not in ("60", "70") or not rest or field.first("b"):
        return reading.subfields
    joined = [Subfield("a", f"{one.value}, {rest}") if one.code == "a" else one for one in reading.subfields]
    return [one for one in joined if one.code != "b"]


def linked(field: DataField, link: str) -> DataField:
    """The field with ‡6 in front."""
    return DataField(field.tag, field.indicators, (Subfield(LINK, link), *field.subfields))


def repeated(field: DataField, number: int) -> DataField:
    """A field of CNMARC linked to its repetition in another script."""
    head = (Subfield(LINK, f"a{number:02}"), Subfield(SCRIPT, script_of(_text(field))[0]))
    return DataField(field.tag, field.indicators, head + field.subfields)


def alternate(field: DataField, number: int) -> DataField:
    """A field of MARC21 as the 880 to the field of the same tag."""
    code = script_of(_text(field))[1]
    link = f"{field.tag}-{number:02}" + (f"/{code}" if code else "")
    return DataField("880", field.indicators, (Subfield(LINK, link), *field.subfields))
