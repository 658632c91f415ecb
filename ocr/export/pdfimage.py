"""Pictures in a PDF: JPEG and JPEG 2000 data goes in as it is, everything else without loss, unless a person chooses
smaller ones. A picture is never enlarged, and one of one bit stays as it is."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import ExifTags, Image, TiffImagePlugin, features

from ocr.errors import OcrError
from ocr.export.bilevel import ink
from ocr.export.choices import Choices
from ocr.pictures import gray, open_image

DPI_RANGE = (50.0, 2400.0)
DEFAULT_DPI = 300.0
SMALLEST, LARGEST = 3.0, 14400.0
"""The sides of a page in points: PDF/A-2 allows no others (ISO 19005-2, 6.1.13)."""
COLOURS = {"1": (1, 1, Name.DeviceGray), "L": (1, 8, Name.DeviceGray), "RGB": (3, 8, Name.DeviceRGB)}
"""By mode of a picture: colours, bits for each, colour space."""
WINDOW = 0.15
"""The surroundings that make out whether a pixel is ink, in inches: about two characters of a book."""
LEAST_DB, DB = 30.0, 0.14
"""The signal-to-noise ratio of JPEG 2000, in decibels: at quality 0, and for each step of quality more. At 75 it is
40.5; JPEG at 75 has 40 to 42 on an aged page of print, and takes more room."""
TURNS: dict[int, tuple[float, float, float, float, float, float]] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""By EXIF orientation: how the unit square of a picture as stored lies in that of the picture seen upright."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture ready for a PDF: `width` and `height` upright, in pixels, at `dpi`."""

    width: int
    height: int
    dpi: float
    orientation: int
    data: bytes
    header: Dictionary

    def matrix(self, width: float, height: float) -> tuple[float, ...]:
        """The matrix that puts the picture upright on a page of `width` × `height` points."""
        a, b, c, d, e, f = TURNS[self.orientation]
        return a * width, b * height, c * width, d * height, e * width, f * height

    def image(self, pdf: Pdf) -> pikepdf.Object:
        """The picture as an object of `pdf`."""
        return pdf.make_indirect(Stream(pdf, self.data, self.header))


def place(source: Path | bytes, choices: Choices | None = None) -> Placed:
    """Makes a picture ready; raises OcrError where it cannot be opened, or made into what is chosen."""
    upright = open_image(source)
    dpi = _dpi(upright)
    kept = _kept(upright, source if isinstance(source, bytes) else source.read_bytes(), dpi)
    if choices is None or choices.pictures == "keep" or upright.mode == "1":
        return kept
    if choices.pictures == "bilevel":
        dark = ink(gray(upright), round(dpi * WINDOW))
        return _lossless(Image.fromarray(~dark), dpi)
    made = _lossy(upright, dpi, choices)
    return made if len(made.data) < len(kept.data) else kept


def _kept(upright: Image.Image, data: bytes, dpi: float) -> Placed:
    with Image.open(io.BytesIO(data)) as image:
        if image.mode not in ("L", "RGB"):
            return _lossless(upright, dpi)
        _, bits, space = COLOURS[image.mode]
        if image.format == "JPEG":
            orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
            orientation = orientation if orientation in TURNS else 1
            header = _header(image.width, image.height, bits, space, Filter=Name.DCTDecode)
            return Placed(upright.width, upright.height, dpi, orientation, data, header)
        if image.format == "JPEG2000" and _is_plain_jp2(data):
            header = _header(image.width, image.height, bits, space, Filter=Name.JPXDecode)
            return Placed(upright.width, upright.height, dpi, 1, data, header)
    return _lossless(upright, dpi)


def _lossy(image: Image.Image, dpi: float, choices: Choices) -> Placed:
    if image.mode not in COLOURS:
        image = Image.fromarray(gray(image))
    out = io.BytesIO()
    if choices.pictures == "jpeg":
        image.save(out, "JPEG", quality=choices.quality, optimize=True)
    elif features.check("jpg_2000"):
        loss = LEAST_DB + DB * choices.quality
        image.save(
            out, "JPEG2000", quality_mode="dB", quality_layers=[loss], irreversible=True, mct=int(image.mode == "RGB")
        )
    else:
        raise OcrError("JPEG 2000 cannot be written on this computer; choose jpeg.")
    _, bits, space = COLOURS[image.mode]
    name = Name.DCTDecode if choices.pictures == "jpeg" else Name.JPXDecode
    header = _header(image.width, image.height, bits, space, Filter=name)
    return Placed(image.width, image.height, dpi, 1, out.getvalue(), header)


def _is_plain_jp2(data: bytes) -> bool:
    """Whether JPEG 2000 data is in its file form, in sRGB or grey (ISO 15444-1, I.5.3.3)."""
    at = data.find(b"colr") + 4
    method, space = data[at : at + 1], data[at + 3 : at + 7]
    return data.startswith(b"\0\0\0\x0cjP  ") and method == b"\x01" and space in (b"\0\0\0\x10", b"\0\0\0\x11")


def _lossless(image: Image.Image, dpi: float) -> Placed:
    if image.mode not in COLOURS:
        image = Image.fromarray(gray(image))
    ways = [_flate(image)]
    if image.mode == "1" and features.check("libtiff"):
        ways.append(_fax(image))
    data, parameters = min(ways, key=lambda way: len(way[0]))
    _, bits, space = COLOURS[image.mode]
    return Placed(
        image.width, image.height, dpi, 1, data, _header(image.width, image.height, bits, space, **parameters)
    )


def _flate(image: Image.Image) -> tuple[bytes, dict[str, object]]:
    """PNG packs the rows of a picture exactly as a PDF may hold them (PDF 32000-1, 7.4.4.4)."""
    colours, bits, _ = COLOURS[image.mode]
    packed = io.BytesIO()
    image.save(packed, "PNG")
    parameters = Dictionary(Predictor=15, Colors=colours, BitsPerComponent=bits, Columns=image.width)
    return _rows(packed.getvalue()), {"Filter": Name.FlateDecode, "DecodeParms": parameters}


def _fax(image: Image.Image) -> tuple[bytes, dict[str, object]]:
    """CCITT Group 4 takes a fraction of the room for pages of text; TIFF packs them as a PDF may hold them."""
    packed = io.BytesIO()
    image.save(packed, "TIFF", compression="group4", tiffinfo={TiffImagePlugin.ROWSPERSTRIP: image.height})
    with Image.open(packed) as tiff:
        assert isinstance(tiff, TiffImagePlugin.TiffImageFile)
        tags = tiff.tag_v2
        (start,), (length,) = tags[TiffImagePlugin.STRIPOFFSETS], tags[TiffImagePlugin.STRIPBYTECOUNTS]
        bright = tags[TiffImagePlugin.PHOTOMETRIC_INTERPRETATION] == 1
    parameters = Dictionary(K=-1, Columns=image.width, Rows=image.height, BlackIs1=bright)
    return packed.getvalue()[start : start + length], {"Filter": Name.CCITTFaxDecode, "DecodeParms": parameters}


def _header(width: int, height: int, bits: int, space: Name, **more: object) -> Dictionary:
    header = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=bits, ColorSpace=space
    )
    for key, value in more.items():
        header[f"/{key}"] = value
    return header


def _rows(png: bytes) -> bytes:
    """The packed rows of a PNG: its IDAT chunks, joined."""
    out, at = [], 8
    while at + 8 <= len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        if name == b"IDAT":
            out.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(out)


def _dpi(image: Image.Image) -> float:
    told = image.info.get("dpi", (0, 0))
    value = float(told[0]) if isinstance(told, tuple) and told and told[0] else 0.0
    value = value if DPI_RANGE[0] <= value <= DPI_RANGE[1] else DEFAULT_DPI
    return max(min(value, min(image.size) * 72 / SMALLEST), max(image.size) * 72 / LARGEST)
