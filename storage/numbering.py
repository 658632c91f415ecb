"""Under which number an item is in the index: such that the greatest number first is the order of hits.

Records and documents keep their own number, so the newest come first. A page whose text a person has vouched for has
`VOUCHED` added to its own, so all of those come before all others. The index gives its numbers in order, and can stop
when there are enough; two questions, one for each sort of page, could not.
"""

from __future__ import annotations

from collections.abc import Iterable

VOUCHED = 1 << 32
"""More pages than SQLite keeps in a catalogue of ours, and short enough to be no burden on the index."""


def page_number(id: int, *, vouched: bool) -> int:
    """The number of a page in the index."""
    return id + VOUCHED if vouched else id


def id_of(number: int) -> int:
    """The item's own number."""
    return number % VOUCHED


def numbers_that_may_be(ids: Iterable[int]) -> list[int]:
    """Every number under which these pages may be in the index."""
    return [number for id in ids for number in (id, id + VOUCHED)]
