"""Where pictures, seals, notes and titles stand among the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ocr.numerals import is_number
from ocr.page import Box, Direction, Region, RegionKind
from ocr.places import in_order
from ocr.worth import is_text
from tests.ocr.pages import DIRECTIONS, REGIONS, line


def region(kind: RegionKind, *place: float, direction: Direction = "horizontal") -> Region:
    return Region((), Box(*place), direction, "hans", kind)


@given(st.lists(REGIONS, max_size=8), DIRECTIONS)
def test_no_region_is_lost_and_the_text_keeps_its_order(regions: list[Region], direction: Direction) -> None:
    found = in_order(regions, direction)
    assert sorted(map(id, found)) == sorted(map(id, regions))
    kinds = ("text", "title", "commentary", "table")
    assert [r for r in found if r.kind in kinds] == [r for r in regions if r.kind in kinds]


def test_a_picture_stands_between_what_is_above_and_its_caption() -> None:
    above, caption, below = (region("text", 0, y, 500, y + h) for y, h in ((0, 90), (310, 20), (350, 90)))
    picture = region("picture", 100, 100, 400, 300)
    assert in_order([above, caption, below, picture], "horizontal") == [above, picture, caption, below]


def test_among_columns_it_stands_between_what_is_right_and_left_of_it() -> None:
    right, left = region("text", 400, 0, 600, 500), region("text", 0, 0, 150, 500)
    picture = region("picture", 180, 100, 380, 300)
    assert in_order([right, left, picture], "vertical-rl") == [right, picture, left]
    assert in_order([left, right, picture], "vertical-lr") == [left, picture, right]


def test_titles_come_first_numbers_last_and_notes_behind_what_they_stand_at() -> None:
    first, second = region("text", 0, 100, 500, 300), region("text", 0, 320, 500, 500)
    title, number = region("running-title", 0, 20, 200, 40), region("page-number", 450, 20, 500, 40)
    note = region("note", 520, 150, 600, 180)
    assert in_order([number, note, first, second, title], "horizontal") == [title, first, note, second, number]


def test_numbers_of_pages_are_told_from_other_text() -> None:
    assert all(is_number(text) for text in ("12", "一", "—1—", "第十六頁", "·3·", "廿三"))
    assert not any(is_number(text) for text in ("", "—", "00", "第頁", "呼倫", "一二三四五六七八九"))


def test_odd_signs_read_with_doubt_are_no_text() -> None:
    sure, doubtful = line("呼伦湖志", Box(0, 0, 160, 40)), line("呼", Box(0, 0, 400, 40))
    assert is_text(sure, vertical=False)
    assert not is_text(doubtful, vertical=False)
