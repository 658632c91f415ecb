"""What narrows a search: records or pages, and one document. Only counts that are known to be right are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QScrollArea, QVBoxLayout, QWidget

from archivist.i18n import _
from ui import fonts, theme
from ui.hub import Hub
from ui.text import number
from ui.widgets.basics import label, surface
from ui.widgets.painting import draw_text


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow: a key of the desk's own, its name, how many hits it leaves."""

    key: str
    name: str
    count: int


class _Row(QAbstractButton):
    """A name and a count at the right."""

    def __init__(self, hub: Hub, facet: Facet) -> None:
        super().__init__()
        self._hub, self._facet = hub, facet
        self.setCheckable(True)
        self.setFixedHeight(26)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(facet.name)
        self.setAccessibleName(f"{facet.name} {facet.count}")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(160, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._hub.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.setBrush(colours["selection" if self.isChecked() else "ground"])
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        ink = colours["accent" if self.isChecked() else "ink"]
        text = number(self._facet.count)
        font = fonts.sans(10)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(text)
        room = QRectF(self.rect()).adjusted(theme.SMALL, 0, -theme.SMALL, 0)
        draw_text(painter, room.adjusted(0, 0, -width - theme.SMALL, 0), self._facet.name, font, ink)
        painter.setPen(ink)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)


class Facets(QScrollArea):
    """`chosen` gives the key of the facet that was switched on."""

    chosen = Signal(str)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.setProperty("surface", "panel")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setMinimumWidth(160)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = surface(QWidget(), "panel")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(theme.SMALL, theme.LARGE, theme.SMALL, theme.LARGE)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self._group = QButtonGroup(self)
        self._items: list[QWidget] = []
        self.setWidget(self._inside)

    def show_facets(self, kinds: Sequence[Facet], documents: Sequence[Facet], current: str) -> None:
        """Shows both groups; `current` is the one that is on."""
        for old in self._items:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._items = []
        self._add(_("Kind"), kinds, current)
        self._add(_("Document"), documents, current)

    def _add(self, title: str, facets: Sequence[Facet], current: str) -> None:
        if not facets:
            return
        head = label(title, "caption")
        head.setContentsMargins(theme.SMALL, theme.SMALL if self._items else 0, 0, theme.TINY)
        self._place(head)
        for facet in facets:
            row = _Row(self._hub, facet)
            row.setChecked(facet.key == current)
            row.clicked.connect(lambda _on=False, key=facet.key: self.chosen.emit(key))
            self._group.addButton(row)
            self._place(row)

    def _place(self, widget: QWidget) -> None:
        self._column.insertWidget(len(self._items), widget)
        self._items.append(widget)
