"""A point of a cleaned page lies where it lay in the master, and what was read there keeps its place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.cleaning.recipe import Recipe, Step, step
from ocr.cleaning.steps import apply, clean
from ocr.cleaning.ways import Way, ways
from ocr.page import Box, Line, PageText, Region, Word
from tests.ocr.cleaning.drawn import leaf, on_table, tilted

WIDTH, HEIGHT = 600, 800


@st.composite
def movements(draw: st.DrawFn) -> list[Step]:
    """Steps that move the points of a master of 600 × 800, in any order."""
    jitter = st.floats(-60, 60)
    corners = [100, 100, 500, 100, 500, 700, 100, 700]
    sunk = st.lists(st.floats(-30, 30), min_size=4, max_size=4)
    kinds = {
        "turn": st.builds(lambda q: step("turn", quarters=q), st.integers(0, 3)),
        "deskew": st.builds(lambda a: step("deskew", angle=a), st.floats(-15, 15)),
        "crop": st.builds(
            lambda a, b: step("crop", left=a, top=b, right=a + 400, bottom=b + 380),
            st.integers(0, 90),
            st.integers(0, 90),
        ),
        "perspective": st.builds(
            lambda moved: step("perspective", corners=tuple(float(c + m) for c, m in zip(corners, moved, strict=True))),
            st.lists(jitter, min_size=8, max_size=8),
        ),
        "split": st.builds(lambda g: step("split", gutter=g), st.integers(150, 300)),
        "dewarp": st.builds(lambda s: step("dewarp", columns=4, sunk=(*s, *s[::-1], *s)), sunk),
    }
    return [draw(kinds[name]) for name in draw(st.lists(st.sampled_from(sorted(kinds)), max_size=4, unique=True))]


@settings(max_examples=80, deadline=None)
@given(movements(), st.floats(0, 1), st.floats(0, 1))
def test_a_point_there_and_back_is_the_same(moved: list[Step], across: float, down: float) -> None:
    for way in ways(Recipe(tuple(moved)), WIDTH, HEIGHT):
        point = np.array([[across * way.width, down * way.height]])
        assert np.abs(way.from_master(way.to_master(point)) - point).max() < 1


def is_whole_in(way: Way, x: int, y: int) -> bool:
    """Whether no step on the way has cut into the mark."""
    points = np.array([[x + a, y + b] for a in (-8, 8) for b in (-8, 8)], dtype=np.float64)
    for warp in way.warps:
        points = warp.forth(points)
        if points.min() < 0 or (points > (warp.width, warp.height)).any():
            return False
    return True


@settings(max_examples=15, deadline=None)
@given(movements(), st.integers(120, 480), st.integers(120, 680))
def test_a_mark_is_found_where_its_way_leads(moved: list[Step], x: int, y: int) -> None:
    master = np.full((HEIGHT, WIDTH), 255, dtype=np.uint8)
    master[y - 4 : y + 4, x - 4 : x + 4] = 0
    recipe = Recipe(tuple(moved))
    for page, way in zip(apply(master, recipe), ways(recipe, WIDTH, HEIGHT), strict=True):
        assert page.shape == (way.height, way.width)
        if is_whole_in(way, x, y):
            (place,) = way.from_master(np.array([[x, y]], dtype=np.float64))
            rows, columns = np.nonzero(page < 128)
            assert np.abs([columns.mean() + 0.5 - place[0], rows.mean() + 0.5 - place[1]]).max() < 1.5


def test_the_way_of_an_automatic_recipe_leads_back() -> None:
    picture = on_table(tilted(leaf(), 2), 100, 80, 1150, 1400)
    recipe, (page,) = clean(picture, ["perspective", "crop", "deskew"])
    (way,) = ways(recipe, 1150, 1400)
    assert page.shape == (way.height, way.width)
    points = np.stack(np.nonzero(page[100:-100, 100:-100] < 60), axis=1)[::997, ::-1] + 100.5
    across, down = way.to_master(points.astype(np.float64)).T.astype(int)
    assert (picture[down, across] < 130).mean() > 0.97


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_what_was_read_on_a_turned_page_has_its_boxes_in_the_master(quarters: int) -> None:
    word = Word("扎赉", Box(10, 20, 50, 40), 0.9)
    line = Line((word,), Box(10, 20, 50, 40), 0.9)
    region = Region((line,), Box(10, 20, 50, 40), "horizontal", "hans")
    recipe = Recipe((step("turn", quarters=quarters),))
    (way,) = ways(recipe, 300, 200)
    read = PageText(way.width, way.height, (region,), "hans", "horizontal", "", "")
    page = way.page(read)
    wanted = {1: Box(20, 150, 40, 190), 2: Box(250, 160, 290, 180), 3: Box(260, 10, 280, 50)}
    assert (page.width, page.height, page.regions[0].box) == (300, 200, wanted[quarters])
    first, second = page.regions[0].lines[0].words[0].characters
    assert first.union(second) == wanted[quarters]
    assert first != second
    assert page.text == read.text


def test_boxes_of_the_right_page_of_a_spread_lie_on_the_right() -> None:
    right, left = ways(Recipe((step("split", gutter=300),)), WIDTH, HEIGHT)
    assert right.box(Box(5, 5, 20, 20)) == Box(305, 5, 320, 20)
    assert left.box(Box(5, 5, 20, 20)) == Box(5, 5, 20, 20)
