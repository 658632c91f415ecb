"""A sheet of paper as PDF: text in the fonts of this computer, rules, frames and pictures, placed in millimetres.

What is drawn is first written down, so that the fonts that go into the file hold only what is used.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from archivist.errors import ArchivistError
from ocr.export.face import Face, FontFile
from ocr.export.files import replacing

MM = 72 / 25.4
A4, A3 = (210.0, 297.0), (297.0, 420.0)
"""Width and height of a sheet standing upright, in millimetres."""
INK, GREY, HAIR, CINNABAR = (0.10, 0.10, 0.11), (0.42, 0.42, 0.44), (0.72, 0.70, 0.66), (0.70, 0.17, 0.13)
Colour = tuple[float, float, float]
Align = Literal["left", "centre", "right"]
_NOT_FIRST = "，。、；：？！）》」』】〕”’,.;:?!)]}％"
"""Signs with which no line begins."""
_WIDE = r"\u2e80-\u9fff\u3000-\u303f\uf900-\ufaff\uff00-\uffef“”‘’"
_PIECES = re.compile(rf"[{_WIDE}]|\s+|[^\s{_WIDE}]+")


class Sheet:
    """One sheet; x from the left, y from the top, both in millimetres; sizes of type in points."""

    def __init__(self, size: tuple[float, float], fonts: Sequence[FontFile], title: str) -> None:
        self.width, self.height = size
        self._face = Face(fonts)
        self._title = title
        self._used: dict[int, set[str]] = {}
        self._steps: list[Callable[[Any], None]] = []
        self._pages: list[int] = []

    def line_width(self, text: str, size: float, tracking: float = 0.0) -> float:
        """How wide a line is, in millimetres; `tracking` is space added behind each sign, in ems."""
        return (self._face.width(text, size) + max(len(text) - 1, 0) * tracking * size) / MM

    def text(
        self, x: float, y: float, text: str, size: float, *, align: Align = "left", colour: Colour = INK,
        tracking: float = 0.0,
    ) -> None:  # fmt: skip
        """A line whose base line is at `y`.

        ArchivistError: no font has a character. A paper for signing is not printed with gaps.
        """
        missing = self._face.missing(text)
        if missing:
            raise ArchivistError(
                "The fonts of this computer have no “{characters}” to print; write it in another script, or install a "
                "font that has it.",
                characters=missing,
            )
        width = self.line_width(text, size, tracking)
        left = {"left": x, "centre": x - width / 2, "right": x - width}[align]
        for number, part in self._face.runs(text):
            self._used.setdefault(number, set()).update(part)
            self._steps.append(_Write(self, left, y, part, number, size, colour, tracking))
            left += (self._face.width(part, size) + len(part) * tracking * size) / MM

    def fitting(self, text: str, width: float, size: float, tracking: float = 0.0) -> float:
        """This size of type, or the smaller one in which the line is no longer than the width."""
        found = self.line_width(text, size, tracking)
        return size if found <= width else size * width / found

    def paragraph(
        self, x: float, y: float, width: float, text: str, size: float, *, leading: float = 1.75,
        indent: float = 0.0, colour: Colour = INK,
    ) -> float:  # fmt: skip
        """Text in lines of a width, the first one indented by some ems; gives the base line below its last."""
        for number, line in enumerate(self.lines(text, width, size, indent=indent)):
            self.text(x + (indent * size / MM if number == 0 else 0.0), y, line, size, colour=colour)
            y += size * leading / MM
        return y

    def lines(self, text: str, width: float, size: float, *, indent: float = 0.0) -> list[str]:
        """The lines of a text: Chinese breaks between any two signs, other writing between words."""
        found: list[str] = []
        line, room = "", width - indent * size / MM
        for piece in _PIECES.findall(text):
            if line and piece[0] not in _NOT_FIRST and self.line_width(line + piece.rstrip(), size) > room:
                found.append(line.rstrip())
                line, room = "", width
            line += piece if line else piece.lstrip()
        return [*found, line.rstrip()]

    def rule(self, x: float, y: float, length: float, *, weight: float = 0.4, colour: Colour = HAIR) -> None:
        """A horizontal rule; weights in points."""

        def draw(canvas: Any) -> None:  # noqa: ANN401  reportlab carries no types
            canvas.setStrokeColorRGB(*colour)
            canvas.setLineWidth(weight)
            canvas.line(x * MM, self.up(y), (x + length) * MM, self.up(y))

        self._steps.append(draw)

    def frame(
        self, x: float, y: float, width: float, height: float, *, weight: float = 0.5, colour: Colour = HAIR,
        dashed: bool = False,
    ) -> None:  # fmt: skip
        """The outline of a box whose upper left corner is at a point."""

        def draw(canvas: Any) -> None:  # noqa: ANN401  as above
            canvas.setStrokeColorRGB(*colour)
            canvas.setLineWidth(weight)
            canvas.setDash([2, 2] if dashed else [])
            canvas.rect(x * MM, self.up(y + height), width * MM, height * MM, stroke=1, fill=0)
            canvas.setDash([])

        self._steps.append(draw)

    def seal(self, x: float, y: float, side: float, hint: str) -> None:
        """The place for a seal: four corners of cinnabar, and a hint below it."""
        corner = side / 7
        for left, step in ((x, 1), (x + side, -1)):
            for top, down in ((y, 1), (y + side, -1)):
                self.rule(min(left, left + step * corner), top, corner, weight=0.6, colour=CINNABAR)
                self._upright(left, top, top + down * corner)
        if hint:
            self.text(x + side / 2, y + side + 5, hint, 8.5, align="centre", colour=CINNABAR)

    def _upright(self, x: float, y: float, end: float) -> None:
        def draw(canvas: Any) -> None:  # noqa: ANN401  as above
            canvas.setStrokeColorRGB(*CINNABAR)
            canvas.setLineWidth(0.6)
            canvas.line(x * MM, self.up(y), x * MM, self.up(end))

        self._steps.append(draw)

    def new_page(self) -> None:
        """Another sheet of the same size."""
        self._pages.append(len(self._steps))
        self._steps.append(lambda canvas: canvas.showPage())

    def number_pages(self, label: Callable[[int, int], str]) -> None:
        """Where there are several sheets, each says at its foot which it is."""
        total = len(self._pages) + 1
        if total == 1:
            return
        ends = [*self._pages, len(self._steps)]
        for page in range(total, 0, -1):
            begun = len(self._steps)
            self.text(self.width / 2, self.height - 14, label(page, total), 8.5, align="centre", colour=GREY)
            added = self._steps[begun:]
            del self._steps[begun:]
            self._steps[ends[page - 1] : ends[page - 1]] = added

    def picture(self, x: float, y: float, width: float, height: float, image: Image.Image) -> None:
        """A picture in a box, as large as it can be there, in the middle."""
        scale = min(width / image.width, height / image.height)
        wide, high = image.width * scale, image.height * scale
        left, top = x + (width - wide) / 2, y + (height - high) / 2
        shown = ImageReader(image if image.mode in ("L", "RGB") else image.convert("RGB"))
        self._steps.append(lambda canvas: canvas.drawImage(shown, left * MM, self.up(top + high), wide * MM, high * MM))

    def up(self, y: float) -> float:
        """A height of PDF (points from the foot) of one in millimetres from the top."""
        return (self.height - y) * MM

    def save(self, out: Path) -> None:
        """Writes the file, whole or not at all; OcrError if it cannot be written."""
        names = {number: self._register(number, signs) for number, signs in self._used.items()}
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(self.width * MM, self.height * MM), invariant=True,
                        initialFontName=next(iter(names.values()), "Helvetica"))  # fmt: skip
        canvas.setTitle(self._title)
        canvas.fonts = names
        for step in self._steps:
            step(canvas)
        canvas.showPage()
        canvas.save()
        with replacing(out) as file:
            file.write(buffer.getvalue())

    def _register(self, number: int, signs: set[str]) -> str:
        """reportlab knows fonts by their names only: another font has another name."""
        data = self._face.truetype(number, signs)
        name = f"Archivist-{hashlib.sha256(data).hexdigest()}"
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(data)))
        return name


class _Write:
    """Writes a stretch of one font on the canvas."""

    def __init__(
        self, sheet: Sheet, x: float, y: float, text: str, font: int, size: float, colour: Colour, tracking: float
    ) -> None:
        self._sheet, self._x, self._y, self._text = sheet, x, y, text
        self._font, self._size, self._colour, self._tracking = font, size, colour, tracking

    def __call__(self, canvas: Any) -> None:  # noqa: ANN401  as above
        line = canvas.beginText(self._x * MM, self._sheet.up(self._y))
        line.setFont(canvas.fonts[self._font], self._size)
        line.setFillColorRGB(*self._colour)
        line.setCharSpace(self._tracking * self._size)
        line.textOut(self._text)
        canvas.drawText(line)


def spaced(text: str) -> str:
    """Two Chinese signs apart by a blank of their width, as in a title: `收　据`."""
    wide = all(unicodedata.east_asian_width(sign) == "W" for sign in text)
    return "　".join(text) if len(text) == 2 and wide else text
