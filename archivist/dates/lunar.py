"""The Chinese calendar of 1368 to 2100, from the table in `resources/dates/lunar.tsv`.

Checked against known pairs and, month by month from 1583, against the package sxtwl: one month of 6,407 begins a day
apart (the ninth of 2057, whose new moon falls on midnight).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from archivist.dates.statement import Span
from resources import dates as tables


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the Chinese calendar; `leap` says that the month is the leap month after the one of this number."""

    year: int
    month: int
    day: int
    leap: bool = False


@dataclass(frozen=True, slots=True)
class _Year:
    """`months` are (number, whether leap), `starts` their first days and, last, the first day of the next year."""

    months: tuple[tuple[int, bool], ...]
    starts: tuple[date, ...]


def year(number: int) -> Span | None:
    """The days of a year; None where the table does not reach."""
    known = _table().get(number)
    return Span(known.starts[0], known.starts[-1] - timedelta(1)) if known else None


def month(number: int, month: int, *, leap: bool = False) -> Span | None:
    """The days of a month; None where there is no such month, or the table does not reach."""
    known = _table().get(number)
    if known is None or (month, leap) not in known.months:
        return None
    place = known.months.index((month, leap))
    return Span(known.starts[place], known.starts[place + 1] - timedelta(1))


def day(wanted: LunarDate) -> date | None:
    """The Gregorian day; None where there is no such day, or the table does not reach."""
    days = month(wanted.year, wanted.month, leap=wanted.leap)
    if days is None or not 1 <= wanted.day <= (days.last - days.first).days + 1:
        return None
    return days.first + timedelta(wanted.day - 1)


def lunar(wanted: date) -> LunarDate | None:
    """The day of the Chinese calendar that a Gregorian day is; None where the table does not reach."""
    for number in (wanted.year, wanted.year - 1):
        known = _table().get(number)
        if known is None or not known.starts[0] <= wanted < known.starts[-1]:
            continue
        place = max(i for i, start in enumerate(known.starts) if start <= wanted)
        name, leap = known.months[place]
        return LunarDate(number, name, (wanted - known.starts[place]).days + 1, leap)
    return None


@cache
def _table() -> Mapping[int, _Year]:
    lines = (line.split("\t") for line in tables.text("lunar.tsv").splitlines() if not line.startswith("#"))
    return {int(number): _year(date.fromisoformat(first), int(leap), long) for number, first, leap, long in lines}


def _year(first: date, leap: int, long: str) -> _Year:
    months = [(number, again) for number in range(1, 13) for again in (False, True) if not again or number == leap]
    starts = [first]
    for bit in long:
        starts.append(starts[-1] + timedelta(29 + int(bit)))
    return _Year(tuple(months), tuple(starts))
