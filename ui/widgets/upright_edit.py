"""A text field of one line that stands upright: traditional Mongolian, written downwards, in columns to the right.

It has what `OneLine` has, so a row can be edited in either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
    QTextDocument,
    QTextLayout,
)
from PySide6.QtWidgets import QWidget

from ui.widgets.upright import columns, draw_columns, laid_out

Move = QTextCursor.MoveOperation
_KEYS = {
    Qt.Key.Key_Down: Move.NextCharacter,
    Qt.Key.Key_Up: Move.PreviousCharacter,
    Qt.Key.Key_Home: Move.StartOfBlock,
    Qt.Key.Key_End: Move.EndOfBlock,
}
_BY_WORD = {Move.NextCharacter: Move.NextWord, Move.PreviousCharacter: Move.PreviousWord}
_BLINK = 530  # milliseconds


class UprightEdit(QWidget):
    """Holds no line ends. `left` asks for another row or an end: `up` (the one before), `down`, `cancel`."""

    left = Signal(str)
    textChanged = Signal()

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setCursor(Qt.CursorShape.SplitVCursor)
        self._document = QTextDocument(self)
        self._cursor = QTextCursor(self._document)
        self._preedit = ""
        self._shown = True
        self._blink = QTimer(self, interval=_BLINK)
        self._blink.timeout.connect(self._toggle)
        self._document.contentsChanged.connect(self._changed)

    def toPlainText(self) -> str:
        """The text."""
        return self._document.toPlainText()

    def setPlainText(self, text: str) -> None:
        """Another text; what was typed before cannot be undone."""
        self._document.setPlainText(text)
        self._cursor = QTextCursor(self._document)
        self._cursor.movePosition(Move.End)

    def selected(self) -> str:
        """What is selected."""
        return self._cursor.selectedText()

    def set_cursor(self, position: int, *, keep: bool = False) -> None:
        """Puts the cursor before this character; `keep` selects up to there."""
        mode = QTextCursor.MoveMode.KeepAnchor if keep else QTextCursor.MoveMode.MoveAnchor
        self._cursor.setPosition(max(0, min(position, len(self.toPlainText()))), mode)
        self._seen()

    def cursor_position(self) -> int:
        """Before which character the cursor is."""
        return self._cursor.position()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        layout = self._layout()
        palette = self.palette()
        for box in self._boxes(layout, *self._range()):
            painter.fillRect(box, palette.highlight())
        painter.setPen(palette.text().color())
        draw_columns(painter, layout, QPointF(0, 0))
        if self.hasFocus() and self._shown:
            painter.fillRect(self._cursor_box(layout), palette.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self.left.emit("down")
        elif key == Qt.Key.Key_Backtab:
            self.left.emit("up")
        elif key == Qt.Key.Key_Escape:
            self.left.emit("cancel")
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._to_column(-1 if key == Qt.Key.Key_Left else 1, event)
        elif key == Qt.Key.Key_Backspace:
            self._cursor.deletePreviousChar()
            self._seen()
        elif key in _KEYS:
            self._move(_KEYS[Qt.Key(key)], event)
        elif not self._command(event) and (text := event.text()) and text.isprintable():
            self._insert(text)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        if event.commitString():
            self._insert(event.commitString())
        self._seen()
        event.accept()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        answers: dict[Qt.InputMethodQuery, Callable[[], object]] = {
            Qt.InputMethodQuery.ImCursorRectangle: lambda: self._cursor_box(self._layout()).toRect(),
            Qt.InputMethodQuery.ImCursorPosition: self.cursor_position,
            Qt.InputMethodQuery.ImSurroundingText: self.toPlainText,
            Qt.InputMethodQuery.ImCurrentSelection: self.selected,
        }
        return answers[query]() if query in answers else super().inputMethodQuery(query)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.set_cursor(self.position_at(event.position().toPoint()), keep=shift)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.set_cursor(self.position_at(event.position().toPoint()), keep=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self._seen()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._blink.start()
        super().focusInEvent(event)
        self._seen()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._blink.stop()
        super().focusOutEvent(event)
        self.update()

    def position_at(self, point: QPoint) -> int:
        """Before which character this point of the widget is."""
        layout = self._layout()  # Lines live only as long as their layout.
        lines = list(columns(layout))
        line = next((line for line in lines if point.x() < line.y() + line.height()), lines[-1])
        return int(line.xToCursor(float(point.y())))

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What is pasted becomes one line."""
        self._insert(" ".join(source.text().split("\n")).replace("\r", ""))

    def _command(self, event: QKeyEvent) -> bool:
        """Does what a usual key asks for; False for any other."""
        clipboard = QGuiApplication.clipboard()
        deeds: dict[QKeySequence.StandardKey, Callable[[], object]] = {
            QKeySequence.StandardKey.Undo: lambda: self._document.undo(self._cursor),
            QKeySequence.StandardKey.Redo: lambda: self._document.redo(self._cursor),
            QKeySequence.StandardKey.SelectAll: lambda: self._cursor.select(QTextCursor.SelectionType.Document),
            QKeySequence.StandardKey.Copy: self._copy,
            QKeySequence.StandardKey.Cut: self._cut,
            QKeySequence.StandardKey.Paste: lambda: self.insertFromMimeData(clipboard.mimeData()),
            QKeySequence.StandardKey.Delete: self._cursor.deleteChar,
        }
        wanted = next((deed for key, deed in deeds.items() if event.matches(key)), None)
        if wanted is not None:
            wanted()
            self._seen()
        return wanted is not None

    def _copy(self) -> None:
        if self.selected():
            QGuiApplication.clipboard().setText(self.selected())

    def _cut(self) -> None:
        self._copy()
        self._cursor.removeSelectedText()

    def _insert(self, text: str) -> None:
        self._cursor.insertText(text)
        self._seen()

    def _move(self, move: QTextCursor.MoveOperation, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            move = _BY_WORD.get(move, move)
        keep = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        mode = QTextCursor.MoveMode.KeepAnchor if keep else QTextCursor.MoveMode.MoveAnchor
        self._cursor.movePosition(move, mode)
        self._seen()

    def _to_column(self, by: int, event: QKeyEvent) -> None:
        """To the same height in the next column; from the last one to the next row."""
        layout = self._layout()
        line = layout.lineForTextPosition(self.cursor_position())
        onward = line.lineNumber() + by
        if 0 <= onward < layout.lineCount():
            height = float(line.cursorToX(self.cursor_position())[0])  # type: ignore[index]
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.set_cursor(int(layout.lineAt(onward).xToCursor(height)), keep=keep)
        else:
            self.left.emit("down" if by > 0 else "up")

    def _layout(self) -> QTextLayout:
        return laid_out(self.toPlainText(), self.font(), self.height(), (self.cursor_position(), self._preedit))

    def _range(self) -> tuple[int, int]:
        return self._cursor.selectionStart(), self._cursor.selectionEnd()

    def _boxes(self, layout: QTextLayout, start: int, end: int) -> Iterator[QRectF]:
        """Where these characters stand, a box a column."""
        for line in columns(layout):
            first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
            if first < last:
                above, below = (float(line.cursorToX(place)[0]) for place in (first, last))  # type: ignore[index]
                yield QRectF(line.y(), min(above, below), line.height(), abs(below - above))

    def _cursor_box(self, layout: QTextLayout) -> QRectF:
        place = self.cursor_position() + len(self._preedit)
        line = layout.lineForTextPosition(place)
        if not line.isValid():
            return QRectF(0, 0, self.width(), 2)
        return QRectF(line.y(), float(line.cursorToX(place)[0]), line.height(), 2)  # type: ignore[index]

    def _changed(self) -> None:
        self.textChanged.emit()
        self.update()

    def _seen(self) -> None:
        """The cursor is seen at once where it is now."""
        self._shown = True
        if self.hasFocus():
            self._blink.start()
        QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImQueryInput)
        self.update()

    def _toggle(self) -> None:
        self._shown = not self._shown
        self.update()
