"""Straightening a page whose lines are on the slant."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ocr.cleaning.recipe import Step, step
from ocr.cleaning.views import marks, paper_level, reduced
from ocr.cleaning.warps import Picture, Plane, Warp, resample

MOST = 15.0
"""Degrees; a page that lies farther from level is for a person to look at."""
LEAST = 0.1
"""Degrees; less is not to be seen, and every turn softens the strokes a little."""
STEPS = ((0.5, MOST), (0.1, 0.6), (0.02, 0.12))
"""How finely, and how far around what was best before, angles are tried, in degrees."""
CLEAR = 1.25
"""How much more the best angle must say than a usual one."""
POINTS = 150_000


def decide(picture: Picture) -> Step | None:
    """The angle at which the profile of the ink across its lines, or along its columns, is roughest.

    None where no angle is clearly best, as on a blank page or a picture, or where the page is level.
    """
    print_of = marks(picture)
    y, x = np.nonzero(print_of.mask)
    if len(x) < 100:
        return None
    every = math.ceil(len(x) / POINTS)
    points = np.stack([x[::every], y[::every]]).astype(np.float64)
    angle = _best(points)
    return None if abs(angle) < LEAST else step("deskew", angle=round(angle, 2))


def _best(points: npt.NDArray[np.float64]) -> float:
    best = 0.0
    axis = 0
    for number, (fine, far) in enumerate(STEPS):
        angles = best + np.arange(-far, far + fine / 2, fine)
        scores = np.array([_both(points, angle) for angle in angles])
        if not number:
            clearness = scores.max(axis=0) / np.median(scores, axis=0).clip(1e-9)
            axis = int(np.argmax(clearness))
            if clearness[axis] < CLEAR or abs(angles[int(np.argmax(scores[:, axis]))]) >= MOST:
                return 0.0
        best = float(angles[int(np.argmax(scores[:, axis]))])
    return min(max(best, -MOST), MOST)


def _both(points: npt.NDArray[np.float64], angle: float) -> tuple[float, float]:
    """Of the two profiles of the ink turned back by `angle`, over rows and over columns: the squares of their steps."""
    turn = math.radians(angle)
    x, y = points
    return roughness(y * math.cos(turn) - x * math.sin(turn)), roughness(x * math.cos(turn) + y * math.sin(turn))


def roughness(places: npt.NDArray[np.float64]) -> float:
    """The sum of the squared steps of a profile: how sharply the places of points, in pixels, lie in lines."""
    # Each point is shared between two bins, so that the profile changes evenly with the angle.
    low = np.floor(places)
    share = places - low
    at = (low - low.min()).astype(np.int64)
    length = int(at.max()) + 2
    profile = np.bincount(at, 1 - share, length) + np.bincount(at + 1, share, length)
    return float((np.diff(profile) ** 2).sum())


def apply(picture: Picture, done: Step) -> list[Picture]:
    """The page turned back, larger by what its corners need; these get the colour of the paper."""
    if not done.number("angle"):
        return [picture.copy()]
    (warp,) = warps(picture.shape[1], picture.shape[0], done)
    return [resample(picture, warp, paper_level(reduced(picture)[0]))]


def warps(width: int, height: int, done: Step) -> list[Warp]:
    """The map of the straightened page: turned about its middle."""
    turn = math.radians(done.number("angle"))
    cos, sin = math.cos(turn), math.sin(turn)
    wide = max(math.ceil(width * cos + height * abs(sin) - 1e-6), 1)
    high = max(math.ceil(height * cos + width * abs(sin) - 1e-6), 1)
    left = (width - cos * wide + sin * high) / 2
    top = (height - sin * wide - cos * high) / 2
    return [Plane(np.array([[cos, -sin, left], [sin, cos, top], [0, 0, 1]]), wide, high)]
