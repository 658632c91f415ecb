"""Tables of pages for spreadsheets: CSV (RFC 4180) and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from ocr.errors import OcrError
from ocr.export.xml import clean
from ocr.page import PageText
from ocr.tables import Cell, Table, plain_number, tables

MARK = "\ufeff"
"""Tells spreadsheet programs that a CSV file is in UTF-8."""

COPY = "©"
"""The name of the sheet with the mark of a copy; those of tables are numbers."""


def as_csv(pages: Sequence[tuple[str, PageText]]) -> str:
    """All tables of pages, an empty line between two; a cell that spans others has its text in the first place.

    Raises OcrError where no page has a table.
    """
    out = io.StringIO(MARK, newline="")
    out.seek(len(MARK))
    writer = csv.writer(out)
    for number, (_, table) in enumerate(_named(pages)):
        if number:
            writer.writerow([])
        writer.writerows(table.texts())
    return out.getvalue()


def as_xlsx(pages: Sequence[tuple[str, PageText]], mark: str = "") -> bytes:
    """A workbook with a sheet for each table, named by the place of its page and its number on it: 12-1.

    Plain numbers are numbers and show as many decimals as are printed; nothing else is guessed. The mark of a copy is
    printed below each sheet and has one of its own, the last. Raises OcrError where
    no page has a table.
    """
    # Only here: the library would hold up the start of the window.
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, table in _named(pages):
        sheet = book.create_sheet(name)
        for cell in table.cells:
            if cell.text:
                _fill(sheet.cell(cell.row + 1, cell.column + 1), cell.text)
            if cell.row_span * cell.column_span > 1:
                sheet.merge_cells(**_corners(cell))
        sheet.freeze_panes = f"A{table.head + 1}" if table.head else None
        if mark:
            sheet.oddFooter.left.text = clean(mark).replace("&", "&&")
    if mark:
        _fill(book.create_sheet(COPY).cell(1, 1), mark)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _named(pages: Sequence[tuple[str, PageText]]) -> Iterator[tuple[str, Table]]:
    found = [
        (f"{place}-{number}", table)
        for place, (_, page) in enumerate(pages, 1)
        for number, table in enumerate((t for t in tables(page) if t.cells), 1)
    ]
    if not found:
        raise OcrError("No page has a table; choose a format for text instead.")
    yield from found


def _fill(place: object, text: str) -> None:
    """Fills a place of a sheet; a text that begins as a formula does stays a text."""
    from openpyxl.cell.cell import Cell as Place

    assert isinstance(place, Place)
    number = plain_number(text)
    if not number:
        # As XML 1.0 the sheet holds no control characters.
        place.value = clean(text)
        place.data_type = "s"
    elif "." in number:
        place.value = float(number)
        place.number_format = "0." + "0" * len(number.partition(".")[2])
    else:
        place.value = int(number)


def _corners(cell: Cell) -> dict[str, int]:
    return {
        "start_row": cell.row + 1,
        "start_column": cell.column + 1,
        "end_row": cell.row + cell.row_span,
        "end_column": cell.column + cell.column_span,
    }
