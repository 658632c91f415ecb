"""Flattening a sheet that was photographed from the side."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.cleaning.corners import are_of_a_page, placed
from ocr.cleaning.recipe import Step, step
from ocr.cleaning.sheet import sheet
from ocr.cleaning.views import paper_level, reduced
from ocr.cleaning.warps import Picture, Plane, Points, Warp, resample
from ocr.errors import OcrError
from ocr.ink import Mask
from ocr.pictures import LIMIT_PIXELS

STRAIGHT = 0.97
"""A sheet fills at least this part of the four-sided figure around it, or it is none."""
ASLANT = 0.006
"""A side that leaves the level by less, in parts of its length, is level; `crop` then does with less."""
LONGEST = 40_000
"""The longest side of the flattened page, in pixels."""


def decide(picture: Picture) -> Step | None:
    """The corners of the sheet; None where no four-sided sheet lies wholly inside the picture, or where it is level."""
    found = sheet(picture)
    if found is None:
        return None
    mask, grow = found
    if mask[0].any() or mask[-1].any() or mask[:, 0].any() or mask[:, -1].any():
        return None
    corners = _corners(mask)
    if corners is None or _is_level(corners):
        return None
    return step("perspective", corners=tuple(round(float(v), 1) for v in (corners * grow).ravel()))


def _corners(mask: Mask) -> Points | None:
    """The corners of the figure whose sides lie along the edge of the mask, clockwise from the upper left."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    length = cv2.arcLength(hull, True)
    rough = next((f for e in (0.01, 0.02, 0.04) if len(f := cv2.approxPolyDP(hull, e * length, True)) == 4), None)
    if rough is None:
        return None
    edge = np.concatenate([c.reshape(-1, 2) for c in contours]).astype(np.float64) + 0.5
    exact = _meeting(_ordered(rough.reshape(4, 2).astype(np.float64)), edge)
    area = cv2.contourArea(exact.astype(np.float32))
    whole = max(cv2.contourArea(c) for c in contours)
    return exact if STRAIGHT < whole / max(area, 1) < 1 / STRAIGHT else None


def _ordered(corners: Points) -> Points:
    middle = corners.mean(axis=0)
    around = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    turned = corners[np.argsort(around)]
    return np.roll(turned, -int(np.argmin(turned.sum(axis=1))), axis=0)


def _meeting(corners: Points, edge: Points) -> Points:
    """The corners again, as the points where lines fitted to the four sides meet."""
    sides = [_side(start, end, edge) for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    met = []
    for one, other in zip(np.roll(sides, 1, axis=0), sides, strict=True):
        met.append(np.linalg.solve(np.stack([one[:2], other[:2]]), np.array([one[2], other[2]])))
    return np.array(met)


def _side(start: Points, end: Points, edge: Points) -> npt.NDArray[np.float64]:
    """The line along the edge between two corners: a, b, c of a·x + b·y = c."""
    length = max(float(np.hypot(*(end - start))), 1e-9)
    along = (end - start) / length
    place, off = (edge - start) @ along, np.abs((edge - start) @ np.array([-along[1], along[0]]))
    near = edge[(off < max(0.02 * length, 3)) & (place > 0.05 * length) & (place < 0.95 * length)]
    x, y = start
    if len(near) >= 10:
        fitted = cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel().astype(np.float64)
        along, (x, y) = fitted[:2] * np.sign(fitted[:2] @ along), fitted[2:]
    across = np.array([-along[1], along[0]])
    # The middles of the outermost pixels lie half a pixel inside the edge; inside is across, as the corners run.
    return np.array([*across, across @ np.array([x, y]) - 0.5])


def _is_level(corners: Points) -> bool:
    sides = np.abs(np.roll(corners, -1, axis=0) - corners)
    return bool((sides.min(axis=1) < ASLANT * sides.max(axis=1)).all())


def apply(picture: Picture, done: Step) -> list[Picture]:
    """The sheet seen from above; raises OcrError where the corners are those of no sheet."""
    (warp,) = warps(picture.shape[1], picture.shape[0], done)
    return [resample(picture, warp, paper_level(reduced(picture)[0]))]


def warps(width: int, height: int, done: Step) -> list[Warp]:
    """The map of the flattened sheet, as wide and high as the longer of its opposite sides.

    Raises OcrError where the corners are those of no page, or of one too large.
    """
    numbers = done.numbers("corners")
    if done.word("measure") == "parts":
        numbers = placed(numbers, width, height)
    corners = np.array(numbers, dtype=np.float64).reshape(4, 2)
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    wide, high = (max(round(float(max(sides[i], sides[i + 2]))), 1) for i in (0, 1))
    if not are_of_a_page(numbers) or max(wide, high) > LONGEST or wide * high > LIMIT_PIXELS:
        message = "The corners {corners} are not those of a page; give them clockwise from the upper left."
        raise OcrError(message, corners=", ".join(f"{v:g}" for v in corners.ravel()))
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(flat, corners.astype(np.float32)), dtype=np.float64)
    return [Plane(matrix, wide, high)]
