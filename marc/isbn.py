"""Standard numbers as a cataloguer writes them: hyphens where the ranges put them, ten digits or thirteen.

The ranges are those of the International ISBN Agency as the package `python-stdnum` carries them. Whether a number is
correct is decided in `marc.numbers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from marc.numbers import bare, check_digit10, is_issn, isbn13

_NUMBER = re.compile(r"[0-9][0-9 ‐-]*[0-9Xx]")
_UNION = re.compile(r"\s*(?P<kind>[A-Z]?)(?P<class>1[0-7]|[1-9])(?P<publisher>\d{3})[·•・.．‧](?P<book>\d{1,6})(?!\d)")


@dataclass(frozen=True, slots=True)
class UnionNumber:
    """A union book number (统一书号, 1956 to 1986): `class_` is 1 to 17, `publisher` three digits, `book` the title's.

    `kind` is the letter that some kinds of books have before it (K for a textbook), or empty.
    """

    kind: str
    class_: int
    publisher: str
    book: str

    def __str__(self) -> str:
        return f"{self.kind}{self.class_}{self.publisher}·{self.book}"


def isbn10(number: str) -> str:
    """The ISBN as ten characters; the empty string if it is not correct, or begins with 979 and so has no such form."""
    whole = isbn13(number)
    if not whole.startswith("978"):
        return ""
    return whole[3:12] + check_digit10(whole[3:12])


def hyphenated(number: str) -> str:
    """The ISBN with its hyphens, of ten or thirteen digits as it is given.

    Bare digits if nobody has been given the range that it is in; the empty string if it is not a correct ISBN.
    """
    whole = isbn13(number)
    if not whole:
        return ""
    digits = isbn10(number) if len(bare(number)) == 10 else whole
    # reading the table of ranges takes longer than starting the rest of this package
    from stdnum import isbn

    prefix, *parts = isbn.split(digits)
    if not all(parts):
        return digits
    return "-".join(filter(None, (prefix, *parts)))


def in_other_length(value: str) -> str:
    """010 ‡a with its ISBN in ten digits where it had thirteen, and the other way round; what follows it stays.

    The value as it is, if it does not begin with a correct ISBN or that has no ten digits.
    """
    match = _NUMBER.search(value)
    if match is None or not isbn13(value):
        return value
    other = isbn13(value) if len(bare(value)) == 10 else isbn10(value)
    return value[: match.start()] + hyphenated(other) + value[match.end() :] if other else value


def issn(number: str) -> str:
    """The ISSN in its one form, `1234-567X`; the empty string if it is not correct."""
    digits = bare(number)
    return f"{digits[:4]}-{digits[4:]}" if is_issn(number) else ""


def union_number(value: str) -> UnionNumber | None:
    """The union book number with which a value begins, or None: it has no check digit, only its form can be wrong.

    The first one or two digits are a class of the classification of Renmin University (1 to 17).
    """
    match = _UNION.match(value)
    return UnionNumber(match["kind"], int(match["class"]), match["publisher"], match["book"]) if match else None
