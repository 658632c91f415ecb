"""Characters that do not belong into a record, or that the encodings of delivery do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc import encodings as codecs
from marc.carrying import Unencodable, unencodable
from marc.checks.finding import Finding, Severity, at, parts, with_value
from marc.checks.subject import Subject

# U+0088, 0089, 0098 and 009C, which some systems put round words that do not count in sorting, are left alone
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x87\x8a-\x97\x99-\x9b\x9d-\x9f]")
LOST = "\ufffd"
_SPACING = re.compile(r"[\t\r\n]+")
_SAME = {"）": ")", "］": "]", "｝": "}"}  # widths may be mixed
_PARTNER = dict(zip("([{（［｛《〈「『【〔“", ")]})]}》〉」』】〕”", strict=True))
_SIGNS = re.compile("[" + re.escape("".join((*_PARTNER, *_PARTNER.values(), *_SAME))) + "]")
_PAIRED_TAGS = re.compile(r"[2-7]\d\d")


def unwanted(subject: Subject) -> Iterator[Finding]:
    """Control characters, and the mark that stands for a character somebody lost."""
    text = subject.text
    if subject.record.source:  # then what separates values is not in them
        text = text.replace("\x1f", " ").replace("\x1e", " ")
    if text.isprintable() and LOST not in text:
        return
    for place in subject.places():
        for number, code, value in parts(place.field):
            if match := _CONTROL.search(value):
                mended = _CONTROL.sub("", _SPACING.sub(" ", value))
                yield at(
                    place, "control_character", "error",
                    "Field {tag} has the control character U+{sign}, which nobody can see; take it out.",
                    subfield=code, position=match.start(), new=with_value(place.field, number, mended),
                    fix_template="Take it out", sign=f"{ord(match[0]):04X}",
                )  # fmt: skip
            if LOST in value:
                template = "Field {tag} has the mark U+FFFD in place of a character that was lost; write it again."
                yield at(place, "lost_character", "error", template, subfield=code, position=value.index(LOST))


def encodings(subject: Subject) -> Iterator[Finding]:
    """Characters that an encoding of the profile does not have: a note, a warning if none of them has it."""
    names = [name for name in subject.profile.encodings if name != codecs.MARC8]
    if subject.text.isascii() or ("gbk" in names and _fits(subject.text, "gbk")):
        return  # what GBK has the other encodings have, too
    without: dict[tuple[str, int, str], tuple[Unencodable, list[str]]] = {}
    for name in names:
        for item in () if _fits(subject.text, name) else unencodable(subject.record, name):
            key = (item.tag, item.occurrence, item.character)
            lacking = without.setdefault(key, (item, []))[1]
            if name not in lacking:
                lacking.append(name)
    for item, lacking in without.values():
        severity: Severity = "warning" if len(lacking) == len(names) else "note"
        yield at(
            subject.place(subject.by_tag[item.tag][item.occurrence - 1]), "not_in_encoding", severity,
            "“{character}” (U+{sign}) in field {tag} is not in {encodings}.",
            subfield=item.subfield, position=item.position, character=item.character,
            sign=f"{ord(item.character):04X}", encodings=", ".join(lacking),
        )  # fmt: skip


def pairs(subject: Subject) -> Iterator[Finding]:
    """A bracket or quotation mark without its partner anywhere in the field."""
    if not _SIGNS.search(subject.text):
        return
    for tag in subject.by_tag:
        if not _PAIRED_TAGS.fullmatch(tag) or not subject.rules.is_checked(tag):
            continue
        for place, field in subject.data(tag):
            text = "".join([part.value for part in field.subfields if part.code not in ("9", "")])
            if sign := _unpaired(text):
                template = "“{sign}” in field {tag} has no partner."
                code, position = next((c, v.index(sign)) for _n, c, v in parts(field) if sign in v)
                yield at(place, "unpaired", "note", template, subfield=code, position=position, sign=sign)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _unpaired(text: str) -> str:
    """The first sign without a partner. The single quotation mark is left alone: it is also the apostrophe."""
    waiting: list[str] = []
    for sign in _SIGNS.findall(text):
        if sign in _PARTNER:
            waiting.append(sign)
        elif not waiting or _PARTNER[waiting.pop()] != _SAME.get(sign, sign):
            return str(sign)
    return waiting[0] if waiting else ""
