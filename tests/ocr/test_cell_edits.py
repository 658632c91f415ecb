"""A corrected cell stays where it is, and every other cell of the table too."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ocr.cell_edits import with_cell
from ocr.errors import OcrError
from ocr.page import PageText, Region
from ocr.tables import table
from tests.ocr.test_tables import Drawn, drawn_tables, rows_region


def page_of(region: Region) -> PageText:
    return PageText(2000, 2000, (region,), "hans", "horizontal", "test", "1")


@settings(max_examples=150, deadline=None)
@given(drawn_tables(), st.data())
def test_a_cell_with_words_is_corrected_and_all_others_stay(drawn: Drawn, data: st.DataObject) -> None:
    page = page_of(drawn.region())
    known = table(page.regions[0])
    cell = data.draw(st.sampled_from([one for one in known.cells if one.words]))
    text = data.draw(st.text("湖水0123456789", min_size=1, max_size=8))
    found = table(with_cell(page, 0, cell.row, cell.column, text).regions[0])
    wanted = known.texts()
    wanted[cell.row][cell.column] = text
    assert found.texts() == wanted
    assert [(one.row, one.column, one.row_span, one.column_span) for one in found.cells] == [
        (one.row, one.column, one.row_span, one.column_span) for one in known.cells
    ]


@settings(max_examples=100, deadline=None)
@given(drawn_tables(), st.data())
def test_an_empty_cell_is_filled_in_its_place(drawn: Drawn, data: st.DataObject) -> None:
    page = page_of(drawn.region())
    known = table(page.regions[0])
    empty = [one for one in known.cells if not one.words and one.row >= known.head]
    assume(bool(empty))
    cell = data.draw(st.sampled_from(empty))
    found = table(with_cell(page, 0, cell.row, cell.column, "42").regions[0])
    assert found.texts()[cell.row][cell.column] == "42"
    assert (found.rows, found.columns) == (known.rows, known.columns)


def test_a_cell_of_several_words_keeps_its_spaces_and_can_be_emptied() -> None:
    page = page_of(rows_region([["站", "水位", "日"], ["甲", "1.5", "3"], ["乙", "1.7", "4"], ["丙", "1.9", "5"]]))
    named = with_cell(page, 0, 1, 0, "North gate")
    assert table(named.regions[0]).texts()[1] == ["North gate", "1.5", "3"]
    assert named.text.split("\n")[1].startswith("North gate")
    emptied = with_cell(named, 0, 1, 1, "")
    assert table(emptied.regions[0]).texts()[1] == ["North gate", "", "3"]
    assert PageText.from_json(emptied.to_json()).text == emptied.text


def test_a_line_is_vouched_for_when_each_of_its_cells_was_corrected() -> None:
    page = page_of(rows_region([["站", "水位"], ["甲", "1.5"], ["乙", "1.7"]]))
    once = with_cell(page, 0, 1, 0, "申")
    assert [line.corrected for _region, line in once.lines] == [False, False, False]
    twice = with_cell(once, 0, 1, 1, "1.6")
    assert [line.corrected for _region, line in twice.lines] == [False, True, False]


@pytest.mark.parametrize(("number", "row"), [(1, 0), (0, 9), (-1, 0)])
def test_a_cell_that_there_is_not_is_told(number: int, row: int) -> None:
    page = page_of(rows_region([["站", "水位"], ["甲", "1.5"]]))
    with pytest.raises(OcrError):
        with_cell(page, number, row, 0, "x")
