"""From a row to the boxes that go to the recogniser: main text, and the two lines of each commentary, in order."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.ink import Mask
from ocr.rows import Row

CLEAR = 0.03
"""A line between two lines of commentary crosses no more ink than this."""
SOLID, BLOT = 0.7, 1.6
"""Ink that is solid for so much of a character both ways, and for so much one way, is a picture: no stroke is so thick,
and no blotted character so large."""
WAYS = ((0.5, 4.0), (0.3, 8.0))
"""What it costs to pass between one line and two, in characters, and the line between two to go up or down by a pixel;
a column wrongly explained costs 1."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a row in the frame; `top` and `bottom` are distances from the middle of the row."""

    left: float
    right: float
    top: float
    bottom: float
    commentary: bool = False


def alternatives(row: Row, mask: Mask, barred: Mask) -> list[list[Stretch]]:
    """Ways to part a row, each in reading order: where ink alone cannot tell, the recogniser will.

    `mask` is the ink of the frame, `barred` its ruled lines.
    """
    strip = Strip.of(row, mask, barred)
    if not row.mixed:
        return [found] if (found := strip.whole(row)) else []
    out: list[list[Stretch]] = []
    for penalty, bend in WAYS:
        found = []
        for start, end, double in _alternate(strip.ink, row.size, penalty, bend):
            found += strip.double(start, end) if double else strip.single(start, end)
        if found and found not in out:
            out.append(found)
    single = strip.single(0, strip.ink.shape[1])
    return out if not single or single in out else [*out, single]


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
        y = middle[None, :] + np.arange(-above, below)[:, None]
        inside: Mask = np.asarray((y >= 0) & (y < mask.shape[0]) & (x < mask.shape[1]))
        place = np.clip(y, 0, mask.shape[0] - 1), np.clip(np.tile(x, (len(y), 1)), 0, mask.shape[1] - 1)
        rule = barred[place] & inside
        ink = mask[place] & inside & ~rule
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


def _alternate(ink: Mask, size: float, penalty: float, bend: float) -> list[tuple[int, int, bool]]:
    """The strip from left to right as (start, end, is it double): the cheapest way to explain its ink."""
    double = _explain(*_evidence(ink, size), penalty=penalty * size, bend=bend)
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


def _explain(single: npt.NDArray[np.float64], parting: npt.NDArray[np.float64], penalty: float, bend: float) -> Mask:
    """For each column, whether it is double: the states of least cost. A parting may go up or
    down by a level a column, which costs `bend`; passing between one line and two costs `penalty`."""
    levels = len(parting)
    if not _worth_parting(single, parting, penalty):
        return np.zeros(len(single), dtype=np.bool_)
    came = np.zeros((len(single), levels + 1), dtype=np.int64)
    one, double = 0.0, np.zeros(levels)
    # The ways into a level: along it, from above, from below, from one line; made once, for this is a long loop.
    moves = np.full((4, levels), np.inf)
    each = np.arange(levels)
    where = np.stack([each + 1, each, each + 2, np.zeros_like(each)])
    for i, (cost, columns) in enumerate(zip(single.tolist(), parting.T, strict=True)):
        moves[0] = double
        np.add(double[:-1], bend, out=moves[1, 1:])
        np.add(double[1:], bend, out=moves[2, :-1])
        moves[3] = one + penalty
        choice = moves.argmin(axis=0)
        came[i, 1:] = where[choice, each]
        leave = int(double.argmin())
        left = float(double[leave]) + penalty
        came[i, 0] = leave + 1 if left < one else 0
        one = min(one, left) + cost
        double = moves[choice, each] + columns
    states = np.zeros(len(single), dtype=np.bool_)
    state = int(double.argmin()) + 1 if len(double) and double.min() < one else 0
    for i in range(len(single) - 1, -1, -1):
        states[i] = state > 0
        state = int(came[i, state])
    return states


def _worth_parting(single: npt.NDArray[np.float64], parting: npt.NDArray[np.float64], penalty: float) -> bool:
    """Whether any run of columns could gain by being double, even if its parting went wherever it is cheapest.

    Most columns of print have no commentary, and this tells so at once. A run that begins and ends within the strip
    pays `penalty` twice, one at its end once; the whole strip pays nothing.
    """
    if not len(parting) or not len(single):
        return False
    gain = np.concatenate([[0.0], np.cumsum(single - parting.min(axis=0))])
    lowest = np.minimum.accumulate(gain)
    within = float((gain - lowest).max())
    at_ends = max(float(gain.max()), float(gain[-1] - gain.min()))
    return within > 2 * penalty or at_ends > penalty or float(gain[-1]) > 0


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
