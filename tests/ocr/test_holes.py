"""Characters that the recogniser passed over are seen, looked at alone, and never silently dropped."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.engines.base import Glyph, Gray, Reading
from ocr.engines.tesseract import Tesseract
from ocr.frames import Pyramid, upright
from ocr.holes import MISSING, Holes
from ocr.layout import Strip
from ocr.page import Box, Script
from tests.helpers.draw import font

LINE = "湖中產鯉鯽鯰白諸魚"
SIZE = 40


def drawn(text: str, *, column: bool) -> Pyramid:
    """The text in squares of 40 pixels, with 4 of air around the line."""
    length, breadth = SIZE * len(text) + 8, SIZE + 8
    image = Image.new("L", (breadth, length) if column else (length, breadth), 255)
    for n, sign in enumerate(text):
        place = (24, 24 + SIZE * n) if column else (24 + SIZE * n, 24)
        ImageDraw.Draw(image).text(place, sign, 0, font(SIZE, "hant"), anchor="mm")
    return Pyramid(np.asarray(image, dtype=np.uint8))


def strip(pyramid: Pyramid, *, column: bool) -> Strip:
    view = upright(pyramid.width, pyramid.height, skew=0, quarter=column, scale=1)
    return Strip(view, Box(0, 4, view.width, 44), SIZE, commentary=False)


def passing_over(text: str, sign: str) -> Reading:
    """The reading of a line in which the engine saw all characters but one; its neighbours reach half way to them."""
    hearts = [(4 + SIZE * (n + 0.5)) / (SIZE * len(text) + 8) for n, s in enumerate(text) if s != sign]
    bounds = [0.0, *((a + b) / 2 for a, b in pairwise(hearts)), 1.0]
    kept = [s for s in text if s != sign]
    return Reading(tuple(Glyph(s, 0.95, a, b) for s, (a, b) in zip(kept, pairwise(bounds), strict=True)))


class Alone:
    """An engine that says the same of every picture, and remembers them."""

    name, version = "alone", "1"

    def __init__(self, answer: str, confidence: float = 0.9) -> None:
        self.answer = Reading(tuple(Glyph(s, confidence, 0.0, 1.0) for s in answer))
        self.seen: list[Gray] = []

    def read_lines(self, pictures: Sequence[Gray]) -> list[Reading]:
        self.seen += pictures
        return [self.answer for _ in pictures]


def nothing(picture: Gray, script: Script) -> Glyph | None:
    return None


@pytest.mark.parametrize("column", [False, True])
def test_a_character_passed_over_is_looked_at_alone_upright_and_put_in_its_place(column: bool) -> None:
    pyramid, engine = drawn(LINE, column=column), Alone("鯽")
    filled = Holes(pyramid, engine, nothing).filled(strip(pyramid, column=column), passing_over(LINE, "鯽"))
    assert filled.text == LINE
    place = filled.glyphs[4]
    assert (place.start + place.end) / 2 == pytest.approx((4 + SIZE * 4.5) / (SIZE * len(LINE) + 8), abs=0.01)
    assert [g.end for g in filled.glyphs[:-1]] == pytest.approx([g.start for g in filled.glyphs[1:]])
    (seen,) = engine.seen
    right_way_up = drawn("鯽", column=False).view(upright(48, 48, skew=0, quarter=False, scale=1)).astype(np.float64)
    small = np.asarray(Image.fromarray(seen).resize((48, 48)), dtype=np.float64)
    likeness = [np.corrcoef(np.rot90(small, turn).ravel(), right_way_up.ravel())[0, 1] for turn in range(4)]
    assert likeness[0] > max(0.6, *likeness[1:])


def test_what_the_first_engine_can_not_read_is_given_to_the_second() -> None:
    pyramid = drawn(LINE, column=False)
    asked: list[Script] = []

    def second(picture: Gray, script: Script) -> Glyph | None:
        asked.append(script)
        return Glyph("鯽", 0.8, 0.0, 1.0)

    holes = Holes(pyramid, Alone("鋼", 0.3), second)
    assert holes.filled(strip(pyramid, column=False), passing_over(LINE, "鯽")).text == LINE
    assert asked == ["hant"]


def test_what_nobody_can_read_is_marked_as_missing() -> None:
    pyramid = drawn(LINE, column=False)
    filled = Holes(pyramid, Alone(""), nothing).filled(strip(pyramid, column=False), passing_over(LINE, "鯽"))
    assert filled.text == LINE.replace("鯽", MISSING)
    assert filled.glyphs[4].confidence == 0


@pytest.mark.parametrize("sign", ["，", "。", "\u3000", "、"])
def test_a_blank_or_a_mark_between_characters_is_no_hole(sign: str) -> None:
    text = LINE.replace("鯽", sign)
    pyramid = drawn(text, column=False)
    reading = passing_over(text, sign)
    assert Holes(pyramid, Alone("誤"), nothing).filled(strip(pyramid, column=False), reading).text == reading.text


def test_a_line_without_holes_is_not_looked_at_again() -> None:
    pyramid, engine = drawn(LINE, column=False), Alone("誤")
    whole = passing_over(LINE, "")
    assert Holes(pyramid, engine, nothing).filled(strip(pyramid, column=False), whole).text == LINE
    assert engine.seen == []


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_tesseract_reads_a_character_by_itself() -> None:
    picture = drawn("鯉", column=False).view(upright(48, 48, skew=0, quarter=False, scale=1))
    found = Tesseract().read_character(picture, "hant")
    assert found is not None
    assert found.text == "鯉"
    assert Tesseract().read_character(np.full((48, 48), 255, dtype=np.uint8), "hant") is None
