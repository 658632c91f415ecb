"""The Julian calendar, in use in Russia until 31 January 1918: its days as Gregorian ones."""

from __future__ import annotations

from datetime import date

from archivist.dates.reading import Doubt
from archivist.dates.statement import Span

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def julian(year: int, month: int | None, day: int | None) -> Span:
    """A year, month or day of the Julian calendar, as far as it is known; Doubt if there is none."""
    if month is None:
        return Span(_day(year, 1, 1), _day(year, 12, 31))
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= _length(year, month)):
        raise Doubt("no-such-day")
    return Span(_day(year, month, day or 1), _day(year, month, day or _length(year, month)))


def _length(year: int, month: int) -> int:
    return _LENGTHS[month - 1] + (month == 2 and year % 4 == 0)


def _day(year: int, month: int, day: int) -> date:
    """1 January of the year 1 (Julian) was 30 December of the year before it (Gregorian)."""
    in_year = sum(_length(year, known) for known in range(1, month)) + day
    return date.fromordinal(365 * (year - 1) + (year - 1) // 4 + in_year - 2)
