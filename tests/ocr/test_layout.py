"""Straightening, ordering and parting, without any engine."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.frames import Pyramid, upright
from ocr.ink import ink, rules
from ocr.order import blocks
from ocr.page import Box
from ocr.pieces import blobs, character_size, mostly_vertical, pieces, skew
from ocr.rows import Row, rows
from ocr.stretches import alternatives

NO_RULES = np.zeros((2000, 2000), dtype=np.bool_)


@given(st.floats(-5, 5), st.booleans(), st.floats(0.2, 3), st.floats(0, 400), st.floats(0, 300), st.floats(1, 80))
def test_a_box_comes_back_from_a_view_to_where_it_was(
    tilt: float, quarter: bool, scale: float, left: float, top: float, side: float
) -> None:
    frame = upright(480, 380, skew=tilt, quarter=quarter, scale=scale)
    box = Box(left, top, left + side, top + side)
    back = frame.to_master(frame.from_master(box), Box(-1000, -1000, 2000, 2000))
    # The box around a turned box around a box is larger, by twice what the turn adds to a side.
    slack = 2.5 * side * math.sin(math.radians(abs(tilt))) + 0.1
    assert back.left <= left + 0.1
    assert back.right >= left + side - 0.1
    assert back.width <= side + slack
    assert abs((back.left + back.right) / 2 - (left + side / 2)) < 0.2


@pytest.mark.parametrize("scale", [0.1, 0.3, 0.5, 1.0, 2.5])
def test_a_mark_is_seen_where_the_frame_says_at_every_scale(scale: float) -> None:
    picture = np.full((900, 1200), 255, dtype=np.uint8)
    picture[200:260, 300:380] = 0
    frame = upright(1200, 900, skew=1.5, quarter=True, scale=scale)
    seen = Pyramid(picture).view(frame) < 128
    y, x = np.argwhere(seen).mean(axis=0) + 0.5
    place = frame.from_master(Box(300, 200, 380, 260))
    assert abs(x - (place.left + place.right) / 2) < 0.6
    assert abs(y - (place.top + place.bottom) / 2) < 0.6


def test_in_a_quarter_turn_the_rightmost_column_lies_uppermost_and_begins_at_the_left() -> None:
    frame = upright(1000, 800, skew=0, quarter=True, scale=1)
    right, left = frame.from_master(Box(900, 0, 940, 500)), frame.from_master(Box(100, 300, 140, 700))
    assert right.top < left.top
    assert (round(right.left), round(right.right)) == (0, 500)


def bars(*places: tuple[int, int, int, int]) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """A map of hearts: boxes (left, top, right, bottom) in a picture of 600 × 900."""
    out = np.zeros((600, 900), dtype=np.uint8)
    for left, top, right, bottom in places:
        out[top:bottom, left:right] = 255
    return out


def test_the_map_of_hearts_tells_size_tilt_and_direction() -> None:
    upright_map = bars((100, 50, 116, 550), (200, 50, 216, 550), (300, 60, 316, 200))
    found, _ = blobs(upright_map)
    assert character_size(found) == pytest.approx(40, abs=3)
    assert mostly_vertical(found)
    assert abs(skew(found)) < 0.1
    tilted = np.rot90(upright_map)
    frame = upright(600, 900, skew=-2, quarter=False, scale=1)
    turned, _ = blobs(255 - Pyramid(255 - np.ascontiguousarray(tilted)).view(frame))
    assert not mostly_vertical(turned)
    assert skew(turned) == pytest.approx(2, abs=0.15)


def test_a_heart_is_cut_where_one_line_becomes_two() -> None:
    forked = bars((50, 292, 400, 308), (400, 282, 800, 290), (400, 310, 800, 318))
    forked[290:310, 396:402] = 255
    found = sorted(pieces(forked, 40), key=lambda p: (p.left, p.y))
    assert [(round(p.y), round(p.thickness)) for p in found] == [(300, 16), (286, 8), (314, 8)]


def test_pieces_of_a_line_are_joined_over_a_gap_but_not_over_a_lane_or_a_rule() -> None:
    lines = [(50, y, 380, y + 16) for y in range(50, 500, 60)] + [(450, y, 800, y + 16) for y in range(50, 500, 60)]
    assert len(rows(pieces(bars(*lines), 40), 40, NO_RULES, columns=False)) == 16
    crossing = [(50, y, 800, y + 16) for y in (110, 170, 230, 290)]
    broken = [*crossing, (50, 50, 380, 66), (420, 50, 800, 66)]
    assert len(rows(pieces(bars(*broken), 40), 40, NO_RULES, columns=False)) == 5
    barred = NO_RULES.copy()
    barred[30:90, 400] = True
    assert len(rows(pieces(bars(*broken), 40), 40, barred, columns=False)) == 6


def strip_of_characters(*, double: tuple[int, int]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Squares of 36 pixels in a row at height 100, two of 15 above each other between the `double` numbers."""
    mask = np.zeros((200, 900), dtype=np.bool_)
    for n in range(20):
        left = 40 + 40 * n
        if not double[0] <= n < double[1]:
            mask[82:118:5, left : left + 36] = True
            mask[82:118, left : left + 36 : 5] = True
            continue
        for top in (82, 103):
            for part in (left, left + 20):
                mask[top : top + 15, part : part + 15 : 4] = True
                mask[top : top + 15 : 4, part : part + 15] = True
    return mask


@pytest.mark.parametrize("double", [(0, 5), (7, 12), (14, 20), (0, 20)])
def test_double_lines_are_found_and_come_upper_line_first(double: tuple[int, int]) -> None:
    row = Row(40, 840, 100, 0.0, 40, 22, 22, mixed=True)
    ((first, *_),) = alternatives([row], strip_of_characters(double=double), NO_RULES)
    small = [s for s in first if s.commentary]
    assert len(small) == 2
    assert small[0].bottom <= 1 < small[1].bottom
    for stretch in small:
        assert stretch.left == pytest.approx(40 + 40 * double[0], abs=3)
        assert stretch.right == pytest.approx(40 + 40 * double[1], abs=8)
    rest = [(s.left, s.right) for s in first if not s.commentary]
    assert len(rest) == (double[0] > 0) + (double[1] < 20)


def test_a_row_without_double_lines_is_one_stretch() -> None:
    row = Row(40, 840, 100, 0.0, 40, 22, 22, mixed=True)
    ((only,),) = alternatives([row], strip_of_characters(double=(0, 0)), NO_RULES)
    assert [(s.commentary, s.left, s.right) for s in only] == [(False, 40.0, 836.0)]


def test_rules_are_lines_and_characters_are_not() -> None:
    page = np.full((400, 600), 230, dtype=np.uint8)
    page[100:103, 20:580] = 20
    page[50:350, 300:303] = 20
    page[200:204, 60:96] = 20
    mask = ink(page, 40)
    found = rules(mask, 40)
    assert found[101, 50]
    assert found[300, 301]
    assert mask[201, 80]
    assert not found[201, 80]


def order_of(*boxes: tuple[float, float, float, float], tables: bool = False) -> list[list[tuple[int, ...]]]:
    found = blocks([Box(*box) for box in boxes], 20, NO_RULES, tables=tables)
    return [list(block.levels) for block in found]


def test_two_columns_of_lines_are_read_one_after_the_other() -> None:
    left = [(0.0, y, 300.0, y + 16) for y in (100.0, 130, 160, 190)]
    right = [(340.0, y, 640.0, y + 16) for y in (100.0, 130, 160, 190)]
    assert order_of(*right, *left) == [[(4,), (5,), (6,), (7,)], [(0,), (1,), (2,), (3,)]]


def test_a_headline_over_two_columns_comes_first_though_it_closes_the_lane() -> None:
    columns = [(x, y, x + 300.0, y + 16) for x in (0.0, 340.0) for y in (130.0, 160, 190)]
    assert order_of(*columns, (100, 100, 500, 116)) == [[(6,)], [(0,), (1,), (2,)], [(3,), (4,), (5,)]]


def test_a_table_is_read_row_by_row() -> None:
    cells = [(x, y, x + 60.0, y + 16) for y in (100.0, 130, 160, 190) for x in (0.0, 120, 240)]
    assert order_of(*cells, (0, 60, 300, 76), tables=True) == [
        [(12,)],
        [(0, 1, 2), (3, 4, 5), (6, 7, 8), (9, 10, 11)],
    ]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 20)), max_size=25), st.booleans())
def test_every_line_is_in_the_order_exactly_once(places: list[tuple[int, int, int]], tables: bool) -> None:
    boxes = [Box(10 * x, 10 * y, 10 * (x + w), 10 * y + 16) for x, y, w in places]
    found = [i for block in blocks(boxes, 20, NO_RULES, tables=tables) for level in block.levels for i in level]
    assert sorted(found) == list(range(len(boxes)))
