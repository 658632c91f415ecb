"""A page number of one character, such as 一, that stands alone at the foot or head of a page: the detector looks for
lines and sees none there."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.engines.base import Gray, LineEngine
from ocr.frames import Pyramid, upright
from ocr.ink import ink, rules
from ocr.layout import Layout
from ocr.level import leveled
from ocr.lines import ReadLine
from ocr.numerals import is_number
from ocr.page import Box, Line, Word

SIZE, HEIGHT = 32.0, 48
"""The height of a character in the view that is searched, and of that which is read, in pixels."""
AWAY = 0.7
"""A page number is at least so far from the text, in characters."""
LARGEST, SMALLEST = 1.4, 0.5
"""Its longer side, in characters."""
EDGE, FINE = 0.4, 0.35
"""Marks so near to the edge of the page are its shadow or its dirt, in characters, if their shorter side is finer."""
SURE = 0.9
CENTRED, FLAT = 1.5, 0.3
"""So many characters from the middle is still in it; a stroke is so much lower than long."""


def folio(layout: Layout, pyramid: Pyramid, text: Sequence[Box], engine: LineEngine) -> ReadLine | None:
    """The number below, else above `text`, the boxes of all lines in pixels of the master; None where there is none."""
    if not text or not layout.size:
        return None
    boxes = [leveled(box, layout.skew) for box in text]
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    top, bottom = min(box.top for box in boxes), max(box.bottom for box in boxes)
    away, page = AWAY * layout.size, pyramid.page
    for strip in (Box(left, bottom + away, right, page.bottom), Box(left, page.top, right, top - away)):
        if min(strip.width, strip.height) > layout.size and (found := _alone(layout, pyramid, strip, engine)):
            return found
    return None


def _alone(layout: Layout, pyramid: Pyramid, strip: Box, engine: LineEngine) -> ReadLine | None:
    """The number that is all that stands in a strip of the level page."""
    scale = SIZE / layout.size
    whole = upright(pyramid.width, pyramid.height, skew=layout.skew, quarter=False, scale=scale)
    # The view of a page that leans begins further out than the page.
    corner = whole.from_master(leveled(Box(strip.left, strip.top, strip.right, strip.bottom), -layout.skew))
    middle = (corner.left + corner.right) / 2, (corner.top + corner.bottom) / 2
    half = strip.width * scale / 2, strip.height * scale / 2
    place = Box(middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
    mark = _mark(pyramid.view(whole.part(place, max(round(place.height), 1))), head=strip.top <= pyramid.page.top)
    if mark is None:
        return None
    x, y = place.left + (mark.left + mark.right) / 2, place.top + (mark.top + mark.bottom) / 2
    side = 0.6 * SIZE
    square = Box(x - side, y - side, x + side, y + side)
    (reading,) = engine.read_lines([pyramid.view(whole.part(square, HEIGHT))])
    number = reading.text if reading.confidence >= SURE else ""
    centred = abs((mark.left + mark.right) / 2 - place.width / 2) < CENTRED * SIZE
    if layout.direction != "horizontal" and centred and mark.height < FLAT * mark.width:
        # 一 is nothing but a stroke, of which the recogniser is never sure; under the middle of columns it is no other.
        number = "一"
    if len(number) != 1 or not is_number(number):
        return None
    own = Box(place.left + mark.left, place.top + mark.top, place.left + mark.right, place.top + mark.bottom)
    box, confidence = whole.to_master(own, pyramid.page), round(reading.confidence, 4)
    line = Line((Word(number, box, confidence, (box,)),), box, confidence)
    return ReadLine(line, layout.size, commentary=False, engine=engine.name, across=layout.direction != "horizontal")


def _mark(view: Gray, *, head: bool) -> Box | None:
    """What of a view is ink, if it is no larger than a character; what reaches its edge is none of the page. `head`:
    it is the head of a page, else the foot."""
    dark = ink(view, SIZE)
    dark &= ~rules(dark, SIZE)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    height, width = view.shape
    known = [
        (x, y, x + across, y + down)
        for x, y, across, down, area in stats[1:].tolist()
        if area > 0.012 * SIZE**2
        and min(x, y, width - x - across, height - y - down) > 0
        and (
            min(x, width - x - across, y if head else height - y - down) > EDGE * SIZE
            or min(across, down) > FINE * SIZE
        )
    ]
    if not known:
        return None
    lefts, tops, rights, bottoms = zip(*known, strict=True)
    box = Box(min(lefts), min(tops), max(rights), max(bottoms))
    return box if SMALLEST * SIZE <= max(box.width, box.height) <= LARGEST * SIZE else None
