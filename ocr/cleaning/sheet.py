"""Where the sheet lies in a picture that shows more than the sheet: a table, a scanner's lid or its dark glass."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ocr.cleaning.views import luminance, paper_level, reduced, square
from ocr.cleaning.warps import Picture
from ocr.engines.base import Gray
from ocr.ink import Mask

SIDE = 1000
"""The long side of the view in which the sheet is looked for, in pixels."""
CONTRAST = 50
"""Grey levels by which the paper must be brighter than what lies around it."""
DARK = 0.65
"""What lies around a sheet is darker than this part of its paper: a sheet in the shade is not."""
LENGTH = 0.3
"""What lies around a sheet is seen along this part of the shorter side at least."""
LEAP = 35
"""Grey levels by which the picture changes within seven pixels of the view at the edge of a sheet."""
SHARE = 0.2
"""A sheet takes at least this part of the picture."""


def sheet(picture: Picture) -> tuple[Mask, float] | None:
    """The bright sheet in a small view of the picture, its print filled, and the pixels that one of the view is long.

    None where nothing dark lies around the sheet, or where no sheet is to be told from it.
    """
    view, grow = reduced(luminance(picture), SIDE)
    view = np.asarray(cv2.medianBlur(view, 3), dtype=np.uint8)
    around = _around(view)
    if around is None:
        return None
    bright = 1 - around.astype(np.uint8)
    side = max(round(max(view.shape) * 0.006), 1)
    bright = np.asarray(cv2.morphologyEx(bright, cv2.MORPH_OPEN, square(side)), dtype=np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bright, connectivity=4)
    if count < 2:
        return None
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    if stats[largest, cv2.CC_STAT_AREA] < SHARE * view.size:
        return None
    mask = np.asarray(labels == largest, dtype=np.bool_)
    return (mask, grow) if _is_sharp(view, mask) else None


def _is_sharp(view: Gray, mask: Mask) -> bool:
    """Whether the brightness leaps at the edge of the mask, as it does at the edge of a sheet and not in a shadow."""
    edge = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, square(3)) > 0
    leap = cv2.morphologyEx(view, cv2.MORPH_GRADIENT, square(7))
    return bool(edge.any()) and float(np.median(leap[edge])) >= LEAP


def _around(view: Gray) -> Mask | None:
    """What is dark and joined to an edge of the picture."""
    (paper,) = paper_level(view)
    # Strokes that touch the edge must not count: only what stays dark when strokes are closed.
    side = max(round(max(view.shape) * 0.012), 3) | 1
    closed = np.asarray(cv2.morphologyEx(view, cv2.MORPH_CLOSE, square(side)), dtype=np.uint8)
    ring = _ring(closed)
    dark = ring[ring < min(paper - CONTRAST, DARK * paper)]
    if not len(dark):
        return None
    found = along_the_edge(closed < (paper + float(np.median(dark))) / 2, LENGTH)
    return found if found.any() else None


def along_the_edge(dark: Mask, length: float) -> Mask:
    """Of the areas in a mask those that run along the edge of the picture, each for `length` of its shorter side at
    least; print and pictures that the edge has cut touch it for less."""
    _, labels = cv2.connectedComponents(dark.astype(np.uint8), connectivity=4)
    touching = np.bincount(_ring(labels))
    touching[0] = 0
    return np.asarray(np.isin(labels, np.flatnonzero(touching >= max(length * min(dark.shape), 1))), dtype=np.bool_)


def _ring(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The outermost rows and columns, one after the other."""
    return np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
