"""The pages of a PDF as reportlab draws them: a place for the picture, and over it the text, invisible.

Each character reaches to the next one, so no program finds gaps in which to put spaces. Columns run
downwards: their text is turned a quarter clockwise, which the eye does not see and every program understands.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from ocr.export.bearings import Bearing, bearing, characters, leaning, natural, turned
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
        """Adds a page with a picture and its text; a picture that lies on its side or askew is laid upright, a mark
        stands in a strip below it.

        A rotation told to viewers would do for the eye, but those that put text in order look at it as it is drawn.
        """
        canvas, scale = self._canvas, 72 / picture.dpi
        width, height = picture.width * scale, picture.height * scale
        turn, lean = turned(text), leaning(text)
        self._set_upright(width, height, turn * math.pi / 2 + lean)
        canvas.saveState()
        canvas.transform(*picture.matrix(width, height))
        canvas.drawImage(self._point, 0, 0, 1, 1)
        canvas.restoreState()
        for region, line in text.lines:
            usual = Bearing((natural(region) + turn) % 4, lean)
            self._line(line, region, usual, scale, height)
        canvas.showPage()

    def _set_upright(self, width: float, height: float, angle: float) -> None:
        """Turns what is drawn from here on, `width` × `height` points, about its middle and against `angle`.

        The page grows so that no corner is lost.
        """
        cos, sin = math.cos(angle), math.sin(angle)
        wide, high = width * abs(cos) + height * abs(sin), height * abs(cos) + width * abs(sin)
        strip = self._mark.height(wide) if self._mark else 0.0
        self._canvas.setPageSize((wide, high + strip))
        if self._mark:
            self._mark.draw(self._canvas, wide)
        if angle or strip:
            left, foot = (wide - width * cos + height * sin) / 2, (high - width * sin - height * cos) / 2
            self._canvas.transform(cos, sin, -sin, cos, left, foot + strip)

    def finish(self) -> io.BytesIO:
        """All pages as a PDF."""
        self._canvas.save()
        self._out.seek(0)
        return self._out

    def _line(self, line: Line, region: Region, usual: Bearing, scale: float, height: float) -> None:
        """Draws a line, all of it on one base line, on a picture `height` points high, with `scale` points a pixel."""
        found = _characters(line, vertical=region.vertical)
        if not found:
            return
        way = bearing(line, characters(line, region), usual)
        cells = _cells(found, way, backwards=way.quarter != usual.quarter)
        thick = _thickness(line, way)
        middle = (line.box.left + line.box.right) / 2, (line.box.top + line.box.bottom) / 2
        foot = way.across(*middle) + (0.5 + DESCENT / UNITS) * thick
        (x, y), start = way.way, cells[0][1]
        text = self._canvas.beginText()
        text.setTextRenderMode(INVISIBLE)
        text.setFont(LayerFont.fontName, thick * scale)
        left, down = start * x - foot * y, start * y + foot * x
        text.setTextTransform(x, -y, y, x, left * scale, height - down * scale)
        for part in self._strings(cells, thick, halves=region.vertical):
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


def _characters(line: Line, *, vertical: bool) -> list[tuple[str, Box]]:
    """The characters of a line with their boxes; a space has one without extent."""
    found: list[tuple[str, Box]] = []
    for word in line.words:
        boxes = word.boxes(vertical=vertical)
        found += zip(word.text, boxes, strict=True)
        if word.space_after and boxes:
            found.append((" ", boxes[-1]))
    while found and found[-1][0] == " ":
        found.pop()
    return found


def _cells(found: Sequence[tuple[str, Box]], way: Bearing, *, backwards: bool) -> list[_Cell]:
    """Each character with the stretch it covers, in pixels along the line: without gaps, without overlap.

    A number in a line that runs backwards has the places of its digits in the order in which the line runs.
    """
    places = []
    for text, box in found:
        half = way.size(box)[0] / 2
        middle = way.along((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        places.append((middle + half, middle + half) if text == " " else (middle - half, middle + half))
    if backwards:
        places.sort()
    starts = [start for start, _ in places]
    last = max(end for _, end in places)
    ends = [max(after, start) for start, after in zip(starts, [*starts[1:], max(last, starts[-1] + 1)], strict=True)]
    return [(text, start, end) for (text, _), start, end in zip(found, starts, ends, strict=True)]


def _thickness(line: Line, way: Bearing) -> float:
    """How thick a line is, but for what its lean adds to its box."""
    long, thick = way.size(line.box)
    return max(thick - math.tan(abs(way.lean)) * long, thick / 4, 1.0)
