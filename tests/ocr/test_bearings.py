"""The text in a PDF lies on its characters and is copied in the order of reading, however the page lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from ocr.cleaning.reading import read_cleaned
from ocr.cleaning.recipe import Recipe, Step
from ocr.cleaning.ways import ways
from ocr.export.bearings import RIGHT, STEEPEST, Bearing, bearing, characters, leaning, turned
from ocr.export.pdf import write_pdf
from ocr.lying import turned_round
from ocr.page import Box, Line, PageText, Region
from ocr.reader import Engines
from tests.helpers.draw import lines_image, png
from tests.ocr.pages import PAGES, columns_page, line, mixed_page
from tests.ocr.test_export import blank, pdftotext
from tests.ocr.test_tables import tilted


def republic_page() -> PageText:
    """A headline and a date across two columns, both from right to left."""
    head, date = Box(300, 60, 900, 120), Box(300, 140, 780, 170)
    across = tuple(turned_round(line(text, box)) for text, box in (("報日古蒙內", head), ("行發號29第", date)))
    columns = columns_page().regions[0]
    whole = Region(across, head.union(date), "horizontal", "hant", "title")
    moved = replace(columns, lines=tuple(moved_line(one, 0, 120) for one in columns.lines))
    return PageText(1000, 1200, (whole, moved), "hant", "vertical-rl", "rapidocr", "")


def moved_line(old: Line, across: float, down: float) -> Line:
    return carried_line(old, lambda b: Box(b.left + across, b.top + down, b.right + across, b.bottom + down))


def carried_line(old: Line, carry: Callable[[Box], Box], *, vertical: bool = True) -> Line:
    words = tuple(
        replace(w, box=carry(w.box), characters=tuple(carry(b) for b in w.boxes(vertical=vertical))) for w in old.words
    )
    return replace(old, box=carry(old.box), words=words)


def carried(page: PageText, carry: Callable[[Box], Box]) -> PageText:
    """A page whose boxes have all been carried elsewhere."""
    regions = tuple(
        replace(r, box=carry(r.box), lines=tuple(carried_line(one, carry, vertical=r.vertical) for one in r.lines))
        for r in page.regions
    )
    return replace(page, regions=regions)


def cleaned_page(page: PageText, *steps: Step, size: tuple[int, int]) -> PageText:
    """A page with its boxes where they lie in a master of `size`, after cleaning by `steps` has made the page of it."""
    (way,) = ways(Recipe(steps), *size)
    assert (way.width, way.height) == (page.width, page.height)
    return way.page(page)


def lying_page(page: PageText, quarters: int) -> PageText:
    """A page whose master was turned for reading."""
    size = (page.height, page.width) if quarters % 2 else (page.width, page.height)
    return cleaned_page(page, Step("turn", (("quarters", quarters),)), size=size)


def leaning_page(page: PageText, degrees: float) -> PageText:
    """A page that was scanned askew."""
    middle = page.width / 2, page.height / 2

    def carry(box: Box) -> Box:
        x, y = middle
        there = tilted(Box(box.left - x, box.top - y, box.right - x, box.bottom - y), degrees)
        return Box(there.left + x, there.top + y, there.right + x, there.bottom + y)

    return carried(page, carry)


def layer(page: PageText, path: Path) -> tuple[str, list[tuple[str, float, float]]]:
    """The text of a PDF as pdfium gives it, and the middles of its characters in pixels of the picture as it lies."""
    write_pdf([(blank(page, "JPEG", dpi=(300, 300)), page)], path)
    found = []
    with pdfium.PdfDocument(path) as document:
        (picture,) = document[0].get_objects([FPDF_PAGEOBJ_IMAGE])
        a, b, c, d, e, f = picture.get_matrix().get()
        back = np.linalg.inv(np.array([[a, b, 0], [c, d, 0], [e, f, 1]]))
        text = document[0].get_textpage()
        for n in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(n)
            x, y, _ = ((left + right) / 2, (bottom + top) / 2, 1) @ back
            found.append((text.get_text_range(n, 1), x * page.width, (1 - y) * page.height))
        whole = text.get_text_range()
        text.close()
    return whole, found


def check(page: PageText, path: Path) -> None:
    """Copied in reading order, and every character on its print; the digits of a number may stand for each other."""
    whole, found = layer(page, path)
    assert whole.split() == page.text.split()
    wanted = [(c, b) for c, b in zip(page.text, page.character_boxes, strict=True) if b]
    shown = [place for place in found if place[0].strip()]
    for (text, box), (_, x, y) in zip(wanted, shown, strict=True):
        near = 1.3 if text.isdigit() else 1 / 3
        assert abs(x - (box.left + box.right) / 2) < box.width * near
        assert abs(y - (box.top + box.bottom) / 2) < box.height * near


MADE: dict[str, Callable[[], PageText]] = {"columns": columns_page, "rows": mixed_page, "republic": republic_page}


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("name", MADE)
def test_a_page_turned_for_reading_is_shown_upright_with_its_text_on_its_characters(
    name: str, quarters: int, tmp_path: Path
) -> None:
    page = lying_page(MADE[name](), quarters)
    assert turned(page) == -quarters % 4
    check(page, tmp_path / "a.pdf")
    for way in ((), ("-layout",)):
        found = pdftotext(tmp_path / "a.pdf", *way)
        assert sorted(found.split()) == sorted(page.text.split())


@pytest.mark.parametrize("degrees", [-3.0, -0.8, 0.3, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("name", MADE)
def test_a_page_scanned_askew_is_shown_straight_with_its_text_on_its_characters(
    name: str, degrees: float, tmp_path: Path
) -> None:
    page = leaning_page(MADE[name](), degrees)
    assert abs(np.degrees(leaning(page)) - degrees) < (0.1 if abs(degrees) > 0.5 else 0.4)
    check(page, tmp_path / "a.pdf")
    assert sorted(pdftotext(tmp_path / "a.pdf").split()) == sorted(page.text.split())


def test_a_page_that_was_turned_cut_out_and_straightened_has_its_text_on_the_characters_of_its_master(
    tmp_path: Path,
) -> None:
    steps = (
        Step("turn", (("quarters", 1),)),
        Step("crop", (("left", 50), ("top", 80), ("right", 850), ("bottom", 480))),
        Step("deskew", (("angle", 2.0),)),
    )
    (way,) = ways(Recipe(steps), 600, 900)
    page = replace(mixed_page(), width=way.width, height=way.height)
    check(way.page(page), tmp_path / "a.pdf")


def test_commas_and_numbers_in_columns_are_copied_where_they_stand(tmp_path: Path) -> None:
    first, second = Box(600, 100, 660, 900), Box(500, 100, 560, 900)
    lines = (line("漢書。百官表１２", first, vertical=True), line("一九40年，年表", second, vertical=True))
    region = Region(lines, first.union(second), "vertical-rl", "hant")
    check(PageText(800, 1000, (region,), "hant", "vertical-rl", "rapidocr", ""), tmp_path / "a.pdf")


def test_a_corrected_heading_runs_on_from_right_to_left(tmp_path: Path) -> None:
    page = republic_page()
    head = replace(page.regions[0], lines=page.regions[0].lines[:1])
    check(replace(page, regions=(head,)).with_line(0, "內蒙日報"), tmp_path / "a.pdf")
    check(lying_page(mixed_page(), 1).with_line(0, "達賚湖"), tmp_path / "a.pdf")


def test_a_heading_from_right_to_left_does_not_say_that_its_page_stands_on_its_head() -> None:
    page = republic_page()
    alone = replace(page, regions=page.regions[:1])
    assert turned(alone) == 0
    assert turned(lying_page(mixed_page(), 2)) == 2


@given(PAGES)
def test_any_boxes_give_a_bearing(page: PageText) -> None:
    assert turned(page) in range(4)
    assert abs(leaning(page)) < STEEPEST
    for region in page.regions:
        for one in region.lines:
            found = bearing(one, characters(one, region), Bearing(RIGHT))
            assert found.quarter in range(4)
            assert abs(found.lean) < STEEPEST


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_drawn_page_that_lies_on_its_side_is_read_and_copied_upright(quarters: int, tmp_path: Path) -> None:
    rows = ["达赉湖在呼伦贝尔草原上又名呼伦湖", "湖面东北宽西南窄周围四百余里", "冬季冰厚三尺夏季水草丰美"]
    image = lines_image(rows, 48).rotate(90 * quarters, expand=True)
    recipe = Recipe((Step("turn", (("quarters", quarters),)),))
    (cleaned,) = read_cleaned(png(image), recipe, None, Engines(threads=2))
    write_pdf([(png(image), cleaned.text)], tmp_path / "a.pdf")
    assert cleaned.text.text.split() == rows
    check(cleaned.text, tmp_path / "a.pdf")
