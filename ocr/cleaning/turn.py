"""Turning a page that lies on its side or stands on its head."""

from __future__ import annotations

from functools import cache

import numpy as np

from ocr.cleaning.recipe import Step, step
from ocr.cleaning.views import luminance, marks, reduced
from ocr.cleaning.warps import Picture, Plane, Warp
from ocr.engines.base import Glyph, Gray
from ocr.engines.detector import Detector
from ocr.engines.rapid import Recogniser
from ocr.frames import Frame, Pyramid
from ocr.layout import HEIGHT, Strip, find
from ocr.looks import Looks
from ocr.page import Box

LOOKED_AT = 2400
"""The long side of the view in which lines are tried."""
TRIED = 12
"""So many of the longest lines are read …"""
SIGNS, FEWEST = 40, 5
"""… and about so many of their characters once more, each by itself; no judgement on fewer than the least."""
CERTAIN = 0.6
"""A page of which characters are read so surely stands upright, or has columns and lies on its left side."""
COLUMNS = 0.2
"""What columns count for more: characters that lie on their left sides are read nearly as well as upright ones."""
BETTER = 0.1
"""How much better a turned page must be to be turned …"""
WELL = 0.5
"""… and how well it must be read: a script that the recogniser does not know is read badly in every way."""


def decide(picture: Picture) -> Step | None:
    """How many quarter turns clockwise set the page upright; none where that cannot be told.

    Profiles of ink tell rows from columns, but not a page of columns from one of rows on its side, nor which end is up.
    So a few lines are read; and because the recogniser also reads lines of characters that lie on their sides, as it
    is shown columns, some characters are read again by themselves, which it can only if they stand upright.
    """
    if not marks(picture).size:
        return None
    view, _ = reduced(luminance(picture), LOOKED_AT)
    found = [_read(view, 0)]
    if found[0][0] >= CERTAIN and found[0][1]:
        return None
    found.append(_read(view, 1))
    if found[0][0] >= CERTAIN and found[1][0] < CERTAIN:
        return None
    found += [_read(view, quarters) for quarters in (2, 3)]
    values = [score + COLUMNS * vertical for score, vertical in found]
    best = int(np.argmax(values))
    certain = found[best][0] >= WELL and values[best] > values[0] + BETTER
    return step("turn", quarters=best) if best and certain else None


@cache
def _engines() -> tuple[Detector, Recogniser]:
    return Detector(1), Recogniser(1)


def _read(view: Gray, quarters: int) -> tuple[float, bool]:
    """How well a page can be read so turned, 0 to 1, and whether its lines then are columns."""
    view = np.ascontiguousarray(np.rot90(view, -quarters))
    detector, recogniser = _engines()
    pyramid = Pyramid(view)
    layout = find(pyramid, detector)
    strips = [strip for group in layout.groups for level in group.levels for choice in level for strip in choice[0]]
    strips = sorted(strips, key=lambda strip: -strip.box.width)[:TRIED]
    # As rows, also where they are columns: a narrowed view would show single characters out of shape.
    seen = Looks(pyramid, recogniser).first(strips) if strips else []
    vertical = layout.direction != "horizontal"
    signs = [(glyph.text, _alone(strip, glyph)) for strip, reading in seen for glyph in reading.glyphs]
    signs = [sign for sign in signs if sign[0].isalnum()]
    signs = signs[:: max(len(signs) // SIGNS, 1)]
    if len(signs) < FEWEST:
        return 0.0, vertical
    again = recogniser.read_lines([pyramid.view(frame) for _, frame in signs])
    same = [one.confidence for (text, _), one in zip(signs, again, strict=True) if one.text == text]
    return sum(same) / len(signs), vertical


def _alone(strip: Strip, glyph: Glyph) -> Frame:
    """A view of one character of a strip by itself, in the way in which the page is held."""
    view = strip.view
    middle, half = (glyph.start + glyph.end) / 2 * view.width, view.height / 2
    square = Box(middle - half, 0, middle + half, view.height)
    return view.righted(square, HEIGHT) if view.turned else view.part(square, HEIGHT)


def apply(picture: Picture, done: Step) -> list[Picture]:
    """The page turned; not a pixel is changed."""
    return [np.rot90(picture, -done.whole("quarters")).copy()]


def warps(width: int, height: int, done: Step) -> list[Warp]:
    """The map of the turned page."""
    matrices = (
        ((1, 0, 0), (0, 1, 0)),
        ((0, 1, 0), (-1, 0, height)),
        ((-1, 0, width), (0, -1, height)),
        ((0, -1, width), (1, 0, 0)),
    )
    quarters = done.whole("quarters")
    matrix = np.array([*matrices[quarters], (0, 0, 1)], dtype=np.float64)
    return [Plane(matrix, *((height, width) if quarters % 2 else (width, height)))]
