"""Two photographs of one place: the older one laid over the frame of the newer one, by points that show the same thing.

From three pairs of points an affine map (moved, turned, scaled, sheared), from four on a homography too, which also
follows perspective; with more points than needed, both by least squares. Points are pixels, from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ocr.errors import OcrError
from ocr.pictures import gray

LEAST = 3
FLAT = 0.02
"""Points are on one line when they are spread across it by less than this share of their spread along it."""
BENT = 1e-3
"""A homography is of no use when its denominator comes nearer to zero than this within the old picture."""
MOST_PIXELS = 60_000_000
"""The largest frame that is filled; photographs of scanners have up to half of this."""

Matrix = tuple[float, float, float, float, float, float, float, float, float]
_Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A point of the old picture and the same point of the place in the new one."""

    then: tuple[float, float]
    now: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The map from the old picture to the new one: a 3×3 matrix, row by row; `error` is how far the points lie from
    where it puts them, in pixels of the new picture (root of the mean square)."""

    kind: Literal["affine", "homography"]
    matrix: Matrix
    error: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the old picture lies in the new one."""
        m = self.matrix
        depth = m[6] * x + m[7] * y + m[8]
        return (m[0] * x + m[1] * y + m[2]) / depth, (m[3] * x + m[4] * y + m[5]) / depth


def align(pairs: Sequence[Pair], size: tuple[int, int]) -> Alignment:
    """The map that the points tell; `size` is width and height of the old picture.

    A homography is taken where four or more points lie so that they tell one. OcrError: fewer than three points, points
    on one line, or points of which some must be mixed up.
    """
    if len(pairs) < LEAST:
        raise OcrError(
            "Two photographs are aligned by three or more points; mark {missing} more.", missing=LEAST - len(pairs)
        )
    then = np.array([pair.then for pair in pairs], dtype=np.float64)
    now = np.array([pair.now for pair in pairs], dtype=np.float64)
    for points in (then, now):
        if _flatness(points) < FLAT:
            raise OcrError("The points lie on one line, which tells nothing across it; mark one away from that line.")
    affine = _affine(then, now)
    if np.linalg.det(affine[:2, :2]) <= 0:
        raise OcrError("These points would mirror the picture; two of them must be mixed up. Check each pair.")
    bent = _homography(then, now) if len(pairs) > LEAST else None
    if bent is not None and _fits(bent, size):
        return _alignment("homography", bent, then, now)
    return _alignment("affine", affine, then, now)


def warp(then: Image.Image, alignment: Alignment, size: tuple[int, int]) -> Image.Image:
    """The old picture in the frame of the new one, of `size`; white where it does not reach.

    Loads OpenCV: the window calls it in a worker process. OcrError: the frame is too large.
    """
    import cv2

    if size[0] * size[1] > MOST_PIXELS:
        raise OcrError("A picture of {width} × {height} is too large to compare; take a smaller copy.", width=size[0],
                       height=size[1])  # fmt: skip
    matrix = np.array(alignment.matrix).reshape(3, 3)
    plain = then if then.mode in ("L", "RGB") else Image.fromarray(gray(then))
    picture, matrix = _reduced(plain, matrix)
    white = (255, 255, 255)
    laid = cv2.warpPerspective(
        np.asarray(picture), matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=white
    )
    return Image.fromarray(laid)


def _reduced(picture: Image.Image, matrix: _Array) -> tuple[Image.Image, _Array]:
    """A picture that will be shown much smaller is reduced first, so that fine lines do not break; and its map."""
    scale = np.sqrt(abs(np.linalg.det(matrix[:2, :2])))
    factor = int(1 / scale + 1e-3) if scale > 0 else 1
    if factor < 2:
        return picture, matrix
    shift = (factor - 1) / 2
    return picture.reduce(factor), matrix @ np.array([[factor, 0, shift], [0, factor, shift], [0, 0, 1.0]])


def _alignment(kind: Literal["affine", "homography"], matrix: _Array, then: _Array, now: _Array) -> Alignment:
    error = float(np.sqrt(np.square(_mapped(matrix, then) - now).sum(axis=1).mean()))
    return Alignment(kind, tuple(float(value) for value in (matrix / matrix[2, 2]).ravel()), error)  # type: ignore[arg-type]  # nine of them


def _flatness(points: _Array) -> float:
    """How far points are spread across the line along which they are spread most, as a share of that; 0 on a line."""
    spread = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    return float(spread[1] / spread[0]) if spread[0] > 0 else 0.0


def _affine(then: _Array, now: _Array) -> _Array:
    known = np.hstack([then, np.ones((len(then), 1))])
    found, *_ = np.linalg.lstsq(known, now, rcond=None)
    return np.vstack([found.T, [0.0, 0.0, 1.0]])


def _homography(then: _Array, now: _Array) -> _Array | None:
    """The direct linear transform on normalised points (Hartley 1997); None where the points do not tell one."""
    (old, from_old), (new, from_new) = _normalised(then), _normalised(now)
    rows = []
    for (x, y), (u, v) in zip(old, new, strict=True):
        rows += [[-x, -y, -1, 0, 0, 0, u * x, u * y, u], [0, 0, 0, -x, -y, -1, v * x, v * y, v]]
    _, weights, vectors = np.linalg.svd(np.array(rows))
    # Nine unknowns up to scale: the eighth weight is nearly zero where three of four points lie on one line.
    if len(weights) < 8 or weights[7] < 1e-3 * weights[0]:
        return None
    matrix = np.linalg.inv(from_new) @ vectors[-1].reshape(3, 3) @ from_old
    return matrix / matrix[2, 2] if abs(matrix[2, 2]) > 1e-12 else None


def _normalised(points: _Array) -> tuple[_Array, _Array]:
    """Points about the origin at a mean distance of √2, and the matrix that brings them there."""
    middle = points.mean(axis=0)
    scale = np.sqrt(2) / np.linalg.norm(points - middle, axis=1).mean()
    matrix = np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1]])
    return (points - middle) * scale, matrix


def _fits(matrix: _Array, size: tuple[int, int]) -> bool:
    """Whether the whole old picture lies on one side of the horizon, and is not mirrored anywhere."""
    width, height = size
    corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], dtype=np.float64)
    depths = corners @ matrix[2]
    return bool(np.isfinite(matrix).all() and depths.min() > BENT * depths.max() > 0 and np.linalg.det(matrix) > 0)


def _mapped(matrix: _Array, points: _Array) -> _Array:
    far = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    return np.asarray(far[:, :2] / far[:, 2:])
