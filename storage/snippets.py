"""Cuts a short piece out of a text, round what was found in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

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
    shown, places = _on_one_line(text[start:end], lines_apart=lines_apart)
    before = "…" if start > 0 else ""
    shift = len(before) - places[0]
    inside = [(a, b) for a, b in spans if start <= a and b <= end]
    matches = tuple((places[a - start] + shift, places[b - start] + shift) for a, b in inside)
    return before + shown + ("…" if end < len(text) else ""), matches


def _window(length: int, first: Span, width: int) -> Span:
    """As much before the span as after it, and more on one side where the text ends on the other."""
    room = max(width - (first[1] - first[0]), 0)
    start = max(first[0] - room // 2, 0)
    end = min(max(start + width, first[1]), length)
    return max(min(start, end - width), 0), end


def _on_one_line(piece: str, *, lines_apart: bool) -> tuple[str, list[int]]:
    """The piece without its line ends, and for each position of the piece (its end included) the place in that."""
    out: list[str] = []
    places: list[int] = []
    length = at = 0
    for gap in _GAP.finditer(piece):
        places += range(length, length + gap.start() - at)
        out.append(piece[at : gap.start()])
        length += gap.start() - at
        filled = _filling(piece[: gap.start()][-1:], gap.group(), piece[gap.end() :][:1], lines_apart=lines_apart)
        places += [length] * (gap.end() - gap.start())
        out.append(filled)
        length += len(filled)
        at = gap.end()
    out.append(piece[at:])
    places += range(length, length + len(piece) - at + 1)
    return "".join(out), places


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
