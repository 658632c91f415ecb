"""Columns that stand in tiers are read tier after tier, even where one of them runs on into the next."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.ink import Mask, rules
from ocr.order import blocks
from ocr.page import Box
from ocr.pieces import Piece
from ocr.reader import Engines, read_page
from ocr.rows import rows
from ocr.tiers import Tiers, parted
from tests.helpers.draw import BLACK, WHITE, font, png

SIZE = 30.0
PITCH = 34.0
EMPTY: Mask = np.zeros((1000, 1000), dtype=np.bool_)
TIERS = ((100.0, 340.0), (366.0, 606.0))
"""Two tiers with a lane of less than a character between them, in the view in which columns lie."""


def piece(left: float, right: float, number: int) -> Piece:
    return Piece(left, right, 100 + number * PITCH, 0.4 * SIZE, 0.0)


def page_of_tiers(columns: int = 9, without: int | None = None) -> list[Piece]:
    return [piece(*tier, number) for number in range(columns) if number != without for tier in TIERS]


def ink_of(found: list[Piece], *blots: tuple[float, float, float]) -> Mask:
    """The ink of pieces, but for the lane; `blots` are (left, right, y)."""
    mask = EMPTY.copy()
    for left, right, y in [(tier[0], tier[1], p.y) for p in found for tier in TIERS] + list(blots):
        mask[round(y - 12) : round(y + 12), round(left) : round(right)] = True
    return mask


def test_a_column_that_runs_through_a_lane_is_parted_there() -> None:
    found = [*page_of_tiers(without=4), piece(100, 606, 4)]
    out = [p for p in parted(found, ink_of(found), EMPTY, SIZE) if p.y == found[-1].y]
    assert [(p.left, p.right) for p in out] == [(100, 340), (366, 606)]


@pytest.mark.parametrize("number", [0, 8])
def test_at_the_edge_of_a_block_the_neighbours_on_one_side_are_enough(number: int) -> None:
    title = [piece(100, 606, at) for at in ((-3, -2) if number == 0 else (10, 11))]
    found = [*page_of_tiers(without=number), *title, piece(100, 606, number)]
    assert len([p for p in parted(found, ink_of(found), EMPTY, SIZE) if p.y == found[-1].y]) == 2


def test_a_title_that_has_ink_in_the_lane_stays_whole() -> None:
    found = [*page_of_tiers(without=4), piece(100, 606, 4)]
    assert found[-1] in parted(found, ink_of(found, (100, 606, found[-1].y)), EMPTY, SIZE)


def test_columns_that_all_run_through_are_not_parted() -> None:
    found = [piece(100, 606, number) for number in range(9)]
    assert parted(found, ink_of(found), EMPTY, SIZE) == found


def test_columns_that_end_at_different_heights_make_no_lane() -> None:
    found = [part for n in range(9) for part in (piece(100, 250 + 31 * n, n), piece(280 + 31 * n, 606, n))]
    assert not any(Tiers(found, SIZE).between(a, b) for a, b in zip(found[::2], found[1::2], strict=True))


def test_rows_know_the_lanes_before_and_behind_them() -> None:
    found = rows(page_of_tiers(), SIZE, EMPTY, columns=True)
    first = [row for row in found if row.left == 100]
    assert len(first) == 9
    assert {(row.before, row.after) for row in first} == {(-np.inf, 353.0)}
    assert {row.before for row in found if row.left == 366} == {353.0}


def boxes(*, askew: float) -> list[Box]:
    """Two tiers of six; one column of the first reaches `askew` too far."""
    out = [Box(left, 100 + n * PITCH, right, 124 + n * PITCH) for n in range(6) for left, right in TIERS]
    out[4] = Box(out[4].left, out[4].top, out[4].right + askew, out[4].bottom)
    return out


@pytest.mark.parametrize(("askew", "tiers"), [(0.0, True), (20.0, True), (35.0, True), (80.0, False)])
def test_one_column_set_askew_does_not_bar_the_lane(askew: float, tiers: bool) -> None:
    order = [
        i for block in blocks(boxes(askew=askew), SIZE, EMPTY, tables=False) for level in block.levels for i in level
    ]
    assert (order == [*range(0, 12, 2), *range(1, 12, 2)]) is tiers


def wavy(length: int, sway: float) -> Mask:
    mask = EMPTY.copy()
    for x in range(50, 50 + length):
        y = 400 + sway * math.sin(x / 6)
        mask[round(y) : round(y) + 5, x] = True
    return mask


def test_a_wavy_line_is_a_rule_lying_and_standing() -> None:
    line = wavy(600, 5)
    assert rules(line, SIZE)[line].mean() > 0.9
    assert rules(line.T.copy(), SIZE).T[line].mean() > 0.9


def test_neither_a_short_wave_nor_a_column_of_text_is_a_rule() -> None:
    assert not rules(wavy(150, 5), SIZE).any()
    column = Image.new("L", (1000, 1000), WHITE)
    pen = ImageDraw.Draw(column)
    for place, sign in enumerate("達賚湖在內蒙古東北部周圍草原"):
        pen.text((400, 40 + 32 * place), sign, BLACK, font(32, "hant"))
    text: Mask = np.asarray(np.asarray(column) < 128)
    assert rules(text, SIZE)[text].mean() < 0.05


TEXT = (
    "達賚湖在內蒙古東北部周圍草原牧民稱爲海子冬季冰厚三尺漁人鑿冰下網每年得魚數十萬斤運往海拉爾滿洲里諸地"
    "春日冰開候鳥來集湖水由克魯倫河烏爾遜河注入水清而味鹹沿岸多蘆葦夏日水漲則沒牧場秋後水落復成草地老人言"
)


def test_a_drawn_page_of_narrow_tiers_is_read_tier_after_tier() -> None:
    size, high, columns, lane = 40, 8, 6, 48
    letters = font(size, "hant")
    image = Image.new("L", (columns * 60 + 160, 2 * high * size + lane + 160), WHITE)
    pen = ImageDraw.Draw(image)
    for place, sign in enumerate(TEXT[: 2 * high * columns]):
        tier, rest = divmod(place, high * columns)
        column, row = divmod(rest, high)
        top = 80 + tier * (high * size + lane) + row * size
        pen.text((image.width - 80 - (column + 1) * 60, top), sign, BLACK, letters)
    text = read_page(png(image), None, Engines(threads=2)).text.replace("\n", "")
    assert text == TEXT[: 2 * high * columns]


def ruled_between(*numbers: int) -> Mask:
    """A rule in the lane that stands across these columns."""
    mask = EMPTY.copy()
    mask[round(100 + min(numbers) * PITCH - 16) : round(100 + max(numbers) * PITCH + 16), 351:355] = True
    return mask


def test_a_rule_parts_a_column_that_crosses_it_though_it_has_few_neighbours() -> None:
    found = [piece(100, 606, 0), piece(100, 606, 1)]
    barred = ruled_between(0, 1)
    out = parted(found, ink_of(found) | barred, barred, SIZE)
    assert [(p.left < 345, p.right < 360) for p in out] == [(True, True), (False, False)] * 2


def test_a_rule_that_ends_in_the_middle_of_the_last_column_parts_it_too() -> None:
    found = [piece(100, 606, number) for number in range(2)]
    barred = ruled_between(0, 1)
    barred[round(100 + PITCH + 3) :] = False
    assert len(parted(found, ink_of(found) | barred, barred, SIZE)) == 4


def test_a_fold_that_runs_through_characters_parts_nothing() -> None:
    found = [piece(100, 606, number) for number in range(2)]
    barred = ruled_between(0, 1)
    through = ink_of(found, *((100, 606, p.y) for p in found))
    assert parted(found, through | barred, barred, SIZE) == found


def test_the_side_of_a_large_character_is_no_rule_between_tiers() -> None:
    large = Piece(100, 606, 200, 0.4 * 110, 0.0)
    barred = EMPTY.copy()
    barred[200 - 50 : 200 + 50, 351:355] = True
    assert parted([large], ink_of([]) | barred, barred, SIZE) == [large]
