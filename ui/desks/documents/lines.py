"""The text of a page, line by line in reading order: what is doubtful is marked, every line can be edited in place.

Lines of traditional Mongolian stand upright beside each other, from left to right; all others lie one below the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QListView, QWidget

from archivist.i18n import _
from ui.desks.documents.line_delegates import Lying, Standing
from ui.desks.documents.rows import LINE, Index, Row, tip_of
from ui.hub import Hub
from ui.widgets.oneline import OneLine
from ui.widgets.upright_edit import UprightEdit


class LinesModel(QAbstractListModel):
    """The lines of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == LINE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_of(row)
        return row.line.text if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def show(self, rows: Sequence[Row]) -> None:
        """Shows these; where only texts differ the rows stay."""
        if len(rows) == len(self.rows) and rows:
            self.rows = tuple(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()


class LinesView(QListView):
    """`corrected(number, text)` gives a line that a person has changed; `moved` the number of the line at hand."""

    corrected = Signal(int, str)
    moved = Signal(int)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.lines = LinesModel()
        self.setModel(self.lines)
        self._lying, self._standing = Lying(hub, self), Standing(hub, self)
        self._delegate = self._lying
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(_("Text of the page"))
        self.setMinimumWidth(240)
        self.read_only = hub.workspace.read_only
        self.selectionModel().currentChanged.connect(lambda now, _before: self.moved.emit(now.row()))
        self.doubleClicked.connect(lambda index: self.open_row(index.row()))
        self.lines.modelReset.connect(self._turn)
        hub.theme.changed.connect(self.viewport().update)

    @property
    def editor(self) -> OneLine | UprightEdit | None:
        """The open editor."""
        return self._delegate.editor

    @property
    def upright(self) -> bool:
        """Whether lines are columns."""
        return self._delegate is self._standing

    def _turn(self) -> None:
        """Lines of Mongolian stand upright."""
        rows = self.lines.rows
        upright = 2 * sum(row.region.direction == "vertical-lr" for row in rows) > len(rows)
        self._delegate = self._standing if upright else self._lying
        self.setItemDelegate(self._delegate)
        self.setFlow(QListView.Flow.LeftToRight if upright else QListView.Flow.TopToBottom)
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(needed if upright else off)
        self.setVerticalScrollBarPolicy(off if upright else needed)

    def open_row(self, row: int) -> None:
        """Opens a line for editing."""
        if self.read_only or not 0 <= row < self.lines.rowCount():
            return
        index = self.lines.index(row)
        self.setCurrentIndex(index)
        self.edit(index)
        if self.editor is not None:
            self.editor.left.connect(self._left)
            self.editor.setFocus()
            self.editor.set_cursor(len(self.editor.toPlainText()))

    def commit(self) -> None:
        """Hands in what is being typed."""
        editor = self.editor
        if editor is None:
            return
        row, text = self._delegate.editing, editor.toPlainText()
        editor.left.disconnect(self._left)
        # First forgotten, then closed: closing takes the focus away, and Qt would hand the text in a second time.
        self._delegate.editor, self._delegate.editing = None, -1
        self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.scheduleDelayedItemsLayout()
        if 0 <= row < len(self.lines.rows) and text != self.lines.rows[row].line.text:
            self.corrected.emit(row, text)

    def _left(self, where: str) -> None:
        editor, row = self.editor, self._delegate.editing
        if editor is None:
            return
        if where == "cancel":
            editor.setPlainText(self.lines.rows[row].line.text)
        self.commit()
        onward = row + {"up": -1, "down": 1}.get(where, 0)
        if where != "cancel" and 0 <= onward < self.lines.rowCount():
            self.open_row(onward)
        else:
            self.setFocus()

    def commitData(self, editor: QWidget) -> None:
        """Qt's way of saying that the focus went elsewhere; `commit` does what is needed."""
        if self.editor is not None and editor is self.editor:
            row, text = self._delegate.editing, self.editor.toPlainText()
            if 0 <= row < len(self.lines.rows) and text != self.lines.rows[row].line.text:
                self.corrected.emit(row, text)

    def step(self, by: int) -> bool:
        """Goes to the next or previous doubtful line; False where there is none on this side."""
        here = self.currentIndex().row()
        doubtful = [row.number for row in self.lines.rows if row.doubtful]
        onward = [row for row in doubtful if row > here] if by > 0 else [row for row in doubtful[::-1] if row < here]
        if onward:
            self.commit()
            self.open_row(onward[0])
        return bool(onward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.open_row(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
