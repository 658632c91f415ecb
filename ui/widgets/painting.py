"""What the lists have in common when they paint: state marks, rows of two lines, elided text."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from ui.theme import Colours

State = Literal["error", "warning", "clean", "unread"]


def paint_state(painter: QPainter, centre: QPointF, state: State, colours: Colours, size: float = 9.0) -> None:
    """Error: a square on its corner; warning: a triangle; clean: a disc; unread: a ring. Colour never speaks alone."""
    x, y, r = centre.x(), centre.y(), size / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if state == "error":
        painter.setBrush(colours["accent"])
        painter.drawPolygon(QPolygonF([QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)]))
    elif state == "warning":
        painter.setBrush(colours["doubt"])
        painter.drawPolygon(QPolygonF([QPointF(x, y - r), QPointF(x + r, y + r), QPointF(x - r, y + r)]))
    elif state == "clean":
        painter.setBrush(colours["good"])
        painter.drawEllipse(centre, r - 0.5, r - 0.5)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(colours["third"])
        painter.drawEllipse(centre, r - 1, r - 1)
    painter.restore()


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, colours: Colours) -> bool:
    """The ground of a row, its selection with the bar at the left, the thin line below; whether it is selected."""
    rect = QRect(option.rect)
    state = option.state
    selected = bool(state & QStyle.StateFlag.State_Selected)
    painter.fillRect(rect, colours["selection" if selected else "panel"])
    if not selected and state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, colours["ground"])
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colours["line"])
    if selected:
        painter.fillRect(rect.left(), rect.top(), 3, rect.height(), colours["accent"])
    return selected


def draw_text(painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor) -> float:
    """One line of text in the rectangle, elided at its end; how wide it came out."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    return metrics.horizontalAdvance(shown)
