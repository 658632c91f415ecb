"""The columns of a table, told from the white lanes that its rows share.

All lengths are in pixels of a view in which rows run level from left to right (`Piece`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ocr.page import Box, Word

TOUCH = 0.1
"""Two pieces stand over each other if they share this part of the narrower one."""
SPAN = 0.5
"""A piece spans columns if it stands over two pieces or more in more than this part of the rows it stands over."""
CENTRED = 0.15
"""A heading stands in the middle of what it spans but for this part of its width."""
APART = 3.0
"""Pieces of one column that never stand over each other, such as a heading at the left and numbers at the right, are
no farther apart than this, in characters."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that follow each other closely in row `row`; `box` is where they stand in the level view."""

    row: int
    words: tuple[Word, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Column:
    """A column from `left` to `right`, and the rows that have something in it."""

    left: float
    right: float
    rows: frozenset[int]

    def joined(self, other: Column) -> Column:
        """Both as one column."""
        return Column(min(self.left, other.left), max(self.right, other.right), self.rows | other.rows)


def columns(pieces: Sequence[Piece], size: float) -> list[Column]:
    """The columns from left to right; `size` is the height of a character. Without pieces there are none."""
    rows: dict[int, list[Piece]] = {}
    for piece in pieces:
        rows.setdefault(piece.row, []).append(piece)
    plain = [piece for piece in pieces if not _spans(piece, rows.values())] or pieces
    found = _bundles(plain)
    found = [column for n, column in enumerate(found) if not _heads_two(found, n)]
    return _without_empty_lanes(found, APART * size)


def touches(a: Box, left: float, right: float) -> bool:
    """Whether a box stands over or under the stretch from `left` to `right`."""
    shared = min(a.right, right) - max(a.left, left)
    return shared > 0 and shared >= TOUCH * min(a.width, right - left)


def _spans(piece: Piece, rows: Iterable[Sequence[Piece]]) -> bool:
    counts = [
        sum(touches(piece.box, other.box.left, other.box.right) for other in row)
        for row in rows
        if row[0].row != piece.row
    ]
    return sum(n > 1 for n in counts) > SPAN * sum(n > 0 for n in counts)


def _bundles(pieces: Sequence[Piece]) -> list[Column]:
    """Pieces joined wherever they stand over each other."""
    out: list[Column] = []
    for piece in sorted(pieces, key=lambda piece: piece.box.left):
        column = Column(piece.box.left, piece.box.right, frozenset((piece.row,)))
        if out and touches(piece.box, out[-1].left, out[-1].right):
            out[-1] = out[-1].joined(column)
        else:
            out.append(column)
    return out


def _heads_two(found: Sequence[Column], n: int) -> bool:
    """Whether a bundle is a heading in the lane between two columns, so short that it stands over neither."""
    if not 0 < n < len(found) - 1 or len(found[n].rows) > 1:
        return False
    (row,) = found[n].rows
    before, after = found[n - 1], found[n + 1]
    below = before.rows & after.rows & {row + 1, row + 2}
    middle = (found[n].left + found[n].right - before.left - after.right) / 2
    centred = abs(middle) < CENTRED * (after.right - before.left)
    return bool(below) and row not in before.rows | after.rows and centred


def _without_empty_lanes(found: list[Column], most: float) -> list[Column]:
    """Neighbours that no row has both of become one, the closest first."""
    while True:
        gaps = [
            (found[n + 1].left - found[n].right, n)
            for n in range(len(found) - 1)
            if not found[n].rows & found[n + 1].rows
        ]
        gap, n = min(gaps, default=(most, 0))
        if gap >= most:
            return found
        found = [*found[:n], found[n].joined(found[n + 1]), *found[n + 2 :]]
