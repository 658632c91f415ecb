"""Rows told to be one line or two."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.ink import Mask
from ocr.partings import Evidence, _walked, doubled


def drawn(columns: int, levels: int, seed: int, penalty: float, bend: float) -> Evidence:
    random = np.random.default_rng(seed)
    single, parting = (random.integers(0, 2, shape).astype(np.float64) for shape in ((columns,), (levels, columns)))
    return Evidence(single, 3 * parting, penalty, bend)


evidence = st.builds(
    drawn,
    st.integers(1, 24),
    st.integers(1, 5),
    st.integers(0, 2**32 - 1),
    st.sampled_from((0.5, 3.0, 8.0)),
    st.sampled_from((0.3, 1.0, 4.0)),
)
small = st.builds(
    drawn, st.integers(1, 5), st.integers(1, 3), st.integers(0, 2**32 - 1), st.sampled_from((0.5, 3.0)), st.just(0.3)
)


def cost(row: Evidence, levels: tuple[int, ...]) -> float:
    """What it costs to explain a row by a level for each column, −1 for one line."""
    own = sum(row.parting[level, n] if level >= 0 else row.single[n] for n, level in enumerate(levels))
    steps = 0.0
    for before, after in pairwise(levels):
        if (before < 0) != (after < 0):
            steps += row.penalty
        elif abs(before - after) > 1:
            return np.inf
        else:
            steps += row.bend * abs(before - after)
    return float(own) + steps


def cheapest(row: Evidence, states: npt.NDArray[np.bool_] | None = None) -> float:
    """The least cost of all explanations, or of those that say of each column what `states` says."""
    ways = product(range(-1, len(row.parting)), repeat=row.columns)
    return min(cost(row, way) for way in ways if states is None or [n >= 0 for n in way] == states.tolist())


@given(small)
def test_the_columns_told_to_be_double_are_those_of_the_cheapest_explanation(row: Evidence) -> None:
    (told,) = doubled([row])
    assert cheapest(row, told) == pytest.approx(cheapest(row))


@given(st.lists(evidence, max_size=6))
def test_rows_told_together_are_told_as_each_alone(rows: list[Evidence]) -> None:
    together: list[Mask] = doubled(rows)
    assert [part.tolist() for part in together] == [doubled([row])[0].tolist() for row in rows]


@given(evidence)
def test_a_row_said_to_be_not_worth_parting_would_not_be_parted(row: Evidence) -> None:
    if not row.worth_parting:
        assert not _walked([row])[0].any()


def test_a_row_without_columns_has_no_double_ones() -> None:
    assert doubled([Evidence(np.zeros(0), np.zeros((3, 0)), 1.0, 1.0)])[0].tolist() == []
