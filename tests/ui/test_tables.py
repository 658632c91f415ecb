"""The tables of a page stand beside its picture: chosen here and there, corrected, sent to a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from archivist import documents
from archivist.workspace import Workspace
from ocr.cells import Cell, Table
from ocr.page import PageText
from tests.ocr.test_tables import rows_region
from tests.ui.conftest import HEIGHT, WIDTH, Open, add_document, settled
from ui.desks.documents.side import Side
from ui.desks.documents.tables.model import CellsModel
from ui.shell import Shell

ROWS = [["站名", "水位", "日期"], ["甲站", "544.1", "3"], ["乙站", "543.9", "4"], ["丙站", "543.7", "5"]]


def table_page() -> PageText:
    return PageText(WIDTH, HEIGHT, (rows_region(ROWS),), "hans", "horizontal", "test", "1")


@pytest.fixture
def opened(empty_archive: Path, open_window: Open, qtbot: QtBot, tmp_path: Path) -> Shell:
    """The window on a page with a table, which is up."""
    with Workspace.open(empty_archive) as ws:
        document = add_document(ws, tmp_path / "scans", "水位表", 1, table_page())
    window = open_window(empty_archive)
    window.show_desk("documents")
    window.documents.open_page(document, 1)
    settled(qtbot, window)
    window.documents.leaf.side.show_mode("tables")
    return window


@pytest.fixture
def side(opened: Shell) -> Side:
    return opened.documents.leaf.side


def texts(side: Side) -> list[list[str]]:
    return side.tables.model.table.texts()


def test_a_page_with_a_table_offers_it_and_one_without_does_not(
    opened: Shell, side: Side, shell: Shell, qtbot: QtBot
) -> None:
    assert texts(side) == ROWS
    assert side.on_tables
    shell.show_desk("documents")
    settled(qtbot, shell)
    shell.documents.leaf.side.show_mode("tables")
    assert not shell.documents.leaf.side.on_tables


def test_a_cell_that_is_chosen_is_shown_on_the_picture_and_the_reverse(opened: Shell, side: Side) -> None:
    grid, page = side.tables.grid, opened.documents.leaf.pane.view
    grid.setCurrentIndex(side.tables.model.index(2, 1))
    cell = side.tables.current
    assert cell is not None
    assert cell.text == "543.9"
    assert [mark.box for mark in page.marks] == [cell.box]
    other = side.tables.model.cell(side.tables.model.index(3, 0))
    assert other is not None
    page.pointed.emit(QPointF(other.box.left + 2, other.box.top + 2))
    assert side.tables.current == other


def test_a_corrected_cell_is_a_new_version_and_is_undone(opened: Shell, side: Side, qtbot: QtBot) -> None:
    model, ws = side.tables.model, opened.hub.workspace
    page = opened.documents.leaf.page
    assert page is not None
    assert model.setData(model.index(2, 1), "543.8")
    settled(qtbot, opened)
    assert texts(side)[2] == ["乙站", "543.8", "4"]
    saved = documents.page_text(ws, page.id)
    assert saved is not None
    assert "543.8" in saved.text
    opened.actions_.run("undo")
    settled(qtbot, opened)
    assert texts(side) == ROWS


def test_the_tables_of_the_page_go_out_as_csv_and_as_xlsx(
    opened: Shell, side: Side, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("表.csv", "表.xlsx"):
        opened.documents.leaf.export_tables(tmp_path / name)
        settled(qtbot, opened)
    text = (tmp_path / "表.csv").read_text("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == ROWS
    assert (tmp_path / "表.xlsx").read_bytes().startswith(b"PK")


def test_merged_cells_are_one_cell_and_numbers_stand_at_the_right(qapp: object) -> None:
    box = rows_region(ROWS).box
    head = Cell(0, 0, 1, 2, "水位", box)
    table = Table(2, 2, (head, Cell(1, 0, 1, 1, "甲", box), Cell(1, 1, 1, 1, "3.5", box)), head=1)
    model = CellsModel(fixed=False)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(table)
    assert model.cell(model.index(0, 0)) == head
    assert not model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    right = model.index(1, 1).data(Qt.ItemDataRole.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight
    assert model.index(0, 0).data(Qt.ItemDataRole.FontRole).bold()
