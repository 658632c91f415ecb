"""Kinds of regions on pages drawn with them, read with the real engines."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ocr.page import PageText, Region
from ocr.reader import Engines, read_page
from tests.helpers.draw import columns_image, font, lines_image, png
from tests.ocr.drawn import LAKE, OLD, Columns, Rows, down, drawing, in_red, photograph, run, stamped


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines(threads=2)


def texts(page: PageText, *kinds: str) -> list[str]:
    return ["".join(line.text for line in region.lines) for region in page.regions if region.kind in kinds]


def of(page: PageText, kind: str) -> list[Region]:
    return [region for region in page.regions if region.kind == kind]


def rows(count: int, wide: int = 20) -> str:
    return "".join(run(LAKE, wide, number) for number in range(count))


def columns(count: int, tall: int = 16) -> str:
    return "".join(run(OLD, tall, number) for number in range(count))


def like(found: str, wanted: str) -> bool:
    """Whether two texts of one length differ in hardly any character."""
    return len(found) == len(wanted) and sum(a != b for a, b in zip(found, wanted, strict=True)) <= 0.02 * len(wanted)


@pytest.mark.parametrize("size", [24, 40])
def test_a_running_title_comes_first_and_the_number_beside_it_last(engines: Engines, size: int) -> None:
    page = read_page(png(Rows(size).lines().head("第二章湖泊", "23").image), None, engines)
    assert [region.kind for region in page.regions] == ["running-title", "text", "page-number"]
    assert texts(page, "running-title", "page-number") == ["第二章湖泊", "23"]
    assert like(texts(page, "text")[0], rows(10))


def test_a_running_foot_is_the_last_beside_the_number_of_the_page(engines: Engines) -> None:
    book = Rows(28).lines()
    y, end = book.at(10) + 1.6 * 28, book.left + 20 * 28
    book.pen.text((book.left, y), "呼伦湖志稿", 0, font(24))
    book.pen.text((end - font(24).getlength("236"), y), "236", 0, font(24))
    page = read_page(png(book.image), None, engines)
    assert page.regions[0].kind == "text"
    assert {region.kind for region in page.regions[1:]} == {"running-title", "page-number"}
    assert texts(page, "running-title", "page-number") == ["呼伦湖志稿", "236"]
    assert like(texts(page, "text")[0], rows(10))


def test_a_note_below_the_text_is_no_running_foot(engines: Engines) -> None:
    book = Rows(28).lines()
    book.pen.text((book.left, book.at(10) + 1.6 * 28), "注呼伦湖又名达赉湖见旧志", 0, font(22))
    assert not of(read_page(png(book.image), None, engines), "running-title")


@pytest.mark.parametrize("number", ["一", "五", "—1—", "12"])
def test_a_number_at_the_foot_is_kept_as_printed(engines: Engines, number: str) -> None:
    page = read_page(png(Rows(32).lines().foot(number).image), None, engines)
    assert texts(page, "page-number") == [number]


@pytest.mark.parametrize("number", ["一", "二", "廿三"])
def test_so_is_one_below_columns(engines: Engines, number: str) -> None:
    page = read_page(png(Columns(32).lines().frame().foot(number).image), None, engines)
    assert texts(page, "page-number") == [number]
    assert page.regions[-1].kind == "page-number"


@pytest.mark.parametrize("number", ["一", "二"])
def test_dirt_along_the_edge_of_the_sheet_does_not_hide_the_number(engines: Engines, number: str) -> None:
    image = Columns(32).lines().frame().foot(number).image
    pen = ImageDraw.Draw(image)
    for start, length, thickness in (
        (40, 25, 4),
        (160, 60, 5),
        (image.width // 2 - 20, 14, 3),
        (image.width - 200, 90, 5),
    ):
        pen.rectangle((start, image.height - 6 - thickness, start + length, image.height - 6), fill=0)
    assert texts(read_page(png(image), None, engines), "page-number") == [number]


def test_a_page_without_heads_and_notes_is_all_text(engines: Engines) -> None:
    for image in (Rows(28).lines().image, Columns(28).lines().image):
        page = read_page(png(image), None, engines)
        assert [region.kind for region in page.regions] == ["text"]


@pytest.mark.parametrize("size", [28, 40])
def test_notes_beside_lines_follow_the_text_and_are_not_in_its_lines(engines: Engines, size: int) -> None:
    page = read_page(png(Rows(size).lines().note(3, ["湖名考", "见旧志"]).image), None, engines)
    assert texts(page, "note") == ["湖名考见旧志"]
    assert like(texts(page, "text")[0], rows(10))


@pytest.mark.parametrize("size", [28, 40])
def test_notes_over_columns_follow_the_text_and_are_not_in_its_columns(engines: Engines, size: int) -> None:
    page = read_page(png(Columns(size).lines().frame().note(2, ["眉批湖水", "甚清"]).image), None, engines)
    assert texts(page, "note") == ["眉批湖水甚清"]
    assert like("".join(texts(page, "text")), columns(10))


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("size", [28, 40])
def test_a_title_in_line_with_the_number_in_the_margin_of_columns_is_a_running_title(
    engines: Engines, size: int, right: bool
) -> None:
    page = read_page(png(Columns(size).lines().margin("達賚湖志水文", "七八", right=right).image), None, engines)
    assert texts(page, "running-title") == ["達賚湖志水文"]
    assert texts(page, "page-number") == ["七八"]
    assert like("".join(texts(page, "text")), columns(10))


def test_small_type_in_the_margin_of_columns_without_a_number_is_a_note(engines: Engines) -> None:
    page = read_page(png(Columns(40).lines().margin("見舊志卷三").image), None, engines)
    assert texts(page, "note") == ["見舊志卷三"]
    assert like("".join(texts(page, "text")), columns(10))


@pytest.mark.parametrize("size", [28, 40])
def test_ruby_over_a_line_is_not_in_it(engines: Engines, size: int) -> None:
    page = read_page(png(Rows(size).lines().ruby(2, 3, "にほん").image), None, engines)
    (ruby,) = of(page, "ruby")
    assert ruby.lines[0].text == "にほん"
    assert [region.kind for region in page.regions] == ["text", "ruby"]
    assert like(texts(page, "text")[0], rows(10))
    base = page.regions[0].lines[2].box
    assert ruby.box.bottom < (base.top + base.bottom) / 2 < ruby.box.bottom + size


@pytest.mark.parametrize("size", [28, 40])
def test_ruby_right_of_a_column_is_not_in_it(engines: Engines, size: int) -> None:
    page = read_page(png(Columns(size).lines().ruby(2, 4, "みずうみ").image), None, engines)
    assert texts(page, "ruby") == ["みずうみ"]
    assert like("".join(texts(page, "text")), columns(10))


def test_columns_beside_a_large_title_are_text(engines: Engines) -> None:
    book = Columns(26, 10).lines(2)
    down(book.pen, book.at(1), book.top, "呼倫湖志", 68)
    page = read_page(png(book.image), None, engines)
    assert texts(page, "title") == ["呼倫湖志"]
    assert len("".join(texts(page, "text"))) == 8 * 16
    assert not of(page, "ruby")


@pytest.mark.parametrize("size", [28, 44])
def test_what_stands_where_a_leaf_is_folded_is_no_part_of_the_text(engines: Engines, size: int) -> None:
    book = Columns(size, 11).lines(0, 5).lines(6).frame().spine(5, "呼倫縣志", "十六")
    page = read_page(png(book.image), None, engines)
    assert texts(page, "running-title") == ["呼倫縣志"]
    assert texts(page, "page-number") == ["十六"]
    assert (page.regions[0].kind, page.regions[-1].kind) == ("running-title", "page-number")
    before, after = run(OLD, 16, 4), run(OLD, 16, 6)
    assert before + after in "".join(texts(page, "text"))


@pytest.mark.parametrize("dots", [0, 7])
def test_a_photograph_between_paragraphs_is_a_picture_before_its_caption(engines: Engines, dots: float) -> None:
    book = Rows(28, 18).lines(skipped=range(6, 12))
    width, height = 14 * 28, 8 * 28
    at = book.left + 3 * 28, round(book.at(6))
    book.image.paste(photograph(width, height, dots), at)
    book.pen.text((book.left + 5 * 28, at[1] + height + 14), "图一呼伦湖冬捕", 0, font(26))
    page = read_page(png(book.image), None, engines)
    (picture,) = of(page, "picture")
    assert abs(picture.box.left - at[0]) < 3 * 28
    assert abs(picture.box.bottom - at[1] - height) < 3 * 28
    lines = [line.text for _, line in page.lines]
    assert lines[6] == "图一呼伦湖冬捕"
    assert len(lines) == 13
    before = sum(len(region.lines) for region in page.regions[: page.regions.index(picture)])
    assert before in (0, 6)


@pytest.mark.parametrize("size", [28, 36])
def test_a_drawing_among_columns_is_a_picture_and_no_column_is_lost(engines: Engines, size: int) -> None:
    book = Columns(size, 14).lines(0, 4).lines(10)
    book.image.paste(drawing(9 * size, 10 * size), (round(book.at(9)), book.top + 2 * size))
    page = read_page(png(book.image), None, engines)
    assert len(of(page, "picture")) == 1
    wanted = {run(OLD, 16, n) for n in (0, 1, 2, 3, 10, 11, 12, 13)}
    assert {line.text for _, line in page.lines} == wanted


@pytest.mark.parametrize("picture", [photograph(600, 800), photograph(600, 800, 7), drawing(600, 800)])
def test_a_page_that_is_nothing_but_a_picture_is_one_region(engines: Engines, picture: Image.Image) -> None:
    image = Image.new("L", (800, 1000), 250)
    image.paste(picture, (100, 100))
    page = read_page(png(image), None, engines)
    assert [(region.kind, region.lines) for region in page.regions] == [("picture", ())]
    assert page.text == ""
    assert PageText.from_json(page.to_json()) == page


@pytest.mark.parametrize(("white", "round_"), [(False, False), (True, False), (True, True)])
def test_print_under_a_red_seal_is_read_and_the_seal_is_a_region(engines: Engines, white: bool, round_: bool) -> None:
    lines = ["呼倫湖一名達賚湖在城西", "周圍數百里形如臥瓜水", "自南來者名克魯倫河也", "皆匯於湖冬日鑿冰張網"]
    image = stamped(columns_image(lines, 40), (120, 120), 128, white=white, round_=round_)
    page = read_page(png(image), None, engines)
    (seal,) = of(page, "seal")
    assert (seal.box.left, seal.box.top) == pytest.approx((120, 120), abs=6)
    assert page.text.split("\n") == lines


@pytest.mark.parametrize("text", ["達賚湖志", "民國日報", "圖書", "目錄"])
def test_red_print_is_no_seal(engines: Engines, text: str) -> None:
    page = read_page(png(in_red(lines_image([text], 60))), None, engines)
    assert not of(page, "seal")
    assert page.text == text
