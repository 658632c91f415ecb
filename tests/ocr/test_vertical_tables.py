"""Ruled tables on pages of columns: their cells are counted in the order of the table."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ocr.export.sheets import as_csv
from ocr.page import Box, PageText, Region
from ocr.reader import Engines, read_page
from ocr.tables import table, tables
from tests.helpers.draw import png
from tests.ocr.drawn import OLD, PITCH, Columns, down, run
from tests.ocr.pages import line

SIZE, WIDE = 32, 58
RIGHT = [["地名", "戶數", "牛馬", "備考"], ["海拉爾", "四九八", "九八〇九", ""], ["滿洲里", "八六", "六七六", "大旱"],
         ["博克圖", "八七五", "七八七", ""], ["牙克石", "九七〇", "七九〇四", ""]]  # fmt: skip
"""Printed columns from right to left, each from the top; the headings stand at the right."""
TOP = [["年份", "八九七四", "八九七五", "八九七六"], ["戶數", "八五八", "七〇五九", "六八六"],
       ["人口", "四四七四", "", "九七五四"], ["駱駝", "五六七", "四七九", "四五九"]]  # fmt: skip
"""The same with headings at the top."""


def drawn(columns: Sequence[Sequence[str]], beside: int = 0) -> Image.Image:
    """A ruled table, with as many columns of text on both sides of it."""
    tiers = [max(len(column[n]) for column in columns) * SIZE + 40 for n in range(len(columns[0]))]
    pitch = round(PITCH * SIZE)
    edges = [4 * SIZE + sum(tiers[:n]) for n in range(len(tiers) + 1)]
    image = Image.new("L", (len(columns) * WIDE + (2 * beside * pitch) + 10 * SIZE, edges[-1] + 4 * SIZE), 255)
    pen = ImageDraw.Draw(image)
    right, tall = image.width - 4 * SIZE - beside * pitch, sum(tiers) // SIZE
    left = right - len(columns) * WIDE
    for n in range(beside):
        down(pen, image.width - 3 * SIZE - (n + 1) * pitch, edges[0], run(OLD, tall, n), SIZE)
        down(pen, left - 1.5 * SIZE - (n + 0.5) * pitch, edges[0], run(OLD, tall, n + 5), SIZE)
    for n, column in enumerate(columns):
        for text, top, bottom in zip(column, edges, edges[1:], strict=False):
            x, y = right - (n + 0.5) * WIDE - SIZE / 2, (top + bottom - len(text) * SIZE) / 2
            down(pen, x, y, text, SIZE)
    for n in range(len(columns) + 1):
        pen.line((right - n * WIDE, edges[0], right - n * WIDE, edges[-1]), 0, 2)
    for y in edges:
        pen.line((left, y, right, y), 0, 2)
    return image


def region_of(columns: Sequence[Sequence[str]]) -> Region:
    """What reading such a table gives."""
    lines, cells = [], []
    for n, column in enumerate(columns):
        for m, text in enumerate(column):
            cell = Box(900 - 60 * (n + 1), 200 * m, 900 - 60 * n, 200 * (m + 1))
            cells.append(cell)
            if text:
                place = Box(cell.left + 10, cell.top + 10, cell.right - 10, cell.top + 10 + 40 * len(text))
                lines.append(line(text, place, vertical=True))
    return Region(tuple(lines), Box(0, 0, 900, 900), "vertical-rl", "hant", "table", tuple(cells))


def test_a_printed_column_is_a_row_where_the_headings_stand_at_the_right() -> None:
    found = table(region_of(RIGHT))
    assert (found.texts(), found.head) == (RIGHT, 1)


def test_a_tier_is_a_row_where_the_headings_stand_at_the_top() -> None:
    found = table(region_of(TOP))
    assert (found.texts(), found.head) == ([list(row) for row in zip(*TOP, strict=True)], 1)
    assert [cell.text for cell in found.by_row()[0]] == ["年份", "戶數", "人口", "駱駝"]


WORDS = st.sampled_from(["", "湖", "三河", "一九二", "戶數"])


@given(st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(WORDS, min_size=n, max_size=n), min_size=2, max_size=5)))
def test_each_place_is_in_one_cell_whichever_way_a_table_is_kept(columns: list[list[str]]) -> None:
    columns[0][0] = "湖"
    found = table(region_of(columns))
    turned = [list(row) for row in zip(*columns, strict=True)]
    assert found.texts() in (columns, turned)


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines(threads=2)


@pytest.mark.parametrize(("printed", "beside"), [(RIGHT, 3), (TOP, 0)])
def test_a_drawn_table_among_columns_is_read_cell_by_cell(
    engines: Engines, printed: list[list[str]], beside: int
) -> None:
    page = read_page(png(drawn(printed, beside)), None, engines)
    (found,) = tables(page)
    wanted = printed if printed is RIGHT else [list(row) for row in zip(*printed, strict=True)]
    assert found.texts() == wanted
    assert page.direction == "vertical-rl"
    kinds = [region.kind for region in page.regions]
    assert kinds == (["text", "table", "text"] if beside else ["table"])


def test_ruled_columns_of_a_book_are_no_table(engines: Engines) -> None:
    book = Columns(28, 7, 12).lines().frame()
    for n in range(1, 7):
        x = book.right - n * PITCH * 28
        book.pen.line((x, book.top - 17, x, book.top + 12.5 * 28), 0, 2)
    book.pen.line((book.right - 7 * PITCH * 28, book.top - 80, book.right, book.top - 80), 0, 2)
    page = read_page(png(book.image), None, engines)
    assert tables(page) == []


def test_the_rows_go_to_a_sheet_in_the_order_of_the_table() -> None:
    page = PageText(900, 900, (region_of(TOP),), "hant", "vertical-rl", "", "")
    assert "年份,戶數,人口,駱駝" in as_csv([("", page)])
