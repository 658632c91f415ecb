"""The photographs of a comparison: each with its numbered points, and both laid over each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from archivist.i18n import _
from ui import fonts, theme
from ui.desks.documents.comparing.points import Points, Side
from ui.hub import Hub
from ui.images import Picture
from ui.text import joined, number
from ui.widgets.basics import Elided, label, rule, surface
from ui.widgets.pageview import PageView

REACH = 12  # pixels of the screen within which a click takes a point in hand
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
Way = Literal["curtain", "blend"]


class PointView(PageView):
    """A photograph with its points. `nudged` gives how far the point in hand is to be moved, in its pixels."""

    nudged = Signal(float, float)

    def __init__(self, hub: Hub, side: Side) -> None:
        super().__init__(hub.theme)
        self._hub, self._side = hub, side
        self.points = Points()

    def show_points(self, points: Points) -> None:
        """Paints these."""
        self.points = points
        self.viewport().update()

    def found(self, place: QPointF) -> int:
        """The pair whose point lies at a place of the picture, -1 if there is none."""
        reach = REACH / max(self.transform().m11(), 1e-6)
        for at, pair in enumerate(self.points.pairs):
            point = pair.on(self._side)
            if point is not None and (QPointF(*point) - place).manhattanLength() <= reach:
                return at
        return -1

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:  # type: ignore[override]
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.sans(theme.CAPTION, strong=True))
        for at, pair in enumerate(self.points.pairs):
            point = pair.on(self._side)
            if point is not None:
                self._marker(painter, QPointF(self.mapFromScene(QPointF(*point))), at)
        painter.restore()

    def _marker(self, painter: QPainter, at: QPointF, place: int) -> None:
        """A cross at the very point, and its number beside it on a disc."""
        inhand = place == self.points.current
        ink, ground = QColor("#ffffff"), QColor("#a5382b" if inhand else "#2b2926")
        for width, colour in ((3.0, ink), (1.4, ground)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(at + QPointF(-7, 0), at + QPointF(7, 0))
            painter.drawLine(at + QPointF(0, -7), at + QPointF(0, 7))
        disc = QRectF(at.x() + 6, at.y() - 24, 18, 18)
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(ground)
        painter.drawEllipse(disc)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(place + 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = ARROWS.get(Qt.Key(event.key()))
        if step is not None and self.points.current >= 0:
            far = 10.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            self.nudged.emit(step[0] * far, step[1] * far)
        else:
            super().keyPressEvent(event)


class Pane(QWidget):
    """A photograph under a line that says which it is. `turned` asks for another page of its document."""

    turned = Signal(int)

    def __init__(self, hub: Hub, side: Side) -> None:
        super().__init__()
        self.view = PointView(hub, side)
        self.view.setAccessibleName(_("Then") if side == "then" else _("Now"))
        self.title = Elided("second")
        self._which = label(_("Then") if side == "then" else _("Now"), "heading")
        self._pages = label("", "caption")
        bar = surface(QWidget(), "panel")
        bar.setFixedHeight(36)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.MIDDLE, 0, theme.SMALL, 0)
        row.setSpacing(theme.SMALL)
        row.addWidget(self._which)
        row.addWidget(self.title, 1)
        self._turns = [self._turn("‹", -1, _("Previous page")), self._turn("›", 1, _("Next page"))]
        row.addWidget(self._turns[0])
        row.addWidget(self._pages)
        row.addWidget(self._turns[1])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(rule())
        column.addWidget(self.view, 1)

    def _turn(self, text: str, by: int, name: str) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setToolTip(name)
        made.setAccessibleName(name)
        made.clicked.connect(lambda: self.turned.emit(by))
        return made

    def describe(self, title: str, dated: str, page: int, pages: int) -> None:
        """What the photograph shows, when it was taken, and which page of how many it is."""
        self.title.setText(joined(title, dated))
        self._pages.setText(f"{number(page)} / {number(pages)}")
        for widget in (*self._turns, self._pages):
            widget.setVisible(pages > 1)


class Overlay(QWidget):
    """The new photograph, and as much of the old one as the slider says: up to a line, or shining through.

    `moved` gives the share of the old one, from 0 to 1.
    """

    moved = Signal(float)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.share = 0.5
        self.way: Way = "curtain"
        self._then: QImage | None = None
        self._now: Picture | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Then over now"))
        self.setCursor(Qt.CursorShape.SplitHCursor)

    @property
    def laid(self) -> QImage | None:
        """The old photograph in the frame of the new one."""
        return self._then

    def show_pictures(self, now: Picture | None, then: QImage | None) -> None:
        """The new photograph, and the old one in its frame."""
        self._now, self._then = now, then
        self.update()

    def set_share(self, share: float) -> None:
        """How much of the old one is shown, from 0 to 1."""
        share = min(1.0, max(0.0, share))
        if share != self.share:
            self.share = share
            self.update()
            self.moved.emit(share)

    def set_way(self, way: Way) -> None:
        """A curtain, or shining through."""
        self.way = way
        self.update()

    def frame(self) -> QRectF:
        """Where the photograph lies."""
        if self._now is None:
            return QRectF()
        room = self.rect().adjusted(theme.LARGE, theme.LARGE, -theme.LARGE, -theme.LARGE)
        size = self._now.size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        made = QRectF(0, 0, size.width(), size.height())
        made.moveCenter(QRectF(room).center())
        return made

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._hub.colours["desk"])
        frame = self.frame()
        if self._now is None or self._then is None or frame.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(frame, self._now.for_scale(frame.width() / self._now.size.width()))
        if self.way == "blend":
            painter.setOpacity(self.share)
            painter.drawImage(frame, self._then)
            return
        edge = frame.left() + frame.width() * self.share
        painter.save()
        painter.setClipRect(QRectF(frame.left(), frame.top(), edge - frame.left(), frame.height()))
        painter.drawImage(frame, self._then)
        painter.restore()
        self._curtain(painter, frame, edge)

    def _curtain(self, painter: QPainter, frame: QRectF, edge: float) -> None:
        """The line between both, with a grip, and a word at each side."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 90), 4))
        painter.drawLine(QPointF(edge, frame.top()), QPointF(edge, frame.bottom()))
        painter.setPen(QPen(QColor("#ffffff"), 2))
        painter.drawLine(QPointF(edge, frame.top()), QPointF(edge, frame.bottom()))
        painter.setBrush(self._hub.colours["accent"])
        painter.drawEllipse(QPointF(edge, frame.center().y()), 13, 13)
        painter.setPen(QPen(self._hub.colours["on_accent"], 1.8))
        for side in (-1, 1):
            tip = QPointF(edge + 7 * side, frame.center().y())
            painter.drawPolyline([tip + QPointF(-4 * side, -4), tip, tip + QPointF(-4 * side, 4)])
        self._word(painter, QPointF(frame.left() + 12, frame.top() + 12), _("Then"), lambda _wide: 0.0)
        self._word(painter, QPointF(frame.right() - 12, frame.top() + 12), _("Now"), lambda wide: -wide)

    @staticmethod
    def _word(painter: QPainter, at: QPointF, text: str, shift: Callable[[float], float]) -> None:
        painter.setFont(fonts.sans(theme.BODY, strong=True))
        wide = painter.fontMetrics().horizontalAdvance(text) + 20.0
        box = QRectF(at.x() + shift(wide), at.y(), wide, 26)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 130))
        painter.drawRoundedRect(box, theme.CORNER, theme.CORNER)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def _drag(self, event: QMouseEvent) -> None:
        frame = self.frame()
        if not frame.isEmpty():
            self.set_share((event.position().x() - frame.left()) / frame.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_Left: self.share - 0.02, Qt.Key.Key_Right: self.share + 0.02, Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0, Qt.Key.Key_PageUp: self.share - 0.2, Qt.Key.Key_PageDown: self.share + 0.2,
            Qt.Key.Key_Space: 0.0 if self.share > 0.5 else 1.0,
        }  # fmt: skip
        share = keys.get(Qt.Key(event.key()))
        if share is None:
            super().keyPressEvent(event)
        else:
            self.set_share(share)
