"""A text field of one logical line that is broken where the place is narrow; for lines edited in their row."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget


class OneLine(QPlainTextEdit):
    """Holds no line ends. `left` asks for another row or an end: `up`, `down`, `cancel`."""

    left = Signal(str)

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setProperty("bare", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(0, 0, 0, 0)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        for policy in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self.left.emit("down")
        elif key == Qt.Key.Key_Backtab:
            self.left.emit("up")
        elif key == Qt.Key.Key_Escape:
            self.left.emit("cancel")
        elif plain and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self._can_move(key):
            self.left.emit("up" if key == Qt.Key.Key_Up else "down")
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What is pasted becomes one line."""
        self.insertPlainText(" ".join(source.text().split("\n")).replace("\r", ""))

    def _can_move(self, key: int) -> bool:
        """Whether there is another line of this text above or below the cursor."""
        up = key == Qt.Key.Key_Up
        return self.textCursor().movePosition(QTextCursor.MoveOperation.Up if up else QTextCursor.MoveOperation.Down)

    def set_cursor(self, position: int) -> None:
        """Puts the cursor before this character."""
        cursor = self.textCursor()
        cursor.setPosition(max(0, min(position, len(self.toPlainText()))))
        self.setTextCursor(cursor)
