"""One ISO 2709 record: from its bytes to its fields and back.

The directory is believed where it agrees with the field terminators (0x1E); where it lies, the terminators are
believed and the directory only gives the tags; where they cannot be brought together the record is not guessed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from struct import Struct
from typing import NamedTuple

from marc.record import ControlField, DataField, Field, Problem, Subfield

FIELD_END = b"\x1e"
ENTRY = 12
LEADER_LENGTH = 24

WRONG_DIRECTORY = Problem("wrong_directory", "The directory is wrong; the fields were found by their end marks.")
WRONG_LENGTHS = Problem(
    "wrong_field_lengths", "The directory tells wrong lengths or places; the fields were found by their end marks."
)
WRONG_BASE = Problem(
    "wrong_base_address", "The base address in the leader is wrong; the fields were found by their end marks."
)
BASE_PAST_END = Problem(
    "base_past_end", "The base address in the leader lies behind the record; the fields were found by their end marks."
)
STRAY_FIELD_END = Problem("stray_field_end", "A field end mark (0x1E) stands inside a field.")
UNREADABLE_DIRECTORY = Problem(
    "unreadable_directory", "The directory does not fit the fields; mend the record in the system it came from."
)
TRUNCATED = Problem("truncated", "The record is cut off before its end; ask for it again from where it came from.")
TOO_SHORT = "field_too_short"
NO_DELIMITER = "no_delimiter"


class Layout(NamedTuple):
    """How a record divides: its tags in the order of the directory, and its fields without end marks in that order.

    `data` is all fields with an end mark between each two; `stray` says that there are end marks inside a field as
    well, and then `chunks` has the fields one by one.
    """

    tags: list[str]
    data: bytes
    problems: tuple[Problem, ...] = ()
    chunks: tuple[bytes, ...] = ()

    @property
    def stray(self) -> bool:
        return bool(self.chunks)

    def fields(self) -> Sequence[bytes]:
        """The bytes of every field."""
        return self.chunks or (self.data.split(FIELD_END) if self.tags else [])


def _layout(tags: list[str], chunks: list[bytes], problems: tuple[Problem, ...]) -> Layout:
    stray = tuple(chunks) if any(FIELD_END in chunk for chunk in chunks) else ()
    return Layout(tags, FIELD_END.join(chunks), problems, stray)


def layout(raw: bytes) -> Layout | Problem:
    """How the bytes of a record divide into fields; a Problem where that cannot be known."""
    return _exact(raw) or _by_directory(raw) or _by_end_marks(raw)


def tags(raw: bytes) -> list[bytes]:
    """The tags that the directory names, right or wrong; for a first look."""
    end = raw.find(FIELD_END, LEADER_LENGTH)
    return [raw[i : i + 3] for i in range(LEADER_LENGTH, end - ENTRY + 1, ENTRY)]


def _exact(raw: bytes) -> Layout | None:
    """A record whose directory is in the order of the fields and right to the byte; nearly all are."""
    base = raw[12:17]
    if not base.isdigit() or raw[-2:] != b"\x1e\x1d":
        return None
    start = int(base)
    directory = raw[LEADER_LENGTH : start - 1]
    data = raw[start:-2]
    chunks = data.split(FIELD_END) if start < len(raw) - 1 else []
    if len(directory) != ENTRY * len(chunks) or raw[start - 1 : start] != FIELD_END:
        return None
    if not directory.isalnum():
        return None if directory else Layout([], data)
    lengths = [len(chunk) + 1 for chunk in chunks]
    try:  # a length and a start of four and five digits are compared as one number of nine
        told = list(map(int, _numbers(len(chunks)).unpack(directory)))
    except ValueError:
        return None
    if told != [length * 100_000 + at for length, at in zip(lengths, accumulate(lengths, initial=0), strict=False)]:
        return None
    return Layout([*_tags(directory[::ENTRY] + directory[1::ENTRY] + directory[2::ENTRY])], data)


@lru_cache(maxsize=256)
def _numbers(count: int) -> Struct:
    """Takes the number of nine digits out of each of so many entries."""
    return Struct("3x9s" * count)


@lru_cache(maxsize=5_000)
def _tags(columns: bytes) -> tuple[str, ...]:
    """Tags of which first come all first signs, then all second, then all third; many records have the same ones."""
    text = columns.decode("ascii")
    count = len(text) // 3
    return tuple(text[at::count] for at in range(count))


def _by_directory(raw: bytes) -> Layout | None:
    """A record whose directory tells the truth, but in another order than the fields, or about fields with 0x1E in."""
    base = raw[12:17]
    if not base.isdigit() or not LEADER_LENGTH < int(base) <= len(raw):
        return None
    start = int(base)
    directory = raw[LEADER_LENGTH : start - 1]
    data = raw[start:].rstrip(b"\x1d")
    if not directory or len(directory) % ENTRY or not directory.isascii():
        return None
    found: list[str] = []
    chunks: list[bytes] = []
    spans: list[tuple[int, int]] = []
    for entry in _entries(directory):
        field = _field_of(entry, data)
        if field is None:
            return None
        found.append(entry[:3].decode("ascii"))
        chunks.append(field)
        spans.append((int(entry[7:]), int(entry[7:]) + int(entry[3:7])))
    spans.sort()
    ends = [0, *(end for _start, end in spans)]
    if [start for start, _end in spans] != ends[:-1] or ends[-1] != len(data):
        return None
    problems = [STRAY_FIELD_END] if any(FIELD_END in chunk for chunk in chunks) else []
    if raw[start - 1 : start] != FIELD_END:
        problems.append(WRONG_DIRECTORY)
    return _layout(found, chunks, tuple(problems))


def _field_of(entry: bytes, data: bytes) -> bytes | None:
    if not entry[3:].isdigit():
        return None
    length, position = int(entry[3:7]), int(entry[7:])
    field = data[position : position + length]
    begins = position == 0 or data[position - 1 : position] == FIELD_END
    return field[:-1] if begins and len(field) == length and field.endswith(FIELD_END) else None


def _by_end_marks(raw: bytes) -> Layout | Problem:
    """A record whose directory lies: as many tags as there are fields, or lengths that join them again."""
    ended = raw.endswith(b"\x1d")
    directory, *chunks = raw[LEADER_LENGTH:].rstrip(b"\x1d\r\n\0").split(FIELD_END)
    complete = not chunks or not chunks[-1]
    if chunks and not chunks[-1]:
        chunks.pop()
    if not ended and not complete:
        return TRUNCATED
    entries = _entries(directory)
    if len(entries) < len(chunks):
        chunks = _joined(entries, chunks)
    found = _overflowing(directory, chunks)
    if not found:
        if len(entries) != len(chunks):
            return UNREADABLE_DIRECTORY if ended else TRUNCATED
        found = [entry[:3].decode("latin-1") for entry in entries]
    return _layout(found, chunks, (_reason(raw, directory),))


def _reason(raw: bytes, directory: bytes) -> Problem:
    """What is wrong with a record whose fields had to be found by their end marks."""
    base = raw[12:17]
    if base.isdigit() and int(base) > len(raw):
        return BASE_PAST_END
    if not base.isdigit() or int(base) != LEADER_LENGTH + len(directory) + 1:
        return WRONG_BASE if len(directory) % ENTRY == 0 else WRONG_DIRECTORY
    sound = len(directory) % ENTRY == 0 and all(entry[3:].isdigit() for entry in _entries(directory))
    return WRONG_LENGTHS if sound else WRONG_DIRECTORY


def _entries(directory: bytes) -> list[bytes]:
    return [directory[i : i + ENTRY] for i in range(0, len(directory) - ENTRY + 1, ENTRY)]


def _joined(entries: list[bytes], chunks: list[bytes]) -> list[bytes]:
    """Puts fields together again that a stray 0x1E cut, where the directory's lengths say how."""
    waiting = list(reversed(chunks))
    fields: list[bytes] = []
    for entry in entries:
        if not waiting:
            break
        field = waiting.pop()
        wanted = int(entry[3:7]) - 1 if entry[3:7].isdigit() else len(field)
        while waiting and len(field) < wanted:
            field += FIELD_END + waiting.pop()
        fields.append(field)
    return fields + waiting[::-1]


def _overflowing(directory: bytes, chunks: list[bytes]) -> list[str]:
    """The tags of a directory whose entries grew because a length or a start had no room; empty if it is no such."""
    found: list[str] = []
    at = position = 0
    for chunk in chunks:
        length = len(chunk) + 1
        numbers = b"%04d%05d" % (length, position)
        if not directory.startswith(numbers, at + 3):
            return []
        found.append(directory[at : at + 3].decode("latin-1"))
        at += 3 + len(numbers)
        position += length
    return found if at == len(directory) else []


def field_from_text(tag: str, text: str) -> Field:
    """The field that stands in ISO 2709 as this text, without its end mark."""
    if text[2:3] == "\x1f":  # nearly all
        parts = tuple([Subfield(part[:1], part[1:]) for part in text[3:].split("\x1f")])
        return DataField(tag, text[:2], parts)
    first, *rest = text.split("\x1f")
    if not rest and (tag.startswith("00") or not tag.isdigit()):
        return ControlField(tag, text)
    if rest and tag.startswith("00") and len(first) != 2:
        return ControlField(tag, text)
    subfields = tuple([Subfield(part[:1], part[1:]) for part in rest])
    if len(first) > 2:
        subfields = (Subfield("", first[2:]), *subfields)
    return DataField(tag, first[:2].ljust(2), subfields)


def field_to_text(field: Field) -> str:
    """The field as it stands in ISO 2709, without its end mark."""
    if isinstance(field, ControlField):
        return field.value
    pieces = [field.indicators]
    for number, subfield in enumerate(field.subfields):
        bare = not subfield.code and number == 0 and subfield.value
        pieces.append(subfield.value if bare else f"\x1f{subfield.code}{subfield.value}")
    return "".join(pieces)


def faults_of(field: Field, text: str) -> Problem | None:
    """What is wrong with the form of a data field as it was read."""
    if isinstance(field, ControlField):
        return None
    values = (("tag", field.tag),)
    if len(text.partition("\x1f")[0]) < 2:
        return Problem(TOO_SHORT, "Field {tag} has no room for its indicators; blanks were taken.", values)
    if field.subfields and not field.subfields[0].code and field.subfields[0].value:
        return Problem(NO_DELIMITER, "Field {tag} does not begin with a subfield.", values)
    return None


def leader_text(raw: bytes) -> str:
    """The leader as 24 characters, each standing for its byte."""
    return raw[:LEADER_LENGTH].decode("latin-1").ljust(LEADER_LENGTH)
