"""Opening pictures: what a scanner, a telephone or a donor has written becomes an upright picture or a clear error."""

from __future__ import annotations

import ctypes
import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError, _imaging

from ocr.errors import OcrError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LIMIT_PIXELS = 600_000_000
"""A sheet of A0 at 600 dpi has 560 million; more is a fault or an attack, and would not fit into memory."""
BAND = 30_000_000
"""So many pixels become grey at a time: on the way there are three more copies of them."""
# Pillow's own limit lies below an A1 sheet at 600 dpi; `open_image` applies ours.
Image.MAX_IMAGE_PIXELS = None

FAULTS = (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError,
          EOFError, struct.error, zlib.error)  # fmt: skip
"""What Pillow's decoders raise on damaged data, besides its own errors, which are OSErrors."""


def open_image(source: Path | bytes, name: str = "", page: int = 0) -> Image.Image:
    """The picture of a file or of its bytes: upright, fully decoded, in mode 1, L, RGB or I;16.

    `page` counts from 0 in a TIFF of several pages; `name` is what to call bytes in an error. Transparent places become
    white. Raises OcrError for what is no picture, is cut short, is empty, or is too large.
    """
    label = name or (source.name if isinstance(source, Path) else "the picture")
    with _opened(source, label) as image:
        if image.width * image.height > LIMIT_PIXELS:
            raise OcrError(
                "{file} has {width} × {height} pixels, more than can be read; scan it at a lower resolution.",
                file=label,
                width=image.width,
                height=image.height,
            )
        try:
            if page:
                image.seek(page)
            image.load()
            # In place: a large sheet would not fit into memory three times.
            ImageOps.exif_transpose(image, in_place=True)
            return _plain(image)
        except EOFError as error:
            raise _damaged(label, "it ends too early") from error
        except MemoryError as error:
            raise OcrError(
                "There is not enough memory to open {file}; scan it at a lower resolution.", file=label
            ) from error
        except FAULTS as error:
            raise _damaged(label, str(error) or type(error).__name__) from error


def page_count(path: Path) -> int:
    """How many pictures a file holds; raises OcrError if it is no picture."""
    with _opened(path, path.name) as image:
        try:
            # Only TIFF pages are pages; the frames of a GIF or a WebP are an animation, MPO holds previews.
            return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
        except FAULTS as error:
            raise _damaged(path.name, str(error) or type(error).__name__) from error


def media_type(path: Path) -> str:
    """The media type of a picture file, told from its contents."""
    with _opened(path, path.name) as image:
        return Image.MIME.get(image.format or "", "application/octet-stream")


def gray(image: Image.Image) -> npt.NDArray[np.uint8]:
    """Rows × columns, 0 black to 255 white; 16-bit pictures are stretched over the range that they use."""
    # numpy only where it is needed: the window opens pictures too, and must start quickly.
    import numpy as np

    if image.mode == "I;16":
        values = np.asarray(image, dtype=np.float32)
        low, high = float(values.min()), float(values.max())
        if high > 255:
            values = (values - min(low, 0.0)) * (255 / max(high, 1.0))
        return values.astype(np.uint8)
    out = np.empty((image.height, image.width), dtype=np.uint8)
    rows = max(BAND // image.width, 1)
    for top in range(0, image.height, rows):
        bottom = min(top + rows, image.height)
        part = image if rows >= image.height else image.crop((0, top, image.width, bottom))
        out[top:bottom] = np.asarray(part.convert("L"))
    return out


@contextmanager
def _opened(source: Path | bytes, label: str) -> Iterator[Image.Image]:
    _silence_libtiff()
    try:
        # From an open file: of one that it opens itself Pillow maps plain TIFFs into memory, and turns those wrongly.
        file = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    except FileNotFoundError as error:
        raise OcrError("{file} does not exist; check the name.", file=label) from error
    except PermissionError as error:
        raise OcrError("{file} may not be read; ask for permission to read it.", file=label) from error
    except FAULTS as error:
        raise _damaged(label, str(error) or type(error).__name__) from error
    with file, _identified(file, source, label) as image, warnings.catch_warnings():
        # Pillow warns of oddities in the notes beside a picture; what matters raises.
        warnings.simplefilter("ignore")
        yield image


def _identified(file: BinaryIO, source: Path | bytes, label: str) -> Image.Image:
    """The picture in an open file, not yet decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(file)
    except UnidentifiedImageError as error:
        if not (source if isinstance(source, bytes) else source.stat().st_size):
            raise OcrError("{file} is empty; scan or copy it again.", file=label) from error
        raise OcrError("{file} is not a picture that can be read; use TIFF, JPEG, PNG or PDF.", file=label) from error
    except FAULTS as error:
        raise _damaged(label, str(error) or type(error).__name__) from error


@cache
def _silence_libtiff() -> None:
    """libtiff tells the terminal in lines of its own what Pillow raises as an error, and much that harms nobody.

    Its handlers are taken away once in a process; catching what it writes would also catch what other threads write.
    Pillow's module finds the functions of the libtiff that it was linked to, unless (on Windows) it holds them hidden.
    """
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(_imaging.__file__)
        for setter in (library.TIFFSetErrorHandler, library.TIFFSetWarningHandler):
            setter.argtypes, setter.restype = [ctypes.c_void_p], ctypes.c_void_p
            setter(None)


def _damaged(label: str, reason: str) -> OcrError:
    return OcrError("{file} is damaged or was cut short ({reason}); scan or copy it again.", file=label, reason=reason)


def _plain(image: Image.Image) -> Image.Image:
    """The same picture in one of the four modes, with transparent places white."""
    if image.mode in ("1", "L", "RGB", "I;16"):
        return image.copy()
    if image.mode in ("I;16B", "I;16L", "I;16N", "I", "F"):
        import numpy as np

        values = np.nan_to_num(np.asarray(image, dtype=np.float64))
        if image.mode == "F" and values.max() <= 1:
            values = values * 65535
        return Image.fromarray(np.clip(values, 0, 65535).astype(np.uint16))
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        solid = image.convert("RGBA")
        white = Image.new("RGBA", solid.size, "white")
        return Image.alpha_composite(white, solid).convert("RGB")
    return image.convert("RGB")
