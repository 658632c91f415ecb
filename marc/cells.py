"""What stands in the cells of an order list, as a field wants it.

Only what is certain is changed: `45` is a price in yuan, `16开` stays as it is.
"""

from __future__ import annotations

import re
import unicodedata

from marc.isbn import hyphenated
from marc.languages import codes_of
from marc.numbers import bare
from marc.record import Problem

FORMS = ("isbn", "price", "date", "pages", "size", "language")
_ERRORS = frozenset(["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"])
_CUT_SHORT = re.compile(r"\d(\.\d+)?[Ee]\+?\d+")
_BEFORE = re.compile(r"^(?:ISBN)?\s*[:：']?\s*", re.IGNORECASE)
_PRICE = re.compile(r"(?:CNY|RMB|人民币|[¥￥])?\s*(\d+(?:\.\d{1,2})?)\s*元?")
_DATE = re.compile(r"(\d{4})\s*(?:[-/.年]\s*(0?[1-9]|1[0-2])(?:\s*[-/.月]\s*\d{0,2}\s*日?)?\s*月?|年)")


def fault(value: str, form: str, row: int) -> Problem | None:
    """What is wrong with a value so that nobody can know what it was, or None."""
    if value in _ERRORS:
        template = "Row {row} has an error of the spreadsheet, {value}, where a value should be; put it right there."
        return Problem("row_error", template, (("row", row), ("value", value)))
    if form == "isbn" and _CUT_SHORT.fullmatch(value):
        template = "The spreadsheet has shortened the ISBN in row {row} to {value}; format the column as text."
        return Problem("row_number", template, (("row", row), ("value", value)))
    return None


def formed(value: str, form: str) -> str:
    """A value in the form of its place (one of `FORMS`); as it is where it is not certain what it means."""
    plain = unicodedata.normalize("NFKC", value).strip()
    if form == "isbn":
        return _isbn(value)
    if form == "price" and (match := _PRICE.fullmatch(plain)):
        return f"CNY{float(match[1]):.2f}"
    if form == "date" and (match := _DATE.fullmatch(plain)):
        return f"{match[1]}.{int(match[2])}" if match[2] else match[1]
    if form == "pages" and plain.isdecimal():
        return f"{plain}页"
    if form == "size" and (match := re.fullmatch(r"(\d{2}(?:\.\d)?)\s*(?:cm|厘米)?", plain)):
        return f"{match[1]}cm"
    return next(iter(codes_of(plain)), value) if form == "language" else value


def _isbn(value: str) -> str:
    """With hyphens, and what follows it; a wrong number stays as it is, for the check to find."""
    rest = _BEFORE.sub("", value)
    number = hyphenated(rest)
    if not number:
        return value
    for digit in bare(rest):
        rest = rest[rest.upper().index(digit) + 1 :]
    return number + rest
