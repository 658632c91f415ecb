"""Dates whose Gregorian day is known from elsewhere."""

from __future__ import annotations

import pytest

from archivist.dates import understand

DAYS = {
    # The beginning of the rising at Wuchang, a holiday of the Republic on 10 October.
    "宣統三年八月十九": "1911-10-10",
    # The abdication of the last emperor of Qing.
    "宣统三年十二月二十五日": "1912-02-12",
    # The Bogd Khan's accession: 宣統三年十一月初十 in the articles on 共戴.
    "宣统三年十一月初十": "1911-12-29",
    # The fall of Peking to Li Zicheng, 25 April 1644.
    "崇祯十七年三月十九日": "1644-04-25",
    # The battle of Tumu, 1 September 1449 of the Julian calendar.
    "正统十四年八月十五日": "1449-09-10",
    # The declaration of war on Japan, 1 August 1894.
    "光绪二十年七月初一日": "1894-08-01",
    # The death of the Guangxu emperor, 14 November 1908.
    "光绪三十四年十月二十一日": "1908-11-14",
    # The beginning of the Republic, which took the Gregorian calendar with that day.
    "民国元年一月一日": "1912-01-01",
    # Puyi's accession as emperor of Manchukuo.
    "康德元年三月一日": "1934-03-01",
    "大同元年三月一日": "1932-03-01",
    # Manchukuo's end.
    "康德十二年八月十八日": "1945-08-18",
    # The Chinese new year of these years.
    "1940年正月初一": "1940-02-08",
    "1949年正月初一": "1949-01-29",
    "2023年腊月三十": "2024-02-09",
    # New moons that the calendar in force put a day later than astronomy: 1919 and 1944.
    "1919年闰七月初一": "1919-08-25",
    "1944年正月初一": "1944-01-25",
    # The founding of the People's Republic, 己丑年八月初十, was a day 甲子.
    "农历1949年八月初十": "1949-10-01",
    "农历1949年八月甲子日": "1949-10-01",
    # Bloody Sunday in St Petersburg, and the October rising, in old and new style.
    "9 января 1905 г. (ст. ст.)": "1905-01-22",
    "25 октября (7 ноября) 1917 г.": "1917-11-07",
    "3/16 мая 1905": "1905-05-16",
    "28 февраля 1900 г. (по старому стилю)": "1900-03-12",
    "29 февраля 1900 г. (ст. ст.)": "1900-03-13",
    "29 февраля/13 марта 1900": "1900-03-13",
    "31 января 1918 г. (по старому стилю)": "1918-02-13",
    "25/7 ноября 1917": "1917-11-07",
}
YEARS = {
    "成纪七三五年": 1940,
    "成吉思汗纪元七三四年": 1939,
    "成吉思汗紀元732年": 1937,
    "民国29年": 1940,
    "中華民國二十九年": 1940,
    "民国廿九年": 1940,
    "民国二九年": 1940,
    "民国前一年": 1911,
    "康德七年": 1940,
    "伪满康德七年": 1940,
    "大同二年": 1933,
    "昭和十五年": 1940,
    "大正七年": 1918,
    "明治三十八年": 1905,
    "共戴三年": 1913,
    "Олноо өргөгдсөний 3 дугаар он": 1913,
    "Бадаргуулт төрийн 20 он": 1894,
    "Хэвт ёсны 3 он": 1911,
    "光緒甲午年": 1894,
    "乾隆六十年": 1795,
    "顺治元年": 1644,
    "万历四十八年": 1620,
    "洪武元年": 1368,
    # The sixteenth cycle began with the fire hare year 1927 (the first with 1027).
    "第十六饶迥火兔年": 1927,
    "第十六胜生火马年": 1966,
    "XVI жарны улаан морь жил": 1966,
    "17 дугаар жарны гал туулай": 1987,
    "一九四〇年": 1940,
    "一九四○年": 1940,
    "一九四O年": 1940,
    "二零零三年": 2003,
    "1940": 1940,
    "1940 он": 1940,
    "1905 г.": 1905,
}


@pytest.mark.parametrize(("written", "day"), DAYS.items())
def test_a_known_day_is_found(written: str, day: str) -> None:
    found = understand(written)
    assert (found.first, found.last, found.certainty) == (day, day, "certain")


@pytest.mark.parametrize(("written", "year"), YEARS.items())
def test_a_known_year_is_found(written: str, year: int) -> None:
    found = understand(written)
    assert (found.first[:4], found.certainty, found.years) == (str(year), "certain", str(year))


@pytest.mark.parametrize(
    ("written", "years"),
    {
        "хөх нохой жил": (1934,),
        "улаан морь": (1906, 1966),
        "火马年": (1906, 1966),
        "红马年": (1906, 1966),
        "赤马年": (1906, 1966),
        "цагаагчин гахай": (1911, 1971),
        "青龙年": (1904, 1964),
        "铁猪年": (1911, 1971),
        "甲子": (1924, 1984),
        "辛亥年": (1911, 1971),
    }.items(),
)
def test_a_name_that_comes_back_gives_every_likely_year(written: str, years: tuple[int, ...]) -> None:
    found = understand(written, likely=(1900, 1985))
    starts = [first for first, _last in found.candidates] or [found.first]
    assert [int(start[:4]) for start in starts] == list(years)
    assert found.certainty == ("several" if len(years) > 1 else "about")


def test_an_era_decides_between_years_of_one_name_unless_it_is_longer_than_sixty_years() -> None:
    assert understand("光绪甲午").years == "1894"
    assert understand("康熙壬寅").years == "1662 / 1722"
