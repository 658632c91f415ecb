"""Chinese that stands in a column of Mongolian: what our recogniser leaves unread, or doubts, the other one looks at.

Our recogniser was trained to say nothing of Chinese characters. A column turned a quarter anticlockwise is also how
columns of characters are read, so a piece of it can be handed over as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from ocr.engines.base import Glyph, Gray, LineEngine, Reading
from ocr.mongolian.levels import inked
from ocr.script import kind

DARK = 0.35
"""Ink is darker than this part of the way from paper to ink."""
APART = 0.28
"""Words stand this far apart or farther, characters of one stretch do not; in heights of the strip."""
SHORT = 0.45
"""What is shorter than this, in heights of the strip, is a mark or a speck."""
DOUBT = 0.6
"""Our recogniser doubts what it reads with less confidence."""
SURE = 0.85
"""The other one must be as sure as this of every character, and all of them must be Chinese."""
PAPER = 0.08
"""So much of what is around a stretch is handed over with it, in heights."""

Span = tuple[float, float]
"""From where to where along the strip, 0 to 1."""


def with_guests(reading: Reading, strip: Gray, other: Callable[[], LineEngine]) -> Reading:
    """The reading of a strip with the Chinese in it; `other` gives the recogniser for Chinese when it is needed."""
    glyphs = list(reading.glyphs)
    for span in _unread(strip, glyphs):
        found = _chinese(strip, span, other())
        if found:
            before = [replace(g, end=min(g.end, span[0])) for g in glyphs if _middle(g) < span[0]]
            after = [replace(g, start=max(g.start, span[1])) for g in glyphs if _middle(g) > span[1]]
            glyphs = [*_ended(before, span[0]), *found, *_begun(after, span[1])]
    return Reading(tuple(glyphs))


def _unread(strip: Gray, glyphs: Sequence[Glyph]) -> Iterator[Span]:
    """Stretches of ink in which nothing was read, or nothing with confidence."""
    height, width = strip.shape
    for start, end in _stretches(strip):
        span = (start / width, end / width)
        inside = [glyph for glyph in glyphs if span[0] <= _middle(glyph) <= span[1] and glyph.text != " "]
        sure = [glyph.confidence for glyph in inside]
        if end - start >= SHORT * height and (not sure or sum(sure) / len(sure) < DOUBT):
            yield span


def _stretches(strip: Gray) -> list[tuple[int, int]]:
    columns = np.flatnonzero((inked(strip) > DARK).any(axis=0))
    if not len(columns):
        return []
    cuts = np.flatnonzero(np.diff(columns) > APART * len(strip)) + 1
    return [(int(part[0]), int(part[-1]) + 1) for part in np.split(columns, cuts)]


def _chinese(strip: Gray, span: Span, other: LineEngine) -> list[Glyph]:
    """The characters of a stretch; none where it is something else."""
    height, width = strip.shape
    paper = round(PAPER * height)
    left, right = max(round(span[0] * width) - paper, 0), min(round(span[1] * width) + paper, width)
    read = [glyph for glyph in other.read_lines([strip[:, left:right]])[0].glyphs if glyph.text.strip()]
    if not read or any(kind(glyph.text) != "han" or glyph.confidence < SURE for glyph in read):
        return []
    long = (right - left) / width
    at = left / width
    places = [(glyph, at + glyph.start * long, at + glyph.end * long) for glyph in read]
    return [replace(glyph, start=max(start, span[0]), end=min(end, span[1])) for glyph, start, end in places]


def _ended(glyphs: list[Glyph], edge: float) -> list[Glyph]:
    """What is read before a guest, with a space at its end."""
    if not glyphs or glyphs[-1].text == " ":
        return glyphs
    return [*glyphs, Glyph(" ", 1.0, min(glyphs[-1].end, edge), edge)]


def _begun(glyphs: list[Glyph], edge: float) -> list[Glyph]:
    if not glyphs or glyphs[0].text == " ":
        return glyphs
    return [Glyph(" ", 1.0, edge, max(glyphs[0].start, edge)), *glyphs]


def _middle(glyph: Glyph) -> float:
    return (glyph.start + glyph.end) / 2
