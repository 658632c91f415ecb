"""Which script a text is in, told from its characters."""

from __future__ import annotations

import unicodedata
from functools import cache

from ocr.page import Script

MONGOLIAN_LETTERS = frozenset("өүӨҮ")
"""Cyrillic letters that Mongolian uses and Russian does not; about every tenth letter of a Mongolian text."""


def script_of(text: str, around: Script = "zyyy") -> Script:
    """The script that most letters of a text belong to; `zyyy` where it has none.

    Han text is `hans` if it has more characters of the simplified set alone than of the traditional set alone; where
    they are equal, it is as the text `around` it.
    """
    kinds = [kind(character) for character in text]
    counts = {name: kinds.count(name) for name in ("han", "cyrl", "latn", "mong")}
    # A Latin word has about as many letters as a Chinese sentence has characters.
    counts["han"] *= 2
    best = max(counts, key=counts.__getitem__)
    if not counts[best]:
        return "zyyy"
    if best == "han":
        leaning = _leaning(text)
        return "hans" if leaning > 0 or (leaning == 0 and around != "hant") else "hant"
    if best == "cyrl":
        return "cyrl"
    return "mong" if best == "mong" else "latn"


@cache
def kind(character: str) -> str:
    """`han`, `cyrl`, `latn`, `mong`, or nothing for all else."""
    name = unicodedata.name(character, "")
    if name.startswith("CJK ") and unicodedata.category(character) == "Lo":
        return "han"
    for start, found in (("CYRILLIC", "cyrl"), ("LATIN", "latn"), ("FULLWIDTH LATIN", "latn"), ("MONGOLIAN", "mong")):
        if name.startswith(start) and unicodedata.category(character).startswith("L"):
            return found
    return ""


def is_wide(character: str) -> bool:
    """Whether a character is set without spaces around it: Han, kana, full-width punctuation."""
    return unicodedata.east_asian_width(character) in "WF"


def is_mongolian(text: str) -> bool:
    """Whether a Cyrillic text is Mongolian: at least one letter in fifty is ө or ү."""
    letters = [c for c in text if kind(c) == "cyrl"]
    return bool(letters) and sum(c in MONGOLIAN_LETTERS for c in letters) >= 0.02 * len(letters)


def _leaning(text: str) -> int:
    """More than 0 for simplified text: GB 2312 has the simplified characters, Big5 the traditional ones."""
    return sum(_has("gb2312", c) - _has("big5", c) for c in text if kind(c) == "han")


@cache
def _has(charset: str, character: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
