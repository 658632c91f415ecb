"""The command line writes what it has read in every form."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from archivist.cli.app import run
from archivist.workspace import Workspace
from tests.helpers.draw import table_image, text_image
from tests.ocr.pages import mongolian_page

ROWS = [["年份", "户数", "人口"], ["1951", "320", "1804"], ["1952", "331", "1877"], ["1953", "345", "1960"]]


@pytest.fixture(scope="module")
def table_scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scan") / "户口.png"
    table_image(ROWS).save(path)
    return path


def test_a_table_is_read_into_csv_and_into_a_workbook(
    table_scan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["read", str(table_scan), "--to", "csv"]) == 0
    assert capsys.readouterr().out == "".join(",".join(row) + "\n" for row in ROWS)
    out = tmp_path / "a.xlsx"
    assert run(["read", str(table_scan), "--to", "xlsx", "-o", str(out)]) == 0
    assert [cell.value for cell in load_workbook(out)["1-1"][2]] == [1951, 320, 1804]


def test_a_book_is_made_of_what_was_read(table_scan: Path, tmp_path: Path) -> None:
    out = tmp_path / "户口.epub"
    assert run(["read", str(table_scan), "--to", "epub", "-o", str(out)]) == 0
    with zipfile.ZipFile(out) as book:
        assert "<dc:title>户口</dc:title>" in book.read("EPUB/package.opf").decode()
        assert "<td>1804</td>" in book.read("EPUB/text-001.xhtml").decode()


def test_a_page_without_a_table_and_a_workbook_without_a_file_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text_image("扎赉诺尔矿史").save(tmp_path / "a.png")
    assert run(["read", str(tmp_path / "a.png"), "--to", "csv", "-o", str(tmp_path / "a.csv")]) == 2
    assert "No page has a table" in capsys.readouterr().err
    assert not (tmp_path / "a.csv").exists()
    assert run(["read", str(tmp_path / "a.png"), "--to", "xlsx"]) == 2
    assert "xlsx needs a file" in capsys.readouterr().err


def test_pictures_in_a_pdf_are_made_smaller_on_demand(
    table_scan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = {}
    for images in ("keep", "bilevel"):
        out = tmp_path / f"{images}.pdf"
        assert run(["read", str(table_scan), "--to", "pdf", "--images", images, "-o", str(out)]) == 0
        sizes[images] = out.stat().st_size
    assert sizes["bilevel"] < sizes["keep"]
    assert run(["read", str(table_scan), "--to", "pdf", "--images", "gif", "-o", str(tmp_path / "a.pdf")]) == 2
    assert "keep, jpeg, jpeg2000, bilevel" in capsys.readouterr().err


def test_a_document_of_the_archive_goes_out_in_every_form(table_scan: Path, tmp_path: Path) -> None:
    archive = ["--archive", str(tmp_path / "archive")]
    Workspace.create(tmp_path / "archive", "Test").close()
    assert run(["documents", "add", str(table_scan), "--title", "户口册", *archive]) == 0
    assert run(["documents", "read", "--workers", "1", *archive]) == 0
    for to, more in (
        ("csv", []),
        ("xlsx", []),
        ("epub", ["--vertical", "--scans"]),
        ("pdf", ["--images", "jpeg", "--quality", "30"]),
    ):
        out = tmp_path / f"out.{to}"
        assert run(["documents", "export", "1", str(out), "--to", to, *more, *archive]) == 0
        assert out.stat().st_size > 50
    with zipfile.ZipFile(tmp_path / "out.epub") as book:
        assert "writing-mode: vertical-rl" in book.read("EPUB/style.css").decode()
        assert "<dc:title>户口册</dc:title>" in book.read("EPUB/package.opf").decode()


@pytest.mark.parametrize("to", ["text", "json", "alto", "hocr", "page", "epub", "pdf"])
def test_columns_that_no_engine_reads_go_out_in_every_form_and_are_told(
    table_scan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    monkeypatch.setattr("ocr.reader.read_page", lambda *_: mongolian_page("", ""))
    out = tmp_path / "out"
    assert run(["read", str(table_scan), "--to", to, "-o", str(out)]) == 0
    assert out.stat().st_size > 0
    assert "2 columns of traditional Mongolian were found but not read: type them" in capsys.readouterr().err
