"""The reading of a heading: in which subfield it stands, and whether it is as long as what it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc.checks.finding import Finding, at
from marc.checks.subject import Subject
from marc.record import DataField, Subfield

HAN = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]")
_ONLY_HAN = re.compile(r"[\u3000-\u303f\uff00-\uffef\s\u3400-\u9fff\U00020000-\U0003ffff·—…“”‘’]+")
_SYLLABLE = re.compile(r"[A-Za-zÀ-ž'’]+")


def form(subject: Subject) -> Iterator[Finding]:
    """A reading in the other rule set's subfield: ‡9 (National Library) or the upper-case twin such as ‡A (CALIS)."""
    nine = subject.profile.pinyin == "9"
    here, there = ("‡A", "‡9") if nine else ("‡9", "‡A")
    for index in subject.misplaced:
        place = subject.place(index)
        if isinstance(place.field, DataField):
            mended = _to_nine(place.field) if nine else _to_upper(place.field)
            yield at(
                place, "pinyin_form", "note", "Field {tag} has its reading in {here}; this profile has it in {there}.",
                subfield=here[1], new=mended, fix_template="Change to {there}", here=here, there=there,
            )  # fmt: skip


def syllables(subject: Subject) -> Iterator[Finding]:
    """A reading that has more or fewer syllables than ‡a has characters; only where ‡a is all Han characters."""
    for index, kind in subject.read:
        field = subject.field(index)
        if not isinstance(field, DataField):
            continue
        for number in kind.read:
            text, reading = field.subfields[number].value, field.subfields[number + 1]
            if len(text) == reading.value.count(" ") + 1 or not _ONLY_HAN.fullmatch(text):
                continue
            characters, found = len(HAN.findall(text)), len(_SYLLABLE.findall(reading.value))
            if characters != found:
                yield at(
                    subject.place(index), "pinyin_count", "note",
                    "‡a of field {tag} has {characters} characters, its reading {syllables} syllables; compare them.",
                    subfield=reading.code, characters=characters, syllables=found,
                )  # fmt: skip


def _to_nine(field: DataField) -> DataField:
    """The readings that ‡9 knows (of ‡a) in ‡9; those of other subfields, which it does not know, stay."""
    parts = tuple(Subfield("9", part.value.lower()) if part.code == "A" else part for part in field.subfields)
    return DataField(field.tag, field.indicators, parts)


def _to_upper(field: DataField) -> DataField:
    parts = tuple(Subfield("A", part.value) if part.code == "9" else part for part in field.subfields)
    return DataField(field.tag, field.indicators, parts)
