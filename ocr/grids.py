"""The cells that ruled lines bound: which parts of a page are ruled as tables, and where their cells lie.

Rules need not be whole: a table may be open at its sides, and a rule that is missing between two cells makes them one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from ocr.edges import clusters
from ocr.ink import Mask, opened
from ocr.page import Box
from ocr.pieces import Piece

LONG = 2.5
"""Rules of tables are at least so long, in characters."""
BROKEN = 0.6
"""A rule may have gaps up to this, in characters."""
SAME = 0.5
"""Rules nearer to each other than this, in characters, are one: a double rule."""
COVERED = 0.6
"""A rule along this part of the side of a cell bounds it."""
SQUARE, SQUARES = 1.8, 150
"""Where so many cells are smaller than this, in characters, both ways, they are squares for one character each, as
manuscripts are written in."""
UNBROKEN = 0.95
"""A stroke from rule to rule is one itself if it has ink along this part of its length."""
SHRED = 0.25
"""What of a line reaches no farther than this into a cell, in characters, is the overhang of its neighbour."""
NEAR = 0.12
"""So near to a rule, in characters, ends a piece that is cut there."""
MOST = 5000
"""A net of more places than this is a pattern, not a table."""


Bits = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the `box` around it and its `cells`, row by row, in pixels of the view; each place is in one."""

    box: Box
    cells: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A lying rule at height `at`, from `start` to `end`; or a standing one with the axes exchanged."""

    at: float
    start: float
    end: float


def grids(barred: Mask, dark: Mask, size: float) -> list[Grid]:
    """The ruled tables in a mask of rules; `dark` is all ink, `size` the height of a character in its pixels."""
    right, down, width, height = cv2.boundingRect(barred.view(np.uint8))
    if not width:
        return []
    # No rule reaches farther than its gaps are wide; nothing else of the page need be looked at.
    air = round(BROKEN * size) + 2
    right, down, width, height = max(right - air, 0), max(down - air, 0), width + 2 * air, height + 2 * air
    barred, dark = (mask[down : down + height, right : right + width] for mask in (barred, dark))
    lying, standing = _rules(barred, size), _rules(barred.T, size).T
    out = []
    for left, top, width, height in _places(cv2.dilate(lying | standing, np.ones((5, 5), dtype=np.uint8))):
        if width > LONG * size and height > LONG / 2 * size:
            inside = np.s_[top : top + height, left : left + width]
            found = _grid(lying[inside], standing[inside], dark[inside], size)
            out += [_moved(grid, right + left, down + top) for grid in found]
    return out


def with_borders(barred: Mask, found: Sequence[Grid]) -> Mask:
    """A mask of rules with the sides of all cells, also those that are too short to be told from strokes alone."""
    out = barred.copy()
    for grid in found:
        for cell in grid.cells:
            left, top, right, bottom = (round(v) for v in (cell.left, cell.top, cell.right, cell.bottom))
            for side in (np.s_[top:bottom, left : left + 2], np.s_[top:bottom, max(right - 1, 0) : right + 1]):
                out[side] = True
    return out


def cut(piece: Piece, found: Sequence[Grid], size: float) -> list[Piece]:
    """A piece of a line, cut where it runs across the sides of cells; shreds go."""
    places = [
        side
        for grid in found
        for cell in grid.cells
        if cell.top < piece.y < cell.bottom
        for side in (cell.left, cell.right)
        if piece.left < side < piece.right
    ]
    if not places:
        return [piece]
    ends = clusters([piece.left, piece.right, *places], 0.0)
    # What is left of a rule and what is right of it do not touch, else they would become one again.
    spans = [(a + NEAR * size * (a > piece.left), b - NEAR * size * (b < piece.right)) for a, b in pairwise(ends)]
    parts = [replace(piece, left=a, right=b, y=piece.y + piece.slope * ((a + b) / 2 - piece.middle)) for a, b in spans]
    return [part for part in parts if part.length > SHRED * size] or [piece]


def _rules(barred: Mask, size: float) -> Bits:
    """What of a mask lies: open to short things, closed to gaps, and without what is too thick."""
    # A rule that leans a little climbs from row to row of pixels.
    grown = cv2.dilate(np.ascontiguousarray(barred, dtype=np.uint8), np.ones((3, 1), dtype=np.uint8))
    closed = cv2.morphologyEx(grown, cv2.MORPH_CLOSE, _bar(BROKEN * size))
    return opened(closed, max(round(LONG * size), 3), across=False)


def _bar(length: float) -> Bits:
    return np.ones((1, max(round(length), 3)), dtype=np.uint8)


def _grid(lying: Bits, standing: Bits, dark: Mask, size: float) -> list[Grid]:
    """The grid of rules that hang together; none where they bound no table."""
    across, down = _found(lying), _found(standing.T)
    rows, columns = _edges(across, down, size), _edges(down, across, size)
    down += _short(dark, rows, size)
    across += _short(dark.T, columns, size)
    rows, columns = _edges(across, down, size), _edges(down, across, size)
    if min(len(rows), len(columns)) < 3 or len(rows) * len(columns) > MOST:
        return []
    net = _Net(rows, columns, across, down, size)
    cells = net.cells()
    small = median(c.width for c in cells) < SQUARE * size and median(c.height for c in cells) < SQUARE * size
    if len(cells) < 4 or (small and len(cells) >= SQUARES):
        return []
    return [Grid(Box(columns[0], rows[0], columns[-1], rows[-1]), tuple(cells))]


def _places(mask: cv2.typing.MatLike) -> list[tuple[int, int, int, int]]:
    """What hangs together in a mask, as left, top, width and height: rules are few, and following their edges takes a
    third of the time of giving each pixel a number."""
    contours, levels = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    outer = [] if levels is None else [part for part, level in zip(contours, levels[0], strict=True) if level[3] < 0]
    found = [cv2.boundingRect(part) for part in outer]
    return sorted(((int(x), int(y), int(w), int(h)) for x, y, w, h in found), key=lambda place: place[1])


def _found(lying: Bits) -> list[_Rule]:
    places = _places(np.ascontiguousarray(lying))
    return [_Rule(top + (high - 1) / 2, float(left), float(left + wide)) for left, top, wide, high in places]


def _short(dark: Mask, rows: Sequence[float], size: float) -> list[_Rule]:
    """Standing rules that are as short as a row is high: straight strokes from one rule to the next."""
    out = []
    for top, bottom in pairwise(rows):
        band = dark[round(top) + 1 : max(round(bottom), 0)]
        if len(band) < 0.7 * size:
            continue
        full = cv2.dilate(band.astype(np.uint8), np.ones((1, 3), dtype=np.uint8)).mean(axis=0) > UNBROKEN
        edges = np.flatnonzero(np.diff(np.pad(full.astype(np.int8), 1)))
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if end - start < SAME * size:
                out.append(_Rule((start + end) / 2, top, bottom))
    return out


def _edges(rules: Sequence[_Rule], others: Sequence[_Rule], size: float) -> list[float]:
    """Where rules of one direction lie; and where the others end, if that is farther out: there the table is open."""
    groups: list[list[float]] = []
    for at in sorted(rule.at for rule in rules):
        if groups and at - groups[-1][-1] < SAME * size:
            groups[-1].append(at)
        else:
            groups.append([at])
    out = [sum(group) / len(group) for group in groups]
    if out and others:
        first, last = min(rule.start for rule in others), max(rule.end for rule in others)
        out = [first] * (first < out[0] - size) + out + [last] * (last > out[-1] + size)
    return out


class _Net:
    """The places between the edges of a grid, joined where no rule parts them."""

    def __init__(
        self, rows: list[float], columns: list[float], across: list[_Rule], down: list[_Rule], size: float
    ) -> None:
        self._rows, self._columns, self._size = rows, columns, size
        self._across, self._down = across, down

    def cells(self) -> list[Box]:
        """The cells row by row; what is joined to no rectangle falls apart into its places."""
        high, wide = len(self._rows) - 1, len(self._columns) - 1
        parent = list(range(high * wide))

        def root(i: int) -> int:
            while parent[i] != i:
                i = parent[i]
            return i

        for row in range(high):
            for column in range(wide):
                place = row * wide + column
                if column + 1 < wide and not self._parted(self._down, self._columns[column + 1], self._rows, row):
                    parent[root(place + 1)] = root(place)
                if row + 1 < high and not self._parted(self._across, self._rows[row + 1], self._columns, column):
                    parent[root(place + wide)] = root(place)
        groups: dict[int, list[tuple[int, int]]] = {}
        for place in range(high * wide):
            groups.setdefault(root(place), []).append(divmod(place, wide))
        found = [part for group in groups.values() for part in _rectangles(group)]
        return [self._box(part) for part in sorted(found)]

    def _parted(self, rules: list[_Rule], at: float, edges: list[float], n: int) -> bool:
        """Whether a rule near `at` runs between edge `n` and the next."""
        start, end = edges[n], edges[n + 1]
        near = [rule for rule in rules if abs(rule.at - at) < SAME * self._size]
        covered = sum(max(min(rule.end, end) - max(rule.start, start), 0.0) for rule in near)
        return covered > COVERED * (end - start)

    def _box(self, part: list[tuple[int, int]]) -> Box:
        (top, left), (bottom, right) = part[0], part[-1]
        return Box(self._columns[left], self._rows[top], self._columns[right + 1], self._rows[bottom + 1])


def _rectangles(group: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    (top, left), (bottom, right) = group[0], group[-1]
    whole = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return [group] if group == whole else [[place] for place in group]


def _moved(grid: Grid, right: float, down: float) -> Grid:
    def moved(box: Box) -> Box:
        return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)

    return Grid(moved(grid.box), tuple(moved(cell) for cell in grid.cells))
