"""What narrows a search: the kind of thing, and what hits are counted by. Several can be on; all keys work.

The whole panel is one stop of the Tab key; up and down move in it, space and Enter switch, Delete clears.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from archivist.i18n import _, ngettext
from ui import fonts, theme
from ui.hub import Hub
from ui.text import number
from ui.widgets.basics import button, label, surface
from ui.widgets.painting import draw_text

WIDEST = 320
FEW = 8
"""So many values of a group are shown before somebody asks for all."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow: a key of the desk's own, its name, how many hits it leaves (None: not known yet)."""

    key: tuple[str, str]
    name: str
    count: int | None
    on: bool = False
    indent: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Facets under one heading."""

    name: str
    heading: str
    facets: tuple[Facet, ...]


class Row(QAbstractButton):
    """A box to tick, a name, and a count at the right."""

    moved = Signal(int)
    cleared = Signal()

    def __init__(self, hub: Hub, facet: Facet) -> None:
        super().__init__()
        self._hub, self.facet = hub, facet
        self.setCheckable(True)
        self.setChecked(facet.on)
        self.setFixedHeight(theme.LINE_ROW)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(facet.name)
        self.setAccessibleName(f"{facet.name} {number(facet.count or 0)}")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def sizeHint(self) -> QSize:
        return QSize(160, theme.LINE_ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Down: lambda: self.moved.emit(1),
            Qt.Key.Key_Up: lambda: self.moved.emit(-1),
            Qt.Key.Key_Return: self.click,
            Qt.Key.Key_Enter: self.click,
            Qt.Key.Key_Delete: self.cleared.emit,
        }
        do = keys.get(event.key())
        if do is None:
            super().keyPressEvent(event)
        else:
            do()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._hub.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(colours["accent"], 1) if self.hasFocus() else Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.setBrush(colours["accent_ground" if self.isChecked() else "ground"])
            painter.drawRoundedRect(whole, 4, 4)
        room = QRectF(self.rect()).adjusted(
            theme.SMALL + (theme.MIDDLE if self.facet.indent else 0), 0, -theme.SMALL, 0
        )
        self._tick(painter, QRectF(room.left(), room.center().y() - 6, 12, 12))
        ink = colours["accent" if self.isChecked() else "ink"]
        text = "" if self.facet.count is None else number(self.facet.count)
        font = fonts.sans(10)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(text)
        draw_text(painter, room.adjusted(20, 0, -width - theme.SMALL, 0), self.facet.name, font, ink)
        painter.setPen(ink if self.isChecked() else colours["second"])
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _tick(self, painter: QPainter, box: QRectF) -> None:
        colours = self._hub.colours
        painter.setBrush(colours["accent"] if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colours["accent" if self.isChecked() else "third"], 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if self.isChecked():
            painter.setPen(QPen(colours["on_accent"], 1.6))
            at = box.center()
            painter.drawPolyline([at + QPointF(-3, 0), at + QPointF(-1, 2.2), at + QPointF(3, -2.4)])


class Facets(QScrollArea):
    """`toggled` gives the key of the facet that was switched, `cleared` asks for none."""

    toggled = Signal(tuple)
    cleared = Signal()

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.setProperty("surface", "panel")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setMinimumWidth(180)
        self.setMaximumWidth(WIDEST)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Filters"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._inside = surface(QWidget(), "panel")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(theme.SMALL, theme.MIDDLE, theme.SMALL, theme.LARGE)
        self._column.setSpacing(1)
        self._column.addStretch(1)
        self._items: list[QWidget] = []
        self.rows: list[Row] = []
        self._groups: tuple[Group, ...] = ()
        self._whole: set[str] = set()
        self._at: tuple[str, str] | None = None
        self.setWidget(self._inside)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Shows these; the cursor stays on the facet it was on."""
        groups = tuple(group for group in groups if group.facets)
        if groups == self._groups:
            return
        had_focus = any(row.hasFocus() for row in self.rows)
        scrolled = self.verticalScrollBar().value()
        self._groups = groups
        self._build()
        self._inside.adjustSize()
        self.verticalScrollBar().setValue(scrolled)
        if had_focus:
            self._focus(self._at)

    def _build(self) -> None:
        for old in self._items:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._items, self.rows = [], []
        on = sum(facet.on for group in self._groups for facet in group.facets)
        if on:
            text = ngettext("Clear {n} filter", "Clear {n} filters", on).format(n=on)
            clear = button(text, self.cleared.emit, "link")
            clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by keyboard it is Delete, or its action
            self._place(_beside(clear))
        for group in self._groups:
            self._add(group)

    def _add(self, group: Group) -> None:
        head = label(group.heading, "caption")
        head.setContentsMargins(theme.SMALL, theme.MIDDLE if self._items else 0, 0, theme.TINY)
        self._place(head)
        few = len(group.facets) <= FEW + 2 or group.name in self._whole
        shown = group.facets if few else [f for at, f in enumerate(group.facets) if at < FEW or f.on]
        for facet in shown:
            row = Row(self._hub, facet)
            row.clicked.connect(lambda _on, key=facet.key: self._toggle(key))
            row.moved.connect(self._move)
            row.cleared.connect(self.cleared)
            self.rows.append(row)
            self._place(row)
        if not few:
            text = _("All {n}").format(n=number(len(group.facets)))
            self._place(_beside(button(text, lambda: self._show_whole(group.name), "link")))

    def _place(self, widget: QWidget) -> None:
        self._column.insertWidget(len(self._items), widget)
        widget.show()  # at once, so that it can take the cursor
        self._items.append(widget)

    def _show_whole(self, name: str) -> None:
        self._whole.add(name)
        self._build()

    def _toggle(self, key: tuple[str, str]) -> None:
        self._at = key
        self.toggled.emit(key)

    def _move(self, by: int) -> None:
        at = next((at for at, row in enumerate(self.rows) if row.hasFocus()), 0) + by
        if 0 <= at < len(self.rows):
            self._focus(self.rows[at].facet.key)

    def _focus(self, key: tuple[str, str] | None) -> None:
        row = next((row for row in self.rows if row.facet.key == key), self.rows[0] if self.rows else None)
        if row is not None:
            self._at = row.facet.key
            row.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(row, 0, 30)

    def focusNextPrevChild(self, next: bool) -> bool:
        """From a row back: to what stands before the panel, not to the panel, which would give it to the row again."""
        if not next and not self.hasFocus():
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            moved = super().focusNextPrevChild(next)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            return moved
        return super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._focus(self._at)


def _beside(widget: QWidget) -> QWidget:
    """At the left, as wide as it is."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(theme.TINY, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return made
