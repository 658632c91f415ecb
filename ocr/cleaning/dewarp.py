"""Levelling the lines of a page that was photographed while it bulged."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.cleaning.deskew import roughness
from ocr.cleaning.recipe import Step, step
from ocr.cleaning.views import Marks, marks, paper_level, reduced
from ocr.cleaning.warps import Picture, Sunk, Warp, resample
from ocr.errors import OcrError

ROWS, COLUMNS = 9, 17
"""Knots of the lattice that is recorded."""
DEGREE = 4
"""Of the polynomial that a line of a bulging page follows: a bend, steeper towards the spine."""
LONG = 0.2
"""A line counts if it runs without a gap over this part of the width of the page."""
ENOUGH = 5
"""Lines that must agree."""
SEEN = 0.6
"""The lines must be seen over this part of the width, or the bend of the rest would be a guess."""
CURVED = 0.006, 0.5
"""What bends by less, in parts of the width of the page or of the size of a character, is level enough."""
CLOSE = 0.25
"""A line keeps to the common bend if half of it is no farther off than this part of a character."""
GAIN = 1.3
"""How much rougher the profile of the ink must become: what is taken for lines may be none, as in columns of print."""
POINTS = 150_000
PLACES = 40
"""Places along the page at which a line is measured."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of print: the places where it is seen, −1 to 1 across the page, and how high its middle lies there, in
    pixels of the view."""

    x: Numbers
    y: Numbers


def decide(picture: Picture) -> Step | None:
    """The common bend of the lines of print: each sinks as a polynomial across the page, and the coefficients of that
    change evenly down the page.

    None where fewer than five long lines are seen, where they are level, where they do not agree on one bend, or where
    the lines of the page as a whole would not be clearly more level after it.
    """
    seen = marks(picture)
    height, width = seen.mask.shape
    lines = _lines(seen) if seen.size else []
    bend = _common(lines, height, seen.size)
    if bend is None:
        return None
    knots = np.clip(np.linspace(0, 1, ROWS), *_reach(lines, height))
    sunk = _design(knots) @ bend @ _bends(np.linspace(-1, 1, COLUMNS)).T
    if np.ptp(sunk, axis=1).max() < max(CURVED[0] * width, CURVED[1] * seen.size):
        return None
    if _gain(seen, sunk) < GAIN:
        return None
    return step("dewarp", columns=COLUMNS, sunk=tuple(round(float(v * seen.grow), 2) for v in sunk.ravel()))


def _gain(seen: Marks, sunk: Numbers) -> float:
    """How many times rougher the profile of the ink over the rows becomes when the page is levelled."""
    y, x = np.nonzero(seen.mask)
    every = max(len(x) // POINTS, 1)
    points = np.stack([x[::every], y[::every]], axis=1).astype(np.float64)
    height, width = seen.mask.shape
    if (np.diff(sunk, axis=0) <= -0.9 * height / (ROWS - 1)).any():
        return 0.0
    level = Sunk(sunk, width, height).forth(points)
    return roughness(level[:, 1]) / max(roughness(points[:, 1]), 1e-9)


def _reach(lines: list[_Line], height: int) -> tuple[float, float]:
    """From the upper to the lower line, in parts of the height: beyond them the bend is held to stay as it is there."""
    middles = [float(line.y.mean()) / height for line in lines]
    return min(middles), max(middles)


def _design(heights: Numbers) -> Numbers:
    return np.stack([np.ones_like(heights), heights], axis=1)


def _bends(x: Numbers) -> Numbers:
    """The polynomials (Legendre) that a bend is made of, without the constant one: places × degrees."""
    return np.asarray(np.polynomial.legendre.legvander(x, DEGREE)[:, 1:], dtype=np.float64)


def _common(lines: list[_Line], height: int, size: float) -> Numbers | None:
    """The bend that the lines have in common, 2 × degrees: at the top of the page, and its change down to the foot."""
    for _ in range(3):
        if len(lines) < ENOUGH or len(np.unique(np.concatenate([_place(line.x) for line in lines]))) < SEEN * PLACES:
            return None
        bend, off = _fitted(lines, height)
        kept = [line for line, one in zip(lines, off, strict=True) if one < CLOSE * size]
        if len(kept) == len(lines):
            return bend
        if len(kept) < 0.6 * len(lines):
            return None
        lines = kept
    return bend


def _place(x: Numbers) -> npt.NDArray[np.int64]:
    return np.minimum(((x + 1) / 2 * PLACES).astype(np.int64), PLACES - 1)


def _fitted(lines: list[_Line], height: int) -> tuple[Numbers, Numbers]:
    """The bend and the heights of all lines at once, by least squares in which what lies off counts for less; and how
    far each line lies off, in pixels."""
    which = np.concatenate([np.full(len(line.x), n) for n, line in enumerate(lines)])
    x, y = (np.concatenate([getattr(line, name) for line in lines]) for name in ("x", "y"))
    heights = np.array([line.y.mean() / height for line in lines])[which]
    bends = _bends(x)
    table = np.hstack([np.eye(len(lines))[which], bends, bends * heights[:, None]])
    weights = np.ones(len(x))
    for _ in range(5):
        found = np.linalg.lstsq(table * weights[:, None], y * weights, rcond=None)[0]
        off = np.abs(y - table @ found)
        weights = 1 / np.sqrt(np.maximum(off, 0.5))
    each = np.array([np.median(off[which == n]) for n in range(len(lines))])
    return np.asarray(found[len(lines) :].reshape(2, DEGREE), dtype=np.float64), each


def _lines(seen: Marks) -> list[_Line]:
    """The long lines of a view: its marks joined sideways, each followed along its middle."""
    height, width = seen.mask.shape
    bar = np.ones((1, max(round(1.6 * seen.size), 3)), dtype=np.uint8)
    joined = cv2.morphologyEx(seen.mask.astype(np.uint8), cv2.MORPH_CLOSE, bar)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for number in np.flatnonzero(stats[:, cv2.CC_STAT_WIDTH] >= LONG * width):
        left, top, wide, high, area = (int(v) for v in stats[number])
        # Lines that have grown together are as a whole much fuller than one line.
        if number and high < 0.25 * height and area < 1.6 * seen.size * wide:
            found.append(_followed(labels[top : top + high, left : left + wide] == number, left, top, width))
    return found


def _followed(part: npt.NDArray[np.bool_], left: int, top: int, width: int) -> _Line:
    """The middle of a line, at each place of the page the usual one."""
    rows, columns = np.nonzero(part)
    x = 2 * (columns + left + 0.5) / width - 1
    place = _place(x)
    places = np.unique(place)
    return _Line(
        np.array([x[place == one].mean() for one in places]),
        np.array([np.median(rows[place == one]) + top for one in places], dtype=np.float64),
    )


def apply(picture: Picture, done: Step) -> list[Picture]:
    """The page with its lines level; raises OcrError for a lattice that would fold it."""
    (warp,) = warps(picture.shape[1], picture.shape[0], done)
    return [resample(picture, warp, paper_level(reduced(picture)[0]))]


def warps(width: int, height: int, done: Step) -> list[Warp]:
    """The map of the levelled page, which is as large as before."""
    columns, sunk = done.whole("columns"), np.array(done.numbers("sunk"), dtype=np.float64)
    rows = len(sunk) // columns
    if rows < 2 or rows * columns != len(sunk):
        message = "The {count} values of the dewarp step do not make rows of {columns}; mend the recipe."
        raise OcrError(message, count=len(sunk), columns=columns)
    lattice = sunk.reshape(rows, columns)
    if (np.diff(lattice, axis=0) <= -0.9 * height / (rows - 1)).any():
        raise OcrError("The values of the dewarp step would fold the page over itself; mend the recipe.")
    return [Sunk(lattice, width, height)]
