"""Clean pages of print, drawn in several fonts, sizes and tilts with a little noise, whose text is known to the letter.

The texts are those of the sample pages; what stands in them besides letters is kept.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from archivist.samples.fonts import Face, FontFile, find_font
from archivist.samples.texts import page_sources
from archivist.samples.typeset import set_lines

WHITE, BLACK, NOISE = 255, 0, 9.0
COLUMN, COLUMNS = 24, 14
"""Characters of a column and columns of a page."""
LINE = 30
"""The width of a line of a horizontal page, in characters."""
SIZES, TILTS = (20, 28, 40, 60), (-3.0, 0.0, 1.5)
BESIDE = {"NotoSerifCJK-Regular.ttc": "NotoSansCJK-Regular.ttc", "NotoSerif-Regular.ttf": "NotoSans-Regular.ttf"}
"""Another font that comes in the same package."""

Page = tuple[str, bytes, Mapping[str, Any]]


def printed_pages() -> Iterator[Page]:
    """Each page with its name, as a PNG, and with its truth (script, direction, text)."""
    for size in SIZES:
        for tilt in TILTS:
            yield from _pages(size, tilt)


def _pages(size: int, tilt: float) -> Iterator[Page]:
    texts = {s.name: " ".join(p for p in s.paragraphs if "\t" not in p) for s in page_sources()}
    hant = "".join(c for name, text in texts.items() if "gazetteer" in name for c in text if not c.isspace())
    hans, russian, mongolian = texts["01-lake"], texts["07-lake-ru"], texts["08-lake-mn"]
    for name, font in _fonts("hant", size):
        yield _page(f"column {name} {size} {tilt}", _columns(hant, font, size), size, tilt, "hant", "vertical-rl")
    for name, font in _fonts("hans", size):
        yield _page(f"simplified {name} {size} {tilt}", _lines([hans], [font], size), size, tilt, "hans")
    for name, font in _fonts("cyrl", size):
        yield _page(f"russian {name} {size} {tilt}", _lines([russian], [font], size), size, tilt, "cyrl")
        yield _page(f"mongolian {name} {size} {tilt}", _lines([mongolian], [font], size), size, tilt, "cyrl")
    both = _lines([hans, russian], [_fonts("hans", size)[0][1], _fonts("cyrl", size)[0][1]], size)
    yield _page(f"mixed {size} {tilt}", both, size, tilt)


def _fonts(face: Face, size: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    found = find_font(face)
    other = found.path.with_name(BESIDE.get(found.path.name, ""))
    known = (found, FontFile(other, found.index)) if other.is_file() else (found,)
    return [(one.path.stem.split("-")[0], one.at(size)) for one in known]


def _columns(text: str, font: ImageFont.FreeTypeFont, size: int) -> tuple[Image.Image, str]:
    text = text[: COLUMN * COLUMNS]
    pitch = round(1.7 * size)
    image = Image.new("L", (COLUMNS * pitch + 4 * size, COLUMN * size + 4 * size), WHITE)
    pen = ImageDraw.Draw(image)
    for place, sign in enumerate(text):
        column, row = divmod(place, COLUMN)
        x, y = image.width - 2 * size - (column + 1) * pitch, (2 + row) * size
        shift = (0.55 * size, -0.55 * size) if sign in "。，、" else (0, 0)  # where a font for columns has them
        pen.text((x + shift[0], y + shift[1]), sign, BLACK, font)
    return image, text


def _lines(texts: list[str], fonts: list[ImageFont.FreeTypeFont], size: int) -> tuple[Image.Image, str]:
    width, pitch = LINE * size, round(1.8 * size)
    parts = [(line, font) for text, font in zip(texts, fonts, strict=True) for line in set_lines(text, font, width, 0)]
    image = Image.new("L", (width + 5 * size, len(parts) * pitch + 4 * size), WHITE)
    pen = ImageDraw.Draw(image)
    for number, (line, font) in enumerate(parts):
        for x, atom in line.atoms:
            pen.text((2 * size + x, 2 * size + number * pitch), atom.text, BLACK, font)
    return image, "\n".join(line.text for line, _ in parts)


def _page(
    name: str, drawn: tuple[Image.Image, str], size: int, tilt: float, script: str = "", direction: str = "horizontal"
) -> Page:
    image, text = drawn
    turned = image.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)
    grain = np.random.default_rng(size).normal(0, NOISE, (turned.height, turned.width))
    noisy = Image.fromarray(np.clip(np.asarray(turned) + grain, 0, 255).astype(np.uint8))
    out = io.BytesIO()
    noisy.save(out, "PNG")
    return name, out.getvalue(), {"text": text, "direction": direction} | ({"script": script} if script else {})
