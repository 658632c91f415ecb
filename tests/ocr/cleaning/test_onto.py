"""A PDF of cleaned pages: what is written on a page lies on its print there too, and the page has its new size."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ocr.cleaning.onto import box_onto, cleaned_pages, page_onto
from ocr.cleaning.recipe import Recipe, Step, step
from ocr.cleaning.warps import Picture
from ocr.cleaning.ways import ways
from ocr.export.pdf import write_pdf
from ocr.page import Box, Line, PageText, Region, Word
from tests.helpers.draw import font
from tests.ocr.cleaning.drawn import tilted
from tests.ocr.cleaning.test_ways import HEIGHT, WIDTH, movements
from tests.ocr.pages import columns_page

ROWS = ("达赉湖在呼伦贝尔草原上", "湖面东北宽西南窄", "冬季冰厚三尺夏季水草丰美")
EM, WIDE, HIGH, DPI = 44, 900, 700, 300
ANGLE = 2.5


def drawn(*signs: tuple[str, int, int]) -> Picture:
    """Characters at their places on a sheet that lies askew: grey levels."""
    image = Image.new("L", (WIDE, HIGH), 235)
    pen = ImageDraw.Draw(image)
    for sign, x, y in signs:
        pen.text((x, y), sign, 20, font(EM))
    return tilted(np.asarray(image), ANGLE)


def askew() -> tuple[bytes, PageText]:
    """A master with three rows that sink to the right, and what stands there: every box is that of the ink itself."""
    places = [[(sign, 150 + EM * x, 150 + 90 * y) for x, sign in enumerate(row)] for y, row in enumerate(ROWS)]
    lines = []
    for row in places:
        boxes = []
        for one in row:
            down, across = np.nonzero(drawn(one) < 128)
            boxes.append(Box(float(across.min()), float(down.min()), float(across.max() + 1), float(down.max() + 1)))
        whole = boxes[0]
        for box in boxes:
            whole = whole.union(box)
        lines.append(Line((Word("".join(one[0] for one in row), whole, 0.9, tuple(boxes)),), whole, 0.9))
    around = lines[0].box.union(lines[-1].box)
    region = Region(tuple(lines), around, "horizontal", "hans")
    out = io.BytesIO()
    Image.fromarray(drawn(*(one for row in places for one in row))).save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue(), PageText(WIDE, HIGH, (region,), "hans", "horizontal", "", "")


CUT = step("crop", left=60, top=40, right=860, bottom=640)
ASKEW = step("perspective", corners=(0.03, 0.05, 0.98, 0.02, 1.0, 0.97, 0.02, 0.93), measure="parts")


@pytest.mark.parametrize(
    "steps",
    [
        (CUT, step("deskew", angle=ANGLE)),
        (ASKEW, step("deskew", angle=ANGLE)),
        (step("turn", quarters=1), step("turn", quarters=3)),
    ],
    ids=["cut and straightened", "laid flat and straightened", "turned there and back"],
)
def test_the_text_of_a_pdf_of_cleaned_pages_lies_on_its_ink(steps: tuple[Step, ...], tmp_path: Path) -> None:
    data, text = askew()
    pages = list(cleaned_pages(data, Recipe(steps), text))
    write_pdf(pages, tmp_path / "a.pdf")
    (way,) = ways(Recipe(steps), WIDE, HIGH)
    scale = 4.0
    with pdfium.PdfDocument(tmp_path / "a.pdf") as pdf:
        page = pdf[0]
        # A page that still lies askew is shown straight, and grows.
        if steps[-1].name == "deskew":
            assert page.get_size() == pytest.approx((way.width * 72 / DPI, way.height * 72 / DPI), abs=0.5)
        ink = np.asarray(page.render(scale=scale).to_pil().convert("L")) < 110
        layer = page.get_textpage()
        shown = [
            (layer.get_text_range(n, 1), layer.get_charbox(n))
            for n in range(layer.count_chars())
            if layer.get_text_range(n, 1).strip()
        ]
        high = page.get_height()
        layer.close()
    assert "".join(sign for sign, _ in shown) == "".join(ROWS)
    em = EM * 72 / DPI * scale
    for _sign, (left, bottom, right, top) in shown:
        box = [round(v * scale) for v in (left, high - top, right, high - bottom)]
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        half = round(em / 2)
        x, y = round(middle[0]), round(middle[1])
        down, across = np.nonzero(ink[y - half : y + half, x - half : x + half])
        # The middle of the box of the ink around it is the middle of the character.
        assert abs((across.min() + across.max()) / 2 - half) < 0.12 * em
        assert abs((down.min() + down.max()) / 2 - half) < 0.12 * em


@settings(max_examples=80, deadline=None)
@given(movements(), st.floats(0.1, 0.9), st.floats(0.1, 0.9), st.floats(8, 40), st.floats(8, 40))
def test_a_box_there_and_back_is_the_same(
    moved: list[Step], across: float, down: float, wide: float, high: float
) -> None:
    for way in ways(Recipe(tuple(moved)), WIDTH, HEIGHT):
        x, y = across * way.width, down * way.height
        box = Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        there = way.box(box)
        if min(there.left, there.top) > 0 and there.right < WIDTH and there.bottom < HEIGHT:
            back = box_onto(way, there)
            assert (back.left, back.top, back.right, back.bottom) == pytest.approx(
                (box.left, box.top, box.right, box.bottom), abs=2 + 0.1 * max(wide, high)
            )


def test_each_page_of_a_spread_has_its_own_lines_the_right_one_first() -> None:
    text = columns_page()
    pages = [page_onto(way, text) for way in ways(Recipe((step("split", gutter=580),)), text.width, text.height)]
    assert [page.text.split() for page in pages] == [["漢書百官公卿表"], ["有重黎句芒", "三"]]
    assert (pages[0].width, pages[1].width) == (220, 580)
    assert pages[0].regions[0].box == Box(20, 100, 80, 900)


def test_what_was_cut_away_is_not_on_the_page_any_more() -> None:
    text = replace(columns_page())
    cut = step("crop", left=480, top=50, right=700, bottom=920)
    (way,) = ways(Recipe((cut,)), text.width, text.height)
    assert page_onto(way, text).text.split() == ["漢書百官公卿表", "有重黎句芒"]
