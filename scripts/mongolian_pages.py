"""Draws pages of traditional Mongolian, alone and beside Chinese, on which every column and its text are known.

The words are those of the collection of samples (`mongolian_words.txt`). HarfBuzz shapes them, Noto Sans Mongolian
draws them: neither is needed to run the program.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import uharfbuzz
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from archivist.samples.fonts import find_font
from archivist.samples.texts import page_sources
from archivist.samples.typeset import set_lines

Plane = npt.NDArray[np.uint8]
Area = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""
WIDE = 0.95
"""The usual width of a column of words, in ems of the font."""
WHITE = 255
UNIT = 64
"""Shaping counts in these parts of a pixel."""
SIGNS = "᠂᠂᠂᠂᠃᠃᠄"
FOLDER = Path(__file__).parents[1].parent / "shared" / "samples"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of Mongolian: what it says, and where its ink lies."""

    text: str
    area: Area
    title: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page with its Mongolian columns in reading order, and the areas of the text in other scripts."""

    name: str
    image: Image.Image
    columns: tuple[Column, ...] = ()
    others: tuple[Area, ...] = ()
    direction: str = "vertical-lr"


def words_of(folder: Path = FOLDER) -> list[str]:
    """The words of the collection; FileNotFoundError where it is absent."""
    return (folder / "mongolian_words.txt").read_text(encoding="utf-8").split()


@cache
def _face() -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(find_font("mong").path)))


def run(text: str, em: float) -> Plane:
    """A run of Mongolian as it stands in a column, trimmed to its ink but for the spaces within; 0 is paper."""
    font = uharfbuzz.Font(_face())
    font.scale = (round(em * UNIT), round(em * UNIT))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {})
    pen, x = uharfbuzz.RasterDraw(), 0.0
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        dx, dy = x + place.x_offset, float(place.y_offset)
        pen.transform = (1 / UNIT, 0.0, 0.0, 1 / UNIT, dx / UNIT, dy / UNIT)
        pen.draw_glyph(font, glyph.codepoint)
        x += place.x_advance
    image = pen.render()
    extents = image.extents
    rows = np.frombuffer(image.buffer, dtype=np.uint8).reshape(extents.height, extents.stride)[:, : extents.width]
    # HarfBuzz has the lowest row first; a quarter turn clockwise sets the run upright in its column.
    return np.asarray(np.rot90(rows[::-1], -1))


@dataclass(frozen=True, slots=True)
class Style:
    """How a page is set: `em` in pixels, `pitch` between columns in widths of a column, `height` of a column in ems."""

    em: float
    pitch: float = 1.6
    columns: int = 12
    height: float = 16.0
    title: bool = False
    numbers: bool = False
    tiers: int = 1
    page_number: bool = False


class Sheet:
    """A sheet of paper that grows with what is put on it."""

    def __init__(self, width: int, height: int) -> None:
        self.ink = np.zeros((height, width), dtype=np.uint8)
        self.columns: list[Column] = []
        self.others: list[Area] = []

    def put(self, picture: Plane, left: float, top: float) -> Area:
        """Inks a picture; what reaches over the edge is lost."""
        x, y = max(round(left), 0), max(round(top), 0)
        place = self.ink[y : y + picture.shape[0], x : x + picture.shape[1]]
        np.maximum(place, picture[: place.shape[0], : place.shape[1]], out=place)
        return x, y, x + place.shape[1], y + place.shape[0]

    def column(self, text: str, em: float, spine: float, top: float, *, title: bool = False) -> float:
        """Sets one column with its spine at `spine`; gives back where it ends."""
        picture = run(text, em)
        area = self.put(picture, spine - int(np.argmax(picture.astype(np.float64).sum(axis=0))), top)
        self.columns.append(Column(text, area, title))
        return area[3]

    def upright(self, text: str, font: ImageFont.FreeTypeFont, middle: float, top: float) -> Area:
        """Characters of another script set level, their middle at `middle`."""
        left, up, right, down = font.getbbox(text)
        image = Image.new("L", (math.ceil(right - left) + 2, math.ceil(down - up) + 2), 0)
        ImageDraw.Draw(image).text((1 - left, 1 - up), text, WHITE, font)
        return self.put(np.asarray(image), middle - image.width / 2, top)

    def drawn(self, name: str, direction: str = "vertical-lr") -> Drawn:
        """The page as clean print."""
        image = Image.fromarray(WHITE - self.ink)
        return Drawn(name, image, tuple(self.columns), tuple(self.others), direction)


def mongolian_block(
    sheet: Sheet, rng: np.random.Generator, words: Sequence[str], style: Style, left: float, top: float
) -> Area:
    """Columns of running text from left to right; gives back the area they take."""
    wide = WIDE * style.em
    height = style.height * style.em
    x = left + wide / 2
    right = bottom = 0.0
    for n in range(style.columns):
        y = top
        if style.numbers and n % 3 == 0:
            area = sheet.upright("①②③④⑤⑥⑦⑧⑨"[n // 3 % 9], find_font("hans").at(round(0.7 * style.em)), x, top)
            y = area[3] + 0.5 * style.em
        last = n == style.columns - 1
        text = _fitting(rng, words, style.em, (height - (y - top)) * (0.5 if last else 1.0))
        end = sheet.column(text, style.em, x + 0.1 * wide, y)
        first = sheet.columns[-1]
        sheet.columns[-1] = replace(first, area=(first.area[0], min(first.area[1], top), *first.area[2:]))
        right, bottom = max(right, sheet.columns[-1].area[2]), max(bottom, end)
        x += style.pitch * wide
    return left, top, right, bottom


def _fitting(rng: np.random.Generator, words: Sequence[str], em: float, height: float) -> str:
    parts = [str(rng.choice(words))]
    while len(run(" ".join(parts), em)) < height - 2.0 * em:
        word = str(rng.choice(words))
        chance = rng.random()
        if chance < 0.12:
            word += " " + SIGNS[int(rng.integers(len(SIGNS)))]
        elif chance < 0.15:
            word = "".join(chr(0x1810 + int(d)) for d in str(rng.integers(1, 2000)))
        parts.append(word)
    return " ".join(parts)


def mongolian_page(name: str, rng: np.random.Generator, words: Sequence[str], style: Style) -> Drawn:
    """A page of Mongolian alone."""
    em, wide = style.em, WIDE * style.em
    width = round((style.columns * style.pitch + (4 if style.title else 0)) * wide + 4 * em)
    height = round(style.tiers * (style.height + 5) * em + (4 if style.page_number else 2) * em)
    sheet = Sheet(width, height)
    left = 2 * em
    if style.title:
        sheet.column(_fitting(rng, words, 1.8 * em, 0.6 * style.height * em), 1.8 * em, left + wide, 3 * em, title=True)
        left += 4 * wide
    for tier in range(style.tiers):
        mongolian_block(sheet, rng, words, style, left, (1.5 + tier * (style.height + 5)) * em)
    if style.page_number:
        font = find_font("hans").at(round(0.8 * em))
        area = sheet.upright(str(rng.integers(10, 300)), font, width / 2, height - 2.2 * em)
        sheet.others.append(area)
    return sheet.drawn(name)


def chinese() -> str:
    """Running text in simplified characters."""
    text = {source.name: "".join(source.paragraphs) for source in page_sources()}["01-lake"]
    return "".join(c for c in text if not c.isspace())


def han_block(sheet: Sheet, text: str, size: int, area: Area, *, vertical: bool) -> Area:
    """Chinese that fills an area, in lines or in columns from right to left."""
    left, top, right, bottom = area
    pitch = 1.6 * size
    font = find_font("hant" if vertical else "hans").at(size)
    along, across = (bottom - top, right - left) if vertical else (right - left, bottom - top)
    each = max(int(along // size), 1)
    lines = [text[n : n + each] for n in range(0, len(text), each)][: max(int(across // pitch), 1)]
    found: list[Area] = []
    for n, line in enumerate(lines):
        for m, sign in enumerate(line):
            x = right - (n + 1) * pitch if vertical else left + m * size
            y = top + m * size if vertical else top + n * pitch
            box = font.getbbox(sign)
            image = Image.new("L", (size + 4, size + 8), 0)
            ImageDraw.Draw(image).text((0, 0), sign, WHITE, font)
            if box[2] > box[0]:
                found.append(sheet.put(np.asarray(image), x, y))
    taken = min(a[0] for a in found), min(a[1] for a in found), max(a[2] for a in found), max(a[3] for a in found)
    sheet.others.append(taken)
    return taken


def bilingual_page(
    name: str, rng: np.random.Generator, words: Sequence[str], style: Style, *, vertical: bool, below: bool
) -> Drawn:
    """Chinese beside or above Mongolian columns."""
    em = style.em
    size = round(0.8 * em)
    wide, tall = style.columns * style.pitch * WIDE * em, style.height * em
    text = chinese()[int(rng.integers(0, 40)) :]
    if below:
        sheet = Sheet(round(wide + 4 * em), round(2 * tall + 7 * em))
        han_block(sheet, text, size, (2 * em, 2 * em, 2 * em + wide, 2 * em + 0.6 * tall), vertical=vertical)
        mongolian_block(sheet, rng, words, style, 2 * em, 5 * em + 0.6 * tall)
    else:
        sheet = Sheet(round(2 * wide + 8 * em), round(tall + 5 * em))
        mongolian_block(sheet, rng, words, style, 2 * em, 2 * em)
        han_block(sheet, text, size, (5 * em + wide, 2 * em, 5 * em + 2 * wide, 2 * em + tall), vertical=vertical)
    return sheet.drawn(name)


def han_page(name: str, rng: np.random.Generator, size: int, *, vertical: bool) -> Drawn:
    """A page of Chinese alone."""
    wide, tall = size * int(rng.integers(15, 30)), size * int(rng.integers(18, 34))
    sheet = Sheet(wide + 4 * size, tall + 4 * size)
    text = chinese()[int(rng.integers(0, 40)) :]
    han_block(sheet, text, size, (2 * size, 2 * size, 2 * size + wide, 2 * size + tall), vertical=vertical)
    return sheet.drawn(name, "vertical-rl" if vertical else "horizontal")


def cyrillic_page(name: str, rng: np.random.Generator, size: int) -> Drawn:
    """A page of Russian."""
    text = " ".join({source.name: source.paragraphs for source in page_sources()}["07-lake-ru"])
    font = find_font("cyrl").at(size)
    lines = list(set_lines(text, font, size * int(rng.integers(18, 30)), 0))[: int(rng.integers(8, 20))]
    sheet = Sheet(
        round(max(font.getlength(line.text) for line in lines)) + 5 * size, round((1.6 * len(lines) + 4) * size)
    )
    for n, line in enumerate(lines):
        middle = 2 * size + font.getlength(line.text) / 2
        sheet.others.append(sheet.upright(line.text, font, middle, (2 + 1.6 * n) * size))
    return sheet.drawn(name, "horizontal")


def title_page(name: str, rng: np.random.Generator, words: Sequence[str], em: float) -> Drawn:
    """The title of a book in Mongolian, two columns, with its Chinese title beside it and the publisher below."""
    sheet = Sheet(round(12 * em), round(18 * em))
    for n in range(2):
        sheet.column(" ".join(str(w) for w in rng.choice(words, 2)), em, (3 + 1.6 * n) * em, 3 * em, title=True)
    size = round(em)
    han_block(sheet, "达赉湖志稿", size, (8 * em, 3 * em, 8 * em + 1.6 * size, 8.5 * em), vertical=True)
    han_block(sheet, "内蒙古人民出版社", round(0.6 * em), (3.5 * em, 15 * em, 9 * em, 16 * em), vertical=False)
    return sheet.drawn(name)


def scanned(page: Drawn, rng: np.random.Generator, tilt: float, wear: float = 1.0) -> Drawn:
    """The page turned clockwise by `tilt` degrees, greyed, blurred and grainy; its areas turn with it."""
    turned = page.image.rotate(-tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)
    soft = turned.filter(ImageFilter.GaussianBlur(0.5 * wear))
    grain = rng.normal(0, 7 * wear, (turned.height, turned.width))
    shades = np.asarray(soft, dtype=np.float64) * (1 - 0.25 * wear) + 45 * wear + grain
    image = Image.fromarray(np.clip(shades, 0, WHITE).astype(np.uint8))
    before, after = (page.image.width, page.image.height), (turned.width, turned.height)
    columns = tuple(replace(c, area=_turned(c.area, tilt, before, after)) for c in page.columns)
    others = tuple(_turned(area, tilt, before, after) for area in page.others)
    return replace(page, image=image, columns=columns, others=others)


def _turned(area: Area, tilt: float, before: tuple[int, int], after: tuple[int, int]) -> Area:
    cos, sin = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    points = [(x - before[0] / 2, y - before[1] / 2) for x in area[::2] for y in area[1::2]]
    xs = [cos * x - sin * y + after[0] / 2 for x, y in points]
    ys = [sin * x + cos * y + after[1] / 2 for x, y in points]
    return min(xs), min(ys), max(xs), max(ys)
