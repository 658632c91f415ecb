"""The results of a search: a small page with its hits, title, and the text round the first match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from archivist import documents, searching
from archivist.i18n import _
from ocr.page import Box
from storage.values import Hit, Page
from ui import fonts, theme
from ui.hub import Hub
from ui.text import number
from ui.widgets.painting import draw_text, paint_ground

HIT = Qt.ItemDataRole.UserRole + 1
ROW, THUMB_WIDTH, THUMB_HEIGHT = 103, 62, 78
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Place:
    """Where the matches of a page hit stand; boxes in pixels of the master."""

    page: Page
    boxes: tuple[Box, ...]


class ResultsModel(QAbstractListModel):
    """The hits, and the places of those that have been looked at."""

    located = Signal(object)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.hits: tuple[Hit, ...] = ()
        self._places: dict[int, Place] = {}
        self._asked: set[int] = set()
        self._generation = 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role == HIT:
            return hit
        return (
            f"{hit.title}\n{hit.snippet}"
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            else None
        )

    def show(self, hits: Sequence[Hit]) -> None:
        """Shows these."""
        self.beginResetModel()
        self.hits = tuple(hits)
        self._places.clear()
        self._asked.clear()
        self._generation += 1
        self.endResetModel()

    def place(self, hit: Hit) -> Place | None:
        """Where a page hit stands; None until that has been looked up."""
        if hit.kind == "page" and hit.id not in self._places and hit.id not in self._asked:
            self._asked.add(hit.id)
            workspace = self._hub.workspace
            self._hub.jobs.start(
                lambda: Place(documents.page(workspace, hit.id), searching.hit_boxes(workspace, hit)),
                on_done=partial(self._take, self._generation, hit),
                # A page deleted in this moment: its row just has no picture.
                on_error=lambda _error: None,
                lane="database",
            )
        return self._places.get(hit.id)

    def _take(self, generation: int, hit: Hit, place: Place) -> None:
        if generation == self._generation:
            self._places[hit.id] = place
            self.located.emit(hit)


def caption_of(hit: Hit) -> str:
    """What stands behind the title."""
    if hit.kind == "page":
        return _("page {n}").format(n=number(hit.page or 0))
    return (_("document {id}") if hit.kind == "document" else _("record {id}")).format(id=hit.id)


class _Delegate(QStyledItemDelegate):
    def __init__(self, hub: Hub, model: ResultsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub, self._results = hub, model
        self._title, self._text = fonts.sans(theme.NAME, strong=True), fonts.sans()
        self._caption = fonts.sans(theme.CAPTION)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(240, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = self._hub.colours
        hit: Hit = index.data(HIT)
        paint_ground(painter, option, colours)
        rect = QRectF(option.rect).adjusted(theme.LARGE, theme.MIDDLE, -theme.LARGE, -theme.MIDDLE - 1)
        self._thumbnail(painter, QRectF(rect.left(), rect.top(), THUMB_WIDTH, THUMB_HEIGHT), hit)
        left = rect.left() + THUMB_WIDTH + theme.MIDDLE
        head = QRectF(left, rect.top() - 2, rect.right() - left, 22)
        caption = caption_of(hit)
        caption_width = painter.fontMetrics().horizontalAdvance(caption) + theme.LARGE
        room = head.adjusted(0, 0, -caption_width, 0)
        used = draw_text(painter, room, hit.title or _("(no title)"), self._title, colours["ink"])
        draw_text(painter, head.adjusted(used + theme.MIDDLE, 1, 0, 1), caption, self._caption, colours["second"])
        self._snippet(painter, QRectF(left, head.bottom() + 2, head.width(), rect.bottom() - head.bottom()), hit)

    def _thumbnail(self, painter: QPainter, room: QRectF, hit: Hit) -> None:
        colours = self._hub.colours
        place = self._results.place(hit)
        if place is None:
            painter.fillRect(room, colours["ground"])
            painter.setPen(colours["line"])
            painter.drawRect(room)
            name = "book-open" if hit.kind == "record" else "file-text"
            self._hub.icons.paint(painter, room.adjusted(18, 24, -18, -24), name, colours["third"])
            return
        page = place.page
        size = QSize(page.width or 3, page.height or 4).scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        paper = QRectF(0, 0, size.width(), size.height())
        paper.moveCenter(room.center())
        pixmap = self._hub.thumbnails.get(page.digest, lambda: documents.page_image(self._hub.workspace, page))
        painter.fillRect(paper, QColor("#f4ecda"))
        if pixmap is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(paper, pixmap, QRectF(pixmap.rect()))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        scale = paper.width() / (page.width or 1)
        for box in place.boxes:
            # At this size a character is a dot: a hit is drawn at least so large that it can be seen.
            mark = QRectF(box.left * scale, box.top * scale, max(5, box.width * scale), max(5, box.height * scale))
            painter.fillRect(mark.translated(paper.topLeft()), colours["hit"].darker(112))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(colours["line"])
        painter.drawRect(paper)

    def _snippet(self, painter: QPainter, room: QRectF, hit: Hit) -> None:
        """Two or three lines of the text with its matches in amber."""
        colours = self._hub.colours
        layout = QTextLayout(hit.snippet.replace("\n", " "), self._text)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([_amber(start, end, colours["hit"], colours["on_hit"]) for start, end in hit.matches])
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room.width())
            line.setPosition(QPointF(0, height))
            height += line.height() + 1
            if height + line.height() > room.height() + 4:
                break
        layout.endLayout()
        painter.save()
        painter.setClipRect(room.adjusted(0, -2, 0, 6))
        painter.setPen(colours["ink"])
        layout.draw(painter, room.topLeft())
        painter.restore()


def _amber(start: int, end: int, ground: QColor, ink: QColor) -> QTextLayout.FormatRange:
    form = QTextCharFormat()
    form.setBackground(ground)
    form.setForeground(ink)
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, end - start, form
    return made


class ResultsView(QListView):
    """`looked_at` gives the hit that the cursor is on, `opened` the one that was entered."""

    looked_at = Signal(object)
    opened = Signal(object)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.results = ResultsModel(hub)
        self.setModel(self.results)
        self.setItemDelegate(_Delegate(hub, self.results, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setMinimumWidth(300)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Results"))
        self.selectionModel().currentChanged.connect(lambda now, _before: self._look(now))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(HIT)))
        hub.thumbnails.loaded.connect(lambda _digest: self.viewport().update())
        self.results.located.connect(lambda _hit: self.viewport().update())
        hub.theme.changed.connect(self.viewport().update)

    @property
    def current(self) -> Hit | None:
        """The hit that the cursor is on."""
        hit: Hit | None = self.currentIndex().data(HIT)
        return hit

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Shows these, with the cursor on the first."""
        self.results.show(hits)
        if hits:
            self.setCurrentIndex(self.results.index(0))
        else:
            self.looked_at.emit(None)

    def step(self, by: int) -> None:
        """The next or previous hit."""
        row = self.currentIndex().row() + by
        if 0 <= row < self.results.rowCount():
            self.setCurrentIndex(self.results.index(row))

    def _look(self, index: QModelIndex) -> None:
        hit = index.data(HIT)
        if hit is not None:
            self.looked_at.emit(hit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)
