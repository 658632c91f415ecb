"""The page before a step, with what can be dragged on it: the edges of a cut, the line that parts a spread."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen

from ui.theme import Theme
from ui.widgets.pageview import PageView

REACH = 10  # pixels of the screen within which an edge is taken hold of
Edge = Literal["left", "top", "right", "bottom"]
ACCENT = QColor("#a5382b")  # on paper, which is light in the dark theme too


class HandleView(PageView):
    """`cut` gives left, top, right and bottom, `parted` the line, when they are let go; in pixels of the page.

    The picture that is shown may be smaller than the page: `factor` is how many pixels of the page one of it covers.
    """

    cut = Signal(int, int, int, int)
    parted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.factor = 1.0
        self.rectangle: QRectF | None = None
        self.gutter: float | None = None
        self._held: set[Edge] = set()
        self._dragged = False
        self.setMouseTracking(True)

    def show_handles(self, rectangle: QRectF | None, gutter: float | None) -> None:
        """What can be dragged, in pixels of the page."""
        self.rectangle, self.gutter = rectangle, gutter
        self.viewport().update()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:  # type: ignore[override]
        paper = self.sceneRect() if self._paper is None else self._paper.boundingRect()
        pixel = 1 / max(self.transform().m11(), 1e-6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.rectangle is not None:
            self._draw_cut(painter, paper, self._on_picture(self.rectangle), pixel)
        if self.gutter is not None:
            x = self.gutter / self.factor
            painter.setPen(QPen(ACCENT, 2 * pixel))
            painter.drawLine(QPointF(x, paper.top()), QPointF(x, paper.bottom()))
            self._knob(painter, QPointF(x, paper.center().y()), pixel)

    def _draw_cut(self, painter: QPainter, paper: QRectF, kept: QRectF, pixel: float) -> None:
        shade = QColor(0, 0, 0, 90)
        painter.fillRect(QRectF(paper.left(), paper.top(), paper.width(), kept.top() - paper.top()), shade)
        painter.fillRect(QRectF(paper.left(), kept.bottom(), paper.width(), paper.bottom() - kept.bottom()), shade)
        painter.fillRect(QRectF(paper.left(), kept.top(), kept.left() - paper.left(), kept.height()), shade)
        painter.fillRect(QRectF(kept.right(), kept.top(), paper.right() - kept.right(), kept.height()), shade)
        painter.setPen(QPen(ACCENT, 2 * pixel))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(kept)
        middle = kept.center()
        for place in (kept.topLeft(), kept.topRight(), kept.bottomLeft(), kept.bottomRight(),
                      QPointF(kept.left(), middle.y()), QPointF(kept.right(), middle.y()),
                      QPointF(middle.x(), kept.top()), QPointF(middle.x(), kept.bottom())):  # fmt: skip
            self._knob(painter, place, pixel)

    def _knob(self, painter: QPainter, place: QPointF, pixel: float) -> None:
        painter.setPen(QPen(QColor("#ffffff"), 1.5 * pixel))
        painter.setBrush(ACCENT)
        painter.drawEllipse(place, 5 * pixel, 5 * pixel)

    def _on_picture(self, rectangle: QRectF) -> QRectF:
        f = self.factor
        return QRectF(rectangle.left() / f, rectangle.top() / f, rectangle.width() / f, rectangle.height() / f)

    def _edges_at(self, place: QPointF) -> set[Edge]:
        """The edges near a place of the viewport."""
        at, reach = self.mapToScene(place.toPoint()), REACH / max(self.transform().m11(), 1e-6)
        found: set[Edge] = set()
        if self.gutter is not None and abs(at.x() - self.gutter / self.factor) <= reach:
            found.add("left")
        if self.rectangle is not None:
            kept = self._on_picture(self.rectangle)
            if kept.adjusted(-reach, -reach, reach, reach).contains(at):
                sides: dict[Edge, float] = {
                    "left": at.x() - kept.left(), "right": at.x() - kept.right(),
                    "top": at.y() - kept.top(), "bottom": at.y() - kept.bottom(),
                }  # fmt: skip
                found |= {edge for edge, off in sides.items() if abs(off) <= reach}
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = self._edges_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else set()
        if not self._held:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._held:
            super().mouseMoveEvent(event)
            self._point_at(self._edges_at(event.position()))
            return
        self._dragged = True
        at = self.mapToScene(event.position().toPoint()) * self.factor
        if self.gutter is not None:
            self.gutter = min(max(at.x(), 1.0), self._width - 1)
        elif self.rectangle is not None:
            self.rectangle = self._moved(self.rectangle, at)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._held:
            super().mouseReleaseEvent(event)
            return
        self._held = set()
        if self._dragged and self.gutter is not None:
            self.parted.emit(round(self.gutter))
        elif self._dragged and self.rectangle is not None:
            kept = self.rectangle
            self.cut.emit(round(kept.left()), round(kept.top()), round(kept.right()), round(kept.bottom()))
        self._dragged = False

    def _moved(self, kept: QRectF, at: QPointF) -> QRectF:
        """The rectangle with the edges in hand at a place of the page, at least 16 pixels wide and high."""
        left, top, right, bottom = kept.left(), kept.top(), kept.right(), kept.bottom()
        if "left" in self._held:
            left = min(max(at.x(), 0.0), right - 16)
        elif "right" in self._held:
            right = max(min(at.x(), self._width), left + 16)
        if "top" in self._held:
            top = min(max(at.y(), 0.0), bottom - 16)
        elif "bottom" in self._held:
            bottom = max(min(at.y(), self._height), top + 16)
        return QRectF(QPointF(left, top), QPointF(right, bottom))

    @property
    def _width(self) -> float:
        return self.picture.size.width() * self.factor if self.picture is not None else 1.0

    @property
    def _height(self) -> float:
        return self.picture.size.height() * self.factor if self.picture is not None else 1.0

    def _point_at(self, edges: set[Edge]) -> None:
        if not edges:
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif len(edges) > 1:
            falling = edges in ({"left", "top"}, {"right", "bottom"})
            shape = Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor
            self.viewport().setCursor(shape)
        else:
            across = edges <= {"left", "right"}
            self.viewport().setCursor(Qt.CursorShape.SizeHorCursor if across else Qt.CursorShape.SizeVerCursor)
