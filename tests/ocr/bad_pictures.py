"""Two hundred pictures as donors bring them: odd, wrong, torn, the same each time."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from tests.helpers.draw import lines_image

KINDS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".tif": "TIFF",
    ".gif": "GIF",
    ".webp": "WEBP",
    ".bmp": "BMP",
    ".jp2": "JPEG2000",
}
MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F")
COUNT = 200

Made = tuple[str, bytes]
"""What to end the name of a file in, and its contents."""


def bad_pictures(folder: Path) -> list[Path]:
    """Writes the pictures into `folder`; each is named for what is odd about it."""
    return list(_written(folder))


def _written(folder: Path) -> Iterator[Path]:
    for number in range(COUNT):
        rng = random.Random(number)
        make = MAKERS[number % len(MAKERS)]
        ending, data = make(rng)
        path = folder / f"{number:03}-{make.__name__.strip('_')}{ending}"
        path.write_bytes(data)
        yield path


def _print(rng: random.Random) -> Image.Image:
    """A few characters in grey."""
    return lines_image(["湖水位" * rng.randint(1, 2)], rng.choice((16, 24))).convert("L")


def _encoded(image: Image.Image, ending: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, KINDS[ending], **options)
    return out.getvalue()


def _any_encoding(rng: random.Random) -> Made:
    ending = rng.choice(list(KINDS))
    image = _print(rng)
    return ending, _encoded(image if ending == ".png" else image.convert("RGB"), ending)


def _truncated(rng: random.Random) -> Made:
    ending, data = _any_encoding(rng)
    return ending, data[: rng.randrange(1, len(data))]


def _scratched(rng: random.Random) -> Made:
    """Some bytes are others."""
    ending, data = _any_encoding(rng)
    broken = bytearray(data)
    for _ in range(rng.randint(1, 20)):
        broken[rng.randrange(len(broken))] = rng.randrange(256)
    return ending, bytes(broken)


def _odd_mode(rng: random.Random) -> Made:
    """CMYK, 16 and 32 bits, palettes, transparency, one bit."""
    mode, image = rng.choice(MODES), _print(rng)
    if mode == "I;16":
        return ".tif", _encoded(Image.fromarray(np.asarray(image).astype(np.uint16) * 257), ".tif")
    if mode == "LAB":
        return ".tif", _encoded(Image.merge("LAB", (image, image, image)), ".tif")
    if mode in ("I", "F"):
        return ".tif", _encoded(image.convert(mode), ".tif")
    return ".tif", _encoded(image.convert("RGB").convert(mode), ".tif")


def _transparent(rng: random.Random) -> Made:
    image = _print(rng).convert("RGBA")
    image.putalpha(Image.effect_noise(image.size, rng.randint(1, 90)))
    ending = rng.choice((".png", ".webp", ".tif"))
    return ending, _encoded(image, ending)


def _palette(rng: random.Random) -> Made:
    image = _print(rng).convert("RGB").quantize(rng.choice((2, 16, 256)))
    ending = rng.choice((".png", ".gif", ".bmp"))
    return ending, _encoded(image, ending, **({"transparency": 0} if ending != ".bmp" else {}))


def _wrong_exif(rng: random.Random) -> Made:
    exif = Image.Exif()
    exif[0x0112] = rng.choice((0, 5, 8, 9, 65535))
    blob = exif.tobytes()
    if rng.random() < 0.5:
        blob = blob[: rng.randint(7, len(blob))]
    return ".jpg", _encoded(_print(rng), ".jpg", exif=blob)


def _many_pages(rng: random.Random) -> Made:
    pages = [_print(rng) for _ in range(3)]
    data = _encoded(pages[0], ".tif", save_all=True, append_images=pages[1:])
    return ".tif", data if rng.random() < 0.5 else data[: rng.randrange(len(data) // 3, len(data))]


def _animated(rng: random.Random) -> Made:
    frames = [Image.effect_noise((60, 40), n * 20).convert("P") for n in range(1, 4)]
    ending = rng.choice((".gif", ".webp", ".png"))
    more = [frame.convert("RGB") if ending == ".webp" else frame for frame in frames[1:]]
    return ending, _encoded(frames[0], ending, save_all=True, append_images=more)


def _wrong_ending(rng: random.Random) -> Made:
    _, data = _any_encoding(rng)
    return rng.choice([*KINDS, ".pdf"]), data


def _no_picture(rng: random.Random) -> Made:
    data = rng.choice((b"", b"\0" * 900, "达赉湖".encode(), b"%PDF-1.4 and no more", b"PK\x03\x04", rng.randbytes(500)))
    return rng.choice(list(KINDS)), data


def _huge_header(rng: random.Random) -> Made:
    """A few bytes that say that they are gigapixels."""
    side = rng.choice((40_000, 65_000))
    if rng.random() < 0.3:
        # A BMP of 24 bits: BITMAPFILEHEADER, BITMAPINFOHEADER.
        header = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 24, 0, 0, 2835, 2835, 0, 0)
        return ".bmp", b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + header
    if rng.random() < 0.5:
        return ".gif", b"GIF89a" + struct.pack("<HHBBB", side, side, 0xF0, 0, 0) + bytes(6) + b",\0\0\0\0" + (
            struct.pack("<HHB", side, side, 0) + b"\x02\x02D\x01\0;"
        )  # fmt: skip
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(90))
    chunks = [struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (head, data, b"IEND")]
    return ".png", b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


MAKERS: tuple[Callable[[random.Random], Made], ...] = (
    _any_encoding, _truncated, _scratched, _odd_mode, _transparent, _palette, _wrong_exif, _many_pages, _animated,
    _wrong_ending, _no_picture, _huge_header, _truncated, _scratched,
)  # fmt: skip
