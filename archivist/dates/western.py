"""Dates in numbers alone, and in English, Russian and Cyrillic Mongolian words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from archivist.dates.reading import Doubt, Reading, solar, solar_day, solar_years
from archivist.dates.statement import Span

_NUMBERS = re.compile(r"(?P<year>\d{4})(?:(?P<sign>[-./])(?P<month>\d{1,2})(?:(?P=sign)(?P<day>\d{1,2}))?)?\.?")
_RUN = re.compile(r"(?P<year>1[0-9]{3}|20[0-9]{2})(?P<month>\d{2})(?P<day>\d{2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})")
_ENGLISH = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
]  # fmt: skip
_RUSSIAN = [
    "январ[ьяе]", "феврал[ьяе]", "март[ае]?", "апрел[ьяе]", "ма[йяе]", "июн[ьяе]", "июл[ьяе]", "август[ае]?",
    "сентябр[ьяе]", "октябр[ьяе]", "ноябр[ьяе]", "декабр[ьяе]",
]  # fmt: skip
_ENGLISH_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _ENGLISH)
_YEAR_RU = r"(?P<year>\d{4})\s*(?:г\.?|года?|году)?"
_OLD_STYLE = re.compile(
    r"\(?\s*(?:ст\.?\s*ст\.?|стар(?:ого|ый|ому)\s+стил[яьюе]|по\s+старому\s+стилю|o\.\s?s\.)\s*\)?$"
)
_NEW_STYLE = re.compile(r"\(?\s*(?:н\.?\s*ст\.?|нов(?:ого|ый|ому)\s+стил[яьюе]|по\s+новому\s+стилю|n\.\s?s\.)\s*\)?$")
_RUSSIAN_DATE = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:\s*[/(]\s*(?P<new>\d{{1,2}})\)?)?\s+)?(?P<month>{'|'.join(_RUSSIAN)})\s+{_YEAR_RU}"
)
_TWO_MONTHS = re.compile(
    rf"(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(_RUSSIAN)})\s*[/(]\s*(?P<new>\d{{1,2}})\s+(?P<later>{'|'.join(_RUSSIAN)})\)?\s+"
    rf"{_YEAR_RU}"
)
_RUSSIAN_YEAR = re.compile(r"(?P<year>\d{4})\s*(?:г\.?|год|года|году|гг\.?|он|оны|онд)")
_MONGOLIAN = re.compile(
    r"(?P<year>\d{4})\s*(?:оны?)\s*(?P<month>\d{1,2})(?:\s*-?\s*(?:дугаар|дүгээр|р))?\s*сар(?:ын|д)?"
    r"(?:\s*(?P<day>\d{1,2})(?:\s*-?\s*(?:ны|ний|нд|нд?))?(?:\s*өдөр)?)?"
)
_DECADE = re.compile(r"(?P<year>\d{3}0)(?:\s*-?\s*е(?:\s*г(?:оды|г\.?))?|'?s|\s*-?\s*(?:аад|ээд|оод|өөд)\s*он)")
_ENGLISH_DATES = (
    re.compile(rf"(?:(?P<day>\d{{1,2}})\s+)?(?P<month>{_ENGLISH_MONTH})\.?,?\s+(?P<year>\d{{4}})"),
    re.compile(rf"(?P<month>{_ENGLISH_MONTH})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})"),
)


def read(text: str) -> Reading | None:
    """What a date in numbers or in the words of one of these languages means; None if it is none. Raises Doubt."""
    old, new = _OLD_STYLE.search(text), _NEW_STYLE.search(text)
    mark = old or new
    if mark:
        text = text[: mark.start()].strip()
    for reader in _READERS:
        found = reader(text)
        if found:
            return julian(found) if old else found
    return None


def julian(reading: Reading) -> Reading:
    """The Gregorian days of a reading that took days of the Julian calendar for such."""
    return Reading(tuple(Span(_shifted(span.first), _shifted(span.last)) for span in reading.spans), "julian")


def _shifted(day: date) -> date:
    """Between 1 March of a year that is a leap year only in the Julian calendar and the next: a day more."""
    year = day.year if (day.month, day.day) >= (3, 1) else day.year - 1
    return day + timedelta(year // 100 - year // 400 - 2)


def _numbers(text: str) -> Reading | None:
    found = _NUMBERS.fullmatch(text) or _DAY_FIRST.fullmatch(text) or _RUN.fullmatch(text)
    return _solar(found) if found else None


def _decade(text: str) -> Reading | None:
    found = _DECADE.fullmatch(text)
    return Reading((solar_years(int(found["year"]), int(found["year"]) + 9),)) if found else None


def _russian(text: str) -> Reading | None:
    twice = _TWO_MONTHS.fullmatch(text)
    if twice:
        old = solar_day(int(twice["year"]), _month(twice["month"]), int(twice["day"]))
        if (later := _shifted(old.first)) != date(later.year, _month(twice["later"]), int(twice["new"])):
            raise Doubt("contradiction")
        return Reading((Span(later, later),), "julian")
    found = _RUSSIAN_DATE.fullmatch(text)
    if not found:
        alone = _RUSSIAN_YEAR.fullmatch(text)
        return Reading((solar(int(alone["year"]), None, None),)) if alone else None
    month = _month(found["month"])
    year, day = int(found["year"]), int(found["day"]) if found["day"] else None
    if found["new"] and day:
        return _both_styles(year, month, day, int(found["new"]))
    return Reading((solar(year, month, day),))


def _month(name: str) -> int:
    return next(place for place, form in enumerate(_RUSSIAN, 1) if re.fullmatch(form, name))


def _both_styles(year: int, month: int, old: int, new: int) -> Reading:
    """`3/16 мая 1905`: the old day and the new one, which must be one day; the month is that of the new one, or of the
    old one where the new month has begun in between."""
    for of_month in (month, month - 1 or 12):
        of_year = year - 1 if of_month > month else year
        span = solar_day(of_year, of_month, old)
        if _shifted(span.first) == solar_day(year, month, new).first:
            return Reading((solar_day(year, month, new),), "julian")
    after = _shifted(solar_day(year, month, old).first)
    if after.day == new:
        return Reading((Span(after, after),), "julian")
    raise Doubt("contradiction")


def _mongolian(text: str) -> Reading | None:
    found = _MONGOLIAN.fullmatch(text)
    return _solar(found) if found else None


def _english(text: str) -> Reading | None:
    found = next((match for one in _ENGLISH_DATES if (match := one.fullmatch(text))), None)
    if not found:
        return None
    month = next(place for place, name in enumerate(_ENGLISH, 1) if name.startswith(found["month"][:3]))
    return Reading((solar(int(found["year"]), month, int(found["day"]) if found["day"] else None),))


_READERS: tuple[Callable[[str], Reading | None], ...] = (_numbers, _decade, _russian, _mongolian, _english)


def _solar(found: re.Match[str]) -> Reading:
    month, day = found["month"], found["day"]
    return Reading((solar(int(found["year"]), int(month) if month else None, int(day) if day else None),))
