"""Where one ISO 2709 record ends and the next begins, whatever the lengths say.

The record terminator 0x1D is believed before the length in the leader; the length is believed where it leads to a
terminator that agrees with the directory; where neither helps, the next thing that looks like a leader begins a record.
No byte is lost: what lies between records travels in `before`, what lies behind the last one in `after`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from marc.record import Problem

TERMINATOR = 0x1D
CHUNK = 1 << 20
LOOKAHEAD = 1 << 17  # more than the longest record that ISO 2709 allows, 99,999 bytes
LIMIT = 1 << 24  # bytes without any boundary that are kept in one piece
LEADER_LENGTH = 24
_NEAR = 256  # bytes before a leader that are looked at

_JUNK = re.compile(rb"(?:[\r\n\0\x1a\t]|\xef\xbb\xbf)*")
_JUNK_AND_BLANKS = re.compile(rb"(?:[\r\n\0\x1a\t ]|\xef\xbb\xbf)*")
_LEADER = re.compile(rb"\d{5}[ -~]{5}\d{7}[ -~]{3}45[ -~]{2}")
_BEHIND_FIELD = re.compile(rb"\x1e(?:[\r\n\0\x1a\t ]|\xef\xbb\xbf)*\Z")

RUBBISH = Problem("rubbish", "Bytes that belong to no record stood before this one; they are kept as they were.")
NO_TERMINATOR = Problem("no_terminator", "The record has no end mark (0x1D).")
STRAY_TERMINATOR = Problem("stray_terminator", "An end mark (0x1D) stands inside the record.")
WRONG_LENGTH = Problem("wrong_length", "The record length in the leader is wrong.")


class Readable(Protocol):
    """What bytes are read from; `read` may give more or less than it is asked for, and nothing only at the end."""

    def read(self, size: int, /) -> bytes: ...


class Frame(NamedTuple):
    """The bytes of one record and where they begin in the file; `readable` is whether they begin like a leader."""

    offset: int
    raw: bytes
    readable: bool = True
    before: bytes = b""
    after: bytes = b""
    faults: tuple[Problem, ...] = ()


def looks_like_leader(head: bytes) -> bool:
    """Whether 24 bytes are a leader, one of its fixed numbers being allowed to be wrong."""
    if len(head) < LEADER_LENGTH or not head.isascii() or not head[:LEADER_LENGTH].decode("ascii").isprintable():
        return False
    signs = (
        head[:5].isdigit() or head[:5].isspace(),
        head[10:12] == b"22",
        head[12:17].isdigit() or head[12:17].isspace(),
        head[20:22] == b"45",
    )
    return sum(signs) >= 3


def frames(stream: Readable) -> Iterator[Frame]:
    """Every record of the file, lazily; unreadable stretches that follow each other are one frame."""
    held: Frame | None = None
    splitter = _Splitter(stream)
    for frame in splitter:
        if held and not held.readable and len(held.raw) < LIMIT:
            if not frame.readable:
                held = held._replace(raw=held.raw + frame.before + frame.raw)
                continue
            if RUBBISH in frame.faults:  # the end of the same stretch
                held = held._replace(raw=held.raw + frame.before)
                frame = frame._replace(before=b"", faults=tuple(f for f in frame.faults if f != RUBBISH))
        if held:
            yield held
        held = frame
    if held:
        faults = held.faults if _JUNK_AND_BLANKS.fullmatch(splitter.rest) else (*held.faults, RUBBISH)
        yield held._replace(after=splitter.rest, faults=faults)


class _Splitter:
    def __init__(self, stream: Readable) -> None:
        self.stream = stream
        self.buffer = b""
        self.position = 0  # in the buffer; everything before it has been handed out
        self.offset = 0  # of the buffer in the file
        self.at_end = False

    @property
    def rest(self) -> bytes:
        """What is left behind the last record."""
        return self.buffer[self.position :]

    def __iter__(self) -> Iterator[Frame]:
        while True:
            yield from self._regular()
            if (frame := self._next()) is None:
                return
            yield frame

    def _regular(self) -> Iterator[Frame]:
        """The records in the buffer up to the first that is not as it should be; nearly all are."""
        buffer, offset = self.buffer, self.offset
        while (digits := buffer[self.position : self.position + 5]).isdigit():
            start = self.position
            end = start + int(digits)
            if end - start <= LEADER_LENGTH or buffer.find(b"\x1d", start, end) != end - 1:
                return
            self.position = end
            yield Frame(offset + start, buffer[start:end])

    def _fill(self, start: int) -> None:
        """Reads on until there is enough behind `start` to decide, without moving what is in the buffer."""
        while not self.at_end and len(self.buffer) - start < LOOKAHEAD:
            chunk = self.stream.read(CHUNK)
            self.at_end = not chunk
            self.buffer += chunk

    def _next(self) -> Frame | None:
        if self.position > CHUNK:
            self.offset += self.position
            self.buffer = self.buffer[self.position :]
            self.position = 0
        scan = self.position
        self._fill(scan)
        if (end := self._regular_end(scan)) is not None:  # nearly always
            self.position = end
            return Frame(self.offset + scan, self.buffer[scan:end])
        while True:
            self._fill(scan)
            start = self._skip_junk(scan)
            if start == len(self.buffer):
                if self.at_end:
                    return None
                if start - self.position > LIMIT:
                    return self._hand_out(self.position, start, readable=False)
                scan = start
                continue
            if (end := self._regular_end(start)) is not None:
                return self._hand_out(start, end)
            if (frame := self._irregular(start)) is not None:
                return frame
            scan = self._past_rubbish(start)

    def _skip_junk(self, scan: int) -> int:
        start = _JUNK.match(self.buffer, scan).end()  # type: ignore[union-attr]  # it matches the empty string
        if self.buffer[start : start + 1] != b" " or looks_like_leader(self.buffer[start : start + LEADER_LENGTH]):
            return start
        return _JUNK_AND_BLANKS.match(self.buffer, start).end()  # type: ignore[union-attr]

    def _regular_end(self, start: int) -> int | None:
        """The end of a record whose length is right and whose only terminator is its last byte."""
        digits = self.buffer[start : start + 5]
        if not digits.isdigit() or len(digits) < 5:
            return None
        end = start + int(digits)
        if end - start > LEADER_LENGTH and self.buffer.find(b"\x1d", start, end) == end - 1:
            return end
        return None

    def _irregular(self, start: int) -> Frame | None:
        """A frame whose length lies; None if what begins here is a bit of rubbish before a record."""
        end = self._terminated(start)
        if looks_like_leader(self.buffer[start : start + LEADER_LENGTH]):
            return self._irregular_record(start, end)
        inner = _LEADER.search(self.buffer, start + 1, end)
        stop = inner.start() if inner else end
        if stop - start < LEADER_LENGTH and not (self.at_end and stop == len(self.buffer)):
            return None
        return self._hand_out(start, stop, readable=False)

    def _terminated(self, start: int) -> int:
        """Behind the next terminator, or the end of the file (or of what is kept in one piece)."""
        scan = start
        while (found := self.buffer.find(b"\x1d", scan)) < 0:
            scan = len(self.buffer)
            if self.at_end or scan - start > LIMIT:
                return scan
            self._fill(scan)
        return found + 1

    def _irregular_record(self, start: int, end: int) -> Frame:
        declared = self._declared_end(start)
        if declared is not None and declared > end and _directory_agrees(self.buffer[start:declared]):
            return self._hand_out(start, declared, faults=(STRAY_TERMINATOR,))
        inner = _LEADER.search(self.buffer, start + LEADER_LENGTH, end)
        while inner:
            at = inner.start()
            if _BEHIND_FIELD.search(self.buffer[max(start, at - _NEAR) : at]) or self._is_record(at, end):
                return self._hand_out(start, inner.start(), faults=(NO_TERMINATOR,))
            inner = _LEADER.search(self.buffer, inner.start() + 1, end)
        terminated = self.buffer[end - 1] == TERMINATOR
        fault = NO_TERMINATOR if not terminated else WRONG_LENGTH
        return self._hand_out(start, end, faults=(fault,))

    def _is_record(self, start: int, end: int) -> bool:
        """Whether what looks like a leader begins a whole record, so that the one before it must have been cut off."""
        return start + int(self.buffer[start : start + 5]) == end and _directory_agrees(self.buffer[start:end])

    def _declared_end(self, start: int) -> int | None:
        digits = self.buffer[start : start + 5]
        if not digits.isdigit():
            return None
        end = start + int(digits)
        return end if self.buffer[end - 1 : end] == b"\x1d" else None

    def _past_rubbish(self, start: int) -> int:
        end = self._terminated(start)
        inner = _LEADER.search(self.buffer, start + 1, end)
        return inner.start() if inner else end

    def _hand_out(self, start: int, end: int, readable: bool = True, faults: tuple[Problem, ...] = ()) -> Frame:
        if not readable and (earlier := self._skip_junk(self.position)) < start:
            start = earlier  # bits of rubbish before it belong to the same stretch
        before = self.buffer[self.position : start]
        if before and not _JUNK_AND_BLANKS.fullmatch(before):
            faults = (*faults, RUBBISH)
        frame = Frame(self.offset + start, self.buffer[start:end], readable, before, b"", faults)
        self.position = end
        return frame


def _directory_agrees(raw: bytes) -> bool:
    """Whether the last entry of the directory ends where the record ends."""
    base = raw[12:17]
    if not base.isdigit() or not LEADER_LENGTH < int(base) <= len(raw):
        return False
    entry = raw[int(base) - 13 : int(base) - 1]
    return entry[3:].isdigit() and int(base) + int(entry[3:7]) + int(entry[7:12]) + 1 == len(raw)
