"""Pictures of a page that a browser shows: the page at a size for reading, and a small one for lists."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ocr.errors import OcrError
from ocr.pictures import open_image

LONG_SIDE = 2400
"""Pixels of the longer side, enough to read 8-point print of an A4 page; smaller masters stay as large as they are."""
SMALL_SIDE = 360
_QUALITY = 80


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG and its size in pixels."""

    data: bytes
    width: int
    height: int


def for_browsers(master: Path) -> tuple[Picture, Picture]:
    """The picture for reading and the small one; OcrError where the master can't be read."""
    image = open_image(master)
    if image.mode == "I;16":
        image = image.point(lambda value: value / 256).convert("L")
    elif image.mode == "1":
        image = image.convert("L")
    return _picture(image, LONG_SIDE), _picture(image, SMALL_SIDE)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Width and height in pixels of both pictures."""

    full: tuple[int, int]
    small: tuple[int, int]


def write_for_browsers(master: Path, full: Path, small: Path) -> Sizes | tuple[str, dict[str, object]]:
    """Writes both pictures to these files. Where the master can't be read, the template and values of the OcrError,
    which, unlike an exception, come whole out of a worker process."""
    try:
        made = for_browsers(master)
    except OcrError as error:
        return error.template, dict(error.values)
    for picture, file in zip(made, (full, small), strict=True):
        file.write_bytes(picture.data)
    return Sizes((made[0].width, made[0].height), (made[1].width, made[1].height))


def _picture(image: Image.Image, side: int) -> Picture:
    scale = min(1.0, side / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    # `reducing_gap` makes the reduction quick where the master is many times larger.
    smaller = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0) if scale < 1 else image
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Picture(out.getvalue(), *size)
