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
    """The ruled lines in a mask, lying or standing: thin and straight for at least two and a half characters, or wavy
    for at least eight."""
    straight = _straight(mask, size)
    return straight | _wavy(mask & ~straight, size)


def _wavy(mask: Mask, size: float) -> Mask:
    """The wavy and toothed lines of newspapers: grown across by what they sway they are straight bars, as no column of
    text is, which either has gaps or is thicker."""
    ink, sway = mask.astype(np.uint8), max(round(0.3 * size), 2)
    band = np.zeros(mask.shape, dtype=np.uint8)
    for across in (False, True):
        bars = cv2.dilate(ink, _bar(2 * sway + 1, not across))
        bars = cv2.morphologyEx(bars, cv2.MORPH_OPEN, _bar(max(round(8 * size), 17), across))
        thick = cv2.morphologyEx(bars, cv2.MORPH_OPEN, _bar(2 * sway + max(round(0.7 * size), 4), not across))
        band |= np.asarray(cv2.dilate(cv2.subtract(bars, thick), _bar(2 * (sway // 2) + 1, not across)), dtype=np.uint8)
    return np.asarray(band.astype(np.bool_) & _long(ink & band, size), dtype=np.bool_)


def _long(ink: npt.NDArray[np.uint8], size: float) -> Mask:
    """What of the ink hangs together for more than a character and a half, as no stroke beside a line does."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    known = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) > 1.5 * size
    known[0] = False
    return np.asarray(known[labels], dtype=np.bool_)


def _straight(mask: Mask, size: float) -> Mask:
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
