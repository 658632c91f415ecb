"""Mending broken strokes and thickening thin ones."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.cleaning.recipe import Step, step
from ocr.cleaning.views import Marks, by_tiles, marks
from ocr.cleaning.warps import Picture

THIN = 1.6
"""Pixels; a thinner stroke breaks when a page is made black and white."""
CLOSER = 3000
FEWER = 0.7
"""Strokes are broken where closing gaps leaves at most this part of the marks …"""
FULLER = 1.25
"""… and yet adds little ink: else it would fill the hollows of characters."""
GAP = 2


def decide(picture: Picture) -> Step | None:
    """Mends where closing tiny gaps joins many marks at the cost of little ink, and thickens strokes under two pixels.

    None where neither is wanted.
    """
    seen = marks(picture, CLOSER)
    if not seen.size:
        return None
    mend = GAP if seen.grow == 1 and _broken(seen) else 0
    thicken = 1 if 0 < seen.stroke * seen.grow < THIN else 0
    return step("strokes", mend=mend, thicken=thicken) if mend or thicken else None


def _broken(seen: Marks) -> bool:
    mask = seen.mask.astype(np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _disc(GAP + 1))
    before, after = (cv2.connectedComponents(one, connectivity=8)[0] - 1 for one in (mask, closed))
    return after <= FEWER * before and int(closed.sum()) <= FULLER * int(mask.sum())


def apply(picture: Picture, done: Step) -> list[Picture]:
    """Closing of the dark: what lies in gaps up to `mend` pixels becomes as dark as the strokes beside it; then every
    stroke grows by `thicken` pixels."""
    mend, thicken = done.whole("mend"), done.whole("thicken")

    def changed(part: Picture, _top: int, _left: int) -> Picture:
        if mend:
            part = np.asarray(cv2.morphologyEx(part, cv2.MORPH_OPEN, _disc(mend + 1)), dtype=np.uint8)
        if thicken:
            part = np.asarray(cv2.erode(part, _disc(thicken + 1)), dtype=np.uint8)
        return part

    if not mend and not thicken:
        return [picture.copy()]
    return [by_tiles(picture, 2 * mend + thicken + 4, changed)]


def _disc(side: int) -> npt.NDArray[np.uint8]:
    # The least disc would be a cross, which leaves the corners of a gap open.
    shape = cv2.MORPH_ELLIPSE if side > 3 else cv2.MORPH_RECT
    return np.asarray(cv2.getStructuringElement(shape, (side, side)), dtype=np.uint8)
