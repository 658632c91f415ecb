"""Characters that the recogniser has passed over: ink as large as a character where the line has a place without one.

Rare characters are not in its alphabet, and of two much alike that follow each other it may see one. Such a place is
looked at by itself, first by the same engine, then by a second one, whose alphabet is another; what neither can read
becomes 〓 with no confidence, the printers' mark for a missing type, so that nobody takes the line for whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from ocr.engines.base import Glyph, Gray, LineEngine, Reading
from ocr.frames import Frame, Pyramid
from ocr.layout import AIR, HEIGHT, Strip
from ocr.page import Box, Script
from ocr.script import is_wide, kind, script_of

MISSING = "〓"
FEWEST = 5
"""The pitch of a line is known from so many characters."""
BROAD = 1.3
"""Both neighbours of a hole are so many times as broad as the pitch: each has half of it."""
BROADEST = 1.9
INKY, INKIEST = 0.7, 1.6
"""The ink in a hole, compared with that of the characters of the line: a comma has less."""
SIDE = 0.75
"""The ink of a character reaches over this part of its square, in both directions."""
SURE = 0.5
"""A character by itself is believed if it was read with this confidence."""

Second = Callable[[Gray, Script], Glyph | None]
"""Reads a picture of a single upright character of a script, or gives None."""


_LEVELS = np.arange(256)


@dataclass(frozen=True, slots=True)
class _Hole:
    """A place between two characters: it comes before character `index`; `middle` and `pitch` in pixels of the view."""

    index: int
    middle: float
    pitch: float


class Holes:
    """Fills the holes of the lines of one page."""

    def __init__(self, pyramid: Pyramid, engine: LineEngine, second: Second) -> None:
        self._pyramid = pyramid
        self._engine = engine
        self._second = second

    def filled(self, strip: Strip, reading: Reading) -> Reading:
        """The reading of a strip with a character in each of its holes."""
        places = _places(reading.glyphs, strip.view.width)
        if not places:
            return reading
        picture = self._pyramid.view(strip.view)
        usual = _usual_ink(reading.glyphs, picture)
        glyphs = list(reading.glyphs)
        script = script_of(reading.text)
        for hole in reversed([hole for hole in places if _holds_a_character(picture, hole, usual)]):
            _insert(glyphs, hole, self._read(strip, hole, script), strip.view.width)
        return Reading(tuple(glyphs))

    def _read(self, strip: Strip, hole: _Hole, script: Script) -> Glyph:
        picture = self._pyramid.view(_square(strip, hole))
        (alone,) = self._engine.read_lines([picture])
        found = alone.glyphs[0] if len(alone.glyphs) == 1 else None
        if found is None or found.confidence < SURE or kind(found.text) != "han":
            found = self._second(picture, script)
        return found if found and found.confidence >= SURE else Glyph(MISSING, 0.0, 0.0, 1.0)


def _places(glyphs: Sequence[Glyph], width: int) -> list[_Hole]:
    """Where a character may be missing, from the pitch alone."""
    broad = [(g.end - g.start) * width for g in glyphs if is_wide(g.text)]
    if len(broad) < FEWEST:
        return []
    pitch = float(np.median(broad))
    out = []
    for n, (before, after) in enumerate(pairwise(glyphs), 1):
        sizes = [(g.end - g.start) * width / pitch for g in (before, after)]
        if all(is_wide(g.text) for g in (before, after)) and min(sizes) > BROAD and max(sizes) < BROADEST:
            out.append(_Hole(n, before.end * width, pitch))
    return out


def _usual_ink(glyphs: Sequence[Glyph], picture: Gray) -> float:
    """The mean darkness of the characters of a line."""
    width = picture.shape[1]
    parts = [picture[:, round(g.start * width) : round(g.end * width)] for g in glyphs if kind(g.text) == "han"]
    return float(np.median([_darkness(part) for part in parts if part.size])) if parts else 0.0


def _darkness(part: Gray) -> float:
    """How much darker than its paper a part is, in all; how often each grey level occurs tells it soonest."""
    counts = np.bincount(part.ravel(), minlength=256)
    paper = int(np.searchsorted(np.cumsum(counts), 0.9 * part.size))
    return float(counts[:paper] @ (paper - _LEVELS[:paper]))


def _holds_a_character(picture: Gray, hole: _Hole, usual: float) -> bool:
    left, right = max(round(hole.middle - hole.pitch / 2), 0), round(hole.middle + hole.pitch / 2)
    part = picture[:, left:right]
    if not usual or min(part.shape) < 6 or not INKY < _darkness(part) / usual < INKIEST:
        return False
    _, dark = cv2.threshold(part, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    free = round(picture.shape[0] * AIR / (1 + 2 * AIR))
    ink = np.asarray(dark, dtype=np.bool_)[free : picture.shape[0] - free]
    return all(ink.any(axis=axis).mean() > SIDE for axis in (0, 1))


def _square(strip: Strip, hole: _Hole) -> Frame:
    """An upright view of a hole with air around it, its print neither narrowed nor turned."""
    view = strip.view
    along, across = (float(np.hypot(*view.matrix[row, :2])) for row in (0, 1))
    half = hole.pitch * (0.5 + AIR)
    middle, inner = view.height / 2, half * across / along
    if strip.view.turned and not strip.across:
        whole = view.part(Box(0, 0, view.width, view.height), view.height, narrow=across / along)
        centre, reach = hole.middle * across / along, half * across / along
        return whole.righted(Box(centre - reach, middle - inner, centre + reach, middle + inner), HEIGHT)
    box = Box(hole.middle - half, middle - inner, hole.middle + half, middle + inner)
    return view.part(box, HEIGHT, narrow=across / along)


def _insert(glyphs: list[Glyph], hole: _Hole, found: Glyph, width: int) -> None:
    """Puts a character into its hole; its neighbours give up what they had taken of it."""
    start, end = (hole.middle - hole.pitch / 2) / width, (hole.middle + hole.pitch / 2) / width
    glyphs[hole.index - 1] = replace(glyphs[hole.index - 1], end=start)
    glyphs[hole.index] = replace(glyphs[hole.index], start=end)
    glyphs.insert(hole.index, replace(found, start=start, end=end))
