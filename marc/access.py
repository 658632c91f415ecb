"""Access points: by what a record is found, listed and recognised as a duplicate.

Which fields these are is a table for each family of formats: the UNIMARC family (CNMARC, UNIMARC) and MARC21.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from marc.numbers import isbn13
from marc.record import DataField, Record

_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_TRAILING = " \t/:;,.=，。：；、"


@dataclass(frozen=True, slots=True)
class AccessPoints:
    """`keys` are equal for two records that are probably the same book; `text` has one heading a line."""

    title: str = ""
    variant_titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    publisher: str = ""
    year: str = ""
    isbn: str = ""
    classification: str = ""
    subjects: tuple[str, ...] = ()
    language: str = ""
    keys: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a format keeps what; a place is a tag and the codes of its subfields, a dot in a tag is any character."""

    title: tuple[str, str]
    title_more: tuple[tuple[str, str], ...]
    variants: tuple[tuple[str, str], ...]
    authors: tuple[tuple[str, str], ...]
    stated_author: tuple[str, str]
    publisher: tuple[tuple[str, str], ...]
    year: tuple[tuple[str, str], ...]
    isbn: str
    classification: tuple[tuple[str, str], ...]
    subjects: tuple[tuple[str, str], ...]
    text: tuple[str, ...]


_UNIMARC = _Places(
    title=("200", "ahi"),
    title_more=(("200", "acde"), ("225", "ai")),
    variants=(("200", "d"), ("5..", "ahi"), ("200", "c")),
    authors=(("70.", "abcf"), ("71.", "ab"), ("72.", "a"), ("730", "a")),
    stated_author=("200", "f"),
    publisher=(("210", "c"),),
    year=(("210", "d"), ("210", "h")),
    isbn="010",
    classification=(("690", "a"), ("692", "a"), ("676", "a"), ("675", "a"), ("686", "a")),
    subjects=(("60[0-8]", "abcdefghjtxyz"), ("610", "a")),
    text=("010", "011", "091", "092", "2..", "3..", "4..", "5..", "6[0-2].", "690", "692", "7..", "856", "905"),
)
_MARC21 = _Places(
    title=("245", "abnp"),
    title_more=(("490", "a"),),
    variants=(("246", "abnp"), ("130", "a"), ("240", "a"), ("7[3-4]0", "a"), ("880", "")),
    authors=(("100", "abcdq"), ("110", "ab"), ("111", "a"), ("700", "abcdq"), ("710", "ab"), ("711", "a")),
    stated_author=("245", "c"),
    publisher=(("260", "b"), ("264", "b")),
    year=(("260", "c"), ("264", "c")),
    isbn="020",
    classification=(("090", "a"), ("084", "a"), ("050", "a"), ("082", "a")),
    subjects=(("6[0-5].", "abcdtvxyz"),),
    text=("020", "022", "1..", "2[1-6].", "4..", "5..", "6..", "7..", "8[0-3].", "856", "880"),
)
_CODED = frozenset("0123456789")


def access_points(record: Record, format: str, folding: Mapping[str, str] | None = None) -> AccessPoints:
    """The access points of a record in `cnmarc`, `unimarc` or `marc21`.

    `folding` maps characters to the representative of their class (traditional and simplified forms), so that the
    duplicate keys do not depend on the script a title was typed in.
    """
    places = _MARC21 if format == "marc21" else _UNIMARC
    title = _title(record, places)
    authors = _unique(_headings(record, places.authors, ", " if places is _MARC21 else ""))
    stated = record.first(*places.stated_author)
    year = _year(record, places)
    numbers = [value for field in record.data(places.isbn) for value in field.values("a")]
    isbns = _unique(filter(None, map(isbn13, numbers)))
    return AccessPoints(
        title=title,
        variant_titles=_unique(value for value in _headings(record, places.variants, " ") if value != title),
        authors=authors or ((stated.strip(_TRAILING),) if stated else ()),
        publisher=next(_headings(record, places.publisher), ""),
        year=year,
        isbn=next(iter(isbns), numbers[0].strip() if numbers else ""),
        classification=next(_headings(record, places.classification), ""),
        subjects=_unique(_headings(record, places.subjects, "-")),
        language=_language(record, places),
        keys=_keys(isbns, title, next(iter(authors), stated), year, folding or {}),
        text=_text(record, places, isbns),
    )


def fold(text: str, folding: Mapping[str, str]) -> str:
    """Letters and digits only, in one width, case and, where the table knows it, one script."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folding.get(sign, sign) for sign in plain if sign.isalnum())


def _matching(record: Record, pattern: str) -> Iterator[DataField]:
    compiled = re.compile(pattern)
    return (field for field in record.fields if isinstance(field, DataField) and compiled.fullmatch(field.tag))


def _headings(record: Record, places: Iterable[tuple[str, str]], joint: str = " ") -> Iterator[str]:
    for pattern, codes in places:
        for field in _matching(record, pattern):
            parts = [part.value.strip(_TRAILING) for part in field.subfields if part.code and part.code in codes]
            if heading := joint.join(filter(None, parts)):
                yield heading


def _title(record: Record, places: _Places) -> str:
    """The title proper with number and name of the part: what stands before a parallel or other title."""
    tag, codes = places.title
    for field in record.data(tag):
        parts: list[str] = []
        for part in field.subfields:
            if part.code == "a" and parts:
                break
            if part.code and part.code in codes:
                parts.append(part.value.strip(_TRAILING))
        if heading := " ".join(filter(None, parts)):
            return heading
    return next(_headings(record, places.title_more), "")


def _year(record: Record, places: _Places) -> str:
    for value in _headings(record, places.year):
        if match := _YEAR.search(value.translate(_FULL_WIDTH_DIGITS)):
            return match[1]
    coded = record.control("008")[7:11] if places is _MARC21 else record.first("100", "a")[9:13]
    return coded if _YEAR.fullmatch(coded) else ""


def _language(record: Record, places: _Places) -> str:
    return record.control("008")[35:38].strip() if places is _MARC21 else record.first("101", "a").strip()


def _keys(isbns: tuple[str, ...], title: str, author: str, year: str, folding: Mapping[str, str]) -> tuple[str, ...]:
    if isbns:
        return tuple(f"isbn:{number}" for number in isbns)
    folded = fold(title, folding)
    return (f"tay:{folded}|{fold(author, folding)}|{year}",) if folded else ()


def _text(record: Record, places: _Places, isbns: tuple[str, ...]) -> str:
    pattern = re.compile("|".join(places.text))
    lines = [_line(field) for field in record.fields if isinstance(field, DataField) and pattern.fullmatch(field.tag)]
    return "\n".join(_unique([*filter(None, lines), *isbns]))


def _line(field: DataField) -> str:
    """The field's words. Subfields ‡0 to ‡8 are codes and links, except the fields that ‡1 embeds; ‡9 is a reading."""
    parts = []
    for part in field.subfields:
        embedded = part.code == "1" and field.tag.startswith("4")
        if part.code in _CODED and part.code != "9" and not (field.tag.startswith("7") and part.code == "4"):
            if embedded and part.value.startswith("001"):
                parts.append(part.value[3:])
            continue
        parts.append(part.value.strip())
    return " ".join(filter(None, parts))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
