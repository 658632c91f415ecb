"""The rail at the left: one button a desk, the settings at the foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from ui import fonts, theme
from ui.hub import Hub

MARGIN = 3
EDGE = 0.5  # pixels between a button and the tile that is filled
AIR = 4  # pixels between the tile and its word
SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0)  # points


class RailButton(QAbstractButton):
    """An icon over a word; filled with the accent where its desk is up."""

    def __init__(self, hub: Hub, icon: str, text: str, tip: str) -> None:
        super().__init__()
        self._hub, self._icon = hub, icon
        self._font = fonts.sans(SIZES[0])
        self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleName(text)
        self.setFixedSize(theme.RAIL - 2 * MARGIN, 52)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(theme.RAIL - 2 * MARGIN, 52)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._hub.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(EDGE, 0.5, -EDGE, -0.5)
        ink = colours["rail_ink"]
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(colours["accent"])
            painter.drawRoundedRect(box, 8, 8)
            ink = colours["on_accent"]
        elif self.underMouse():
            painter.setBrush(QColor(255, 255, 255, 20))
            painter.drawRoundedRect(box, 8, 8)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours["rail_ink"])
            painter.drawRoundedRect(box, 8, 8)
        self._hub.icons.paint(painter, QRectF(0, 6, self.width(), 23), self._icon, ink)
        painter.setFont(self._font)
        painter.setPen(ink)
        painter.drawText(QRectF(0, 30, self.width(), 18), Qt.AlignmentFlag.AlignCenter, self.text())

    def write_in(self, font: QFont) -> None:
        """The type of the word."""
        self._font = font
        self.update()


class Rail(QWidget):
    """`chosen` gives the desk; `settings_wanted` is the button at the foot."""

    chosen = Signal(str)
    settings_wanted = Signal()

    def __init__(self, hub: Hub, desks: Sequence[tuple[str, str, str, str]], settings: tuple[str, str, str]) -> None:
        """`desks`: id, icon, word and tooltip of each; `settings`: icon, word, tooltip."""
        super().__init__()
        self._hub = hub
        self.setFixedWidth(theme.RAIL)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 10, MARGIN, 6)
        column.setSpacing(theme.TINY)
        self._buttons: dict[str, RailButton] = {}
        group = QButtonGroup(self)
        for name, icon, word, tip in desks:
            made = RailButton(hub, icon, word, tip)
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, name=name: self.chosen.emit(name))
            group.addButton(made)
            column.addWidget(made)
            self._buttons[name] = made
        column.addStretch(1)
        foot = RailButton(hub, *settings)
        foot.clicked.connect(self.settings_wanted)
        column.addWidget(foot)
        font = fitting_font([one.text() for one in (*self._buttons.values(), foot)])
        for one in (*self._buttons.values(), foot):
            one.write_in(font)
        hub.theme.changed.connect(self.update)

    def choose(self, name: str) -> None:
        """Marks the desk that is up."""
        self._buttons[name].setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._hub.colours["rail"])


def fitting_font(words: Sequence[str]) -> QFont:
    """The largest type in which each of these words stands in its tile with air at both sides; one for all of them."""
    room = theme.RAIL - 2 * (MARGIN + EDGE + AIR)
    made = [fonts.sans(size) for size in SIZES]
    return next((one for one in made if max(map(QFontMetrics(one).horizontalAdvance, words)) <= room), made[-1])
