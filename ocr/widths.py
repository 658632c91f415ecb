"""Marks between Han characters: full width where they take the room of a character, as their print says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.engines.base import Glyph
from ocr.script import kind

FULL = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？", "(": "（", ")": "）"}
ROOM = 1.7
"""So far apart, in heights of a line, are the middles of two characters with a mark of full width between them; with
one of half width they are at 1.5."""
CLOSING = frozenset(",:;!?)")


def with_full_widths(glyphs: Sequence[Glyph], em: float) -> list[Glyph]:
    """The glyphs with marks of full width where there is room; `em` is a character's length, the line's being 1."""
    return [_wide(glyphs, n, em) if glyph.text in FULL else glyph for n, glyph in enumerate(glyphs)]


def _wide(glyphs: Sequence[Glyph], n: int, em: float) -> Glyph:
    glyph = glyphs[n]
    before = glyphs[n - 1] if n else None
    after = glyphs[n + 1] if n + 1 < len(glyphs) else None
    if before is not None and after is not None:
        roomy = (_is_han(before) or _is_han(after)) and _middle(after) - _middle(before) > ROOM * em
    else:  # at an end nothing tells how much room it takes; what closes a Chinese line is set like the line
        roomy = glyph.text in CLOSING and after is None and before is not None and _is_han(before)
    return replace(glyph, text=FULL[glyph.text]) if roomy else glyph


def _is_han(glyph: Glyph) -> bool:
    return kind(glyph.text[0]) == "han"


def _middle(glyph: Glyph) -> float:
    return (glyph.start + glyph.end) / 2
