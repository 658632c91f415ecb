"""Pictures turned as their EXIF data say: reading turns them so, and boxes are in pixels of what a person is to see.

Qt turns JPEG and TIFF itself, but not PNG, which may say so in a chunk of its own (PNG 3rd edition, 11.3.4.5).
"""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtGui import QImage, QTransform

MARK = b"\x89PNG\r\n\x1a\n"
ORIENTATION = 0x0112
SIDES: dict[int, tuple[int, int, int, int]] = {
    2: (-1, 0, 0, 1),
    3: (-1, 0, 0, -1),
    4: (1, 0, 0, -1),
    5: (0, 1, 1, 0),
    6: (0, 1, -1, 0),
    7: (0, -1, -1, 0),
    8: (0, -1, 1, 0),
}
"""For each value of Orientation (EXIF 2.32, 4.6.4) the matrix that turns the stored picture upright; 1 is upright."""


def turned(image: QImage, path: Path) -> QImage:
    """A picture that was read from `path`, upright if it is a PNG that is stored turned; any other as it is."""
    if _orientation(path) not in SIDES:
        return image
    a, b, c, d = SIDES[_orientation(path)]
    return image.transformed(QTransform(a, b, c, d, 0, 0))


def _orientation(path: Path) -> int:
    data = _exif(path)
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", data, 4)
        (count,) = struct.unpack_from(order + "H", data, start)
        for n in range(count):
            tag, _, _, value = struct.unpack_from(order + "HHIH", data, start + 2 + 12 * n)
            if tag == ORIENTATION:
                return int(value)
    except struct.error:
        pass
    return 1


def _exif(path: Path) -> bytes:
    """The EXIF data of a PNG; empty where there are none."""
    with path.open("rb") as file:
        if file.read(len(MARK)) != MARK:
            return b""
        while len(head := file.read(8)) == 8:
            length, name = struct.unpack(">I4s", head)
            if name == b"eXIf":
                return file.read(length)
            file.seek(length + 4, 1)
    return b""
