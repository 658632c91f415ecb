"""The order of titles: a list is read by people who look for a name in it.

Chinese stands by its first reading in pinyin (then by the characters), Latin and Cyrillic by their letters without
regard to case, traditional Mongolian by its letters in the order of the alphabet, which is that of their code points
(a e i o u ö ü n …). What only chooses among the forms of a Mongolian letter counts only where all else is the same.
"""

from __future__ import annotations

import re
import unicodedata

from archivist.readings import readings

_CHOOSERS = re.compile("[\u180b-\u180f\u200d\u202f]")
Key = tuple[tuple[tuple[int, str], ...], str]


def title_key(title: str) -> Key:
    """What titles are compared by: first numbers, then Latin and Chinese together, Cyrillic, and Mongolian."""
    plain = unicodedata.normalize("NFKD", _CHOOSERS.sub("", title).casefold())
    letters = (one for one in plain if one.isalnum())
    return tuple(_place(one) for one in letters), title


def _place(letter: str) -> tuple[int, str]:
    if letter.isdecimal():
        return 0, str(unicodedata.decimal(letter))
    if "\u1820" <= letter <= "\u18aa":
        return 3, letter
    said = readings(letter)
    return (1, f"{said[0]} {letter}") if said else (2 if "\u0400" <= letter <= "\u052f" else 1, letter)
