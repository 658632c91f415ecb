"""Taking away specks of dirt."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.cleaning.recipe import Step, step
from ocr.cleaning.settings import LONGEST_SPECK
from ocr.cleaning.views import by_tiles, luminance, marks, square
from ocr.cleaning.warps import Picture
from ocr.engines.base import Gray
from ocr.ink import Mask, ink

OF_STROKE = 0.6
"""A speck is smaller than this part of the square of a stroke's width; a full stop or a dot is larger than one."""
FAINTEST = 25
"""Grey levels by which a small mark must be darker than what is around it."""
CLOSER = 3000
"""The long side of the view in which strokes are measured, as fine as they are."""


def decide(picture: Picture) -> Step | None:
    """How large specks are, by the width of the strokes; None where there is no print, or where it is too fine to tell
    a speck from a dot."""
    seen = marks(picture, CLOSER)
    stroke = seen.stroke * seen.grow
    area = min(round(OF_STROKE * stroke * stroke), LONGEST_SPECK)
    if area < 2:
        return None
    window = min(max(round(2 * seen.size * seen.grow) | 1, 9), 1001)
    return step("despeckle", area=area, near=max(min(round(0.7 * stroke), 64), 1), window=window)


def apply(picture: Picture, done: Step) -> list[Picture]:
    """The page without marks of fewer than `area` pixels that stand farther than `near` pixels from every larger one;
    where they stood is the colour around them."""
    area, near, window = done.whole("area"), done.whole("near"), done.whole("window")

    def cleaned(part: Picture, _top: int, _left: int) -> Picture:
        mask = _specks(_dark(luminance(part), area, window), area, near)
        return _without(part, mask, area)

    # A mark that reaches over the overlap is no speck, so a tile sees as much of it as it needs.
    return [by_tiles(picture, max(area, window) + near + 4, cleaned)]


def _dark(part: Gray, area: int, window: int) -> Mask:
    """The ink, and the smallest marks, which are too little in a wide window to count there."""
    hat = cv2.morphologyEx(part, cv2.MORPH_BLACKHAT, _around(area))
    return np.asarray(ink(part, window / 2) | (hat > FAINTEST), dtype=np.bool_)


def _around(area: int) -> npt.NDArray[np.uint8]:
    """A square in which a speck and its soft rim find room."""
    return square(2 * (int(np.ceil(np.sqrt(area))) + 2) + 1)


def _specks(mask: Mask, area: int, near: int) -> Mask:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] < area
    small[0] = False
    specks = np.asarray(small[labels], dtype=np.bool_)
    if not near or not specks.any():
        return specks
    side = 2 * near + 1
    grown = cv2.dilate((mask & ~specks).astype(np.uint8), np.ones((side, side), dtype=np.uint8))
    # A piece of a broken stroke, a dot of a character: near to other ink.
    small[np.unique(labels[(grown > 0) & specks])] = False
    return np.asarray(small[labels], dtype=np.bool_)


def _without(part: Picture, specks: Mask, area: int) -> Picture:
    """The part with its specks, and the soft rim of each, closed with the brightness around them."""
    if not specks.any():
        return part
    closed = cv2.morphologyEx(part, cv2.MORPH_CLOSE, _around(area))
    smooth = np.asarray(cv2.blur(closed, (5, 5)), dtype=np.uint8).reshape(part.shape)
    rim = cv2.dilate(specks.astype(np.uint8), np.ones((3, 3), dtype=np.uint8)) > 0
    return np.where(rim.reshape(*rim.shape, *(1,) * (part.ndim - 2)), smooth, part)
