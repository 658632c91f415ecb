"""ISBN and ISSN: their form, their check digit, their one normal form."""

from __future__ import annotations

import re

_FIRST_WORD = re.compile(r"\s*([0-9][0-9 ‐-]*[0-9Xx])")
_HYPHENS = re.compile(r"[\s‐-]")


def bare(number: str) -> str:
    """The digits (and X) with which a value begins, without hyphens and blanks; what follows, as `(精装)`, goes."""
    match = _FIRST_WORD.match(number)
    return _HYPHENS.sub("", match[1]).upper() if match else ""


def isbn13(number: str) -> str:
    """The ISBN as 13 digits, an ISBN-10 converted; the empty string if it is not a correct ISBN."""
    digits = number.replace("-", "")
    if not (digits.isalnum() and len(digits) in (10, 13)):
        digits = bare(number)
    if len(digits) == 13:
        return digits if is_isbn13(digits) else ""
    return "978" + digits[:9] + check_digit13("978" + digits[:9]) if is_isbn10(digits) else ""


def is_isbn10(digits: str) -> bool:
    """Whether ten characters without hyphens are an ISBN-10 with the right check digit."""
    return re.fullmatch(r"\d{9}[\dX]", digits) is not None and digits[9] == check_digit10(digits[:9])


def is_isbn13(digits: str) -> bool:
    """Whether thirteen characters without hyphens are an ISBN-13 with the right check digit."""
    if not (len(digits) == 13 and digits.isdecimal() and digits.isascii() and digits.startswith(("978", "979"))):
        return False
    codes = digits.encode()  # the code of a digit is 48 more than the digit, which makes 1,200 in all
    return (sum(codes[::2]) + 3 * sum(codes[1::2])) % 10 == 0


def is_issn(number: str) -> bool:
    """Whether a value is an ISSN (with or without its hyphen) with the right check digit."""
    digits = bare(number)
    if re.fullmatch(r"\d{7}[\dX]", digits) is None:
        return False
    return digits[7] == check_digit_issn(digits[:7])


def check_digit10(nine: str) -> str:
    """The last character of an ISBN-10 by its first nine digits."""
    return "0123456789X"[sum(weight * int(digit) for weight, digit in enumerate(nine, 1)) % 11]


def check_digit13(twelve: str) -> str:
    """The last digit of an ISBN-13 by its first twelve."""
    return str(-(sum(map(int, twelve[::2])) + 3 * sum(map(int, twelve[1::2]))) % 10)


def check_digit_issn(seven: str) -> str:
    """The last character of an ISSN by its first seven digits."""
    return "0123456789X"[-sum((8 - place) * int(digit) for place, digit in enumerate(seven)) % 11]
