"""Traditional Mongolian as it is written: upright, columns from left to right."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import fonts
from ui.hub import Hub

MONGOLIAN = re.compile("[\u1800-\u18af]")
COLUMN = 150  # pixels: the height of a column before the next one begins


def is_mongolian(text: str) -> bool:
    """Whether the text has letters of traditional Mongolian, or of Manchu, which is written the same way."""
    return MONGOLIAN.search(text) is not None


class Upright(QWidget):
    """One text, broken into columns of at most 150 pixels."""

    def __init__(self, hub: Hub, text: str, font: QFont | None = None) -> None:
        super().__init__()
        self._hub = hub
        self._layout = QTextLayout(text, font or fonts.sans(14))
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(COLUMN)
        self._layout.endLayout()
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def columns(self) -> int:
        """How many columns the text takes."""
        return self._layout.lineCount()

    def sizeHint(self) -> QSize:
        lines = [self._layout.lineAt(number) for number in range(self.columns)]
        across = sum(line.height() for line in lines)
        down = max((line.naturalTextWidth() for line in lines), default=0.0)
        return QSize(round(across) + 4, round(down) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._hub.colours["ink"])
        across = 0.0
        for number in range(self.columns):
            line = self._layout.lineAt(number)
            across += line.height()
            # A quarter turn makes a line a column, but would put the next one to its left: each is placed by itself.
            painter.save()
            painter.translate(across, 0)
            painter.rotate(90)
            line.draw(painter, QPointF(0, -line.y()))
            painter.restore()
