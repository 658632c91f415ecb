"""Pages with seals in grey or in black and white, read with the real engines."""

from __future__ import annotations

import pytest
from PIL import Image

from ocr.page import PageText, Region
from ocr.reader import Engines, read_page
from tests.helpers.draw import BLACK, WHITE, font, png
from tests.ocr.drawn import OLD, Columns, run
from tests.ocr.inked import Seal, bilevel, noisy, stamped_in_grey

SIZE = 32


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines(threads=2)


def seals(page: PageText) -> list[Region]:
    return [region for region in page.regions if region.kind == "seal"]


def body(page: PageText) -> list[str]:
    return [line.text for region, line in page.lines if region.kind != "seal"]


@pytest.mark.parametrize("black_and_white", [False, True])
@pytest.mark.parametrize("white", [False, True])
def test_a_seal_beside_the_last_column_is_a_region_and_not_among_the_columns(
    engines: Engines, white: bool, black_and_white: bool
) -> None:
    book = Columns(SIZE, 9, 12).lines(0, 6)
    at = book.at(7), book.top + 9 * SIZE
    image = noisy(stamped_in_grey(book.image, Seal("達賚湖印", 116, white=white, tilt=-4), at))
    page = read_page(png(bilevel(image) if black_and_white else image), None, engines)
    (seal,) = seals(page)
    assert (seal.box.left + seal.box.right) / 2 == pytest.approx(at[0], abs=16)
    assert (seal.box.top + seal.box.bottom) / 2 == pytest.approx(at[1], abs=16)
    assert body(page) == [run(OLD, 12, n) for n in range(6)]
    assert {region.direction for region in page.regions} == {"vertical-rl"}


def test_a_seal_below_a_name_is_no_part_of_its_column(engines: Engines) -> None:
    book = Columns(SIZE, 8, 14).lines(0, 5)
    for place, sign in enumerate("呼倫縣長"):
        book.pen.text((book.at(6), book.top + place * SIZE), sign, BLACK, font(SIZE, "hant"))
    at = book.at(6) + SIZE / 2, book.top + 7.2 * SIZE
    page = read_page(png(noisy(stamped_in_grey(book.image, Seal("呼倫縣印", 100), at))), None, engines)
    (seal,) = seals(page)
    name = next(line for region, line in page.lines if line.text.startswith("呼倫") and len(line.text) == 4)
    assert name.box.bottom < seal.box.top
    assert body(page)[:5] == [run(OLD, 14, n) for n in range(5)]


@pytest.mark.parametrize("black_and_white", [False, True])
def test_columns_under_a_seal_stay_columns_and_what_it_covers_is_doubtful(
    engines: Engines, black_and_white: bool
) -> None:
    book = Columns(SIZE, 8, 14).lines()
    at = book.at(4) + 10, book.top + 7 * SIZE
    image = noisy(stamped_in_grey(book.image, Seal("呼倫貝爾漁業公司印", 150, columns=3, double=True), at))
    page = read_page(png(bilevel(image) if black_and_white else image), None, engines)
    (seal,) = seals(page)
    assert not any(region.kind == "table" for region in page.regions)
    text = page.text
    for n in (0, 1, 6, 7):
        assert run(OLD, 14, n) in text
    for n in (3, 4):
        assert run(OLD, 14, n)[:3] in text
        assert run(OLD, 14, n)[-2:] in text
    for region, line in page.lines:
        for word in line.words if region.kind != "seal" else ():
            for box in word.boxes(vertical=True):
                x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
                if seal.box.left < x < seal.box.right and seal.box.top < y < seal.box.bottom:
                    assert word.confidence <= 0.4


@pytest.mark.parametrize(
    ("text", "ring"), [("國", False), ("國", True), ("專電", False), ("專電", True), ("本報啟事", False)]
)
def test_print_in_a_frame_or_a_ring_stays_text(engines: Engines, text: str, ring: bool) -> None:
    book = Columns(SIZE, 9, 12).lines(0, 6)
    size, each = (90, 1) if len(text) == 1 else (56, 2)
    left, top, columns = 40, book.top, len(text) // each
    wide, high = columns * size + 24, each * size + 24
    air = 0.2 * max(wide, high) if ring else 0
    shape = book.pen.ellipse if ring else book.pen.rectangle
    shape((left - air, top - air, left + wide + air, top + high + air), fill=WHITE, outline=BLACK, width=3)
    for n, sign in enumerate(text):
        x, y = left + 12 + (columns - 1 - n // each) * size, top + 12 + n % each * size - 0.16 * size
        book.pen.text((x, y), sign, BLACK, font(size, "hant"))
    page = read_page(png(noisy(book.image)), None, engines)
    assert not seals(page)
    assert all(sign in page.text for sign in text)


def test_a_large_character_with_a_frame_of_its_own_stays_a_title(engines: Engines) -> None:
    book = Columns(SIZE, 9, 12).lines(0, 6)
    for place, sign in enumerate("國圖回"):
        book.pen.text((50, 100 + 120 * place), sign, BLACK, font(110, "hant"))
    page = read_page(png(noisy(book.image)), None, engines)
    assert not seals(page)
    assert [r.lines[0].text for r in page.regions if r.kind == "title"] == ["國圖回"]


def test_a_page_with_a_seal_and_nothing_else_is_read_without_fault(engines: Engines) -> None:
    image = Image.new("L", (500, 500), WHITE)
    page = read_page(png(noisy(stamped_in_grey(image, Seal("達賚湖印", 160), (250, 250)))), None, engines)
    assert PageText.from_json(page.to_json()) == page
