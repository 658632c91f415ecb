"""The widgets that edit a row in its place: tag, indicators, body, just where the row shows them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent, QSyntaxHighlighter, QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from archivist.i18n import _
from marc.lines import DELIMITER
from ui.desks.catalogue.fieldline import LEADER, Fault, Parts, pieces, styles
from ui.hub import Hub
from ui.theme import Colours
from ui.widgets.oneline import OneLine


class _Highlighter(QSyntaxHighlighter):
    """Gives the text being typed the same look as the painted row."""

    def __init__(self, document: QTextDocument, colours: Colours, faults: Sequence[Fault]) -> None:
        super().__init__(document)
        self._colours, self._faults = colours, faults

    def highlightBlock(self, text: str) -> None:
        for one in styles(text, self._colours, self._faults):
            self.setFormat(one.start, one.length, one.format)


class BodyEdit(OneLine):
    """The body of a field. `$` becomes the subfield delimiter; typed twice it stays a `$`.

    `left` also asks for `columns`, the indicators.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Tab:
            self._to_subfield(1)
        elif key == Qt.Key.Key_Backtab:
            self._to_subfield(-1)
        elif event.text() == "$":
            self._delimiter()
        elif plain and key == Qt.Key.Key_Left and self.textCursor().position() == 0:
            self.left.emit("columns")
        else:
            super().keyPressEvent(event)

    def _delimiter(self) -> None:
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.selectionStart()]
        if before.endswith(DELIMITER) and not cursor.hasSelection():
            cursor.deletePreviousChar()
            cursor.insertText("$")
        else:
            cursor.insertText(DELIMITER)

    def _to_subfield(self, by: int) -> None:
        at = self.textCursor().position()
        places = [value for _code, _start, value, _end in pieces(self.toPlainText())]
        onward = [place for place in places if place > at] if by > 0 else [p for p in reversed(places) if p < at]
        if onward:
            self.set_cursor(onward[0])
        else:
            self.left.emit("down" if by > 0 else "columns")


class _Cell(QLineEdit):
    """Tag or indicators."""

    def __init__(self, parent: QWidget, text: str, length: int, name: str) -> None:
        super().__init__(text, parent)
        self.setProperty("bare", True)
        self.setMaxLength(length)
        self.setAccessibleName(name)
        self.setTextMargins(-2, 0, 0, 0)


class FieldEditor(QWidget):
    """`finished` says where the person went: `up`, `down`, `away` (the focus went elsewhere) or `cancel`."""

    finished = Signal(str)

    def __init__(self, parent: QWidget, hub: Hub, parts: Parts, faults: Sequence[Fault], font: QFont) -> None:
        super().__init__(parent)
        self.parts = parts
        self._leader = parts.tag == LEADER
        self.tag = _Cell(self, parts.tag, 3, _("Tag"))
        self.indicators = _Cell(self, parts.indicators, 2, _("Indicators"))
        self.body = BodyEdit(self, _("Field"))
        self._columns, self._top = (0, 0, 0, 0), 0
        for widget in (self.tag, self.indicators, self.body):
            widget.setFont(font)
        self._highlighter = _Highlighter(self.body.document(), hub.colours, faults)
        self.body.setPlainText(parts.body)
        self.tag.setStyleSheet(f"color: {hub.colours.tag}")
        self.indicators.setStyleSheet(f"color: {hub.colours.second}")
        self.tag.setReadOnly(self._leader)
        if self._leader:
            self.tag.setText(_("Leader"))
        self.setFocusProxy(self.body)
        self.body.left.connect(self._leave)
        self.tag.textEdited.connect(self._tag_typed)
        self.indicators.textEdited.connect(self._indicators_typed)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def place(self, tag: int, indicators: int, body: int, right: int, pad: float) -> None:
        """Where the columns are, as in the painted row."""
        self._columns, self._top = (tag, indicators, body, right), round(pad)

    def current(self) -> Parts:
        """What is typed so far."""
        if self._leader:
            return Parts(LEADER, "", self.body.toPlainText())
        return Parts(self.tag.text(), self.indicators.text(), self.body.toPlainText())

    def resizeEvent(self, event: QResizeEvent) -> None:
        tag, indicators, body, right = self._columns
        top = self._top
        line = self.body.fontMetrics().height()
        self.tag.setGeometry(tag, top, indicators - tag + (24 if self._leader else 0), line)
        self.indicators.setGeometry(indicators, top, body - indicators, line)
        self.indicators.setVisible(not self._leader and not self.tag.text().startswith("00"))
        self.body.setGeometry(body, top, max(40, self.width() - body - right), max(line, self.height() - top))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the small fields did not want."""
        if event.key() == Qt.Key.Key_Escape:
            self.finished.emit("cancel")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.finished.emit("down")
        elif event.key() == Qt.Key.Key_Up:
            self.finished.emit("up")
        else:
            super().keyPressEvent(event)

    def cursor_at(self, place: QPoint) -> None:
        """Puts the cursor where somebody clicked."""
        if place.x() < self._columns[1] and not self._leader:
            self.tag.setFocus()
            self.tag.selectAll()
        elif place.x() < self._columns[2] and self.indicators.isVisibleTo(self):
            self.indicators.setFocus()
            self.indicators.selectAll()
        else:
            self.body.setFocus()
            self.body.setTextCursor(self.body.cursorForPosition(self.body.mapFrom(self, place)))

    def _tag_typed(self, text: str) -> None:
        self.indicators.setVisible(not text.startswith("00"))
        if len(text) == 3:
            target: QWidget = self.body if text.startswith("00") else self.indicators
            target.setFocus()
            if target is self.indicators:
                self.indicators.selectAll()

    def _indicators_typed(self, text: str) -> None:
        if len(text) == 2:
            self.body.setFocus()
            self.body.set_cursor(0)

    def _leave(self, where: str) -> None:
        if where == "columns":
            target = self.indicators if self.indicators.isVisibleTo(self) else self.tag
            target.setFocus()
        else:
            self.finished.emit(where)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is None or new is None or not self.isAncestorOf(old):
            return
        if not self.isAncestorOf(new) and new is not self and new.window() is self.window():
            self.finished.emit("away")
