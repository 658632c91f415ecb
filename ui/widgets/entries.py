"""A list at the left of a desk: one model and one view for every kind of thing, told apart by what is given to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QVBoxLayout, QWidget

from ui.hub import Hub

ITEM = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sort(Generic[T]):
    """One kind of thing: `number` tells one from another, `shown` is its name, `tip` what its tooltip says."""

    number: Callable[[T], int]
    shown: Callable[[T], str]
    tip: Callable[[T], str]


class EntriesModel(QAbstractListModel, Generic[T]):
    """The things that are listed, in their order."""

    def __init__(self, sort: Sort[T]) -> None:
        super().__init__()
        self._sort = sort
        self.items: tuple[T, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == ITEM:
            return item
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._sort.tip(item)
        return self._sort.shown(item) if role == Qt.ItemDataRole.DisplayRole else None

    def row_of(self, number: int) -> int:
        """The row of the thing with this number, or -1."""
        return next((row for row, item in enumerate(self.items) if self._sort.number(item) == number), -1)

    def show(self, items: Sequence[T]) -> None:
        """Shows these; where only their contents have moved the rows stay."""
        number = self._sort.number
        if list(map(number, items)) == list(map(number, self.items)):
            self.items = tuple(items)
            if items:
                self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
            return
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()


class Entries(QWidget, Generic[T]):
    """The list itself. `chosen` gives the number of the one that the person went to."""

    chosen = Signal(int)

    def __init__(self, hub: Hub, sort: Sort[T], name: str, least: int) -> None:
        """`name` is what it is called for those who hear it; `least` how narrow it may become."""
        super().__init__()
        self._sort = sort
        self._current = 0
        self.model: EntriesModel[T] = EntriesModel(sort)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName(name)
        self.setMinimumWidth(least)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.view, 1)
        self.view.selectionModel().currentChanged.connect(self._moved)
        hub.theme.changed.connect(self.view.viewport().update)

    def paint_with(self, delegate: QStyledItemDelegate) -> None:
        """Says how a row is drawn."""
        self.view.setItemDelegate(delegate)

    def show_items(self, items: Sequence[T]) -> None:
        """Shows these and keeps the one that was chosen."""
        self.model.show(items)
        self.mark(self._current)

    def mark(self, number: int) -> None:
        """Marks one, without telling."""
        self._current = number
        row = self.model.row_of(number)
        if self.view.currentIndex().row() != row:
            self.view.selectionModel().blockSignals(True)
            self.view.setCurrentIndex(self.model.index(row))
            self.view.selectionModel().blockSignals(False)
            self.view.viewport().update()

    def _moved(self, index: QModelIndex) -> None:
        item: T | None = index.data(ITEM)
        if item is not None and self._sort.number(item) != self._current:
            self._current = self._sort.number(item)
            self.chosen.emit(self._current)
