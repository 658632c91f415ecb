"""The page before a step, with what can be dragged on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter

from ui.desks.documents.cleaning.corners import CornersHandle
from ui.desks.documents.cleaning.grips import Handle
from ui.theme import Theme
from ui.widgets.pageview import PageView

REACH = 10
"""Pixels of the screen within which something is taken hold of."""
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
FAST = 10
"""Pixels of the page for an arrow with Shift."""


class HandleView(PageView):
    """`let_go` gives the step that was dragged by hand; `told` what is in hand, in words.

    The picture that is shown may be smaller than the page: `factor` is how many pixels of the page one of it covers.
    """

    let_go = Signal(object)
    told = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.factor = 1.0
        self.handle: Handle | None = None
        self._held = self._moved = False
        self.setMouseTracking(True)

    @property
    def in_use(self) -> bool:
        """Whether something is being moved, by mouse or keys, and not yet let go."""
        return self._held or self._moved

    def show_handle(self, handle: Handle | None) -> None:
        """What can be dragged; None is nothing."""
        if isinstance(handle, CornersHandle) and isinstance(self.handle, CornersHandle):
            handle.chosen = self.handle.chosen
        self.handle, self._held, self._moved = handle, False, False
        self.viewport().update()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:  # type: ignore[override]
        if self.handle is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(1 / self.factor, 1 / self.factor)
        self.handle.draw(painter, self.factor / max(self.transform().m11(), 1e-6))
        painter.restore()

    def _on_page(self, place: QPointF) -> QPointF:
        """A place of the viewport in pixels of the page."""
        return self.mapToScene(place.toPoint()) * self.factor

    def _reach(self) -> float:
        return REACH * self.factor / max(self.transform().m11(), 1e-6)

    # By mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        at = self._on_page(event.position())
        self._held = self.handle is not None and left and self.handle.take(at, self._reach())
        if self._held:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._tell()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._on_page(event.position())
        if self._held and self.handle is not None:
            self._moved = self.handle.drag(at) or self._moved
            self._tell()
            return
        super().mouseMoveEvent(event)
        shape = None if self.handle is None else self.handle.cursor(at, self._reach())
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if shape is None else shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._held:
            super().mouseReleaseEvent(event)
            return
        self._held = False
        self._let_go()

    # By keys, for corners: whoever moves a cut or a line by keys types its numbers.

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        ends = {Qt.FocusReason.TabFocusReason: 0, Qt.FocusReason.BacktabFocusReason: 3}
        if isinstance(self.handle, CornersHandle) and event.reason() in ends:
            self.handle.chosen = ends[event.reason()]
        self._tell()

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab goes from corner to corner, and from the last one on to the next control."""
        corners = self.handle
        if not isinstance(corners, CornersHandle) or not 0 <= corners.chosen + (1 if forwards else -1) < 4:
            return super().focusNextPrevChild(forwards)
        corners.chosen += 1 if forwards else -1
        self._tell()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = ARROWS.get(Qt.Key(event.key()))
        if way is None or not isinstance(self.handle, CornersHandle):
            super().keyPressEvent(event)
            return
        by = FAST if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._moved = self.handle.push(way[0] * by, way[1] * by) or self._moved
        self._tell()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        # A key that is kept down is one move, and one thing to undo.
        if Qt.Key(event.key()) in ARROWS and not event.isAutoRepeat() and not self._held:
            self._let_go()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if not self._held:
            self._let_go()
        super().focusOutEvent(event)

    def _let_go(self) -> None:
        moved, self._moved = self._moved, False
        if moved and self.handle is not None:
            self.let_go.emit(self.handle.step())

    def _tell(self) -> None:
        if self.handle is not None and (self.hasFocus() or self._held):
            self.told.emit(self.handle.words())
        self.viewport().update()
