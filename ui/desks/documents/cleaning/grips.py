"""What can be dragged on a page: the edges of a cut, the line that parts a spread. All in pixels of the page."""

from __future__ import annotations

from typing import Literal, Protocol

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ocr.cleaning.recipe import Step, step

Edge = Literal["left", "top", "right", "bottom"]
ACCENT = QColor("#a5382b")  # on paper, which is light in the dark theme too
SHADE = QColor(0, 0, 0, 90)
LEAST = 16
"""A cut is at least so wide and high."""


class Handle(Protocol):
    """Something of a step that is dragged. `pixel` and `reach`: how many pixels of the page one of the screen covers,
    and how near one must be to take hold."""

    def draw(self, painter: QPainter, pixel: float) -> None:
        """Draws it over the page."""

    def take(self, at: QPointF, reach: float) -> bool:
        """Takes what is near in hand; False where nothing is."""

    def drag(self, at: QPointF) -> bool:
        """Moves what is in hand; False where it cannot go there."""

    def cursor(self, at: QPointF, reach: float) -> Qt.CursorShape | None:
        """The pointer over what is near; None where nothing is."""

    def words(self) -> str:
        """What is in hand, where that is worth a word."""

    def step(self) -> Step:
        """The step as it now is."""


def knob(painter: QPainter, place: QPointF, pixel: float, *, chosen: bool = False) -> None:
    """A round grip; the chosen one is larger and has its colours the other way round."""
    edge, inside = (ACCENT, QColor("#ffffff")) if chosen else (QColor("#ffffff"), ACCENT)
    painter.setPen(QPen(edge, (3 if chosen else 1.5) * pixel))
    painter.setBrush(inside)
    size = (7 if chosen else 5) * pixel
    painter.drawEllipse(place, size, size)


class Gutter:
    """The line that parts a spread."""

    def __init__(self, size: QSizeF, at: float, order: str) -> None:
        self._size, self._at, self._order = size, at, order

    def draw(self, painter: QPainter, pixel: float) -> None:
        painter.setPen(QPen(ACCENT, 2 * pixel))
        painter.drawLine(QPointF(self._at, 0), QPointF(self._at, self._size.height()))
        knob(painter, QPointF(self._at, self._size.height() / 2), pixel)

    def take(self, at: QPointF, reach: float) -> bool:
        return abs(at.x() - self._at) <= reach

    def drag(self, at: QPointF) -> bool:
        self._at = min(max(at.x(), 1.0), self._size.width() - 1)
        return True

    def cursor(self, at: QPointF, reach: float) -> Qt.CursorShape | None:
        return Qt.CursorShape.SizeHorCursor if self.take(at, reach) else None

    def words(self) -> str:
        return ""

    def step(self) -> Step:
        return step("split", gutter=round(self._at), order=self._order)


class Cut:
    """The rectangle of the page that is kept."""

    def __init__(self, size: QSizeF, kept: QRectF) -> None:
        self._size, self._kept = size, kept
        self._held: set[Edge] = set()

    def draw(self, painter: QPainter, pixel: float) -> None:
        kept, width, height = self._kept, self._size.width(), self._size.height()
        painter.fillRect(QRectF(0, 0, width, kept.top()), SHADE)
        painter.fillRect(QRectF(0, kept.bottom(), width, height - kept.bottom()), SHADE)
        painter.fillRect(QRectF(0, kept.top(), kept.left(), kept.height()), SHADE)
        painter.fillRect(QRectF(kept.right(), kept.top(), width - kept.right(), kept.height()), SHADE)
        painter.setPen(QPen(ACCENT, 2 * pixel))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(kept)
        for x in (kept.left(), kept.center().x(), kept.right()):
            for y in (kept.top(), kept.center().y(), kept.bottom()):
                if QPointF(x, y) != kept.center():
                    knob(painter, QPointF(x, y), pixel)

    def _edges(self, at: QPointF, reach: float) -> set[Edge]:
        kept = self._kept
        if not kept.adjusted(-reach, -reach, reach, reach).contains(at):
            return set()
        off: dict[Edge, float] = {
            "left": at.x() - kept.left(), "right": at.x() - kept.right(),
            "top": at.y() - kept.top(), "bottom": at.y() - kept.bottom(),
        }  # fmt: skip
        return {edge for edge, much in off.items() if abs(much) <= reach}

    def take(self, at: QPointF, reach: float) -> bool:
        self._held = self._edges(at, reach)
        return bool(self._held)

    def drag(self, at: QPointF) -> bool:
        left, top, right, bottom = self._kept.left(), self._kept.top(), self._kept.right(), self._kept.bottom()
        if "left" in self._held:
            left = min(max(at.x(), 0.0), right - LEAST)
        elif "right" in self._held:
            right = max(min(at.x(), self._size.width()), left + LEAST)
        if "top" in self._held:
            top = min(max(at.y(), 0.0), bottom - LEAST)
        elif "bottom" in self._held:
            bottom = max(min(at.y(), self._size.height()), top + LEAST)
        self._kept = QRectF(QPointF(left, top), QPointF(right, bottom))
        return True

    def cursor(self, at: QPointF, reach: float) -> Qt.CursorShape | None:
        edges = self._edges(at, reach)
        if not edges:
            return None
        if len(edges) > 1:
            falling = edges in ({"left", "top"}, {"right", "bottom"})
            return Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor
        return Qt.CursorShape.SizeHorCursor if edges <= {"left", "right"} else Qt.CursorShape.SizeVerCursor

    def words(self) -> str:
        return ""

    def step(self) -> Step:
        kept = self._kept
        return step("crop", left=round(kept.left()), top=round(kept.top()),
                    right=round(kept.right()), bottom=round(kept.bottom()))  # fmt: skip
