"""Regions are seen level, whatever their direction and tilt."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.level import LevelView
from ocr.page import Box, Direction, Line, Region, Word
from tests.ocr.pages import BOXES, REGIONS
from tests.ocr.test_tables import around, tilted


def row(direction: Direction, degrees: float) -> Region:
    """Six words of 40 × 80 pixels, one after the other, on a page turned clockwise."""
    boxes = [Box(100 + 120 * n, 500, 180 + 120 * n, 540) for n in range(6)]
    if direction != "horizontal":
        boxes = [Box(500, box.left, 540, box.right) for box in boxes]
    words = tuple(Word(str(n), tilted(box, degrees), 0.9) for n, box in enumerate(boxes))
    line = Line(words, around([word.box for word in words]), 0.9)
    return Region((line,), line.box, direction, "hans")


@pytest.mark.parametrize("degrees", [-4.0, 0.0, 2.5])
@pytest.mark.parametrize("direction", ["horizontal", "vertical-rl", "vertical-lr"])
def test_the_words_of_a_tilted_line_stand_level_side_by_side(direction: Direction, degrees: float) -> None:
    region = row(direction, degrees)
    view = LevelView(region)
    flat = [view.flat(word.box) for word in region.lines[0].words]
    middles = [(box.top + box.bottom) / 2 for box in flat]
    assert max(middles) - min(middles) < 0.1
    assert [box.left for box in flat] == sorted(box.left for box in flat)
    assert view.size == pytest.approx(40, abs=1)
    assert all(box.width == pytest.approx(80, abs=2) for box in flat)


@given(REGIONS, BOXES)
def test_the_middle_of_a_box_comes_back_to_its_place(region: Region, box: Box) -> None:
    view = LevelView(region)
    back = view.back(view.flat(box))
    assert math.isclose(back.left + back.right, box.left + box.right, abs_tol=1e-6)
    assert math.isclose(back.top + back.bottom, box.top + box.bottom, abs_tol=1e-6)


@given(st.text("ab 湖", max_size=12))
def test_a_word_is_cut_at_its_spaces_and_loses_no_letter(text: str) -> None:
    word = Word(text, Box(0, 0, 240, 20), 0.9)
    parts = LevelView(row("horizontal", 0)).parted(word)
    assert [part.text for part in parts] == text.split()
    assert all(part.characters == part.boxes(vertical=False) or part is word for part in parts)
    assert [part.box.left for part in parts] == sorted(part.box.left for part in parts)
