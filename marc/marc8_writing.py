"""Text to MARC-8, so that `marc.marc8` and other readers make the same text of it again, up to composition (NFC).

Combining marks go before their letter. The sets of other scripts take the place of Basic Latin (G0), or those with
codes in the upper half the place of ANSEL (G1), as other readers expect; at the end both are as they were. What MARC-8
lacks is refused; it is not written as a reference (`&#x…;`) on its own account.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from marc.marc8 import ANSEL, BASIC_LATIN, EACC, tables

_ESCAPES = {
    BASIC_LATIN: b"\x1b(B", ANSEL: b"\x1b)E", 0x4E: b"\x1b(N", 0x51: b"\x1b)Q", 0x33: b"\x1b(3", 0x34: b"\x1b)4",
    0x32: b"\x1b(2", 0x53: b"\x1b(S", EACC: b"\x1b$1", 0x62: b"\x1bb", 0x67: b"\x1bg", 0x70: b"\x1bp",
}  # fmt: skip
_SINGLE = (0x62, 0x67, 0x70)
"""Subscripts, Greek symbols and superscripts: a technique of its own, left by `ESC s`."""
_LIKE_A_REFERENCE = re.compile(r"&(?=#x[0-9A-Fa-f]{4,6};)")


class _Sign(NamedTuple):
    code: bytes
    combining: bool


def encode(text: str) -> bytes:
    """One value of a subfield or control field in MARC-8; UnicodeEncodeError where it has no place for a character."""
    if text.isascii() and "\x1b" not in text:
        return _LIKE_A_REFERENCE.sub("&#x0026;", text).encode("ascii")
    if missing := lacking(text):
        raise UnicodeEncodeError("marc-8", text, missing[0], missing[0] + 1, "MARC-8 has no such character")
    writer = _Writer()
    plain = _LIKE_A_REFERENCE.sub("&#x0026;", text)
    for begin, end in _clusters(plain):
        writer.put(plain[begin:end])
    return writer.finished()


def lacking(text: str) -> list[int]:
    """The positions of the characters that MARC-8 does not have, and of combining marks that no letter carries."""
    if text.isascii() and "\x1b" not in text:
        return []
    return [
        at for begin, end in _clusters(text) if _spelt(text[begin:end]) is None for at in _culprits(text, begin, end)
    ]


def _culprits(text: str, begin: int, end: int) -> list[int]:
    marks = [at for at in range(begin + 1, end) if not all(map(_is_mark, unicodedata.normalize("NFD", text[at])))]
    base = [begin] if _spelt(text[begin]) is None else []
    return base + marks or list(range(begin, end))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Where each letter begins and, behind its marks, ends."""
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _belongs(text[at - 1], text[at]):
            yield begin, at
            begin = at


def _belongs(before: str, sign: str) -> bool:
    """Whether a character is a mark on what stands before it, or one character with it."""
    if sign < "\u0300":
        return False
    if len(unicodedata.normalize("NFC", before + sign)) == 1 or _is_mark(sign):
        return True
    return unicodedata.combining(sign) > 0 and not _is_letter(sign)  # MARC-8 has a few marks of Unicode as letters


@cache
def _repertoire() -> dict[str, dict[int, _Sign]]:
    """Each character of MARC-8 with the sets that have it and its code there, the sets of the beginning first."""
    codesets, _odd = tables()  # the odd ones are old mistakes, good for reading only
    found: dict[str, dict[int, _Sign]] = {}
    for name in _ESCAPES:
        for code, (value, combining) in codesets[name].items():
            _add(found, name, code, chr(value), bool(combining))
    return found


def _add(found: dict[str, dict[int, _Sign]], name: int, code: int, sign: str, combining: bool) -> None:
    data = code.to_bytes(3 if name == EACC else 1)
    if min(data) <= 0x20 or 0x7F in data:  # these bytes mean the same in every set
        return
    found.setdefault(unicodedata.normalize("NFC", sign), {}).setdefault(name, _Sign(data, combining))


def _is_mark(sign: str) -> bool:
    return any(one.combining for one in _repertoire().get(sign, {}).values())


def _is_letter(sign: str) -> bool:
    if sign <= " " or sign == "\x7f":
        return sign != "\x1b"
    return any(not one.combining for one in _repertoire().get(sign, {}).values())


@lru_cache(maxsize=1 << 16)
def _spelt(cluster: str) -> str | None:
    """A letter and then its marks, each a character of MARC-8, as few as possible; None if it cannot be spelt so."""
    composed = unicodedata.normalize("NFC", cluster)
    for taken in (unicodedata.normalize("NFD", cluster), cluster):  # NFD puts a letter that is a mark behind its marks
        for length in range(len(taken), 0, -1):
            letter = unicodedata.normalize("NFC", taken[:length])
            spelt = _with_marks(letter, taken[length:]) if len(letter) == 1 else None
            if spelt and unicodedata.normalize("NFC", spelt) == composed:
                return spelt
    return None


def _with_marks(letter: str, marks: str) -> str | None:
    """The letter takes in the marks that MARC-8 has only as a part of it: of O, cedilla, horn remain Ơ and cedilla."""
    kept = ""
    for mark in marks:
        if _is_mark(mark):
            kept += mark
        elif len(composed := unicodedata.normalize("NFC", letter + mark)) == 1:
            letter = composed
        else:
            return None
    return letter + kept if _is_letter(letter) else None


class _Writer:
    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.current = [BASIC_LATIN, ANSEL]

    def put(self, cluster: str) -> None:
        spelt = _spelt(cluster) or cluster
        for mark in spelt[1:]:
            self._put(mark, combining=True)
        self._put(spelt[0], combining=False)

    def finished(self) -> bytes:
        self._designate(0, BASIC_LATIN)
        self._designate(1, ANSEL)
        return b"".join(self.pieces)

    def _put(self, sign: str, combining: bool) -> None:
        if sign <= " " or sign == "\x7f":
            if self.current[0] == EACC:  # where not every reader knows a single byte
                self._designate(0, BASIC_LATIN)
            self.pieces.append(sign.encode("ascii"))
            return
        sets = {name: one.code for name, one in _repertoire()[sign].items() if one.combining == combining}
        name = next((name for name in self.current if name in sets), next(iter(sets)))
        self._designate(1 if sets[name][0] >= 0x80 else 0, name)
        self.pieces.append(sets[name])

    def _designate(self, side: int, name: int) -> None:
        before, self.current[side] = self.current[side], name
        if before == name:
            return
        if before in _SINGLE:
            self.pieces.append(b"\x1bs")
        if not (before in _SINGLE and name == BASIC_LATIN):
            self.pieces.append(_ESCAPES[name])
