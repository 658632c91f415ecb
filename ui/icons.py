"""Icons: the Phosphor set that comes with qtawesome.

Only its font and its table of characters are used. Importing qtawesome itself loads every one of its sets and costs
a quarter of a second, which a window that wants to be up in one and a half does not have to spare.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPixmap

SIDES = (16, 20, 32, 40)  # pixels: the two sizes in use, and these on a screen of double density


class Icons:
    """The set of icons; made once, when there is a QGuiApplication."""

    def __init__(self) -> None:
        folder = _folder()
        font_file = next(iter(sorted(folder.glob("phosphor-[0-9]*.ttf"))))
        table = json.loads(next(iter(sorted(folder.glob("phosphor-charmap-*.json")))).read_text("utf-8"))
        self._characters = {name: chr(int(code, 16)) for name, code in table.items()}
        number = QFontDatabase.addApplicationFont(str(font_file))
        self.family = QFontDatabase.applicationFontFamilies(number)[0]

    def character(self, name: str) -> str:
        """The character of an icon. KeyError: the set has no such icon."""
        return self._characters[name]

    def paint(self, painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
        """Draws the icon in the middle of `rect`, as large as its shorter side."""
        font = QFont(self.family)
        font.setPixelSize(max(1, round(min(rect.width(), rect.height()))))
        painter.save()
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.character(name))
        painter.restore()

    def icon(self, name: str, colour: QColor, off: QColor | None = None) -> QIcon:
        """The icon in one colour, in the sizes that buttons and menus ask for; where it is disabled in another one, or
        fainter.

        Pixmaps and no QIconEngine of our own: Qt clones and deletes engines behind Python's back.
        """
        icon = QIcon()
        faint = QColor(off or colour)
        if off is None:
            faint.setAlphaF(0.4)
        for side in SIDES:
            icon.addPixmap(self._pixmap(name, colour, side), QIcon.Mode.Normal)
            icon.addPixmap(self._pixmap(name, faint, side), QIcon.Mode.Disabled)
        return icon

    def _pixmap(self, name: str, colour: QColor, side: int) -> QPixmap:
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRectF(0, 0, side, side), name, colour)
        painter.end()
        return pixmap


def _folder() -> Path:
    """Where qtawesome keeps its fonts; found without importing it."""
    spec = importlib.util.find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("qtawesome is not installed; the window's icons come with it")
    return Path(next(iter(spec.submodule_search_locations))) / "fonts"
