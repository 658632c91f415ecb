"""日 and 曰, which differ in nothing but their shape: told apart by the breadth of what is printed, and by what leads.

The recogniser looks at columns turned and at lines narrowed, so it often takes the one for the other.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ocr.engines.base import Glyph, Gray, Reading
from ocr.layout import Strip

TALL, BROAD = "日", "曰"
TALL_BELOW, BROAD_FROM = 0.7, 0.97
"""Breadth by height: in print 日 is 0.70 to 0.87; 曰 is 0.79 to 0.95 in types of today, 1.2 and more in cut blocks."""
LEADS = frozenset("者名詩歌銘謂號題諡贊頌辭乃對答問或又傳語諺诗铭谓号题谥赞颂辞对问传语谚")
"""Before 曰; what stands between the two breadths is 曰 behind one of these."""
LED = 0.77
NEAR = 0.7
"""How far from its middle a character is looked for, in heights of the line."""


def has_twins(reading: Reading) -> bool:
    """Whether there is anything to tell apart."""
    return any(glyph.text in (TALL, BROAD) for glyph in reading.glyphs)


def told_apart(strip: Strip, reading: Reading, picture: Gray) -> Reading:
    """The reading of a strip with 日 and 曰 as their print has them; `picture` is the strip's view."""
    leads = ("", *(glyph.text for glyph in reading.glyphs))
    return Reading(tuple(_judged(strip, *pair, picture) for pair in zip(leads, reading.glyphs, strict=False)))


def _judged(strip: Strip, lead: str, glyph: Glyph, picture: Gray) -> Glyph:
    shape = _shape(strip, glyph, picture) if glyph.text in (TALL, BROAD) else 0.0
    if shape >= (LED if lead in LEADS else BROAD_FROM):
        return replace(glyph, text=BROAD)
    return replace(glyph, text=TALL) if 0 < shape < TALL_BELOW else glyph


def _shape(strip: Strip, glyph: Glyph, picture: Gray) -> float:
    """Breadth by height of the print of a character as a person sees it; 0 where it does not stand by itself."""
    matrix = strip.view.matrix
    along, across = float(np.hypot(*matrix[0, :2])), float(np.hypot(*matrix[1, :2]))
    inner = picture.shape[0] / (1 + 2 * strip.air)
    reach = NEAR * inner * along / across
    middle = (glyph.start + glyph.end) / 2 * picture.shape[1]
    left, right = max(round(middle - reach), 0), min(round(middle + reach), picture.shape[1])
    found = _component(picture[:, left:right], middle - left)
    if found is None or not 0.4 * inner < found[1] < 1.1 * inner:
        return 0.0
    ratio = (found[0] / along) / (found[1] / across)
    return 1 / ratio if strip.view.turned else ratio


def _component(crop: Gray, middle: float) -> tuple[int, int] | None:
    """Length along and across of the ink that hangs together about `middle`; None where there is none."""
    if min(crop.shape) < 3:
        return None
    _, dark = cv2.threshold(crop, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, _, stats, centres = cv2.connectedComponentsWithStats(np.asarray(dark, dtype=np.uint8), connectivity=8)
    near = [i for i in range(1, len(stats)) if abs(centres[i][0] - middle) < 0.4 * crop.shape[1] / 2]
    if not near:
        return None
    best = max(near, key=lambda i: int(stats[i, cv2.CC_STAT_AREA]))
    return int(stats[best, cv2.CC_STAT_WIDTH]), int(stats[best, cv2.CC_STAT_HEIGHT])
