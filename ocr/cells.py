"""The cells of a table as a value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.page import Box, Word
from ocr.script import is_wide

_NUMBER = re.compile(r"[-+−]?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell whose upper left place is `row`, `column`, both from 0; `box` in pixels of the master image.

    An empty cell has no words, and the box of the place where they would stand.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    box: Box
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of `rows` × `columns` places, each in exactly one of `cells`, which stand row by row.

    The first `head` rows are headings.
    """

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    head: int = 0

    def by_row(self) -> list[list[Cell]]:
        """For each row the cells that begin in it, from left to right."""
        return [[cell for cell in self.cells if cell.row == row] for row in range(self.rows)]

    def texts(self) -> list[list[str]]:
        """Rows × columns of texts; a cell that spans several places has its text in the first of them."""
        out = [[""] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            out[cell.row][cell.column] = cell.text
        return out


def plain_number(text: str) -> str:
    """A plain number, in half or full-width digits, as a computer writes it; empty for any other text.

    Neither grouped digits nor leading zeros are plain, nor more digits than a spreadsheet keeps (15).
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _NUMBER.fullmatch(plain) or sum(c.isdigit() for c in plain) > 15:
        return ""
    return plain.replace("−", "-").removeprefix("+")


def joined(words: Sequence[Word]) -> str:
    """The text of words side by side, without spaces between wide characters."""
    out = ""
    for word in words:
        text = word.text.strip()
        if out and text and not (is_wide(out[-1]) and is_wide(text[0])):
            out += " "
        out += text
    return out
