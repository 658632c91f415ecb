from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc.entries import Entries
from marc.index import Entry, index
from tests.helpers.samples import sample

VALUES = st.text(max_size=20)


def entries() -> st.SearchStrategy[list[Entry]]:
    """Entries with numbers from 1, wherever their bytes may lie."""
    rest = st.tuples(st.integers(0, 2**40), st.integers(0, 2**31), VALUES, VALUES, VALUES, VALUES, st.booleans())
    return st.lists(rest, max_size=8).map(lambda many: [Entry(number, *one) for number, one in enumerate(many, 1)])


@given(entries())
def test_entries_are_given_back_as_they_were(made: list[Entry]) -> None:
    kept = Entries(made)
    assert list(kept) == made
    assert kept[:] == made
    assert kept[::-1] == made[::-1]
    assert len(kept) == len(made)


def test_places_are_counted_as_in_a_list() -> None:
    kept = Entries([Entry(1, 0, 10, "达赉湖"), Entry(2, 10, 12, "呼伦湖")])
    assert kept[-1].title == "呼伦湖"
    with pytest.raises(IndexError):
        kept[2]


def test_an_entry_out_of_its_turn_is_refused() -> None:
    with pytest.raises(ValueError, match="3"):
        Entries([Entry(1, 0, 10), Entry(3, 10, 10)])


def test_a_real_index_takes_little_memory() -> None:
    path: Path = sample("marc/realistic_2000.mrc")
    kept = Entries(index(path))
    assert list(kept) == list(index(path))
    texts = sum(len("".join(entry[3:7]).encode()) for entry in kept)
    assert kept.bytes_used == pytest.approx(texts + 28 * len(kept), abs=8)
