"""Which encoding bytes are in, text from bytes and bytes from text.

The order of belief: what the user says; strict UTF-8; strict GB 18030 (called `gbk` where GBK carries it), unless the
bytes look more like Latin letters with accents; MARC-8, only in MARC21 and where leader/09 or escapes say so. Nothing
is ever replaced: what no encoding explains stays bytes.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from marc.errors import MarcError
from marc.marc8 import DESIGNATION, Marc8Error
from marc.marc8 import decode as decode_marc8
from marc.marc8_writing import encode as encode_marc8
from marc.marc8_writing import lacking as lacking_in_marc8

MARC8 = "marc-8"
CHINESE = ("gbk", "gb18030")
_SIGNS = "\x1d\x1e\x1f" + "".join(map(chr, range(0x20, 0x7F)))
# pairs that accented Latin letters also make: an upper-half byte, then an ASCII letter
_LATIN = re.compile(rb"[\xa1-\xfe][A-Za-z]")
_PAIR = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]|[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_ENOUGH_VOTES = 60
_COMMON = re.compile(rb"[\xa1-\xa9\xb0-\xd7]")


@cache
def canonical(name: str) -> str:
    """The name we use for an encoding: `utf-8`, `gb18030`, `gbk`, `gb2312`, `big5`, `marc-8`, `iso8859-1`, `cp1251`, …

    MarcError: no such encoding, or one in which the separators of ISO 2709 are not single ASCII bytes.
    """
    if name.lower().replace("-", "").replace("_", "") == "marc8":
        return MARC8
    try:
        found = codecs.lookup(name)
        usable = "".join(_SIGNS).encode(found.name) == _SIGNS.encode("ascii")
    except (LookupError, UnicodeError):
        usable = False
    if not usable or found.name.startswith(("iso2022", "hz", "utf-7", "punycode", "idna")):
        raise MarcError("“{name}” is no encoding that records can be in; try utf-8, gb18030, gbk or marc-8.", name=name)
    return "utf-8" if found.name in ("utf-8-sig", "ascii") else found.name


def canonical_for_reading(name: str) -> str:
    """As `canonical`; a file as a whole can also be in UTF-16, which decodes to another text."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return canonical(name)
    return found if found.startswith("utf-16") else canonical(name)


def decode(raw: bytes, encoding: str) -> str:
    """The text of bytes, strictly; UnicodeDecodeError or Marc8Error (both ValueError) where they are not in it.

    MARC-8 is decoded subfield by subfield: at each delimiter the graphic sets are the default ones again.
    """
    if encoding != MARC8:
        return raw.decode(encoding)
    return "\x1e".join("\x1f".join(_from_marc8(field)) for field in raw.split(b"\x1e"))


def _from_marc8(field: bytes) -> Iterator[str]:
    """The code of a subfield stands by itself: a mark that begins the value is not composed with it."""
    first, *rest = field.split(b"\x1f")
    yield decode_marc8(first)
    for part in rest:
        cut = 1 if part[:1].isalnum() else 0
        yield part[:cut].decode("ascii") + decode_marc8(part[cut:])


def encode(text: str, encoding: str) -> bytes:
    """The bytes of a field, or of fields with 0x1E between them; UnicodeEncodeError where the encoding lacks something.

    In MARC-8 the code of a subfield is written by itself, so that no mark of its value can go before it.
    """
    if encoding != MARC8:
        return text.encode(encoding)
    return b"\x1e".join(b"\x1f".join(_marc8_parts(field)) for field in text.split("\x1e"))


def _marc8_parts(field: str) -> Iterator[bytes]:
    first, *rest = field.split("\x1f")
    yield encode_marc8(first)
    yield from (part[:1].encode("ascii") + encode_marc8(part[1:]) for part in rest)


def lacking(value: str, encoding: str) -> list[int]:
    """The positions of the characters in a value that the encoding does not have."""
    if encoding == MARC8:
        return lacking_in_marc8(value)
    if value.isascii():
        return []
    found: list[int] = []
    start = 0
    while start < len(value):
        try:
            value[start:].encode(encoding)
        except UnicodeEncodeError as error:
            found.extend(range(start + error.start, start + error.end))
            start += error.end
        else:
            break
    return found


def decoded(raw: bytes, encoding: str) -> str | None:
    """The text of bytes, or None if they are not in this encoding."""
    try:
        return decode(raw, encoding)
    except (UnicodeDecodeError, Marc8Error):
        return None


def fits(raw: bytes, encoding: str) -> bool:
    """Whether the bytes can be in this encoding."""
    return decoded(raw, encoding) is not None


def guess(raw: bytes, marc8_allowed: bool) -> str:
    """The encoding of one record by its bytes alone: `ascii` says any, the empty string says none that we can prove."""
    if raw.isascii() and not (marc8_allowed and b"\x1b" in raw):
        return "ascii"
    escapes = marc8_allowed and b"\x1b" in raw
    if escapes and fits(raw, MARC8):
        return MARC8
    if escapes and raw.isascii():  # what is said to be MARC-8 and is none would be garbled as anything else
        return "" if DESIGNATION.search(raw) else "ascii"
    if fits(raw, "utf-8"):
        return "utf-8"
    if escapes:
        return ""
    for encoding in CHINESE:
        if fits(raw, encoding) and _looks_chinese(raw):
            return encoding
    return MARC8 if marc8_allowed and fits(raw, MARC8) else ""


def decide(samples: Iterable[tuple[bytes, bool]]) -> str:
    """The encoding of a file by its first records, each with whether MARC-8 is possible: what most of them are in.

    The empty string if no record proves anything (none has a character outside ASCII, or none is understood).
    """
    guesses = (guess(raw, marc8_allowed) for raw, marc8_allowed in samples)
    votes = Counter(islice((name for name in guesses if name not in ("ascii", "")), _ENOUGH_VOTES))
    if votes["gb18030"]:  # what fits GBK fits GB 18030 as well, and is the same text
        votes["gb18030"] += votes.pop("gbk", 0)
    return max(votes, key=lambda name: votes[name]) if votes else ""


def _looks_chinese(raw: bytes) -> bool:
    """Whether bytes that are valid GB 18030 are more than accented Latin or Cyrillic letters that happen to pair."""
    pairs = _PAIR.findall(raw)
    latin = sum(1 for pair in pairs if _LATIN.match(pair))
    if 2 * latin > len(pairs):
        return False
    double = [pair for pair in pairs if len(pair) == 2 and pair[0] >= 0xA1 and pair[1] >= 0xA1]
    common = sum(1 for pair in double if _COMMON.match(pair))
    return len(double) < 8 or 4 * common >= len(double)
