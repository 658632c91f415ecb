"""The numbers printed on pages, and what a viewer shows as the number of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ocr.page import PageText

FORMS = ("〇零", "一壹", "二贰貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
DIGITS = {character: value for value, forms in enumerate(FORMS) for character in forms}
TENS = {"十": 10, "廿": 20, "卅": 30, "百": 100}
LARGEST = 9999


def printed_number(page: PageText) -> int:
    """The number that a page bears, as it was read; 0 where it bears none."""
    for region in page.regions:
        if region.kind == "page-number":
            value = number("".join(line.text for line in region.lines))
            if 0 < value <= LARGEST:
                return value
    return 0


def number(text: str) -> int:
    """The value of 12, 十二, 一二, 廿一 or 一百零三, with whatever stands around it; 0 for anything else."""
    arabic = "".join(c for c in text if c.isdecimal())
    if arabic:
        return int(arabic)
    signs = [c for c in text if c in DIGITS or c in TENS]
    if not any(c in TENS for c in signs):
        return int("".join(str(DIGITS[c]) for c in signs) or "0")
    total = digit = 0
    for sign in signs:
        if sign in DIGITS:
            digit = DIGITS[sign]
        else:
            total += TENS[sign] * digit if digit and sign in "十百" else TENS[sign]
            digit = 0
    return total + digit


def labels(printed: Sequence[int]) -> list[str]:
    """What to call each page, given the numbers read on them (0: none).

    A printed number counts where a neighbour bears the number before or after it, so a misread one does no harm;
    between two such pages the numbers in between are certain too. Other pages are counted in square brackets, as
    cataloguers do, or, if no page bears a number, plainly.
    """
    offsets = [value - place if value else None for place, value in enumerate(printed)]
    sure = [
        offset if offset is not None and offset in (*offsets[max(i - 2, 0) : i], *offsets[i + 1 : i + 3]) else None
        for i, offset in enumerate(offsets)
    ]
    if not any(offset is not None for offset in sure):
        return [str(place + 1) for place in range(len(printed))]
    known = [i for i, offset in enumerate(sure) if offset is not None]
    for start, end in pairwise(known):
        if sure[start] == sure[end]:
            sure[start:end] = [sure[start]] * (end - start)
    texts = [f"[{i + 1}]" if offset is None else str(i + offset) for i, offset in enumerate(sure)]
    twice = {text for text, count in Counter(texts).items() if count > 1}
    return [f"[{i + 1}]" if text in twice else text for i, text in enumerate(texts)]
