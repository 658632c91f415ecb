"""Traditional Mongolian as it is written: upright, columns from left to right.

Text is laid out lying, as the fonts have it, and each line is turned by a quarter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextLine
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import fonts
from ui.hub import Hub
from ui.widgets.breaking import broken

MONGOLIAN = re.compile("[\u1800-\u18af]")
COLUMN = 150  # pixels: the height of a column before the next one begins


def is_mongolian(text: str) -> bool:
    """Whether the text has letters of traditional Mongolian, or of Manchu, which is written the same way."""
    return MONGOLIAN.search(text) is not None


def laid_out(text: str, font: QFont, length: float, preedit: tuple[int, str] = (0, "")) -> QTextLayout:
    """The text in lines of at most `length` pixels; `preedit` is what an input method shows, and before which
    character."""
    layout = QTextLayout(text, font)
    layout.setPreeditArea(*preedit)
    broken(layout, length)
    return layout


def columns(layout: QTextLayout) -> Iterator[QTextLine]:
    """The lines, which are columns once they are turned; each begins `line.y()` pixels to the right of the first."""
    return (layout.lineAt(number) for number in range(layout.lineCount()))


def size_of(layout: QTextLayout) -> QSize:
    """How wide and high the columns are together."""
    across = sum(line.height() for line in columns(layout))
    return QSize(round(across), round(max((line.naturalTextWidth() for line in columns(layout)), default=0.0)))


def draw_columns(painter: QPainter, layout: QTextLayout, at: QPointF) -> None:
    """Draws the columns from left to right, the first one's upper left corner at `at`."""
    for line in columns(layout):
        painter.save()
        # A quarter turn makes a line a column but would put the next one to its left: each is placed by itself.
        painter.translate(at.x() + line.y() + line.height(), at.y())
        painter.rotate(90)
        line.draw(painter, QPointF(0, -line.y()))
        painter.restore()


def stack_width(metrics: QFontMetricsF, text: str, length: float) -> float:
    """How wide `draw_stack` draws a text, in pixels."""
    return -(-len(text) // _a_column(metrics, length)) * metrics.lineSpacing()


def draw_stack(painter: QPainter, text: str, rect: QRectF) -> None:
    """Draws Chinese within Mongolian: each character upright below the one before, in columns from left to right."""
    metrics = QFontMetricsF(painter.font())
    step = metrics.lineSpacing()
    many = _a_column(metrics, rect.height())
    left = rect.center().x() - stack_width(metrics, text, rect.height()) / 2
    for number, character in enumerate(text):
        across, down = divmod(number, many)
        box = QRectF(left + across * step, rect.top() + down * step, step, step)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, character)


def _a_column(metrics: QFontMetricsF, length: float) -> int:
    return max(1, int(length // metrics.lineSpacing()))


class Upright(QWidget):
    """One text, broken into columns of at most 150 pixels."""

    def __init__(self, hub: Hub, text: str, font: QFont | None = None) -> None:
        super().__init__()
        self._hub = hub
        self._layout = laid_out(text, font or fonts.sans(14), COLUMN)
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def columns(self) -> int:
        """How many columns the text takes."""
        return self._layout.lineCount()

    def sizeHint(self) -> QSize:
        return size_of(self._layout) + QSize(4, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._hub.colours["ink"])
        draw_columns(painter, self._layout, QPointF(0, 0))
