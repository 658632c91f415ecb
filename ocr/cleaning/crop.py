"""Cutting a page out of what lies around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ocr.cleaning.recipe import Step, step
from ocr.cleaning.sheet import sheet
from ocr.cleaning.warps import Picture, Warp, shifted

LEAST = 0.003
"""A strip narrower than this part of the side is not worth a cut; `borders` paints it."""
FILLED = 0.4
"""A row or column belongs to the page where this part of it, against the fullest, is paper."""


def decide(picture: Picture) -> Step | None:
    """The rectangle of the sheet; None where nothing dark lies around it."""
    found = sheet(picture)
    if found is None:
        return None
    mask, grow = found
    height, width = picture.shape[:2]
    left, right = _stretch(mask.sum(axis=0), width, grow)
    top, bottom = _stretch(mask.sum(axis=1), height, grow)
    if (left, top, right, bottom) == (0, 0, width, height):
        return None
    return step("crop", left=left, top=top, right=right, bottom=bottom)


def _stretch(profile: npt.NDArray[np.int64], length: int, grow: float) -> tuple[int, int]:
    """From where to where a profile of the view is full, in pixels of the picture; an edge close by is the edge."""
    full = np.nonzero(profile >= FILLED * profile.max())[0]
    start, end = round(float(full[0]) * grow), min(round(float(full[-1] + 1) * grow), length)
    close = max(LEAST * length, 1.5 * grow)
    return (0 if start <= close else start), (length if length - end <= close else end)


def apply(picture: Picture, done: Step) -> list[Picture]:
    """The rectangle, cut to the picture; at least one pixel of it."""
    left, top, right, bottom = _inside(picture.shape[1], picture.shape[0], done)
    return [picture[top:bottom, left:right].copy()]


def warps(width: int, height: int, done: Step) -> list[Warp]:
    """The map of the rectangle."""
    left, top, right, bottom = _inside(width, height, done)
    return [shifted(left, top, right - left, bottom - top)]


def _inside(width: int, height: int, done: Step) -> tuple[int, int, int, int]:
    left, top = min(done.whole("left"), width - 1), min(done.whole("top"), height - 1)
    right = min(max(done.whole("right"), left + 1), width)
    return left, top, right, min(max(done.whole("bottom"), top + 1), height)
