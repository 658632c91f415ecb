"""Where there is text: the hearts of lines in the detector's map, taken apart into straight pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engines.base import Gray
from ocr.traces import Trace, traces

SURE = 77
"""A pixel of the map at or above this (0.3 of 255) belongs to a heart."""
CERTAIN = 115
"""A heart whose mean is below this (0.45 of 255) is none: an even picture makes large faint ones."""
HEART = 0.4
"""The height of a heart as a part of the height of its characters."""


STEEPEST = 8.0
"""No page is tilted more, in degrees."""
LINE = 20.0
"""A heart tells by itself how its page is tilted if it is longer than this, in thicknesses: some eight characters."""
TILTS = 6.0
"""How far from level, in degrees, pages that are all a table are looked for."""
FAR = 16.0
"""Hearts of a row tell its tilt if they are no farther apart than this, in characters."""
FEWEST_HEARTS, MOST_HEARTS = 6, 600


@dataclass(frozen=True, slots=True)
class Blob:
    """A heart as a whole, in pixels of the map; `angle` in degrees, −45 to 45, is its tilt off the nearer axis."""

    x: float
    y: float
    length: float
    thickness: float
    angle: float
    vertical: bool
    label: int

    @property
    def long(self) -> bool:
        """Long enough that its direction means something."""
        return self.length > 3.5 * self.thickness


@dataclass(frozen=True, slots=True)
class Piece:
    """A straight stretch of a heart in a frame: from `left` to `right`, `y` in the middle, rising by `slope`."""

    left: float
    right: float
    y: float
    thickness: float
    slope: float

    @property
    def length(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def size(self) -> float:
        """The height of the characters, as the heart tells it."""
        return self.thickness / HEART


def blobs(heart_map: Gray) -> tuple[list[Blob], npt.NDArray[np.int32]]:
    """All hearts of a map, and for each pixel the label of its heart (0: none)."""
    mask = (heart_map >= SURE).view(np.uint8)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    inside = np.flatnonzero(mask)
    sums = np.bincount(labels.ravel()[inside], weights=heart_map.ravel()[inside], minlength=len(stats))
    areas = stats[:, cv2.CC_STAT_AREA]
    known = (sums / np.maximum(areas, 1) >= CERTAIN) & (areas >= 12)
    out = []
    for label in range(1, len(stats)):
        left, top, width, height, area = (int(v) for v in stats[label])
        place = labels[top : top + height, left : left + width]
        if known[label]:
            contours, _ = cv2.findContours((place == label).view(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
            out.append(_blob(contours[0], area, centres[label], label))
        else:
            place[place == label] = 0
    return out, np.asarray(labels, dtype=np.int32)


def _blob(contour: cv2.typing.MatLike, area: int, centre: npt.NDArray[np.float64], label: int) -> Blob:
    (_, _), (width, height), angle = cv2.minAreaRect(contour)
    length, across = max(width, height) + 1, min(width, height) + 1
    # OpenCV gives the angle of `width`; we want that of the long side, −90 to 90 from the horizontal.
    tilt = angle if width >= height else angle - 90
    tilt = (tilt + 90) % 180 - 90
    vertical = abs(tilt) > 45
    off = tilt - (90 if tilt > 45 else -90 if tilt < -45 else 0)
    return Blob(float(centre[0]), float(centre[1]), length, min(across, area / length), off, vertical, label)


def character_size(found: Iterable[Blob]) -> float:
    """The height of the characters that most of the text is set in, in pixels of the map; 0 where there is none."""
    known = [blob for blob in found if blob.length > 1.5 * blob.thickness]
    if not known:
        return 0.0
    return _weighted_median([b.thickness for b in known], [b.length for b in known]) / HEART


def skew(found: Sequence[Blob]) -> float:
    """The tilt of the page in degrees, clockwise positive; 0 where nothing tells.

    Lines tell it. Where there are only short ones, as on a page that is all a table, the rows in which they stand do.
    """
    known = [blob for blob in found if blob.length > 6 * blob.thickness and abs(blob.angle) < STEEPEST]
    usual = _weighted_median([b.angle for b in known], [b.length for b in known]) if known else 0.0
    if any(blob.length > LINE * blob.thickness for blob in known):
        return usual
    return _rows_tilt(found, usual)


def _rows_tilt(found: Sequence[Blob], usual: float) -> float:
    """The tilt at which most pairs of hearts stand level, side by side; `usual` where it is as good."""
    short = [blob for blob in found if blob.long or blob.length > 1.2 * blob.thickness][:MOST_HEARTS]
    if len(short) < FEWEST_HEARTS:
        return usual
    x, y = (np.array([getattr(blob, name) for blob in short]) for name in "xy")
    if mostly_vertical(short):
        x, y = y, -x
    size = float(np.median([blob.thickness for blob in short])) / HEART
    first, second = np.triu_indices(len(short), 1)
    across, down = x[second] - x[first], y[second] - y[first]
    # Far pairs meet by accident: at a steep tilt a row meets the next one.
    near = (np.abs(across) > size) & (np.abs(down) < 0.5 * np.abs(across)) & (np.abs(across) < FAR * size)
    across, down = across[near], down[near]
    tilts = np.arange(-TILTS, TILTS + 0.01, 0.1)
    off = (down[None] - across[None] * np.tan(np.radians(tilts))[:, None]) / (0.08 * size)
    votes = np.exp(-(off**2)).sum(axis=1)
    if not len(across) or votes.max() < FEWEST_HEARTS:
        return usual
    best = np.flatnonzero(votes > 0.98 * votes.max())
    return float(tilts[best[np.abs(tilts[best] - usual).argmin()]])


def mostly_vertical(found: Iterable[Blob]) -> bool:
    """Whether more of the length of the long hearts stands than lies."""
    return sum(b.length if b.vertical else -b.length for b in found if b.long) > 0


def _weighted_median(values: list[float], weights: list[float]) -> float:
    order = np.argsort(values)
    total = np.cumsum(np.asarray(weights)[order])
    return float(np.asarray(values)[order][np.searchsorted(total, total[-1] / 2)])


class Slopes:
    """How lines lean at each height of a page: pages are rarely flat, and lean more at one end than at the other."""

    def __init__(self, found: Sequence[Piece], size: float) -> None:
        known = [p for p in found if p.length > 6 * size and abs(p.slope) < 0.1]
        self._change, self._start = 0.0, 0.0
        if not known:
            return
        y, slope, weight = (np.array(v) for v in zip(*((p.y, p.slope, p.length) for p in known), strict=True))
        near = np.abs(slope - _weighted_median(slope.tolist(), weight.tolist())) < 0.02
        y, slope, weight = y[near], slope[near], weight[near]
        if len(y) > 3 and np.ptp(y) > 4 * size:
            change, start = np.polyfit(y, slope, 1, w=weight)
            self._change, self._start = float(change), float(start)
        elif len(y):
            self._start = float(np.average(slope, weights=weight))

    def at(self, y: float) -> float:
        """The slope of a line at height `y`."""
        return self._change * y + self._start


def pieces(heart_map: Gray, size: float) -> list[Piece]:
    """The straight pieces of all lying hearts; `size` is the usual height of a character in pixels of the map.

    A heart that forks, bends or suddenly changes its thickness is cut there: that is where a column passes from
    large characters to a double line of small ones.
    """
    found = traces(heart_map >= SURE, size)
    whole = [_piece(trace) for trace in found]
    slopes = Slopes(whole, size)
    out: list[Piece] = []
    for trace, piece in zip(found, whole, strict=True):
        parts = _straight(trace, slopes, size)
        out += [piece] if len(parts) == 1 else map(_piece, parts)
    return [piece for piece in out if piece.length >= 0.3 * size]


def _straight(runs: Trace, slopes: Slopes, size: float) -> list[Trace]:
    """Cuts a thread where, over a character and a half on either side, it lies or weighs differently."""
    window = max(round(1.5 * size), 4)
    if len(runs) < 2 * window:
        return [runs]
    centre, thickness = runs[:, 1:].mean(axis=1), runs[:, 2] - runs[:, 1]
    centre = centre - slopes.at(float(centre.mean())) * runs[:, 0]
    step = _steps(centre, window) / (0.22 * size)
    weight = _steps(np.log(np.maximum(thickness, 1)), window) / np.log(1.6)
    score = np.maximum(step, weight)
    if score.max() < 1:
        return [runs]
    cut = window + int(score.argmax())
    return _straight(runs[:cut], slopes, size) + _straight(runs[cut:], slopes, size)


def _steps(values: npt.NDArray[np.float64], window: int) -> npt.NDArray[np.float64]:
    """At each place at least `window` from the ends: how far the mean before differs from the mean after."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    means = (total[window:] - total[:-window]) / window
    return np.asarray(np.abs(means[window:] - means[:-window]))


def _piece(runs: Trace) -> Piece:
    x, centre = runs[:, 0], (runs[:, 1] + runs[:, 2]) / 2
    slope = _lean(x, centre) if len(runs) > 8 else 0.0
    thickness = _percentile(runs[:, 2] - runs[:, 1], 0.6)
    return Piece(float(x[0]), float(x[-1]) + 1, float(centre.mean()), thickness, slope)


def _lean(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    """The slope of the line that lies closest to points."""
    away = x - x.mean()
    return float(away @ y) / float(away @ away)


def _percentile(values: npt.NDArray[np.float64], part: float) -> float:
    """As numpy's, without what that does for values of all shapes."""
    values = np.sort(values)
    place = part * (len(values) - 1)
    low = int(place)
    return float(values[low] + (place - low) * (values[min(low + 1, len(values) - 1)] - values[low]))
