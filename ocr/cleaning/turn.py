"""Turning a page that lies on its side or stands on its head."""

from __future__ import annotations

from functools import cache

import numpy as np

from ocr.cleaning.recipe import Step, step
from ocr.cleaning.views import luminance, marks, reduced
from ocr.cleaning.warps import Picture, Plane, Warp
from ocr.engines.base import Gray
from ocr.engines.detector import Detector
from ocr.engines.rapid import Recogniser
from ocr.frames import Pyramid
from ocr.layout import find
from ocr.looks import Looks

LOOKED_AT = 2400
"""The long side of the view in which lines are tried."""
TRIED = 12
"""So many of the longest lines are read."""
CERTAIN = 0.9
"""Lines read with this confidence stand upright."""
BETTER = 0.2
"""How much better a turned page must be read to be turned …"""
WELL = 0.85
"""… and how well: a script that the recogniser does not know is read badly in every way."""


def decide(picture: Picture) -> Step | None:
    """How many quarter turns clockwise set the page upright; none where that cannot be told.

    Profiles of ink tell rows from columns, but not a page of columns from one of rows on its side, nor which end is up;
    so a few lines are read, and a page is turned only if it is read much better so.
    """
    if not marks(picture).size:
        return None
    view, _ = reduced(luminance(picture), LOOKED_AT)
    found = [_read(view)]
    if found[0] < CERTAIN:
        found += [_read(np.ascontiguousarray(np.rot90(view, -quarters))) for quarters in (1, 2, 3)]
    best = int(np.argmax(found))
    return step("turn", quarters=best) if best and found[best] > max(found[0] + BETTER, WELL) else None


@cache
def _engines() -> tuple[Detector, Recogniser]:
    return Detector(1), Recogniser(1)


def _read(view: Gray) -> float:
    """The confidence with which the longest lines are read, 0 where there are none."""
    detector, recogniser = _engines()
    pyramid = Pyramid(view)
    layout = find(pyramid, detector)
    strips = [strip for group in layout.groups for level in group.levels for choice in level for strip in choice[0]]
    strips = sorted(strips, key=lambda strip: -strip.box.width)[:TRIED]
    seen = Looks(pyramid, recogniser, columns=layout.direction != "horizontal").first(strips) if strips else []
    count = sum(len(reading.glyphs) for _, reading in seen)
    return sum(len(reading.glyphs) * reading.confidence for _, reading in seen) / max(count, 1)


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
