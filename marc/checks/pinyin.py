"""The reading of a heading: in which subfield it stands, and whether it can be the reading of what it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from marc.checks.finding import Finding, Place, at, with_value
from marc.checks.rules import FieldRule, Pieces, Rules, Shape
from marc.checks.subject import Subject
from marc.record import DataField, Subfield
from marc.syllables import lexicon, plain

HAN = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]")
_ONLY_HAN = re.compile(r"[\u3000-\u303f\uff00-\uffef\s\u3400-\u9fff\U00020000-\U0003ffff·—…“”‘’]+")
_SYLLABLE = re.compile(r"[A-Za-zÀ-ž'’]+")
_PAIRS = (("a", "9"), ("a", "A"))


def form(subject: Subject, place: Place) -> Iterator[Finding]:
    """A reading in the other rule set's subfield: ‡9 (National Library) or the upper-case twin such as ‡A (CALIS)."""
    nine = subject.profile.pinyin == "9"
    here, there = ("‡A", "‡9") if nine else ("‡9", "‡A")
    if isinstance(place.field, DataField):
        mended = _to_nine(place.field) if nine else _to_upper(place.field)
        yield at(
            place, "pinyin_form", "note", "Field {tag} has its reading in {here}; this profile has it in {there}.",
            subfield=here[1], new=mended, fix_template="Change to {there}", here=here, there=there,
        )  # fmt: skip


def syllables(_subject: Subject, place: Place) -> Iterator[Finding]:
    """A reading that has more or fewer syllables than ‡a has characters; only where ‡a is all Han characters."""
    for text, reading in pairwise(place.field.subfields) if isinstance(place.field, DataField) else ():
        if (text.code, reading.code) not in _PAIRS or not _ONLY_HAN.fullmatch(text.value):
            continue
        characters, found = len(HAN.findall(text.value)), len(_SYLLABLE.findall(reading.value))
        if characters != found:
            yield at(
                place, "pinyin_count", "note",
                "‡a of field {tag} has {characters} characters, its reading {syllables} syllables; compare them.",
                subfield=reading.code, characters=characters, syllables=found,
            )  # fmt: skip


def readings(_subject: Subject, place: Place) -> Iterator[Finding]:
    """A syllable that the character is never read as; the fix takes the right one where there is only one."""
    field = place.field
    for number, (text, reading) in enumerate(pairwise(field.subfields) if isinstance(field, DataField) else (), 1):
        if (text.code, reading.code) not in _PAIRS or not _ONLY_HAN.fullmatch(text.value):
            continue
        signs, found = HAN.findall(text.value), list(_SYLLABLE.finditer(reading.value))
        for sign, syllable in zip(signs, found, strict=False) if len(signs) == len(found) else ():
            if _is_read_so(sign, syllable[0]):
                continue
            possible = _readings(sign)
            mended = reading.value[: syllable.start()] + possible[0] + reading.value[syllable.end() :]
            certain = len(possible) == 1 and syllable[0].islower()
            yield at(
                place, "pinyin_reading", "note", "“{character}” in field {tag} is not read {syllable}, but {possible}.",
                subfield=reading.code, position=syllable.start(),
                new=with_value(field, number, mended) if certain else None,
                fix_template="Change to {possible}" if certain else "",
                character=sign, syllable=syllable[0], possible=", ".join(possible),
            )  # fmt: skip
            break


def _is_usual(pieces: Pieces) -> bool:
    """Whether every reading has a syllable for each character, and each that it can have, as nearly all have."""
    text = ""
    for piece in pieces:
        if piece[:1] == "a":
            text = piece[1:]
        elif text and piece[:1] in ("9", "A"):
            syllables = piece[1:].split(" ")
            if len(text) != len(syllables) or not all(map(_is_read_so, text, syllables)):
                return False
            text = ""
    return True


@lru_cache(maxsize=1 << 16)
def _is_read_so(sign: str, syllable: str) -> bool:
    """Whether a character can be read like this; true if nobody knows how it is read."""
    known = _readings(sign)
    return not known or plain(syllable.replace("u:", "ü")) in known


@lru_cache(maxsize=1 << 14)
def _readings(sign: str) -> tuple[str, ...]:
    """All the readings of a character, without tones; empty if it has none."""
    known = lexicon()
    forms = dict.fromkeys((sign, known.forms.get(sign, sign)))
    tones = [tone for form in forms for tone in known.characters.get(ord(form), "").split(",") if tone]
    return tuple(dict.fromkeys(map(plain, tones)))


def _to_nine(field: DataField) -> DataField:
    """The readings that ‡9 knows (of ‡a) in ‡9; those of other subfields, which it does not know, stay."""
    parts = tuple(Subfield("9", part.value.lower()) if part.code == "A" else part for part in field.subfields)
    return DataField(field.tag, field.indicators, parts)


def _to_upper(field: DataField) -> DataField:
    parts = tuple(Subfield("A", part.value) if part.code == "9" else part for part in field.subfields)
    return DataField(field.tag, field.indicators, parts)


def _is_misplaced(rules: Rules, shape: Shape) -> bool:
    there, not_there = {"9": ("A", "9"), "upper": ("9", "A")}.get(rules.profile.pinyin, ("", ""))
    codes = shape.codes
    return rules.profile.has_pinyin(shape.tag) and there in codes and not_there not in codes


def _is_read(rules: Rules, shape: Shape) -> bool:
    return rules.profile.has_pinyin(shape.tag) and any(pair in _PAIRS for pair in pairwise(shape.codes))


def _counted_and_read(subject: Subject, place: Place) -> Iterator[Finding]:
    """Both rules in one, so that what makes nearly every field fine is looked at once."""
    yield from syllables(subject, place)
    yield from readings(subject, place)


FIELD_RULES = (
    FieldRule(form, _is_misplaced),
    FieldRule(_counted_and_read, _is_read, _is_usual),
)
