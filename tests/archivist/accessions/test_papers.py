"""Receipts and certificates hold what they must, in every language, on sheets of the right size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest

from archivist.accessions import Donor, Item, work
from archivist.errors import ArchivistError
from archivist.mark import fonts
from archivist.papers.certificate import write_certificate
from archivist.papers.receipt import write_receipt
from archivist.papers.sheet import A4, MM, Sheet
from archivist.papers.words import PaperLanguage, day, things
from archivist.workspace import Workspace
from tests.archivist.accessions.test_accessions import GIFT

CAME = replace(GIFT, number="2026-0007")
LIBRARY = "满洲里市图书馆"


def text_of(path: Path) -> list[str]:
    document = pdfium.PdfDocument(path)
    return [page.get_textpage().get_text_range() for page in document]


def size_of(path: Path) -> tuple[int, int]:
    page = pdfium.PdfDocument(path)[0]
    return round(page.get_width() / MM), round(page.get_height() / MM)


@pytest.mark.parametrize(("language", "said"), [
    ("zh", ["收　据", "老照片", "12 张", "有折痕", "合计 15 件", "封存", "二〇四六年一月一日", "李明", "2026-0007"]),
    ("en", ["Receipt", "Received from 王芳, as a gift", "15 in all", "nobody (sealed)", "1 January 2046"]),
    ("both", ["今收到", "Received from", "Rights and use"]),
])  # fmt: skip
def test_a_receipt_says_who_gave_what_in_what_condition_and_what_was_agreed(
    tmp_path: Path, language: PaperLanguage, said: list[str]
) -> None:
    write_receipt(CAME, LIBRARY, tmp_path / "r.pdf", language)
    (text,) = text_of(tmp_path / "r.pdf")
    assert [part for part in said if part not in text] == []
    assert size_of(tmp_path / "r.pdf") == (210, 297)


def test_a_long_list_goes_on_over_several_sheets_and_loses_nothing(tmp_path: Path) -> None:
    many = replace(CAME, items=tuple(Item(f"账簿第{n}号", 1, "册", "虫蛀，封面脱落，" * 4) for n in range(1, 61)))
    write_receipt(many, LIBRARY, tmp_path / "r.pdf")
    sheets = text_of(tmp_path / "r.pdf")
    assert len(sheets) > 3
    assert all(f"账簿第{n}号" in "".join(sheets) for n in range(1, 61))
    assert f"第 2 页，共 {len(sheets)} 页" in sheets[1]
    assert "合计 60 件" in "".join(sheets)


@pytest.mark.parametrize(("language", "said"), [
    ("zh", ["捐赠证书", "王芳", "老照片 12 张、账簿 3 册", LIBRARY, "二〇二六年三月一日", "2026-0007"]),
    ("en", ["Certificate of Donation", "王芳", "1 March 2026"]),
    ("both", ["捐赠证书", "CERTIFICATE OF DONATION", "has given to this library"]),
])  # fmt: skip
def test_a_certificate_names_the_donor_the_gift_and_the_library(
    tmp_path: Path, language: PaperLanguage, said: list[str]
) -> None:
    write_certificate(CAME, LIBRARY, tmp_path / "c.pdf", language)
    text = text_of(tmp_path / "c.pdf")[0].replace("\r\n", "")
    assert [part for part in said if part not in text] == []
    assert size_of(tmp_path / "c.pdf") == (297, 210)


def test_papers_carry_their_fonts_and_no_others(tmp_path: Path) -> None:
    write_certificate(CAME, LIBRARY, tmp_path / "c.pdf", "both")
    with pikepdf.open(tmp_path / "c.pdf") as pdf:
        fonts_in = pdf.pages[0].Resources.Font
        assert all("/FontFile2" in font.FontDescriptor for font in fonts_in.values())


def test_nothing_stands_outside_the_margins(tmp_path: Path) -> None:
    long = replace(
        CAME, items=tuple(Item("达赉湖渔场一九五四年至一九六二年全部账簿与往来信札", 20, "册") for _ in range(9))
    )
    for language in ("zh", "en", "both"):
        write_certificate(long, LIBRARY * 4, tmp_path / "c.pdf", language)
        image = np.asarray(pdfium.PdfDocument(tmp_path / "c.pdf")[0].render(scale=2).to_pil().convert("L"))
        edge = round(11 * MM * 2)
        assert image[:edge].min() > 250
        assert image[:, -edge:].min() > 250


def test_what_the_fonts_do_not_have_is_refused_and_named(tmp_path: Path) -> None:
    mongolian = replace(CAME, donor=Donor("ᠣᠶᠤᠨ"))
    for write in (write_certificate, write_receipt):
        with pytest.raises(ArchivistError, match="ᠣᠶᠤᠨ"):
            write(mongolian, LIBRARY, tmp_path / "p.pdf")
    assert not (tmp_path / "p.pdf").exists()


def test_of_many_things_the_first_are_named_and_all_are_counted() -> None:
    many = replace(CAME, items=tuple(Item(f"物{n}", 2) for n in range(5)))
    assert things(many, "zh") == "物0 2 件、物1 2 件、物2 2 件等共 10 件"
    assert things(many, "en").endswith("and more, 10 in all")


@pytest.mark.parametrize(
    ("kept", "written"), [("2026-03-01", "二〇二六年三月一日"), ("2030-12-31", "二〇三〇年十二月三十一日")]
)
def test_a_day_is_written_in_chinese_numerals(kept: str, written: str) -> None:
    assert day(kept, "zh") == written


def test_lines_break_between_chinese_signs_but_not_before_a_full_stop_nor_in_a_word() -> None:
    sheet = Sheet(A4, fonts(), "")
    text = "呼伦湖又名达赉湖，在内蒙古东北部。Manzhouli lies on its northern side."
    lines = sheet.lines(text, 40, 12)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) > 3
    assert all(line[0] not in "，。." for line in lines)
    assert any("Manzhouli" in line for line in lines)


def test_the_commands_write_papers_and_keep_what_is_there(
    ws: Workspace, tmp_path: Path, say: Callable[..., Any]
) -> None:
    work.add(ws, GIFT)
    at = ("--archive", ws.folder)
    for command in ("receipt", "certificate"):
        out = tmp_path / f"{command}.pdf"
        assert say("accessions", command, "2026-0001", out, *at)[0] == 0
        assert out.read_bytes().startswith(b"%PDF")
        assert say("accessions", command, "2026-0001", out, *at)[0] == 2
    assert say("accessions", "receipt", "2026-0001", tmp_path / "x.pdf", "--language", "fr", *at)[0] == 2
