"""What came, as a table that is typed in: a row for each kind of thing, and one more for the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QTableView

from archivist.accessions import Item
from archivist.i18n import _
from ui.text import later

COLUMNS = {
    "what": later("Thing"), "count": later("Count"), "unit": later("Unit"), "condition": later("Condition"),
    "value": later("Value"),
}  # fmt: skip
NAMES = tuple(COLUMNS)
ROW = 32
Index = QModelIndex | QPersistentModelIndex


class ItemsModel(QAbstractTableModel):
    """The rows, and an empty one below them. `edited` gives all items after one was changed."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[Item, ...] = ()
        self.fixed = False

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.items) + (not self.fixed)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(NAMES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(COLUMNS[NAMES[section]])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid():
            return None
        name = NAMES[index.column()]
        if index.row() >= len(self.items):
            if role == Qt.ItemDataRole.ForegroundRole:
                return QGuiApplication.palette().placeholderText()
            hint = role == Qt.ItemDataRole.DisplayRole and name == "what"
            return _("+ another thing") if hint else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return str(getattr(self.items[index.row()], name))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain if self.fixed else plain | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 - Qt's own signature
        row, name, text = index.row(), NAMES[index.column()], str(value).strip()
        new = row >= len(self.items)
        old = Item("") if new else self.items[row]
        if name == "count" and not (text.isdecimal() and int(text) > 0):
            return False
        told: dict[str, Any] = {name: int(text) if name == "count" else text}
        changed = replace(old, **told)
        if changed == old:
            return False
        if new and not changed.what:
            return False  # a thing begins with what it is
        self._tell((*self.items[:row], changed, *self.items[row + 1 :]))
        return True

    def take_out(self, row: int) -> None:
        """Takes a thing out of the list."""
        if row < len(self.items) and not self.fixed:
            self._tell((*self.items[:row], *self.items[row + 1 :]))

    def show(self, items: Sequence[Item], *, fixed: bool) -> None:
        """Shows these, without telling; where there are as many as before the cursor stays."""
        if len(items) == len(self.items) and fixed == self.fixed:
            self.items = tuple(items)
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(NAMES) - 1))
            return
        before, new = self.items, tuple(items)
        same = next((at for at, pair in enumerate(zip(before, new, strict=False)) if pair[0] != pair[1]), len(new))
        if fixed != self.fixed:
            self.beginResetModel()
            self.items, self.fixed = new, fixed
            self.endResetModel()
        elif len(new) > len(before):
            self.beginInsertRows(QModelIndex(), len(before), len(new) - 1)
            self.items = (*before, *new[len(before) :])
            self.endInsertRows()
        else:
            gone = len(before) - len(new)
            self.beginRemoveRows(QModelIndex(), same, same + gone - 1)
            self.items = (*before[:same], *before[same + gone :])
            self.endRemoveRows()
        self.items = new
        if items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(items) - 1, len(NAMES) - 1))

    def _tell(self, items: tuple[Item, ...]) -> None:
        self.show(items, fixed=self.fixed)
        self.edited.emit(items)


class ItemsTable(QTableView):
    """As high as its rows. Tab goes through the cells, typing begins to edit, Ctrl+Delete takes a row out."""

    def __init__(self) -> None:
        super().__init__()
        self.things = ItemsModel()
        self.setModel(self.things)
        self.setProperty("surface", "ground")
        self.setAccessibleName(_("What came"))
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        for column, width in ((1, 64), (2, 64), (4, 88)):
            self.setColumnWidth(column, width)
        self.setEditTriggers(
            QTableView.EditTrigger.AnyKeyPressed
            | QTableView.EditTrigger.DoubleClicked
            | QTableView.EditTrigger.SelectedClicked
            | QTableView.EditTrigger.EditKeyPressed
        )
        for policy in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.things.rowsInserted.connect(self._stay)
        for signal in (self.things.rowsInserted, self.things.rowsRemoved, self.things.modelReset):
            signal.connect(self.updateGeometry)

    def _stay(self, _parent: QModelIndex, first: int, last: int) -> None:
        """The cursor stays on the row that was typed; the empty one goes down without it."""
        if self.currentIndex().row() == last + 1:
            self.setCurrentIndex(self.things.index(first, self.currentIndex().column()))

    def sizeHint(self) -> QSize:
        head = self.horizontalHeader().sizeHint().height()
        return QSize(480, head + ROW * self.things.rowCount() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typing = self.state() == QTableView.State.EditingState
        whole = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Delete and whole:
            self.things.take_out(self.currentIndex().row())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid() and not typing:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)
