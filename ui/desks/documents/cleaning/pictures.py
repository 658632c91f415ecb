"""What the cleaning process hands over as pictures for the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from archivist.cleaning import Shown, Tried
from ui.images import Picture

GAP = 24  # pixels between the two pages of a spread


def picture_of(shown: Shown) -> Picture:
    """One page."""
    return Picture((QImage.fromData(shown.data),))


def beside_each_other(tried: Tried) -> Picture:
    """The pages after cleaning, as they lay in the spread: the first at the right where the right page comes first."""
    images = [QImage.fromData(one.data) for one in tried.after]
    if len(images) == 1:
        return Picture((images[0],))
    split = next((one for one in tried.recipe.steps if one.name == "split"), None)
    if split is not None and split.word("order") == "right-first":
        images.reverse()
    width = sum(one.width() for one in images) + GAP * (len(images) - 1)
    whole = QImage(width, max(one.height() for one in images), QImage.Format.Format_ARGB32_Premultiplied)
    whole.fill(Qt.GlobalColor.transparent)
    painter, left = QPainter(whole), 0
    for one in images:
        painter.drawImage(left, 0, one)
        left += one.width() + GAP
    painter.end()
    return Picture((whole,))
