"""Flattening the paper: stains, shadows, yellowing, and print that shines through from the other side."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.cleaning.paper import paper_map
from ocr.cleaning.recipe import Step, step
from ocr.cleaning.views import by_tiles, enlarged, is_black_and_white, luminance, marks, reduced
from ocr.cleaning.warps import Picture
from ocr.engines.base import Gray

SIDE = 1200
WINDOW = 30
"""The long side over this is the square over which strokes are closed to see the paper."""
SHADE = 0.85
"""What is darker than this part of the paper, strokes apart, is held to be a picture; so are the deepest shadows."""
FLAT = 2.5
"""Grey levels; paper that varies by less is flat already."""
LEAST, MOST = 0.05, 0.2
"""How much light marks may take away and yet be lifted off, at least and at most."""
OF_INK = 0.2
"""Marks with less than this part of the contrast of the ink shine through or are stains; faint strokes have more."""


def decide(picture: Picture) -> Step | None:
    """How faint marks are lifted: up to a part of the contrast of the ink. None for a blank or an even white page,
    and where there are no greys."""
    if is_black_and_white(picture):
        return None
    print_of = marks(picture, SIDE)
    view, _ = reduced(luminance(picture), SIDE)
    paper = _paper(view)
    ratio = view / np.maximum(paper, 1).astype(np.float32)
    bare = ~cv2.dilate(print_of.mask.astype(np.uint8), np.ones((5, 5), dtype=np.uint8)).astype(np.bool_)
    if not print_of.size or not bare.any():
        return None
    uneven = float(np.std(view[bare]))
    if uneven < FLAT and float(np.median(paper)) > 240:
        return None
    inked = 1 - float(np.percentile(ratio[print_of.mask], 25))
    return step("background", clear=round(min(max(OF_INK * inked, LEAST), MOST), 3))


def _paper(view: Picture, shade: float = SHADE) -> Picture:
    return paper_map(view, max(view.shape[:2]) // WINDOW, shade)


def apply(picture: Picture, done: Step) -> list[Picture]:
    """The page divided by its paper, in colour if it was: paper becomes `white`, and with it what is fainter than
    `clear`; ink keeps its share of the light and gains what the paper lacked."""
    paper = _paper(reduced(picture, SIDE)[0], done.number("shade"))
    curve = _curve(done.number("clear"), done.number("white"))

    def divided(part: Picture, top: int, left: int) -> Picture:
        under = enlarged(paper, part.shape, top, left, picture.shape)
        ratio = cv2.divide(part, np.maximum(under, 1), scale=255.0)
        if part.ndim == 3:
            return _toned(np.asarray(ratio, dtype=np.uint8).reshape(part.shape), curve)
        return curve[np.asarray(ratio, dtype=np.uint8).reshape(part.shape)]

    return [by_tiles(picture, 0, divided)]


def _toned(ratio: Picture, curve: Gray) -> Picture:
    """A coloured part through the curve: by its grey level, so that hues stay."""
    grey = np.maximum(luminance(ratio), 1)
    gain = curve[grey].astype(np.float32) / grey
    return np.asarray(np.clip(np.rint(ratio * gain[..., None]), 0, 255), dtype=np.uint8)


def _curve(clear: float, white: float) -> Gray:
    """By share of the light of the paper (0 to 255) the grey level.

    From `clear` below the paper on all is white. What is twice as dark stays, and in between the curve is straight, so
    that the edges of strokes, which are as faint as stains, do not become hard.
    """
    dark = max(1 - 2 * clear, 0)
    share = np.interp(np.arange(256) / 255, [0, dark, 1 - clear, 1], [0, dark, 1, 1])
    return np.asarray(np.rint(share * white), dtype=np.uint8)
