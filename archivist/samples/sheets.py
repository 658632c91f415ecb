"""Draws a sample page clean, black on white, as it left the press: about A4 at 200 dpi."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from archivist.errors import ArchivistError
from archivist.samples.fonts import Face, find_font
from archivist.samples.texts import PageSource
from archivist.samples.typeset import set_lines

DPI = 200
WIDTH, HEIGHT = 1654, 2339
MARGIN = 170
"""No ink comes nearer than this to an edge, in pixels."""
INK, PAPER = 0, 255

BODY, LEAD = 44, 84
TITLE = 62
NUMBER = 34
ROW = 66
_CYRILLIC = re.compile("[\u0400-\u052f]")


@dataclass
class Sheet:
    """A page in the making: the image (grey, 0 is ink) and its printed lines in reading order."""

    source: PageSource
    image: Image.Image = field(default_factory=lambda: Image.new("L", (WIDTH, HEIGHT), PAPER))
    lines: list[str] = field(default_factory=list)

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def draw_sheet(source: PageSource) -> Sheet:
    """The page of a text.

    ArchivistError: no font for it is installed, or the text is too long for a page.
    """
    sheet = Sheet(source)
    if source.direction == "horizontal":
        _draw_horizontal(sheet)
    else:
        _draw_vertical(sheet)
    return sheet


def _font(text: str, size: int, han: Face = "hans") -> ImageFont.FreeTypeFont:
    return find_font("cyrl" if _CYRILLIC.search(text) else han).at(size)


def _too_long(source: PageSource) -> ArchivistError:
    return ArchivistError("The sample text {name} does not fit on its page; shorten it.", name=source.name)


# horizontal pages


def _draw_horizontal(sheet: Sheet) -> None:
    pen, source = sheet.pen, sheet.source
    middle = WIDTH / 2
    pen.text((middle, MARGIN + 60), source.title, INK, _font(source.title, TITLE), "mm", stroke_width=1)
    sheet.lines.append(source.title)
    top = float(MARGIN + 170)
    for paragraph in source.paragraphs:
        draw = _draw_table if "\t" in paragraph else _draw_paragraph
        top = draw(sheet, paragraph, top)
    number = f"— {source.page} —"
    if top > HEIGHT - MARGIN - 2 * NUMBER:
        raise _too_long(source)
    pen.text((middle, HEIGHT - MARGIN - NUMBER), number, INK, _font(number, NUMBER, "hans"), "mm")
    sheet.lines.append(number)


def _draw_paragraph(sheet: Sheet, paragraph: str, top: float) -> float:
    """Draws the lines from `top` on; returns where the next paragraph begins."""
    font = _font(paragraph, BODY)
    indented = paragraph.startswith("\u3000") or sheet.source.script == "cyrl"
    pen = sheet.pen
    for line in set_lines(paragraph, font, WIDTH - 2 * MARGIN, 2.0 * BODY if indented else 0.0):
        for x, atom in line.atoms:
            pen.text((MARGIN + x, top + LEAD / 2), atom.text, INK, font, "lm")
        sheet.lines.append(line.text)
        top += LEAD
    return top


def _draw_table(sheet: Sheet, paragraph: str, top: float) -> float:
    rows = [line.split("\t") for line in paragraph.splitlines()]
    columns = max(len(row) for row in rows)
    step = (WIDTH - 2 * MARGIN) / columns
    pen = sheet.pen
    top += 20
    font = _font("", BODY - 6)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            at = (MARGIN + step * (column + 0.5), top + ROW * (number + 0.5))
            pen.text(at, cell, INK, font, "mm", stroke_width=0 if number else 1)
        sheet.lines.append(" ".join(cell for cell in row if cell))
    _rule_table(pen, top, len(rows), columns)
    return top + ROW * len(rows) + 30


def _rule_table(pen: ImageDraw.ImageDraw, top: float, rows: int, columns: int) -> None:
    left, right, bottom = MARGIN, WIDTH - MARGIN, top + ROW * rows
    step = (right - left) / columns
    for number in range(1, rows):
        pen.line((left, top + ROW * number, right, top + ROW * number), INK, 3 if number == 1 else 2)
    for number in range(1, columns):
        pen.line((left + step * number, top, left + step * number, bottom), INK, 2)
    pen.rectangle((left, top, right - 1, bottom), None, INK, 5)


# vertical pages

COLUMNS, CELLS = 12, 30
COLUMN, CELL = 104, 62
GLYPH = 56
FRAME_TOP = 192
INSET = 9
"""Between the frame and the first and last cells of a column."""


def _draw_vertical(sheet: Sheet) -> None:
    """Columns from right to left in a double frame with rules between them, as gazetteers of the 1930s have it."""
    columns = list(_columns(sheet.source))
    if len(columns) > COLUMNS:
        raise _too_long(sheet.source)
    left = (WIDTH - COLUMNS * COLUMN) // 2
    right, bottom = left + COLUMNS * COLUMN, FRAME_TOP + CELLS * CELL + 2 * INSET
    pen = sheet.pen
    for number, (indent, text) in enumerate(columns):
        middle = right - COLUMN * (number + 0.5)
        _draw_column(pen, text, middle, FRAME_TOP + INSET + CELL * indent, heading=number == 0)
        sheet.lines.append(text)
    for number in range(1, COLUMNS):
        pen.line((left + COLUMN * number, FRAME_TOP, left + COLUMN * number, bottom), INK, 2)
    pen.rectangle((left, FRAME_TOP, right, bottom), None, INK, 2)
    pen.rectangle((left - 14, FRAME_TOP - 14, right + 14, bottom + 14), None, INK, 7)
    _draw_column(pen, sheet.source.page, WIDTH / 2, bottom + 32, heading=False)
    sheet.lines.append(sheet.source.page)


def _columns(source: PageSource) -> Iterator[tuple[float, str]]:
    """Each column with the number of cells left empty above it: none above text, one or two above headings."""
    yield 1, source.title
    for paragraph in source.paragraphs:
        if len(paragraph) <= 4:
            yield 2, paragraph
        else:
            yield from ((0.0, paragraph[at : at + CELLS]) for at in range(0, len(paragraph), CELLS))


def _draw_column(pen: ImageDraw.ImageDraw, text: str, middle: float, top: float, *, heading: bool) -> None:
    font = find_font("hant").at(GLYPH + 10 if heading else GLYPH)
    step = CELL + 14 if heading else CELL
    for number, character in enumerate(text):
        pen.text((middle, top + step * (number + 0.5)), character, INK, font, "mm", stroke_width=int(heading))
