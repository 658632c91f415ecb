"""A written date as a whole: with its doubts, brackets, both ends of a range, and the same date in two calendars."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from archivist.dates import chinese, cycle, western
from archivist.dates.eras import pattern
from archivist.dates.numerals import plain
from archivist.dates.reading import Doubt, Likely, Reading
from archivist.dates.statement import Certainty, DateStatement, Span

_ABOUT_BEFORE = re.compile(r"^(?:大约|约在|约于|约|大概|可能|疑为?|似|ca?\.|circa|about|ок\.|около|ойролцоогоор)\s*")
_ABOUT_BEHIND = re.compile(r"\s*(?:前后|左右|许|(?<!^\d\d\d)\?|орчим)$")
_UNTIL = re.compile(r"\s*(?:以前|之前|及以前|(?<=[年月日])前)$|^(?:до|before|until)\s+")
_SINCE = re.compile(r"\s*(?:以后|之后|以来|起|及以后|(?<=[年月日])后)$|^(?:после|since|after)\s+")
_BRACKETS = re.compile(r"^[\[〔【「](.*)[\]〕】」]$")
_PARALLEL = re.compile(r"^(?P<before>.*?)[(〔\[](?P<inside>[^()〔〕\[\]]+)[)〕\]](?P<behind>.*)$")
_EQUAL = re.compile(r"\s*[=/]\s*|,?\s*即")
_RANGE = re.compile(r"\s*(?:至|到|~|—+|–|―|-|、)\s*")
_NO_YEAR = re.compile(r"(?:\d{1,2}|[正冬腊闰]?[一二三四五六七八九十]*)月.*")
_LUNAR_NAME = re.compile(r"^(?:农历|阴历|旧历|夏历|古历)")
_WEEKDAY = re.compile(r"\s*(?:星期|礼拜|周)[一二三四五六日天]$")
_STEP = re.compile(rf"世纪|年|月|{pattern()}")
_TWO_MONTHS = re.compile(r"(?<=年)([一二三四五六七八九])([二三四五六七八九十])月")
_WORDS = re.compile(r"[a-zа-яөүё].*")
_YEAR_BEHIND = re.compile(r"\d{4}.*")
_FOLLOWS = dict(itertools.pairwise("一二三四五六七八九十"))


def understand(text: str, likely: tuple[int, int] | None = None) -> DateStatement:
    """What a written date means; never raises. `likely` are the years the document may be of, both included, for names
    that come back every sixty years (without it 1644 to this year)."""
    years = Likely(*likely) if likely else Likely(1644, date.today().year)
    try:
        found = _Text(plain(text), years).statement()
    except Doubt as doubt:
        return DateStatement(text, doubt=doubt.code)
    except (ValueError, OverflowError):  # a date before the year 1 or after 9999
        return DateStatement(text, doubt="not-understood")
    return replace(found, original=text)


class _Text:
    """One text, in `plain` form, and the years in which names of years are looked for."""

    def __init__(self, text: str, likely: Likely) -> None:
        self.likely = likely
        self.about = False
        bare = re.sub("年度$", "年", _WEEKDAY.sub("", text.rstrip("。.;；, ")))
        self.text = self._without_doubt(_TWO_MONTHS.sub(_two_months, bare))

    def _without_doubt(self, text: str) -> str:
        """The text without brackets round all of it and without the words that say that it is not sure."""
        while True:
            bare = _BRACKETS.sub(r"\1", text.strip())
            inner = _ABOUT_BEHIND.sub("", _ABOUT_BEFORE.sub("", bare))
            self.about = self.about or inner != bare
            if inner == text:
                return text
            text = inner

    def statement(self) -> DateStatement:
        """The statement, still without the original. Raises Doubt."""
        known = self._stated(self._whole(_SINCE.sub("", _UNTIL.sub("", self.text)) or self.text))
        if _UNTIL.search(self.text):
            return replace(known, first="")
        return replace(known, last="") if _SINCE.search(self.text) else known

    def _stated(self, reading: Reading) -> DateStatement:
        spans = sorted(set(reading.spans))
        if len(spans) > 1:
            pairs = tuple((span.first.isoformat(), span.last.isoformat()) for span in spans)
            return DateStatement("", certainty="several", calendar=reading.calendar, candidates=pairs)
        certainty: Certainty = "about" if self.about or reading.about else "certain"
        first, last = spans[0].first.isoformat(), spans[0].last.isoformat()
        return DateStatement("", first, last, certainty, reading.calendar)

    def _whole(self, text: str) -> Reading:
        """A point, a range, or the same date twice; the first doubt is raised if it is none of these."""
        doubts: list[Doubt] = []
        for reader in (self._point, self._parallel, self._range):
            try:
                found = reader(text)
            except Doubt as doubt:
                doubts.append(doubt)
                continue
            if found:
                return found
        raise next((doubt for doubt in doubts if doubt.code != "not-understood"), Doubt("not-understood"))

    def _point(self, text: str) -> Reading | None:
        found = western.read(text) or chinese.read(text, self.likely) or cycle.named_year(text, self.likely)
        if not found and _NO_YEAR.fullmatch(text):
            raise Doubt("no-year")
        return found

    def _parallel(self, text: str) -> Reading | None:
        """`光绪二十年(1894年)五月`, `1894年=光绪二十年`: what both say; Doubt if they contradict each other."""
        found = _PARALLEL.match(text)
        sides = [found["before"] + found["behind"], found["inside"]] if found else _EQUAL.split(text, maxsplit=1)
        if len(sides) != 2 or not all(side.strip() for side in sides):
            return None
        one, other = (self._maybe(side.strip()) for side in sides)
        if one is not None and other is None and found:
            other = self._other_calendar(one, sides[1])
        if one is None or other is None:
            return one if found and not re.search(r"[\d年月日]", sides[1]) else None
        both = [common for a in one.spans for b in other.spans if (common := a.meets(b))]
        if not both:
            raise Doubt("contradiction")
        return Reading(tuple(both), one.calendar, one.about or other.about)

    def _other_calendar(self, known: Reading, text: str) -> Reading | None:
        """`1940年5月3日(农历三月廿六)`: a day of the Chinese calendar, in the year before the bracket."""
        bare = _LUNAR_NAME.sub("", text.strip())
        if not _NO_YEAR.fullmatch(bare):
            return None
        year = known.spans[0].first.year
        found = [reading for one in (year, year - 1) if (reading := self._maybe(f"农历{one}年{bare}"))]
        spans = tuple(span for reading in found for span in reading.spans)
        return Reading(spans, "lunar") if spans else None

    def _maybe(self, text: str) -> Reading | None:
        try:
            return self._point(text)
        except Doubt as doubt:
            if doubt.code not in ("not-understood", "no-year"):
                raise
            return None

    def _range(self, text: str) -> Reading | None:
        """From one date to another; the second may leave out what it has in common with the first."""
        doubts: list[Doubt] = []
        for sign in _RANGE.finditer(text):
            left, right = text[: sign.start()].strip(), text[sign.end() :].strip()
            if not left or not right:
                continue
            try:
                return self._between(self._begin(left, right), self._end(left, right))
            except Doubt as doubt:
                doubts.append(doubt)
        if doubts:
            raise next((doubt for doubt in doubts if doubt.code != "not-understood"), doubts[0])
        return None

    def _begin(self, left: str, right: str) -> Reading:
        """`十八` of `十八-二十年`, `5` of `5-8 мая 1940`: what both have in common stands only behind the second."""
        behind = [match[0] for match in (_WORDS.search(right), _YEAR_BEHIND.search(right)) if match]
        units = [unit for unit in ("年代", "年", "月", "日") if unit in right]
        for text in (left, *(left + unit for unit in units), *(f"{left} {words}" for words in behind)):
            found = self._maybe(text)
            if found:
                return found
        raise Doubt("not-understood")

    def _end(self, left: str, right: str) -> Reading:
        refused: Doubt | None = None
        for text in self._completed(left, right):
            try:
                found = self._maybe(text)
            except Doubt as doubt:
                refused = doubt
                continue
            if found:
                return found
        raise refused or Doubt("not-understood")

    def _completed(self, left: str, right: str) -> Iterator[str]:
        """The second date with more and more of what stands before it in the first."""
        if not (right.isdecimal() and len(right) < 3):
            yield right
        for step in reversed(list(_STEP.finditer(left))):
            yield left[: step.end()] + right
        year = re.match(r"(\d\d)\d\d$", left)
        if year and re.fullmatch(r"\d\d年?", right):
            yield year[1] + right
        dotted = re.match(r"(\d{4}[-./])(\d{1,2}[-./])?", left)
        if dotted:
            yield from (dotted[1] + right, dotted[0] + right)

    def _between(self, begin: Reading, end: Reading) -> Reading:
        if len(begin.spans) > 1 or len(end.spans) > 1:
            raise Doubt("not-understood")
        first, last = begin.spans[0], end.spans[0]
        if last.last < first.first:
            raise Doubt("backwards")
        return Reading((Span(first.first, last.last),), begin.calendar, begin.about or end.about)


def _two_months(found: re.Match[str]) -> str:
    """`五六月` is 五至六月; `一五月` is left as it is."""
    return f"{found[1]}月至{found[2]}月" if _FOLLOWS.get(found[1]) == found[2] else found[0]
