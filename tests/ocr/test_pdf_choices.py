"""Pictures in a PDF become smaller when a person wants them so, and the file stays one for archives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from ocr.errors import OcrError
from ocr.export.bilevel import ink
from ocr.export.choices import PICTURES, Choices, Pictures
from ocr.export.pdf import write_pdf
from ocr.export.pdfimage import Placed, place
from ocr.page import PageText
from tests.helpers.draw import lines_image
from tests.ocr.pages import columns_page
from tests.ocr.test_pdfa import FORBIDDEN, dictionaries, encoded

LOSSY: tuple[Pictures, ...] = ("jpeg", "jpeg2000")


@pytest.fixture(scope="module")
def clean() -> Image.Image:
    """A page of print, black on white, 600 × 500."""
    page = Image.new("L", (600, 500), 255)
    page.paste(
        lines_image(["达赉湖又名呼伦湖在内蒙古", "自治区东北部是我国第五大", "淡水湖湖面海拔五百余米"], 34), (20, 30)
    )
    return page


@pytest.fixture(scope="module")
def aged(clean: Image.Image) -> Image.Image:
    """The same page as a scan in colour: blurred, yellowed, grainy, darker towards one edge."""
    grey = np.asarray(clean.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float64)[:, :, None] / 255
    light = np.linspace(1, 0.55, clean.width)[None, :, None]
    grain = np.random.default_rng(3).normal(0, 4, (clean.height, clean.width, 1))
    colours = (45 + grey * np.array([190, 175, 145])) * light + grain
    return Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8))


def decoded(placed: Placed) -> Image.Image:
    with pikepdf.Pdf.new() as pdf:
        stream = placed.image(pdf)
        assert isinstance(stream, pikepdf.Stream)
        return pikepdf.PdfImage(stream).as_pil_image()


def noise_ratio(image: Image.Image, other: Image.Image) -> float:
    """Peak signal to noise in decibels."""
    a, b = (np.asarray(one.convert("RGB"), dtype=np.float64) for one in (image, other))
    return float(10 * np.log10(255**2 / max(np.square(a - b).mean(), 1e-9)))


@pytest.mark.parametrize("pictures", LOSSY)
def test_a_lower_quality_takes_less_room_and_the_page_still_looks_the_same(
    aged: Image.Image, pictures: Pictures
) -> None:
    data = encoded(aged)
    found = [place(data, Choices(pictures, quality)) for quality in (40, 75, 90)]
    sizes = [len(placed.data) for placed in found]
    assert sizes == sorted(sizes)
    assert sizes[-1] < 0.5 * len(place(data).data)
    for placed, least in zip(found, (31, 35, 37), strict=True):
        shown = decoded(placed)
        assert shown.size == aged.size
        assert noise_ratio(shown, aged) > least


def test_black_and_white_takes_the_least_room_and_keeps_the_print(clean: Image.Image, aged: Image.Image) -> None:
    data = encoded(aged)
    placed = place(data, Choices("bilevel"))
    assert placed.header.Filter == "/CCITTFaxDecode"
    assert 4 * len(placed.data) < len(place(data, Choices("jpeg", 40)).data)
    found = np.asarray(decoded(placed).convert("1"))
    print_, paper = np.asarray(clean) < 60, np.asarray(clean) > 250
    # An edge may shift by a pixel; what is well within a stroke, and what is far from one, may not.
    assert (~found)[print_].mean() > 0.9
    assert found[paper].mean() > 0.98


def test_a_picture_of_one_bit_and_one_that_would_grow_stay_as_they_are(clean: Image.Image) -> None:
    bits = encoded(clean.convert("1"))
    assert {place(bits, Choices(pictures)).data for pictures in PICTURES} == {place(bits).data}
    small = encoded(clean, "JPEG", quality=20)
    assert place(small, Choices("jpeg", 95)).data == small
    assert place(small, Choices("keep")).data == small


@pytest.mark.parametrize("pictures", PICTURES)
def test_the_file_stays_one_for_archives_and_the_text_on_its_print(tmp_path: Path, pictures: Pictures) -> None:
    page = columns_page()
    scan = Image.new("RGB", (page.width, page.height), (236, 222, 190))
    ImageDraw.Draw(scan).rectangle((600, 100, 659, 899), (30, 25, 20))
    data = encoded(scan, dpi=(300, 300))
    write_pdf([(data, page)], tmp_path / "keep.pdf")
    write_pdf([(data, page)], tmp_path / "a.pdf", choices=Choices(pictures))
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "2B"
        filters = ("/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JPXDecode")
        for thing in dictionaries(pdf):
            assert not FORBIDDEN & set(thing.keys())
            assert str(thing.get("/Filter", "/FlateDecode")) in filters
    assert boxes(tmp_path / "a.pdf") == boxes(tmp_path / "keep.pdf")
    with pdfium.PdfDocument(tmp_path / "a.pdf") as document:
        shown = document[0].render(scale=300 / 72).to_pil().convert("L")
    assert shown.getpixel((630, 500)) < 60
    assert shown.getpixel((300, 500)) > 180


def boxes(path: Path) -> list[tuple[float, ...]]:
    with pdfium.PdfDocument(path) as document:
        layer = document[0].get_textpage()
        return [layer.get_charbox(n) for n in range(layer.count_chars())]


@pytest.mark.parametrize("orientation", [3, 6, 8])
@pytest.mark.parametrize("pictures", PICTURES)
def test_a_turned_photograph_stands_upright(tmp_path: Path, pictures: Pictures, orientation: int) -> None:
    image = Image.effect_noise((60, 40), 20).convert("RGB")
    image.paste((0, 0, 0), (0, 0, 20, 14))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(image, "JPEG", quality=95, exif=exif.tobytes(), dpi=(72, 72))
    size = (60, 40) if orientation == 3 else (40, 60)
    write_pdf([(data, PageText(*size, (), "zyyy", "horizontal", "", ""))], tmp_path / "a.pdf",
              choices=Choices(pictures, 60))  # fmt: skip
    with pdfium.PdfDocument(tmp_path / "a.pdf") as document:
        shown = document[0].render(scale=1).to_pil().convert("L")
    assert shown.size == size
    corner = {3: (size[0] - 6, size[1] - 5), 6: (size[0] - 6, 5), 8: (5, size[1] - 6)}[orientation]
    assert shown.getpixel(corner) < 60


@pytest.mark.parametrize("pictures", ["jpeg", "jpeg2000", "bilevel"])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK", "RGBA", "P", "I;16"])
def test_every_kind_of_picture_can_be_made_smaller(mode: str, pictures: Pictures) -> None:
    noise = Image.effect_noise((90, 70), 60)
    grey = Image.fromarray(np.asarray(noise).astype(np.uint16) * 200)
    image = grey if mode == "I;16" else noise.convert("RGB").convert(mode)
    placed = place(encoded(image, "TIFF"), Choices(pictures, 50))
    assert decoded(placed).size == (90, 70)
    assert placed.data != b""


def test_a_choice_that_there_is_not_is_named() -> None:
    with pytest.raises(OcrError, match="Pictures cannot become “gif”"):
        Choices("gif")  # type: ignore[arg-type]
    with pytest.raises(OcrError, match="no quality 0"):
        Choices("jpeg", 0)


@settings(max_examples=40, deadline=None)
@given(st.integers(30, 700), st.integers(3, 90), st.integers(60, 255), st.integers(3, 60))
def test_ink_is_found_in_any_light_and_white_paper_has_none(height: int, width: int, paper: int, window: int) -> None:
    page = np.full((height, width), paper, dtype=np.uint8)
    assert not ink(page, window).any()
    page[height // 2, 1] = paper // 4
    found = ink(page, window)
    assert found[height // 2, 1]
    assert found.sum() == 1


def test_a_large_black_area_stays_black_and_a_shadow_white() -> None:
    page = np.linspace(250, 120, 1300)[:, None].repeat(300, axis=1)
    page[100:400, 50:200] = 15
    found = ink(page.astype(np.uint8), 41)
    assert found[100:400, 50:200].mean() > 0.99
    assert found[450:].sum() == 0
