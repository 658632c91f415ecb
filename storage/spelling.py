"""Titles, authors and subjects found by how they are spoken: in pinyin without tones, or by its initials.

Every reading of a character counts, because nobody has said which is meant. The index has words for one character, for
two neighbours and for their initials; whether a whole line is spoken so is looked at afterwards.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

Readings = Callable[[str], tuple[str, ...]]
"""The syllables with which a character is read: small ASCII letters, ü as u."""

SPOKEN = ("title", "author", "subject")
_SYLLABLE = re.compile(
    "(?:[bpmfw]|[dtnlgkh]|[zcs]h?|[jqxyr])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u)|hm|ng|m|n"
)
_MOST = 64


def letters_of(folded: str) -> str:
    """The letters of a folded query that may be pinyin or initials; nothing for any other."""
    letters = folded.replace(" ", "").replace("v", "u")
    return letters if len(letters) > 1 and letters.isascii() and letters.isalpha() else ""


def spoken_words(line: str, readings: Readings) -> Iterator[str]:
    """The words of the index for a line of letters (folded strictly)."""
    said = [readings(sign) for sign in line]
    yield from (f"≈{syllable}" for some in said for syllable in some)
    for left, right in itertools.pairwise(said):
        yield from (f"≈{one}·{other}" for one in left for other in right)
        yield from (f"≋{one}·{other}" for one in _initials(left) for other in _initials(right))


def asked_words(letters: str) -> str:
    """What the index is asked for letters: every line that may be spoken so has these words."""
    ways = [_both(f"≋{one}·{other}" for one, other in itertools.pairwise(letters))]
    for way in itertools.islice(_divided(letters), _MOST):
        ways.append(_both(f"≈{a}·{b}" for a, b in itertools.pairwise(way)) if len(way) > 1 else f'"≈{way[0]}"')
    return " OR ".join(f"({way})" for way in ways)


def spoken_so(line: str, letters: str, readings: Readings) -> Iterator[tuple[int, int]]:
    """Where a line is spoken like these letters: whole syllables, or the initial of each."""
    said = [readings(sign) for sign in line]
    for start in range(len(line)):
        ends = {*_ends(said, start, letters), *_by_initials(said, start, letters)}
        yield from ((start, end) for end in sorted(ends))


def _both(words: Iterator[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


def _initials(syllables: tuple[str, ...]) -> list[str]:
    return sorted({syllable[0] for syllable in syllables})


def _divided(letters: str) -> Iterator[list[str]]:
    """Every way to divide letters into syllables."""
    if not letters:
        yield []
    for length in range(min(6, len(letters)), 0, -1):
        if _SYLLABLE.fullmatch(letters[:length]):
            yield from ([letters[:length], *rest] for rest in _divided(letters[length:]))


def _ends(said: list[tuple[str, ...]], at: int, letters: str) -> Iterator[int]:
    if not letters:
        yield at
    elif at < len(said):
        for syllable in said[at]:
            if letters.startswith(syllable):
                yield from _ends(said, at + 1, letters[len(syllable) :])


def _by_initials(said: list[tuple[str, ...]], start: int, letters: str) -> Iterator[int]:
    some = said[start : start + len(letters)]
    if len(some) == len(letters) and all(sign in _initials(how) for sign, how in zip(letters, some, strict=True)):
        yield start + len(letters)
