"""Text broken into lines where the place is narrow."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTextLayout, QTextOption

LEAST = 40.0  # pixels: what a line has at least


def broken(layout: QTextLayout, length: float) -> float:
    """Breaks the text into lines of at most `length` pixels, one below the other; how high they are together."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(LEAST, length))
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return height
