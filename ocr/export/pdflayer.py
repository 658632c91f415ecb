"""The pages of a PDF as reportlab draws them: a place for the picture, and over it the text, invisible.

Each character reaches to the next one, so no program finds gaps in which to put spaces. Columns run
downwards: their text is turned a quarter clockwise, which the eye does not see and every program understands.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from ocr.export.blankfont import DESCENT, UNITS, Codes, LayerFont
from ocr.export.pdfimage import Placed
from ocr.export.pdfmark import Mark
from ocr.page import Box, Line, PageText, Region

INVISIBLE = 3
"""The text render mode that paints nothing (PDF 32000-1, 9.3.6)."""

_Cell = tuple[str, float, float]
"""A character and where it starts and ends along its line, in pixels."""


class Sheets:
    """Pages drawn one after the other; in place of each picture stands a single point, to be replaced."""

    def __init__(self, codes: Codes, mark: Mark | None = None) -> None:
        self._codes = codes
        self._mark = mark
        self._out = io.BytesIO()
        font = LayerFont()
        # reportlab knows fonts by their names only; this one is the same each time.
        pdfmetrics.registerFont(font)
        self._canvas = Canvas(self._out, pageCompression=1, initialFontName=font.fontName, invariant=True)
        self._point = ImageReader(Image.new("L", (1, 1), 255))

    def draw(self, picture: Placed, text: PageText) -> None:
        """Adds a page of the size of a picture, with its text; a mark stands in a strip below the picture."""
        canvas = self._canvas
        scale = 72 / picture.dpi
        width, height = picture.width * scale, picture.height * scale
        strip = self._mark.height(width) if self._mark else 0.0
        canvas.setPageSize((width, height + strip))
        if self._mark:
            self._mark.draw(canvas, width)
            canvas.translate(0, strip)
        canvas.saveState()
        canvas.transform(*picture.matrix(width, height))
        canvas.drawImage(self._point, 0, 0, 1, 1)
        canvas.restoreState()
        for region, line in text.lines:
            self._line(region, line, scale, height)
        canvas.showPage()

    def finish(self) -> io.BytesIO:
        """All pages as a PDF."""
        self._canvas.save()
        self._out.seek(0)
        return self._out

    def _line(self, region: Region, line: Line, scale: float, height: float) -> None:
        """Draws a line, all of it on one base line, on a page `height` points high, with `scale` points a pixel."""
        cells = _cells(line, vertical=region.vertical)
        if not cells:
            return
        thick = max(line.box.width if region.vertical else line.box.height, 1.0) * scale
        foot = -DESCENT / UNITS * thick
        text = self._canvas.beginText()
        text.setTextRenderMode(INVISIBLE)
        text.setFont(LayerFont.fontName, thick)
        if region.vertical:
            text.setTextTransform(0, -1, 1, 0, line.box.left * scale + foot, height - cells[0][1] * scale)
        else:
            text.setTextTransform(1, 0, 0, 1, cells[0][1] * scale, height - line.box.bottom * scale + foot)
        for part in self._strings(cells, thick / scale, halves=region.vertical):
            text.textOut(part)
        self._canvas.drawText(text)

    def _strings(self, cells: list[_Cell], thick: float, *, halves: bool) -> Iterator[str]:
        """The codes of a line; what a width was rounded by is made up for in the next.

        Strings that begin at the same height are put in order from left to right by pdfium; that a column's second
        half begins lower keeps the columns apart.
        """
        at = cells[0][1]
        codes = []
        for character, _, end in cells:
            code, width = self._codes.code(character, (end - at) / thick * UNITS)
            at += width / UNITS * thick
            codes.append(code)
        middle = len(codes) // 2 if halves and len(codes) > 3 else len(codes)
        return ("".join(part) for part in (codes[:middle], codes[middle:]) if part)


def _cells(line: Line, *, vertical: bool) -> list[_Cell]:
    """Each character of a line with the stretch it covers, in pixels along the line: without gaps, without overlap."""
    found: list[tuple[str, Box]] = []
    for word in line.words:
        boxes = word.boxes(vertical=vertical)
        found += zip(word.text, boxes, strict=True)
        if word.space_after and boxes:
            end = boxes[-1]
            found.append((" ", Box(end.right, end.bottom, end.right, end.bottom)))
    while found and found[-1][0] == " ":
        found.pop()
    if not found:
        return []
    if not vertical and found[0][1].left > found[-1][1].left:
        found.reverse()  # a line from right to left lies on its print, as one sees it
    starts = [box.top if vertical else box.left for _, box in found]
    last = max(line.box.bottom if vertical else line.box.right, starts[-1] + 1)
    ends = [max(after, start) for start, after in zip(starts, [*starts[1:], last], strict=True)]
    return [(text, start, end) for (text, _), start, end in zip(found, starts, ends, strict=True)]
