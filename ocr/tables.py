"""The cells of a table: which row and column each word of a region of kind `table` belongs to.

Where rules bound the cells, `ruled` tells them, and on pages of columns `facing` which way they count. Elsewhere rows
are the lines of the region; a label at half height between two of them belongs to both. Columns are told from the white
lanes that the rows share (`lanes`); a heading stands in the middle of the columns that it spans. Only boxes are looked
at, so a corrected page gives its cells as well as one just read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ocr.cells import Cell, Table, joined, plain_number
from ocr.facing import faced
from ocr.lanes import Column, Piece, columns, touches
from ocr.level import LevelView
from ocr.page import Box, PageText, Region, Word
from ocr.ruled import from_rules

WORD_GAP = 0.5
"""Words nearer to each other than this, in characters, stand in one cell."""
HALF = 0.75
"""A row this much nearer to both its neighbours than rows usually are, in usual distances, stands between them."""
LEVEL = 0.3
"""Lines whose middles are nearer to each other than this, in characters, are one row."""
EVEN = 0.7
"""Headings stand in the middle of their columns but for so many characters."""
__all__ = ["Cell", "Table", "joined", "plain_number", "table", "tables"]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a piece stands: columns `first` to `last`, and `depth` rows from `row` on."""

    first: int
    last: int
    row: int
    pieces: tuple[Piece, ...]
    depth: int = 1

    @property
    def span(self) -> range:
        return range(self.first, self.last + 1)


def tables(page: PageText) -> list[Table]:
    """The tables of a page in reading order."""
    return [table(region) for region in page.regions if region.kind == "table"]


def table(region: Region) -> Table:
    """The cells of a region of any kind; lines without words are left out.

    Rules that are printed decide, unless they part less than the white lanes do.
    """
    told = _from_lanes(region)
    found = from_rules(region)
    if found is None or not (found.sure or found.table.columns >= told.columns):
        return told
    return faced(found.table) if region.direction == "vertical-rl" else found.table


def _from_lanes(region: Region) -> Table:
    view = LevelView(region)
    lines = _rows(region, view)
    rows = [_pieces(view, n, words) for n, words in enumerate(lines)]
    if not rows:
        return Table(0, 0, ())
    sure = [not _loose(words) for words in lines]
    known = [row for row, told in zip(rows, sure, strict=True) if told] or rows
    found = columns([piece for row in known for piece in row], view.size)
    # A person who has typed a word for each column has meant so, wherever they would stand.
    placed = [
        _placed(row, found, each=not told and len(row) == len(found)) for row, told in zip(rows, sure, strict=True)
    ]
    return _Grid(_between(placed), found, view).table()


def _rows(region: Region, view: LevelView) -> list[list[Word]]:
    """The words of each row: lines at the same height are one, those without words are left out."""
    out: list[list[Word]] = []
    before = 0.0
    for line in region.lines:
        words = [word for word in line.words if word.text.strip()]
        if not words:
            continue
        boxes = [view.flat(word.box) for word in words]
        middle = median((box.top + box.bottom) / 2 for box in boxes)
        if out and abs(middle - before) < LEVEL * view.size:
            out[-1] += words
        else:
            out.append(words)
            before = middle
    return out


def _loose(words: Sequence[Word]) -> bool:
    """Whether a person has typed several words where the engine told no places for them."""
    return any(" " in word.text.strip() for word in words)


def _pieces(view: LevelView, row: int, words: Sequence[Word]) -> list[Piece]:
    """The words of a line, from left to right, those close to each other together."""
    parts = [part for word in words for part in view.parted(word)]
    flat = sorted(((view.flat(word.box), word) for word in parts), key=lambda pair: pair[0].left)
    out: list[Piece] = []
    for box, word in flat:
        if out and box.left - out[-1].box.right < WORD_GAP * view.size and not _loose(words):
            out[-1] = Piece(row, (*out[-1].words, word), out[-1].box.union(box))
        else:
            out.append(Piece(row, (word,), box))
    return out


def _placed(row: Sequence[Piece], found: Sequence[Column], *, each: bool) -> list[_Place]:
    """The pieces of a row in the columns they stand over; what shares a column shares a place."""
    out: list[_Place] = []
    for n, piece in enumerate(row):
        over = [n] if each else _over(piece, found)
        first, last = over[0], over[-1]
        if out and first <= out[-1].last < last:
            first = out[-1].last + 1
        if out and first <= out[-1].last:
            out[-1] = replace(out[-1], pieces=(*out[-1].pieces, piece))
        else:
            out.append(_Place(first, last, piece.row, (piece,)))
    return out


def _over(piece: Piece, found: Sequence[Column]) -> list[int]:
    """The columns that a piece stands over, or the two on whose lane it stands, or the one beyond which it does."""
    over = [n for n, column in enumerate(found) if touches(piece.box, column.left, column.right)]
    if over:
        return over
    middle = (piece.box.left + piece.box.right) / 2
    after = sum(column.right < middle for column in found)
    return [n for n in (after - 1, after) if 0 <= n < len(found)]


def _between(rows: list[list[_Place]]) -> list[list[_Place]]:
    """The rows without those that stand at half height between two others; what is in these belongs to both."""
    middles = [median((p.box.top + p.box.bottom) / 2 for place in row for p in place.pieces) for row in rows]
    size = median(p.box.height for row in rows for place in row for p in place.pieces)
    steps = [after - before for before, after in pairwise(middles)]
    usual = median([step for step in steps if step >= size] or [size])
    out: list[list[_Place]] = []
    n = 0
    while n < len(rows):
        if out and 0 < n < len(rows) - 1 and max(steps[n - 1], steps[n]) < HALF * usual:
            taken = {column for place in (*out[-1], *rows[n + 1]) for column in place.span}
            if not any(column in taken for place in rows[n] for column in place.span):
                out[-1] = sorted([*out[-1], *(replace(p, depth=2) for p in rows[n])], key=lambda p: p.first)
                n += 1
                continue
        out.append(rows[n])
        n += 1
    return [[replace(place, row=n) for place in row] for n, row in enumerate(out)]


class _Grid:
    """Rows of places on their way to a table."""

    def __init__(self, rows: list[list[_Place]], found: Sequence[Column], view: LevelView) -> None:
        self._rows = rows
        self._columns = found
        self._view = view

    def table(self) -> Table:
        """The table, headings spread over what they span and empty places filled with empty cells."""
        storeys = self._spread_headings()
        cells = [self._cell(place) for row in self._rows for place in row]
        taken = {
            (row, column)
            for cell in cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }
        bands = [self._band(row) for row in self._rows]
        for n, band in enumerate(bands):
            cells += [self._empty(n, m, band) for m in range(len(self._columns)) if (n, m) not in taken]
        cells.sort(key=lambda cell: (cell.row, cell.column))
        head = storeys or self._plain_head()
        head = max([head, *(cell.row + cell.row_span for cell in cells if cell.row < head)])
        return Table(len(self._rows), len(self._columns), tuple(cells), head)

    def _spread_headings(self) -> int:
        """Spreads the headings of several storeys; the number of rows that are headings, 0 if there is one storey."""
        row = 0
        while row < len(self._rows) - 1:
            here, below = self._rows[row], self._rows[row + 1]
            # The first column names the rows: no heading of others reaches over it.
            free = {n for place in below for n in place.span if n} - self._taken(row)
            here = [*here]
            for n, place in enumerate(here):
                here[n] = self._spread(place, here, free)
            self._rows[row] = here
            if all(place.first == place.last for place in here):
                break
            self._deepen(row)
            row += 1
        return row + 1 if row else 0

    def _taken(self, row: int) -> set[int]:
        above = self._rows[row - 1] if row else []
        deep = [place for place in above if place.depth > 1]
        return {n for place in (*self._rows[row], *deep) for n in place.span}

    def _spread(self, place: _Place, row: Sequence[_Place], free: set[int]) -> _Place:
        """A heading over all columns below it in whose middle it stands."""
        others = {n for other in row if other is not place for n in other.span}
        first, last = place.first, place.last
        while first - 1 in free - others:
            first -= 1
        while last + 1 in free - others:
            last += 1
        middle = (place.pieces[0].box.left + place.pieces[-1].box.right) / 2
        ways = [(a, b) for a in range(first, place.first + 1) for b in range(place.last, last + 1)]

        def off(way: tuple[int, int]) -> float:
            return abs((self._columns[way[0]].left + self._columns[way[1]].right) / 2 - middle)

        # A heading over one column only would need no storey of its own: of ways as good as each other, the widest.
        good = min(off(way) for way in ways) + EVEN * self._view.size
        best = max((way for way in ways if off(way) <= good), key=lambda way: (way[1] - way[0], -off(way)))
        return replace(place, first=best[0], last=best[1])

    def _deepen(self, row: int) -> None:
        """In a heading of two storeys, what has nothing above or below it takes both."""
        above, below = self._rows[row], self._rows[row + 1]
        over, under = self._taken(row), {n for place in below for n in place.span}
        self._rows[row] = [
            replace(p, depth=2) if p.depth == 1 and p.first == p.last and p.first not in under else p for p in above
        ]
        high = [p for p in below if p.first == p.last and p.first not in over and p.depth == 1]
        self._rows[row] = sorted(
            [*self._rows[row], *(replace(p, row=row, depth=2) for p in high)], key=lambda p: p.first
        )
        self._rows[row + 1] = [p for p in below if p not in high]

    def _plain_head(self) -> int:
        """1 if the first row is of words and numbers stand below it."""
        numbers = [any(plain_number(self._cell(place).text) for place in row) for row in self._rows]
        return int(len(numbers) > 1 and not numbers[0] and any(numbers[1:]))

    def _cell(self, place: _Place) -> Cell:
        words = tuple(word for piece in place.pieces for word in piece.words)
        box = words[0].box
        for word in words[1:]:
            box = box.union(word.box)
        return Cell(place.row, place.first, place.depth, len(place.span), joined(words), box, words)

    def _band(self, row: Sequence[_Place]) -> tuple[float, float]:
        boxes = [piece.box for place in row for piece in place.pieces]
        return median(box.top for box in boxes), median(box.bottom for box in boxes)

    def _empty(self, row: int, column: int, band: tuple[float, float]) -> Cell:
        known = self._columns[column]
        return Cell(row, column, 1, 1, "", self._view.back(Box(known.left, band[0], known.right, band[1])))
