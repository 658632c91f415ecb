"""Paints a row of the editor and makes the widgets that edit it in its place."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from archivist.i18n import _
from ui import fonts, theme
from ui.desks.catalogue.field_editor import FieldEditor
from ui.desks.catalogue.fieldline import LEADER, Parts, styles
from ui.desks.catalogue.fields_model import FAULTS, PARTS
from ui.hub import Hub
from ui.widgets.breaking import broken

TAG_AT, INDICATORS_AT, BODY_AT, RIGHT = 6, 52, 92, 8
Index = QModelIndex | QPersistentModelIndex


@lru_cache(maxsize=4096)
def body_height(body: str, width: int) -> float:
    """How high the body is when it is broken into lines of this width; the gaps between subfields count as well."""
    layout = QTextLayout(body, fonts.even())
    layout.setFormats(styles(body, theme.LIGHT, ()))
    return broken(layout, width)


class FieldDelegate(QStyledItemDelegate):
    """Rows are 26 pixels high, or more where the body needs more lines."""

    def __init__(self, hub: Hub, view: QListView) -> None:
        super().__init__(view)
        self._hub, self._view = hub, view
        self._font: QFont = fonts.even()
        self._line = QFontMetricsF(self._font).height()
        self._ascent = QFontMetricsF(self._font).ascent()
        self.editor: FieldEditor | None = None
        self.editing = -1

    @property
    def pad(self) -> float:
        """From the top of a row to its text."""
        return max(2.0, (theme.LINE_ROW - self._line) / 2)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        parts: Parts = index.data(PARTS)
        body = self.editor.body.toPlainText() if self.editor and index.row() == self.editing else parts.body
        width = self._view.viewport().width() - BODY_AT - RIGHT
        lines = body_height(body, width) if len(body) > 20 else self._line
        return QSize(200, max(theme.LINE_ROW, round(lines + 2 * self.pad)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = self._hub.colours
        rect = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours["selection"])
            painter.drawRoundedRect(rect, 4, 4)
        if index.row() == self.editing:
            return
        parts: Parts = index.data(PARTS)
        layout = QTextLayout(parts.body, self._font)
        layout.setFormats(styles(parts.body, colours, index.data(FAULTS)))
        broken(layout, rect.width() - BODY_AT - RIGHT)
        top = rect.top() + self.pad
        painter.setPen(colours["ink"])
        layout.draw(painter, QPointF(rect.left() + BODY_AT, top))
        # A body with Mongolian letters has a higher line: tag and indicators stand on the same one.
        ascent = layout.lineAt(0).ascent() if layout.lineCount() else self._ascent
        self._paint_columns(painter, rect, parts, top + max(0.0, ascent - self._ascent))

    def _paint_columns(self, painter: QPainter, rect: QRectF, parts: Parts, top: float) -> None:
        """Tag and indicators."""
        colours, leader = self._hub.colours, parts.tag == LEADER
        painter.setPen(colours["tag"])
        painter.setFont(fonts.sans() if leader else self._font)
        tag_box = QRectF(rect.left() + TAG_AT, top, INDICATORS_AT + 24, self._line)
        painter.drawText(tag_box, Qt.AlignmentFlag.AlignLeft, _("Leader") if leader else parts.tag)
        painter.setFont(self._font)
        painter.setPen(colours["second"])
        shown = parts.indicators.replace("#", "·")
        painter.drawText(QRectF(rect.left() + INDICATORS_AT, top, 40, self._line), Qt.AlignmentFlag.AlignLeft, shown)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = FieldEditor(parent, self._hub, index.data(PARTS), index.data(FAULTS), self._font)
        editor.place(TAG_AT, INDICATORS_AT, BODY_AT, RIGHT, self.pad)
        self.editor, self.editing = editor, index.row()
        kept = QPersistentModelIndex(index)
        editor.body.textChanged.connect(lambda: self.sizeHintChanged.emit(self._view.model().index(kept.row(), 0)))
        return editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        self.editor, self.editing = None, -1
        super().destroyEditor(editor, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The editor was made with its data; a refresh must not overwrite what is being typed."""
