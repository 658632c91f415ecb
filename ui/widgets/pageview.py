"""A page image on quiet grey: zoom, fit, pan, and marks painted on the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from ocr.page import Box
from ui.images import Picture
from ui.theme import LARGE, Theme

Kind = Literal["hit", "current hit", "line", "doubt"]
Fit = Literal["page", "width", "none"]
STEP = 1.25
LEAST, MOST = 0.02, 8.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be painted on the page; the box is in pixels of the master."""

    box: Box
    kind: Kind


def rect_of(box: Box) -> QRectF:
    """A box as Qt's rectangle."""
    return QRectF(box.left, box.top, box.width, box.height)


def paint_mark(painter: QPainter, mark: Mark, theme: Theme, pixel: float) -> None:
    """Paints one mark; `pixel` is how many pixels of the master one of the screen covers."""
    rect = rect_of(mark.box)
    colours = theme.colours
    if mark.kind in ("hit", "current hit"):
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(rect.adjusted(-2 * pixel, -2 * pixel, 2 * pixel, 2 * pixel), colours["hit"])
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    if mark.kind == "current hit":
        _outline(painter, rect, colours["accent"], pixel, 2)
    elif mark.kind == "line":
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(rect, QColor("#f6e6e1"))  # paper is light in the dark theme too
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        _outline(painter, rect, QColor("#a5382b"), pixel, 1.5)
    elif mark.kind == "doubt":
        _doubt(painter, rect, pixel)


def _outline(painter: QPainter, rect: QRectF, colour: QColor, pixel: float, width: float) -> None:
    painter.setPen(QPen(colour, width * pixel))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(-3 * pixel, -3 * pixel, 3 * pixel, 3 * pixel))


def _doubt(painter: QPainter, rect: QRectF, pixel: float) -> None:
    """A broken line along the foot of a row, or the left of a column: a shape as well as a colour."""
    pen = QPen(QColor("#b57a1b"), 2 * pixel, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    if rect.height() > rect.width() * 1.5:
        painter.drawLine(rect.topLeft(), rect.bottomLeft())
    else:
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())


class _Paper(QGraphicsItem):
    """The page itself; painted from the level that fits the scale."""

    def __init__(self, picture: Picture, theme: Theme) -> None:
        super().__init__()
        self.picture, self.theme = picture, theme
        self.marks: tuple[Mark, ...] = ()

    def boundingRect(self) -> QRectF:
        size = self.picture.size
        return QRectF(0, 0, size.width(), size.height())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        pixel = 1 / max(scale, 1e-6)
        whole = self.boundingRect()
        for step, strength in ((6, 10), (4, 18), (2, 30)):
            shade = QColor(0, 0, 0, strength)
            painter.fillRect(whole.adjusted(-step * pixel, 0, step * pixel, (step + 2) * pixel), shade)
        image = self.picture.for_scale(scale)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 3)
        painter.drawImage(whole, image)
        for mark in self.marks:
            paint_mark(painter, mark, self.theme, pixel)


class PageView(QGraphicsView):
    """Shows one page. `pointed` gives a place on the page, in pixels of the master, where somebody clicked."""

    pointed = Signal(QPointF)
    zoomed = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._paper: _Paper | None = None
        self._fit: Fit = "page"
        self._pressed = QPointF()
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._paper.picture if self._paper else None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is painted on it."""
        return self._paper.marks if self._paper else ()

    def show_picture(self, picture: Picture | None) -> None:
        """Shows another page, or none; keeps the way it is fitted."""
        self.scene().clear()
        self._paper = None
        if picture is None:
            return
        self._paper = _Paper(picture, self._theme)
        self.scene().addItem(self._paper)
        self.scene().setSceneRect(self._paper.boundingRect())
        self._refit()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Paints these, and nothing else, on the page."""
        if self._paper is not None:
            self._paper.marks = tuple(marks)
            self.viewport().update()

    def reveal(self, box: Box) -> None:
        """Scrolls so that the box can be seen."""
        if self._paper is not None:
            self.ensureVisible(rect_of(box), 60, 60)

    def fit(self, how: Fit) -> None:
        """The whole page, or its whole width, also after the window has been resized."""
        self._fit = how
        self._refit()

    def zoom(self, factor: float) -> None:
        """Larger or smaller by this factor."""
        self._fit = "none"
        scale = min(MOST, max(LEAST, self.transform().m11() * factor))
        self.resetTransform()
        self.scale(scale, scale)
        self.zoomed.emit(scale)

    def sizeHint(self) -> QSize:
        return QSize(480, 600)

    def _refit(self) -> None:
        if self._paper is None or self._fit == "none":
            return
        room = self.viewport().size()
        size = self._paper.picture.size
        across = (room.width() - 2 * LARGE) / size.width()
        down = (room.height() - 2 * LARGE) / size.height()
        scale = min(MOST, max(LEAST, min(across, down) if self._fit == "page" else across))
        self.resetTransform()
        self.scale(scale, scale)
        # Some room round the page, so that its shadow shows and its corner can be dragged to the middle.
        margin = LARGE / scale
        self.scene().setSceneRect(self._paper.boundingRect().adjusted(-margin, -margin, margin, margin))
        self.zoomed.emit(scale)

    def _dress(self) -> None:
        self.setBackgroundBrush(self._theme.colours["desk"])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP if event.angleDelta().y() > 0 else 1 / STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_Plus: lambda: self.zoom(STEP),
            Qt.Key.Key_Equal: lambda: self.zoom(STEP),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / STEP),
            Qt.Key.Key_0: lambda: self.fit("page"),
            Qt.Key.Key_1: lambda: self.fit("width"),
        }
        do = keys.get(Qt.Key(event.key()))
        if do is None:
            super().keyPressEvent(event)
        else:
            do()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        moved = (event.position() - self._pressed).manhattanLength()
        if self._paper is not None and moved < 4 and event.button() == Qt.MouseButton.LeftButton:
            place = self.mapToScene(event.position().toPoint())
            if self._paper.boundingRect().contains(place):
                self.pointed.emit(place)
