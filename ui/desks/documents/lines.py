"""The text of a page, line by line in reading order: what is doubtful is marked, every line can be edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemDelegate, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from archivist.i18n import _
from ocr.page import Line, PageText, Region
from ui import fonts, theme
from ui.hub import Hub
from ui.text import percent
from ui.widgets.oneline import OneLine
from ui.widgets.painting import paint_ground, paint_state

LINE = Qt.ItemDataRole.UserRole + 1
DOUBTFUL = 0.9
TEXT_AT, RIGHT, PAD = 44, 56, 6
POINTS = 11.5
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """A line and the region that it belongs to; `number` counts from 0."""

    number: int
    region: Region
    line: Line

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it."""
        return not self.line.corrected and self.line.confidence < DOUBTFUL


def rows_of(text: PageText) -> tuple[Row, ...]:
    """The lines of a page."""
    return tuple(Row(number, region, line) for number, (region, line) in enumerate(text.lines))


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


def tip_of(row: Row) -> str:
    """What is known of a line, in words."""
    if row.line.corrected:
        return _("Corrected by a person")
    if not row.line.words:
        return _("The machine has found this line but cannot read it; type it from the page.")
    sure = _("The machine is {sure} sure of this line.").format(sure=percent(row.line.confidence))
    return sure + (" " + _("Compare it with the page.") if row.doubtful else "")


class _Delegate(QStyledItemDelegate):
    """Number, text, and how sure the machine is."""

    def __init__(self, hub: Hub, view: QListView) -> None:
        super().__init__(view)
        self._hub, self._view = hub, view
        self._font, self._caption = fonts.sans(POINTS), fonts.sans(theme.CAPTION)
        self.editing = -1
        self.editor: OneLine | None = None

    def _layout(self, text: str, width: float) -> tuple[QTextLayout, float]:
        layout = QTextLayout(text, self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(40.0, width))
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout, height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = index.data() if self.editor is None or index.row() != self.editing else self.editor.toPlainText()
        width = self._view.viewport().width() - TEXT_AT - RIGHT
        return QSize(120, max(34, round(self._layout(text or " ", width)[1] + 2 * PAD)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = self._hub.colours
        row: Row = index.data(LINE)
        paint_ground(painter, option, colours)
        rect = QRectF(option.rect)
        painter.setFont(self._caption)
        painter.setPen(colours["second"])
        number_box = QRectF(rect.left() + 8, rect.top() + PAD + 2, TEXT_AT - 18, 18)
        painter.drawText(number_box, Qt.AlignmentFlag.AlignRight, str(row.number + 1))
        self._paint_state(painter, rect, row)
        if index.row() != self.editing:
            painter.setPen(colours["ink"])
            layout, _height = self._layout(row.line.text, rect.width() - TEXT_AT - RIGHT)
            layout.draw(painter, QPointF(rect.left() + TEXT_AT, rect.top() + PAD))

    def _paint_state(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        colours = self._hub.colours
        middle = QPointF(rect.right() - 14, rect.top() + PAD + 10)
        if row.line.corrected:
            self._hub.icons.paint(
                painter, QRectF(rect.right() - 22, rect.top() + PAD + 2, 16, 16), "check", colours["good"]
            )
        elif row.doubtful:
            paint_state(painter, middle, "warning", colours)
            box = QRectF(rect.right() - RIGHT, rect.top() + PAD + 2, RIGHT - 24, 18)
            painter.setFont(self._caption)
            painter.setPen(colours["second"])
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, percent(row.line.confidence))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = OneLine(parent, _("Line of the page"))
        editor.setFont(self._font)
        editor.setPlainText(index.data())
        self.editor, self.editing = editor, index.row()
        row = index.row()
        editor.textChanged.connect(lambda: self.sizeHintChanged.emit(self._view.model().index(row, 0)))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(TEXT_AT, PAD, -RIGHT, -1))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The editor was made with its text; a refresh must not overwrite what is being typed."""

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        self.editor, self.editing = None, -1
        super().destroyEditor(editor, index)


class LinesView(QListView):
    """`corrected(number, text)` gives a line that a person has changed; `moved` the number of the line at hand."""

    corrected = Signal(int, str)
    moved = Signal(int)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.lines = LinesModel()
        self.setModel(self.lines)
        self._delegate = _Delegate(hub, self)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(_("Text of the page"))
        self.setMinimumWidth(240)
        self.read_only = hub.workspace.read_only
        self.selectionModel().currentChanged.connect(lambda now, _before: self.moved.emit(now.row()))
        self.doubleClicked.connect(lambda index: self.open_row(index.row()))
        hub.theme.changed.connect(self.viewport().update)

    @property
    def editor(self) -> OneLine | None:
        """The open editor."""
        return self._delegate.editor

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
