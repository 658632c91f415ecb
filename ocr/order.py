"""Reading order: a page is cut along its white lanes and its rules until only lines that follow each other are left.

Items left of a lane come before those right of it, items above a gap before those below. In the turned view of a page
of columns this gives the tiers from top to bottom and in each tier the columns from right to left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from ocr.bays import Bays
from ocr.grids import Grid
from ocr.ink import Mask
from ocr.page import Box, around
from ocr.tabled import held_by, is_table

Span = Callable[[Box], tuple[float, float]]
LANE = 0.55
"""A lane is at least this wide, in characters."""
GAP = 0.9
"""A gap between lines that parts blocks is at least this high, in characters, and twice the usual gap."""
MANY, PARTLY = 40, 0.3
"""On a page of many lines a cut follows a rule that runs along this part of it."""
ASKEW = 0.6
"""A line may reach so far across a lane, in characters, if most others respect it."""
TIER = 4
"""So many lines must end at a lane, and as many begin behind it, to say how wide it usually is."""
CELL = 9
"""The pieces in a table are mostly shorter than this, in characters."""
RULE = 4.0
"""A cut along a rule counts as one so many characters wider."""


@dataclass(frozen=True, slots=True)
class _Cut:
    before: list[int]
    after: list[int]
    weight: float


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: `levels` from top to bottom, in each the indices of what stands side by side; of a
    ruled table the `cells` too."""

    levels: tuple[tuple[int, ...], ...]
    table: bool = False
    cells: tuple[Box, ...] = ()


def blocks(
    boxes: Sequence[Box],
    size: float,
    barred: Mask,
    ruled: Sequence[Grid] = (),
    *,
    tables: bool,
    shown: Mask | None = None,
) -> list[Block]:
    """Blocks of indices of `boxes` in reading order.

    `size` is the height of a character, `barred` the ruled lines, `ruled` what they bound as tables; with `tables`,
    short pieces that stand in rows and columns are kept together, so that a table is read row by row. `shown` is what
    else is printed on the page: lines on both sides of a picture are no table.
    """
    shown = np.zeros_like(barred) if shown is None else shown
    held = [grid for grid in ruled if is_table(grid, boxes, size)]
    inside = [held_by(grid.box, boxes) for grid in held]
    taken = {i for part in inside for i in part}
    free = [i for i in range(len(boxes)) if i not in taken]
    # A ruled table stands among the other lines as a single one.
    order = _Order([boxes[i] for i in free] + [grid.box for grid in held], size, barred, shown, tables)
    out: list[Block] = []
    for block in order.parts(list(range(len(free) + len(held)))):
        for known, part in groupby(_flat(block), key=lambda pair: pair[0] if pair[0] >= len(free) else -1):
            if known < 0:
                levels = [tuple(free[i] for i, _ in level) for _, level in groupby(part, key=lambda pair: pair[1])]
                out.append(Block(tuple(levels), block.table))
            else:
                levels = _Order(boxes, size, barred, shown, tables).levels(inside[known - len(free)])
                out.append(Block(tuple(levels), table=True, cells=held[known - len(free)].cells))
    return out


def _flat(block: Block) -> list[tuple[int, int]]:
    return [(i, n) for n, level in enumerate(block.levels) for i in level]


class _Order:
    def __init__(self, boxes: Sequence[Box], size: float, barred: Mask, shown: Mask, tables: bool) -> None:
        self._tables = tables
        self._bays = Bays(boxes, size, shown)
        self._boxes = boxes
        self._size = size
        self._barred = barred

    def parts(self, items: list[int]) -> list[Block]:
        if not items:
            return []
        found = self._table(items) if self._tables else None
        if found is not None:
            above, table, below = found
            return [*self.parts(above), Block(tuple(table), table=True), *self.parts(below)]
        cut = self._best(items) or self._locked(items)
        if cut is not None:
            return self.parts(cut.before) + self.parts(cut.after)
        bay = self._bays.find(items)
        if bay is not None:
            return self.parts(bay.above) + self.parts(bay.inside) + self.parts(bay.below)
        cut = self._opening(items)
        if cut is not None:
            return self.parts(cut.before) + self.parts(cut.after)
        return [Block(tuple(self.levels(items)))]

    def _table(self, items: list[int]) -> tuple[list[int], list[tuple[int, ...]], list[int]] | None:
        """What stands above, in and below a table, if most lines are rows of short pieces that share their lanes."""
        levels = self.levels(items)
        wide = [n for n, level in enumerate(levels) if len(level) > 1]
        if len(wide) < 3:
            return None
        first, last = wide[0], wide[-1] + 1
        cells = [i for n in wide for i in levels[n]]
        short = sum(self._boxes[i].width < CELL * self._size for i in cells)
        # A note in the margin makes rows of two here and there; a table has hardly any others.
        lanes = self._cuts(cells, _across, LANE)
        if len(wide) < 0.8 * (last - first) or short < 0.85 * len(cells) or not lanes:
            return None
        if any(map(self._is_beside_picture, lanes)):
            return None
        tall = max(self._boxes[i].bottom for i in cells) - min(self._boxes[i].top for i in cells)
        if tall > 4 * self._size * (last - first + 1):
            return None
        above, below = (sorted(i for level in part for i in level) for part in (levels[:first], levels[last:]))
        return above, levels[first:last], below

    def _is_beside_picture(self, lane: _Cut) -> bool:
        """Whether a picture stands between the columns that a lane parts."""
        left, right = (around([self._boxes[i] for i in part]) for part in (lane.before, lane.after))
        top, bottom = min(left.top, right.top), max(left.bottom, right.bottom)
        return self._bays.holds_picture(left.right, right.left, top, bottom)

    def _best(self, items: list[int]) -> _Cut | None:
        if len(items) < 2:
            return None
        lanes = self._cuts(items, _across, LANE)
        usual = self._usual_gap(items)
        down = self._cuts(items, _down, usual)
        ruled = [cut for cut in down if cut.weight >= RULE - 0.5]
        if len(ruled) > 2 and len(ruled) > 0.4 * len(self.levels(items)):
            # Where a rule stands between all columns, it parts nothing.
            down = self._cuts(items, _down, usual, rules=False)
        found = lanes + down
        return max(found, key=lambda cut: cut.weight, default=None)

    def _usual_gap(self, items: list[int]) -> float:
        """The least gap, in characters, that is more than the distance of lines that follow each other."""
        gaps = [cut.weight for cut in self._cuts(items, _down, 0.0, rules=False)]
        return max(GAP, 2 * float(np.median(gaps))) if gaps else GAP

    def _cuts(self, items: list[int], span: Span, least: float, *, rules: bool = True) -> list[_Cut]:
        """All cuts across one direction whose gap, in characters, is at least `least`; or that follow a rule."""
        order = sorted(items, key=lambda i: span(self._boxes[i])[0])
        out = []
        reach = span(self._boxes[order[0]])[1]
        for n in range(1, len(order)):
            start, end = span(self._boxes[order[n]])
            gap = (start - reach) / self._size
            if span is _across and -ASKEW < gap < least:
                gap = max(gap, self._usual_lane(order[:n], order[n:], reach, start))
            ruled = rules and gap > -0.3 and self._ruled(items, span, reach, start) > 0.7
            if gap >= least or ruled:
                out.append(_Cut(order[:n], order[n:], gap + RULE * ruled))
            reach = max(reach, end)
        return out

    def _usual_lane(self, before: list[int], after: list[int], end: float, start: float) -> float:
        """How wide, in characters, a narrow lane is for most of the lines that end at it and begin behind it.

        A mark that hangs out of one line, or a line that is set askew, makes a lane narrow for all.
        """
        near = 1.2 * self._size
        ends = [self._boxes[i].right for i in before if self._boxes[i].right > end - near]
        starts = [self._boxes[i].left for i in after if self._boxes[i].left < start + near]
        if min(len(ends), len(starts)) < TIER:
            return 0.0
        return float(np.median(starts) - np.median(ends)) / self._size

    def _ruled(self, items: list[int], span: Span, start: float, end: float) -> float:
        """Along how much of the gap from `start` to `end` a rule runs, 0 to 1."""
        whole = around([self._boxes[i] for i in items])
        slack = 0.4 * self._size
        a, b = max(round(min(start, end) - slack), 0), max(round(max(start, end) + slack), 1)
        left, right, top, bottom = (max(round(v), 0) for v in (whole.left, whole.right, whole.top, whole.bottom))
        part = (
            self._barred[top:bottom, a:b].any(axis=1) if span is _across else self._barred[a:b, left:right].any(axis=0)
        )
        return float(part.mean()) if part.size else 0.0

    def _locked(self, items: list[int]) -> _Cut | None:
        """Where articles lock into each other, the cut along the longest rule between two of them."""
        cuts = self._cuts(items, _down, -0.3, rules=False) if len(items) > MANY else []
        ruled = [(self._along(items, cut), cut) for cut in cuts]
        best = max((part for part, _ in ruled), default=0.0)
        return next((cut for part, cut in ruled if best > PARTLY and part == best and self._opens(cut)), None)

    def _opening(self, items: list[int]) -> _Cut | None:
        """A cut below or above a line that lies across lanes, though its gap is no wider than others."""
        return next((cut for cut in self._cuts(items, _down, -0.3, rules=False) if self._opens(cut)), None)

    def _opens(self, cut: _Cut) -> bool:
        return any(len(part) > 1 and self._cuts(part, _across, LANE) for part in (cut.before, cut.after))

    def _along(self, items: list[int], cut: _Cut) -> float:
        """Along how much of a cut a rule runs, 0 to 1."""
        end, start = max(self._boxes[i].bottom for i in cut.before), min(self._boxes[i].top for i in cut.after)
        return self._ruled(items, _down, end, start)

    def levels(self, items: list[int]) -> list[tuple[int, ...]]:
        """From top to bottom; what stands side by side from left to right."""
        rest = sorted(items, key=lambda i: self._boxes[i].top + self._boxes[i].bottom)
        out: list[tuple[int, ...]] = []
        while rest:
            level = [rest[0]]
            for i in rest[1:]:
                if all(_beside(self._boxes[j], self._boxes[i]) for j in level):
                    level.append(i)
            out.append(tuple(sorted(level, key=lambda i: self._boxes[i].left)))
            rest = [i for i in rest if i not in level]
        return out


def _across(box: Box) -> tuple[float, float]:
    return box.left, box.right


def _down(box: Box) -> tuple[float, float]:
    return box.top, box.bottom


def _beside(a: Box, b: Box) -> bool:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared > 0.5 * min(a.height, b.height) and (a.right <= b.left + 1 or b.right <= a.left + 1)
