"""The hearts of a map followed from column to column: a trace goes on as long as it neither forks, nor jumps, nor
suddenly changes its thickness."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Trace = npt.NDArray[np.float64]
"""Columns × 3: the column, and where in it the heart starts and ends."""
_Numbers = npt.NDArray[np.int64]

AWAY, AWAY_AT_FIRST = 0.15, 0.2
"""A trace jumps where its middle is so far, in characters, from where it has lain; one that has just begun tells less
well where it lies."""
SHORT = 0.4
"""A trace has just begun until it is so long, in characters."""
ALIKE = 0.55, 1.7
"""It goes on while it is so many times as thick as it was, or no thicker than `THIN`, in characters."""
THIN = 0.2


def traces(mask: npt.NDArray[np.bool_], size: float) -> list[Trace]:
    """The traces of all lying hearts, in the order of their first columns and in these from top to bottom; `size` is
    the usual height of a character in pixels of the mask."""
    runs = _Runs.of(mask)
    chain = _heads(runs.before())
    order = np.argsort(chain, kind="stable")
    places = np.stack([runs.column, runs.start, runs.end], axis=1)[order].astype(np.float64)
    bounds = np.flatnonzero(np.diff(chain[order], prepend=-1, append=-1)).tolist()
    middles, thick = (places[:, 1:].sum(axis=1) / 2).tolist(), (places[:, 2] - places[:, 1]).tolist()
    out: list[tuple[int, Trace]] = []
    for first, last in pairwise(bounds):
        cuts = _breaks(middles[first:last], thick[first:last], size)
        for start, end in zip([0, *cuts], [*cuts, last - first], strict=True):
            out.append((int(order[first + start]), places[first + start : first + end]))
    return [trace for _, trace in sorted(out, key=lambda found: found[0])]


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of all columns of a mask, column by column and in these from top to bottom; `end` is exclusive."""

    column: _Numbers
    start: _Numbers
    end: _Numbers
    height: int

    @classmethod
    def of(cls, mask: npt.NDArray[np.bool_]) -> _Runs:
        height = len(mask)
        # With a blank pixel after each column no run goes on from one to the next.
        flat = np.zeros((mask.shape[1], height + 1), dtype=np.bool_)
        flat[:, :height] = mask.T
        edges = np.flatnonzero(np.diff(flat.ravel(), prepend=False))
        column, start = np.divmod(edges[::2], height + 1)
        return cls(column, start, edges[1::2] - column * (height + 1), height)

    def before(self) -> _Numbers:
        """For each run the number of the one that it alone goes on from, in the column before; else its own."""
        step = self.height + 1
        before = (self.column - 1) * step
        first = np.searchsorted(self.column * step + self.end, before + self.start, side="right")
        last = np.searchsorted(self.column * step + self.start, before + self.end, side="left")
        # How many runs each run touches in the column behind it: counted up where they begin, down where they end.
        change = np.zeros(len(first) + 1, dtype=np.int64)
        np.add.at(change, first, 1)
        np.add.at(change, last, -1)
        own = np.arange(len(first))
        alone = np.append(np.cumsum(change)[:-1] == 1, False)  # where none is left to be touched
        return np.asarray(np.where((last == first + 1) & alone[first], first, own), dtype=np.int64)


def _heads(before: _Numbers) -> _Numbers:
    """For each run the first one of its chain."""
    while True:
        further = before[before]
        if np.array_equal(further, before):
            return before
        before = further


def _breaks(middles: list[float], thick: list[float], size: float) -> list[int]:
    """Where a chain of runs must be cut, by what it was like before."""
    out = []
    middle, weight, length = middles[0], thick[0], 1
    for n in range(1, len(middles)):
        away, own = abs(middles[n] - middle), thick[n]
        if length < SHORT * size:
            goes_on = away < AWAY_AT_FIRST * size
        else:
            alike = ALIKE[0] < own / max(weight, 1) < ALIKE[1] or own < THIN * size
            goes_on = away < AWAY * size and alike
        if not goes_on:
            out.append(n)
            middle, weight, length = middles[n], own, 1
            continue
        length += 1
        memory = min(1 / length + 1 / size, 1.0)
        middle += memory * (middles[n] - middle)
        weight += memory * (own - weight)
    return out
