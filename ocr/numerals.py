"""Numbers as they are printed on pages."""

from __future__ import annotations

NUMERALS = frozenset("0123456789０１２３４５６７８９〇零一二三四五六七八九十百千廿卅")
MARKS = frozenset("-—–·.•~―ー[]()（）〔〕第頁页 ")
"""What stands around them."""
LONGEST = 8


def is_number(text: str) -> bool:
    """Whether a text is the number of a page, with whatever is usual around it."""
    return (
        0 < len(text) <= LONGEST
        and set(text) <= NUMERALS | MARKS
        and any(c in NUMERALS and c not in "0０〇零" for c in text)
    )
