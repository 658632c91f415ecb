"""Notes that are too long for ISO 2709, divided into several fields of the same tag where the format allows it.

Nothing is added or lost: the values of the new fields, one behind the other, are the old value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from marc import encodings, formats
from marc.record import ControlField, DataField, Field, Record, Subfield

LONGEST_FIELD = 9_999
"""Bytes of a field with its end mark, the most that four digits in the directory can say."""
_NOTES = {"cnmarc": "3", "unimarc": "3", "marc21": "5"}
_LINKING = frozenset("68")
# ends of sentences with what closes them, then of clauses; what is left is a piece of its own
_SENTENCES = re.compile(r".*?(?:[。！？；…!?᠃]+|[.;](?=\s))[”’」』）》)\]\"]*\s*|.+\Z", re.DOTALL)
_CLAUSES = re.compile(r".*?[，、：,:᠂\s]+|.+\Z", re.DOTALL)


def split_notes(record: Record, encoding: str, format: str) -> Record:
    """The record with every note that is too long in this encoding divided at the ends of sentences.

    A note is a field that the format lets repeat, of the block 3 (MARC21: 5), without links to other fields. Fields
    that may not be divided stay as they are. UnicodeEncodeError: a character that the encoding does not have.
    """
    fields: list[Field] = []
    for field in record.fields:
        if _may_be_divided(field, format) and _size(field, encoding) > LONGEST_FIELD:
            fields += _divided(field, encoding)
        else:
            fields.append(field)
    return record if len(fields) == len(record.fields) else record.changed(fields=tuple(fields))


def _may_be_divided(field: Field, format: str) -> bool:
    if isinstance(field, ControlField) or not field.tag.startswith(_NOTES.get(format, "-")):
        return False
    definition = formats.load(format).field(field.tag)
    linked = any(part.code in _LINKING for part in field.subfields)
    return definition is not None and definition.repeatable and not linked


def _size(field: Field, encoding: str) -> int:
    if isinstance(field, ControlField):
        return len(encodings.encode(field.value, encoding)) + 1
    return 3 + sum(2 + len(encodings.encode(part.value, encoding)) for part in field.subfields)


def _divided(field: Field, encoding: str) -> Iterator[Field]:
    assert isinstance(field, DataField)
    room = LONGEST_FIELD - 3
    taken: list[Subfield] = []
    used = 0
    for part in field.subfields:
        value, size = "", 2
        for piece in _pieces(part.value, lambda text: len(encodings.encode(text, encoding)) <= room - 2):
            more = len(encodings.encode(piece, encoding))
            if used + size + more > room:
                if value:
                    taken.append(Subfield(part.code, value))
                yield DataField(field.tag, field.indicators, tuple(taken))
                taken, used, value, size = [], 0, "", 2
            value += piece
            size += more
        taken.append(Subfield(part.code, value))
        used += size
    yield DataField(field.tag, field.indicators, tuple(taken))


def _pieces(value: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """The value in sentences; a sentence that does not fit in clauses, and such a clause in halves."""
    for sentence in _cut(_SENTENCES, value):
        if fits(sentence):
            yield sentence
            continue
        for clause in _cut(_CLAUSES, sentence):
            yield from _halved(clause, fits)


def _cut(pattern: re.Pattern[str], value: str) -> list[str]:
    """The matches, one behind the other; one that begins with a mark belongs to the one before."""
    found: list[str] = []
    for piece in pattern.findall(value) or [value]:
        if found and unicodedata.combining(piece[0]):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _halved(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    if fits(text) or len(text) < 2:
        yield text
        return
    middle = len(text) // 2
    while middle > 1 and unicodedata.combining(text[middle]):
        middle -= 1
    yield from _halved(text[:middle], fits)
    yield from _halved(text[middle:], fits)
