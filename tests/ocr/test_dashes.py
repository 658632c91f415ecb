"""A dash is told from a hyphen by its length in print."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.dashes import has_dashes, measured
from ocr.engines.base import Glyph, Gray, Reading
from ocr.frames import upright
from ocr.layout import Strip
from ocr.page import Box
from ocr.reader import Engines, read_page
from tests.helpers.draw import font

SIZE = 40


def drawn(text: str) -> tuple[Strip, Reading, Gray]:
    """A line of 40 pixels with 4 of air around it, and what a recogniser that knows no dash reads in it."""
    letters = font(SIZE)
    width = round(letters.getlength(text)) + 8
    image = Image.new("L", (width, SIZE + 8), 255)
    ImageDraw.Draw(image).text((4, 24), text, 0, letters, anchor="lm")
    view = upright(width, SIZE + 8, skew=0, quarter=False, scale=1)
    glyphs = []
    for n, sign in enumerate(text):
        start, end = (4 + letters.getlength(text[:stop]) for stop in (n, n + 1))
        glyphs.append(Glyph("-" if sign == "—" else sign, 0.9, start / width, end / width))
    strip = Strip(view, Box(0, 4, width, 44), SIZE, commentary=False)
    return strip, Reading(tuple(glyphs)), np.asarray(image, dtype=np.uint8)


@pytest.mark.parametrize("text", ["—1—", "-1-", "—12—", "— 3 —", "1940-1945", "湖水—河水", "A-B—C"])
def test_a_line_has_the_dashes_and_hyphens_that_are_printed(text: str) -> None:
    strip, reading, picture = drawn(text)
    assert has_dashes(reading)
    assert measured(strip, reading, picture).text == text


def test_where_nothing_is_printed_nothing_is_made_longer() -> None:
    strip, reading, picture = drawn("-1-")
    assert measured(strip, reading, np.full_like(picture, 255)).text == "-1-"
    assert not has_dashes(Reading((Glyph("湖", 0.9, 0, 1),)))


def test_a_page_number_between_dashes_is_read_as_it_is_printed() -> None:
    image = Image.new("L", (900, 500), 255)
    pen = ImageDraw.Draw(image)
    for n, line in enumerate(("湖水入冬结冰，渔民", "凿冰下网，一网可得", "鱼数千斤，今不如昔。")):
        pen.text((100, 80 + 70 * n), line, 0, font(SIZE))
    pen.text((450, 420), "—1—", 0, font(SIZE), anchor="mm")
    out = io.BytesIO()
    image.save(out, "PNG")
    assert read_page(out.getvalue(), None, Engines()).text.endswith("\n—1—")
