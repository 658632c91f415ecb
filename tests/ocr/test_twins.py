"""日 and 曰 are told apart by their print."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.engines.base import Glyph, Gray, Reading
from ocr.frames import upright
from ocr.layout import Strip
from ocr.page import Box
from ocr.reader import Engines, read_page
from ocr.twins import told_apart
from tests.helpers.draw import columns_image, png


def strip(*, quarter: bool) -> Strip:
    view = (
        upright(48, 144, skew=0, quarter=quarter, scale=1)
        if quarter
        else upright(144, 48, skew=0, quarter=False, scale=1)
    )
    return Strip(view, Box(0, 0, 144, 40), 40, commentary=False)


def print_of(broad: int, high: int, *, quarter: bool) -> Gray:
    """A frame in the middle of a view of three characters."""
    length, across = (high, broad) if quarter else (broad, high)
    picture = np.full((48, 144), 255, dtype=np.uint8)
    top, left = 24 - across // 2, 72 - length // 2
    picture[top : top + across, left : left + length] = 0
    picture[top + 4 : top + across - 4, left + 4 : left + length - 4] = 255
    return picture


def read(text: str, broad: int, high: int, *, quarter: bool = True) -> str:
    glyphs = tuple(Glyph(sign, 0.9, n / 3, (n + 1) / 3) for n, sign in enumerate(text))
    told = told_apart(strip(quarter=quarter), Reading(glyphs), print_of(broad, high, quarter=quarter))
    return told.text


@pytest.mark.parametrize("quarter", [True, False])
@pytest.mark.parametrize(
    ("seen", "broad", "high", "told"),
    [
        ("子日柱", 36, 30, "子曰柱"),
        ("冬曰鑿", 20, 34, "冬日鑿"),
        ("冬日鑿", 27, 34, "冬日鑿"),
        ("者日烏", 28, 34, "者曰烏"),
        ("者日烏", 24, 34, "者日烏"),
        ("子月柱", 36, 30, "子月柱"),
    ],
)
def test_breadth_and_what_leads_tell(seen: str, broad: int, high: int, told: str, quarter: bool) -> None:
    assert read(seen, broad, high, quarter=quarter) == told


def test_where_nothing_is_printed_the_recogniser_is_believed() -> None:
    blank = np.full((48, 144), 255, dtype=np.uint8)
    reading = Reading((Glyph("日", 0.9, 0.3, 0.6),))
    assert told_apart(strip(quarter=True), reading, blank) == reading


def test_drawn_columns_have_both() -> None:
    columns = ["自南來者曰克魯倫河", "牧民冬日鑿冰下網罟", "東南來者曰烏爾遜河", "夏日水漲湖中魚最多"]
    page = read_page(png(columns_image(columns)), None, Engines(threads=2))
    assert page.text.split("\n") == columns
