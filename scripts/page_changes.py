"""The changes that a page must be read under as well as it is: nobody scans at the size that an engine likes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

from PIL import Image

WHITE = 255


def _scaled(image: Image.Image, scale: float) -> Image.Image:
    size = round(image.width * scale), round(image.height * scale)
    return image.convert("L").resize(size, Image.Resampling.LANCZOS)


def _margins(image: Image.Image) -> Image.Image:
    """A blank margin of 30 % of the width on both sides."""
    free = round(0.3 * image.width)
    out = Image.new("L", (image.width + 2 * free, image.height), WHITE)
    out.paste(image, (free, 0))
    return out


def _turned(image: Image.Image) -> Image.Image:
    """Turned by 2° anticlockwise."""
    return image.convert("L").rotate(2, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)


CHANGES: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "as it is": lambda image: image,
    "smaller": lambda image: _scaled(image, 0.7),
    "larger": lambda image: _scaled(image, 1.5),
    "margins": _margins,
    "turned": _turned,
    "jpeg": lambda image: image.convert("L"),
}
"""By name: 0.7 × and 1.5 × size, blank margins, a turn, JPEG of quality 30."""


def encoded(image: Image.Image, change: str) -> bytes:
    """The changed picture as the bytes of a file."""
    out = io.BytesIO()
    changed = CHANGES[change](image)
    if change == "jpeg":
        changed.save(out, "JPEG", quality=30)
    else:
        changed.save(out, "PNG")
    return out.getvalue()
