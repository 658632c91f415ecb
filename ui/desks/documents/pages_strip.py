"""The pages of a document as a strip of thumbnails, each with its number and whether it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from archivist import documents
from archivist.i18n import _
from storage.values import Page
from ui import fonts, theme
from ui.hub import Hub
from ui.text import number
from ui.widgets.painting import State, paint_state

PAGE = Qt.ItemDataRole.UserRole + 1
WIDTH, HEIGHT = 116, 138
Index = QModelIndex | QPersistentModelIndex


class PagesModel(QAbstractListModel):
    """The pages of one document."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: tuple[Page, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.pages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid():
            return None
        page = self.pages[index.row()]
        if role == PAGE:
            return page
        if role == Qt.ItemDataRole.DisplayRole:
            return _("Page {n}").format(n=page.number)
        return page.name if role == Qt.ItemDataRole.ToolTipRole else None

    def show(self, pages: Sequence[Page]) -> None:
        """Shows these; where only their texts have moved the rows stay."""
        if [one.id for one in pages] == [one.id for one in self.pages]:
            self.pages = tuple(pages)
            if pages:
                self.dataChanged.emit(self.index(0), self.index(len(pages) - 1))
            return
        self.beginResetModel()
        self.pages = tuple(pages)
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._caption = fonts.sans(theme.CAPTION)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(WIDTH - 12, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = self._hub.colours
        page: Page = index.data(PAGE)
        rect = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, colours["selection"])
        room = QRectF(rect.left() + 10, rect.top() + 8, rect.width() - 20, rect.height() - 32)
        pixmap = self._hub.thumbnails.get(page.digest, lambda: documents.page_image(self._hub.workspace, page))
        size = QSize(page.width or 3, page.height or 4).scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        paper = QRectF(0, 0, size.width(), size.height())
        paper.moveCenter(room.center())
        if pixmap is None:
            painter.fillRect(paper, colours["ground"])
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(paper, pixmap, QRectF(pixmap.rect()))
        painter.setPen(QPen(colours["accent" if selected else "line"], 2 if selected else 1))
        painter.drawRect(paper)
        foot = QRectF(rect.left(), rect.bottom() - 22, rect.width(), 18)
        painter.setFont(self._caption)
        painter.setPen(colours["ink" if selected else "second"])
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, number(page.number))
        paint_state(painter, QPointF(rect.center().x() + 22, foot.center().y()), _state(page), colours, 7)


def _state(page: Page) -> State:
    return "clean" if page.corrected or page.text_version else "unread"


class PagesStrip(QListView):
    """`chosen` gives the number of the page that the person went to."""

    chosen = Signal(int)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.pages = PagesModel()
        self.setModel(self.pages)
        self.setItemDelegate(_Delegate(hub, self))
        self.setUniformItemSizes(True)
        self.setFixedWidth(WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(_("Pages"))
        self.selectionModel().currentChanged.connect(self._moved)
        hub.thumbnails.loaded.connect(lambda _digest: self.viewport().update())
        hub.theme.changed.connect(self.viewport().update)
        self._current = 0

    def mark(self, page_number: int) -> None:
        """Marks a page, without telling."""
        self._current = page_number
        row = next((row for row, page in enumerate(self.pages.pages) if page.number == page_number), -1)
        self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self.pages.index(row))
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def _moved(self, index: QModelIndex) -> None:
        page: Page | None = index.data(PAGE)
        if page is not None and page.number != self._current:
            self._current = page.number
            self.chosen.emit(page.number)
