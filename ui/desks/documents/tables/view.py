"""The tables of a page: one at a time, its cells chosen, corrected, and sent to a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from archivist.i18n import _, ngettext
from ocr.cells import Cell, Table
from ui import theme
from ui.desks.documents.tables.model import NOTHING, CellsModel
from ui.hub import Hub
from ui.text import number
from ui.widgets.basics import Choice, Elided, button, rule


class Grid(QTableView):
    """Enter opens a cell for editing, as a double click does."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Cells of the table"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setMinimumSectionSize(48)
        self.horizontalHeader().setMaximumSectionSize(220)
        self.verticalHeader().setDefaultSectionSize(theme.LINE_ROW + 4)
        self.setCornerButtonEnabled(False)
        self.setProperty("cells", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
        if enter and self.state() != QAbstractItemView.State.EditingState:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class TablesView(QWidget):
    """`typed` gives table, row, column and text of a corrected cell; `moved` that another cell is at hand."""

    typed = Signal(int, int, int, str)
    moved = Signal()

    def __init__(self, hub: Hub, export: Callable[[], None]) -> None:
        super().__init__()
        fixed = hub.workspace.read_only or hub.workspace.reader.level != "staff"
        self.tables: tuple[Table, ...] = ()
        self.model = CellsModel(fixed=fixed)
        self.grid = Grid()
        self.grid.setModel(self.model)
        self.which = Choice()
        self.which.setAccessibleName(_("Which table"))
        self.extent = Elided("second")
        self.export = button(_("Export table…"), export)
        head = QHBoxLayout()
        head.setContentsMargins(theme.MIDDLE, theme.SMALL, theme.MIDDLE, theme.SMALL)
        head.setSpacing(theme.SMALL)
        head.addWidget(self.which)
        head.addWidget(self.extent, 1)
        head.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(rule())
        column.addWidget(self.grid, 1)
        self.which.currentIndexChanged.connect(lambda _at: self._show_table())
        self.model.typed.connect(lambda row, column, text: self.typed.emit(self.at, row, column, text))
        self.grid.selectionModel().currentChanged.connect(self._current_moved)

    @property
    def at(self) -> int:
        """The number of the table that is up, from 0."""
        return max(0, self.which.currentIndex())

    @property
    def current(self) -> Cell | None:
        """The cell at hand."""
        return self.model.cell(self.grid.currentIndex())

    @property
    def wanted_width(self) -> int:
        """How wide it would be with every column in sight, in pixels."""
        grid = self.grid
        return grid.horizontalHeader().length() + grid.verticalHeader().width() + 2 * theme.LARGE

    def show_tables(self, tables: Sequence[Table]) -> None:
        """Those of another page, or of the same one corrected; the one that was up stays up."""
        at, same = self.at, len(tables) == len(self.tables)
        self.tables = tuple(tables)
        if not same:
            self.which.blockSignals(True)
            self.which.clear()
            self.which.addItems([_("Table {n}").format(n=number(n)) for n in range(1, len(tables) + 1)])
            self.which.setCurrentIndex(0 if tables else -1)
            self.which.blockSignals(False)
            at = 0
        self.which.setVisible(len(tables) > 1)
        self._show_table(at)

    def _show_table(self, at: int | None = None) -> None:
        at = self.at if at is None else at
        table = self.tables[at] if at < len(self.tables) else NOTHING
        before = self.model.table
        self.model.show(table)
        rows = ngettext("{n} row", "{n} rows", table.rows).format(n=number(table.rows))
        columns = ngettext("{n} column", "{n} columns", table.columns).format(n=number(table.columns))
        self.extent.setText(f"{rows} × {columns}")
        if (before.rows, before.columns, len(before.cells)) != (table.rows, table.columns, len(table.cells)):
            self._span(table)
            self.grid.resizeColumnsToContents()
        self.moved.emit()

    def _span(self, table: Table) -> None:
        self.grid.clearSpans()
        for cell in table.cells:
            if cell.row_span * cell.column_span > 1:
                self.grid.setSpan(cell.row, cell.column, cell.row_span, cell.column_span)

    def point(self, place: QPointF) -> bool:
        """Goes to the cell at a place of the master image; whether there is one, on any table of the page."""
        for at, table in enumerate(self.tables):
            for cell in table.cells:
                box = cell.box
                if box.left <= place.x() < box.right and box.top <= place.y() < box.bottom:
                    self.which.setCurrentIndex(at)
                    self.grid.setCurrentIndex(self.model.index(cell.row, cell.column))
                    self.grid.setFocus()
                    return True
        return False

    def _current_moved(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.moved.emit()
