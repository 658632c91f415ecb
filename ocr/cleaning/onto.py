"""The pages that a recipe makes of a master, each with what the master says of it: for outputs that show the cleaned
picture. It is the way of `ocr.cleaning.ways`, gone from the master to the cleaned page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ocr.cleaning.files import opened, png
from ocr.cleaning.recipe import Recipe
from ocr.cleaning.steps import apply
from ocr.cleaning.ways import Way, ways
from ocr.page import Box, Line, PageText, Region, Word, around

LEVEL = 0.2
"""Below this the sides of a box cannot be told from those of the one around it: it lay almost at 45 degrees."""


def cleaned_pages(source: Path | bytes, recipe: Recipe, text: PageText) -> Iterator[tuple[bytes, PageText]]:
    """The pages that a recipe makes of a master, in the order of reading: the bytes of a PNG, with the resolution that
    the master tells, and the text with its boxes in pixels of that page. Lines that were cut away are left out.

    Raises OcrError for what is no picture, and for a step that cannot be applied to this one.
    """
    master, dpi = opened(source)
    known = ways(recipe, master.shape[1], master.shape[0])
    for page, way in zip(apply(master, recipe), known, strict=True):
        yield png(page, dpi), page_onto(way, text)


def page_onto(way: Way, text: PageText) -> PageText:
    """What stands on the cleaned page of a text whose boxes are in pixels of the master."""
    regions = tuple(region for one in text.regions if (region := _region(way, one)) is not None)
    return replace(text, width=way.width, height=way.height, regions=regions)


def box_onto(way: Way, box: Box) -> Box:
    """The box of the cleaned page that `Way.box` makes this box of the master of, as if the way were straight there.

    A box of the master is upright and holds one that leans: its middle is theirs, and its sides tell the other's.
    """
    middle = np.array([[(box.left + box.right) / 2, (box.top + box.bottom) / 2]])
    (x, y) = way.from_master(middle)[0]
    round_about = np.array([[x - 1, y], [x + 1, y], [x, y - 1], [x, y + 1]])
    left, right, up, down = way.to_master(round_about)
    sides = np.abs(np.stack([right - left, down - up], axis=1)) / 2
    size = np.array([box.width, box.height])
    if abs(np.linalg.det(sides)) < LEVEL * np.square(sides).sum() / 2:
        wide, high = size @ sides / np.square(sides).sum(axis=0) / 2
    else:
        wide, high = np.maximum(np.linalg.solve(sides, size), 1.0)
    return _rounded(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _rounded(*sides: float) -> Box:
    return Box(*(round(float(side), 1) for side in sides))


def _is_on(way: Way, box: Box) -> bool:
    """Whether the middle of a box of the cleaned page lies on that page."""
    return 0 <= (box.left + box.right) / 2 <= way.width and 0 <= (box.top + box.bottom) / 2 <= way.height


def _region(way: Way, region: Region) -> Region | None:
    """The region as far as it is on the page; one without lines, which is a place, whole."""
    lines = tuple(line for one in region.lines if _is_on(way, (line := _line(way, one, region)).box))
    box = box_onto(way, region.box)
    if region.lines:
        if not lines:
            return None
        box = around([line.box for line in lines])
    elif not _is_on(way, box):
        return None
    cells = tuple(cell for one in region.cells if _is_on(way, cell := box_onto(way, one)))
    return replace(region, box=box, lines=lines, cells=cells)


def _line(way: Way, line: Line, region: Region) -> Line:
    words = tuple(_word(way, word, region) for word in line.words)
    boxes = [box for word in words for box in word.characters]
    return replace(line, words=words, box=around(boxes) if boxes else box_onto(way, line.box))


def _word(way: Way, word: Word, region: Region) -> Word:
    # Over the length of a word the way need not be straight; over a character it is.
    characters = tuple(box_onto(way, box) for box in word.boxes(vertical=region.vertical))
    return replace(word, box=around(characters) if characters else box_onto(way, word.box), characters=characters)
