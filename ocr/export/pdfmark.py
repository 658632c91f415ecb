"""The visible mark of a copy: a line in a strip below the picture of each page, so that it covers nothing."""

from __future__ import annotations

from typing import Any

from ocr.export.choices import Choices
from ocr.export.face import Face

SHARE = 0.018
"""The height of the type by the width of the page."""
SMALLEST, LARGEST = 5.0, 12.0
"""And its limits, in points."""
COLOUR = (0.64, 0.15, 0.12)
"""Cinnabar."""


class Mark:
    """A line of text, drawn as outlines: the file needs no other font for it."""

    def __init__(self, text: str, face: Face) -> None:
        self._text = text
        self._face = face

    @classmethod
    def of(cls, choices: Choices | None) -> Mark | None:
        """The mark that was chosen, if there is one; OcrError where no font is named for it."""
        return cls(choices.mark, Face(choices.fonts)) if choices and choices.mark else None

    def height(self, width: float) -> float:
        """How high the strip is, on a page of this width in points."""
        return 2.2 * self._size(width)

    def draw(self, canvas: Any, width: float) -> None:  # noqa: ANN401  reportlab carries no types
        """Draws the strip at the foot of a page."""
        size = self._size(width)
        canvas.saveState()
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(0, 0, width, self.height(width), stroke=0, fill=1)
        canvas.setFillColorRGB(*COLOUR)
        path = canvas.beginPath()
        left = max((width - self._face.width(self._text, size)) / 2, 0.0)
        self._face.draw(self._text, path, size, (left, 0.75 * size))
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.restoreState()

    def _size(self, width: float) -> float:
        """No larger than lets the whole line stand on the page."""
        size = min(max(width * SHARE, SMALLEST), LARGEST)
        whole = self._face.width(self._text, 1.0) * size
        return size if whole <= width * 0.96 else size * width * 0.96 / whole
