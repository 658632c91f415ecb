"""Main text before a commentary, which seems to be part of it: 侯 and 伯 have a white line down their middle, as two
lines of commentary have between them, and ink alone cannot tell where the one ends and the other begins.

The recogniser can: where it doubts the first characters of both lines and is sure of the rest, the row may begin with
main text. That way to part it is then read too, and must be the clearly better one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from ocr.engines.base import Glyph, Reading
from ocr.layout import Strip
from ocr.looks import Seen
from ocr.page import Box

DOUBTED, SURE = 0.93, 0.95
"""The first characters of one line are read with less confidence than the first, what follows with more than the
second."""
LONGEST = 4
"""No more characters are looked for before the commentary."""
BETTER = 0.004
"""How much better the row, of which the head is a small part, must be read with it than without."""

_EVERYWHERE = Box(-math.inf, -math.inf, math.inf, math.inf)


def with_head(ways: Sequence[Sequence[Strip]], best: Sequence[Seen]) -> tuple[Strip, ...] | None:
    """Another way to part a row whose best one begins with two lines of commentary; None where nothing speaks for it.

    `ways` are the strips of all ways, one of which must be the row as a whole.
    """
    whole = next((way[0] for way in ways if len(way) == 1 and not way[0].commentary), None)
    if whole is None or len(best) < 2 or not all(strip.commentary for strip, _ in best[:2]):
        return None
    pair = [(next(s for way in ways for s in way if s.box == strip.box), strip, found) for strip, found in best[:2]]
    count = max(_doubted(found) for *_, found in pair)
    if not count or any(len(found.glyphs) <= count + 1 for *_, found in pair):
        return None
    if any(_sureness(found.glyphs[count : 2 * count + 2]) < SURE for *_, found in pair):
        return None
    cut = sum(_end(*line, count) for line in pair) / 2
    if not whole.box.left < cut < whole.box.right:
        return None
    rest = tuple(seen[0] for seen in best[2:])
    return (whole.between(whole.box.left, cut), *(line.between(cut, line.box.right) for line, *_ in pair), *rest)


def chosen(best: Sequence[Seen], other: Sequence[Seen], merit: Callable[[Sequence[Seen]], float]) -> Sequence[Seen]:
    """The other way if it is read clearly better."""
    return other if merit(other) > merit(best) + BETTER else best


def _doubted(found: Reading) -> int:
    """How many characters at the beginning are doubtful; 0 where none is, or too many."""
    count = next((n for n, glyph in enumerate(found.glyphs) if glyph.confidence >= DOUBTED), len(found.glyphs))
    return count if count <= LONGEST else 0


def _sureness(glyphs: Sequence[Glyph]) -> float:
    return sum(glyph.confidence for glyph in glyphs) / len(glyphs)


def _end(line: Strip, looked_at: Strip, found: Reading, count: int) -> float:
    """Where in the view of the page the first characters of a line end."""
    before, after = found.glyphs[count - 1 : count + 1]
    part = (before.start + before.end + after.start + after.end) / 4 * looked_at.view.width
    middle = looked_at.view.height / 2
    place = looked_at.view.to_master(Box(part, middle, part, middle), _EVERYWHERE)
    return line.along(line.view.from_master(place).left)
