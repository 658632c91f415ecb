"""Pictures in a PDF: JPEG data goes in as it is, everything else without loss."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import ExifTags, Image

from ocr.pictures import gray, open_image

DPI_RANGE = (50.0, 2400.0)
DEFAULT_DPI = 300.0
COLOURS = {"1": (1, 1, Name.DeviceGray), "L": (1, 8, Name.DeviceGray), "RGB": (3, 8, Name.DeviceRGB)}
"""By mode of a picture: colours, bits for each, colour space."""
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


def place(source: Path | bytes) -> Placed:
    """Makes a picture ready; raises OcrError where it cannot be opened."""
    upright = open_image(source)
    dpi = _dpi(upright)
    data = source if isinstance(source, bytes) else source.read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        if image.format == "JPEG" and image.mode in ("L", "RGB"):
            orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
            orientation = orientation if orientation in TURNS else 1
            _, bits, space = COLOURS[image.mode]
            header = _header(image.width, image.height, bits, space, Filter=Name.DCTDecode)
            return Placed(upright.width, upright.height, dpi, orientation, data, header)
    return _lossless(upright, dpi)


def _lossless(image: Image.Image, dpi: float) -> Placed:
    """PNG packs the rows of a picture exactly as a PDF may hold them (PDF 32000-1, 7.4.4.4)."""
    if image.mode not in COLOURS:
        image = Image.fromarray(gray(image))
    colours, bits, space = COLOURS[image.mode]
    packed = io.BytesIO()
    image.save(packed, "PNG")
    parameters = Dictionary(Predictor=15, Colors=colours, BitsPerComponent=bits, Columns=image.width)
    header = _header(image.width, image.height, bits, space, Filter=Name.FlateDecode, DecodeParms=parameters)
    return Placed(image.width, image.height, dpi, 1, _rows(packed.getvalue()), header)


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
    return value if DPI_RANGE[0] <= value <= DPI_RANGE[1] else DEFAULT_DPI
