"""Where a point of a cleaned picture lies in the picture before it, and back; and resampling by such a map.

Points are N × 2 (x, y), counted from the upper left corner of the upper left pixel. A map is given backwards, from the
new picture to the old one, because that is the way in which a picture is resampled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""Rows × columns, or rows × columns × 3 (red, green, blue); 0 black to 255 white."""
Points = npt.NDArray[np.float64]
Places = npt.NDArray[np.float32]
"""One coordinate for each pixel of a tile; single precision still tells a hundredth of a pixel at 100,000."""
TILE = 1024
KNOT = 32
"""Within a tile the map is told exactly at points this many pixels apart, and between them in straight lines."""
REACH = 3
"""How far around a point cubic interpolation looks, in pixels, and one to spare."""


class Warp(Protocol):
    """A map from a new picture of `width` × `height` pixels to the old one."""

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...

    def back(self, points: Points) -> Points:
        """Points of the new picture in the old one."""

    def forth(self, points: Points) -> Points:
        """Points of the old picture in the new one."""


class Plane:
    """A map by a 3 × 3 matrix in homogeneous coordinates: shift, turn, scale or perspective."""

    def __init__(self, matrix: npt.NDArray[np.float64], width: int, height: int) -> None:
        self.matrix = matrix
        self.width = width
        self.height = height

    def back(self, points: Points) -> Points:
        return _projected(self.matrix, points)

    def forth(self, points: Points) -> Points:
        return _projected(np.asarray(np.linalg.inv(self.matrix), dtype=np.float64), points)


def shifted(left: int, top: int, width: int, height: int) -> Plane:
    """The map of a part that begins at (`left`, `top`)."""
    return Plane(np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]]), width, height)


class Sunk:
    """Every point lies lower in the old picture by what an even lattice over the page says; straight between knots.

    `lattice` is rows × columns, in pixels, and no knot may have sunk below the next.
    """

    def __init__(self, lattice: npt.NDArray[np.float64], width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._levels = np.linspace(0, height, lattice.shape[0])
        self._lattice = lattice
        # Above and below the page everything sinks as its edge does.
        self._places = self._levels[:, None] + lattice

    def back(self, points: Points) -> Points:
        return self._moved(points, self._levels[:, None], self._places)

    def forth(self, points: Points) -> Points:
        return self._moved(points, self._places, self._levels[:, None])

    def _moved(self, points: Points, before: Points, after: Points) -> Points:
        """Each point moved up or down from its place among `before` (rows × columns or rows × 1) to that in `after`."""
        here, there = self._at(before, points[:, 0]), self._at(after, points[:, 0])
        y = points[:, 1]
        row = np.clip((here <= y).sum(axis=0) - 1, 0, len(here) - 2)
        each = np.arange(len(points))
        start, end = here[row, each], here[row + 1, each]
        share = np.clip((y - start) / np.maximum(end - start, 1e-9), 0, 1)
        moved = there[row, each] + share * (there[row + 1, each] - there[row, each])
        beyond = np.minimum(y - here[0], 0) + np.maximum(y - here[-1], 0)
        return np.stack([points[:, 0], moved + beyond], axis=1)

    def _at(self, rows: Points, x: npt.NDArray[np.float64]) -> Points:
        """Rows × points: the values of each row above the points."""
        if rows.shape[1] == 1:
            return np.broadcast_to(rows, (len(rows), len(x)))
        last = rows.shape[1] - 1
        place = np.clip(x / max(self.width, 1) * last, 0, last)
        left = np.minimum(place.astype(np.int64), last - 1)
        share = place - left
        return np.asarray(rows[:, left] * (1 - share) + rows[:, left + 1] * share, dtype=np.float64)


def _projected(matrix: npt.NDArray[np.float64], points: Points) -> Points:
    whole = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    # A point on the horizon has no place; it is sent very far away rather than nowhere.
    depth = np.where(np.abs(whole[:, 2:]) < 1e-9, 1e-9, whole[:, 2:])
    return np.asarray(whole[:, :2] / depth, dtype=np.float64)


def resample(picture: Picture, warp: Warp, paper: tuple[int, ...]) -> Picture:
    """The new picture, tile by tile, so that no map of the whole is ever in memory; `paper` where there was nothing."""
    out = np.empty((warp.height, warp.width, *picture.shape[2:]), dtype=np.uint8)
    for top, left in tiles(warp.height, warp.width):
        place = out[top : top + TILE, left : left + TILE]
        across, down = _tile_map(warp, left, top, place.shape[1], place.shape[0])
        place[:] = _seen(picture, across, down, paper)
    return out


def tiles(height: int, width: int) -> Iterator[tuple[int, int]]:
    """The upper left corners of the tiles of a picture."""
    return ((top, left) for top in range(0, height, TILE) for left in range(0, width, TILE))


def _tile_map(warp: Warp, left: int, top: int, width: int, height: int) -> tuple[Places, Places]:
    """Where the middles of the pixels of a tile lie in the old picture: x and y, rows × columns."""
    columns, rows = _knots(width), _knots(height)
    x, y = np.meshgrid(columns + left + 0.5, rows + top + 0.5)
    known = warp.back(np.stack([x.ravel(), y.ravel()], axis=1)) - 0.5
    across, down = (known[:, i].reshape(x.shape).astype(np.float32) for i in (0, 1))
    lying, standing = _weights(columns, width), _weights(rows, height)
    spread = [np.asarray(standing @ values @ lying.T, dtype=np.float32) for values in (across, down)]
    return spread[0], spread[1]


def _knots(length: int) -> npt.NDArray[np.float64]:
    return np.append(np.arange(0, max(length - 1, 1), KNOT), max(length - 1, 1)).astype(np.float64)


def _weights(knots: npt.NDArray[np.float64], length: int) -> Places:
    """Pixels × knots: how much each knot counts at each pixel of a line."""
    each = [np.interp(np.arange(length), knots, one) for one in np.eye(len(knots))]
    return np.stack(each, axis=1).astype(np.float32)


def _seen(picture: Picture, across: Places, down: Places, paper: tuple[int, ...]) -> Picture:
    """The pixels of one tile, taken from the window of the picture that holds them."""
    height, width = picture.shape[:2]
    # What lies far outside is paper wherever it is exactly.
    across, down = np.clip(across, -2 * REACH, width + 2 * REACH), np.clip(down, -2 * REACH, height + 2 * REACH)
    start, end = _window(across, width)
    first, last = _window(down, height)
    window = np.ascontiguousarray(picture[first:last, start:end])
    if max(window.shape[:2]) >= 2**15 - 1:
        return _seen_in_quarters(picture, across, down, paper)
    seen = cv2.remap(
        window,
        across - np.float32(start),
        down - np.float32(first),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=paper,
    )
    return np.asarray(seen, dtype=np.uint8).reshape(*across.shape, *picture.shape[2:])


def _seen_in_quarters(picture: Picture, across: Places, down: Places, paper: tuple[int, ...]) -> Picture:
    """For a map that shrinks so much that OpenCV, which takes sides below 32,767, cannot hold the window of a tile."""
    if max(across.shape) == 1:
        x, y = round(float(across[0, 0])), round(float(down[0, 0]))
        inside = 0 <= y < picture.shape[0] and 0 <= x < picture.shape[1]
        return np.full((1, 1, *picture.shape[2:]), picture[y, x] if inside else paper, dtype=np.uint8)
    axis = int(across.shape[1] >= across.shape[0])
    halves = zip(np.array_split(across, 2, axis), np.array_split(down, 2, axis), strict=True)
    return np.concatenate([_seen(picture, one, other, paper) for one, other in halves], axis)


def _window(places: Places, length: int) -> tuple[int, int]:
    """From where to where a side of the picture is needed; at least one pixel of it."""
    start = min(max(int(np.floor(places.min())) - REACH, 0), length - 1)
    end = max(min(int(np.ceil(places.max())) + REACH + 1, length), start + 1)
    return start, end
