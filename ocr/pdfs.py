"""The pages of a PDF as pictures: a scan that fills its page is taken out as it is, any other page is drawn."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from ocr.errors import OcrError

DPI = 300
MOST_PIXELS = 80_000_000
"""A drawn page has no more pixels than this; A2 at 300 dpi has 35 million."""
PASSWORD = 4
"""pdfium's number for a password that is missing or wrong."""


def pdf_page_count(path: Path) -> int:
    """The number of pages; raises OcrError for a PDF that is locked, damaged or empty."""
    with _opened(path) as document:
        if not len(document):
            raise OcrError("{file} has no pages; check the file.", file=path.name)
        return len(document)


def pdf_page(path: Path, number: int) -> tuple[bytes, str]:
    """Page `number` (from 0) as the bytes of a picture and their media type, JPEG or PNG."""
    with _opened(path) as document:
        try:
            page = document[number]
            found = _scan(page)
            return found if found else (_png(_drawn(page)), "image/png")
        except pdfium.PdfiumError as error:
            raise OcrError(
                "Page {page} of {file} is damaged; export the PDF again.", page=number + 1, file=path.name
            ) from error


@contextmanager
def _opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(path)
    except FileNotFoundError as error:
        raise OcrError("{file} does not exist; check the name.", file=path.name) from error
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD or "password" in str(error).lower():
            raise OcrError("{file} is locked with a password; unlock it and add it again.", file=path.name) from error
        raise OcrError("{file} is damaged or is no PDF; export it again.", file=path.name) from error
    try:
        yield document
    finally:
        document.close()


def _scan(page: pdfium.PdfPage) -> tuple[bytes, str] | None:
    """The one picture that fills an upright page, if there is nothing else to see on it."""
    if page.get_rotation():
        return None
    pictures = []
    for thing in page.get_objects(max_depth=3):
        if isinstance(thing, pdfium.PdfImage):
            pictures.append(thing)
        elif thing.type != raw.FPDF_PAGEOBJ_TEXT:
            return None
    if len(pictures) != 1 or not _fills(pictures[0], page):
        return None
    picture = pictures[0]
    if picture.get_filters() == ["DCTDecode"]:
        data = bytes(picture.get_data(decode_simple=False))
        with Image.open(io.BytesIO(data)) as image:
            if image.mode in ("L", "RGB"):
                return data, "image/jpeg"
        return None
    return _png(_smallest(picture.get_bitmap(render=False).to_pil())), "image/png"


def _fills(picture: pdfium.PdfImage, page: pdfium.PdfPage) -> bool:
    matrix = picture.get_matrix()
    if matrix.a <= 0 or matrix.d <= 0 or abs(matrix.b) > 1e-3 or abs(matrix.c) > 1e-3:
        return False
    return bool(matrix.a >= 0.95 * page.get_width() and matrix.d >= 0.95 * page.get_height())


def _smallest(image: Image.Image) -> Image.Image:
    """Bilevel scans come out of pdfium with 8 bits a pixel; give them their one bit back."""
    if image.mode == "L" and not any(image.histogram()[1:255]):
        return image.convert("1", dither=Image.Dither.NONE)
    return image


def _drawn(page: pdfium.PdfPage) -> Image.Image:
    scale = DPI / 72
    pixels = page.get_width() * page.get_height() * scale * scale
    if pixels > MOST_PIXELS:
        scale *= (MOST_PIXELS / pixels) ** 0.5
    return _smallest(page.render(scale=scale, may_draw_forms=True).to_pil())


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
