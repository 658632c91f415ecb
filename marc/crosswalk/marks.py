"""The punctuation that MARC21 has between subfields and CNMARC leaves to the display (ISBD)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from marc.record import Subfield

SPACED = ":/;=+"
BRACKETS = {"(": ("(", ")"), "[": ("[", "]")}
_TRAILING = re.compile(r"\s*([:;/=+,，])\s*$|\s+([：；／＝＋])\s*$")
_SPACED_TRAILING = re.compile(r"\s+([:;/=+])\s*$|\s+([：；／＝＋])\s*$")
_FULL_WIDTH = str.maketrans("：；／＝＋，", ":;/=+,")
_ENDED = re.compile(r"[.?!。？！…)\]）】”’\"'-]$")
_ABBREVIATED = re.compile(r"(?:^|[\W_])[A-Za-zÀ-ɏͰ-ӿ]{1,3}\.$|\.\.$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A subfield of MARC21 to be: its code and text, the mark that leads it, whether it goes into the one before it."""

    code: str
    text: str
    mark: str = ""
    joins: bool = False


def led(text: str, mark: str) -> str:
    """The text with the mark that leads what follows: `Title` and `:` make `Title :`; one that is there stays."""
    bare = text.rstrip()
    if not mark or bare.endswith(mark) or (mark == "." and _ENDED.search(bare) and not bare.endswith((")", "]"))):
        return bare
    return f"{bare} {mark}" if mark in SPACED else f"{bare}{mark}"


def assembled(pieces: Iterable[Piece], stop: bool = False) -> tuple[Subfield, ...]:
    """The subfields of MARC21 with their punctuation; `stop` ends the last of them with a full stop."""
    found: list[Subfield] = []
    for piece in pieces:
        text = bracketed(piece.text, piece.mark) if piece.mark in BRACKETS else piece.text
        mark = "" if piece.mark in BRACKETS else piece.mark
        if piece.code == "p" and found and found[-1].code == "n":  # the name of a part behind its number
            mark = ","
        if found and piece.joins and found[-1].code == piece.code:
            found[-1] = Subfield(piece.code, f"{led(found[-1].value, mark)} {text}")
            continue
        if found and mark:
            found[-1] = Subfield(found[-1].code, led(found[-1].value, mark))
        found.append(Subfield(piece.code, text))
    if stop and found:
        found[-1] = Subfield(found[-1].code, stopped(found[-1].value))
    return tuple(found)


def stopped(text: str) -> str:
    """The text with a full stop, unless it ends in a mark that closes it already."""
    bare = text.rstrip()
    return bare if not bare or _ENDED.search(bare) else bare + "."


def bracketed(text: str, mark: str) -> str:
    """The text in the brackets that `mark` opens; one that has them stays."""
    before, after = BRACKETS[mark]
    return text if text.startswith(before) and text.endswith(after) else f"{before}{text}{after}"


def unbracketed(text: str, mark: str) -> str:
    """The text without the brackets that `mark` opens, if it has them and something is in them."""
    before, after = BRACKETS[mark]
    bare = text.strip()
    return bare[1:-1] if len(bare) > 2 and bare.startswith(before) and bare.endswith(after) else text


def unled(text: str, last: bool = False) -> tuple[str, str]:
    """The text without the mark that leads what follows, and that mark; in the last subfield a comma is text."""
    match = (_SPACED_TRAILING if last else _TRAILING).search(text)
    if match is None or not text[: match.start()].strip():
        return text, ""
    return text[: match.start()], (match[1] or match[2]).translate(_FULL_WIDTH)


def unstopped(text: str, *, always: bool = False) -> str:
    """The text without its full stop, which stays behind an initial or an abbreviation unless it leads a subfield."""
    bare = text.rstrip()
    if not bare.endswith((".", "．")) or bare.endswith("..") or not bare[:-1].strip():
        return text
    return text if _ABBREVIATED.search(bare) and not always else bare[:-1]
