"""From a cleaned page back to the master: points, boxes, and whole page texts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ocr.cleaning.recipe import Recipe
from ocr.cleaning.steps import STEPS
from ocr.cleaning.warps import Points, Warp
from ocr.page import Box, Line, PageText, Region, Word

ALONG = 9
"""Points along each side of a box that are carried, because a side that was straight need not stay so."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way of one cleaned page, `width` × `height` pixels, back to its master, through the maps of every step."""

    master_width: int
    master_height: int
    warps: tuple[Warp, ...]

    @property
    def width(self) -> int:
        return self.warps[-1].width if self.warps else self.master_width

    @property
    def height(self) -> int:
        return self.warps[-1].height if self.warps else self.master_height

    def to_master(self, points: Points) -> Points:
        """Points (N × 2: x, y) of the cleaned page in the master."""
        for warp in reversed(self.warps):
            points = warp.back(points)
        return points

    def from_master(self, points: Points) -> Points:
        """Points of the master in the cleaned page."""
        for warp in self.warps:
            points = warp.forth(points)
        return points

    def box(self, box: Box) -> Box:
        """The upright box of the master that holds a box of the cleaned page, cut to the master."""
        x, y = np.linspace(box.left, box.right, ALONG), np.linspace(box.top, box.bottom, ALONG)
        sides = [(x, np.full(ALONG, v)) for v in (box.top, box.bottom)]
        sides += [(np.full(ALONG, v), y) for v in (box.left, box.right)]
        points = self.to_master(np.concatenate([np.stack(side, axis=1) for side in sides]))
        left, top = points.min(axis=0)
        right, bottom = points.max(axis=0)
        across, down = self.master_width, self.master_height
        return Box(_within(left, across), _within(top, down), _within(right, across), _within(bottom, down))

    def page(self, page: PageText) -> PageText:
        """What was read on the cleaned page, with its boxes in pixels of the master."""
        regions = tuple(self._region(region) for region in page.regions)
        return replace(page, width=self.master_width, height=self.master_height, regions=regions)

    def _region(self, region: Region) -> Region:
        lines = tuple(self._line(line, vertical=region.vertical) for line in region.lines)
        cells = tuple(self.box(cell) for cell in region.cells)
        return replace(region, box=self.box(region.box), lines=lines, cells=cells)

    def _line(self, line: Line, *, vertical: bool) -> Line:
        return replace(line, box=self.box(line.box), words=tuple(self._word(w, vertical=vertical) for w in line.words))

    def _word(self, word: Word, *, vertical: bool) -> Word:
        # Characters are shared out along the line as it runs here: in the master it may run another way.
        characters = tuple(self.box(box) for box in word.boxes(vertical=vertical))
        return replace(word, box=self.box(word.box), characters=characters)


def ways(recipe: Recipe, width: int, height: int) -> list[Way]:
    """The way of each page that a recipe makes of a master of `width` × `height`, in the order of reading.

    Raises OcrError for a step that cannot be applied to such a master.
    """
    found = [Way(width, height, ())]
    for one in recipe.steps:
        found = [
            new
            for part, way in enumerate(found, 1)
            for new in (
                [Way(width, height, (*way.warps, warp)) for warp in STEPS[one.name].warps(way.width, way.height, one)]
                if one.part in (0, part)
                else [way]
            )
        ]
    return found


def _within(value: float, most: int) -> float:
    return round(min(max(float(value), 0.0), float(most)), 1)
