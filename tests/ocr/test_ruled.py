"""Printed rules decide where the cells of a table are: with empty cells, cells of several lines, and merged ones."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from archivist.samples.fonts import Face
from ocr.grids import grids
from ocr.hints import Hints
from ocr.ink import ink, rules
from ocr.page import Box, Line, PageText, Region, Word
from ocr.reader import Engines, read_page
from ocr.tables import Table, table, tables
from tests.helpers.draw import font
from tests.ocr.pages import BOXES, REGIONS
from tests.ocr.test_tables import around, tilted

SIZE = 34


@dataclass(frozen=True)
class Printed:
    """A cell: the half-open ranges of its rows and columns, and its lines."""

    top: int
    bottom: int
    left: int
    right: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A ruled table with the heights of its rows and the widths of its columns in pixels."""

    heights: tuple[int, ...]
    widths: tuple[int, ...]
    cells: tuple[Printed, ...]

    def box(self, cell: Printed) -> Box:
        ys, xs = ([60 + sum(sides[:n]) for n in range(len(sides) + 1)] for sides in (self.heights, self.widths))
        return Box(xs[cell.left], ys[cell.top], xs[cell.right], ys[cell.bottom])

    def image(self, face: Face = "hans") -> Image.Image:
        image = Image.new("L", (sum(self.widths) + 120, sum(self.heights) + 120), 255)
        pen, letters = ImageDraw.Draw(image), font(SIZE, face)
        for cell in self.cells:
            box = self.box(cell)
            pen.rectangle((box.left, box.top, box.right, box.bottom), None, 0, 2)
            for n, line in enumerate(cell.lines):
                y = (box.top + box.bottom) / 2 + (n - (len(cell.lines) - 1) / 2) * SIZE * 1.25
                pen.text(((box.left + box.right) / 2, y), line, 0, letters, "mm")
        return image

    def region(self, degrees: float) -> Region:
        """What reading a page tilted by `degrees` would give."""
        lines = []
        for cell in self.cells:
            box = self.box(cell)
            for n, text in enumerate(cell.lines):
                y = (box.top + box.bottom) / 2 + (n - (len(cell.lines) - 1) / 2) * SIZE * 1.25
                half = min(len(text) * SIZE / 2, box.width - 8) / 2
                middle = (box.left + box.right) / 2
                place = Box(middle - half, y - SIZE / 2, middle + half, y + SIZE / 2)
                lines.append(Line((Word(text, tilted(place, degrees), 0.9, space_after=True),), place, 0.9))
        cells = tuple(tilted(self.box(cell), degrees) for cell in self.cells)
        return Region(tuple(lines), around(list(cells)), "horizontal", "hans", "table", cells)

    def texts(self) -> list[list[str]]:
        out = [[""] * len(self.widths) for _ in self.heights]
        for cell in self.cells:
            out[cell.top][cell.left] = "".join(cell.lines)
        return out


def sheet(rows: list[list[str]], widths: tuple[int, ...], high: int = 70) -> Sheet:
    """A table with a cell for each text; ← joins a cell to the one on its left, ↑ to the one above."""
    cells = []
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if text not in ("←", "↑"):
                right, bottom = x + 1, y + 1
                while right < len(row) and row[right] == "←":
                    right += 1
                while bottom < len(rows) and rows[bottom][x] == "↑":
                    bottom += 1
                cells.append(Printed(y, bottom, x, right, tuple(part for part in text.split("/") if part)))
    most = [max((len(c.lines) for c in cells if (c.top, c.bottom) == (y, y + 1)), default=1) for y in range(len(rows))]
    return Sheet(tuple(high + 44 * (n - 1) for n in most), widths, tuple(cells))


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Tables of 2 to 6 columns and 2 to 7 rows; some cells are empty, some are joined, some hold two lines.

    No row and no column is within joined cells alone: nothing would tell that it is there.
    """
    wide, high = draw(st.integers(2, 6)), draw(st.integers(2, 7))
    rows = [
        [draw(st.sampled_from(["", "7", "湖", "甲乙", "1951", "甲乙/丙丁"])) for _ in range(wide)] for _ in range(high)
    ]
    rows[0][0] = "年份"
    rows[-1] = [text or "尾" for text in rows[-1]]
    for y in range(high - 1):
        if draw(st.booleans()) and wide > 2:
            x = draw(st.integers(1, wide - 2))
            rows[y][x + 1] = "←"
    widths = tuple(draw(st.sampled_from([110, 150, 240])) for _ in range(wide))
    return sheet(rows, widths)


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_the_cells_between_drawn_rules_are_found_whatever_is_joined(drawn: Sheet) -> None:
    blank = replace(drawn, cells=tuple(replace(cell, lines=()) for cell in drawn.cells))
    dark = ink(np.asarray(blank.image()), SIZE)
    (found,) = grids(rules(dark, SIZE), dark, SIZE)
    wanted = [drawn.box(cell) for cell in drawn.cells]
    assert len(found.cells) == len(wanted)
    for box, there in zip(wanted, sorted(found.cells, key=lambda b: _key(b, wanted)), strict=True):
        assert abs(box.left - there.left) + abs(box.top - there.top) < 8
        assert abs(box.right - there.right) + abs(box.bottom - there.bottom) < 8


def _key(box: Box, wanted: list[Box]) -> int:
    return min(range(len(wanted)), key=lambda n: abs(wanted[n].left - box.left) + abs(wanted[n].top - box.top))


@settings(max_examples=150, deadline=None)
@given(sheets(), st.floats(-3, 3))
def test_every_word_goes_into_the_cell_in_which_it_stands(drawn: Sheet, degrees: float) -> None:
    found = table(drawn.region(degrees))
    assert found.texts() == drawn.texts()
    spans = {(cell.top, cell.left): (cell.bottom - cell.top, cell.right - cell.left) for cell in drawn.cells}
    assert {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in found.cells} == spans


@settings(max_examples=150, deadline=None)
@given(REGIONS, st.lists(BOXES, max_size=8))
def test_whatever_cells_a_region_has_every_place_is_in_one_and_no_word_is_lost(
    region: Region, cells: list[Box]
) -> None:
    found = table(replace(region, cells=tuple(cells)))
    places = [
        (row, column)
        for cell in found.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert sorted(places) == [(row, column) for row in range(found.rows) for column in range(found.columns)]
    letters = sorted("".join(word.text for line in region.lines for word in line.words).replace(" ", ""))
    assert sorted("".join(cell.text for cell in found.cells).replace(" ", "")) == letters


def test_printed_cells_are_kept_with_a_page_and_a_corrected_row_stays_in_them() -> None:
    drawn = sheet([["年份", "户数", "备注"], ["1951", "", "大旱"], ["1952", "420", ""]], (150, 150, 300))
    page = PageText(900, 900, (drawn.region(0.0),), "hans", "horizontal", "", "")
    again = PageText.from_json(page.to_json())
    assert again.regions[0].cells == page.regions[0].cells
    typed = replace(page.regions[0], lines=(*page.regions[0].lines[:3], joined_line(page.regions[0].lines[3:5])))
    mended = replace(page, regions=(typed,)).with_line(3, "1951 388 大旱")
    assert tables(mended)[0].texts()[1] == ["1951", "388", "大旱"]


def joined_line(lines: tuple[Line, ...]) -> Line:
    return Line(tuple(word for line in lines for word in line.words), around([line.box for line in lines]), 0.9)


def test_rows_that_are_ruled_off_by_fives_are_rows_and_cells_of_two_lines_are_not() -> None:
    years = "/".join(str(1950 + n) for n in range(5))
    levels = "/".join(f"54{n}.3" for n in range(5))
    found = table(sheet([["年份", "水位"], [years, levels], [years, levels]], (150, 200)).region(0.0))
    assert (found.rows, found.head) == (11, 1)
    assert found.texts()[3] == ["1952", "542.3"]
    noted = table(sheet([["年份", "记事"], ["1951", "大旱牲畜/多有死亡"], ["1952", "平年"]], (150, 200)).region(0.0))
    assert noted.texts() == [["年份", "记事"], ["1951", "大旱牲畜多有死亡"], ["1952", "平年"]]


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines(threads=2)


def read(image: Image.Image, degrees: float, engines: Engines, hints: Hints | None = None) -> list[Table]:
    out = io.BytesIO()
    image.rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255).save(out, "PNG")
    return tables(read_page(out.getvalue(), hints, engines))


@pytest.mark.parametrize("degrees", [-3.0, 0.0, 3.0])
def test_a_ruled_table_alone_on_a_tilted_page_keeps_its_empty_column_and_its_cells_of_two_lines(
    engines: Engines, degrees: float
) -> None:
    rows = [["旗县", "户数", "牲畜", "备注", "盖章"], ["新巴旗", "812", "4211", "", ""],
            ["陈巴旗", "627", "8422", "本年大旱/牲畜多死", ""], ["满洲里", "257", "6871", "", ""]]  # fmt: skip
    drawn = sheet(rows, (200, 130, 150, 220, 140))
    (found,) = read(drawn.image(), degrees, engines)
    assert (found.texts(), found.head) == (drawn.texts(), 1)


def test_merged_headings_and_merged_names_of_rows_are_spans(engines: Engines) -> None:
    rows = [["公社", "一九五一年", "←", "一九五二年", "←"], ["↑", "户数", "人口", "户数", "人口"],
            ["红旗", "223", "240", "257", "274"], ["↑", "276", "293", "310", "327"],
            ["东风", "329", "346", "363", "380"], ["↑", "382", "399", "416", "433"]]  # fmt: skip
    drawn = sheet(rows, (150, 130, 130, 130, 130))
    (found,) = read(drawn.image(), 1.0, engines)
    assert (found.texts(), found.head) == (drawn.texts(), 2)
    spans = {cell.text: (cell.row_span, cell.column_span) for cell in found.cells}
    assert (spans["公社"], spans["一九五二年"], spans["东风"], spans["433"]) == ((2, 1), (1, 2), (2, 1), (1, 1))


def test_numbers_close_to_rules_stay_in_their_columns(engines: Engines) -> None:
    rows = [["年份", *"甲乙丙丁戊己"], *([str(1950 + i), *(str((i * 37 + j * 11) % 90 + 10) if (i + j) % 4 else ""
            for j in range(1, 7))] for i in range(1, 7))]  # fmt: skip
    drawn = sheet(rows, (110, *[56] * 6), high=56)
    (found,) = read(drawn.image(), 0.0, engines)
    # Single characters may be missed; numbers may not change their places.
    assert found.texts()[1:] == drawn.texts()[1:]


def test_a_form_whose_rows_have_cells_of_their_own_is_a_table(engines: Engines) -> None:
    rows = [["姓名", "张三", "籍贯", "海城", "民族", "蒙古族"], ["住址", "呼伦贝尔盟海拉尔市", "←", "←", "邮编", ""],
            ["职业", "牧民", "←", "出生年月", "←", "1931"], ["备考", "本年迁入", "←", "←", "←", "←"]]  # fmt: skip
    drawn = sheet(rows, (130, 160, 130, 130, 130, 160), high=64)
    (found,) = read(drawn.image(), 0.0, engines)
    assert found.texts() == drawn.texts()
    assert [cell.column_span for cell in found.by_row()[3]] == [1, 5]


def test_a_cyrillic_table_has_its_cells(engines: Engines) -> None:
    rows = [["Сомон", "Айл өрх", "Хүн ам"], ["Улаан", "311", "2311"], ["Хөвсгөл", "122", "4622"], ["Баян", "", "1933"]]
    drawn = sheet(rows, (220, 200, 200), high=90)
    (found,) = read(drawn.image("cyrl"), 0.0, engines, Hints(script="cyrl"))
    # A number may be missed; none may stand elsewhere.
    pairs = [pair for ours, theirs in zip(found.texts(), drawn.texts(), strict=True)
             for pair in zip(ours, theirs, strict=True)]  # fmt: skip
    assert all(text in ("", printed) for text, printed in pairs)
    assert found.texts()[0] == rows[0]


def test_text_on_ruled_paper_is_no_table(engines: Engines) -> None:
    image = Image.new("L", (900, 700), 255)
    pen = ImageDraw.Draw(image)
    for n in range(9):
        pen.line((60, 80 + 64 * n, 840, 80 + 64 * n), 0, 2)
        if n < 8:
            pen.text((150, 90 + 64 * n), "达赉湖在呼伦贝尔草原之上周围四百里"[: 17 - n], 0, font(36))
    for x in (60, 120, 840):
        pen.line((x, 80, x, 80 + 64 * 8), 0, 2)
    assert read(image, 0.0, engines) == []
