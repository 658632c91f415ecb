"""Looking at strips through the line recogniser: once at all of them, again at the doubtful ones."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.engines.base import LineEngine, Reading
from ocr.frames import Pyramid
from ocr.layout import Strip
from ocr.votes import together

DOUBTFUL = 0.97
"""A line read with less confidence is looked at again."""
FIRST = {True: (0.94, 0.7), False: (1.0, 1.0)}
LOOKS = ((1.0, 0.85), (1.0, 0.65))
"""How large the characters are in the first (of columns, of rows) and in the further looks, and how narrow: in columns
the recogniser knows most characters from lines in which they are a little narrower than in most print."""

Seen = tuple[Strip, Reading]
"""A strip as it was looked at, and what was read in it."""


class Looks:
    """The strips of one page, seen through one engine; `columns`: its lines run downwards, but for those across."""

    def __init__(self, pyramid: Pyramid, engine: LineEngine, *, columns: bool = False) -> None:
        self._columns = columns
        self._pyramid = pyramid
        self._engine = engine

    def lying(self, strips: Sequence[Strip]) -> list[Seen]:
        """One look at each strip, none of which is taken for a single character."""
        return self._seen([self._first(strip) for strip in strips])

    def first(self, strips: Sequence[Strip]) -> list[Seen]:
        """One look at each strip."""
        uprights = [strip.upright() for strip in strips]
        pairs = zip(strips, uprights, strict=True)
        views = [self._first(strip) if up is strip else up for strip, up in pairs]
        return self._seen(views)

    def _first(self, strip: Strip) -> Strip:
        return strip.looked_at(*FIRST[self._columns and not strip.across])

    def _seen(self, strips: Sequence[Strip]) -> list[Seen]:
        readings = self._engine.read_lines([self._pyramid.view(strip.view) for strip in strips])
        return list(zip(strips, readings, strict=True))

    def again(self, strips: Sequence[Strip], seen: Sequence[Seen]) -> list[Seen]:
        """Each strip as it was read best: what was read with doubt is looked at again, until two looks agree; then all
        looks vote for each character of the surest (see `votes`)."""
        best = list(seen)
        doubtful = [i for i, (_, reading) in enumerate(seen) if reading.glyphs and reading.confidence < DOUBTFUL]
        looks = {i: [seen[i][1]] for i in doubtful}
        for scale, narrow in LOOKS:
            others = self._seen([strips[i].looked_at(scale, narrow) for i in doubtful])
            unsettled = []
            for i, other in zip(doubtful, others, strict=True):
                before, after = best[i][1], other[1]
                if len(after.glyphs) >= 0.8 * len(before.glyphs):
                    looks[i].append(after)
                    best[i] = max(best[i], other, key=lambda look: look[1].confidence)
                if before.text != after.text and best[i][1].confidence < DOUBTFUL:
                    unsettled.append(i)
            doubtful = unsettled
        for i, readings in looks.items():
            best[i] = (best[i][0], together(readings))
        return best
