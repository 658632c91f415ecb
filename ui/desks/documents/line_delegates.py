"""How lines of a page are drawn and edited: in rows, or upright in columns."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QTextLayout
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from archivist.i18n import _
from ui import fonts, theme
from ui.desks.documents.rows import LINE, Index, Row
from ui.hub import Hub
from ui.text import percent
from ui.widgets.breaking import broken
from ui.widgets.oneline import OneLine
from ui.widgets.painting import paint_ground, paint_state
from ui.widgets.upright import draw_columns, draw_stack, is_mongolian, laid_out, size_of, stack_width
from ui.widgets.upright_edit import UprightEdit

TEXT_AT, RIGHT, SURE_RIGHT, PAD = 44, 56, 26, 6
POINTS = 11.5
# In columns: what stands above and below the text, and the narrowest one that still has room for its number.
HEAD, FOOT, NARROWEST = 26, 44, 40
COLUMN_POINTS = 15
CENTRE = Qt.AlignmentFlag.AlignHCenter


class Lying(QStyledItemDelegate):
    """A line in a row: number, text, and how sure the machine is."""

    def __init__(self, hub: Hub, view: QListView) -> None:
        super().__init__(view)
        self._hub, self._view = hub, view
        self._font, self._caption = fonts.sans(POINTS), fonts.sans(theme.CAPTION)
        self.editing = -1
        self.editor: OneLine | UprightEdit | None = None

    def _layout(self, text: str, width: float) -> tuple[QTextLayout, float]:
        layout = QTextLayout(text, self._font)
        return layout, broken(layout, width)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = index.data() if self.editor is None or index.row() != self.editing else self.editor.toPlainText()
        width = self._view.viewport().width() - TEXT_AT - right_of(index)
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
            layout, _height = self._layout(row.line.text, rect.width() - TEXT_AT - right_of(index))
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
        return self._begun(OneLine(parent, _("Line of the page")), index)

    def _begun(self, editor: OneLine | UprightEdit, index: Index) -> QWidget:
        editor.setFont(self._font)
        editor.setPlainText(index.data())
        self.editor, self.editing = editor, index.row()
        row = index.row()
        editor.textChanged.connect(lambda: self.sizeHintChanged.emit(self._view.model().index(row, 0)))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(TEXT_AT, PAD, -right_of(index), -1))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The editor was made with its text; a refresh must not overwrite what is being typed."""

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        self.editor, self.editing = None, -1
        super().destroyEditor(editor, index)


def right_of(index: Index) -> int:
    """The room at the right of a line: that of a percentage where one is shown, else that of a tick."""
    row: Row | None = index.data(LINE)
    return RIGHT if row is not None and row.doubtful else SURE_RIGHT


class Standing(Lying):
    """A line in a column: its number above it, how sure the machine is below."""

    def __init__(self, hub: Hub, view: QListView) -> None:
        super().__init__(hub, view)
        self._font = fonts.sans(COLUMN_POINTS)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = index.data() if self.editor is None or index.row() != self.editing else self.editor.toPlainText()
        height = self._view.viewport().height()
        if is_mongolian(text) or index.row() == self.editing:
            width = float(size_of(self._column(text or " ", height)).width())
        else:
            width = stack_width(QFontMetricsF(self._font), text, height - HEAD - FOOT)
        return QSize(max(NARROWEST, round(width) + 2 * PAD), height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(LINE)
        rect = QRectF(option.rect)
        paint_ground(painter, option, self._hub.colours)
        painter.setFont(self._caption)
        painter.setPen(self._hub.colours["second"])
        painter.drawText(QRectF(rect.left(), rect.top() + PAD, rect.width(), 18), CENTRE, str(row.number + 1))
        self._paint_foot(painter, rect, row)
        if index.row() != self.editing:
            painter.setPen(self._hub.colours["ink"])
            self._paint_text(painter, rect, row.line.text)

    def _paint_text(self, painter: QPainter, rect: QRectF, text: str) -> None:
        if is_mongolian(text):
            column = self._column(text, rect.height())
            draw_columns(painter, column, QPointF(self._left(rect, column), rect.top() + HEAD))
        else:
            painter.setFont(self._font)
            draw_stack(painter, text, rect.adjusted(PAD, HEAD, -PAD, -FOOT))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = UprightEdit(parent, _("Line of the page"))
        return self._begun(editor, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(PAD, HEAD, 0, -FOOT))

    def _column(self, text: str, height: float) -> QTextLayout:
        return laid_out(text, self._font, height - HEAD - FOOT)

    def _left(self, rect: QRectF, column: QTextLayout) -> float:
        return rect.left() + PAD if column.lineCount() > 1 else rect.center().x() - size_of(column).width() / 2

    def _paint_foot(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        colours = self._hub.colours
        if row.line.corrected:
            box = QRectF(rect.center().x() - 8, rect.bottom() - 24, 16, 16)
            self._hub.icons.paint(painter, box, "check", colours["good"])
        elif row.doubtful:
            paint_state(painter, QPointF(rect.center().x(), rect.bottom() - 34), "warning", colours)
            painter.setFont(self._caption)
            painter.setPen(colours["second"])
            sure = percent(row.line.confidence)
            painter.drawText(QRectF(rect.left(), rect.bottom() - 24, rect.width(), 18), CENTRE, sure)
