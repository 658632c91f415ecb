"""Pictures that are stored turned are shown as they were read: upright."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from archivist.errors import ArchivistError
from ocr.pictures import open_image
from ui.images import load_picture, load_thumbnail


def stored(form: str, orientation: int) -> bytes:
    """A light picture of 60 × 40 with a dark corner, of which EXIF data say how to turn it."""
    image = Image.new("L", (60, 40), 230)
    image.paste(10, (0, 0, 16, 8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    image.save(out, form, exif=exif)
    return out.getvalue()


def pixels(image: QImage) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    gray = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(gray.constBits(), np.uint8).reshape(gray.height(), gray.bytesPerLine())
    return rows[:, : gray.width()].copy()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_window_shows_a_page_as_it_was_read(tmp_path: Path, form: str, orientation: int) -> None:
    path = tmp_path / "page"
    path.write_bytes(stored(form, orientation))
    wanted = np.asarray(open_image(path), dtype=np.int16)
    shown = pixels(load_picture(path).levels[0]).astype(np.int16)
    assert shown.shape == wanted.shape
    assert np.abs(shown - wanted).max() < 40
    small = load_thumbnail(path, 30)
    assert (small.width() > small.height()) == (wanted.shape[1] > wanted.shape[0])


@pytest.mark.parametrize("cut", [0, 8, 40, 60, 80])
def test_a_png_that_ends_too_early_is_told_of_and_not_turned(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "page"
    path.write_bytes(stored("PNG", 6)[:cut])
    with pytest.raises(ArchivistError):
        load_picture(path)
