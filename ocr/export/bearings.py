"""How lines run on the picture of a page, told from where their characters lie.

Most run as their region says. Lines of the Republic across a page of columns run from right to left; a page that lies
on its side in the master, and was turned for reading, has lines that run up or down; one that was scanned askew has
lines that lean.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr.page import Box, Line, PageText, Region

RIGHT, DOWN, LEFT, UP = range(4)
"""Quarter turns, clockwise, from the way of a line that runs from left to right."""
LEAN = 0.3
"""A line that strays less than this from its middle, in parts of its thickness, is level."""
LONG = 5.0
"""A line tells how its page leans if it is so many times as long as its characters are high."""
LEAST, STEEPEST = 0.008, 0.2
"""A page that leans less is straight (radians: half a degree); none leans more, that would be an accident of few
boxes."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """Which way a line runs: `quarter` clockwise from left to right, and from there by `lean` to its right (radians).

    Seen along the line, a place is told by how far along and how far across it lies, in pixels.
    """

    quarter: int
    lean: float = 0.0

    @property
    def way(self) -> tuple[float, float]:
        """The unit vector in which the line runs, x to the right and y downwards."""
        angle = self.quarter * math.pi / 2 + self.lean
        return math.cos(angle), math.sin(angle)

    def along(self, x: float, y: float) -> float:
        """How far along the line a point lies."""
        across, down = self.way
        return x * across + y * down

    def across(self, x: float, y: float) -> float:
        """How far to the foot of its characters a point lies."""
        across, down = self.way
        return y * across - x * down

    def size(self, box: Box) -> tuple[float, float]:
        """How long and how thick an upright box is for this line, but for its lean."""
        return (box.height, box.width) if self.quarter % 2 else (box.width, box.height)


def natural(region: Region) -> int:
    """How the lines of a region run on an upright page."""
    return DOWN if region.vertical else RIGHT


def bearing(line: Line, boxes: Sequence[Box], usual: Bearing) -> Bearing:
    """How a line runs whose characters have `boxes`; as `usual` as far as they do not tell."""
    quarter = _quarter(boxes)
    if quarter is None:
        return usual
    level = Bearing(quarter, usual.lean)
    slope, length = _slope(boxes, level)
    _, thick = level.size(line.box)
    stray = abs(slope) * length
    if abs(slope) > STEEPEST or stray < LEAN * max(thick - stray, 1.0):
        return level
    return Bearing(quarter, usual.lean + math.atan(slope))


def leaning(page: PageText) -> float:
    """By how much, in radians clockwise, a page was scanned askew; 0 where its lines do not agree that it was."""
    found: list[tuple[float, int]] = []
    for region in page.regions:
        for line in region.lines:
            boxes = characters(line, region)
            quarter = _quarter(boxes)
            if quarter is not None:
                level = Bearing(quarter)
                slope, length = _slope(boxes, level)
                if length > LONG * min(level.size(box)[1] for box in boxes):
                    found += [(math.atan(slope), len(boxes))]
    angles, weights = (np.array(values) for values in zip(*sorted(found), strict=True)) if found else (np.zeros(1),) * 2
    total = np.cumsum(weights)
    usual = float(angles[np.searchsorted(total, total[-1] / 2)])
    agreed = weights[np.abs(angles - usual) < LEAST].sum()
    return usual if LEAST < abs(usual) < STEEPEST and 2 * agreed > total[-1] else 0.0


def turned(page: PageText) -> int:
    """By how many quarters, clockwise, a page lies turned in its picture.

    That lines run from right to left does not say that they stand upside down, unless they follow each other upwards.
    """
    votes: Counter[int] = Counter()
    for region in page.regions:
        for line in region.lines:
            quarter = _quarter(characters(line, region))
            if quarter is not None:
                off = (quarter - natural(region)) % 4
                if off != 2 or region.vertical or _upwards(region):
                    votes[off] += len(line.text)
    (most, count), *_ = votes.most_common(1) or [(0, 0)]
    return most if 2 * count > votes.total() else 0


def characters(line: Line, region: Region) -> list[Box]:
    """The boxes of the characters of a line of a region, in the order in which they are read."""
    return [box for word in line.words for box in word.boxes(vertical=region.vertical)]


def _quarter(boxes: Sequence[Box]) -> int | None:
    """In which direction characters follow each other; None where they are too few to tell."""
    if len(boxes) < 2:
        return None
    (x, y), (to_x, to_y) = _middle(boxes[0]), _middle(boxes[-1])
    right, down = to_x - x, to_y - y
    if max(abs(right), abs(down)) < 0.4 * max(boxes[0].width, boxes[0].height):
        return None
    if abs(right) >= abs(down):
        return RIGHT if right > 0 else LEFT
    return DOWN if down > 0 else UP


def _slope(boxes: Sequence[Box], level: Bearing) -> tuple[float, float]:
    """How far characters stray to the foot of a line for each pixel along it, and how long they are together."""
    along, across = (
        np.array(v) for v in zip(*((level.along(*p), level.across(*p)) for p in map(_middle, boxes)), strict=True)
    )
    return float(np.polyfit(along, across, 1)[0]), float(np.ptp(along))


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _upwards(region: Region) -> bool:
    first, last = region.lines[0].box, region.lines[-1].box
    return last.bottom < first.top
