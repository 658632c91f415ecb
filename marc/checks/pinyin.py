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
    wanted = subject.profile.pinyin
    if wanted not in ("9", "upper"):
        return
    for place, field in subject.data_at(subject.read):
        codes = {part.code for part in field.subfields}
        if ("A" if wanted == "9" else "9") not in codes:
            continue
        mended = _to_nine(field) if wanted == "9" else _to_upper(field)
        if mended is None:
            continue
        here, there = ("‡A", "‡9") if wanted == "9" else ("‡9", "‡A")
        yield at(
            place, "pinyin_form", "note", "Field {tag} has its reading in {here}; this profile has it in {there}.",
            subfield=here[1], new=mended, fix_template="Change to {there}", here=here, there=there,
        )  # fmt: skip


def syllables(subject: Subject) -> Iterator[Finding]:
    """A reading that has more or fewer syllables than ‡a has characters; only where ‡a is all Han characters."""
    for place, field in subject.data_at(subject.read):
        for part, following in zip(field.subfields, field.subfields[1:], strict=False):
            if part.code != "a" or following.code not in ("9", "A"):
                continue
            if len(part.value) == following.value.count(" ") + 1 or not _ONLY_HAN.fullmatch(part.value):
                continue
            characters, found = len(HAN.findall(part.value)), len(_SYLLABLE.findall(following.value))
            if characters != found:
                yield at(
                    place, "pinyin_count", "note",
                    "‡a of field {tag} has {characters} characters, its reading {syllables} syllables; compare them.",
                    subfield=following.code, characters=characters, syllables=found,
                )  # fmt: skip


def _to_nine(field: DataField) -> DataField | None:
    """The readings that ‡9 knows (of ‡a) in ‡9; those of other subfields, which it does not know, stay."""
    if not field.values("A") or field.values("9"):
        return None
    parts = tuple(Subfield("9", part.value.lower()) if part.code == "A" else part for part in field.subfields)
    return DataField(field.tag, field.indicators, parts)


def _to_upper(field: DataField) -> DataField | None:
    if not field.values("9") or field.values("A"):
        return None
    parts = tuple(Subfield("A", part.value) if part.code == "9" else part for part in field.subfields)
    return DataField(field.tag, field.indicators, parts)
