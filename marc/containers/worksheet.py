"""The worksheet: one field a line in the form of `marc.lines`, records separated by an empty line.

The leader's line begins with `LDR`, `000` or `###`; lines that begin with one `#` are comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from marc import lines
from marc.containers import text
from marc.record import Damaged, Field, Record

HEAD = ""
BETWEEN = "\n"
TAIL = ""
_LEADER = re.compile(r"(?:LDR|000|###)[ \t]{0,2}[0-9 #]{5}")
_FIELD = re.compile(r"[0-9A-Z]{3}[ \t]?[0-9a-z #_|]{2} ?[‡$@ǂ|\x1f][0-9A-Za-z]|00[1-9] +\S")

encoding_of = text.encoding_of


def begins(head: bytes) -> bool:
    """Whether the first line that is no comment is a leader or a field."""
    for line in text.readable(head[:16384]).splitlines():
        if line.strip() and not text.is_comment(line.encode("utf-8", "replace")):
            return bool(_LEADER.match(line) or _FIELD.match(line))
    return False


def read(stream: BinaryIO, encoding: str) -> Iterator[Record | Damaged]:
    """The records of a worksheet file, lazily."""
    return text.read_blocks(stream, encoding, "worksheet", _begins_record, _parse)


def to_text(record: Record, encoding: str) -> str:
    """The record as lines; the delimiter is `‡` where the encoding has it (GBK has not), else `$`."""
    try:
        lines.DELIMITER.encode(encoding)
        delimiter = lines.DELIMITER
    except UnicodeEncodeError:
        delimiter = "$"
    body = [lines.leader_to_line(record.leader), *(lines.to_line(field, delimiter) for field in record.fields)]
    return "\n".join(body) + "\n"


def _begins_record(line: bytes) -> bool:
    return _LEADER.match(line[:16].decode("latin-1")) is not None


def _parse(block: list[str]) -> text.Parsed:
    leader = ""
    fields: list[Field] = []
    for number, line in enumerate(block):
        if number == 0 and _LEADER.match(line):
            leader = lines.leader_from_line(line)
        else:
            fields.append(lines.from_line(line))
    whole, problems = text.whole_leader(leader)
    return whole, tuple(fields), problems
