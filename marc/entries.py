"""The entries of an index, kept in little memory: the bytes of their texts and 28 more, so that a million is no burden.

rows = Entries()
rows.extend(index(path))
rows[999_999].title
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import overload

from marc.index import Entry

_BETWEEN = b"\xff"  # no text in UTF-8 has it


class Entries(Sequence[Entry]):
    """Entries in the order of their file, each made anew when it is asked for."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._offsets = array("Q")
        self._sizes = array("L")
        self._damaged = bytearray()
        self._texts = bytearray()
        self._ends = array("Q", [0])
        self.extend(entries)

    def append(self, entry: Entry) -> None:
        """Adds the entry of the next record; ValueError if its number is not the next."""
        if entry.number != len(self) + 1:
            raise ValueError(entry.number)
        self._offsets.append(entry.offset)
        self._sizes.append(entry.size)
        self._damaged.append(entry.damaged)
        texts = (entry.title, entry.author, entry.isbn, entry.year)
        self._texts += _BETWEEN.join([text.encode("utf-8", "surrogatepass") for text in texts])
        self._ends.append(len(self._texts))

    def extend(self, entries: Iterable[Entry]) -> None:
        """Adds the entries of the records that follow."""
        for entry in entries:
            self.append(entry)

    def __len__(self) -> int:
        return len(self._offsets)

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> list[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | list[Entry]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        place = range(len(self))[at]
        begin, end = self._ends[place], self._ends[place + 1]
        texts = self._texts[begin:end].split(_BETWEEN)
        title, author, isbn, year = (text.decode("utf-8", "surrogatepass") for text in texts)
        damaged = bool(self._damaged[place])
        return Entry(place + 1, self._offsets[place], self._sizes[place], title, author, isbn, year, damaged)

    @property
    def bytes_used(self) -> int:
        """How much memory the entries take, in bytes."""
        arrays = (self._offsets, self._sizes, self._ends)
        return len(self._texts) + len(self._damaged) + sum(len(one) * one.itemsize for one in arrays)
