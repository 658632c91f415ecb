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

from mongol_norm import MongolianShaper

_LETTERS = "\u1820-\u1842"
_ZWJ, _MVS = "\u200d", "\u180e"
NARROW_SPACE = "\u202f"
"""Parts a word from its ending, which has forms of its own after it."""
WILD = "\U0005ffff"
"""Stands, in what is asked, for all letters that a word may have before or after the ones given. No text holds it."""
LETTER = f"[{_LETTERS}]"
WORD = f"{WILD}?[\u180a{_ZWJ}]*{LETTER}[{_LETTERS}\u180a-\u180f{_ZWJ}]*{WILD}?"
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
_CHOOSERS = re.compile(f"[\u180b-\u180d\u180f{_ZWJ}{WILD}]")


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
