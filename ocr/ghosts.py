"""Ghosts: what was taken for a line and is none.

Two rows of small characters beside a headline look from afar like a line of large ones. Read as such they give nothing,
and as they reach over what stands round them they bar the reading order of their neighbours. Other ghosts are echoes: a
part of a line that was found once more by itself, and wavy rules between columns, which look like rows of letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ocr.engines.base import Reading
from ocr.layout import Strip
from ocr.looks import Seen
from ocr.page import Box
from ocr.script import is_wide

FAINT, STRANGE, CLEAR = 0.6, 0.9, 0.7
"""A ghost is read with less confidence than the first, or than the second where it is only letters and marks, though
what stands in it is not; what stands in it is read with more than the last."""
INSIDE = 0.6
"""So much of a line lies in a ghost, if any of it does."""
SMALLER = 0.5
"""A line in a ghost covers no more than this part of it."""


WAVES, THIN = frozenset("mMnNuUvVwW~"), 0.6
"""What a wavy rule looks like to the recogniser, and how thin it is beside the characters of the page."""


def ghosts(seen: Iterable[Seen]) -> frozenset[Box]:
    """The boxes of large ghosts and of echoes among strips and what was read in them, in the view of the page."""
    known = [(strip.box, reading) for strip, reading in seen if reading.glyphs]
    clear = [line for line in known if line[1].confidence > CLEAR]
    found = {box for box, reading in known if any(_is_ghost(box, reading, *line) for line in clear)}
    return frozenset(found) | _echoes([(box, reading.text) for box, reading in known])


def _is_ghost(box: Box, reading: Reading, line: Box, inside: Reading) -> bool:
    """Whether a line that is read well stands in what is none."""
    strange = not _has_wide(reading) and _has_wide(inside)
    faint = reading.confidence < (STRANGE if strange else FAINT)
    return faint and line.share_in(box) > INSIDE and line.area < SMALLER * box.area


def _has_wide(reading: Reading) -> bool:
    return any(is_wide(glyph.text) for glyph in reading.glyphs)


def _echoes(known: Sequence[tuple[Box, str]]) -> frozenset[Box]:
    """Of lines that lie on each other and say the same the smaller ones."""
    same: dict[str, list[Box]] = {}
    for box, text in known:
        same.setdefault(text, []).append(box)
    several = [sorted(boxes, key=lambda box: box.area) for boxes in same.values() if len(boxes) > 1]
    return frozenset(
        box
        for boxes in several
        for n, box in enumerate(boxes)
        if any(box.share_in(other) > INSIDE for other in boxes[n + 1 :])
    )


def is_wave(strip: Strip, reading: Reading, size: float) -> bool:
    """Whether a strip of a page of columns, whose characters are `size` high, is a wavy rule."""
    return strip.size < THIN * size and len(reading.glyphs) > 1 and all(g.text in WAVES for g in reading.glyphs)
