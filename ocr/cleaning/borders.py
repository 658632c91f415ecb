"""Painting the dark edges of a scan in the colour of its paper."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.cleaning.paper import filled, paper_map
from ocr.cleaning.recipe import Step, step
from ocr.cleaning.sheet import along_the_edge
from ocr.cleaning.views import by_tiles, enlarged, luminance, paper_level, reduced, square
from ocr.cleaning.warps import Picture
from ocr.engines.base import Gray
from ocr.ink import Mask

SIDE = 2000
THICK = 0.004
"""What is thinner, in parts of the long side, is no dark edge but a stroke that runs out of the picture."""
SMALLEST = 0.0005
"""The least part of a page that is worth painting."""
LENGTH = 0.1
"""A dark edge runs along this part of the shorter side at least."""
DARK = 0.55
"""An edge is darker than this part of the paper."""
DEPTH = 0.25
SHADE = 0.6
"""What is darker than this part of the paper does not show how to paint paper."""


def decide(picture: Picture) -> Step | None:
    """The grey level below which an edge is dark; None where none is, or where most of the page is dark."""
    view, _ = reduced(luminance(picture), SIDE)
    level = round(DARK * paper_level(view)[0], 1)
    share = _edges(view, level, DEPTH).mean()
    return step("borders", level=level, depth=DEPTH) if SMALLEST < share < 0.5 else None


def _edges(view: Gray, level: float, depth: float) -> Mask:
    """The dark edges of a view: thick, joined to the edge of the picture, and no deeper than `depth`."""
    height, width = view.shape
    dark = (view < level).astype(np.uint8)
    side = max(round(THICK * max(height, width)), 2) | 1
    # Padded, so that an edge thinner than a stroke is thick too: outside the picture all is dark.
    padded = cv2.copyMakeBorder(dark, side, side, side, side, cv2.BORDER_CONSTANT, value=1)
    thick = cv2.morphologyEx(padded, cv2.MORPH_OPEN, square(side), borderType=cv2.BORDER_CONSTANT, borderValue=1)
    inside = np.asarray(thick[side : side + height, side : side + width], dtype=np.bool_)
    joined = along_the_edge(inside, LENGTH)
    inner = np.zeros(joined.shape, dtype=np.bool_)
    across, down = int(depth * width), int(depth * height)
    inner[down : height - down, across : width - across] = True
    return np.asarray(joined & ~inner, dtype=np.bool_)


def apply(picture: Picture, done: Step) -> list[Picture]:
    """The page with its dark edges painted as the paper beside them is, softly, so that no seam is to be seen."""
    view, _ = reduced(picture, SIDE)
    edges = _edges(luminance(view), done.number("level"), done.number("depth"))
    if not edges.any() or edges.all():
        return [picture.copy()]
    # The slope from the edge to the paper is darker than the paper, and goes too.
    wide = cv2.dilate(edges.astype(np.uint8), square(2 * round(1 + 0.002 * max(view.shape)) + 1))
    paint = paper_map(filled(view, wide == 0), max(view.shape) // 50, SHADE)
    share = np.asarray(wide * 255, dtype=np.uint8).reshape(edges.shape)

    def painted(part: Picture, top: int, left: int) -> Picture:
        where = enlarged(share, part.shape, top, left, picture.shape) >= 128
        return np.where(where.reshape(*where.shape, *(1,) * (part.ndim - 2)),
                        enlarged(paint, part.shape, top, left, picture.shape), part)  # fmt: skip

    return [by_tiles(picture, 0, painted)]
