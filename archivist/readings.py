"""How Chinese characters are read: every reading, without tones, from the dictionary of pypinyin."""

from __future__ import annotations

import unicodedata
from functools import cache


@cache
def readings(character: str) -> tuple[str, ...]:
    """The syllables of a character in small ASCII letters, ü as u; nothing for what is no Chinese character."""
    # Loaded when the first title is indexed, not when the program starts.
    from pypinyin.pinyin_dict import pinyin_dict

    said = pinyin_dict.get(ord(character), "") if len(character) == 1 else ""
    return tuple(dict.fromkeys(filter(str.isascii, map(_without_tone, said.split(",") if said else ()))))


def _without_tone(syllable: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", syllable) if not unicodedata.combining(letter))
