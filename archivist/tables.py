"""Workflows for the tables on pages: shown cell by cell, corrected, handed out for spreadsheets."""

from __future__ import annotations

from pathlib import Path

from archivist import access, documents, mark
from archivist.errors import ArchivistError
from archivist.workspace import Workspace
from ocr.cell_edits import with_cell
from ocr.cells import Table
from ocr.export import Choices, write_document
from ocr.page import PageText
from ocr.tables import tables
from storage.values import StoredText

Place = tuple[int, int, int]
"""A cell: the number of its table on the page, its row and its column, all from 0."""


def tables_of(text: PageText) -> tuple[Table, ...]:
    """The tables of a page in reading order."""
    return tuple(tables(text))


def correct(ws: Workspace, page: int, expected_version: int, place: Place, text: str) -> StoredText:
    """A person's correction of one cell: a new version of the page's text; the machine's reading stays.

    OcrError: there is no such cell. storage.errors.Conflict: somebody corrected the page in the meantime.
    """
    access.changing(ws)
    known = documents.page_text(ws, page, expected_version)
    if known is None:
        raise ArchivistError("Page {page} has no text yet; have it read first.", page=page)
    return documents.keep_correction(ws, page, expected_version, with_cell(known, *place, text))


def export(ws: Workspace, page: int, out: Path, to: str) -> None:
    """Writes the tables of one page as `csv` or `xlsx`, over a file that is there; noted in the log of events.

    OcrError: the page has no table. ArchivistError: it was not read, or the reader may not see it.
    """
    known = documents.page(ws, page)
    text = documents.page_text(ws, page)
    if text is None:
        raise ArchivistError("Page {page} has no text yet; have it read first.", page=page)
    line = mark.line(ws, access.seen(ws, known.document))
    for _page in write_document([(documents.page_image(ws, known), text)], out, to, choices=Choices(mark=line)):
        pass
    documents.note_export(ws, known.document, to, line)
