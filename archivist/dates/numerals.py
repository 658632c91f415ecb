"""Numbers in Chinese writing, as they stand in dates."""

from __future__ import annotations

import re
import unicodedata

_FORMS = str.maketrans(
    "國閏臘紀緒順慶豐統樂啟啓禎歷曆滿約號後萬農陰陽舊龍馬雞豬鐵藍黃聰徳満華歲間葉饒勝時"
    "○◯零壹弌贰貳弍叁參叄弎肆伍陆陸柒捌玖拾佰仟廾卄兩",
    "国闰腊纪绪顺庆丰统乐启启祯历历满约号后万农阴阳旧龙马鸡猪铁蓝黄聪德满华岁间叶饶胜时"
    "〇〇〇一一二二二三三三三四五六六七八九十百千廿廿两",
)
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"两": 2}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_LETTER = re.compile("(?<=[〇一二三四五六七八九])[oо]")
"""A letter typed for the zero."""
NUMERAL = "[0-9〇一二三四五六七八九十百千廿卅卌元两]"
"""One sign of a number, for regular expressions."""


def plain(text: str) -> str:
    """The text with one form for each sign: simplified characters, plain numerals, one width, small letters."""
    return _LETTER.sub("〇", unicodedata.normalize("NFKC", text).casefold().translate(_FORMS)).strip()


def number(text: str) -> int | None:
    """What `29`, `二十九`, `廿九`, `一九四〇` or `元` is; None if it is no number. The text is in `plain` form."""
    if text == "元":
        return 1
    if text.isascii() and text.isdecimal():
        return int(text)
    if len(text) > 1 and all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    return _summed(text)


def _summed(text: str) -> int | None:
    total = 0
    waiting: int | None = None
    least = 10_000
    for sign in text:
        if sign == "〇":
            continue
        if sign in _DIGITS and waiting is None:
            waiting = _DIGITS[sign]
        elif sign in _TENS and waiting is None and least > 10:
            total, least = total + _TENS[sign], 10
        elif sign in _POWERS and _POWERS[sign] < least:
            least = _POWERS[sign]
            total += (1 if waiting is None else waiting) * least
            waiting = None
        else:
            return None
    if waiting is not None and least == 10_000 and len(text) > 1:
        return None
    return total + (waiting or 0) if text else None


def chinese(value: int) -> str:
    """A number from 1 to 99 in Chinese: `二十九`."""
    tens, ones = divmod(value, 10)
    signs = "〇一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else signs[tens] + "十") + (signs[ones] if ones or not tens else "")
