"""The reading of a heading: in which subfield it stands, and whether it is as long as what it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from marc.checks.finding import Finding, Place, at
from marc.checks.rules import FieldRule, Pieces, Rules, Shape, codes_of
from marc.checks.subject import Subject
from marc.record import DataField, Subfield

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


def _as_many(pieces: Pieces) -> bool:
    """Whether every reading has one blank less than its text has characters, as nearly all have."""
    text = ""
    for piece in pieces:
        if piece[:1] == "a":
            text = piece
        elif text and piece[:1] in ("9", "A"):
            if len(text) != piece.count(" ") + 2:
                return False
            text = ""
    return True


def _to_nine(field: DataField) -> DataField:
    """The readings that ‡9 knows (of ‡a) in ‡9; those of other subfields, which it does not know, stay."""
    parts = tuple(Subfield("9", part.value.lower()) if part.code == "A" else part for part in field.subfields)
    return DataField(field.tag, field.indicators, parts)


def _to_upper(field: DataField) -> DataField:
    parts = tuple(Subfield("A", part.value) if part.code == "9" else part for part in field.subfields)
    return DataField(field.tag, field.indicators, parts)


def _is_misplaced(rules: Rules, shape: Shape) -> bool:
    there, not_there = {"9": ("A", "9"), "upper": ("9", "A")}.get(rules.profile.pinyin, ("", ""))
    codes = codes_of(shape)
    return rules.profile.has_pinyin(shape[0]) and there in codes and not_there not in codes


def _is_read(rules: Rules, shape: Shape) -> bool:
    return rules.profile.has_pinyin(shape[0]) and any(pair in _PAIRS for pair in pairwise(codes_of(shape)))


FIELD_RULES = (FieldRule(form, _is_misplaced), FieldRule(syllables, _is_read, _as_many))
