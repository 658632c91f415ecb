"""- and —, which the recogniser takes for each other: told apart by the length of what is printed."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ocr.engines.base import Glyph, Gray, Reading
from ocr.layout import Strip

HYPHEN, DASH = "-", "—"
LONG = 0.62
"""A stroke from this length on is a dash, in ems: hyphens take a third of an em, dashes four fifths and more."""
THIN = 0.3
"""It is lower than this, in heights of the line; a digit that hangs on to it is not."""


def has_dashes(reading: Reading) -> bool:
    """Whether there is anything to tell apart."""
    return any(glyph.text == HYPHEN for glyph in reading.glyphs)


def measured(strip: Strip, reading: Reading, picture: Gray) -> Reading:
    """The reading of a strip with its hyphens as long as they are printed; `picture` is the strip's view."""
    return Reading(tuple(_measured(strip, glyph, picture) for glyph in reading.glyphs))


def _measured(strip: Strip, glyph: Glyph, picture: Gray) -> Glyph:
    if glyph.text != HYPHEN or _length(strip, glyph, picture) < LONG:
        return glyph
    return replace(glyph, text=DASH)


def _length(strip: Strip, glyph: Glyph, picture: Gray) -> float:
    """The length of the stroke about the middle of a character, in ems; 0 where none stands by itself."""
    height, width = picture.shape
    along, across = (float(np.hypot(*strip.view.matrix[row, :2])) for row in (0, 1))
    em = height / (1 + 2 * strip.air) * along / across
    left, right = max(round(glyph.start * width - em / 2), 0), min(round(glyph.end * width + em / 2), width)
    crop = picture[:, left:right]
    if min(crop.shape) < 3:
        return 0.0
    _, dark = cv2.threshold(crop, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(dark, dtype=np.uint8), connectivity=8)
    middle = (glyph.start + glyph.end) / 2 * width - left
    found = [
        length
        for x, _, length, thickness, area in stats[1:].tolist()
        if x <= middle + em / 4 and x + length >= middle - em / 4 and thickness < THIN * height and area > 0.005 * em**2
    ]
    return float(max(found, default=0) / em)
