"""What of a page is ink, and what of the ink is ruled lines."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engines.base import Gray

Mask = npt.NDArray[np.bool_]
_Bits = npt.NDArray[np.uint8]
_Floats = npt.NDArray[np.float32]
WIDEST = 181
"""In a wider window the sum of squared grey levels no longer fits into 32 bits."""
ROWS = 32
SAMPLES = 16
"""In a run that is long enough so many places are looked at before all of it is."""


def ink(picture: Gray, size: float) -> Mask:
    """Where a picture is darker than its surroundings; `size` is the height of a character in its pixels.

    Sauvola's threshold (Pattern Recognition 33, 2000) with a window of two characters, so that stains and uneven
    light do not matter.
    """
    window = max(round(2 * size) | 1, 9)
    values = picture if window <= WIDEST else picture.astype(np.float32)
    mean, square = (
        np.asarray(way(values, cv2.CV_32F, (window, window), borderType=cv2.BORDER_REPLICATE), dtype=np.float32)
        for way in (cv2.boxFilter, cv2.sqrBoxFilter)
    )
    out = np.empty(picture.shape, dtype=np.bool_)
    # A few rows at a time stay in the cache of the processor through all steps.
    for top in range(0, len(picture), ROWS):
        rows = np.s_[top : top + ROWS]
        out[rows] = _darker(values[rows], mean[rows], square[rows])
    return out


def _darker(values: Gray | _Floats, mean: _Floats, square: _Floats) -> Mask:
    deviation = np.sqrt(np.maximum(square - mean * mean, 0))
    known = deviation > 8
    deviation *= 0.2 / 128
    deviation += 0.8
    return np.asarray((values < mean * deviation) & known, dtype=np.bool_)


def rules(mask: Mask, size: float) -> Mask:
    """The ruled lines in a mask, lying or standing: thin and straight for at least two and a half characters, or wavy
    for at least eight."""
    straight = _straight(mask, size)
    return straight | _wavy(mask & ~straight, size)


def _wavy(mask: Mask, size: float) -> Mask:
    """The wavy and toothed lines of newspapers: grown across by what they sway they are straight bars, as no column of
    text is, which either has gaps or is thicker."""
    ink, sway = mask.view(np.uint8), max(round(0.3 * size), 2)
    band = np.zeros(mask.shape, dtype=np.uint8)
    for across in (False, True):
        bars = opened(cv2.dilate(ink, _bar(2 * sway + 1, not across)), max(round(8 * size), 17), across)
        if bars.any():
            thick = opened(bars, 2 * sway + max(round(0.7 * size), 4), not across)
            band |= cv2.dilate(cv2.subtract(bars, thick), _bar(2 * (sway // 2) + 1, not across)).astype(np.uint8)
    out = np.zeros(mask.shape, dtype=np.bool_)
    left, top, width, height = cv2.boundingRect(band)
    inside = np.s_[top : top + height, left : left + width]
    if width:
        out[inside] = band[inside].view(np.bool_) & _long(ink[inside] & band[inside], size)
    return out


def _long(ink: _Bits, size: float) -> Mask:
    """What of the ink hangs together for more than a character and a half, as no stroke beside a line does."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    known = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) > 1.5 * size
    known[0] = False
    return np.asarray(known[labels], dtype=np.bool_)


def _straight(mask: Mask, size: float) -> Mask:
    grown = np.asarray(cv2.dilate(mask.view(np.uint8), np.ones((3, 3), dtype=np.uint8)), dtype=np.uint8)
    length = max(round(2.5 * size), 9)
    thick = max(round(0.45 * size), 3)
    found = np.zeros(mask.shape, dtype=np.uint8)
    for across in (False, True):
        long = opened(grown, length, across)
        if long.any():
            # A long thing that is also thick is a picture or a dark edge, not a rule.
            found |= np.asarray(cv2.subtract(long, opened(long, thick, not across)), dtype=np.uint8)
    return np.asarray(found.view(np.bool_) & mask, dtype=np.bool_)


def opened(mask: cv2.typing.MatLike, length: int, across: bool) -> _Bits:
    """The runs of a mask (0 and 1) that are long enough, lying, or standing if `across`.

    Most rows of a page have none, which a few places of each run tell: only the others are looked at whole.
    """
    step = max(length // SAMPLES, 1)
    few = np.ascontiguousarray(mask[::step] if across else mask[:, ::step])
    # Two places fewer, since at the edge of the mask half a run is enough.
    some = few if step == 1 else cv2.erode(few, _bar(length // step - 2, across))
    lines = np.flatnonzero(some.any(axis=0 if across else 1))
    out = np.zeros(mask.shape, dtype=np.uint8)
    if len(lines):
        inside = np.s_[:, lines] if across else np.s_[lines]
        out[inside] = cv2.morphologyEx(mask[inside], cv2.MORPH_OPEN, _bar(length, across))
    return out


def _bar(length: int, across: bool) -> _Bits:
    return np.ones((length, 1) if across else (1, length), dtype=np.uint8)
