"""How a hit is painted: as a row with a small page and the text round its matches, or as a page with its matches."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from archivist import documents
from archivist.i18n import _
from storage.values import Hit
from ui import fonts, theme
from ui.desks.search.model import HEADING, HIT, NEAR, Index, Place, ResultsModel
from ui.hub import Hub
from ui.text import number
from ui.theme import Colours
from ui.widgets.painting import draw_text, paint_ground

ROW, THUMB_WIDTH, THUMB_HEIGHT = 103, 62, 78
HEAD = 34
CELL_WIDTH, CELL_HEIGHT = 132, 208
PAPER = "#f4ecda"
NEARLY = "≈"


def caption_of(hit: Hit) -> str:
    """What stands behind the title."""
    if hit.kind == "page":
        return _("page {n}").format(n=number(hit.page or 0))
    return (_("document {id}") if hit.kind == "document" else _("record {id}")).format(id=hit.id)


class HitDelegate(QStyledItemDelegate):
    """Rows, or with `grid` a page each in columns that fill the width."""

    def __init__(self, hub: Hub, model: ResultsModel, view: QListView) -> None:
        super().__init__(view)
        self._hub, self._results, self._view = hub, model, view
        self.grid = False
        self._title, self._text = fonts.sans(theme.NAME, strong=True), fonts.sans()
        self._caption, self._name = fonts.sans(theme.CAPTION), fonts.sans(theme.CAPTION, strong=True)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        # Qt breaks lines as if the scroll bar were always there, and one item too early where they just fit.
        bar = self._view.verticalScrollBar().sizeHint().width()
        width = max(240, self._view.maximumViewportSize().width() - bar - 2)
        if index.data(HEADING):
            return QSize(width, HEAD)
        if self.grid:
            return QSize(width // max(1, width // CELL_WIDTH), CELL_HEIGHT)
        return QSize(240, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: Hit | None = index.data(HIT)
        if hit is None:
            self._heading(painter, QRectF(option.rect), str(index.data(HEADING)))
        elif self.grid:
            self._cell(painter, option, hit, near=bool(index.data(NEAR)))
        else:
            self._row(painter, option, hit, near=bool(index.data(NEAR)))

    def _heading(self, painter: QPainter, rect: QRectF, text: str) -> None:
        colours = self._hub.colours
        rect.setWidth(self._view.viewport().width())
        painter.fillRect(rect, colours["ground"])
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), colours["line"])
        room = rect.adjusted(theme.LARGE, 0, -theme.LARGE, 0)
        used = draw_text(painter, room, NEARLY, self._title, colours["doubt"])
        draw_text(painter, room.adjusted(used + theme.SMALL, 0, 0, 0), text, self._name, colours["second"])

    def _row(self, painter: QPainter, option: QStyleOptionViewItem, hit: Hit, *, near: bool) -> None:
        colours = self._hub.colours
        paint_ground(painter, option, colours)
        rect = QRectF(option.rect).adjusted(theme.LARGE, theme.MIDDLE, -theme.LARGE, -theme.MIDDLE - 1)
        self._thumbnail(painter, QRectF(rect.left(), rect.top(), THUMB_WIDTH, THUMB_HEIGHT), hit)
        left = rect.left() + THUMB_WIDTH + theme.MIDDLE
        head = QRectF(left, rect.top() - 2, rect.right() - left, 22)
        if near:
            head.setLeft(head.left() + draw_text(painter, head, NEARLY, self._title, colours["doubt"]) + theme.TINY)
        caption = caption_of(hit)
        caption_width = painter.fontMetrics().horizontalAdvance(caption) + theme.LARGE
        room = head.adjusted(0, 0, -caption_width, 0)
        used = draw_text(painter, room, hit.title or _("(no title)"), self._title, colours["ink"])
        draw_text(painter, head.adjusted(used + theme.MIDDLE, 1, 0, 1), caption, self._caption, colours["second"])
        self._snippet(painter, QRectF(left, head.bottom() + 2, rect.right() - left, rect.bottom() - head.bottom()), hit)

    def _cell(self, painter: QPainter, option: QStyleOptionViewItem, hit: Hit, *, near: bool) -> None:
        colours = self._hub.colours
        whole = QRectF(QRect(option.rect)).adjusted(4, 4, -4, -4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(colours["selection"])
            painter.setPen(QPen(colours["accent"], 1.5))
            painter.drawRoundedRect(whole, theme.CORNER, theme.CORNER)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(colours["ground"])
            painter.drawRoundedRect(whole, theme.CORNER, theme.CORNER)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inside = whole.adjusted(theme.SMALL, theme.SMALL, -theme.SMALL, -theme.TINY)
        foot = 38
        self._thumbnail(painter, inside.adjusted(0, 0, 0, -foot - theme.TINY), hit)
        line = QRectF(inside.left(), inside.bottom() - foot, inside.width(), foot / 2)
        if near:
            line.setLeft(line.left() + draw_text(painter, line, NEARLY, self._name, colours["doubt"]) + theme.TINY)
        draw_text(painter, line, hit.title or _("(no title)"), self._name, colours["ink"])
        below = QRectF(inside.left(), inside.bottom() - foot / 2, inside.width(), foot / 2)
        draw_text(painter, below, caption_of(hit), self._caption, colours["second"])

    def _card(self, painter: QPainter, room: QRectF, hit: Hit) -> None:
        """What has no page: a card with a sign, and where there is room what is written about it."""
        colours = self._hub.colours
        card = QRectF(0, 0, min(room.width(), room.height() * THUMB_WIDTH / THUMB_HEIGHT), room.height())
        card.moveCenter(room.center())
        painter.fillRect(card, colours["ground"])
        painter.setPen(colours["line"])
        painter.drawRect(card)
        icon = QRectF(0, 0, 26, 26)
        if self.grid:
            inside = card.adjusted(theme.SMALL, theme.SMALL, -theme.SMALL, -theme.SMALL)
            self._snippet(painter, inside.adjusted(0, 0, 0, -26), hit)
            icon.setSize(QSizeF(16, 16))
            icon.moveBottomLeft(inside.bottomLeft())
        else:
            icon.moveCenter(card.center())
        name = "book-open" if hit.kind == "record" else "file-text"
        self._hub.icons.paint(painter, icon, name, colours["third"])

    def _thumbnail(self, painter: QPainter, room: QRectF, hit: Hit) -> None:
        colours = self._hub.colours
        place = self._results.place(hit)
        if place is None:
            self._card(painter, room, hit)
            return
        page = place.page
        size = QSize(page.width or 3, page.height or 4).scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        paper = QRectF(0, 0, size.width(), size.height())
        paper.moveCenter(room.center())
        pixmap = self._hub.thumbnails.get(page.digest, lambda: documents.page_image(self._hub.workspace, page))
        painter.fillRect(paper, QColor(PAPER))
        if pixmap is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(paper, pixmap, QRectF(pixmap.rect()))
        _mark(painter, paper, place, colours)
        painter.setPen(colours["line"])
        painter.drawRect(paper)

    def _snippet(self, painter: QPainter, room: QRectF, hit: Hit) -> None:
        """As many lines of the text as there is room for, with its matches in amber."""
        colours = self._hub.colours
        layout = QTextLayout(hit.snippet.replace("\n", " "), self._caption if self.grid else self._text)
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


def _mark(painter: QPainter, paper: QRectF, place: Place, colours: Colours) -> None:
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    scale = paper.width() / (place.page.width or 1)
    for box in place.boxes:
        # At this size a character is a dot: a hit is drawn at least so large that it can be seen.
        mark = QRectF(box.left * scale, box.top * scale, max(5, box.width * scale), max(5, box.height * scale))
        painter.fillRect(mark.translated(paper.topLeft()), colours["hit"].darker(112))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _amber(start: int, end: int, ground: QColor, ink: QColor) -> QTextLayout.FormatRange:
    form = QTextCharFormat()
    form.setBackground(ground)
    form.setForeground(ink)
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, end - start, form
    return made
