"""MARC-8 to text, strictly: bytes that have no meaning are an error, not a blank (the way back: `marc.marc8_writing`).

The tables are those of pymarc (from the Library of Congress), loaded on first use because they are large. The rules
are of https://www.loc.gov/marc/specifications/speccharmarc8.html: `ESC` designates the graphic sets G0 and G1,
combining marks come before their letter, East Asian characters (EACC) take three bytes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

ESCAPE = 0x1B
BASIC_LATIN, ANSEL, EACC = 0x42, 0x45, 0x31
_INTERMEDIATE = {0x28: 0, 0x2C: 0, 0x29: 1, 0x2D: 1}
_ONE_BYTE_DESIGNATIONS = {0x67: 0x67, 0x62: 0x62, 0x70: 0x70, 0x73: BASIC_LATIN}
DESIGNATION = re.compile(rb"\x1b(?:[gbps]|[(,)-]!?[1-4BENQS]|\$[(,)-]?1)")
"""An escape that designates a graphic set."""
_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]{4,6});")

Table = dict[int, tuple[int, int]]


class Marc8Error(ValueError):
    """The bytes are not MARC-8; `culprit` are those that have no meaning."""

    def __init__(self, culprit: bytes) -> None:
        super().__init__(culprit)
        self.culprit = culprit


@cache
def tables() -> tuple[dict[int, Table], dict[int, int]]:
    """The graphic sets by their final byte, each code with its code point and whether it combines; and a few strays."""
    from pymarc import marc8_mapping

    return marc8_mapping.CODESETS, marc8_mapping.ODD_MAP


def decode(raw: bytes) -> str:
    """The text of one subfield or control field in composed form (NFC); Marc8Error where it is not MARC-8."""
    if raw.isascii() and ESCAPE not in raw:
        return _resolved(raw.decode("ascii"))
    return _resolved(unicodedata.normalize("NFC", _Decoder(raw).text()))


def _resolved(text: str) -> str:
    """MARC-8 writes a character outside its sets as `&#x4E00;`."""
    return _REFERENCE.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), text) if "&#x" in text else text


class _Decoder:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.position = 0
        self.sets = [BASIC_LATIN, ANSEL]
        self.codesets, self.odd = tables()

    def text(self) -> str:
        pieces: list[str] = []
        marks: list[str] = []
        while self.position < len(self.raw):
            if self.raw[self.position] == ESCAPE:
                self._designate()
                continue
            character, combining = self._next()
            if combining:
                marks.append(character)
            else:
                pieces += [character, *marks]
                marks = []
        return "".join(pieces + marks)

    def _designate(self) -> None:
        start = self.position
        code = self.raw[start + 1 : start + 4]
        if code[:1] == b"$":
            side, skip = (_INTERMEDIATE[code[1]], 2) if len(code) > 1 and code[1] in _INTERMEDIATE else (0, 1)
        elif code and code[0] in _INTERMEDIATE:
            side, skip = _INTERMEDIATE[code[0]], 1
        elif code and code[0] in _ONE_BYTE_DESIGNATIONS:
            self.sets[0] = _ONE_BYTE_DESIGNATIONS[code[0]]
            self.position += 2
            return
        else:
            raise Marc8Error(self.raw[start : start + 4])
        if code[skip : skip + 1] == b"!":  # ESC ( ! E, the form that ISO 2022 asks for ANSEL
            skip += 1
        final = self.raw[start + 1 + skip : start + 2 + skip]
        if not final or final[0] not in self.codesets:
            raise Marc8Error(self.raw[start : start + 4])
        self.sets[side] = final[0]
        self.position += skip + 2

    def _next(self) -> tuple[str, bool]:
        start = self.position
        byte = self.raw[start]
        if byte <= 0x20 or byte == 0x7F:
            self.position += 1
            return chr(byte), False
        codeset = self.sets[1 if byte >= 0x80 else 0]
        width = 3 if codeset == EACC else 1
        code = int.from_bytes(self.raw[start : start + width]) & (0x7F7F7F if codeset == EACC else 0xFF)
        self.position += width
        if start + width > len(self.raw):
            raise Marc8Error(self.raw[start : start + 4])
        table = self.codesets[codeset]
        found = table.get(code) or (table.get(code ^ 0x80) if width == 1 else None)  # a set can stand on either side
        if found is None and codeset == EACC and code in self.odd:
            found = (self.odd[code], 0)
        if found is None:
            raise Marc8Error(self.raw[start : start + 4])
        return chr(found[0]), bool(found[1])
