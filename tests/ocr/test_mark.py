"""The visible mark of a copy: on every page of a PDF, below the picture, in each file of a book, in all other forms."""

from __future__ import annotations

import csv
import html
import io
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pikepdf
import pypdfium2 as pdfium
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from archivist.samples.fonts import find_font
from ocr.errors import OcrError
from ocr.export import BINARIES, EXPORTERS, FORMATS, write_document
from ocr.export.choices import Choices
from ocr.export.face import STAND_IN, Face
from ocr.export.marking import DRAWN, MARKS, marked
from ocr.export.sheets import COPY
from ocr.page import PageText
from tests.helpers.draw import lines_image
from tests.helpers.schemas import valid
from tests.ocr.pages import PAGES, columns_page, table_page
from tests.ocr.test_pdfa import encoded

MARK = "县图书馆 · 限阅览室 · 2026-11-25 · 王"


@pytest.fixture(scope="module")
def fonts() -> tuple[tuple[Path, int], ...]:
    found = (find_font("hans"), find_font("cyrl"))
    return tuple((font.path, font.index) for font in found)


def pages() -> list[tuple[bytes, object]]:
    sheet = Image.new("L", (1200, 1700), 255)
    sheet.paste(lines_image(["达赉湖"], 34), (100, 100))
    return [(encoded(sheet, "PNG"), columns_page())] * 2


def test_every_page_of_a_pdf_has_the_mark_below_an_untouched_picture(
    tmp_path: Path, fonts: tuple[tuple[Path, int], ...]
) -> None:
    plain, marked = tmp_path / "plain.pdf", tmp_path / "marked.pdf"
    list(write_document(pages(), plain, "pdf"))  # type: ignore[arg-type]  # bytes and pages
    list(write_document(pages(), marked, "pdf", choices=Choices(mark=MARK, fonts=fonts)))  # type: ignore[arg-type]
    before, after = pdfium.PdfDocument(plain), pdfium.PdfDocument(marked)
    assert len(after) == 2
    for old, new in zip(before, after, strict=True):
        strip = new.get_height() - old.get_height()
        assert 5 < strip < 40
        assert new.get_width() == old.get_width()
        image = np.asarray(new.render(scale=2).to_pil().convert("RGB")).astype(int)
        foot = image[-int(strip * 2) :]
        red = (foot[..., 0] - foot[..., 1] > 60) & (foot[..., 0] > 120)
        assert red.sum() > 100
        top = image[: -int(strip * 2) - 2]
        untouched = np.asarray(old.render(scale=2).to_pil().convert("RGB")).astype(int)[: len(top)]
        assert np.abs(top - untouched).mean() < 2


def test_the_text_of_a_marked_pdf_is_still_found_where_the_print_is(
    tmp_path: Path, fonts: tuple[tuple[Path, int], ...]
) -> None:
    places = []
    for name, choices in (("plain", Choices()), ("marked", Choices(mark=MARK, fonts=fonts))):
        list(write_document(pages(), tmp_path / name, "pdf", choices=choices))  # type: ignore[arg-type]  # as above
        page = pdfium.PdfDocument(tmp_path / name)[0]
        text = page.get_textpage()
        left, bottom, right, top = text.get_charbox(0)
        places.append([left, page.get_height() - bottom, right, page.get_height() - top])
    assert places[0] == pytest.approx(places[1], abs=0.2)


def test_a_marked_pdf_has_no_fonts_but_its_own(tmp_path: Path, fonts: tuple[tuple[Path, int], ...]) -> None:
    list(write_document(pages(), tmp_path / "a.pdf", "pdf", choices=Choices(mark=MARK, fonts=fonts)))  # type: ignore[arg-type]
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert {len(page.Resources.Font) for page in pdf.pages} == {1}


def test_a_mark_is_in_books_and_texts(tmp_path: Path) -> None:
    list(write_document(pages(), tmp_path / "a.epub", "epub", title="湖", choices=Choices(mark=MARK)))  # type: ignore[arg-type]
    with zipfile.ZipFile(tmp_path / "a.epub") as book:
        chapter = book.read("EPUB/text-001.xhtml").decode()
    assert f'<p class="mark">{MARK}</p>' in chapter
    list(write_document(pages(), tmp_path / "a.txt", "text", choices=Choices(mark=MARK)))  # type: ignore[arg-type]
    assert (tmp_path / "a.txt").read_text("utf-8").startswith(f"[{MARK}]\n")


def test_a_mark_without_a_font_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(OcrError, match="install a Chinese font"):
        list(write_document(pages(), tmp_path / "a.pdf", "pdf", choices=Choices(mark=MARK)))  # type: ignore[arg-type]
    assert not (tmp_path / "a.pdf").exists()


def test_a_face_takes_each_character_from_the_first_font_that_has_it(fonts: tuple[tuple[Path, int], ...]) -> None:
    face = Face(fonts)
    runs = list(face.runs("湖өү湖"))
    assert [part for _number, part in runs] == ["湖", "өү", "湖"]
    assert runs[0][0] != runs[1][0]
    assert list(face.runs("\ue000")) == [(0, STAND_IN)]
    assert face.width("湖湖", 10) == pytest.approx(2 * face.width("湖", 10))


def test_an_embedded_font_holds_the_characters_that_are_used(fonts: tuple[tuple[Path, int], ...]) -> None:
    font = TTFont(io.BytesIO(Face(fonts).truetype(0, "达赉湖")))
    assert set(font.getBestCmap()) == {ord(sign) for sign in "达赉湖"}
    assert "glyf" in font


def test_glyphs_that_are_put_together_of_others_are_whole(fonts: tuple[tuple[Path, int], ...]) -> None:
    cyrillic = Face(fonts[1:])
    font = TTFont(io.BytesIO(cyrillic.truetype(0, "йё")))
    glyphs = font["glyf"]
    assert all(glyphs[font.getBestCmap()[ord(sign)]].numberOfContours > 1 for sign in "йё")


def test_a_file_that_is_no_font_is_named(tmp_path: Path) -> None:
    (tmp_path / "no.ttf").write_bytes(b"no font")
    with pytest.raises(OcrError, match=r"no\.ttf"):
        Face([(tmp_path / "no.ttf", 0)])


def copies(tmp_path: Path, to: str, mark: str) -> Path:
    out = tmp_path / f"a.{to}"
    found = find_font("hans")
    page = replace(table_page(), script="hans")
    sheet = encoded(Image.new("L", (page.width, page.height), 255), "PNG")
    list(write_document([(sheet, page)], out, to, choices=Choices(mark=mark, fonts=((found.path, found.index),))))
    return out


def said(out: Path) -> str:
    """All that a person can read in a file."""
    if zipfile.is_zipfile(out):
        with zipfile.ZipFile(out) as parts:
            return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return out.read_text("utf-8")


def test_every_form_has_a_way_to_carry_the_mark() -> None:
    assert set(MARKS) == set(EXPORTERS)
    assert {*BINARIES, "pdf"} == DRAWN


@pytest.mark.parametrize("to", sorted(set(FORMATS) - {"pdf"}))
def test_a_copy_in_any_form_says_so_and_no_other_does(tmp_path: Path, to: str) -> None:
    mark = "县图书馆 · 限阅览室 · A & B < C"
    assert mark in html.unescape(said(copies(tmp_path, to, mark)))
    assert "限阅览室" not in said(copies(tmp_path, to, ""))


@settings(max_examples=60, deadline=None)
@given(PAGES, st.text(min_size=1))
def test_marked_files_are_valid_and_their_pages_the_same(page: PageText, mark: str) -> None:
    named = [("a.png", page)]
    for to in ("alto", "page"):
        valid(marked(to, EXPORTERS[to](named), mark), to)
    ET.fromstring(marked("hocr", EXPORTERS["hocr"](named), mark))
    assert PageText.from_json(marked("json", EXPORTERS["json"](named), mark)) == PageText.from_json(page.to_json())


def test_the_rows_of_marked_tables_are_where_they_were(tmp_path: Path) -> None:
    plain, copy = (copies(tmp_path, "csv", mark).read_text("utf-8-sig") for mark in ("", MARK))
    assert copy.startswith(plain)
    assert list(csv.reader(copy.removeprefix(plain).splitlines())) == [[], [MARK]]
    book = openpyxl.load_workbook(copies(tmp_path, "xlsx", MARK))
    assert book.sheetnames[-1] == COPY
    assert book[COPY]["A1"].value == MARK
    assert book.worksheets[0].oddFooter.left.text == MARK
