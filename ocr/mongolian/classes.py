"""The classes that the recogniser of Mongolian tells apart: what is written, not how it is spelled.

A letter of Mongolian is written in one or more units ("written units" in Unicode Technical Note 57), each of which
looks the same whatever letter it belongs to: the tooth `A` is a, e, part of n or half of a q. The network reads units;
what they spell is a matter of `ocr.mongolian.spelling`.
"""

from __future__ import annotations

from collections.abc import Mapping

UNITS = (
    "A", "Aa", "B", "B2", "C", "Ch", "D", "F", "G", "Gx", "H", "Hr", "Hx", "I", "Ix", "J", "K", "K2", "L", "M", "Mvs",
    "N", "Nirugu", "O", "P", "R", "Rh", "S", "Sh", "Sz", "T", "U", "Ue", "Ux", "W", "Y", "Z", "Zr",
)  # fmt: skip
"""`Mvs` is the gap before a final a that stands apart."""
MONGOLIAN_DIGITS = "".join(chr(0x1810 + n) for n in range(10))
RINGED = "".join(chr(0x2460 + n) for n in range(20))
MARKS = "᠀᠁᠂᠃᠄᠅()《》〈〉[]「」!?.,;-︱·%/"
"""Marks that lie, such as the ellipsis, and those of other scripts that look the same are one class."""
SIGNS = " 0123456789" + MONGOLIAN_DIGITS + MARKS + RINGED
BLANK = 0
"""The class that says: nothing new here."""
NAMES: tuple[str, ...] = ("", *UNITS, *SIGNS)
"""What each class is: the blank, units by their names, signs by themselves."""
NUMBERS: Mapping[str, int] = {name: number for number, name in enumerate(NAMES) if number}
SPACE = NUMBERS[" "]
