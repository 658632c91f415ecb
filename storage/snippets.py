"""Cuts a short piece out of a text, round what was found in it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache

from storage.folded import is_unspaced

WIDTH = 60
_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
_GAP = re.compile(r"[-\u2010\u2011]?\s+")

Span = tuple[int, int]


def snippet(
    text: str, spans: Sequence[Span], width: int = WIDTH, *, lines_apart: bool = False
) -> tuple[str, tuple[Span, ...]]:
    """About `width` characters round the first span, or from the beginning; on one line, and where the spans are in it.

    A line's end becomes nothing between Chinese characters and a space between words; a hyphen that divides a word
    there goes with it. Where lines are things of their own (`lines_apart`) it is always a space. `…` stands for what
    was cut off. Spans that are not wholly in the piece are left out.
    """
    start, end = _window(len(text), spans[0] if spans else (0, 0), width)
    shown, place_of = _on_one_line(text[start:end], lines_apart=lines_apart)
    before = "…" if start > 0 else ""
    inside = [(a, b) for a, b in spans if start <= a and b <= end]
    matches = tuple((place_of(a - start) + len(before), place_of(b - start) + len(before)) for a, b in inside)
    return before + shown + ("…" if end < len(text) else ""), matches


def _window(length: int, first: Span, width: int) -> Span:
    """As much before the span as after it, and more on one side where the text ends on the other."""
    room = max(width - (first[1] - first[0]), 0)
    start = max(first[0] - room // 2, 0)
    end = min(max(start + width, first[1]), length)
    return max(min(start, end - width), 0), end


def _on_one_line(piece: str, *, lines_apart: bool) -> tuple[str, Callable[[int], int]]:
    """The piece without its line ends, and what says for a position of the piece (its end included) the place there."""
    out: list[str] = []
    # Where each run between two gaps begins, in the piece and there, and where it ends there.
    begins, places, ends = [0], [0], list[int]()
    for gap in _GAP.finditer(piece):
        start, end = gap.span()
        left = piece[start - 1] if start else ""
        filled = _filling(left, gap.group(), piece[end : end + 1], lines_apart=lines_apart)
        out += (piece[begins[-1] : start], filled)
        ends.append(places[-1] + start - begins[-1])
        places.append(ends[-1] + len(filled))
        begins.append(end)
    out.append(piece[begins[-1] :])
    ends.append(places[-1] + len(out[-1]))

    def place_of(position: int) -> int:
        run = bisect_right(begins, position) - 1
        return min(places[run] + position - begins[run], ends[run])

    return "".join(out), place_of


@lru_cache(maxsize=1 << 12)
def _filling(left: str, gap: str, right: str, *, lines_apart: bool) -> str:
    hyphen = gap.strip()
    if not right or not left:
        return hyphen
    if lines_apart or not any(c in _LINE_ENDS for c in gap):
        return f"{hyphen} "
    spaced = not is_unspaced(left) and not is_unspaced(right)
    if hyphen:
        return "" if spaced and _folded(left)[-1:].isalpha() and _folded(right)[:1].isalpha() else hyphen
    return "" if is_unspaced(left) and is_unspaced(right) else " "


def _folded(sign: str) -> str:
    """A sign as the analyser sees it: Ⅳ is two letters."""
    return unicodedata.normalize("NFKC", sign)
