"""What the readers of the different ways of writing dates hand to each other."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date

from archivist.dates.statement import Calendar, Span


class Doubt(Exception):
    """The text has the form of a date, but is none; `code` is a key of `statement.DOUBTS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Likely:
    """The years that a document may be of, both included; only a name that comes back every so often needs them."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text may mean: one span, or several of which it is one."""

    spans: tuple[Span, ...]
    calendar: Calendar = "gregorian"
    about: bool = False

    def within(self, limits: Span) -> Reading:
        """Only what lies in these days; Doubt if nothing does."""
        left = tuple(both for span in self.spans if (both := span.meets(limits)))
        if not left:
            raise Doubt("beyond-era")
        return replace(self, spans=left)


def solar_year(number: int) -> Span:
    """The days of a Gregorian year; Doubt if Python's calendar does not reach."""
    if not 1 <= number <= 9999:
        raise Doubt("not-understood")
    return Span(date(number, 1, 1), date(number, 12, 31))


def solar_years(first: int, last: int) -> Span:
    """The days of some Gregorian years."""
    return Span(solar_year(first).first, solar_year(last).last)


def solar_month(year: int, month: int) -> Span:
    """The days of a Gregorian month; Doubt if there is none."""
    solar_year(year)
    if not 1 <= month <= 12:
        raise Doubt("no-such-day")
    return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def solar_day(year: int, month: int, day: int) -> Span:
    """One Gregorian day; Doubt if there is none."""
    days = solar_month(year, month)
    if not 1 <= day <= days.last.day:
        raise Doubt("no-such-day")
    return Span(date(year, month, day), date(year, month, day))


def solar(year: int, month: int | None, day: int | None) -> Span:
    """A Gregorian year, month or day, as far as it is known."""
    if month is None:
        return solar_year(year)
    return solar_month(year, month) if day is None else solar_day(year, month, day)
