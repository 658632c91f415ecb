"""Which way a table among columns is kept: there a printed column may be a row of the table, or a column of it.

Where the headings stand at the right, each printed column is one row, from right to left, as each line is on a page of
rows. Where they stand at the top, each tier is one row, and the columns of the table run from right to left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.cells import Cell, Table
from ocr.numerals import NUMERALS

MOSTLY = 0.6
"""A text is a number if so much of it are numerals; so many numbers make a line of numbers."""


def faced(found: Table) -> Table:
    """A table whose rows are the printed columns from right to left, turned if its headings stand at the top."""
    top = [cell for cell in found.cells if cell.column == 0 and cell.row > 0]
    right = [cell for cell in found.cells if cell.row == 0 and cell.column > 0]
    numbers = _numbers(top), _numbers(right)
    spread = any(cell.row_span > 1 for cell in top), any(cell.column_span > 1 for cell in right)
    turned = numbers == (False, True) or (numbers[0] == numbers[1] and spread == (True, False))
    out = _turned(found) if turned else found
    return out if out.head else replace(out, head=_head(out))


def _turned(found: Table) -> Table:
    cells = [
        replace(c, row=c.column, column=c.row, row_span=c.column_span, column_span=c.row_span) for c in found.cells
    ]
    return Table(found.columns, found.rows, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _head(found: Table) -> int:
    """How many rows are headings: those over which cells of the first reach that span others or stand above them, or
    one if it alone has no numbers."""
    rows = found.by_row()
    if len(rows) < 2 or _numbers(rows[0][1:]) or not any(_numbers(row[1:]) for row in rows[1:]):
        return 0
    deep = max(cell.row_span for cell in rows[0]) if any(cell.column_span > 1 for cell in rows[0]) else 1
    return deep if deep < found.rows else 1


def _numbers(cells: Sequence[Cell]) -> bool:
    texts = [cell.text for cell in cells if cell.text]
    return bool(texts) and sum(map(_is_number, texts)) >= MOSTLY * len(texts)


def _is_number(text: str) -> bool:
    return sum(sign in NUMERALS or sign in ".," for sign in text) >= MOSTLY * len(text)
