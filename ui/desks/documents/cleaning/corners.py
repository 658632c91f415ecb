"""The four corners of a page that was photographed askew, dragged or moved by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from archivist.i18n import _
from ocr.cleaning.corners import are_of_a_page, placed
from ocr.cleaning.recipe import Step, step
from ui.desks.documents.cleaning.grips import ACCENT, SHADE, knob
from ui.text import later, number

NAMES = (
    later("Upper left corner"),
    later("Upper right corner"),
    later("Lower right corner"),
    later("Lower left corner"),
)


class CornersHandle:
    """`corners` are in pixels of the page (x and y, clockwise from the upper left); `chosen` is one's place among them.

    A corner goes nowhere where the four would be those of no page, and not out of the picture.
    """

    def __init__(self, size: QSizeF, corners: Sequence[float]) -> None:
        self._size, self.corners, self.chosen = size, tuple(corners), 0
        self._stuck = False

    def _points(self) -> list[QPointF]:
        return [QPointF(x, y) for x, y in zip(self.corners[::2], self.corners[1::2], strict=True)]

    def draw(self, painter: QPainter, pixel: float) -> None:
        points = self._points()
        page, around = QPainterPath(), QPainterPath()
        page.addPolygon([*points, points[0]])
        around.addRect(0, 0, self._size.width(), self._size.height())
        painter.fillPath(around.subtracted(page), SHADE)
        painter.setPen(QPen(ACCENT, 2 * pixel))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(page)
        for at, point in enumerate(points):
            knob(painter, point, pixel, chosen=at == self.chosen)

    def _near(self, at: QPointF, reach: float) -> int | None:
        """The nearest corner within reach."""
        off = [max(abs(at.x() - point.x()), abs(at.y() - point.y())) for point in self._points()]
        return off.index(min(off)) if min(off) <= reach else None

    def take(self, at: QPointF, reach: float) -> bool:
        near = self._near(at, reach)
        if near is not None:
            self.chosen, self._stuck = near, False
        return near is not None

    def drag(self, at: QPointF) -> bool:
        x, y = min(max(at.x(), 0.0), self._size.width()), min(max(at.y(), 0.0), self._size.height())
        moved = (*self.corners[: 2 * self.chosen], x, y, *self.corners[2 * self.chosen + 2 :])
        self._stuck = not are_of_a_page(moved)
        if self._stuck or moved == self.corners:
            return False
        self.corners = moved
        return True

    def push(self, across: float, down: float) -> bool:
        """Moves the chosen corner by so many pixels of the page; False where it cannot go there."""
        return self.drag(self._points()[self.chosen] + QPointF(across, down))

    def cursor(self, at: QPointF, reach: float) -> Qt.CursorShape | None:
        return Qt.CursorShape.SizeAllCursor if self._near(at, reach) is not None else None

    def words(self) -> str:
        if self._stuck:
            return _("The corner cannot go farther: the four would no longer be those of a page.")
        place = self._points()[self.chosen]
        name = _(NAMES[self.chosen])
        return _("{corner}: {x} across, {y} down").format(
            corner=name, x=number(round(place.x())), y=number(round(place.y()))
        )

    def step(self) -> Step:
        parts = placed(self.corners, 1 / self._size.width(), 1 / self._size.height())
        return step("perspective", corners=tuple(round(value, 6) for value in parts), measure="parts")
