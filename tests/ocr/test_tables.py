"""The cells of tables, from boxes alone and from drawn pages."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from archivist.samples.sheets import draw_sheet
from archivist.samples.texts import page_sources
from ocr.page import Box, Direction, Line, PageText, Region, Word
from ocr.reader import Engines, read_page
from ocr.tables import Table, plain_number, table, tables
from tests.helpers.draw import font, table_image
from tests.ocr.pages import REGIONS

SIZE = 40.0


@dataclass(frozen=True)
class Drawn:
    """A table as it is printed: widths of columns and of the lanes between them in characters, where text stands in
    each column (0 left, 0.5 in the middle, 1 right), the texts, and for headings of two storeys the upper ones as
    (first column, last column)."""

    widths: tuple[float, ...]
    lanes: tuple[float, ...]
    stand: tuple[float, ...]
    body: tuple[tuple[str, ...], ...]
    over: tuple[tuple[int, int], ...]
    height: float
    tilt: float

    def left(self, column: int) -> float:
        return SIZE * (3 + sum(self.widths[:column]) + sum(self.lanes[:column]))

    def right(self, column: int) -> float:
        return self.left(column) + SIZE * self.widths[column]

    def region(self) -> Region:
        """What an engine would give: a heading, then the body, every cell a word."""
        rows = [row for row in self._heading() if row]
        for number, texts in enumerate(self.body, 2 if self.over else 1):
            rows.append([self._word(text, n, n, number, self.stand[n]) for n, text in enumerate(texts) if text])
        return region_of(rows)

    def _heading(self) -> list[list[Word]]:
        names = [self._word(f"h{n}", n, n, 0.0, 0.5) for n in range(len(self.widths))]
        if not self.over:
            return [names]
        under = {n for first, last in self.over for n in range(first, last + 1)}
        upper = [self._word(f"o{first}", first, last, 0.0, 0.5) for first, last in self.over]
        lower = [self._word(f"h{n}", n, n, 1.0, 0.5) for n in sorted(under)]
        alone = [self._word(f"h{n}", n, n, self.height, 0.5) for n in range(len(self.widths)) if n not in under]
        if self.height == 0.5:
            return [upper, alone, lower]
        return [upper + alone, lower] if self.height == 0.0 else [upper, lower + alone]

    def _word(self, text: str, first: int, last: int, row: float, stand: float) -> Word:
        wide = min(len(text), self.widths[first]) * SIZE * 0.9
        left = self.left(first) + (self.right(last) - self.left(first) - wide) * stand
        return Word(text, tilted(Box(left, row * 70, left + wide, row * 70 + SIZE), self.tilt), 0.9, space_after=True)

    def texts(self) -> list[list[str]]:
        """Rows × columns as they are to be found."""
        names = [f"h{n}" for n in range(len(self.widths))]
        if not self.over:
            return [names, *(list(row) for row in self.body)]
        under = {n for first, last in self.over for n in range(first, last + 1)}
        firsts = {first for first, _ in self.over}
        upper = [f"o{n}" if n in firsts else "" if n in under else name for n, name in enumerate(names)]
        lower = [name if n in under else "" for n, name in enumerate(names)]
        return [upper, lower, *(list(row) for row in self.body)]


def tilted(box: Box, degrees: float) -> Box:
    """The upright box around a box turned clockwise about the origin."""
    sin, cos = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    corners = [(x * cos - y * sin, x * sin + y * cos) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def region_of(rows: Sequence[Sequence[Word]]) -> Region:
    lines = [Line(tuple(row), around([word.box for word in row]), 0.9) for row in rows]
    return Region(tuple(lines), around([line.box for line in lines]), "horizontal", "hans", "table")


def around(boxes: Sequence[Box]) -> Box:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    return whole


@st.composite
def drawn_tables(draw: st.DrawFn) -> Drawn:
    """Tables of 2 to 6 columns; at most every sixth cell of the body is empty, none in its first row and column.

    Where the headings beside an upper one stand low, boxes alone do not tell how far it reaches: there it reaches to
    the last column.
    """
    count = draw(st.integers(2, 6))
    widths = draw(st.lists(st.sampled_from([2.0, 4.0, 7.0]), min_size=count, max_size=count))
    lanes = draw(st.lists(st.sampled_from([1.0, 1.5, 2.5]), min_size=count - 1, max_size=count - 1))
    stand = draw(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=count, max_size=count))
    rows = draw(st.integers(4, 9))
    empty = set(draw(st.lists(st.integers(0, rows * count - 1), max_size=rows * count // 6)))
    lengths = draw(st.lists(st.integers(2, 6), min_size=rows * count, max_size=rows * count))
    body = [
        ["" if r and n and r * count + n in empty else "7" * (lengths[r * count + n] if r else 7) for n in range(count)]
        for r in range(rows)
    ]
    first = draw(st.integers(1, 5))
    height = draw(st.sampled_from([0.0, 0.5, 1.0]))
    last = count - 1 if height == 1.0 else first + draw(st.integers(1, 3))
    over = [(first, last)] if first < last < count else []
    tilt = draw(st.floats(-3, 3))
    return Drawn(tuple(widths), tuple(lanes), tuple(stand), tuple(map(tuple, body)), tuple(over), height, tilt)


@settings(max_examples=150, deadline=None)
@given(drawn_tables())
def test_every_cell_of_a_printed_table_is_found_in_its_place(drawn: Drawn) -> None:
    assert table(drawn.region()).texts() == drawn.texts()


@settings(max_examples=150, deadline=None)
@given(REGIONS)
def test_whatever_a_region_holds_every_place_is_in_one_cell_and_no_word_is_lost(region: Region) -> None:
    found = table(region)
    places = [
        (row, column)
        for cell in found.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert sorted(places) == [(row, column) for row in range(found.rows) for column in range(found.columns)]
    letters = sorted("".join(word.text for line in region.lines for word in line.words).replace(" ", ""))
    assert sorted("".join(cell.text for cell in found.cells).replace(" ", "")) == letters
    assert all(bool(cell.words) == bool(cell.text) for cell in found.cells)


def rows_region(rows: Sequence[Sequence[str]], direction: Direction = "horizontal") -> Region:
    """Cells of equal width in equal rows, in the order of reading."""
    lines = []
    for y, row in enumerate(rows):
        words = []
        for x, text in enumerate(row):
            a, b, start, end = y * 60.0, y * 60.0 + 40, x * 200.0, x * 200.0 + 30 * len(text)
            box = Box(start, a, end, b) if direction == "horizontal" else Box(900 - b, start, 900 - a, end)
            words += [Word(text, box, 0.9, space_after=True)] if text else []
        lines.append(Line(tuple(words), around([word.box for word in words]), 0.9))
    return Region(tuple(lines), around([line.box for line in lines]), direction, "hans", "table")


YEARS = [["年份", "最高", "最低"], ["1951", "544.3", ""], ["1952", "", "543.1"], ["1953", "544.8", "543.9"]]


@pytest.mark.parametrize("direction", ["horizontal", "vertical-rl"])
def test_a_table_is_found_in_columns_as_in_rows(direction: Direction) -> None:
    found = table(rows_region(YEARS, direction))
    assert (found.texts(), found.head) == (YEARS, 1)
    empty = found.by_row()[1][2]
    there = found.by_row()[3][2]
    assert empty.words == ()
    if direction == "horizontal":
        assert (empty.box.left, empty.box.top) == (there.box.left, 60)
    else:
        assert (empty.box.top, empty.box.right) == (there.box.top, 840)


def test_headings_of_two_storeys_and_spaced_letters_are_understood() -> None:
    def word(text: str, left: float, top: float) -> Word:
        return Word(text, Box(left, top, left + 40 * len(text), top + 40), 0.9, space_after=True)

    upper = [word("年", 100, 0), word("份", 200, 0), word("水位", 460, 0)]
    lower = [word("最高", 400, 70), word("最低", 540, 70)]
    years = [[word("19", 130, 70 * n), word("54", 400, 70 * n), word("53", 540, 70 * n)] for n in range(2, 6)]
    found = table(region_of([upper, lower, *years]))
    assert found.texts()[:3] == [["年份", "水位", ""], ["", "最高", "最低"], ["19", "54", "53"]]
    assert [(cell.text, cell.row_span, cell.column_span) for cell in found.by_row()[0]] == [
        ("年份", 2, 1), ("水位", 1, 2),
    ]  # fmt: skip
    assert found.head == 2


def test_a_corrected_row_keeps_its_cells() -> None:
    region = rows_region(YEARS)
    page = PageText(900, 900, (region,), "hans", "horizontal", "", "")
    mended = page.with_line(3, "1953 544.9 543.99").with_line(0, "年份 最高水位（米） 最低")
    (found,) = tables(mended)
    assert found.texts()[3] == ["1953", "544.9", "543.99"]
    assert found.texts()[0] == ["年份", "最高水位（米）", "最低"]
    fuller = mended.with_line(1, "1951 544.3 543.0")
    assert tables(fuller)[0].texts()[1] == ["1951", "544.3", "543.0"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("544.30", "544.30"), ("１２．５", "12.5"), ("−3", "-3"), ("+7", "7"), ("0.5", "0.5"), ("007", ""), ("06:40", ""),
     ("1,234", ""), ("十二", ""), ("1951年", ""), ("1951-05-06", ""), ("", ""), ("1234567890123456", "")],
)  # fmt: skip
def test_only_plain_numbers_are_numbers(text: str, number: str) -> None:
    assert plain_number(text) == number


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines(threads=2)


def read_tables(image: Image.Image, engines: Engines) -> list[Table]:
    out = io.BytesIO()
    image.save(out, "PNG")
    return tables(read_page(out.getvalue(), None, engines))


@pytest.mark.parametrize("tilt", [0.0, 1.5])
def test_a_drawn_table_without_rules_is_read_cell_by_cell(engines: Engines, tilt: float) -> None:
    rows = [["年份", "户数", "人口", "备注"], *([str(year), str(year * 3 % 700), "" if year % 3 == 0 else "4210",
             "大旱" if year == 1953 else ""] for year in range(1951, 1957))]  # fmt: skip
    image = table_image(rows).rotate(-tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    (found,) = read_tables(image, engines)
    assert found.texts() == rows
    assert found.head == 1


def hydrology_image(*, ruled: bool, between: bool) -> tuple[Image.Image, list[list[str]]]:
    """A table with a heading of two storeys and numbers at the right of their columns, and its texts; below it a note.

    `between`: what takes both storeys stands at half height.
    """
    letters, edges, row = font(34), [60, 240, 440, 640, 840, 1040, 1240], 64
    image = Image.new("L", (1300, 860), 255)
    pen = ImageDraw.Draw(image)
    years = [[str(1950 + n), f"544.{17 * n % 90 + 10}", "" if n == 3 else f"542.{29 * n % 90 + 10}", str(86 + 77 * n),
              str(930 + 911 * n), "大旱" if n == 5 else ""] for n in range(1, 8)]  # fmt: skip
    heading = [["年份", "水位", "", "户口", "", "备注"], ["", "最高", "最低", "户数", "人口", ""]]
    for y, texts in enumerate([*heading, *years]):
        for x, text in enumerate(texts):
            wide = 2 if y == 0 and text in ("水位", "户口") else 1
            high = 0.5 if between and y == 0 and wide == 1 else 0.0
            left, right, middle = edges[x], edges[x + wide], 80 + row * (y + high + 0.5)
            if y > 1 and 0 < x < 5:
                pen.text((right - 20, middle), text, 0, letters, "rm")
            else:
                pen.text(((left + right) / 2, middle), text, 0, letters, "mm")
    # A line long enough to tell how the page lies.
    pen.text((60, 720), "注本表各年水位依水文站记录户口依县署册报空白处当年无记录", 0, letters)
    if ruled:
        for y in range(len(years) + 3):
            first, last = (edges[1], edges[5]) if y == 1 else (edges[0], edges[6])
            pen.line((first, 80 + row * y, last, 80 + row * y), 0, 2)
        for n, x in enumerate(edges):
            pen.line((x, 80 + row * (n in (2, 4)), x, 80 + row * (len(years) + 2)), 0, 2)
    return image, [*heading, *years]


@pytest.mark.parametrize("between", [False, True])
@pytest.mark.parametrize("ruled", [False, True])
@pytest.mark.parametrize("tilt", [0.0, 2.0])
def test_a_drawn_heading_of_two_storeys_is_read(engines: Engines, ruled: bool, between: bool, tilt: float) -> None:
    image, texts = hydrology_image(ruled=ruled, between=between)
    image = image.rotate(-tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    (found,) = read_tables(image, engines)
    assert found.texts() == texts
    assert [(cell.row_span, cell.column_span) for cell in found.by_row()[0]] == [(2, 1), (1, 2), (1, 2), (2, 1)]
    assert found.head == 2


@pytest.mark.parametrize("name", ["10-levels", "11-levels"])
def test_a_ruled_table_of_the_samples_is_read_cell_by_cell(engines: Engines, name: str) -> None:
    source = next(source for source in page_sources() if source.name == name)
    (found,) = read_tables(draw_sheet(source).image, engines)
    printed = next(text for text in source.paragraphs if "\t" in text)
    rows = [line.split("\t") for line in printed.splitlines()]
    width = max(len(row) for row in rows)
    assert found.texts() == [row + [""] * (width - len(row)) for row in rows]
