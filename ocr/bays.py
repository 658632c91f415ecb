"""Bays: lines on both sides of a picture, between lines that run above and below it over the whole breadth.

What stands left of the picture is read to its end before what stands right of it; so is prose in two columns between
lines that run over both. All lengths are in pixels of a view in which lines run level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr.engines.base import Gray
from ocr.ink import Mask
from ocr.page import Box

LANE = 0.55
"""A lane is at least this wide, in characters."""
PICTURE = 2.0
"""So is one in which a picture stands, at least this."""
PAINTED, ALONG = 0.02, 0.6
"""A picture stands in a lane if, along this much of it, so much of its breadth is ink. Leaders stand beside lines only,
and white is between those."""
PROSE = 9.0
"""Lines of prose are at least so long, in characters: what is shorter may be cells of a table, or verse."""
FULL, FILLED = 1.2, 0.7
"""A line is full if it ends so near to the end of its column, in characters; so many lines of prose are."""
FEWEST = 2
"""Lines on either side of a bay; of prose without a picture there are twice as many."""
TINTED = 40.0, 0.3
"""Tones are so much darker than the paper, in grey levels and as a part of the way to black."""


@dataclass(frozen=True, slots=True)
class Bay:
    """The indices of the lines above a bay, on its sides, and below it."""

    above: list[int]
    inside: list[int]
    below: list[int]


@dataclass(slots=True)
class _Run:
    """Lines that follow each other from above and leave a lane from `left` to `right` free."""

    first: int
    last: int
    left: float
    right: float


def painted(picture: Gray, dark: Mask, barred: Mask) -> Mask:
    """What of a view is printed and no rule: ink, and tones darker than the paper."""
    sample = picture[::4, ::4]
    paper, black = float(np.percentile(sample, 90)), float(np.percentile(sample, 1))
    tones = picture < paper - max(TINTED[0], TINTED[1] * (paper - black))
    return np.asarray((dark | tones) & ~barred, dtype=np.bool_)


class Bays:
    """Finds bays among `boxes` of lines; `size` is the height of a character, `shown` what is printed on the page."""

    def __init__(self, boxes: Sequence[Box], size: float, shown: Mask) -> None:
        self._boxes, self._size, self._shown = boxes, size, shown

    def holds_picture(self, left: float, right: float, top: float, bottom: float) -> bool:
        """Whether a picture fills the lane from `left` to `right` between two heights."""
        if right - left < PICTURE * self._size:
            return False
        a, b = (max(round(x), 0) for x in (left + 0.3 * self._size, right - 0.3 * self._size))
        part = self._shown[max(round(top), 0) : max(round(bottom), 0), a:b]
        return bool(part.size) and bool((part.mean(axis=1) > PAINTED).mean() > ALONG)

    def find(self, items: Sequence[int]) -> Bay | None:
        """The longest bay among some lines; None where there is none."""
        order = sorted(items, key=lambda i: (self._boxes[i].top + self._boxes[i].bottom, self._boxes[i].left))
        runs = [run for found in self._runs(order) if (run := self._whole(order, found)) is not None]
        if not runs:
            return None
        best = max(runs, key=lambda run: (run.last - run.first, -run.first))
        return Bay(order[: best.first], order[best.first : best.last], order[best.last :])

    def _runs(self, order: Sequence[int]) -> list[_Run]:
        """The lanes that begin between two lines that stand side by side, each as far as no line crosses it."""
        out: list[_Run] = []
        for n in range(len(order) - 1):
            one, other = sorted((self._boxes[order[n]], self._boxes[order[n + 1]]), key=lambda box: box.left)
            left, right = one.right, other.left
            near = abs(one.top + one.bottom - other.top - other.bottom) < 3 * self._size
            middle = (left + right) / 2
            known = any(run.first <= n < run.last - 1 and run.left < middle < run.right for run in out)
            if near and not known and right - left >= LANE * self._size:
                out.append(self._followed(order, n, left, right))
        return out

    def _followed(self, order: Sequence[int], n: int, left: float, right: float) -> _Run:
        run = _Run(n, n, left, right)
        while run.last < len(order) and self._leaves(run, self._boxes[order[run.last]]):
            run.last += 1
        while run.first > 0 and self._leaves(run, self._boxes[order[run.first - 1]]):
            run.first -= 1
        return run

    def _leaves(self, run: _Run, box: Box) -> bool:
        """Whether a line leaves a lane free, which is made so narrow as it leaves it."""
        free = _free(box, run.left, run.right)
        if free is None or free[1] - free[0] < LANE * self._size:
            return False
        run.left, run.right = free
        return True

    def _whole(self, order: Sequence[int], run: _Run) -> _Run | None:
        """A run without the lines at its ends that stand on one side only and not beside a picture; None if what is
        left is no bay."""
        while run.last - run.first > 1 and self._hangs_out(order, run, run.last - 1):
            run.last -= 1
        while run.last - run.first > 1 and self._hangs_out(order, run, run.first):
            run.first += 1
        own = [self._boxes[i] for i in order[run.first : run.last]]
        sides = [b for b in own if b.right <= run.left], [b for b in own if b.left >= run.right]
        if min(len(side) for side in sides) < FEWEST or run.last - run.first == len(order):
            return None
        top, bottom = min(box.top for box in own), max(box.bottom for box in own)
        prose = all(self._is_prose(side) for side in sides)
        return run if prose or self.holds_picture(run.left, run.right, top, bottom) else None

    def _hangs_out(self, order: Sequence[int], run: _Run, place: int) -> bool:
        """Whether a line lies above or below all lines on the other side of its run, and no picture beside it."""
        box = self._boxes[order[place]]
        left = box.right <= run.left
        others = [self._boxes[i] for i in order[run.first : run.last]]
        others = [b for b in others if (b.right <= run.left) != left]
        beside = any(b.top < box.bottom and box.top < b.bottom for b in others)
        slack = 0.4 * self._size
        return not beside and not self.holds_picture(run.left, run.right, box.top - slack, box.bottom + slack)

    def _is_prose(self, side: Sequence[Box]) -> bool:
        """Whether lines fill the column in which they stand, and it is as broad as one of prose is."""
        end = float(np.percentile([box.right for box in side], 80))
        full = sum(box.right > end - FULL * self._size for box in side)
        long = float(np.median([box.width for box in side])) >= PROSE * self._size
        return long and len(side) >= 2 * FEWEST and full >= FILLED * len(side)


def _free(box: Box, left: float, right: float) -> tuple[float, float] | None:
    """What a box leaves free of a lane: all of it, or the side on which more is left; None where it crosses it."""
    if box.left <= left:
        return (max(left, box.right), right) if box.right < right else None
    if box.right >= right:
        return left, min(right, box.left)
    return (left, box.left) if box.left - left >= right - box.right else (box.right, right)
