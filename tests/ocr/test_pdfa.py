"""PDFs keep the rules for archives, hold pictures in little room, and know the printed page numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from ocr.export import pdf as pdf_module
from ocr.export.labels import labels, number, printed_number
from ocr.export.pdf import write_pdf
from ocr.page import Box, PageText, Region
from tests.ocr.pages import columns_page, line, mixed_page

EMPTY = PageText(300, 200, (), "zyyy", "horizontal", "", "")
FORBIDDEN = frozenset(
    ("/AA", "/JS", "/SMask", "/Group", "/BM", "/CA", "/ca", "/TR", "/Alternates", "/OPI", "/Trans", "/EmbeddedFiles")
)
"""Keys that a file of ours must not have: actions, transparency, what depends on the viewer."""


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def print_of_lines() -> Image.Image:
    """A bilevel page with bars like lines of print."""
    image = Image.new("1", (1200, 900), 1)
    pen = ImageDraw.Draw(image)
    for top in range(60, 860, 40):
        pen.rectangle((80, top, 1100 - top % 300, top + 18), 0)
    return image


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream of a file, those within others too."""
    waiting = list(pdf.objects)
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Array):
            waiting += [part for part in thing if not getattr(part, "is_indirect", False)]
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            yield thing
            waiting += [thing[key] for key in set(thing.keys()) if not getattr(thing[key], "is_indirect", False)]


def test_the_file_says_that_it_is_pdf_a_and_keeps_what_that_asks(tmp_path: Path) -> None:
    pages = [
        (encoded(Image.new("RGB", (800, 1000), "white"), "JPEG"), columns_page()),
        (encoded(print_of_lines()), mixed_page()),
        (encoded(Image.new("L", (1, 1))), EMPTY),
    ]
    write_pdf(pages, tmp_path / "a.pdf", title="臚濱縣志略", language="zh-Hant")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "2B"
            assert metadata["dc:title"] == str(pdf.docinfo["/Title"]) == "臚濱縣志略"
            assert metadata["pdf:Producer"] == pdf.docinfo["/Producer"]
        assert pdf.pdf_version == "1.7"
        assert "/ID" in pdf.trailer
        assert "/Encrypt" not in pdf.trailer
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        profile = ImageCms.ImageCmsProfile(io.BytesIO(intent.DestOutputProfile.read_bytes())).profile
        assert (profile.xcolor_space.strip(), profile.device_class) == ("RGB", "mntr")
        for page in pdf.pages:
            assert all(3 <= float(page.mediabox[side]) <= 14400 for side in (2, 3))
        for thing in dictionaries(pdf):
            assert not FORBIDDEN & set(thing.keys())
            if thing.get("/Subtype") == "/CIDFontType2":
                assert isinstance(thing.FontDescriptor.FontFile2, pikepdf.Stream)
                assert isinstance(thing.CIDToGIDMap, pikepdf.Stream)
            if thing.get("/Type") == "/Font":
                assert thing.BaseFont == "/ArchivistBlank"
            if isinstance(thing, pikepdf.Stream):
                assert str(thing.get("/Filter", "/FlateDecode")) in ("/FlateDecode", "/DCTDecode", "/CCITTFaxDecode")


def test_print_of_one_bit_takes_the_room_of_a_fax_and_a_screened_picture_none_more_than_before(tmp_path: Path) -> None:
    screened = Image.effect_noise((300, 200), 120).convert("1")
    for image, filters in ((print_of_lines(), "/CCITTFaxDecode"), (screened, "/FlateDecode")):
        write_pdf([(encoded(image), EMPTY)], tmp_path / "a.pdf")
        with pikepdf.open(tmp_path / "a.pdf") as pdf:
            (name,) = pdf.pages[0].Resources.XObject.keys()
            assert pdf.pages[0].Resources.XObject[name].Filter == filters
        with pdfium.PdfDocument(tmp_path / "a.pdf") as document:
            (found,) = document[0].get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE])
            shown = found.get_bitmap().to_pil().convert("1", dither=Image.Dither.NONE)
        assert shown.tobytes() == image.tobytes()


def test_jpeg_2000_goes_in_untouched_if_its_colours_are_plain(tmp_path: Path) -> None:
    data = encoded(Image.effect_noise((300, 200), 60).convert("RGB"), "JPEG2000", irreversible=True)
    codestream = encoded(Image.effect_noise((300, 200), 60), "JPEG2000", no_jp2=True)
    write_pdf([(data, EMPTY), (codestream, EMPTY)], tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        first, second = (next(iter(dict(page.Resources.XObject).values())) for page in pdf.pages)
        assert first.Filter == "/JPXDecode"
        assert first.read_raw_bytes() == data
        assert second.Filter == "/FlateDecode"
    with pdfium.PdfDocument(tmp_path / "a.pdf") as document:
        shown = document[0].render(scale=300 / 72).to_pil()
    assert shown.size == (300, 200)
    assert shown.convert("L").getextrema()[0] < 120


def test_a_long_document_goes_to_disk_in_parts_and_stays_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [(encoded(Image.new("L", (page.width, page.height), 255)), page) for page in (columns_page(), mixed_page())]
    write_pdf(pages * 3, tmp_path / "whole.pdf")
    monkeypatch.setattr(pdf_module, "MOST_BYTES", 1)
    write_pdf(pages * 3, tmp_path / "parts.pdf")
    texts = []
    for name in ("whole.pdf", "parts.pdf"):
        with pdfium.PdfDocument(tmp_path / name) as document:
            texts.append([page.get_textpage().get_text_range() for page in document])
    assert texts[0] == texts[1]
    assert len(texts[0]) == 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts.pdf", "whole.pdf"]
    assert (tmp_path / "parts.pdf").stat().st_size < 1.2 * (tmp_path / "whole.pdf").stat().st_size


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("— 12 —", 12), ("第三页", 3), ("十", 10), ("十二", 12), ("二十", 20), ("廿一", 21), ("一二", 12),
     ("一百零三", 103), ("二百", 200), ("一〇五", 105), ("叁拾", 3), ("", 0), ("序", 0)],
)  # fmt: skip
def test_numbers_are_understood_as_they_are_printed(text: str, value: int) -> None:
    assert number(text) == value


def test_the_number_of_a_page_is_that_of_its_page_number() -> None:
    assert (printed_number(columns_page()), printed_number(mixed_page())) == (3, 0)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ([0, 0, 0], ["1", "2", "3"]),
        ([0, 0, 1, 2, 3], ["[1]", "[2]", "1", "2", "3"]),
        ([12, 13, 0, 15], ["12", "13", "14", "15"]),
        ([12, 13, 74, 15, 16], ["12", "13", "14", "15", "16"]),
        ([7, 0, 0, 0], ["1", "2", "3", "4"]),
        ([1, 2, 1, 2], ["[1]", "[2]", "[3]", "[4]"]),
        ([8], ["1"]),
    ],
)
def test_a_label_is_the_printed_number_where_its_neighbours_agree(printed: list[int], shown: list[str]) -> None:
    assert labels(printed) == shown


@given(st.lists(st.integers(0, 40), max_size=30))
def test_every_page_has_a_label_of_its_own(printed: list[int]) -> None:
    found = labels(printed)
    assert len(found) == len(set(found)) == len(printed)


def test_a_viewer_shows_the_printed_numbers(tmp_path: Path) -> None:
    box = Box(380, 950, 420, 990)
    pages = [EMPTY]
    for text in ("十", "十一", "十二"):
        foot = Region((line(text, box),), box, "horizontal", "hant", "page-number")
        pages.append(PageText(800, 1000, (foot,), "hant", "vertical-rl", "rapidocr", ""))
    write_pdf([(encoded(Image.new("1", (p.width, p.height), 1)), p) for p in pages], tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert [page.label for page in pdf.pages] == ["[1]", "10", "11", "12"]
