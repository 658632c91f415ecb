"""What of a page is ink, and what of the ink is ruled lines."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engines.base import Gray

Mask = npt.NDArray[np.bool_]


def ink(picture: Gray, size: float) -> Mask:
    """Where a picture is darker than its surroundings; `size` is the height of a character in its pixels.

    Sauvola's threshold (Pattern Recognition 33, 2000) with a window of two characters, so that stains and uneven
    light do not matter.
    """
    window = max(round(2 * size) | 1, 9)
    values = picture.astype(np.float32)
    mean = cv2.blur(values, (window, window), borderType=cv2.BORDER_REPLICATE)
    square = cv2.blur(values * values, (window, window), borderType=cv2.BORDER_REPLICATE)
    deviation = np.sqrt(np.maximum(square - mean * mean, 0))
    threshold = mean * (1 + 0.2 * (deviation / 128 - 1))
    return np.asarray((values < threshold) & (deviation > 8), dtype=np.bool_)


def rules(mask: Mask, size: float) -> Mask:
    """The ruled lines in a mask: thin and straight for at least two and a half characters, lying or standing."""
    grown = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), dtype=np.uint8))
    length = max(round(2.5 * size), 9)
    thick = max(round(0.45 * size), 3)
    found = np.zeros(mask.shape, dtype=np.uint8)
    for across in (False, True):
        long = cv2.morphologyEx(grown, cv2.MORPH_OPEN, _bar(length, across))
        # A long thing that is also thick is a picture or a dark edge, not a rule.
        solid = cv2.morphologyEx(long, cv2.MORPH_OPEN, _bar(thick, not across))
        found |= np.asarray(cv2.subtract(long, solid), dtype=np.uint8)
    return np.asarray(found.astype(np.bool_) & mask, dtype=np.bool_)


def _bar(length: int, across: bool) -> npt.NDArray[np.uint8]:
    return np.ones((length, 1) if across else (1, length), dtype=np.uint8)
