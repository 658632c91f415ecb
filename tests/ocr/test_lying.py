"""Lines across a page of columns are read, and in the direction in which they were set."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ocr.export.pdf import write_pdf
from ocr.lying import lying, run_leftwards, turned_round
from ocr.page import Box, Line, Word
from ocr.pieces import Blob
from ocr.reader import Engines, read_page
from tests.helpers.draw import BLACK, WHITE, font, png

COLUMNS = [
    "達賚湖在內蒙古東北部",
    "冬季冰厚三尺漁人下網",
    "每年得魚數十萬斤運往",
    "海拉爾及滿洲里諸市場",
    "春日冰開候鳥南來聚集",
]


def line(*words: str) -> Line:
    made, x = [], 0.0
    for number, text in enumerate(words):
        boxes = tuple(Box(x + n, 0, x + n + 1, 1) for n in range(len(text)))
        made.append(Word(text, Box(x, 0, x + len(text), 1), 0.9, boxes, space_after=number + 1 < len(words)))
        x += len(text) + 1
    return Line(tuple(made), Box(0, 0, x, 1), 0.9)


def blob(length: float, thickness: float, *, vertical: bool = False) -> Blob:
    return Blob(0, 0, length, thickness, 0.0, vertical, 1)


def test_only_long_lying_hearts_are_lines_across() -> None:
    found = [blob(200, 12), blob(40, 12), blob(200, 12, vertical=True)]
    assert lying(found) == found[:1]


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("版三第", "第三版"),
        ("日十三月四年九十二國民華中", "中華民國二十九年四月三十日"),
        ("（籍天周）", "（周天籍）"),
        ("號123路京南海上", "上海南京路123號"),
    ],
)
def test_a_line_from_right_to_left_is_turned_round(seen: str, read: str) -> None:
    assert turned_round(line(seen)).text == read


@given(st.lists(st.text("達賚湖「」（）", min_size=1, max_size=6), min_size=1, max_size=4))
def test_turning_twice_gives_the_line_again_with_each_character_on_its_box(words: list[str]) -> None:
    before = line(*words)
    once = turned_round(before)
    assert turned_round(once) == before
    places = [box.left for word in once.words for box in word.characters]
    assert places == sorted(places, reverse=True)


def test_dates_and_what_the_columns_say_tell_the_direction() -> None:
    assert run_leftwards(["版三第", "場市湖賚達"], ["達賚湖有市場"]) == [True, True]
    assert run_leftwards(["第三版", "達賚湖市場"], ["達賚湖有市場"]) == [False, False]


def test_a_line_that_tells_nothing_runs_as_the_others_do() -> None:
    assert run_leftwards(["版三第", "甲乙丙"], []) == [True, True]
    assert run_leftwards(["第三版星期二", "甲乙丙"], []) == [False, False]
    assert run_leftwards(["甲乙丙"], []) == [True]


def test_latin_and_numbers_are_never_turned_round() -> None:
    assert run_leftwards(["ODORLESS", "版三第", "1940"], []) == [False, True, False]


@pytest.mark.parametrize("leftwards", [True, False])
def test_a_headline_across_a_drawn_page_of_columns_is_read_in_its_direction(leftwards: bool, tmp_path: Path) -> None:
    size, headline = 40, "中華民國三十年四月達賚湖漁業"
    image = Image.new("L", (14 * 46 + 120, 12 * size + 320), WHITE)
    pen = ImageDraw.Draw(image)
    for place, sign in enumerate(headline[::-1] if leftwards else headline):
        pen.text((60 + place * 46, 60), sign, BLACK, font(size, "hant"))
    for number, column in enumerate(COLUMNS):
        for place, sign in enumerate(column):
            pen.text((image.width - 160 - number * 90, 200 + place * size), sign, BLACK, font(size, "hant"))
    page = read_page(png(image), None, Engines(threads=2))
    assert page.direction == "vertical-rl"
    assert page.text.split("\n") == [headline, *COLUMNS]
    write_pdf([(png(image), page)], tmp_path / "a.pdf", title="t")
    with pdfium.PdfDocument(tmp_path / "a.pdf") as pdf:
        shown = pdf[0].get_textpage().get_text_range()
    assert headline in shown
    first = page.regions[0]
    assert first.direction == "horizontal"
    assert (page.character_boxes[0].left > page.character_boxes[5].left) is leftwards  # type: ignore[union-attr]  # both are letters
