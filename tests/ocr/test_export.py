"""What is written can be read by other programs, and says the same."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from PIL import Image

from ocr.errors import OcrError
from ocr.export import BINARIES, ENDINGS, EXPORTERS, FORMATS, write_document
from ocr.export.alto import alto
from ocr.export.hocr import hocr
from ocr.export.pagexml import pagexml
from ocr.export.pdf import write_pdf
from ocr.export.sheets import as_xlsx
from ocr.export.xml import clean
from ocr.page import PageText
from ocr.tables import plain_number, tables
from tests.ocr.pages import PAGES, columns_page, mixed_page, table_page

ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
PAGE = "{http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15}"
HTML = "{http://www.w3.org/1999/xhtml}"


def blank(page: PageText, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("L", (page.width, page.height), 255).save(out, kind, **options)
    return out.getvalue()


def pdftotext(path: Path, *options: str) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed; install the package poppler-utils")
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def picture_of(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    """The one picture of the first page."""
    (name,) = pdf.pages[0].Resources.XObject.keys()
    picture = pdf.pages[0].Resources.XObject[name]
    assert isinstance(picture, pikepdf.Stream)
    return picture


def test_there_is_an_ending_for_every_format() -> None:
    assert set(FORMATS) == set(ENDINGS) == {*EXPORTERS, *BINARIES, "pdf"}


def test_plain_text_has_a_line_for_each_line_and_json_gives_the_page_back() -> None:
    page = columns_page()
    assert EXPORTERS["text"]([("a", page), ("b", mixed_page())]).split("\f")[0] == "漢書百官公卿表\n有重黎句芒\n三\n"
    assert PageText.from_json(EXPORTERS["json"]([("a", page)])).text == page.text


def test_alto_has_text_boxes_direction_and_kind() -> None:
    root = ET.fromstring(alto([("甲.png", columns_page())]))
    strings = root.findall(f".//{ALTO}String")
    assert [s.get("CONTENT") for s in strings] == ["漢書百官公卿表", "有重黎句芒", "三"]
    assert [strings[0].get(name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")] == ["600.0", "100.0", "60.0", "800.0"]
    assert len(strings[0].findall(f"{ALTO}Glyph")) == 7
    assert {line.get("BASEDIRECTION") for line in root.iter(f"{ALTO}TextLine")} == {"ttb"}
    labels = {tag.get("ID"): tag.get("LABEL") for tag in root.iter(f"{ALTO}LayoutTag")}
    blocks = root.findall(f".//{ALTO}TextBlock")
    assert [labels[block.get("TAGREFS") or ""] for block in blocks] == ["text", "page-number"]
    assert root.findtext(f".//{ALTO}fileName") == "甲.png"


def test_page_xml_keeps_the_reading_order_and_the_language_of_lines() -> None:
    made = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    root = ET.fromstring(pagexml([("甲.png", columns_page())], made))
    names = [ref.get("regionRef") for ref in root.iter(f"{PAGE}RegionRefIndexed")]
    regions = {region.get("id"): region for region in root.iter(f"{PAGE}TextRegion")}
    texts = [regions[name].findtext(f"{PAGE}TextEquiv/{PAGE}Unicode") for name in names if name]
    assert texts == ["漢書百官公卿表\n有重黎句芒", "三"]
    assert root.findtext(f".//{PAGE}Created") == "2024-05-06T07:08:09"
    coords = regions["r1"].find(f"{PAGE}Coords")
    assert coords is not None
    assert coords.get("points") == "500,100 660,100 660,900 500,900"
    with pytest.raises(OcrError, match="holds one page, not 2"):
        pagexml([("a", columns_page()), ("b", columns_page())])


def test_hocr_has_a_box_for_each_word_and_spaces_between_them() -> None:
    root = ET.fromstring(hocr([('a "b".png', mixed_page())]))
    spans = {span.get("class") for span in root.iter(f"{HTML}span")}
    assert spans == {"ocr_title", "ocr_line", "ocrx_word"}
    lines = ["".join(s.itertext()).strip() for s in root.iter(f"{HTML}span") if s.get("class") != "ocrx_word"]
    assert ["".join(line.split()) for line in lines] == ["达赉湖水位", "Далайнуурбол", "томнууръюм.".replace("ъ", "")]
    assert {p.get("lang") for p in root.iter(f"{HTML}p")} == {"zh-Hans", "ru"}
    sheet = next(div for div in root.iter(f"{HTML}div") if div.get("class") == "ocr_page")
    assert sheet.get("title") == 'image "a \\"b\\".png"; bbox 0 0 800 400; ppageno 0'


@settings(max_examples=40, deadline=None)
@given(PAGES)
def test_any_page_can_be_written_as_xml(page: PageText) -> None:
    for name in ("alto", "hocr", "page"):
        ET.fromstring(EXPORTERS[name]([("x\x00y.png", page)]))


@settings(max_examples=15, deadline=None)
@given(PAGES)
def test_any_page_can_be_written_as_pdf_and_is_found_whole_again(page: PageText) -> None:
    out = io.BytesIO()
    Image.new("1", (8, 8), 1).save(out, "PNG")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        write_pdf([(out.getvalue(), page)], path)
        with pikepdf.open(path) as pdf:
            assert pdf.check_pdf_syntax() == []
            maps = [pdf.pages[0].Resources.Font.F0.ToUnicode.read_bytes().decode("ascii")]
        wanted = {c.encode("utf-16-be").hex().upper() for _, line in page.lines for c in line.text if c != " "}
        assert all(f"<{code}>" in maps[0] for code in wanted)


@pytest.mark.parametrize("options", [(), ("-raw",), ("-layout",)])
def test_another_program_finds_columns_without_spaces_between_their_characters(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    page = columns_page()
    write_pdf([(blank(page), page)], tmp_path / "a.pdf")
    text = pdftotext(tmp_path / "a.pdf", *options)
    assert text.index("漢書百官公卿表") < text.index("有重黎句芒")


def test_words_keep_their_spaces_and_lines_their_order(tmp_path: Path) -> None:
    page = mixed_page()
    write_pdf([(blank(page), page)], tmp_path / "a.pdf")
    assert [line for line in pdftotext(tmp_path / "a.pdf").splitlines() if line.strip()] == page.text.split("\n")


def test_in_a_viewer_every_character_lies_on_its_print(tmp_path: Path) -> None:
    for page in (columns_page(), mixed_page()):
        write_pdf([(blank(page, "JPEG", dpi=(300, 300)), page)], tmp_path / "a.pdf")
        document = pdfium.PdfDocument(tmp_path / "a.pdf")
        layer = document[0].get_textpage()
        seen = [(layer.get_text_range(i, 1), layer.get_charbox(i)) for i in range(layer.count_chars())]
        wanted = [(c, b) for c, b in zip(page.text, page.character_boxes, strict=True) if b]
        found = [(c, b) for c, b in seen if c.strip()]
        assert [c for c, _ in found] == [c for c, _ in wanted]
        scale = 72 / 300
        for (_, box), (_, (left, bottom, right, top)) in zip(wanted, found, strict=True):
            middle = (left + right) / 2 / scale, page.height - (bottom + top) / 2 / scale
            assert abs(middle[0] - (box.left + box.right) / 2) < box.width / 3
            assert abs(middle[1] - (box.top + box.bottom) / 2) < box.height / 3
        layer.close()
        document.close()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_goes_in_untouched_and_stands_upright(tmp_path: Path, orientation: int) -> None:
    image = Image.new("L", (60, 40), 255)
    image.paste(0, (0, 0, 20, 10))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = io.BytesIO()
    image.save(data, "JPEG", quality=95, exif=exif.tobytes(), dpi=(72, 72))
    width, height = (60, 40) if orientation < 5 else (40, 60)
    page = PageText(width, height, (), "zyyy", "horizontal", "", "")
    write_pdf([(data.getvalue(), page)], tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert picture_of(pdf).read_raw_bytes() == data.getvalue()
    with pdfium.PdfDocument(tmp_path / "a.pdf") as document:
        shown = document[0].render(scale=1).to_pil().convert("L")
    right = orientation in (2, 3, 6, 7)
    lower = orientation in (3, 4, 7, 8)
    assert shown.size == (width, height)
    assert shown.getpixel((width - 4 if right else 3, height - 4 if lower else 3)) < 60
    assert shown.getpixel((3 if right else width - 4, 3 if lower else height - 4)) > 200


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P", "CMYK", "RGBA", "I;16"])
def test_other_pictures_go_in_without_loss(tmp_path: Path, mode: str) -> None:
    image = Image.effect_noise((50, 30), 90)
    image = Image.new("I;16", (50, 30), 40000) if mode == "I;16" else image.convert("RGB").convert(mode)
    data = io.BytesIO()
    image.save(data, "TIFF")
    page = PageText(50, 30, (), "zyyy", "horizontal", "", "")
    write_pdf([(data.getvalue(), page)], tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        stored = pikepdf.PdfImage(picture_of(pdf)).as_pil_image()
    if mode in ("1", "L", "RGB"):
        assert stored.convert(mode).tobytes() == image.tobytes()
    assert stored.size == (50, 30)


def test_the_pdf_knows_its_title_and_its_language(tmp_path: Path) -> None:
    page = columns_page()
    write_pdf([(blank(page), page)], tmp_path / "a.pdf", title="五禮通考")
    with pikepdf.open(tmp_path / "a.pdf") as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "五禮通考"
        assert str(pdf.Root.Lang) == "zh-Hant"


def test_nothing_is_written_when_a_page_fails_or_the_writing_is_stopped(tmp_path: Path) -> None:
    page = columns_page()
    out = tmp_path / "a.pdf"
    out.write_bytes(b"before")
    with pytest.raises(OcrError, match="damaged"):
        list(write_document([(blank(page), page), (blank(page)[:150], page)], out, "pdf"))
    stopped = write_document([(blank(page), page)] * 3, out, "pdf")
    assert next(stopped) == 1
    stopped.close()  # type: ignore[attr-defined]
    assert out.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_a_place_that_cannot_be_written_to_and_an_unknown_format_are_named(tmp_path: Path) -> None:
    page = table_page()
    for to in FORMATS:
        with pytest.raises(OcrError, match="cannot be written"):
            list(write_document([(blank(page), page)], tmp_path / "away" / "a", to))
    with pytest.raises(OcrError, match="no format named docx"):
        list(write_document([(blank(page), page)], tmp_path / "a", "docx"))
    with pytest.raises(OcrError, match="no pages"):
        list(write_document([], tmp_path / "a.pdf", "pdf"))


def test_every_format_is_written_page_by_page(tmp_path: Path) -> None:
    page = table_page()
    for to in FORMATS:
        out = tmp_path / f"a{ENDINGS[to]}"
        assert list(write_document([(blank(page), page)], out, to)) == [1]
        assert out.stat().st_size > 20


def test_tables_go_into_csv_one_after_another(tmp_path: Path) -> None:
    page = table_page()
    out = tmp_path / "a.csv"
    assert list(write_document([(b"", columns_page()), (b"", page), (b"", page)], out, "csv")) == [1, 2, 3]
    one = "年份,水位,\r\n,最高,最低\r\n1951,544.34,543.54\r\n1952,,543.90\r\n"
    assert out.read_bytes() == b"\xef\xbb\xbf" + f"{one}\r\n{one}".encode()


@settings(max_examples=60, deadline=None)
@given(PAGES)
def test_any_table_comes_back_whole_from_csv_and_xlsx(page: PageText) -> None:
    wanted = [table.texts() for table in tables(page) if table.cells]
    if not wanted:
        with pytest.raises(OcrError, match="No page has a table"):
            EXPORTERS["csv"]([("", page)])
        return
    rows = list(csv.reader(io.StringIO(EXPORTERS["csv"]([("", page)]).removeprefix("\ufeff"), newline="")))
    empty: list[list[str]] = [[]]
    assert rows == [row for n, table in enumerate(wanted) for row in (empty if n else []) + table]
    book = load_workbook(io.BytesIO(as_xlsx([("", page)])))
    assert book.sheetnames == [f"1-{n + 1}" for n in range(len(wanted))]
    for sheet, table in zip(book.worksheets, wanted, strict=True):
        for y, row in enumerate(table, 1):
            for x, text in enumerate(row, 1):
                value = sheet.cell(y, x).value
                assert (value == float(number)) if (number := plain_number(text)) else ((value or "") == clean(text))


def test_a_sheet_has_numbers_as_printed_merged_headings_and_no_formulas() -> None:
    page = table_page().with_line(3, "1952 =A1+1 ５４３．９０")
    book = load_workbook(io.BytesIO(as_xlsx([("", columns_page()), ("", page)])))
    assert book.sheetnames == ["2-1"]
    sheet = book["2-1"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["年份", "水位", None], [None, "最高", "最低"], [1951, 544.34, 543.54], [1952, "=A1+1", 543.9],
    ]  # fmt: skip
    assert sheet["B4"].data_type == "s"
    assert sheet["C4"].number_format == "0.00"
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:A2", "B1:C1"]
    assert sheet.freeze_panes == "A3"
