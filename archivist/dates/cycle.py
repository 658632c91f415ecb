"""Years and days by their names in the cycle of sixty: 甲子, 火马年, хөх нохой жил, and with a cycle's number."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from archivist.dates import lunar
from archivist.dates.numerals import NUMERAL, number
from archivist.dates.reading import Doubt, Likely, Reading, solar_year
from archivist.dates.statement import Span
from resources import dates as tables

CYCLE = 60
_DAY_SHIFT = 14
"""The ordinal of a day plus this, by sixty, is its place in the cycle: 1 January 2000 was 戊午, the fifty-fifth."""
_ROMAN = {"i": 1, "v": 5, "x": 10}


def year_name(number: int) -> int:
    """The place of a year in the cycle, from 0 (甲子); that of the Chinese year that begins in this Gregorian one."""
    return (number - 4) % CYCLE


def day_name(day: date) -> int:
    """The place of a day in the cycle, from 0 (甲子)."""
    return (day.toordinal() + _DAY_SHIFT) % CYCLE


def written(place: int) -> str:
    """The two signs of a place in the cycle: 0 is 甲子."""
    names = _names()
    return names.stems[place % 10] + names.branches[place % 12]


def stem_branch(text: str) -> int | None:
    """The place of 甲子 and the like, from 0; None if these are no such signs. Doubt: they do not pair."""
    names = _names()
    if len(text) != 2 or text[0] not in names.stems or text[1] not in names.branches:
        return None
    stem, branch = names.stems.index(text[0]), names.branches.index(text[1])
    if (stem - branch) % 2:
        raise Doubt("no-such-name")
    return _place(stem, branch)


def pattern() -> str:
    """A regular expression for the two signs of the cycle."""
    names = _names()
    return f"[{names.stems}][{names.branches}]"


def years_of(text: str, likely: Likely) -> tuple[int, ...] | None:
    """The years among the likely ones that a name such as 甲子 means; None if it is no such name."""
    place = stem_branch(text)
    if place is None:
        return None
    return tuple(year for year in range(likely.first, likely.last + 1) if year_name(year) == place)


def named_year(text: str, likely: Likely) -> Reading | None:
    """A year by its Mongolian or Tibetan name (火马年, улаан морь, 第十六饶迥火马年, XVI жарны гал морь), or by its
    animal alone; None if the text is nothing of the kind.

    With the number of the cycle it is one year. The days are those of the Chinese year, as in Inner Mongolia; in
    Khalkha and Tibet the new year may fall a month later.
    """
    found = _expression().fullmatch(text)
    if not found:
        return None
    places = _places(found)
    rabjung = _rabjung(found)
    if rabjung is not None:
        begin = _names().first_rabjung + CYCLE * (rabjung - 1)
        likely = Likely(begin, begin + CYCLE - 1)
    years = [year for year in range(likely.first, likely.last + 1) if year_name(year) in places]
    if not years:
        raise Doubt("nowhere-near")
    sure = rabjung is not None and len(years) == 1
    return Reading(tuple(map(lunar_or_solar_year, years)), "cycle", about=not sure and len(years) == 1)


def lunar_or_solar_year(number: int) -> Span:
    """The days of a Chinese year; where the table does not reach, those of the Gregorian year and six weeks more."""
    known = lunar.year(number)
    if known:
        return known
    return Span(solar_year(number).first, date(number + 1, 2, 21))


def _place(stem: int, branch: int) -> int:
    return next(place for place in range(CYCLE) if place % 10 == stem and place % 12 == branch)


def _places(found: re.Match[str]) -> frozenset[int]:
    """The places in the cycle that a name means: one, or five where only the animal is named."""
    names = _names()
    animal = names.animals[found["animal"]]
    places = [place for place in range(CYCLE) if place % 12 == animal]
    if found["element"]:
        element = names.elements[found["element"]]
        places = [place for place in places if place % 10 // 2 == element]
    if not places or not all(_fits(found, place) for place in places):
        raise Doubt("no-such-name")
    return frozenset(places)


def _fits(found: re.Match[str], place: int) -> bool:
    """Whether the sex that is named, or the form of the colour, is that of the animal."""
    names = _names()
    odd = place % 2 == 1
    if found["element"] in names.feminine and not odd:
        return False
    return not (found["sex"] in names.male and odd) and not (found["sex"] in names.female and not odd)


def _rabjung(found: re.Match[str]) -> int | None:
    text = found["chinese"] or found["cyrillic"]
    if not text:
        return None
    if found["cyrillic"] and not text.isdecimal():
        values = [_ROMAN[sign] for sign in text.replace("х", "x")]
        return sum(-one if any(one < other for other in values[i:]) else one for i, one in enumerate(values))
    count = number(text)
    if not count:
        raise Doubt("not-understood")
    return count


@dataclass(frozen=True, slots=True)
class _Names:
    stems: str
    branches: str
    elements: Mapping[str, int]
    feminine: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    animals: Mapping[str, int]
    first_rabjung: int


@cache
def _names() -> _Names:
    table = tomllib.loads(tables.text("years.toml"))
    elements = dict(_numbered(table["elements"])) | {name: i for i, name in enumerate(table["feminine"])}
    return _Names(
        table["stems"], table["branches"], elements, frozenset(table["feminine"]), frozenset(table["male"]),
        frozenset(table["female"]), dict(_numbered(table["animals"])), table["first_rabjung"],
    )  # fmt: skip


def _numbered(lists: list[list[str]]) -> Iterator[tuple[str, int]]:
    return ((form, place) for place, forms in enumerate(lists) for form in forms)


@cache
def _expression() -> re.Pattern[str]:
    names = _names()

    def any_of(words: Iterator[str] | frozenset[str] | Mapping[str, int]) -> str:
        return "|".join(sorted(words, key=len, reverse=True))

    element, animal = any_of(names.elements), any_of(names.animals)
    sex = any_of(names.male | names.female)
    cycle = (
        rf"(?:第?(?P<chinese>{NUMERAL}+)(?:饶迥|绕迥|胜生)(?:周)?的?|(?P<cyrillic>\d+|[ivxх]+)"
        r"(?:\s*-?\s*(?:р|дугаар|дүгээр))?\s*жар(?:ан|ны)\s+)?"
    )
    return re.compile(
        rf"{cycle}(?:藏历|蒙古历)?(?:(?:(?P<sex>{sex})\s*)?(?P<element>{element})\s*(?:{sex})?\s*)?"
        rf"(?P<animal>{animal})(?:\s*(?:年|жил|жилийн|он))?"
    )
