"""Mongolian in the private-use characters of Menksoft's fonts, which say what is seen and not which letter it is.

A word is converted where the letters that the fonts meant, with as few variation selectors as possible, are seen just
so by the rules of Unicode. Any other stays as it is and is named: a person must look at it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mongol_norm import MongolianShaper, NormalizationFallbackError

Sign = tuple[str, tuple[str, ...]]

_LAST = "\ue34f"
_NARROW_SPACE, _MVS = "\u202f", "\u180e"
_SELECTORS = "\u180b\u180c\u180d\u180f"
_MOST_SELECTORS = 2
# The vowels that stand apart from their word.
_APART = "\ue26a\ue274"
_SHAPER = MongolianShaper()
LETTERS = f"\ue23e\ue264-{_LAST}"
# Two letters at least: in GBK one may be somebody's own Chinese character.
WORD = f"[{LETTERS}]{{2,}}"
"""A pattern of a word that is certainly meant as one."""
_EVIDENCE = re.compile(f"{WORD}|\ue263[{LETTERS}]")
_WORDS = re.compile(f"[{LETTERS}]+")


@dataclass(frozen=True, slots=True)
class Converted:
    """A text in Unicode, and the words in it that are not certain and stayed as they were, in order."""

    text: str
    doubtful: tuple[str, ...]


def is_menksoft(text: str) -> bool:
    """Whether there is a word in Menksoft's characters."""
    return _EVIDENCE.search(text) is not None


class Menksoft:
    """Knows the characters by `signs`: what each is in Unicode, and which written units are seen of a letter.

    Without any it leaves every text as it is.
    """

    def __init__(self, signs: Mapping[str, Sign]) -> None:
        self._signs = dict(signs)
        self._marks = {ord(private): text for private, (text, units) in self._signs.items() if not units}

    @property
    def fingerprint(self) -> str:
        """Changes with what is known."""
        return repr(sorted(self._signs.items()))

    def with_marks(self, text: str) -> str:
        """A text of the same length, in which its punctuation, digits and narrow spaces are those of Unicode."""
        return text.translate(self._marks) if self._marks and is_menksoft(text) else text

    def to_unicode(self, text: str) -> Converted:
        """The text with all these characters in Unicode, so far as they are certain; without a word, unchanged."""
        if not self._signs or not is_menksoft(text):
            return Converted(text, ())
        doubtful: list[str] = []
        plain = self.with_marks(text)

        def convert(found: re.Match[str]) -> str:
            word = self._word(found[0], after_space=plain[: found.start()].endswith(_NARROW_SPACE))
            if not word:
                doubtful.append(found[0])
            return word or found[0]

        return Converted(_WORDS.sub(convert, plain), tuple(doubtful))

    def _word(self, characters: str, *, after_space: bool) -> str:
        """A word in Unicode; nothing if it is not certain."""
        if any(c not in self._signs for c in characters):
            return ""
        letters, units = self._letters_and_units(characters)
        try:
            seen = _SHAPER.normalize_written_units(["Mvs", *units] if after_space else units)
        except (NormalizationFallbackError, ValueError):
            return ""
        before = _NARROW_SPACE if after_space else ""
        for spelled in _spellings(letters):
            if _SHAPER.same_shape(before + spelled, seen):
                return spelled
        return ""

    def _letters_and_units(self, characters: str) -> tuple[list[str], list[str]]:
        """The letters and what is seen of them; a vowel that stands apart has its separator before it."""
        letters: list[str] = []
        units: list[str] = []
        for at, character in enumerate(characters):
            if at and character in _APART:
                letters.append(_MVS)
                units.append("Mvs")
            letter, seen = self._signs[character]
            letters.append(letter)
            units += seen
        return letters, units


def _spellings(letters: Sequence[str]) -> Iterator[str]:
    """The letters with no selector, with one after any of them, and so on."""
    for count in range(_MOST_SELECTORS + 1):
        for places in itertools.combinations(range(len(letters)), count):
            for chosen in itertools.product(_SELECTORS, repeat=count):
                after = dict(zip(places, chosen, strict=True))
                yield "".join(letter + after.get(at, "") for at, letter in enumerate(letters))
