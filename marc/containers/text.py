"""What the text containers share: the encoding of a text file, and records that are blocks of lines."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import BinaryIO

from marc import encodings
from marc.errors import MarcError
from marc.record import Damaged, Field, Origin, Problem, Record

DEFAULT_LEADER = "00000nam0 2200000   450 "
LEADER_LENGTH = 24
LIMIT = 1 << 24  # bytes of one record
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

Parsed = tuple[str, tuple[Field, ...], tuple[Problem, ...]]


def encoding_of(head: bytes) -> str:
    """The encoding of a text by its first bytes, which may end inside a character.

    A byte order mark says it, else it is UTF-8 if that fits, else GB 18030 if that fits.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    for name in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(name)().decode(head)
        except UnicodeDecodeError:
            continue
        return name
    return "utf-8"


def readable(head: bytes) -> str:
    """The first bytes of a file as text for a first look, without its byte order mark."""
    return head.decode(encoding_of(head), "replace").removeprefix("\ufeff")


def is_wide(encoding: str) -> bool:
    """Whether it is UTF-16, in any order of its bytes."""
    return encoding.startswith("utf-16")


def has_wide_mark(head: bytes) -> bool:
    """Whether a file that begins with these bytes says that it is UTF-16."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def narrow(stream: BinaryIO, encoding: str, size: int = 1 << 18) -> Iterator[bytes]:
    """The bytes of a stream in pieces; UTF-16, whose units are no bytes, becomes UTF-8."""
    if not is_wide(encoding):
        while chunk := stream.read(size):
            yield chunk
        return
    chunk = stream.read(size)
    if encoding == "utf-16":  # the order that the mark says, else the usual one
        big = chunk.startswith(codecs.BOM_UTF16_BE)
        encoding = "utf-16-be" if big else "utf-16-le"
        chunk = chunk[2:] if big or chunk.startswith(codecs.BOM_UTF16_LE) else chunk
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    while chunk:
        if text := decoder.decode(chunk):
            yield text.encode("utf-8", "surrogatepass")
        chunk = stream.read(size)
    if decoder.getstate()[0]:
        yield b"\xff"  # the file ends inside a character, and what is there must not be read as anything else


def narrowed(encoding: str) -> str:
    """The encoding of what `narrow` gives."""
    return "utf-8" if is_wide(encoding) else encoding


class Narrowed:
    """A stream whose `read` gives what `narrow` gives."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._pieces = narrow(stream, encoding)

    def read(self, _size: int = -1) -> bytes:
        """The next piece, of whatever size; nothing at the end."""
        return next(self._pieces, b"")


def lines(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Lines with their ends; a line longer than a record may be comes in pieces."""
    rest = b""
    for chunk in narrow(stream, encoding):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line + b"\n" for line in whole)
        if len(rest) > LIMIT:
            yield rest
            rest = b""
    if rest:
        yield rest


def read_blocks(
    stream: BinaryIO,
    encoding: str,
    container: str,
    begins_record: Callable[[bytes], bool],
    parse: Callable[[list[str]], Parsed],
) -> Iterator[Record | Damaged]:
    """Records that are separated by an empty line, or by a line that can only begin a record."""
    number = offset = start = 0
    block: list[bytes] = []
    for line in lines(stream, encoding):
        if block and (not line.strip() or begins_record(line)):
            number += 1
            yield _from_block(b"".join(block), number, start, narrowed(encoding), container, parse)
            block = []
        if not block:
            start = offset
        offset += len(line)
        if line.strip(b" \t\r\n\0\x1a\xef\xbb\xbf") and not is_comment(line):
            block.append(line)
    if block:
        yield _from_block(b"".join(block), number + 1, start, narrowed(encoding), container, parse)


def is_comment(line: bytes) -> bool:
    """A line that begins with `#` is a comment; `###` is a leader's tag."""
    return line.startswith(b"#") and not line.startswith(b"###")


def _from_block(
    raw: bytes, number: int, offset: int, encoding: str, container: str, parse: Callable[[list[str]], Parsed]
) -> Record | Damaged:
    try:
        text = encodings.decode(raw, encoding).removeprefix("\ufeff")
        leader, fields, problems = parse([line for line in text.replace("\r\n", "\n").split("\n") if line.strip()])
    except ValueError:  # UnicodeDecodeError or Marc8Error
        return Damaged(raw, number, offset, (not_in(encoding),))
    except MarcError as error:
        return Damaged(raw, number, offset, (as_problem(error),))
    return Record(leader, fields, Origin(raw, container, encoding, number, offset), problems)


def not_in(encoding: str) -> Problem:
    """The problem of a record whose bytes are not in the file's encoding."""
    return Problem("undecodable", "The record is not in {encoding}; choose another.", (("encoding", encoding),))


def as_problem(error: MarcError) -> Problem:
    """An error about a record as a problem of that record."""
    return Problem("unreadable_line", error.template, tuple(error.values.items()))


def whole_leader(leader: str) -> tuple[str, tuple[Problem, ...]]:
    """A leader of 24 characters, and a problem if it was not so long."""
    if len(leader) == LEADER_LENGTH:
        return leader, ()
    if not leader:
        return DEFAULT_LEADER, (Problem("no_leader", "The record has no leader; that of a new book was taken."),)
    problem = Problem("odd_leader", "The leader “{leader}” is not that of a MARC record.", (("leader", leader),))
    return leader[:LEADER_LENGTH].ljust(LEADER_LENGTH), (problem,)
