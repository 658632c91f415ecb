"""Makes `resources/dates/lunar.tsv`: the months of the Chinese calendar from 1368 to 2100.

Source: the package lunar-python (MIT), which computes new moons and, where the calendars in force differed from them
(before 1645 by the rules of the time, up to 1944 by single days), follows the calendars. It is needed only here:
install lunar-python 1.4.8, then `python -m scripts.make_lunar`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "resources" / "dates" / "lunar.tsv"
FIRST, LAST = 1368, 2100
JULIAN_DAY_OF_ORDINAL_ZERO = 1_721_425
"""The Julian day number (at noon) of the day before 1 January of the year 1, Gregorian."""
HEAD = """\
# The months of the Chinese calendar: year, its first day (Gregorian, also before 1582), the number of the month that
# is followed by a leap month (0: none), and for each month in turn whether it has 30 days (1) or 29 (0).
# Made by scripts/make_lunar.py from lunar-python 1.4.8 (MIT, https://github.com/6tail/lunar-python); do not edit.
"""


def lines() -> Iterator[str]:
    """A line for each year."""
    from lunar_python import LunarYear  # type: ignore[import-not-found]  # not one of our dependencies

    for year in range(FIRST, LAST + 1):
        yield line(year, LunarYear.fromYear(year).getMonthsInYear())


def line(year: int, months: list[Any]) -> str:
    """One year of the table; the months of the package are negative where they are leap months."""
    first = date.fromordinal(round(months[0].getFirstJulianDay()) - JULIAN_DAY_OF_ORDINAL_ZERO)
    leap = next((-month.getMonth() for month in months if month.getMonth() < 0), 0)
    lengths = "".join("1" if month.getDayCount() == 30 else "0" for month in months)
    return f"{year}\t{first.isoformat()}\t{leap}\t{lengths}\n"


if __name__ == "__main__":
    TARGET.write_text(HEAD + "".join(lines()), encoding="utf-8")
