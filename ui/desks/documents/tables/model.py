"""One table of a page as Qt sees it: a cell that spans several places has its text in the first of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from archivist.i18n import _
from ocr.cells import Cell, Table, plain_number
from ui import fonts, theme
from ui.text import percent

Index = QModelIndex | QPersistentModelIndex
DOUBTFUL = 0.9
NOTHING = Table(0, 0, ())


class CellsModel(QAbstractTableModel):
    """`typed` gives row, column and text of a cell that a person has changed."""

    typed = Signal(int, int, str)

    def __init__(self, *, fixed: bool) -> None:
        super().__init__()
        self._fixed = fixed
        self.table = NOTHING
        self._cells: dict[tuple[int, int], Cell] = {}
        self._heading: QFont = fonts.sans(theme.BODY, strong=True)

    def show(self, table: Table) -> None:
        """Shows a table; where only texts differ the cells stay, and what is chosen."""
        same = [(c.row, c.column, c.row_span, c.column_span) for c in table.cells] == [
            (c.row, c.column, c.row_span, c.column_span) for c in self.table.cells
        ]
        if not (same and table.cells):
            self.beginResetModel()
        self.table = table
        self._cells = {(cell.row, cell.column): cell for cell in table.cells}
        if same and table.cells:
            self.dataChanged.emit(self.index(0, 0), self.index(table.rows - 1, table.columns - 1))
        else:
            self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        """The cell at a place that is its first."""
        return self._cells.get((index.row(), index.column())) if index.isValid() else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self.table.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self.table.columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        cell = self.cell(index)
        if cell is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return cell.text
        if role == Qt.ItemDataRole.FontRole and cell.row < self.table.head:
            return self._heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignRight if plain_number(cell.text) else Qt.AlignmentFlag.AlignLeft
            return across | Qt.AlignmentFlag.AlignVCenter
        return tip_of(cell) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        fixed = self._fixed or self.cell(index) is None
        return flags if fixed else flags | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        cell = self.cell(index)
        text = " ".join(str(value).split())
        if cell is None or role != Qt.ItemDataRole.EditRole or text == cell.text:
            return False
        self.typed.emit(cell.row, cell.column, text)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None


def tip_of(cell: Cell) -> str:
    """What is known of a cell, in words."""
    if not cell.words:
        return _("An empty cell")
    sure = min(word.confidence for word in cell.words)
    if sure == 1.0:
        return _("Corrected by a person")
    words = _("The machine is {sure} sure of this cell.").format(sure=percent(sure))
    return words + (" " + _("Compare it with the page.") if sure < DOUBTFUL else "")
