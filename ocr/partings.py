"""Where rows of a page are one line and where two: for all rows at once, since each is a long walk of short steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ocr.ink import Mask

TOGETHER = 64
"""So many rows are walked side by side; more would only take memory."""
_Costs = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each column of a row says against one line of text, and (levels × columns) against a parting of two at each
    level. A parting may go up or down by a level a column, which costs `bend`; passing between one line and two costs
    `penalty`."""

    single: _Costs
    parting: _Costs
    penalty: float
    bend: float

    @property
    def columns(self) -> int:
        return len(self.single)

    @property
    def worth_parting(self) -> bool:
        """Whether any run of columns could gain by being double, even if its parting went wherever it is cheapest.

        Most columns of print have no commentary, and this tells so at once. A run that begins and ends within the row
        pays `penalty` twice, one at its end once; the whole row pays nothing.
        """
        if not self.parting.size:
            return False
        gain = np.concatenate([[0.0], np.cumsum(self.single - self.parting.min(axis=0))])
        within = float((gain - np.minimum.accumulate(gain)).max())
        at_ends = max(float(gain.max()), float(gain[-1] - gain.min()))
        return within > 2 * self.penalty or at_ends > self.penalty or float(gain[-1]) > 0


def doubled(rows: Sequence[Evidence]) -> list[Mask]:
    """For each row and each of its columns, whether it is double: the states of least cost."""
    out = [np.zeros(row.columns, dtype=np.bool_) for row in rows]
    known = sorted((n for n, row in enumerate(rows) if row.worth_parting), key=lambda n: rows[n].columns)
    for first in range(0, len(known), TOGETHER):
        part = known[first : first + TOGETHER]
        for n, states in zip(part, _walked([rows[n] for n in part]), strict=True):
            out[n] = states
    return out


def _walked(rows: Sequence[Evidence]) -> list[Mask]:
    """Rows of several lengths end together: where a row has not begun yet, columns cost nothing."""
    single, parting = _side_by_side(rows)
    penalty, bend = (np.array([[value] for value in values]) for values in zip(*((r.penalty, r.bend) for r in rows),
                                                                               strict=True))  # fmt: skip
    one, double = np.zeros((len(rows), 1)), np.where(np.isinf(parting[0]), np.inf, 0.0)
    # The ways into a level: along it, from above, from below, from one line.
    moves = np.full((4, *double.shape), np.inf)
    came = np.empty((len(parting), *double.shape), dtype=np.int8)
    left = np.empty((len(parting), len(rows)), dtype=np.bool_)
    cheapest = np.empty((len(parting), len(rows)), dtype=np.int64)
    for i, (cost, columns) in enumerate(zip(single, parting, strict=True)):
        moves[0] = double
        np.add(double[:, :-1], bend, out=moves[1, :, 1:])
        np.add(double[:, 1:], bend, out=moves[2, :, :-1])
        moves[3] = one + penalty
        came[i] = moves.argmin(axis=0)
        cheapest[i] = double.argmin(axis=1)
        leaving = double.min(axis=1, keepdims=True) + penalty
        left[i] = (leaving < one)[:, 0]
        one = np.minimum(one, leaving) + cost
        double = moves.min(axis=0) + columns
    states = _back(came, left, cheapest, one[:, 0], double)
    return [states[len(states) - row.columns :, n] for n, row in enumerate(rows)]


def _side_by_side(rows: Sequence[Evidence]) -> tuple[_Costs, _Costs]:
    """The costs of rows: columns × rows × 1, and columns × rows × levels; levels that a row lacks cost infinitely."""
    columns, levels = max(row.columns for row in rows), max(len(row.parting) for row in rows)
    single, parting = np.zeros((columns, len(rows), 1)), np.full((columns, len(rows), levels), np.inf)
    for n, row in enumerate(rows):
        parting[:, n, : len(row.parting)] = 0.0
        single[columns - row.columns :, n, 0] = row.single
        parting[columns - row.columns :, n, : len(row.parting)] = row.parting.T
    return single, parting


def _back(
    came: npt.NDArray[np.int8],
    left: npt.NDArray[np.bool_],
    cheapest: npt.NDArray[np.int64],
    one: _Costs,
    double: _Costs,
) -> Mask:
    """The way back from the cheapest ends: columns × rows, whether double; `level` is −1 where a row is one line."""
    each, steps = np.arange(len(one)), np.array([0, -1, 1])
    level = np.where(double.min(axis=1) < one, double.argmin(axis=1), -1)
    out = np.zeros((len(came), len(one)), dtype=np.bool_)
    for i in range(len(came) - 1, -1, -1):
        out[i] = level >= 0
        way = came[i, each, level]
        within = np.where(way == 3, -1, level + steps[np.minimum(way, 2)])
        level = np.where(out[i], within, np.where(left[i], cheapest[i], -1))
    return out
