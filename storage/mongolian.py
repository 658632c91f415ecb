"""Traditional Mongolian (Hudum) as search sees it: by what stands on the paper, not by how somebody typed it.

Letters that look the same have several codes (a and e, o and u, t and d, and all that variation selectors change), so a
word is compared by its written units, as Unicode Technical Note 57 names them; `mongol-norm` knows its rules. In folded
text a word is one letter for each unit, between two edges: it is found as a whole, because its letters would be other
ink inside another word. `WILD` at an end of what is asked leaves the edge there away, and the word may go on.

The signs for units are private-use characters of a plane that no text in use has; they fold to themselves, so a folded
word can be asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mongol_norm import MongolianShaper

LETTERS = "\u1820-\u1842"
_ZWJ, _MVS = "\u200d", "\u180e"
NARROW_SPACE = "\u202f"
"""Parts a word from its ending, which has forms of its own after it."""
WILD = "\U0005ffff"
"""Stands, in what is asked, for all letters that a word may have before or after the ones given. No text holds it."""
LETTER = f"[{LETTERS}]"
WORD = f"{WILD}?[\u180a{_ZWJ}]*{LETTER}[{LETTERS}\u180a-\u180f{_ZWJ}]*{WILD}?"
"""Patterns: of a letter, and of a word or an ending without the narrow space before it."""

_SHAPER = MongolianShaper()
# The order is kept, new ones go to the end: it is part of every index.
_UNITS = (
    "A", "Aa", "B", "B2", "C", "Ch", "Cr", "D", "Dd", "F", "G", "Gx", "H", "Hr", "Hx", "I", "Ix", "J", "K", "K2", "L",
    "M", "N", "O", "P", "R", "Rh", "S", "Sh", "Sz", "T", "U", "Ue", "Ux", "W", "Y", "Z", "Zr", "Nirugu", "Mvs",
)  # fmt: skip
EDGE = "\U000f1800"
_SIGNS = {unit: chr(ord(EDGE) + 1 + number) for number, unit in enumerate(_UNITS)} | {"Zwj": ""}
SIGNS = f"{EDGE}-{chr(ord(EDGE) + len(_UNITS))}"
"""The range of signs in folded text that are part of a Mongolian word."""
VERSION = f"{_SHAPER.canonical_version} {len(_UNITS)}"
"""Changes with the rules by which the shape of a word is known."""
_INSIDE = f"[{chr(ord(EDGE) + 1)}-{chr(ord(EDGE) + len(_UNITS))}{LETTERS}]"
# A letter is written in one or two units, few in three.
_ANY, _ONE = f"{_INSIDE}*", f"{_INSIDE}{{1,2}}"
_JOINS = f"{LETTERS}\u180a-\u180f{_ZWJ}"
_WILDCARDS = re.compile(f"(?<=[{_JOINS}])[*＊?？]+|[*＊?？]+(?=[{_JOINS}])")
_CHOOSERS = re.compile(f"[\u180b-\u180d\u180f{_ZWJ}{WILD}]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A phrase with wildcards inside its words: its pieces, and what may stand between each and the next (a pattern of
    folded text). At the ends of a phrase wildcards need nothing."""

    pieces: tuple[str, ...]
    between: tuple[str, ...] = ()

    def pattern(self, folded: Iterable[str]) -> re.Pattern[str] | None:
        """What finds the phrase in folded text, `folded` being the pieces as they are there; None without wildcards."""
        if not self.between:
            return None
        pieces = [re.escape(piece) or EDGE for piece in folded]
        return re.compile("".join(map("".join, zip(pieces, (*self.between, ""), strict=True))))


def wanted(text: str) -> Wanted:
    """What is asked for with `*` (any letters, or none) and `?` (one letter) in Mongolian words; elsewhere they are
    text."""
    parts = _WILDCARDS.split(text)
    signs = _WILDCARDS.findall(text)
    pieces = [
        f"{WILD * (at > 0 and _touches(part[:1]))}{part}{WILD * (at < len(signs) and _touches(part[-1:]))}"
        for at, part in enumerate(parts)
    ]
    between = [_ANY if "*" in sign or "＊" in sign else _ONE * len(sign) for sign in signs]
    if len(pieces) > 1 and not pieces[0] and between[0] == _ANY:
        pieces, between = pieces[1:], between[1:]
    if len(pieces) > 1 and not pieces[-1] and between[-1] == _ANY:
        pieces, between = pieces[:-1], between[:-1]
    return Wanted(tuple(pieces), tuple(between))


def _touches(letter: str) -> bool:
    return bool(letter) and not letter.isspace()


def by_shape(word: str) -> str:
    """A word that matches `WORD`, with or without a narrow space before it, in signs for its units.

    Nothing if it is no word by the rules.
    """
    bare = word.strip(WILD)
    try:
        units = _SHAPER.shape(f"{_ZWJ * word.startswith(WILD)}{bare}{_ZWJ * word.endswith(WILD)}")
    except ValueError:
        return ""
    ending = bare.startswith(NARROW_SPACE) and units[:1] == ["Mvs"]
    return _edged(word, "".join(map(_SIGNS.__getitem__, units[ending:]))) if units else ""


def by_letters(word: str) -> str:
    """As `by_shape`, but each letter counts as it was typed; what only chooses among its forms does not."""
    return _edged(word, _CHOOSERS.sub("", word).removeprefix(NARROW_SPACE))


def _edged(word: str, inside: str) -> str:
    return f"{EDGE * (not word.startswith(WILD))}{inside}{EDGE * (not word.endswith(WILD))}"
