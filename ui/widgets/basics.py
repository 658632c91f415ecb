"""Buttons, labels, chips and empty places in the look of the house."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the roles of the style sheet: heading, second, caption, hint."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def button(text: str, do: Callable[[], object], kind: str = "") -> QPushButton:
    """A push button: plain, `primary`, `link`."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(lambda: do())
    return made


class Link(QPushButton):
    """A link at the left that gives way at its end where the place is narrow; its tooltip is whole."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._whole = text
        self.setProperty("kind", "link")
        self.setProperty("align", "left")
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setText(QFontMetrics(self.font()).elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width() - 4))


def link(text: str, do: Callable[[], object]) -> Link:
    """A link in a column of facts."""
    made = Link(text)
    made.clicked.connect(lambda: do())
    return made


def rule() -> QFrame:
    """A thin line."""
    made = QFrame()
    made.setProperty("role", "rule")
    return made


def surface(widget: QWidget, kind: str) -> QWidget:
    """Gives a plain widget a ground: `panel`, `ground` or `desk`."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setProperty("surface", kind)
    return widget


class Elided(QLabel):
    """A label of one line that gives way, in the middle for names of files, else at the end; its tooltip is whole."""

    def __init__(self, role: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._mode = mode
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = QFontMetrics(self.font()).elidedText(self.text(), self._mode, self.contentsRect().width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), shown)


class Choice(QComboBox):
    """A combo box whose arrow is drawn here: a style sheet that draws the rest would want an image file for it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1.5))
        x, y = self.width() - 16.0, self.height() / 2 - 1.5
        painter.drawPolyline([QPointF(x - 4, y), QPointF(x, y + 4), QPointF(x + 4, y)])


class Check(QCheckBox):
    """A check box whose tick is drawn here, for the same reason."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        centre = QRectF(box).center()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.HighlightedText), 2))
        painter.drawPolyline([centre + QPointF(-4, 0), centre + QPointF(-1, 3), centre + QPointF(4, -3)])


class Chips(QWidget):
    """A row of filters of which one is on."""

    chosen = Signal(str)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._chips: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SMALL)
        for name in names:
            chip = button("", lambda name=name: self.chosen.emit(name), "chip")  # type: ignore[misc]
            chip.setCheckable(True)
            self._group.addButton(chip)
            self._chips[name] = chip
            row.addWidget(chip)
        row.addStretch(1)
        self.choose(names[0])

    @property
    def current(self) -> str:
        return next((name for name, chip in self._chips.items() if chip.isChecked()), "")

    def choose(self, name: str) -> None:
        """Switches one on, without telling."""
        self._chips[name].setChecked(True)

    def say(self, name: str, text: str) -> None:
        """Writes on a chip."""
        self._chips[name].setText(text)


class Empty(QWidget):
    """What a desk shows when there is nothing yet: what to do first, and the button for it."""

    def __init__(self, title: str, text: str, *buttons: QPushButton) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.HUGE, theme.HUGE, theme.HUGE, theme.HUGE)
        column.setSpacing(theme.MIDDLE)
        column.addStretch(2)
        for widget in (label(title, "heading"), label(text, "second", wrap=True)):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            widget.setMinimumWidth(80)
            column.addWidget(widget)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SMALL)
        self._row.addStretch(1)
        self._row.addStretch(1)
        self.add_buttons(*buttons)
        column.addLayout(self._row)
        column.addStretch(3)

    def add_buttons(self, *buttons: QWidget) -> None:
        """More buttons, at the end."""
        for one in buttons:
            self._row.insertWidget(self._row.count() - 1, one)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)
