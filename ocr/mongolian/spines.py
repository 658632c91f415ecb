"""Tells columns of traditional Mongolian from columns of characters by their ink.

The letters of a Mongolian word hang on one stem, the spine, that runs down the column: most rows of pixels cross this
stem and little else. A column of Han characters has no stem that is longer than one character, and a row crosses two or
three strokes of it, some of them lying.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engines.base import Gray
from ocr.frames import WHITE
from ocr.pieces import HEART, Blob

HALF = 0.5
"""A column is looked at so far to either side of the middle of its heart, in widths of the column."""
INK = 0.42
"""Ink is what is darker than this on the way from the ink to the paper of a column: a strict threshold, because in
small print the gaps between characters are grey."""
STEM = 0.9
"""A stem is a stroke that runs down the column for this part of its width, as few strokes of characters do."""
LYING = 0.45
"""A lying stroke is one of this part of the width of the column."""
BESIDE = 3.0
"""Columns no farther apart than this, in widths, are likely to be in one script."""
LIMITS = ((0.20, 0.40), (1.68, 0.20), (0.28, 0.06), (0.12, 0.06))
"""For the share of stems, the strokes that a row crosses, the darkness and the share of lying strokes: where Mongolian
and characters meet, and what is far from there. Measured on drawn columns of 13 to 60 pixels and on real pages."""


@dataclass(frozen=True, slots=True)
class Spine:
    """The ink of one column, over those of its rows of pixels that have any.

    `stem` is the share of rows that cross a stem, `lying` the share of those that hold a lying stroke; `strokes` is how
    many strokes a row crosses, and `dark` the share of ink in it.
    """

    stem: float
    strokes: float
    dark: float
    lying: float

    @property
    def leaning(self) -> float:
        """Above 0 for Mongolian, below for characters; −1 to 1."""
        if not self.strokes:
            return -1.0
        ways = (1, -1, -1, -1)
        values = (self.stem, self.strokes, self.dark, self.lying)
        marks = [
            min(max(way * (value - limit) / far, -1.0), 1.0)
            for way, value, (limit, far) in zip(ways, values, LIMITS, strict=True)
        ]
        # One mark that speaks against it counts as much as all together: each script can look like the other in some.
        return (sum(marks) / len(marks) + min(marks)) / 2


def standing(found: Sequence[Blob]) -> list[Blob]:
    """The hearts that may be columns."""
    return [blob for blob in found if blob.vertical and blob.long]


def leanings(view: Gray, found: Sequence[Blob]) -> npt.NDArray[np.float64]:
    """For each standing heart of a view how surely it is a column of Mongolian, −1 to 1, its neighbours considered."""
    own = np.array([spine(view, blob).leaning for blob in found])
    if not len(own):
        return own
    x, y, length, width = np.array([(b.x, b.y, b.length, b.thickness / HEART) for b in found]).T
    near = np.abs(x[:, None] - x) < BESIDE * np.maximum(width[:, None], width)
    shared = np.abs(y[:, None] - y) < (length[:, None] + length) / 2
    weights = near * shared * length
    return np.asarray((own + weights @ own / weights.sum(axis=1)) / 2, dtype=np.float64)


def spine(view: Gray, blob: Blob) -> Spine:
    """What the ink of a standing heart of a view is like."""
    width = blob.thickness / HEART
    ink = _ink(_level(view, blob, width))
    rows = ink.any(axis=1)
    count = int(rows.sum())
    if not count:
        return Spine(0.0, 0.0, 0.0, 0.0)
    thick = np.asarray(cv2.dilate(ink, np.ones((1, 3), dtype=np.uint8)), dtype=np.uint8)
    stems = _runs(thick, STEM * width, down=True) & rows
    lying = _runs(ink, LYING * width, down=False)
    starts = np.diff(np.pad(ink, ((0, 0), (1, 0))).astype(np.int8), axis=1) == 1
    stem, strokes, flat = (float(part.sum()) / count for part in (stems, starts, lying))
    return Spine(stem, strokes, float(ink[rows].mean()), flat)


def rows_with_ink(view: Gray, blob: Blob) -> npt.NDArray[np.bool_]:
    """Which rows of pixels of the column of a standing heart have ink; the middle one is that of the heart."""
    return np.asarray(_ink(_level(view, blob, blob.thickness / HEART)).any(axis=1), dtype=np.bool_)


def _level(view: Gray, blob: Blob, width: float) -> Gray:
    """The column of a heart, its tilt taken out."""
    half, length = max(round(HALF * width), 2), max(round(blob.length + 0.6 * width), 2)
    lean = math.tan(math.radians(blob.angle))
    back = np.array([[1.0, -lean, blob.x - half + lean * length / 2], [0.0, 1.0, blob.y - length / 2]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (2 * half + 1, length)
    out = cv2.warpAffine(view, back, size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=WHITE)
    return np.asarray(out, dtype=np.uint8)


def _ink(picture: Gray) -> npt.NDArray[np.uint8]:
    limit, _ = cv2.threshold(picture, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    dark = picture <= limit
    if dark.all() or not dark.any():
        return np.zeros(picture.shape, dtype=np.uint8)
    ink, paper = float(picture[dark].mean()), float(picture[~dark].mean())
    return np.asarray(picture < ink + INK * (paper - ink), dtype=np.uint8)


def _runs(ink: npt.NDArray[np.uint8], length: float, *, down: bool) -> npt.NDArray[np.bool_]:
    """Which rows hold a part of a straight stroke of this length that stands (`down`) or lies."""
    pixels = max(round(length), 2)
    bar = np.ones((pixels, 1) if down else (1, pixels), dtype=np.uint8)
    found = cv2.morphologyEx(ink, cv2.MORPH_OPEN, bar, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(found.any(axis=1), dtype=np.bool_)
