"""A region seen so that its lines run level from left to right, whatever their direction and the tilt of the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from ocr.page import Box, Direction, Region, Word

STEEPEST = 0.15
"""A page leans no more than this (8.5 degrees); what seems to lean more is an accident of few boxes."""
LONG = 3.0
"""Words of a line tell how it leans if they stand so far apart, in characters."""


ALIKE = 0.5
"""Cells are in one row if they share this part of the height of the higher one."""


class LevelView:
    """Boxes of a region in the level view and back; `size` is the height of its characters there, in pixels."""

    def __init__(self, region: Region) -> None:
        self._direction = region.direction
        boxes = [[_turned(word.box, region.direction) for word in line.words] for line in region.lines]
        height = _middle([box.height for row in boxes for box in row])
        self._slope = _cells_slope([_turned(cell, region.direction) for cell in region.cells])
        self._slope = self._slope or _slope(boxes, height)
        self.size = _middle([self._levelled(box).height for row in boxes for box in row])

    def flat(self, box: Box) -> Box:
        """A box of the master image in the level view."""
        return self._levelled(_turned(box, self._direction))

    def back(self, box: Box) -> Box:
        """A box of the level view in the master image, not grown by the tilt."""
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        stretch = 1 + self._slope**2
        turned = _around((x - self._slope * y) / stretch, (y + self._slope * x) / stretch, box.width, box.height)
        return _turned_back(turned, self._direction)

    def parted(self, word: Word) -> list[Word]:
        """A word cut at the spaces within it, if a person has typed any."""
        if " " not in word.text or not word.text.strip():
            return [word] if word.text.strip() else []
        boxes = word.boxes(vertical=self._direction != "horizontal")
        out, start = [], 0
        for part in word.text.split(" "):
            if part:
                out.append(_part(word, start, part, boxes))
            start += len(part) + 1
        return out

    def _levelled(self, box: Box) -> Box:
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        lean = abs(self._slope)
        width = max(box.width - lean * box.height, box.width / 2)
        height = max(box.height - lean * box.width, box.height / 2)
        return _around(x + self._slope * y, y - self._slope * x, width, height)


def leveled(box: Box, skew: float) -> Box:
    """A box of a page that leans by `skew` degrees, clockwise positive, where it lies once the page is level, not grown
    by the tilt. The page is turned about its origin."""
    slope = math.tan(math.radians(skew))
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    width = max(box.width - abs(slope) * box.height, box.width / 2)
    height = max(box.height - abs(slope) * box.width, box.height / 2)
    return _around(x + slope * y, y - slope * x, width, height)


def _part(word: Word, start: int, text: str, boxes: Sequence[Box]) -> Word:
    own = tuple(boxes[start : start + len(text)])
    box = own[0]
    for other in own[1:]:
        box = box.union(other)
    return replace(word, text=text, box=box, characters=own)


def _slope(rows: Sequence[Sequence[Box]], size: float) -> float:
    """How far lines fall for each pixel to the right: the usual value between the words at their two ends."""
    slopes = []
    for row in rows:
        if len(row) > 1:
            first, last = min(row, key=lambda box: box.left), max(row, key=lambda box: box.right)
            across = (last.left + last.right - first.left - first.right) / 2
            if across > LONG * size:
                slopes.append((last.top + last.bottom - first.top - first.bottom) / 2 / across)
    slope = _middle(slopes)
    return slope if abs(slope) < STEEPEST else 0.0


def _cells_slope(cells: Sequence[Box]) -> float:
    """How far the rules between cells fall for each pixel to the right: told by cells that stand side by side."""
    slopes = []
    for one in cells:
        for other in cells:
            shared = min(one.bottom, other.bottom) - max(one.top, other.top)
            # Cells of several rows, beside others of one, would tell nothing.
            if other.left > one.left and shared > ALIKE * max(one.height, other.height):
                across = (other.left + other.right - one.left - one.right) / 2
                slopes.append((other.top + other.bottom - one.top - one.bottom) / 2 / across)
    slope = _middle(slopes)
    return slope if abs(slope) < STEEPEST else 0.0


def _middle(values: Sequence[float]) -> float:
    return float(median(values)) if values else 0.0


def _around(x: float, y: float, width: float, height: float) -> Box:
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _turned(box: Box, direction: Direction) -> Box:
    if direction == "horizontal":
        return box
    if direction == "vertical-rl":
        return Box(box.top, -box.right, box.bottom, -box.left)
    return Box(box.top, box.left, box.bottom, box.right)


def _turned_back(box: Box, direction: Direction) -> Box:
    if direction == "horizontal":
        return box
    if direction == "vertical-rl":
        return Box(-box.bottom, box.left, -box.top, box.right)
    return Box(box.top, box.left, box.bottom, box.right)
