"""The rows of a record: moved through with the arrow keys, edited in place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QListView

from archivist.i18n import _
from ui.desks.catalogue.field_delegate import FieldDelegate
from ui.desks.catalogue.field_editor import FieldEditor
from ui.desks.catalogue.fieldline import pieces
from ui.desks.catalogue.fields_model import FieldsModel
from ui.hub import Hub


class FieldsView(QListView):
    """`typed(row, parts)` gives what the person made of a row; whoever receives it answers with `accept` or `refuse`.

    `moved` gives the row that the cursor is on.
    """

    typed = Signal(int, object)
    moved = Signal(int)

    def __init__(self, hub: Hub, model: FieldsModel) -> None:
        super().__init__()
        self.setModel(model)
        self.delegate = FieldDelegate(hub, self)
        self.setItemDelegate(self.delegate)
        self.setProperty("surface", "ground")
        self.setStyleSheet("background: transparent;")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(_("Fields"))
        self.read_only = False
        self._refused = False
        self.selectionModel().currentChanged.connect(lambda now, _before: self.moved.emit(now.row()))
        hub.theme.changed.connect(self.viewport().update)

    @property
    def editor(self) -> FieldEditor | None:
        """The open editor."""
        return self.delegate.editor

    def open_row(self, row: int, place: QPoint | None = None, *, tag: bool = False) -> None:
        """Opens a row for editing, with the cursor at a place (in its own pixels), in the tag, or at the end."""
        if not 0 <= row < self.model().rowCount():
            return
        index = self.model().index(row, 0)
        self.setCurrentIndex(index)
        if self.read_only:
            return
        self.edit(index)
        editor = self.editor
        if editor is None:
            return
        editor.finished.connect(self._finished)
        if tag:
            editor.tag.setFocus()
            editor.tag.selectAll()
        elif place is not None:
            editor.cursor_at(place)
        else:
            editor.body.setFocus()
            editor.body.set_cursor(len(editor.body.toPlainText()))

    def open_subfield(self, row: int, code: str) -> None:
        """Opens a row with the cursor in front of the value of a subfield."""
        self.open_row(row)
        if self.editor is not None and code:
            found = [value for one, _at, value, _end in pieces(self.editor.body.toPlainText()) if one == code]
            self.editor.body.set_cursor(found[0] if found else 0)

    def commit(self) -> bool:
        """Hands in what is being typed; False where it cannot be a field yet (it stays open then)."""
        return self.editor is None or self._hand_in(self.editor)

    def refuse(self) -> None:
        """Called by the receiver of `typed`: this is no field; the editor stays open."""
        self._refused = True

    def _hand_in(self, editor: FieldEditor) -> bool:
        self._refused = False
        row, parts = self.delegate.editing, editor.current()
        if parts != editor.parts:
            self.typed.emit(row, parts)
        if self._refused:
            return False
        self._close(editor)
        return True

    def _close(self, editor: FieldEditor) -> None:
        # Closing moves the focus, which would come back here as `away`.
        editor.finished.disconnect(self._finished)
        self.delegate.editor, self.delegate.editing = None, -1
        self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.scheduleDelayedItemsLayout()

    def _finished(self, where: str) -> None:
        editor = self.editor
        if editor is None:
            return
        row = self.delegate.editing
        if where == "cancel":
            self._close(editor)
            self.setFocus()
        elif self._hand_in(editor) and where in ("up", "down"):
            onward = row + (1 if where == "down" else -1)
            if 0 <= onward < self.model().rowCount():
                self.open_row(onward)
            else:
                self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.open_row(self.currentIndex().row())
        elif event.text() and event.text().isprintable() and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_row(self.currentIndex().row())
            if self.editor is not None:
                self.editor.body.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.open_row(index.row(), event.position().toPoint() - self.visualRect(index).topLeft())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
