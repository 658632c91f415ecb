"""Lines on both sides of a picture, from boxes alone and on drawn pages."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from ocr.ink import Mask
from ocr.order import blocks
from ocr.page import Box, PageText
from ocr.reader import Engines, read_page
from tests.helpers.draw import font, png
from tests.ocr.drawn import LAKE, OLD, PITCH, Columns, Rows, down, drawing, photograph

PICTURE = 200, 400
NO_RULES = np.zeros((2000, 2000), dtype=np.bool_)


def order_of(boxes: list[Box], *, picture: tuple[int, int, int, int] | None = None) -> list[list[int]]:
    """The blocks of boxes of lines 16 pixels high, with or without a picture (left, top, right, bottom)."""
    shown: Mask = NO_RULES.copy()
    if picture:
        left, top, right, bottom = picture
        shown[top:bottom, left:right:3] = True
    found = blocks(boxes, 20, NO_RULES, tables=True, shown=shown)
    return [[i for level in block.levels for i in level] for block in found]


def full(*tops: float) -> list[Box]:
    return [Box(0, y, 600, y + 16) for y in tops]


def sides(*tops: float, shift: float = 0.0) -> list[Box]:
    """Lines of 9 characters at the left, and as many of 9 at the right."""
    return [Box(0, y, 180, y + 16) for y in tops] + [Box(420, y + shift, 600, y + shift + 16) for y in tops]


@pytest.mark.parametrize("shift", [0.0, 7.0, 15.0])
def test_what_stands_left_of_a_picture_is_read_before_what_stands_right_of_it(shift: float) -> None:
    boxes = full(0, 30, 60) + sides(90, 120, 150, 180, shift=shift) + full(240, 270)
    found = order_of(boxes, picture=(*PICTURE[:1], 90, PICTURE[1], 215))
    assert [i for block in found for i in block] == list(range(len(boxes)))
    assert [3, 4, 5, 6] in found
    assert [7, 8, 9, 10] in found


def test_rows_of_short_cells_without_a_picture_between_them_stay_a_table() -> None:
    cells = [Box(0, y, 100, y + 16) for y in (90, 120, 150)] + [Box(420, y, 500, y + 16) for y in (90, 120, 150)]
    found = order_of(full(0, 30) + cells)
    assert [2, 5, 3, 6, 4, 7] in found
    beside = order_of(full(0, 30) + cells, picture=(200, 85, 400, 170))
    assert [2, 3, 4] in beside


def test_leaders_between_the_parts_of_lines_are_no_picture() -> None:
    shown = NO_RULES.copy()
    for y in (90, 120, 150, 180):
        shown[y + 10 : y + 14, 200:400:8] = True
    cells = [Box(x, y, x + wide, y + 16) for y in (90, 120, 150, 180) for x, wide in ((0, 170), (420, 40))]
    (found,) = blocks(cells, 20, NO_RULES, tables=True, shown=shown)
    assert found.table


def test_a_last_short_line_below_a_bay_comes_after_both_its_sides() -> None:
    boxes = [*full(0, 30), *sides(60, 90, 120, 150), *full(180), Box(0, 210, 100, 226)]
    found = order_of(boxes, picture=(200, 60, 400, 165))
    assert [i for block in found for i in block] == list(range(len(boxes)))


def test_prose_in_two_columns_between_lines_that_run_over_both_is_read_column_by_column() -> None:
    columns = [Box(x, y, x + 290, y + 16) for x in (0, 310) for y in (90, 120, 150, 180, 210)]
    boxes = full(0, 30, 60) + columns + full(240, 270)
    assert [i for block in order_of(boxes) for i in block] == list(range(len(boxes)))


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines(threads=2)


Picture = Callable[[int, int], Image.Image]


class Flow:
    """A text that is set piece by piece."""

    def __init__(self, text: str) -> None:
        self._text, self.set = text * 20, ""

    def take(self, count: int) -> str:
        part = self._text[len(self.set) : len(self.set) + count]
        self.set += part
        return part


def wrapped_rows(picture: Picture, size: int, over: int, beside: int, under: int, side: int) -> tuple[Rows, str]:
    """Lines over, on both sides of and under a picture, the sides `side` characters wide; and their text."""
    wide, flow = 2 * side + 10, Flow(LAKE)
    book = Rows(size, over + beside + under, wide)
    whole, letters = book.left, font(size)
    right = book.left + (wide - side) * size
    places = [(whole, n, wide) for n in range(over)]
    places += [(x, n, side) for x in (whole, right) for n in range(over, over + beside)]
    places += [(whole, n, wide) for n in range(over + beside, over + beside + under)]
    for x, number, count in places:
        book.pen.text((x, book.at(number)), flow.take(count), 0, letters)
    image = picture(round(8.6 * size), round((beside - 0.4) * PITCH * size))
    book.image.paste(image, (round(whole + (side + 0.7) * size), round(book.at(over))))
    return book, flow.set


def wrapped_columns(picture: Picture, size: int, over: int, beside: int, under: int, side: int) -> tuple[Columns, str]:
    """Columns right of, over and under, and left of a picture; those over and under it of `side` characters."""
    tall, flow = 2 * side + 9, Flow(OLD)
    book = Columns(size, over + beside + under, tall)
    low = book.top + (tall - side) * size
    places: list[tuple[int, float, int]] = [(n, book.top, tall) for n in range(over)]
    places += [(n, y, side) for y in (book.top, low) for n in range(over, over + beside)]
    places += [(n, book.top, tall) for n in range(over + beside, over + beside + under)]
    for number, y, count in places:
        down(book.pen, book.at(number), y, flow.take(count), size)
    image = picture(round((beside - 0.6) * PITCH * size), round(7.4 * size))
    book.image.paste(image, (round(book.at(over + beside - 1)), round(book.top + (side + 0.8) * size)))
    return book, flow.set


def halftone(width: int, height: int) -> Image.Image:
    return photograph(width, height, 6)


def flat(page: PageText) -> str:
    return page.text.replace("\n", "")


@pytest.mark.parametrize(
    ("picture", "over", "beside", "under", "side"),
    [(photograph, 4, 5, 3, 6), (halftone, 0, 5, 3, 9)],
)
def test_print_on_both_sides_of_a_picture_is_read_side_by_side(
    engines: Engines, picture: Picture, over: int, beside: int, under: int, side: int
) -> None:
    book, text = wrapped_rows(picture, 28, over, beside, under, side)
    page = read_page(png(book.image), None, engines)
    assert flat(page) == text
    assert {region.kind for region in page.regions} == {"text", "picture"}


@pytest.mark.parametrize(
    ("picture", "over", "beside", "under", "side"),
    [(photograph, 3, 5, 3, 6), (drawing, 0, 6, 3, 8)],
)
def test_columns_over_and_under_a_picture_are_two_tiers(
    engines: Engines, picture: Picture, over: int, beside: int, under: int, side: int
) -> None:
    book, text = wrapped_columns(picture, 28, over, beside, under, side)
    page = read_page(png(book.image), None, engines)
    assert flat(page) == text
    assert "picture" in {region.kind for region in page.regions}
