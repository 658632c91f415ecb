"""Standard numbers and their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc import numbers
from marc.checks.finding import Finding, at
from marc.checks.subject import Subject

_HAS_DIGITS = re.compile(r"\d")


def isbn(subject: Subject) -> Iterator[Finding]:
    """ISBN of ten or thirteen digits. There is no fix: which digit is wrong, only the book can say."""
    tag = "020" if subject.profile.format == "marc21" else "010"
    for place, field in subject.data(tag):
        for value in field.values("a"):
            if numbers.isbn13(value) or not _HAS_DIGITS.search(value):
                continue
            digits = numbers.bare(value)
            if len(digits) in (10, 13):
                template = "The check digit of the ISBN {value} is wrong; compare it with the book."
                yield at(place, "isbn_check_digit", "error", template, subfield="a", value=value)
            else:
                template = "The ISBN {value} has {count} digits; it needs 10 or 13."
                yield at(place, "isbn_length", "warning", template, subfield="a", value=value, count=len(digits))


def issn(subject: Subject) -> Iterator[Finding]:
    """ISSN of eight digits."""
    tag = "022" if subject.profile.format == "marc21" else "011"
    for place, field in subject.data(tag):
        for value in field.values("a"):
            if _HAS_DIGITS.search(value) and not numbers.is_issn(value):
                template = "The ISSN {value} is not correct; compare it with the journal."
                yield at(place, "issn", "error", template, subfield="a", value=value)
