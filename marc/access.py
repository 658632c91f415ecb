"""Access points: by what a record is found, listed and recognised as a duplicate.

Which fields these are is a table for each family of formats: the UNIMARC family (CNMARC, UNIMARC) and MARC21.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from marc.numbers import isbn13
from marc.record import DataField, Record

_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
NOT_SORTED = "\x88\x89\x98\x9c"
"""Marks that some systems put round the words of a title that do not count in sorting."""
_NOT_SORTED = str.maketrans("", "", NOT_SORTED)
TRAILING = " \t/:;,.=，。：；、"


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
    places: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Places:
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
    places: tuple[tuple[str, str], ...]
    text: str


UNIMARC = Places(
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
    places=(("607", "a"), ("620", "abcd"), ("210", "a")),
    text="01[01]|09[12]|[23457]..|6[0-2].|69[02]|856|905",
)
MARC21 = Places(
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
    places=(("651", "a"), ("752", "abcd"), ("260", "a"), ("264", "a")),
    text="02[02]|[14567]..|2[1-6].|8[0-3].|856|880",
)
_CODED = frozenset("012345678")


def access_points(record: Record, format: str, folding: Mapping[str, str] | None = None) -> AccessPoints:
    """The access points of a record in `cnmarc`, `unimarc` or `marc21`.

    `folding` maps characters to the representative of their class (traditional and simplified forms), so that the
    duplicate keys do not depend on the script a title was typed in.
    """
    places = MARC21 if format == "marc21" else UNIMARC
    fields = _Fields(record)
    title = _title(fields, places)
    authors = _unique(fields.headings(places.authors, ", " if places is MARC21 else ""))
    stated = fields.first(*places.stated_author)
    year = _year(fields, places)
    numbers = [value for field in fields.tagged(places.isbn) for value in field.values("a")]
    isbns = _unique(filter(None, map(isbn13, numbers)))
    return AccessPoints(
        title=title,
        variant_titles=_unique(value for value in fields.headings(places.variants, " ") if value != title),
        authors=authors or ((stated.strip(TRAILING),) if stated else ()),
        publisher=next(fields.headings(places.publisher), ""),
        year=year,
        isbn=next(iter(isbns), numbers[0].strip() if numbers else ""),
        classification=next(fields.headings(places.classification), ""),
        subjects=_unique(fields.headings(places.subjects, "-")),
        language=_language(fields, places),
        places=_unique(fields.headings(places.places)),
        keys=_keys(isbns, title, next(iter(authors), stated), year, folding or {}),
        text=_text(fields, places, isbns),
    )


def fold(text: str, folding: Mapping[str, str]) -> str:
    """Letters and digits only, in one width, case and, where the table knows it, one script."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folding.get(sign, sign) for sign in plain if sign.isalnum())


def first_year(text: str) -> str:
    """The first year in a text, in four ASCII digits; the empty string if there is none."""
    match = _YEAR.search(text if text.isascii() else text.translate(_FULL_WIDTH_DIGITS))
    return match[1] if match else ""


class _Fields:
    """The data fields of a record by their tags, in their order."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.by_tag: dict[str, list[tuple[int, DataField]]] = {}
        for index, field in enumerate(record.fields):
            if isinstance(field, DataField):
                self.by_tag.setdefault(field.tag, []).append((index, field))

    def tagged(self, pattern: str) -> list[DataField]:
        """The fields whose tag fits the pattern, in the order of the record."""
        if pattern in self.by_tag:
            return [field for _index, field in self.by_tag[pattern]]
        found = [pair for tag in self.by_tag if _fits(pattern, tag) for pair in self.by_tag[tag]]
        return [field for _index, field in sorted(found, key=lambda pair: pair[0])]

    def headings(self, places: Iterable[tuple[str, str]], joint: str = " ") -> Iterator[str]:
        """A heading for each field in these places that has one."""
        for pattern, codes in places:
            for field in self.tagged(pattern):
                parts = [_clean(part.value) for part in field.subfields if part.code and part.code in codes]
                if heading := joint.join(filter(None, parts)):
                    yield heading

    def first(self, tag: str, code: str) -> str:
        """The first value of this subfield in a field with this tag, or the empty string."""
        return next((value for field in self.tagged(tag) for value in field.values(code)), "")


@lru_cache(maxsize=8192)
def _fits(pattern: str, tag: str) -> bool:
    return re.fullmatch(pattern, tag) is not None


def _clean(value: str) -> str:
    return value.translate(_NOT_SORTED).strip(TRAILING) if not value.isascii() else value.strip(TRAILING)


def _title(fields: _Fields, places: Places) -> str:
    """The title proper with number and name of the part: what stands before a parallel or other title."""
    tag, codes = places.title
    for field in fields.tagged(tag):
        parts: list[str] = []
        for part in field.subfields:
            if part.code == "a" and parts:
                break
            if part.code and part.code in codes:
                parts.append(_clean(part.value))
        if heading := " ".join(filter(None, parts)):
            return heading
    return next(fields.headings(places.title_more), "")


def _year(fields: _Fields, places: Places) -> str:
    for value in fields.headings(places.year):
        if year := first_year(value):
            return year
    coded = fields.record.control("008")[7:11] if places is MARC21 else fields.first("100", "a")[9:13]
    return coded if _YEAR.fullmatch(coded) else ""


def _language(fields: _Fields, places: Places) -> str:
    return (fields.record.control("008")[35:38] if places is MARC21 else fields.first("101", "a")).strip()


def _keys(isbns: tuple[str, ...], title: str, author: str, year: str, folding: Mapping[str, str]) -> tuple[str, ...]:
    if isbns:
        return tuple(f"isbn:{number}" for number in isbns)
    folded = fold(title, folding)
    return (f"tay:{folded}|{fold(author, folding)}|{year}",) if folded else ()


def _text(fields: _Fields, places: Places, isbns: tuple[str, ...]) -> str:
    lines = [_line(field) for field in fields.tagged(places.text)]
    return "\n".join(_unique([*filter(None, lines), *isbns]))


def _line(field: DataField) -> str:
    """The field's words. Subfields ‡0 to ‡8 are codes and links, except the fields that ‡1 embeds; ‡9 is a reading."""
    parts = []
    for part in field.subfields:
        if part.code not in _CODED or (part.code == "4" and field.tag.startswith("7")):
            parts.append(part.value.translate(_NOT_SORTED).strip())
        elif part.code == "1" and field.tag.startswith("4") and part.value.startswith("001"):
            parts.append(part.value[3:])
    return " ".join(filter(None, parts))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
