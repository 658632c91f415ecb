"""Looking at a page upright: where a point of the master lies in a straightened, turned and scaled view, and back.

All layout works on lines that run from left to right and follow each other downwards. A page of columns is looked at
turned a quarter anticlockwise, so its rightmost column becomes the uppermost line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engines.base import Gray
from ocr.page import Box

Matrix = npt.NDArray[np.float64]
"""2 × 3: an affine map of points (x, y)."""
WHITE = 255


@dataclass(frozen=True, eq=False)
class Frame:
    """A view of the master, `width` × `height` pixels; `matrix` takes points of the master into it."""

    matrix: Matrix
    width: int
    height: int

    @property
    def turned(self) -> bool:
        """Whether the master is seen turned by a quarter."""
        return bool(abs(self.matrix[0, 1]) > abs(self.matrix[0, 0]))

    def righted(self, box: Box, height: int) -> Frame:
        """A view of `box` of this view, turned back by a quarter clockwise, `height` pixels high."""
        scale = height / max(box.width, 1e-6)
        turn = np.array([[0.0, -scale, box.bottom * scale], [scale, 0.0, -box.left * scale]])
        return Frame(_then(self.matrix, turn), max(round(box.height * scale), 1), height)

    @cached_property
    def back(self) -> Matrix:
        """The map from this view to the master."""
        return np.asarray(cv2.invertAffineTransform(self.matrix), dtype=np.float64)

    @cached_property
    def scale(self) -> float:
        """Pixels of this view for one pixel of the master."""
        return float(math.sqrt(abs(np.linalg.det(self.matrix[:, :2]))))

    def to_master(self, box: Box, page: Box) -> Box:
        """The upright box of the master that holds `box` of this view, cut to `page`, in tenths of a pixel."""
        return _clip(_bounds(self.back, box), page)

    def from_master(self, box: Box) -> Box:
        """The upright box of this view that holds `box` of the master."""
        return _bounds(self.matrix, box)

    def part(self, box: Box, height: int, slope: float = 0.0, narrow: float = 1.0) -> Frame:
        """A view of `box` of this view, `height` pixels high and `narrow` times as wide as its shape would make it,
        with lines that rise by `slope` made level."""
        scale = height / max(box.height, 1e-6)
        across = scale * narrow
        middle = (box.left + box.right) / 2
        shear = np.array(
            [[across, 0.0, -box.left * across], [-slope * scale, scale, (slope * middle - box.top) * scale]]
        )
        width = max(round(box.width * across), 1)
        return Frame(_then(self.matrix, shear), width, height)


def upright(width: int, height: int, *, skew: float, quarter: bool, scale: float) -> Frame:
    """A view of a whole page of `width` × `height`, turned back by `skew` degrees (clockwise tilt is positive),
    then a quarter anticlockwise if `quarter`, then scaled."""
    angle = math.radians(-skew)
    cos, sin = math.cos(angle), math.sin(angle)
    turn = np.array([[cos, -sin, 0.0], [sin, cos, 0.0]])
    if quarter:
        turn = _then(turn, np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]]))
    turn = turn * scale
    box = _bounds(turn, Box(0, 0, width, height))
    turn[:, 2] -= (box.left, box.top)
    return Frame(turn, max(math.ceil(box.width), 1), max(math.ceil(box.height), 1))


class Pyramid:
    """The master at full, half, quarter … size, so that any view is sampled without loss and without aliasing."""

    def __init__(self, picture: Gray) -> None:
        self.height, self.width = picture.shape
        self._levels = [picture]

    @property
    def page(self) -> Box:
        """The whole master."""
        return Box(0, 0, self.width, self.height)

    def view(self, frame: Frame, background: int = WHITE) -> Gray:
        """What `frame` sees; outside the master, `background`."""
        wanted = max(math.floor(math.log2(1 / frame.scale) + 1e-6), 0) if frame.scale < 1 else 0
        level = self._reach(wanted)
        picture = self._levels[level]
        grow = np.array([[2.0**level, 0.0, 0.0], [0.0, 2.0**level, 0.0]])
        # OpenCV counts from the centre of a pixel, a frame from its corner.
        half = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5]])
        matrix = _then(_then(_then(half, grow), frame.matrix), half * [[1, 1, -1]])
        way = cv2.INTER_CUBIC if frame.scale > 1.2 else cv2.INTER_LINEAR
        out = cv2.warpAffine(
            picture,
            matrix,
            (frame.width, frame.height),
            flags=way,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=background,
        )
        return np.asarray(out, dtype=np.uint8)

    def without(self, areas: Iterable[Frame]) -> Pyramid:
        """The same picture, what the views of `areas` see painted white."""
        picture = self._levels[0].copy()
        for area in areas:
            corners = [[0, area.width, area.width, 0], [0, 0, area.height, area.height], [1] * 4]
            points = np.round((area.back @ np.array(corners)).T).astype(np.int32)
            cv2.fillConvexPoly(picture, points, (WHITE,))
        return Pyramid(picture)

    def _reach(self, level: int) -> int:
        """Makes the levels up to `level`; the last one that there is."""
        while len(self._levels) <= level and min(self._levels[-1].shape) >= 4:
            last = self._levels[-1]
            even = last[: last.shape[0] // 2 * 2, : last.shape[1] // 2 * 2]
            small = cv2.resize(even, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            self._levels.append(np.asarray(small, dtype=np.uint8))
        return min(level, len(self._levels) - 1)


def _then(first: Matrix, second: Matrix) -> Matrix:
    out = np.asarray(second[:, :2] @ first, dtype=np.float64)
    out[:, 2] += second[:, 2]
    return out


def _bounds(matrix: Matrix, box: Box) -> Box:
    # A page has thousands of these boxes: arithmetic, since small arrays cost more to make than to reckon with.
    ends = []
    for across, down, shift in matrix.tolist():
        left, right, top, bottom = across * box.left, across * box.right, down * box.top, down * box.bottom
        ends.append((min(left, right) + min(top, bottom) + shift, max(left, right) + max(top, bottom) + shift))
    (left, right), (top, bottom) = ends
    return Box(left, top, right, bottom)


def _clip(box: Box, page: Box) -> Box:
    left, right = (min(max(v, page.left), page.right) for v in (box.left, box.right))
    top, bottom = (min(max(v, page.top), page.bottom) for v in (box.top, box.bottom))
    return Box(round(left, 1), round(top, 1), round(right, 1), round(bottom, 1))
