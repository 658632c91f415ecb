"""Which syllable a Han character is read as where it stands.

A stretch of Han characters is divided into as few words as possible; the words are those of the library's dictionary,
which always win, of ours (`resources/marc/pinyin/`) and of pypinyin. What is in no word has the reading that it has
alone. Syllables are lower case, without tones, and have v for ü, as GB/T 34947 has it for keyboards.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from marc.errors import MarcError
from resources import marc as definitions

Role = Literal["text", "person", "statement"]
"""What is read: `person` is a personal name, `statement` who is responsible, which may be either."""
HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")
_SYLLABLE = re.compile("[a-zü]+")
_STATED = re.compile(r"(.{2,4}?)[等主编著撰译注校绘辑修纂选述点整理摄]{0,4}")
_LONGEST = 10

Word = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`words` and `phrases` have one syllable a character, ours and pypinyin's; `forms` is the folding of search."""

    words: Mapping[str, Word]
    phrases: Mapping[str, list[list[str]]]
    characters: Mapping[int, str]
    forms: Mapping[str, str]
    surnames: Mapping[str, Word]
    corporate: frozenset[str]
    foreign: frozenset[str]

    def word(self, text: str) -> Word | None:
        """The syllables of a word of two or more characters, in traditional or simplified form."""
        for form in (text, self.simplified(text)):
            if found := self.words.get(form):
                return found
            if phrase := self.phrases.get(form):
                return tuple(plain(syllable[0]) for syllable in phrase)
        return None

    def character(self, sign: str) -> str:
        """The reading of a character by itself; the character where nobody knows one."""
        for form in (sign, self.forms.get(sign, sign)):
            if found := self.words.get(form):
                return found[0]
            if readings := self.characters.get(ord(form)):
                return plain(readings.partition(",")[0])
        return sign

    def simplified(self, text: str) -> str:
        return "".join(self.forms.get(sign, sign) for sign in text)


def syllables(text: str, user: Mapping[str, str], role: Role = "text") -> list[str]:
    """One syllable for each character of a text that has Han characters only; `user` is the library's dictionary."""
    longest = max(map(len, user), default=0)
    read: list[str] = []
    start = place = 0
    while place < len(text):
        stretch = (text[place : place + size] for size in range(min(longest, len(text) - place), 0, -1))
        word = next((word for word in stretch if word in user), "")
        if word:
            read += _stretch(text[start:place], role, start == 0, False) + user[word].split()
            start = place = place + len(word)
        else:
            place += 1
    return read + _stretch(text[start:], role, start == 0, True)


def load_dictionary(path: Path) -> dict[str, str]:
    """A library's dictionary: a TOML file of lines such as `"达赉湖" = "da lai hu"`.

    MarcError: it cannot be read, or a line has not one syllable for each character.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MarcError(
            "The pinyin dictionary {file} cannot be read ({reason}); check that it is there.",
            file=path, reason=error.strerror,
        ) from error  # fmt: skip
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MarcError(
            "The pinyin dictionary {file} is no TOML ({reason}); mend it.", file=path, reason=error
        ) from error
    for word, reading in table.items():
        if not isinstance(reading, str) or not _is_reading(word, reading):
            raise MarcError(
                "In the pinyin dictionary {file} “{word}” needs one syllable for each character, with a blank between.",
                file=path, word=word,
            )  # fmt: skip
    return {word: " ".join(map(plain, reading.split())) for word, reading in table.items()}


@cache
def lexicon() -> Lexicon:
    """All that is known of readings, put together when it is first needed: a third of a second, 50 MB."""
    # the window must not wait for this when it starts
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    from resources.search import folding

    names = tomllib.loads(definitions.text("pinyin/names.toml"))
    ours: dict[str, str] = {}
    for name in ("words", "places"):
        ours |= tomllib.loads(definitions.text(f"pinyin/{name}.toml"))
    return Lexicon(
        words=_divided(ours),
        phrases=phrases_dict,
        characters=pinyin_dict,
        forms=folding(),
        surnames=_divided(names["surnames"]),
        corporate=frozenset(names["corporate"]),
        foreign=frozenset(names["foreign"]),
    )


def plain(syllable: str) -> str:
    """A syllable without its tone, and with v for ü."""
    apart = _TONES.sub("", unicodedata.normalize("NFD", syllable.lower()))
    return unicodedata.normalize("NFC", apart).replace("ü", "v").replace("ê", "e")


def _divided(table: Mapping[str, str]) -> dict[str, Word]:
    return {word: tuple(map(plain, reading.split())) for word, reading in table.items()}


def _is_reading(word: str, reading: str) -> bool:
    parts = reading.split()
    return len(parts) == len(word) > 0 and all(_SYLLABLE.fullmatch(plain(part)) for part in parts)


def _stretch(text: str, role: Role, first: bool, last: bool) -> list[str]:
    """The readings of a stretch; `first` and `last` say whether it begins and ends what is read."""
    if not text:
        return []
    known = lexicon()
    words = _divide(text, known)
    read = [syllable for word in words for syllable in _read(word, known)]
    if last and len(words[-1]) == 1 and len(text) > 1:
        read[-1] = {"传": "zhuan", "傳": "zhuan"}.get(text[-1], read[-1]) if role == "text" else read[-1]
        read[-1] = "jiao" if text[-1] == "校" and role == "statement" else read[-1]
    if first and (role == "person" or (role == "statement" and _states_a_person(text, words, known))):
        surname = next((text[:size] for size in (2, 1) if text[:size] in known.surnames), "")
        read[: len(surname)] = known.surnames.get(surname, ())
    return read


def _read(word: str, known: Lexicon) -> Word:
    return (known.word(word) if len(word) > 1 else None) or tuple(map(known.character, word))


def _states_a_person(text: str, words: list[str], known: Lexicon) -> bool:
    """Whether a statement such as 曾巩撰 begins with a family name: short, no body, and no other word there."""
    match = _STATED.fullmatch(text)
    if match is None or not known.corporate.isdisjoint(match[1]):
        return False
    return len(words[0]) == 1 or words[0] in known.surnames


def _divide(text: str, known: Lexicon) -> list[str]:
    """The text in as few words as possible; of equal ways the one with more of our words, then the longer first."""
    best: list[tuple[int, int, int]] = [(0, 0, 0)]  # for each end of the text: words, less ours, length of the first
    for place in range(len(text) - 1, -1, -1):
        ways = []
        for size in range(1, min(_LONGEST, len(text) - place) + 1):
            word = text[place : place + size]
            ours = size > 1 and (word in known.words or known.simplified(word) in known.words)
            if size == 1 or ours or known.word(word):
                count, rest, _size = best[len(text) - place - size]
                ways.append((count + 1, rest - ours, -size))
        best.append(min(ways))
    words, place = [], 0
    while place < len(text):
        size = -best[len(text) - place][2]
        words.append(text[place : place + size])
        place += size
    return words
