"""One frame of bytes becomes a record, or stays bytes with the reason why."""

from __future__ import annotations

from dataclasses import dataclass

from marc import encodings
from marc.containers import iso2709
from marc.containers.frames import Frame
from marc.marc8 import DESIGNATION, Marc8Error
from marc.record import Damaged, Origin, Problem, Record, Source

NO_RECORD = Problem("no_record", "These bytes are no MARC record; ask for the record again from where it came from.")
_TELLING_UTF8 = 4
"""So many characters in a row that are valid UTF-8 are no accident in a file that is in GBK."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """How the bytes of a file are understood.

    `encoding` is empty while no record has proved one. `chosen` means that the user named it: it is then believed
    wherever it fits.
    """

    encoding: str
    format: str
    chosen: bool = False


def read_frame(frame: Frame, number: int, how: Understanding) -> Record | Damaged:
    """The record of a frame. Nothing is replaced or guessed: if it cannot be understood it is `Damaged`."""
    if not frame.readable:
        return _damaged(frame, number, NO_RECORD)
    found = iso2709.layout(frame.raw)
    if isinstance(found, Problem):
        return _damaged(frame, number, found)
    encoding, text, flag = _decoded(frame.raw, found, how)
    if text is None:
        return _damaged(frame, number, flag or NO_RECORD)
    texts = text.split("\x1e") if found.tags else []
    if found.stray:
        texts = [encodings.decode(chunk, encoding) for chunk in found.chunks]
    problems = [*frame.faults, *found.problems, *_leader_faults(frame.raw), *([flag] if flag else [])]
    for tag, line in zip(found.tags, texts, strict=True):
        if line[2:3] == "\x1f" or (tag[:2] == "00" and "\x1f" not in line):  # nearly all
            continue
        if fault := iso2709.faults_of(iso2709.field_from_text(tag, line), line):
            problems.append(fault)
    origin = Origin(frame.raw, "iso2709", encoding, number, frame.offset, frame.before, frame.after)
    source = Source(iso2709.field_from_text, found.tags, texts)
    return Record.deferred(iso2709.leader_text(frame.raw), source, origin, tuple(problems))


def may_be_marc8(raw: bytes, format: str) -> bool:
    """Whether MARC-8 is possible: only MARC21 knows it, and leader/09 must not say Unicode."""
    return format == "marc21" and raw[9:12] != b"a22" and raw[10:12] == b"22"


def _decoded(raw: bytes, found: iso2709.Layout, how: Understanding) -> tuple[str, str | None, Problem | None]:
    """The encoding that explains the record, its fields as text, and a Problem if that is not the file's encoding."""
    data = found.data
    if data.isascii() and b"\x1b" not in data and not (how.encoding == encodings.MARC8 and b"&#x" in data):
        return how.encoding or "utf-8", data.decode("ascii"), None
    marc8 = may_be_marc8(raw, how.format)
    if how.encoding and (how.chosen or not _contradicts(data, how.encoding, marc8)):
        for encoding in ("gbk", "gb18030") if how.encoding == "gbk" and not how.chosen else (how.encoding,):
            if (text := encodings.decoded(data, encoding)) is not None:
                return encoding, text, None
    own = encodings.guess(data, marc8)
    if own == "ascii":  # an escape sequence that means nothing here
        own = "utf-8"
    if not own:
        likely = encodings.MARC8 if marc8 and b"\x1b" in data else "utf-8"
        return "", None, _undecodable(found, how.encoding or likely)
    flag = None
    if how.encoding:
        flag = Problem("other_encoding", "This record is in {encoding}, unlike its file.", (("encoding", own),))
    return own, encodings.decode(data, own), flag


def _contradicts(data: bytes, encoding: str, marc8_allowed: bool) -> bool:
    """Whether bytes that would fit the file's encoding are beyond doubt MARC-8 or UTF-8."""
    if marc8_allowed and b"\x1b" in data and encoding != encodings.MARC8 and DESIGNATION.search(data):
        return True
    if encoding == "utf-8":
        return False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum(not sign.isascii() for sign in text) >= _TELLING_UTF8


def _undecodable(found: iso2709.Layout, encoding: str) -> Problem:
    """Names the field in which the encoding fails, and the bytes."""
    for tag, chunk in zip(found.tags, found.fields(), strict=True):
        try:
            encodings.decode(chunk, encoding)
        except UnicodeDecodeError as error:
            culprit = chunk[error.start : error.start + 4]
        except Marc8Error as error:
            culprit = error.culprit
        else:
            continue
        values = (("tag", tag), ("bytes", culprit.hex(" ").upper()), ("encoding", encoding))
        template = "Field {tag} is not in {encoding} (bytes {bytes}), nor in another encoding we know; choose one."
        return Problem("undecodable", template, values)
    return Problem("undecodable", "The text is in no encoding we can prove; choose one.")


def _leader_faults(raw: bytes) -> list[Problem]:
    if raw[:24].isascii() and raw[10:12] == b"22" and raw[20:22] == b"45":
        return []
    shown = iso2709.leader_text(raw)
    return [Problem("odd_leader", "The leader “{leader}” is not that of a MARC record.", (("leader", shown),))]


def _damaged(frame: Frame, number: int, problem: Problem) -> Damaged:
    return Damaged(frame.raw, number, frame.offset, (*frame.faults, problem), frame.before, frame.after)
