"""The pictures of pages for an e-book: small enough to be carried, upright, in the shades they have."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from ocr.export.bearings import turned
from ocr.page import PageText
from ocr.pictures import gray, open_image

SIDE = 1600
"""The long side of a picture in pixels: the width of most screens that books are read on."""
QUALITY = 70


def scan(source: Path | bytes, text: PageText) -> bytes:
    """A picture as a JPEG of at most `SIDE` pixels; raises OcrError where it cannot be opened."""
    image = open_image(source)
    image = image.convert("RGB") if image.mode in ("RGB", "P", "CMYK", "RGBA") else Image.fromarray(gray(image))
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.rotate(90 * turned(text), expand=True).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
