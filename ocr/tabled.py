"""Which ruled parts of a page are tables, and which are boxes around articles or the columns of a book."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocr.grids import Grid
from ocr.ink import Mask
from ocr.page import Box

FEW = 3.0
"""Most cells of a ruled table hold fewer lines; boxes that hold more are articles."""
SHORT, MOST = 9.0, 0.85
"""In a table among columns so many pieces are shorter than this, in characters: columns of prose are ruled too."""
ROOMY, FULL = 6.0, 0.85
"""In cells longer than this, in characters, they leave some room."""
RULED = 0.8
"""There is ink along so much of the sides of most of its cells."""
COLUMNS = 3
"""It has at least so many columns with text."""


def is_table(grid: Grid, boxes: Sequence[Box], size: float) -> bool:
    """Whether what is ruled is a table: words in several columns, and not whole articles or one line across all."""
    held = [boxes[n] for n in held_by(grid.box, boxes)]
    cells = [[held[n] for n in held_by(cell, held)] for cell in grid.cells]
    lines = [sum(box.height for box in cell) / size for cell in cells if cell]
    columns = {cell.left for cell, there in zip(grid.cells, cells, strict=True) if there}
    wide = sum(
        any(box.width > 1.3 * cell.width for box in there) for cell, there in zip(grid.cells, cells, strict=True)
    )
    return len(lines) > 1 and len(columns) > 1 and 2 * wide < len(lines) and float(np.median(lines)) < FEW


def is_table_of_columns(grid: Grid, boxes: Sequence[Box], size: float, dark: Mask) -> bool:
    """The same on a page of columns, seen turned: there every column of a book lies between two rules, and the rules of
    a newspaper lock into each other.

    `boxes` are those of pieces that were cut at the rules, `dark` is all ink.
    """
    inside = [boxes[n] for n in held_by(grid.box, boxes)]
    held = [(inside[n], cell) for cell in grid.cells for n in held_by(cell, inside)]
    short = sum(
        box.width < SHORT * size and (cell.width < ROOMY * size or box.width < FULL * cell.width) for box, cell in held
    )
    columns = {cell.top for _, cell in held}
    plain = len(columns) >= COLUMNS and short >= MOST * len(held)
    return plain and _is_ruled(grid, dark) and is_table(grid, boxes, size)


def _is_ruled(grid: Grid, dark: Mask) -> bool:
    """Whether the cells of a grid have printed sides within it, both lying and standing ones."""
    inner = [cell for cell in grid.cells if cell.left > grid.box.left], [c for c in grid.cells if c.top > grid.box.top]
    standing = [_inked(dark.T, cell.left, cell.top, cell.bottom) for cell in inner[0]]
    lying = [_inked(dark, cell.top, cell.left, cell.right) for cell in inner[1]]
    return all(len(part) > 0 and float(np.median(part)) > RULED for part in (standing, lying))


def _inked(dark: Mask, at: float, start: float, end: float) -> float:
    """Along how much of a side there is ink, 0 to 1."""
    part = dark[max(round(at) - 3, 0) : round(at) + 4, max(round(start), 0) : max(round(end), 0)]
    return float(part.any(axis=0).mean()) if part.size else 0.0


def held_by(whole: Box, boxes: Sequence[Box]) -> list[int]:
    """Which boxes have their middles in another."""
    sides = np.array([(box.left + box.right, box.top + box.bottom) for box in boxes]).reshape(-1, 2) / 2
    x, y = sides.T
    there = (whole.left <= x) & (x < whole.right) & (whole.top <= y) & (y < whole.bottom)
    return np.flatnonzero(there).tolist()
