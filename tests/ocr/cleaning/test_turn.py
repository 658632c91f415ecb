"""A page on its side or on its head is told by reading a few of its lines; where it cannot be told it stays."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.cleaning.recipe import Recipe
from ocr.cleaning.steps import automatic
from ocr.cleaning.warps import Picture
from tests.helpers.draw import columns_image, lines_image
from tests.ocr.cleaning.drawn import leaf

ROWS = ["达赉湖水文观测记录", "扎赉诺尔煤矿史料汇编", "每年四月末冰面先从河口裂开"]
COLUMNS = ["達賚湖在縣治東南六十里", "亦名呼倫池周圍三百餘里", "東西狹而南北長其形如臥瓜"]


def page(columns: bool) -> Picture:
    return np.asarray(columns_image(COLUMNS) if columns else lines_image(ROWS), dtype=np.uint8)


@pytest.mark.parametrize("columns", [False, True])
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_is_set_upright(columns: bool, quarters: int) -> None:
    (found,) = automatic(np.rot90(page(columns), quarters).copy(), ["turn"]).steps
    assert found.whole("quarters") == quarters


@pytest.mark.parametrize("columns", [False, True])
def test_an_upright_page_stays(columns: bool) -> None:
    assert automatic(page(columns), ["turn"]) == Recipe()


def test_what_cannot_be_read_stays() -> None:
    assert automatic(leaf(400, 300), ["turn"]) == Recipe()
