"""Standard numbers and their check digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from marc import numbers
from marc.checks.finding import Finding, Place, at
from marc.checks.rules import UNIMARC_FAMILY, FieldRule, Pieces, Rules, Shape
from marc.checks.subject import Subject
from marc.record import DataField

_HAS_DIGITS = re.compile(r"\d")


def isbn(_subject: Subject, place: Place) -> Iterator[Finding]:
    """ISBN of ten or thirteen digits. There is no fix: which digit is wrong, only the book can say."""
    for value in _numbers(place):
        digits = numbers.bare(value)
        if len(digits) in (10, 13):
            if numbers.isbn13(value):
                continue
            template = "The check digit of the ISBN {value} is wrong; compare it with the book."
            yield at(place, "isbn_check_digit", "error", template, subfield="a", value=value)
        elif _HAS_DIGITS.search(value):
            template = "The ISBN {value} has {count} digits; it needs 10 or 13."
            yield at(place, "isbn_length", "warning", template, subfield="a", value=value, count=len(digits))


def issn(_subject: Subject, place: Place) -> Iterator[Finding]:
    """ISSN of eight digits."""
    for value in _numbers(place):
        if _HAS_DIGITS.search(value) and not numbers.is_issn(value):
            template = "The ISSN {value} is not correct; compare it with the journal."
            yield at(place, "issn", "error", template, subfield="a", value=value)


def _numbers(place: Place) -> tuple[str, ...]:
    return place.field.values("a") if isinstance(place.field, DataField) else ()


def _right_isbn(pieces: Pieces) -> bool:
    return not [piece for piece in pieces if piece[:1] == "a" and not numbers.isbn13(piece[1:])]


def _of(tag: str, tag_marc21: str) -> Callable[[Rules, Shape], bool]:
    tags = {**dict.fromkeys(UNIMARC_FAMILY, tag), **dict.fromkeys(("marc21", "marc21-authority"), tag_marc21)}
    return lambda rules, shape: shape.tag == tags.get(rules.format.name)


FIELD_RULES = (FieldRule(isbn, _of("010", "020"), _right_isbn), FieldRule(issn, _of("011", "022")))
