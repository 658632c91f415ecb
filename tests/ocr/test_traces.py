"""Hearts followed from column to column."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ocr.traces import Trace, traces

SIZE = 20.0


def blank(height: int = 60, width: int = 120) -> npt.NDArray[np.bool_]:
    return np.zeros((height, width), dtype=np.bool_)


def spans(found: list[Trace]) -> list[tuple[int, int]]:
    return [(int(trace[0, 0]), int(trace[-1, 0])) for trace in found]


def test_a_bar_is_one_trace_from_its_first_column_to_its_last() -> None:
    mask = blank()
    mask[20:28, 10:100] = True
    (trace,) = traces(mask, SIZE)
    assert trace.tolist() == [[x, 20, 28] for x in range(10, 100)]


def test_a_bar_that_forks_ends_there_and_both_arms_begin() -> None:
    mask = blank()
    mask[20:40, 0:50] = True
    mask[20:28, 50:90] = mask[33:40, 50:90] = True
    assert spans(traces(mask, SIZE)) == [(0, 49), (50, 89), (50, 89)]


def test_two_bars_that_meet_end_and_one_begins() -> None:
    mask = blank()
    mask[20:28, 0:50] = mask[33:40, 0:50] = True
    mask[20:40, 50:90] = True
    assert spans(traces(mask, SIZE)) == [(0, 49), (0, 49), (50, 89)]


def test_a_bar_that_becomes_twice_as_thick_is_cut_and_one_that_leans_is_not() -> None:
    mask = blank()
    mask[20:28, 0:50] = True
    mask[16:32, 50:90] = True
    for x in range(100):
        mask[40 + x // 20 : 46 + x // 20, x] = True
    assert spans(traces(mask, SIZE)) == [(0, 49), (0, 99), (50, 89)]


def test_bars_in_columns_side_by_side_that_do_not_touch_are_two() -> None:
    mask = blank()
    mask[10:18, 0:50] = True
    mask[18:26, 50:90] = True
    assert spans(traces(mask, SIZE)) == [(0, 49), (50, 89)]


@given(arrays.arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 16))), st.floats(2, 30))
def test_every_pixel_of_a_mask_is_in_one_trace(mask: npt.NDArray[np.bool_], size: float) -> None:
    seen = np.zeros(mask.shape, dtype=np.int64)
    for trace in traces(mask, size):
        assert (np.diff(trace[:, 0]) == 1).all()
        for x, start, end in trace.astype(np.int64):
            seen[start:end, x] += 1
    assert (seen == mask).all()
