"""Pictures of all kinds are opened upright, or refused with one clear sentence."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr.errors import OcrError
from ocr.pictures import gray, media_type, open_image, page_count

ROOT = Path(__file__).parents[2]


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def corner(mode: str = "L") -> Image.Image:
    """White, 60 × 40, with a black quarter at the top left."""
    image = Image.new("L", (60, 40), 255)
    image.paste(0, (0, 0, 30, 20))
    return image.convert(mode)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("1", "PNG"), ("1", "TIFF"), ("L", "PNG"), ("L", "JPEG"), ("P", "PNG"), ("RGB", "JPEG"), ("CMYK", "TIFF"),
     ("CMYK", "JPEG"), ("RGBA", "PNG"), ("LA", "PNG"), ("P", "GIF"), ("RGB", "WEBP"), ("YCbCr", "TIFF")],
)  # fmt: skip
def test_a_picture_looks_the_same_whatever_its_mode(mode: str, kind: str) -> None:
    seen = gray(open_image(saved(corner(mode), kind)))
    assert seen.shape == (40, 60)
    assert seen[5, 5] < 60
    assert seen[35, 55] > 190
    assert seen[5, 55] > 190


def test_sixteen_bits_are_brought_down_to_eight() -> None:
    values = np.full((40, 60), 4000, dtype=np.uint16)
    values[:20, :30] = 100
    seen = gray(open_image(saved(Image.fromarray(values), "PNG")))
    assert (int(seen[5, 5]), int(seen[35, 55])) == (6, 255)


def test_big_endian_sixteen_bits_are_understood() -> None:
    values = np.full((40, 60), 60000, dtype=">u2")
    values[:20, :30] = 0
    image = Image.frombytes("I;16B", (60, 40), values.tobytes())
    seen = gray(open_image(saved(image, "TIFF")))
    assert (int(seen[5, 5]), int(seen[35, 55])) == (0, 255)


def test_what_is_transparent_becomes_white() -> None:
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 30, 20))
    seen = gray(open_image(saved(image, "PNG")))
    assert (int(seen[5, 5]), int(seen[35, 55])) == (0, 255)


@pytest.mark.parametrize(
    ("orientation", "shape", "dark"),
    [(1, (40, 60), (5, 5)), (3, (40, 60), (35, 55)), (6, (60, 40), (5, 35)), (8, (60, 40), (55, 5))],
)
def test_a_picture_stands_as_its_camera_says(orientation: int, shape: tuple[int, int], dark: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    seen = gray(open_image(saved(corner(), "JPEG", exif=exif.tobytes())))
    assert seen.shape == shape
    assert seen[dark] < 60


@pytest.mark.parametrize("orientation", [2, 5, 6, 7, 8])
def test_a_plain_tiff_stands_so_in_a_file_as_well_as_in_memory(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(corner(), "TIFF", exif=exif.tobytes())
    (tmp_path / "page.tif").write_bytes(data)
    wanted = gray(open_image(saved(corner(), "PNG", exif=exif.tobytes())))
    assert (gray(open_image(tmp_path / "page.tif")) == wanted).all()
    assert (gray(open_image(data)) == wanted).all()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "GIF"])
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.9])
def test_a_truncated_picture_is_refused_by_name(kind: str, kept: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 200), dtype=np.uint8)
    data = saved(Image.fromarray(noise), kind)
    with pytest.raises(OcrError, match=r"page\.img"):
        open_image(data[: int(len(data) * kept)], "page.img")


def test_an_empty_file_and_one_that_is_no_picture_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "leer.png").write_bytes(b"")
    (tmp_path / "text.jpg").write_text("not a picture", encoding="utf-8")
    with pytest.raises(OcrError, match=r"leer\.png is empty"):
        open_image(tmp_path / "leer.png")
    with pytest.raises(OcrError, match=r"text\.jpg is not a picture"):
        open_image(tmp_path / "text.jpg")
    with pytest.raises(OcrError, match=r"away\.jpg does not exist"):
        open_image(tmp_path / "away.jpg")


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded() -> None:
    header = bytearray(saved(Image.new("1", (8, 8)), "PNG"))
    header[16:24] = (60000).to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4, "big")
    with pytest.raises(OcrError, match="60000 × 60000"):
        open_image(bytes(header))


def test_a_damaged_tiff_is_told_of_in_one_sentence_and_the_decoder_says_nothing_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "torn.tif"
    data = bytearray(saved(Image.effect_noise((200, 150), 60), "TIFF", compression="tiff_lzw"))
    data[500:900] = b"\xff" * 400
    path.write_bytes(data)
    command = "import sys; from pathlib import Path; from ocr.pictures import open_image; open_image(Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", command, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    *trace, last = done.stderr.splitlines()
    assert last.startswith("ocr.errors.OcrError: torn.tif is damaged")
    assert all(line.startswith((" ", "Traceback", "During", "The above", "OSError")) or not line for line in trace)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP"]), st.data())
def test_damaged_bytes_give_a_picture_or_a_clear_error(kind: str, data: st.DataObject) -> None:
    raw = bytearray(saved(corner("RGB"), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        image = open_image(bytes(raw[: data.draw(st.integers(0, len(raw)))]), "page")
    except OcrError as error:
        assert "page" in str(error)
    else:
        assert gray(image).size > 0


def test_the_pages_of_a_tiff_are_counted_and_opened_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "many.tif"
    first, second = Image.new("L", (30, 20), 0), Image.new("1", (50, 60), 1)
    first.save(path, save_all=True, append_images=[second])
    assert (page_count(path), media_type(path)) == (2, "image/tiff")
    assert open_image(path, page=1).size == (50, 60)
