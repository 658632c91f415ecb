"""Pictures in files and pictures that can be cleaned: from one to the other."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from ocr.cleaning.recipe import Recipe
from ocr.cleaning.views import is_black_and_white
from ocr.cleaning.warps import Picture
from ocr.errors import OcrError
from ocr.pictures import gray, open_image


def opened(source: Path | bytes, name: str = "") -> tuple[Picture, tuple[float, float] | None]:
    """The pixels of a picture, grey or coloured, and its resolution (dots per inch across and down) if it tells one.

    Raises OcrError for what is no picture; see `ocr.pictures.open_image`.
    """
    image = open_image(source, name)
    told = image.info.get("dpi")
    dpi = (float(told[0]), float(told[1])) if told and float(told[0]) > 0 and float(told[1]) > 0 else None
    return np.asarray(image, dtype=np.uint8) if image.mode == "RGB" else gray(image), dpi


def png(page: Picture, dpi: tuple[float, float] | None = None) -> bytes:
    """A page as the bytes of a PNG: with one bit for each pixel where it is only black and white."""
    image = Image.fromarray(page)
    if is_black_and_white(page):
        image = image.convert("1", dither=Image.Dither.NONE)
    out = io.BytesIO()
    if dpi:
        image.save(out, "PNG", dpi=dpi)
    else:
        image.save(out, "PNG")
    return out.getvalue()


def recipe_of(path: Path) -> Recipe:
    """The recipe in a file; raises OcrError, naming what is wrong, where there is none."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = str(error.strerror if isinstance(error, OSError) else error)
        raise OcrError("The recipe {file} cannot be read ({reason}).", file=path.name, reason=reason) from error
    return Recipe.from_json(text)
