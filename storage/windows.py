"""The first hits of a dear question: it is asked of the greatest numbers first, of more only while hits are lacking.

Where the index gives its numbers in order it can stop by itself. Sets of numbers from several tables, and candidates
whose texts must be looked at, can't: each of them would be made whole before the first hit. So all of them are made for
one window of numbers after the other.
"""

from __future__ import annotations

from collections.abc import Callable

import peewee

from storage.changes import Kind
from storage.database import sql
from storage.plan import Items

QUICK = 8192
"""Items of the first window where the index answers by itself."""
LOOKED_AT = 256
"""Items of the first window where texts are looked at."""
_GROWTH = 4
_SPARE = 1.3


def first_numbers(
    db: peewee.Database, kind: Kind, size: int, wanted: int, found_in: Callable[[Items, int], list[int]]
) -> list[int]:
    """The greatest numbers for which something holds, up to `wanted` of them.

    `found_in` gives those in a window, up to so many. The first window has `size` items; each later one as many as
    hits seem to lack, but at most four times what is behind.
    """
    out: list[int] = []
    behind = 0
    last = _number_at(db, kind, 0)
    while last is not None and len(out) < wanted:
        count = _next_size(size, behind, len(out), wanted)
        before = _number_at(db, kind, count, last)
        out += found_in(Items(kind, (before + 1 if before is not None else 0, last)), wanted - len(out))
        behind += count
        last = before
    return out


def _next_size(size: int, behind: int, found: int, wanted: int) -> int:
    most = _GROWTH * behind if behind else size
    return min(most, max(size, int((wanted - found) * behind / found * _SPARE))) if found else most


def _number_at(db: peewee.Database, kind: Kind, place: int, last: int | None = None) -> int | None:
    """The number that comes so many places after `last`, or after the greatest, where the greatest are first."""
    limit = f"WHERE id <= {last}" if last is not None else ""
    rows = sql(db, f"SELECT id FROM {kind} {limit} ORDER BY id DESC LIMIT 1 OFFSET ?", place)
    return int(rows[0][0]) if rows else None
