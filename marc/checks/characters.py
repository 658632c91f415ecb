"""Characters that do not belong into a record, or that the encodings of delivery do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from marc import encodings as codecs
from marc.carrying import Unencodable, unencodable
from marc.checks.finding import Finding, Place, Severity, at, parts, with_value
from marc.checks.rules import Check
from marc.checks.subject import Subject
from marc.record import DataField

# U+0088, 0089, 0098 and 009C, which some systems put round words that do not count in sorting, are left alone
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x87\x8a-\x97\x99-\x9b\x9d-\x9f]")
LOST = "\ufffd"
_SPACING = re.compile(r"[\t\r\n]+")
_SAME = {"）": ")", "］": "]", "｝": "}"}  # widths may be mixed
_PARTNER = dict(zip("([{（［｛《〈「『【〔“", ")]})]}》〉」』】〕”", strict=True))
_SIGN_LIST = "".join(dict.fromkeys((*_PARTNER, *_PARTNER.values(), *_SAME)))
_ASCII_SIGNS = "()[]{}"
_SIGNS = re.compile("[" + re.escape(_SIGN_LIST) + "]")
_PAIRED_TAGS = re.compile(r"[2-7]\d\d")


def unwanted(subject: Subject) -> Iterator[Finding]:
    """Control characters, and the mark that stands for a character somebody lost."""
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
    for index, text in enumerate(subject.texts):
        if _unpaired("".join(_SIGNS.findall(text))):
            yield from _pairs(subject, subject.place(index))


def _pairs(subject: Subject, place: Place) -> Iterator[Finding]:
    field = place.field
    if not (isinstance(field, DataField) and _PAIRED_TAGS.fullmatch(field.tag) and subject.rules.is_checked(field.tag)):
        return
    text = "".join([part.value for part in field.subfields if part.code not in ("9", "")])
    if sign := _unpaired("".join(_SIGNS.findall(text))):
        template = "“{sign}” in field {tag} has no partner."
        code, position = next((c, v.index(sign)) for _n, c, v in parts(field) if sign in v)
        yield at(place, "unpaired", "note", template, subfield=code, position=position, sign=sign)


def _is_clean(subject: Subject) -> bool:
    text = " ".join(subject.texts).replace("\x1f", " ")
    return text.isprintable() and LOST not in text and not subject.has_strange_separators


def _can_be_carried(subject: Subject) -> bool:
    """What GBK has the other encodings have, too; a record that came in GBK and is untouched needs no trial."""
    record = subject.record
    if record.source is not None and record.origin is not None and record.origin.encoding == "gbk":
        return "gbk" in subject.profile.encodings
    return subject.text.isascii() or ("gbk" in subject.profile.encodings and _fits(subject.text, "gbk"))


def _is_balanced(subject: Subject) -> bool:
    whole, texts = subject.text, subject.texts
    there = [sign for sign in (_ASCII_SIGNS if whole.isascii() else _SIGN_LIST) if sign in whole]
    having = {index for sign in there for index, text in enumerate(texts) if sign in text} if there else ()
    return not [index for index in having if _unpaired("".join(_SIGNS.findall(texts[index])))]


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=4096)
def _unpaired(signs: str) -> str:
    """The first sign without a partner. The single quotation mark is left alone: it is also the apostrophe."""
    waiting: list[str] = []
    for sign in signs:
        if sign in _PARTNER:
            waiting.append(sign)
        elif not waiting or _PARTNER[waiting.pop()] != _SAME.get(sign, sign):
            return sign
    return waiting[0] if waiting else ""


CHECKS = (Check(unwanted, _is_clean), Check(encodings, _can_be_carried), Check(pairs, _is_balanced))
