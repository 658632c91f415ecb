"""Fields that are finished when they are left, and leave undo to the window once they are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QPlainTextEdit

from ui.widgets.basics import Choice

UNDO, REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class Entry(QLineEdit):
    """`finished` is emitted once, with the text, when it was changed and left; `onward` when Enter was pressed.

    While somebody types, undo takes back what was typed here; afterwards it is the business of the window's stack.
    """

    finished = Signal(str)
    onward = Signal()

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__()
        self.setProperty("quiet", True)
        self.setTextMargins(-2, 0, 0, 0)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self._shown = ""
        self.editingFinished.connect(self.commit)

    def show_text(self, text: str) -> None:
        """Shows a text, without telling; what is being typed stays."""
        if text != self._shown or text != self.text():
            self._shown = text
            self.setText(text)
            self.setCursorPosition(0)

    def commit(self) -> None:
        """What was typed is what is meant."""
        text = self.text().strip()
        if text != self._shown:
            self._shown = text
            self.setText(text)  # forgets the letters one by one
            self.finished.emit(text)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            spent = (event.matches(UNDO) and not self.isUndoAvailable()) or (
                event.matches(REDO) and not self.isRedoAvailable()
            )
            if spent:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
            self.onward.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


def show_choice(box: Choice, code: str) -> None:
    """Chooses by code, without telling; a word that is not on the list is shown as it is where that may be typed."""
    box.blockSignals(True)
    at = box.findData(code)
    if at >= 0 or not box.isEditable():
        box.setCurrentIndex(at)
    else:
        box.setEditText(code)
    box.blockSignals(False)


def quiet_choice(name: str) -> Choice:
    """A choice in the look of the inspector's fields; the wheel over it scrolls the form and changes nothing."""
    made = _Calm()
    made.setProperty("quiet", True)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(6)
    return made


class _Calm(Choice):
    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()


class Paragraph(QPlainTextEdit):
    """A field of several lines that is finished when it is left; Tab goes on. As high as what stands in it."""

    finished = Signal(str)

    def __init__(self, name: str, hint: str = "", least: int = 2) -> None:
        super().__init__()
        self.setProperty("quiet", True)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(2)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shown, self._least = "", least
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def show_text(self, text: str) -> None:
        """Shows a text, without telling."""
        if text != self._shown or text != self.toPlainText():
            self._shown = text
            self.setPlainText(text)

    def commit(self) -> None:
        """What was typed is what is meant."""
        text = self.toPlainText().strip()
        if text != self._shown:
            self._shown = text
            self.setPlainText(text)
            self.finished.emit(text)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            document = self.document()
            spent = (event.matches(UNDO) and not document.isUndoAvailable()) or (
                event.matches(REDO) and not document.isRedoAvailable()
            )
            if spent:
                event.ignore()
                return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()

    def _fit(self) -> None:
        """A QPlainTextEdit counts its height in lines."""
        lines = max(self._least, round(self.document().size().height()))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 10)
