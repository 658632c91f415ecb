"""Two photographs of the archive are compared, kept with their points, and printed on a sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw

from archivist import comparing, documents
from archivist.dates import understand
from archivist.describing import Comparison, Description, PlaceRef, Relation, Title, work
from archivist.errors import ArchivistError
from archivist.papers.sheet import MM
from archivist.workspace import Workspace
from storage.values import Access, Page

POINTS = ((10.0, 10.0, 20.0, 30.0), (90.0, 10.0, 180.0, 30.0), (90.0, 70.0, 180.0, 150.0))


def photograph(ws: Workspace, folder: Path, title: str, dated: str, size: tuple[int, int]) -> Page:
    picture = Image.new("RGB", size, (200, 210, 220))
    ImageDraw.Draw(picture).rectangle((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill=(90, 40, 30))
    folder.mkdir(exist_ok=True)
    picture.save(folder / f"{title}.png")
    (added,) = documents.add(ws, [folder / f"{title}.png"], title, "照片")
    told = Description("photograph", (Title(title),), (understand(dated),), (PlaceRef("满洲里"),))
    work.describe(ws, ws.archive.documents.get(added.document), told)
    return ws.archive.documents.pages(added.document)[0]


@pytest.fixture
def pair(ws: Workspace, tmp_path: Path) -> tuple[Page, Page]:
    old = photograph(ws, tmp_path / "in", "满洲里站旧影", "康德七年", (100, 80))
    return old, photograph(ws, tmp_path / "in", "满洲里站新貌", "2026年", (200, 160))


def test_a_comparison_has_what_a_slider_needs(ws: Workspace, pair: tuple[Page, Page]) -> None:
    compared = comparing.compare(ws, Comparison(pair[0].id, pair[1].id, POINTS))
    assert compared.size == (200, 160)
    assert Image.open(io.BytesIO(compared.then)).size == (200, 160)
    assert compared.alignment.place(10, 10) == pytest.approx((20, 30))


def test_a_comparison_is_kept_with_the_newer_document_and_both_know_of_it(
    ws: Workspace, pair: tuple[Page, Page]
) -> None:
    wanted = Comparison(pair[0].id, pair[1].id, POINTS)
    for _again in range(2):
        comparing.keep(ws, wanted)
    assert comparing.kept(ws, pair[0].id, pair[1].id) == wanted
    assert work.description_of(ws, pair[1].document).comparisons == (wanted,)
    assert work.description_of(ws, pair[0].document).relations == (Relation("earlier-view-of", pair[1].document),)


@pytest.mark.parametrize(("paper", "size"), [("a4", (297, 210)), ("a3", (420, 297))])
def test_a_sheet_shows_both_with_place_and_dates(
    ws: Workspace, pair: tuple[Page, Page], tmp_path: Path, paper: str, size: tuple[int, int]
) -> None:
    compared = comparing.compare(ws, Comparison(pair[0].id, pair[1].id, POINTS))
    comparing.print_sheet(ws, compared, tmp_path / "sheet.pdf", paper=paper, language="both")
    (page,) = pdfium.PdfDocument(tmp_path / "sheet.pdf")
    text = page.get_textpage().get_text_range()
    said = ("昔 Then", "今 Now", "康德七年 (1940)", "2026年", "满洲里", "满洲里站旧影", "满洲里站新貌")
    assert [part for part in said if part not in text] == []
    assert (round(page.get_width() / MM), round(page.get_height() / MM)) == size
    pictures = [part for part in page.get_objects() if part.type == pdfium.raw.FPDF_PAGEOBJ_IMAGE]
    boxes = [part.get_bounds() for part in pictures]
    widths = [round(right - left, 1) for left, _bottom, right, _top in boxes]
    assert len(boxes) == 2
    assert widths[0] == widths[1]
    assert boxes[0][1] == boxes[1][1]


def test_a_sheet_of_what_is_not_public_carries_a_mark(ws: Workspace, pair: tuple[Page, Page], tmp_path: Path) -> None:
    documents.restrict(ws, ws.archive.documents.get(pair[0].document), Access("reading-room"))
    compared = comparing.compare(ws, Comparison(pair[0].id, pair[1].id, POINTS))
    comparing.print_sheet(ws, compared, tmp_path / "sheet.pdf")
    assert "Reading room only" in pdfium.PdfDocument(tmp_path / "sheet.pdf")[0].get_textpage().get_text_range()


def test_a_photograph_that_may_not_be_seen_is_not_compared(ws: Workspace, pair: tuple[Page, Page]) -> None:
    documents.restrict(ws, ws.archive.documents.get(pair[0].document), Access("sealed"))
    with pytest.raises(ArchivistError, match="sealed"):
        comparing.compare(ws, Comparison(pair[0].id, pair[1].id, POINTS))


def test_the_command_compares_keeps_and_prints(
    ws: Workspace, pair: tuple[Page, Page], tmp_path: Path, say: Callable[..., Any]
) -> None:
    base = ("documents", "compare", pair[0].document, f"{pair[1].document}:1")
    at = ("--archive", ws.folder, "--json")
    points = [part for point in POINTS for part in ("--point", ",".join(map(str, point)))]
    code, items, _err = say(*base, tmp_path / "then.png", *points, "--keep", *at)
    assert (code, items[0]["map"], items[0]["error"]) == (0, "affine", 0)
    with Image.open(tmp_path / "then.png") as picture:
        assert picture.size == (200, 160)
    assert say(*base, tmp_path / "sheet.pdf", *at)[0] == 0
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert say(*base, tmp_path / "sheet.pdf", *at)[0] == 2


def test_what_cannot_be_compared_is_said(
    ws: Workspace, pair: tuple[Page, Page], tmp_path: Path, say: Callable[..., Any]
) -> None:
    at = ("--archive", ws.folder, "--json")
    old, new = pair[0].document, pair[1].document
    assert "not compared yet" in say("documents", "compare", old, new, *at)[2][0]
    assert "no page 9" in say("documents", "compare", f"{old}:9", new, *at)[2][0]
    assert "names no page" in say("documents", "compare", "one", new, *at)[2][0]
    assert "mark 2 more" in say("documents", "compare", old, new, "--point", "1,2,3,4", *at)[2][0]
    assert say("documents", "compare", old, new, "--point", "1,2", *at)[0] == 2
