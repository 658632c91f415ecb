"""From a row to the boxes that go to the recogniser: main text, and the two lines of each commentary, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from ocr.ink import Mask
from ocr.partings import Evidence, doubled
from ocr.rows import Row

CLEAR = 0.03
"""A line between two lines of commentary crosses no more ink than this."""
SOLID, BLOT = 0.7, 1.6
"""Ink that is solid for so much of a character both ways, and for so much one way, is a picture: no stroke is so thick,
and no blotted character so large."""
WAYS = ((0.5, 4.0), (0.3, 8.0))
"""What it costs to pass between one line and two, in characters, and the line between two to go up or down by a pixel;
a column wrongly explained costs 1."""

PACE = 3
"""A line between two lines is followed in steps of so many columns of pixels; where it ends, gaps tell better."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a row in the frame; `top` and `bottom` are distances from the middle of the row."""

    left: float
    right: float
    top: float
    bottom: float
    commentary: bool = False


def alternatives(found: Sequence[Row], mask: Mask, barred: Mask) -> list[list[list[Stretch]]]:
    """For each row the ways to part it, each in reading order: where ink alone cannot tell, the recogniser will.

    `mask` is the ink of the frame, `barred` its ruled lines.
    """
    strips = [Strip.of(row, mask, barred) for row in found]
    mixed = [strip for row, strip in zip(found, strips, strict=True) if row.mixed]
    parted = iter(doubled([evidence for strip in mixed for evidence in strip.evidence()]))
    out = []
    for row, strip in zip(found, strips, strict=True):
        if row.mixed:
            out.append(strip.ways([np.repeat(next(parted), PACE)[: strip.ink.shape[1]] for _ in WAYS]))
        else:
            out.append([whole] if (whole := strip.whole(row)) else [])
    return out


@dataclass(frozen=True, slots=True)
class Strip:
    """The ink of a row made level: `left` is the frame's x of its first column, `above` the middle of the row."""

    ink: Mask
    left: int
    above: int
    size: float

    @classmethod
    def of(cls, row: Row, mask: Mask, barred: Mask) -> Strip:
        """Cuts a row, and a character more at each end but not beyond a rule or into a picture, out of the ink."""
        reach = row.size
        before, after = _bounds(row, mask)
        left = max(round(max(row.left - reach, row.before, before)), 0)
        right = min(round(min(row.right + reach, row.after, after)), mask.shape[1])
        above, below = max(round(row.above), 1), max(round(row.below), 1)
        x = np.arange(left, max(right, left + 1))
        middle = np.round(row.y + row.slope * (x - row.middle)).astype(np.int64)
        rule = _levelled(barred, middle, left, above, below)
        ink = _levelled(mask, middle, left, above, below) & ~rule
        ink[:, _behind_rules(rule, round(row.left) - left, round(row.right) - left)] = False
        return cls(np.asarray(ink, dtype=np.bool_), left, above, row.size)

    def whole(self, row: Row) -> list[Stretch]:
        """The row as one stretch, a little longer than its hearts where there is ink."""
        profile: npt.NDArray[np.bool_] = np.asarray(self.ink.any(axis=0))
        start, end = round(row.left) - self.left, round(row.right) - self.left
        return self.single(
            _outwards(profile[: max(start, 0)][::-1], start, -1, self.size),
            _outwards(profile[max(end, 0) :], end, 1, self.size),
        )

    def evidence(self) -> list[Evidence]:
        """What tells one line from two at every `PACE` columns, for each of `WAYS`."""
        single, parting = (_together(costs) for costs in _evidence(self.ink, self.size))
        return [Evidence(single, parting, penalty * self.size, bend) for penalty, bend in WAYS]

    def ways(self, parted: Sequence[Mask]) -> list[list[Stretch]]:
        """The row as `parted` tells for each column whether it is double, and as one line; each way once."""
        out: list[list[Stretch]] = []
        for double in parted:
            found = []
            for start, end, twice in _alternate(self.ink, self.size, double):
                found += self.double(start, end) if twice else self.single(start, end)
            if found and found not in out:
                out.append(found)
        single = self.single(0, self.ink.shape[1])
        return out if not single or single in out else [*out, single]

    def single(self, start: int, end: int) -> list[Stretch]:
        """The main text between two columns of the strip."""
        return self._cut(start, end, 0, len(self.ink), commentary=False)

    def double(self, start: int, end: int) -> list[Stretch]:
        """The upper, then the lower line of a commentary between two columns."""
        valley = _valley(self.ink[:, start:end], self.above)
        upper = self._cut(start, end, 0, valley, commentary=True)
        return upper + self._cut(start, end, valley, len(self.ink), commentary=True)

    def _cut(self, start: int, end: int, top: int, bottom: int, *, commentary: bool) -> list[Stretch]:
        part = self.ink[top:bottom, max(start, 0) : end]
        columns, lines = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.sum(axis=1) > 0.01 * part.shape[1])
        if len(columns) < 0.15 * self.size or len(lines) < 0.1 * self.size:
            return []
        left = self.left + max(start, 0)
        return [
            Stretch(
                float(left + columns[0]),
                float(left + columns[-1] + 1),
                float(top + lines[0] - self.above),
                float(top + lines[-1] + 1 - self.above),
                commentary,
            )
        ]


def _levelled(mask: Mask, middle: npt.NDArray[np.int64], left: int, above: int, below: int) -> Mask:
    """What of a mask lies around heights that differ from column to column, the first of which is `left`."""
    out = np.zeros((above + below, len(middle)), dtype=np.bool_)
    edges = [0, *(np.flatnonzero(np.diff(middle)) + 1).tolist(), len(middle)]
    for start, end in pairwise(edges):
        y = int(middle[start])
        top, bottom = max(y - above, 0), max(y + below, 0)
        part = mask[top:bottom, left + start : left + end]
        down = top - (y - above)
        out[down : down + part.shape[0], start : start + part.shape[1]] = part
    return out


def _behind_rules(rule: Mask, start: int, end: int) -> Mask:
    """Which columns of a strip lie at or beyond a rule that closes it before `start` or after `end`."""
    closed = np.flatnonzero(rule.mean(axis=0) > 0.5)
    out = np.zeros(rule.shape[1], dtype=np.bool_)
    middle = (start + end) / 2
    for x in closed:
        if x < min(start + 0.05 * (end - start), middle):
            out[: x + 2] = True
        elif x > max(end - 0.05 * (end - start), middle):
            out[max(x - 1, 0) :] = True
    return out


def _bounds(row: Row, mask: Mask) -> tuple[float, float]:
    """The places in the frame beyond which pictures stand, before and behind a row; infinite where there are none."""
    reach, near = 2 * BLOT * row.size, 0.25 * row.size
    before = _pictures(row, mask, row.left - reach, row.left - near)
    after = _pictures(row, mask, row.right + near, row.right + reach)
    return max((end for _, end in before), default=-np.inf), min((start for start, _ in after), default=np.inf)


def _pictures(row: Row, mask: Mask, left: float, right: float) -> list[tuple[float, float]]:
    """From where to where pictures stand in the way of a row between two places of the frame."""
    y = row.height_at((left + right) / 2)
    x, top = max(round(left), 0), max(round(y - BLOT * row.size), 0)
    part = mask[top : max(round(y + BLOT * row.size), 0), x : max(round(right), 0)].astype(np.uint8)
    side = max(round(SOLID * row.size), 3)
    if min(part.shape) < side:
        return []
    solid = cv2.morphologyEx(part, cv2.MORPH_OPEN, np.ones((side, side), dtype=np.uint8), borderValue=0)
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    return [
        (float(x + a), float(x + a + wide))
        for a, b, wide, high, _ in stats[1:].tolist()
        if max(wide, high) > BLOT * row.size and top + b < y + row.below and top + b + high > y - row.above
    ]


def _outwards(profile: npt.NDArray[np.bool_], start: int, way: int, size: float) -> int:
    """Goes on from `start` over ink and small gaps, for a character at most."""
    last = 0
    for i, dark in enumerate(profile[: round(size)]):
        if dark:
            last = i + 1
        elif i - last > 0.35 * size:
            break
    return start + way * last


def _alternate(ink: Mask, size: float, double: Mask) -> list[tuple[int, int, bool]]:
    """The strip from left to right as (start, end, is it double), cut between characters."""
    edges = np.flatnonzero(np.diff(double)) + 1
    bounds = [0, *(_nearest_gap(ink, int(edge), size) for edge in edges), len(double)]
    middles = [0, *edges.tolist()]
    runs = [(a, b, bool(double[m])) for a, b, m in zip(bounds, bounds[1:], middles, strict=False) if b > a]
    return _merged([(a, b, d and _halves(ink[:, a:b], size)) for a, b, d in runs])


def _evidence(ink: Mask, size: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """What each column says against one line of text, and (levels × columns) against a parting of two at each level.

    Levels are those within an eighth of the height from the middle. A column speaks against one line if some level
    around it is free of ink for more than half a character.
    """
    reach, window = max(round(0.12 * len(ink)), 1), max(round(0.6 * size), 3)
    middle = len(ink) // 2
    lines = ink[max(middle - reach - 1, 0) : middle + reach + 2].astype(np.float64)
    thick = np.maximum(lines[:-1], lines[1:])
    kernel = np.ones(window) / window
    clear = np.array([np.convolve(line, kernel, mode="same") for line in thick]).min(axis=0) < CLEAR
    dark = np.convolve(ink.any(axis=0).astype(np.float64), kernel, mode="same") > 0.25
    return (clear & dark).astype(np.float64), 3 * thick


def _together(costs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Costs of single columns added up for every `PACE` of them."""
    more = [(0, 0)] * (costs.ndim - 1) + [(0, -costs.shape[-1] % PACE)]
    padded = np.pad(costs, more)
    return np.asarray(padded.reshape(*costs.shape[:-1], -1, PACE).sum(axis=-1))


def _halves(ink: Mask, size: float) -> bool:
    """Whether a run that can be parted really is two lines: neither of them takes much more than half the height."""
    if ink.shape[1] < 0.8 * size:
        return False
    valley = _valley(ink, len(ink) // 2)
    used = [np.flatnonzero(part.any(axis=1)) for part in (ink[:valley], ink[valley:], ink)]
    upper, lower, both = ((lines[-1] - lines[0] + 1) if len(lines) else 0 for lines in used)
    return bool(max(upper, lower) < 0.62 * both)


def _merged(runs: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    out: list[tuple[int, int, bool]] = []
    for start, end, double in runs:
        if out and out[-1][2] == double:
            out[-1] = (out[-1][0], end, double)
        else:
            out.append((start, end, double))
    return out


def _nearest_gap(ink: Mask, edge: int, size: float) -> int:
    """The middle of the widest gap between characters within most of a character of `edge`."""
    reach = round(0.8 * size)
    left = max(edge - reach, 0)
    filled = ink[:, left : edge + reach].sum(axis=0)
    best, score, i = edge, 0.0, 0
    while i < len(filled):
        end = i
        while end < len(filled) and filled[end] == 0:
            end += 1
        value = min(end - i, 0.4 * size) - 0.15 * abs((i + end) / 2 - (edge - left))
        if end > i and value > score - 0.15 * size * (score == 0):
            best, score = left + (i + end) // 2, value
        i = max(end, i + 1)
    return best


def _valley(ink: Mask, middle: int) -> int:
    """The level near `middle` that crosses least ink."""
    reach = max(round(0.16 * len(ink)), 1)
    profile = np.convolve(ink.sum(axis=1).astype(np.float64), np.ones(3), mode="same")
    near = profile[middle - reach : middle + reach + 1]
    weight = near + 1e-3 * np.abs(np.arange(len(near)) - len(near) // 2)
    return middle - reach + int(weight.argmin()) if len(near) else middle
