"""Pages of traditional Mongolian: seen as such, cut into columns from left to right, read by an engine for them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from archivist.errors import ArchivistError
from archivist.samples.fonts import find_font
from ocr.cleaning import split
from ocr.engines.base import Glyph, Gray, Reading
from ocr.hints import Hints
from ocr.page import PageText
from ocr.pictures import gray, open_image
from ocr.reader import Engines, read_page, read_picture
from scripts.mongolian_pages import (
    Drawn,
    Style,
    bilingual_page,
    han_page,
    mongolian_page,
    scanned,
    title_page,
    words_of,
)
from scripts.score_directions import matched
from tests.helpers.draw import columns_image, lines_image, png
from tests.helpers.samples import sample


@pytest.fixture(scope="module")
def engines() -> Engines:
    """Without a reader for columns: these tests are about where they are."""
    return Engines(threads=2, mongolian=False)


@pytest.fixture(scope="module")
def words() -> list[str]:
    """The words that the pages are made of, where they and the font are."""
    folder = sample("mongolian_words.txt").parent
    try:
        find_font("mong")
    except ArchivistError as error:
        pytest.skip(str(error))
    return words_of(folder)


def read(page: Drawn, engines: Engines, hints: Hints | None = None) -> PageText:
    return read_picture(np.asarray(page.image.convert("L")), hints, engines)


def columns_of(page: PageText) -> list[tuple[float, float]]:
    """Left edge and top of each Mongolian line, in reading order."""
    return [(line.box.left, line.box.top) for region, line in page.lines if region.script == "mong"]


class FakeReader:
    """Tells of each column how wide its picture is, and stops where the picture is not as it was asked for."""

    name, version, height = "fake", "1.2", 32

    def __init__(self) -> None:
        self.seen: list[Gray] = []

    def read_lines(self, pictures: Sequence[Gray]) -> list[Reading]:
        assert all(picture.shape[0] == self.height for picture in pictures)
        first = len(self.seen)
        self.seen += pictures
        return [
            Reading((Glyph(chr(0x1820 + n), 0.8, 0.0, 0.4), Glyph(" ", 0.9, 0.4, 0.5), Glyph("ᠠ", 0.6, 0.5, 1.0)))
            for n in range(first, first + len(pictures))
        ]


@pytest.mark.samples
def test_the_columns_of_a_real_clip_are_found_from_left_to_right(engines: Engines) -> None:
    page = read_page(sample("scans/mongolian_clip.png"), None, engines)
    assert (page.script, page.direction, page.text.strip()) == ("mong", "vertical-lr", "")
    assert [len(region.lines) for region in page.regions] == [10, 6]
    lefts = [left for left, _ in columns_of(page)]
    assert lefts == sorted(lefts)
    widths = [line.box.width for _, line in page.lines]
    assert 14 < min(widths) <= max(widths) < 32
    # Each column is whole: those of the left half begin at one height, and the longest reach to the foot.
    tops = [top for _, top in columns_of(page)[:10]]
    assert max(tops) - min(tops) < 6
    assert max(line.box.bottom for _, line in page.lines) > 370


@pytest.mark.parametrize(("size", "tilt", "pitch"), [(13, 2.5, 1.6), (16, -1.0, 1.2), (30, -3.0, 1.4), (60, 0.5, 1.8)])
def test_every_column_is_found_whole_and_in_order(
    engines: Engines, words: list[str], size: int, tilt: float, pitch: float
) -> None:
    rng = np.random.default_rng(size)
    style = Style(size / 0.95, pitch=pitch, columns=8, height=12, numbers=size == 30)
    drawn = scanned(mongolian_page("", rng, words, style), rng, tilt)
    page = read(drawn, engines)
    assert (page.script, page.direction) == ("mong", "vertical-lr")
    places = matched([column.area for column in drawn.columns], [line.box for _, line in page.lines])
    assert places == list(range(8))


@pytest.mark.parametrize("seed", [4, 17])
def test_tiers_are_read_from_top_to_bottom_and_the_title_first(engines: Engines, words: list[str], seed: int) -> None:
    rng = np.random.default_rng(seed)
    style = Style(24, columns=6, height=10, tiers=2, title=True, page_number=True)
    drawn = scanned(mongolian_page("", rng, words, style), rng, 1.0)
    page = read(drawn, engines)
    places = matched([column.area for column in drawn.columns], [line.box for _, line in page.lines])
    assert places == list(range(13))
    kinds = [region.kind for region in page.regions]
    assert (kinds[0], kinds[-1]) == ("title", "page-number")
    # The number is in digits that the other engine reads.
    assert page.regions[-1].lines[0].text.isdigit()


@pytest.mark.parametrize(("vertical", "below"), [(True, False), (False, False), (False, True)])
def test_chinese_on_the_same_page_is_read_and_each_runs_in_its_own_direction(
    engines: Engines, words: list[str], vertical: bool, below: bool
) -> None:
    rng = np.random.default_rng(7)
    style = Style(28, columns=5, height=9)
    drawn = scanned(bilingual_page("", rng, words, style, vertical=vertical, below=below), rng, -0.8)
    page = read(drawn, engines)
    ways = {region.script: region.direction for region in page.regions}
    assert ways == {"mong": "vertical-lr", "hans": "vertical-rl" if vertical else "horizontal"}
    assert "达赉湖" in page.text.replace("\n", "")
    order = [region.script for region in page.regions]
    assert order == (["hans", "mong"] if below else ["mong", "hans"])
    assert len(columns_of(page)) == 5


def test_a_title_page_has_its_titles_side_by_side_and_the_publisher_last(engines: Engines, words: list[str]) -> None:
    page = read(title_page("", np.random.default_rng(3), words, 48), engines)
    assert [(r.script, r.direction) for r in page.regions] == [
        ("mong", "vertical-lr"), ("hans", "vertical-rl"), ("hans", "horizontal"),
    ]  # fmt: skip
    assert page.text.split("\n") == ["", "", "达赉湖志稿", "内蒙古人民出版社"]


@pytest.mark.parametrize("size", [16, 40])
def test_columns_of_characters_are_not_taken_for_mongolian(engines: Engines, size: int) -> None:
    page = read(
        scanned(han_page("", np.random.default_rng(size), size, vertical=True), np.random.default_rng(1), 1.5), engines
    )
    assert page.direction == "vertical-rl"
    assert {region.script for region in page.regions} <= {"hans", "hant", "zyyy"}


def test_columns_not_read_keep_their_places_and_are_counted(engines: Engines, words: list[str]) -> None:
    drawn = mongolian_page("", np.random.default_rng(2), words, Style(24, columns=4, height=8))
    page = read(drawn, engines)
    assert page.unread_lines == 4
    assert all((line.confidence, line.words) == (0.0, ()) for _, line in page.lines)
    typed = page.with_line(1, "ᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ")
    assert (typed.unread_lines, typed.text) == (3, "\nᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ\n\n")
    assert PageText.from_json(typed.to_json()) == typed


@pytest.mark.parametrize("hints", [Hints(script="mong"), Hints(direction="vertical-lr"), Hints()])
def test_an_engine_for_columns_gets_them_level_and_its_text_comes_in_order(
    engines: Engines, words: list[str], hints: Hints
) -> None:
    drawn = mongolian_page("", np.random.default_rng(2), words, Style(24, columns=4, height=8))
    reader = FakeReader()
    page = read(drawn, Engines(2, mongolian=reader), hints)
    assert page.text == "ᠠ ᠠ\nᠡ ᠠ\nᠢ ᠠ\nᠣ ᠠ"
    assert (page.engine.split("+")[-1], page.engine_version.split("+")[-1]) == ("fake", "1.2")
    for column, (_, line), picture in zip(drawn.columns, page.lines, reader.seen, strict=True):
        first, second = line.words
        assert (first.confidence, second.confidence, line.confidence) == (0.8, 0.6, 0.7)
        left, top, right, bottom = column.area
        assert abs(first.box.top - top) < 12
        assert abs(second.box.bottom - bottom) < 12
        assert first.box.bottom < second.box.top
        assert left - 8 < first.box.left < first.box.right < right + 8
        # The column lies on its side: as long to the right as it was high, and its ink in the middle.
        assert picture.shape[1] / picture.shape[0] == pytest.approx((bottom - top) / (right - left), rel=0.25)
        assert picture[0].min() > 128


def test_the_spine_lies_level_and_the_head_of_the_column_to_the_left(engines: Engines, words: list[str]) -> None:
    reader = FakeReader()
    drawn = mongolian_page("", np.random.default_rng(5), words, Style(30, columns=3, height=8))
    read(scanned(drawn, np.random.default_rng(5), 2.0, 0.3), Engines(2, mongolian=reader))
    for picture in reader.seen:
        dark = (picture < 128).mean(axis=1)
        assert dark.max() > 0.35  # nearly all of the spine is in two or three rows


def test_with_the_script_as_a_hint_every_column_is_mongolian(engines: Engines) -> None:
    page = read_page(png(columns_image(["呼倫湖一名達賚湖", "周圍數百里形如臥"])), Hints(script="mong"), engines)
    assert (page.script, page.direction, page.unread_lines) == ("mong", "vertical-lr", 2)
    lefts = [left for left, _ in columns_of(page)]
    assert all(a < b for a, b in pairwise(lefts))


def test_a_hint_of_columns_from_left_to_right_holds_for_characters_too(engines: Engines) -> None:
    columns = ["呼倫湖一名達賚湖", "周圍數百里形如臥"]
    page = read_page(png(columns_image(columns)), Hints(direction="vertical-lr"), engines)
    assert page.text.split("\n") == columns[::-1]


def test_nobody_asks_about_mongolian_where_another_script_is_named(engines: Engines, words: list[str]) -> None:
    drawn = mongolian_page("", np.random.default_rng(2), words, Style(24, columns=3, height=6))
    page = read(drawn, engines, Hints(script="hans", direction="vertical-rl"))
    assert not columns_of(page)


def test_an_empty_page_with_the_hint_stays_empty(engines: Engines) -> None:
    page = read_picture(gray(open_image(png(Image.new("L", (300, 400), 255)))), Hints(script="mong"), engines)
    assert (page.regions, page.unread_lines) == ((), 0)


def test_horizontal_lines_are_no_columns(engines: Engines) -> None:
    page = read_page(png(lines_image(["达赉湖又名呼伦湖在内蒙古", "自治区东北部是我国第五大"])), None, engines)
    assert page.direction == "horizontal"
    assert page.unread_lines == 0


def test_the_left_page_of_a_mongolian_spread_comes_first(words: list[str]) -> None:
    rng = np.random.default_rng(6)
    pages = [mongolian_page("", rng, words, Style(16, columns=16, height=16)).image for _ in range(2)]
    spread = np.hstack([np.asarray(page) for page in pages]).astype(np.float64)
    away = np.arange(spread.shape[1]) - pages[0].width
    shaded = spread * (1 - 0.4 * np.exp(-((away / 12) ** 2)))
    done = split.decide(shaded.astype(np.uint8))
    assert done is not None
    assert done.word("order") == "left-first"
