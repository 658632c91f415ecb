"""Dates in numbers alone, and in English, Russian and Cyrillic Mongolian words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from archivist.dates.julian import julian
from archivist.dates.reading import Doubt, Reading, solar, solar_years

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
    r"\(?\s*(?:ст\.?\s*ст\.?|стар(?:ого|ый|ому)\s+стил[яьюе]|по\s+старому\s+стилю|o\.\s?s\.?)\s*\)?$"
)
_NEW_STYLE = re.compile(r"\(?\s*(?:н\.?\s*ст\.?|нов(?:ого|ый|ому)\s+стил[яьюе]|по\s+новому\s+стилю|n\.\s?s\.?)\s*\)?$")
_RUSSIAN_MONTH = "|".join(_RUSSIAN)
_RUSSIAN_DATE = re.compile(rf"(?:(?P<day>\d{{1,2}})\s+)?(?P<month>{_RUSSIAN_MONTH})\s+{_YEAR_RU}")
_TWO_DAYS = re.compile(
    rf"(?P<day>\d{{1,2}})\s*(?:(?P<month>{_RUSSIAN_MONTH})\s*[/(]\s*(?P<new>\d{{1,2}})\s+(?P<later>{_RUSSIAN_MONTH})\s*\)?|"
    rf"[/(]\s*(?P<new_day>\d{{1,2}})\s*\)?\s*(?P<only>{_RUSSIAN_MONTH}))\s+{_YEAR_RU}"
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


@dataclass(frozen=True, slots=True)
class _When:
    """A year, month and day, as far as they are known, of a calendar that is not settled yet."""

    year: int
    month: int | None = None
    day: int | None = None


def read(text: str) -> Reading | None:
    """What a date in numbers or in the words of one of these languages means; None if it is none. Raises Doubt."""
    old, new = _OLD_STYLE.search(text), _NEW_STYLE.search(text)
    mark = old or new
    if mark:
        text = text[: mark.start()].strip()
    for reader in _READERS:
        found = reader(text)
        if isinstance(found, _When):
            made = julian if old else solar
            return Reading((made(found.year, found.month, found.day),), "julian" if old else "gregorian")
        if found:
            return found
    return None


def _numbers(text: str) -> _When | None:
    found = _NUMBERS.fullmatch(text) or _DAY_FIRST.fullmatch(text) or _RUN.fullmatch(text)
    return _when(found) if found else None


def _decade(text: str) -> Reading | None:
    found = _DECADE.fullmatch(text)
    return Reading((solar_years(int(found["year"]), int(found["year"]) + 9),)) if found else None


def _both_styles(text: str) -> Reading | None:
    """`25 октября (7 ноября) 1917`, `3/16 мая 1905`: the old day and the new one; Doubt if they are not one day.

    Where the month is written once, it is that of the new day, or that of the old one if a month ends in between.
    """
    found = _TWO_DAYS.fullmatch(text)
    if not found:
        return None
    year, day = int(found["year"]), int(found["day"])
    month, new = _month(found["month"] or found["only"]), int(found["new"] or found["new_day"])
    if found["later"]:
        tried = [_When(year, month, day)]
        month = _month(found["later"])
    else:
        tried = [_When(year, month, day), _When(year - (month == 1), (month - 2) % 12 + 1, day)]
    for old in tried:
        try:
            real = julian(old.year, old.month, old.day)
        except Doubt:
            continue
        if real.first.day == new and (real.first.month == month or not found["later"]):
            return Reading((real,), "julian")
    raise Doubt("contradiction")


def _russian(text: str) -> _When | None:
    found = _RUSSIAN_DATE.fullmatch(text)
    if found:
        return _When(int(found["year"]), _month(found["month"]), int(found["day"]) if found["day"] else None)
    alone = _RUSSIAN_YEAR.fullmatch(text)
    return _When(int(alone["year"])) if alone else None


def _month(name: str) -> int:
    return next(place for place, form in enumerate(_RUSSIAN, 1) if re.fullmatch(form, name))


def _mongolian(text: str) -> _When | None:
    found = _MONGOLIAN.fullmatch(text)
    return _when(found) if found else None


def _english(text: str) -> _When | None:
    found = next((match for one in _ENGLISH_DATES if (match := one.fullmatch(text))), None)
    if not found:
        return None
    month = next(place for place, name in enumerate(_ENGLISH, 1) if name.startswith(found["month"][:3]))
    return _When(int(found["year"]), month, int(found["day"]) if found["day"] else None)


_READERS: tuple[Callable[[str], _When | Reading | None], ...] = (
    _numbers, _decade, _both_styles, _russian, _mongolian, _english,
)  # fmt: skip


def _when(found: re.Match[str]) -> _When:
    month, day = found["month"], found["day"]
    return _When(int(found["year"]), int(month) if month else None, int(day) if day else None)
