"""What written dates mean, and that what is not understood is said and not guessed."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist.dates import DateStatement, doubt_of, lunar, understand
from archivist.dates.cycle import day_name, written, year_name
from archivist.dates.eras import Era, eras
from archivist.dates.numerals import chinese, number, plain

DAYS = st.dates(date(1368, 2, 1), date(2100, 12, 31))
RANGES = {
    "二〇〇三年五月": ("2003-05-01", "2003-05-31"),
    "1940.5.3": ("1940-05-03", "1940-05-03"),
    "1940-05": ("1940-05-01", "1940-05-31"),
    "12.05.1940": ("1940-05-12", "1940-05-12"),
    "19400503": ("1940-05-03", "1940-05-03"),
    "1940年代": ("1940-01-01", "1949-12-31"),
    "194-": ("1940-01-01", "1949-12-31"),
    "20世纪30年代": ("1930-01-01", "1939-12-31"),
    "二十世纪三十年代": ("1930-01-01", "1939-12-31"),
    "1930-е годы": ("1930-01-01", "1939-12-31"),
    "1930s": ("1930-01-01", "1939-12-31"),
    "1930-1935": ("1930-01-01", "1935-12-31"),
    "1930—1935年": ("1930-01-01", "1935-12-31"),
    "1930～1935": ("1930-01-01", "1935-12-31"),
    "1930-35": ("1930-01-01", "1935-12-31"),
    "1940年5月至8月": ("1940-05-01", "1940-08-31"),
    "1940年5月3日至8日": ("1940-05-03", "1940-05-08"),
    "1935年5月3日—1936年2月": ("1935-05-03", "1936-02-29"),
    "民国十八-二十年": ("1929-01-01", "1931-12-31"),
    "民国十八年至二十年": ("1929-01-01", "1931-12-31"),
    "光绪二十年(1894年)": ("1894-02-06", "1894-12-31"),
    "昭和十五年（民国二十九年）五月三日": ("1940-05-03", "1940-05-03"),
    "1940年（油印）": ("1940-01-01", "1940-12-31"),
    "1945年以前": ("", "1945-12-31"),
    "1949年以后": ("1949-01-01", ""),
    "民国三十年三月上旬": ("1941-03-01", "1941-03-10"),
    "光绪二十年春": ("1894-02-06", "1894-05-04"),
    "宣统三年闰六月": ("1911-07-26", "1911-08-23"),
    "1940年上半年": ("1940-01-01", "1940-06-30"),
    "1940年5月3日（农历三月廿六）": ("1940-05-03", "1940-05-03"),
    "民国三十年一月二十日（腊月廿三）": ("1941-01-20", "1941-01-20"),
    "1940年5月3日 星期五": ("1940-05-03", "1940-05-03"),
    "光绪年间": ("1875-02-06", "1909-01-21"),
    "清光绪末年": ("1875-02-06", "1909-01-21"),
    "清代": ("1644-02-08", "1912-02-12"),
    "民国时期": ("1912-01-01", "1949-09-30"),
    "伪满时期": ("1932-03-01", "1945-08-18"),
    "康德年间": ("1934-03-01", "1945-08-18"),
    "丙午（1906年）": ("1906-01-25", "1906-12-31"),
    "一九三八年五六月间": ("1938-05-01", "1938-06-30"),
    "1938年5、6月": ("1938-05-01", "1938-06-30"),
    "1954年前": ("", "1954-12-31"),
    "1949年10月1日前": ("", "1949-10-01"),
    "1938年度": ("1938-01-01", "1938-12-31"),
    "20世纪60至70年代": ("1960-01-01", "1979-12-31"),
    "二十世纪六、七十年代": ("1960-01-01", "1979-12-31"),
    "同治三年甲子岁": ("1864-02-08", "1865-01-26"),
    "光绪丁未仲夏": ("1907-06-11", "1907-07-09"),
    "ноябрь-декабрь 1929 г.": ("1929-11-01", "1929-12-31"),
    "5-8 мая 1940": ("1940-05-05", "1940-05-08"),
    "Манж улсын Бадаргуулт төрийн 33 дугаар он": ("1907-02-13", "1908-02-01"),
    "康徳七年": ("1940-01-01", "1940-12-31"),
    "満洲国大同二年": ("1933-01-01", "1933-12-31"),
    "大正元年": ("1912-07-30", "1912-12-31"),
    "大同三年": ("1934-01-01", "1934-02-28"),
    "май 1940 г.": ("1940-05-01", "1940-05-31"),
    "1940 оны 5 сарын 3-ны өдөр": ("1940-05-03", "1940-05-03"),
    "3 May 1940": ("1940-05-03", "1940-05-03"),
    "May 3, 1940": ("1940-05-03", "1940-05-03"),
}
DOUBTS = {
    "": "not-understood",
    "昨天": "not-understood",
    "廿九年": "no-era",
    "黄帝四千年": "not-understood",
    "四十年代": "no-century",
    "正月初一": "no-year",
    "五月": "no-year",
    "1940年13月": "no-such-day",
    "1940年2月30日": "no-such-day",
    "宣统三年闰七月": "no-such-day",
    "1940.2.30": "no-such-day",
    "5/3/1940": "not-understood",
    "1938年五九月": "no-such-day",
    "光绪四十年": "beyond-era",
    "康德十三年": "beyond-era",
    "大同三年三月": "beyond-era",
    "昭和64年1月8日": "beyond-era",
    "光绪二十一年甲午": "contradiction",
    "1940年5月3日（农历三月廿七）": "contradiction",
    "1894年（光绪二十一年）": "contradiction",
    "3/17 мая 1905": "contradiction",
    "甲丑": "no-such-name",
    "улаагчин морь": "no-such-name",
    "阴火马年": "no-such-name",
    "1935-1930年": "backwards",
}


@pytest.mark.parametrize(("written_date", "days"), RANGES.items())
def test_a_written_date_is_a_range_of_days(written_date: str, days: tuple[str, str]) -> None:
    found = understand(written_date)
    assert (found.first, found.last) == days
    assert found.original == written_date


@pytest.mark.parametrize(("written_date", "doubt"), DOUBTS.items())
def test_what_is_not_understood_is_kept_and_said(written_date: str, doubt: str) -> None:
    found = understand(written_date)
    assert found == DateStatement(written_date, doubt=doubt)
    assert doubt_of(found).endswith(".")


@pytest.mark.parametrize(
    "text", ["约1935年", "1935年前后", "1935?", "[1935?]", "ca. 1935", "около 1935 г.", "〔约1935年〕"]
)
def test_words_of_doubt_make_a_date_uncertain(text: str) -> None:
    found = understand(text)
    assert (found.certainty, found.years) == ("about", "1935")


def test_no_year_of_a_name_in_the_likely_years_is_said() -> None:
    assert understand("甲子", likely=(1930, 1950)).doubt == "nowhere-near"


@given(st.text(max_size=30))
def test_any_text_is_answered_and_kept(text: str) -> None:
    found = understand(text)
    assert found.original == text
    assert bool(found.first or found.last or found.candidates) != bool(found.doubt)


@given(
    st.text(
        "一二三四五六七八九十百千廿卅元0123456789年月日至-—闰正腊初上旬甲子乙丑民国光绪康德火马约()（）?世纪代",
        max_size=14,
    )
)
def test_signs_of_dates_in_any_order_are_answered(text: str) -> None:
    found = understand(text)
    if found.first and found.last:
        assert date.fromisoformat(found.first) <= date.fromisoformat(found.last)


@given(DAYS)
def test_a_lunar_day_is_the_gregorian_day_it_came_from(day: date) -> None:
    known = lunar.lunar(day)
    assert known is not None
    assert lunar.day(known) == day


def test_the_years_of_the_table_follow_each_other_without_a_gap() -> None:
    for year in range(1368, 2100):
        this, following = lunar.year(year), lunar.year(year + 1)
        assert this is not None
        assert following is not None
        assert this.last + timedelta(1) == following.first
        assert 353 <= (this.last - this.first).days + 1 <= 385


@given(DAYS)
def test_every_day_is_found_again_in_chinese_numerals(day: date) -> None:
    text = (
        f"{''.join('〇一二三四五六七八九'[int(d)] for d in str(day.year))}年{chinese(day.month)}月{chinese(day.day)}日"
    )
    assert understand(text).first == understand(text).last == day.isoformat()


@given(DAYS)
def test_a_lunar_date_of_an_era_is_the_day_it_came_from(day: date) -> None:
    known = lunar.lunar(day)
    assert known is not None
    month = f"{'闰' if known.leap else ''}{'正' if known.month == 1 else chinese(known.month)}月"
    found = understand(f"农历{known.year}年{month}{'初' if known.day <= 10 else ''}{chinese(known.day)}")
    assert (found.first, found.last, found.calendar) == (day.isoformat(), day.isoformat(), "lunar")


@pytest.mark.parametrize("era", eras(), ids=lambda era: era.names[0])
def test_every_year_of_every_era_is_in_its_gregorian_year(era: Era) -> None:
    for name in era.names:
        for count in range(1, min(era.years[1] - era.years[0] + 1, 99) + 1):
            text = (
                f"{name}ын {count} он"
                if name > "а" and name < "ѐ"
                else f"{name}{chinese(count) if count > 1 else '元'}年"
            )
            found = understand(text)
            assert found.first[:4] == str(era.years[0] + count - 1).zfill(4), text


@given(st.integers(1644, 2100))
def test_a_year_is_among_the_candidates_of_its_name_and_each_is_sixty_years_from_the_next(year: int) -> None:
    found = understand(written(year_name(year)), likely=(1600, 2100))
    years = [int(first[:4]) for first, _last in found.candidates]
    assert year in years
    assert {later - earlier for earlier, later in itertools.pairwise(years)} == {60}


def julian_days(year: int) -> list[str]:
    lengths = (31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return [f"{year}-{month:02}-{day:02} o. s." for month in range(1, 13) for day in range(1, lengths[month - 1] + 1)]


@pytest.mark.parametrize("year", [1699, 1700, 1750, 1800, 1899, 1900, 1917])
def test_each_day_of_the_julian_calendar_is_the_day_after_the_one_before(year: int) -> None:
    days = [date.fromisoformat(understand(text).first) for text in (*julian_days(year), *julian_days(year + 1))]
    assert all(later - earlier == timedelta(1) for earlier, later in itertools.pairwise(days))


def test_a_day_has_the_name_that_follows_the_name_of_the_day_before() -> None:
    # 1 October 1949 was 甲子, the first of the cycle.
    assert day_name(date(1949, 10, 1)) == 0
    assert day_name(date(1949, 10, 2)) == 1


@given(st.integers(1, 99))
def test_a_chinese_number_is_read_back(value: int) -> None:
    assert number(chinese(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    {
        "元": 1,
        "十": 10,
        "廿三": 23,
        "卅": 30,
        "一百〇五": 105,
        "二百": 200,
        "四千六百九": 4609,
        "一九四〇": 1940,
        "貳拾玖": 29,
    }.items(),
)
def test_numbers_are_read_in_every_way_of_writing(text: str, value: int) -> None:
    assert number(plain(text)) == value


@pytest.mark.parametrize("text", ["", "十廿", "百千", "一十一十", "年"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number(text) is None


def test_a_statement_is_itself_again_after_it_was_kept() -> None:
    for text in (*RANGES, *DOUBTS, "甲子"):
        found = understand(text)
        assert DateStatement.from_dict(found.to_dict()) == found
