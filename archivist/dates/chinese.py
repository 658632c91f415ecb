"""Dates in Chinese writing: years of eras and of the Gregorian count, with months and days of either calendar.

Which calendar months and days are of: that which is named (农历, 公历 …); else the Chinese one after an era of Ming or
Qing, and wherever the words are used in it alone (正月, 腊月, 闰, 初三); else the Gregorian one, as in 民国 and 康德.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from archivist.dates import cycle, lunar
from archivist.dates.eras import Era, by_name, pattern, periods
from archivist.dates.numerals import NUMERAL, number
from archivist.dates.reading import Doubt, Likely, Reading, solar_month, solar_year, solar_years
from archivist.dates.statement import Span

_Calendar = Literal["lunar", "solar"]
_STATE = re.compile(
    r"^(?:大?清朝?(?!\d)|大?明朝?(?!治)|后金|манж(?:ийн|\s+улсын)?\s+|伪满(?:洲帝?国|洲)?|满洲帝?国|伪|日本|蒙疆|蒙古|公元|西历|西元|公历|阳历)"
)
_LUNAR = re.compile(r"农历|阴历|旧历|夏历|古历|蒙古历")
_SOLAR = re.compile(r"公历|阳历|新历|西历|国历")
_NUMBER = f"{NUMERAL}+"
_ERA = re.compile(
    rf"(?P<era>{pattern()})(?:ын|ийн|ий|ны|ний|н)?\s*(?:纪元)?第?\s*"
    rf"(?:(?P<year>{_NUMBER})\s*-?\s*(?:年|дугаар|дүгээр|р)?\s*(?:он(?:ы)?)?\s*(?:\(?岁次)?)?"
    rf"(?P<cycle>(?:岁次)?{cycle.pattern()})?\)?(?:年|之?岁)?\s*(?P<rest>.*)"
)
_REIGN = re.compile(rf"(?P<era>{pattern()})(?:年间|朝|时期|年代|初年|末年|中叶|间|初|末)")
_NO_ERA = re.compile(rf"{NUMERAL}{{1,3}}年(?!代).*")
_YEAR = re.compile(r"(?P<year>[0-9〇一二三四五六七八九]{4}|[0-9]{3})\s*年\s*(?P<rest>.*)")
_CYCLE = re.compile(rf"(?:岁次)?(?P<cycle>{cycle.pattern()})(?:年|之岁|岁)?\s*(?P<rest>.*)")
_BEFORE_REPUBLIC = re.compile(rf"(?:中华)?民国(?:纪元)?前(?P<year>{_NUMBER})年")
_CENTURY = re.compile(
    rf"(?P<century>{_NUMBER})世纪(?:(?P<decade>[1-9一二三四五六七八九]十?0?)年代)?(?P<part>初|初期|前期|早期|上半叶|前半叶|中叶|中期|"
    rf"下半叶|后半叶|末|末叶|末期|后期|晚期)?"
)
_DECADE = re.compile(r"(?P<year>[0-9〇一二三四五六七八九]{3}[0〇])年代(?:初|初期|中|中期|末|末期|后期|前期)?")
_LOST_CENTURY = re.compile(r"[二三四五六七八九2-9][十0]年代(?:初|初期|中|中期|末|末期|后期|前期)?")
_UNKNOWN_DIGIT = re.compile(r"(?P<begin>\d{2,3})[-?x□—_]{1,2}年?")
_WITHIN = re.compile(
    rf"(?:(?P<leap>闰)?(?P<month>正|冬|腊|{_NUMBER})月(?:份)?|(?P<season>[孟仲季]?[春夏秋冬])(?:季|天)?|(?P<half>[上下])半年|"
    rf"(?P<vague>初|中|底|末|年初|年中|年底|年末|间|内))"
    rf"(?P<day>.*)"
)
_DAY = re.compile(
    rf"(?P<first>初)?(?P<day>{_NUMBER})[日号]?|(?P<cycle>{cycle.pattern()})日?|(?P<third>[上中下])旬|"
    rf"(?P<moon>朔|望|晦)日?|(?P<vague>初|中|底|末|间)"
)
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_SEASONS = {"春": 1, "夏": 4, "秋": 7, "冬": 10}
_PARTS = {
    **dict.fromkeys(("初", "初期", "前期", "早期"), (0, 32)), **dict.fromkeys(("上半叶", "前半叶"), (0, 49)),
    **dict.fromkeys(("中叶", "中期"), (33, 66)), **dict.fromkeys(("下半叶", "后半叶"), (50, 99)),
    **dict.fromkeys(("末", "末叶", "末期", "后期", "晚期"), (67, 99)),
}  # fmt: skip


def read(text: str, likely: Likely) -> Reading | None:
    """What a date in Chinese writing means; None if it is none. The text is in `plain` form. Raises Doubt."""
    compact = re.sub(r"\s+", " " if re.search("[а-яөү]", text) else "", text)
    if compact in periods():
        return _reign(compact, None, likely)
    calendar, text = _calendar(_STATE.sub("", compact))
    for reader in _READERS:
        found = reader(text, calendar, likely)
        if found:
            return found
    if _NO_ERA.fullmatch(text):
        raise Doubt("no-era")
    return None


def _calendar(text: str) -> tuple[_Calendar | None, str]:
    """The calendar that is named anywhere in the text, and the text without its name."""
    if _LUNAR.search(text):
        return "lunar", _LUNAR.sub("", text).strip()
    if _SOLAR.search(text):
        return "solar", _SOLAR.sub("", text).strip()
    return None, text


def _era(text: str, calendar: _Calendar | None, likely: Likely) -> Reading | None:
    found = _ERA.fullmatch(text)
    if not found or not (found["year"] or found["cycle"]):
        return None
    era = by_name()[found["era"]]
    readings = [
        _in_year(year, found["rest"], calendar or era.calendar, sure=calendar is not None, era=era)
        for year in _years_of_era(era, found)
    ]
    spans = tuple(dict.fromkeys(span for reading in readings for span in reading.spans))
    reading = Reading(spans, readings[0].calendar, any(reading.about for reading in readings))
    if era.begins or era.ends:
        reading = reading.within(Span(era.begins or solar_year(1).first, era.ends or solar_year(9999).last))
    return reading


def _years_of_era(era: Era, found: re.Match[str]) -> list[int]:
    """The years that the number and the name of the cycle mean; both must agree where both are there."""
    years = list(range(era.years[0], era.years[1] + 1))
    if found["year"]:
        count = number(found["year"])
        year = era.year(count) if count else None
        if year is None:
            raise Doubt("beyond-era")
        years = [year]
    if found["cycle"]:
        place = cycle.stem_branch(found["cycle"].removeprefix("岁次"))
        years = [year for year in years if cycle.year_name(year) == place]
        if not years:
            raise Doubt("contradiction" if found["year"] else "beyond-era")
    return years


def _reign(text: str, calendar: _Calendar | None, likely: Likely) -> Reading | None:
    """A whole era or period, of which it is not said when in it."""
    if text in periods():
        return Reading((periods()[text],), about=True)
    found = _REIGN.fullmatch(text)
    if not found:
        return None
    era = by_name()[found["era"]]
    whole = cycle.lunar_or_solar_year if era.calendar == "lunar" else solar_year
    span = Span(whole(era.years[0]).first, whole(era.years[1]).last)
    inside = span.meets(Span(era.begins or span.first, era.ends or span.last))
    return Reading((inside or span,), "lunar" if era.calendar == "lunar" else "gregorian", about=True)


def _gregorian(text: str, calendar: _Calendar | None, likely: Likely) -> Reading | None:
    found = _YEAR.fullmatch(text)
    year = number(found["year"]) if found else None
    if not found or not year:
        return None
    return _in_year(year, found["rest"], calendar or "solar", sure=calendar is not None)


def _cycle(text: str, calendar: _Calendar | None, likely: Likely) -> Reading | None:
    found = _CYCLE.fullmatch(text)
    if not found:
        return None
    years = cycle.years_of(found["cycle"], likely)
    readings = [_in_year(year, found["rest"], calendar or "lunar", sure=True) for year in years or ()]
    if not readings:
        raise Doubt("nowhere-near")
    spans = tuple(span for reading in readings for span in reading.spans)
    return Reading(spans, "cycle", about=len(spans) == 1)


def _before_republic(text: str, calendar: _Calendar | None, likely: Likely) -> Reading | None:
    found = _BEFORE_REPUBLIC.fullmatch(text)
    count = number(found["year"]) if found else None
    return Reading((solar_year(1912 - count),)) if count else None


def _century(text: str, calendar: _Calendar | None, likely: Likely) -> Reading | None:
    found = _CENTURY.fullmatch(text)
    century = number(found["century"]) if found else None
    if not found or not century or not 1 <= century <= 99:
        return None
    begin = (century - 1) * 100
    if found["decade"]:
        decade = (number(found["decade"][0]) or 0) * 10
        return Reading((solar_years(begin + decade, begin + decade + 9),))
    # The twentieth century is what people call so: the years that begin with 19, and 2000 with them.
    first, last = _PARTS.get(found["part"] or "", (0, 99))
    return Reading((solar_years(max(begin + first, 1), begin + last + (last == 99)),), about=bool(found["part"]))


def _decade(text: str, calendar: _Calendar | None, likely: Likely) -> Reading | None:
    if _LOST_CENTURY.fullmatch(text):
        raise Doubt("no-century")
    found = _DECADE.fullmatch(text)
    if found:
        year = number(found["year"]) or 0
        return Reading((solar_years(year, year + 9),))
    found = _UNKNOWN_DIGIT.fullmatch(text)
    if not found:
        return None
    begin, width = int(found["begin"]), 10 ** (4 - len(found["begin"]))
    return Reading((solar_years(begin * width, begin * width + width - 1),))


_READERS: tuple[Callable[[str, _Calendar | None, Likely], Reading | None], ...] = (
    _reign, _decade, _century, _before_republic, _era, _gregorian, _cycle,
)  # fmt: skip


def _in_year(year: int, rest: str, calendar: _Calendar, *, sure: bool, era: Era | None = None) -> Reading:
    """The year, or the part of it that stands behind it."""
    rest = rest.strip().removesuffix("间")
    if not rest:
        whole = solar_year(year) if calendar == "solar" else cycle.lunar_or_solar_year(year)
        return Reading((whole,), "gregorian" if calendar == "solar" else "lunar")
    found = _WITHIN.fullmatch(rest) or _cyrillic_within(rest)
    if not found:
        raise Doubt("not-understood")
    day = _DAY.fullmatch(found["day"]) if found["day"] else None
    if found["day"] and not day:
        raise Doubt("not-understood")
    if calendar == "solar" and not sure and _only_lunar(found, day):
        calendar = "lunar"
    if era and year < era.solar_from and calendar == "solar":
        return Reading((solar_year(year),), about=True)
    place = _Place(year, calendar)
    wide = bool(found["season"]) and len(found["season"]) == 1
    return Reading((place.within(found, day),), "gregorian" if calendar == "solar" else "lunar", wide)


def _cyrillic_within(rest: str) -> re.Match[str] | None:
    """`5 сарын 3` as if it were written 5月3."""
    found = re.fullmatch(
        r"(\d+)(?:\s*-?\s*(?:дугаар|дүгээр|р))?\s*сар(?:ын)?\s*(\d*)(?:-?\s*(?:ны|ний))?(?:\s*өдөр)?", rest
    )
    return _WITHIN.fullmatch(f"{found[1]}月{found[2]}") if found else None


def _only_lunar(found: re.Match[str], day: re.Match[str] | None) -> bool:
    """Whether the words for month or day are those of the Chinese calendar alone."""
    if found["leap"] or found["month"] in _MONTHS:
        return True
    if found["season"] and len(found["season"]) == 2:
        return True
    return day is not None and bool(day["first"] or day["moon"])


@dataclass(frozen=True, slots=True)
class _Place:
    """A year of one of the calendars, in which a month or a day is looked for."""

    year: int
    calendar: _Calendar

    def within(self, found: re.Match[str], day: re.Match[str] | None) -> Span:
        if found["season"]:
            first = _SEASONS[found["season"][-1]]
            third = "孟仲季".find(found["season"][0])
            return self._months(first, 3) if third < 0 else self._month(first + third)
        if found["half"]:
            return self._months(1 if found["half"] == "上" else 7, 6)
        if found["vague"]:
            return solar_year(self.year) if self.calendar == "solar" else cycle.lunar_or_solar_year(self.year)
        month = _MONTHS.get(found["month"]) or number(found["month"]) or 0
        days = self._month(month, leap=bool(found["leap"]))
        return _part(days, day) if day else days

    def _month(self, month: int, *, leap: bool = False) -> Span:
        if self.calendar == "solar":
            return solar_month(self.year, month)
        days = lunar.month(self.year, month, leap=leap)
        if days is None:
            raise Doubt("no-such-day")
        return days

    def _months(self, first: int, count: int) -> Span:
        """Three months of the Chinese calendar are a season; of the Gregorian one a month later, and wide."""
        if self.calendar == "lunar":
            return Span(self._month(first).first, self._last(first + count - 1).last)
        if count == 6:
            return Span(self._month(first).first, self._month(first + 5).last)
        last = first + 4
        end = solar_month(self.year + last // 13, (last - 1) % 12 + 1)
        return Span(self._month(first + 1).first, end.last)

    def _last(self, month: int) -> Span:
        return lunar.month(self.year, month, leap=True) or self._month(month)


def _part(days: Span, day: re.Match[str]) -> Span:
    """A day of a month, or ten of them."""
    if day["vague"]:
        return days
    length = (days.last - days.first).days + 1
    if day["third"]:
        first, last = {"上": (1, 10), "中": (11, 20), "下": (21, length)}[day["third"]]
    elif day["cycle"]:
        return _named_day(days, day["cycle"])
    elif day["moon"]:
        first = last = {"朔": 1, "望": 15, "晦": length}[day["moon"]]
    else:
        first = last = number(day["day"]) or 0
        if not 1 <= first <= length or (day["first"] and first > 10):
            raise Doubt("no-such-day")
    return Span(days.first + timedelta(first - 1), days.first + timedelta(last - 1))


def _named_day(days: Span, name: str) -> Span:
    place = cycle.stem_branch(name)
    for step in range((days.last - days.first).days + 1):
        day = days.first + timedelta(step)
        if cycle.day_name(day) == place:
            return Span(day, day)
    raise Doubt("no-such-day")
