"""Eras: 光绪, 民国, 康德, 成吉思汗纪元, 昭和 and others; the table is `resources/dates/eras.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from archivist.dates.statement import Span
from resources import dates as tables


@dataclass(frozen=True, slots=True)
class Era:
    """An era: the Gregorian years of its first and last year, and the days in which it was in force, if not whole."""

    names: tuple[str, ...]
    years: tuple[int, int]
    calendar: Literal["lunar", "solar"]
    begins: date | None = None
    ends: date | None = None
    solar_from: int = 0

    def year(self, number: int) -> int | None:
        """The Gregorian year of a year of the era (from 1); None if the era does not have it."""
        found = self.years[0] + number - 1
        return found if number >= 1 and found <= self.years[1] else None


@cache
def eras() -> tuple[Era, ...]:
    """Every era of the table."""
    found = tomllib.loads(tables.text("eras.toml"))["era"]
    return tuple(
        Era(
            tuple(one["names"]), (one["years"][0], one["years"][1]), one["calendar"], one.get("begins"),
            one.get("ends"), one.get("solar_from", 0),
        )
        for one in found
    )  # fmt: skip


@cache
def periods() -> Mapping[str, Span]:
    """Periods that are named without a year, by their names."""
    found = tomllib.loads(tables.text("eras.toml"))["period"]
    return {name: Span(one["first"], one["last"]) for one in found for name in one["names"]}


@cache
def by_name() -> Mapping[str, Era]:
    """Eras by each of their names; Cyrillic names without their ending."""
    return {name: era for era in eras() for name in era.names}


@cache
def pattern() -> str:
    """A regular expression for the name of an era."""
    names = sorted(by_name(), key=len, reverse=True)
    return "|".join(map(re.escape, names))
