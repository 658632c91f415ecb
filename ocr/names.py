"""Names of places and persons that a library knows, and words that part look-alikes, as a gentle prior in reading.

A character that was read with doubt gives way to another that the engine also thought of, if with it a known word
stands there and most of that word was read as it is. Nothing is written that the engine did not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from ocr.engines.base import Glyph, Reading
from resources.reading import lookalikes
from resources.search import folding

DOUBTFUL, ALIKE = 0.9, 0.985
"""A character read with more confidence stays as it is; where it has a look-alike the engine is sure too soon."""
LIKELY = 0.01
"""What the engine thought of with less confidence than this it did not see."""


class Names:
    """Known words of two characters or more; simplified, traditional and variant forms count as one. What is read with
    the confidence `doubtful` or more stays as it is."""

    def __init__(self, words: Iterable[str], doubtful: float = DOUBTFUL) -> None:
        self._doubtful = doubtful
        self._places: dict[str, list[tuple[str, int]]] = {}
        for word in {_folded(word.strip()) for word in words}:
            for place, sign in enumerate(word) if len(word) > 1 else ():
                self._places.setdefault(sign, []).append((word, place))

    def mended(self, reading: Reading) -> Reading:
        """The reading, with the characters that complete a known word."""
        glyphs = list(reading.glyphs)
        for n, glyph in enumerate(glyphs):
            if glyph.confidence < self._doubtful and (better := self._better(glyphs, n)):
                glyphs[n] = better
        return Reading(tuple(glyphs)) if tuple(glyphs) != reading.glyphs else reading

    def _better(self, glyphs: Sequence[Glyph], n: int) -> Glyph | None:
        if self._completes(glyphs, n, _folded(glyphs[n].text)):
            return None
        for text, confidence in glyphs[n].others:
            if confidence >= LIKELY and self._completes(glyphs, n, _folded(text)):
                return replace(glyphs[n], text=text, confidence=confidence, others=())
        return None

    def _completes(self, glyphs: Sequence[Glyph], n: int, sign: str) -> bool:
        return any(_stands(glyphs, n - place, word, n) for word, place in self._places.get(sign, ()))


@cache
def common() -> Names:
    """Words in which only one of several look-alikes can stand."""
    return Names((word for words in lookalikes().values() for word in words), ALIKE)


def _stands(glyphs: Sequence[Glyph], start: int, word: str, but: int) -> bool:
    """Whether a word stands from `start` on, the character at `but` not looked at."""
    if start < 0 or start + len(word) > len(glyphs):
        return False
    return all(n == but or _folded(glyphs[n].text) == sign for n, sign in enumerate(word, start))


@lru_cache(maxsize=1 << 14)
def _folded(text: str) -> str:
    table = folding()
    return "".join(table.get(sign, sign) for sign in text)
