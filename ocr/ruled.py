"""The cells of a table whose rules are printed: the words go into the cells in which they stand.

A row that is ruled off may hold many rows, and a cell may hold several lines; which it is, the other cells tell.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from ocr.cells import Cell, Table, joined, plain_number
from ocr.edges import edges_of
from ocr.level import LevelView
from ocr.page import Box, Region, Word

REACH = 0.4
"""Edges of cells nearer to each other than this, in characters, are one."""
LEVEL = 0.5
"""Words whose middles are nearer to each other than this, in characters, stand on one line."""
FILLED = 0.7
"""Lines in a row that is ruled off are rows of their own if its cells have something on so many of them."""
FEWEST = 3
"""So many lines, none of them numbers, are rows; two are cells of two lines."""
RUNNING = 0.75
"""Lines that fill this part of the width of a cell are running text, not rows of words."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table from rules; it is `sure` if every row is ruled off."""

    table: Table
    sure: bool


@dataclass(slots=True)
class _Spot:
    """A cell on its way: rows `top` to `bottom` and columns `left` to `right` as half-open ranges."""

    top: int
    bottom: int
    left: int
    right: int
    words: list[tuple[Box, Word]] = field(default_factory=list)


def from_rules(region: Region) -> Ruled | None:
    """The table that the printed cells of a region make; None where there are none, or they overlap."""
    words = [word for line in region.lines for word in line.words if word.text.strip()]
    if not region.cells or not words:
        return None
    view = LevelView(region)
    flat = [view.flat(cell) for cell in region.cells]
    rows, columns = edges_of(flat, REACH * view.size)
    spots = _spots(flat, rows, columns)
    return None if spots is None else _Ruling(region, view, rows, columns, spots).ruled()


def _spots(flat: Sequence[Box], rows: list[float], columns: list[float]) -> list[_Spot] | None:
    """The cells by their edges, with a cell of its own for each place that none covers; None where they overlap."""
    out = [
        _Spot(_nearest(rows, b.top), _nearest(rows, b.bottom), _nearest(columns, b.left), _nearest(columns, b.right))
        for b in flat
    ]
    taken = [place for spot in out for place in _places(spot)]
    if len(taken) != len(set(taken)) or any(spot.top >= spot.bottom or spot.left >= spot.right for spot in out):
        return None
    free = {(row, column) for row in range(len(rows) - 1) for column in range(len(columns) - 1)} - set(taken)
    return out + [_Spot(row, row + 1, column, column + 1) for row, column in sorted(free)]


def _places(spot: _Spot) -> Iterator[tuple[int, int]]:
    return ((row, column) for row in range(spot.top, spot.bottom) for column in range(spot.left, spot.right))


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda n: abs(edges[n] - value))


class _Ruling:
    def __init__(
        self, region: Region, view: LevelView, rows: list[float], columns: list[float], spots: list[_Spot]
    ) -> None:
        self._view, self._size = view, view.size
        self._rows, self._columns, self._spots = rows, columns, spots
        self._outside: list[list[tuple[Box, Word]]] = [[], []]
        self._at = {place: spot for spot in spots for place in _places(spot)}
        for line in region.lines:
            self._fill(line.words)

    def ruled(self) -> Ruled:
        """The table, with what stands above and below its rules in rows of its own."""
        sure = not self._part_rows()
        above, below = (_levels(words, self._size) for words in self._outside)
        cells = [self._cell(spot, len(above)) for spot in self._spots]
        high, wide = len(self._rows) - 1, len(self._columns) - 1
        for n, words in [*enumerate(above), *enumerate(below, len(above) + high)]:
            cells.append(Cell(n, 0, 1, wide, _text(words), _around(words), tuple(word for _, word in words)))
        cells.sort(key=lambda cell: (cell.row, cell.column))
        found = Table(len(above) + high + len(below), wide, tuple(cells))
        return Ruled(replace(found, head=_head(found)), sure)

    def _fill(self, line: Sequence[Word]) -> None:
        """Puts the words of a line where they stand; those a person has typed one after the other, one in each cell."""
        parts = [(self._view.flat(word.box), word) for whole in line for word in self._view.parted(whole)]
        if not parts:
            return
        row = self._row(parts[0][0])
        if len(parts) > sum(bool(word.text.strip()) for word in line) and 0 <= row < len(self._rows) - 1:
            there = {id(spot): spot for n in range(len(self._columns) - 1) for spot in (self._at[row, n],)}
            if len(there) == len(parts):
                for part, spot in zip(parts, there.values(), strict=True):
                    spot.words.append(part)
                return
        for box, word in parts:
            row = self._row(box)
            if 0 <= row < len(self._rows) - 1:
                column = bisect(self._columns, (box.left + box.right) / 2) - 1
                self._at[row, min(max(column, 0), len(self._columns) - 2)].words.append((box, word))
            else:
                self._outside[row >= 0].append((box, word))

    def _row(self, box: Box) -> int:
        """The row that a box stands in; −1 above the first, the number of rows below the last."""
        y, slack = (box.top + box.bottom) / 2, 0.3 * self._size
        if y < self._rows[0] - slack:
            return -1
        if y > self._rows[-1] + slack:
            return len(self._rows) - 1
        return min(max(bisect(self._rows, y) - 1, 0), len(self._rows) - 2)

    def _part_rows(self) -> bool:
        """Parts what is ruled off as one row and holds several; whether there was any."""
        parted = False
        for row in reversed(range(len(self._rows) - 1)):
            own = [spot for spot in self._spots if (spot.top, spot.bottom) == (row, row + 1)]
            levels = _levels([pair for spot in own for pair in spot.words], self._size)
            if self._are_rows(own, levels, first=row == 0):
                self._part(row, own, levels)
                parted = True
        return parted

    def _are_rows(self, own: Sequence[_Spot], levels: Sequence[Sequence[tuple[Box, Word]]], *, first: bool) -> bool:
        held = [spot for spot in own if spot.words]
        if len(levels) < (FEWEST if first else 2) or len(held) < 2:
            return False
        if sum(len(_levels(spot.words, self._size)) for spot in held) < FILLED * len(levels) * len(held):
            return False
        words = [word.text for spot in held for _, word in spot.words]
        if 2 * sum(bool(plain_number(text)) for text in words) >= len(words):
            return True
        if len(levels) < FEWEST:
            return False
        widths = [
            (level[-1][0].right - level[0][0].left) / (self._columns[spot.right] - self._columns[spot.left])
            for spot in held
            for level in _levels(spot.words, self._size)
        ]
        return median(widths) < RUNNING

    def _part(self, row: int, own: Sequence[_Spot], levels: Sequence[Sequence[tuple[Box, Word]]]) -> None:
        middles = [median((box.top + box.bottom) / 2 for box, _ in level) for level in levels]
        edges = [(a + b) / 2 for a, b in pairwise(middles)]
        self._rows[row + 1 : row + 1] = edges
        more = len(edges)
        for spot in self._spots:
            if all(spot is not one for one in own):
                spot.top += more * (spot.top > row)
                spot.bottom += more * (spot.bottom > row)
        kept = [spot for spot in self._spots if all(spot is not one for one in own)]
        for spot in own:
            parts = [_Spot(row + n, row + n + 1, spot.left, spot.right) for n in range(more + 1)]
            for box, word in spot.words:
                parts[bisect(edges, (box.top + box.bottom) / 2)].words.append((box, word))
            kept += parts
        self._spots = kept

    def _cell(self, spot: _Spot, shift: int) -> Cell:
        words = [pair for level in _levels(spot.words, self._size) for pair in level]
        rows, columns = self._rows, self._columns
        place = Box(columns[spot.left], rows[spot.top], columns[spot.right], rows[spot.bottom])
        box = _around(words) if words else self._view.back(place)
        spans = spot.bottom - spot.top, spot.right - spot.left
        return Cell(spot.top + shift, spot.left, *spans, _text(words), box, tuple(word for _, word in words))


def _levels(words: Sequence[tuple[Box, Word]], size: float) -> list[list[tuple[Box, Word]]]:
    """Words by the lines on which they stand, in these from left to right."""
    out: list[list[tuple[Box, Word]]] = []
    before = 0.0
    for box, word in sorted(words, key=lambda pair: pair[0].top + pair[0].bottom):
        middle = (box.top + box.bottom) / 2
        if not out or middle - before > LEVEL * size:
            out.append([])
        out[-1].append((box, word))
        before = middle
    return [sorted(level, key=lambda pair: pair[0].left) for level in out]


def _text(words: Sequence[tuple[Box, Word]]) -> str:
    return joined([word for _, word in words])


def _around(words: Sequence[tuple[Box, Word]]) -> Box:
    """The box around words in the master."""
    whole = words[0][1].box
    for _, word in words[1:]:
        whole = whole.union(word.box)
    return whole


def _head(found: Table) -> int:
    """How many rows are headings: those that the spans of the first row tell, or the first if it alone has no numbers.

    A first row in one cell is a title; what is below it decides.
    """
    rows = found.by_row()
    title = int(len(rows[0]) == 1 and rows[0][0].column_span == found.columns > 1 and found.rows > 2)
    first = rows[title]
    deep = max((cell.row + cell.row_span for cell in first), default=0)
    if any(cell.column_span > 1 for cell in first):
        deep = max(deep, title + 2)
    if title + 1 < deep < found.rows:
        return deep
    numbers = [any(plain_number(cell.text) for cell in row) for row in rows[title:]]
    return title + int(not numbers[0] and any(numbers[1:])) if len(numbers) > 1 else 0
