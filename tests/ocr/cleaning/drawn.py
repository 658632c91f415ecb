"""Pages drawn for tests of cleaning: bars like words, which need no font, on paper, tables and spreads."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as stn

from ocr.cleaning.warps import Picture
from ocr.engines.base import Gray


def leaf(width: int = 900, height: int = 1200, *, paper: int = 235, columns: bool = False, seed: int = 1) -> Gray:
    """A page of lines of blocks as large as characters, in rows or in columns."""
    if columns:
        return np.ascontiguousarray(np.rot90(leaf(height, width, paper=paper, seed=seed), -1))
    dice = np.random.default_rng(seed)
    page = np.full((height, width), paper, dtype=np.uint8)
    for top in range(height // 12, height - height // 10, 40):
        end = width - width // 10 - (int(dice.integers(0, width // 3)) if dice.random() < 0.2 else 0)
        for left in range(width // 10, end - 20, 26):
            if dice.random() < 0.93:
                _character(page[top : top + 22, left : left + 22], dice)
    return page


def _character(place: Gray, dice: np.random.Generator) -> None:
    """Three strokes in a square."""
    for _ in range(3):
        x, y = (int(v) for v in dice.integers(0, 18, 2))
        if dice.random() < 0.5:
            place[y : y + 3, 2:20] = 30
        else:
            place[2:20, x : x + 3] = 30


def tilted(page: Picture, degrees: float, around: int = 235) -> Picture:
    """The page turned clockwise about its middle, in a picture of the same size."""
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2 - 0.5, height / 2 - 0.5), -degrees, 1)
    out = cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(around,) * 3)
    return np.asarray(out, dtype=np.uint8)


def on_table(page: Gray, left: int, top: int, width: int, height: int, table: int = 40) -> Gray:
    """The page lying on something dark, with a little noise on everything."""
    out = np.full((height, width), table, dtype=np.int16)
    out[top : top + page.shape[0], left : left + page.shape[1]] = page
    noise = np.random.default_rng(3).integers(-6, 7, out.shape)
    return np.asarray(np.clip(out + noise, 0, 255), dtype=np.uint8)


def spread(width: int, height: int, gutter: int, *, columns: bool, shadow: bool) -> Gray:
    """Two pages side by side, with or without a shadow in the fold."""
    pages = [leaf(gutter, height, columns=columns), leaf(width - gutter, height, columns=columns, seed=2)]
    whole = np.concatenate(pages, axis=1).astype(np.float64)
    if shadow:
        whole *= 1 - 0.45 * np.exp(-((np.arange(width) - gutter) ** 2) / (2 * (0.012 * width) ** 2))
    return whole.astype(np.uint8)


@st.composite
def small_pictures(draw: st.DrawFn) -> Picture:
    """Any small picture, one pixel by one included: blank, black, of one colour, or noise; grey or coloured."""
    shape = (draw(st.integers(1, 40)), draw(st.integers(1, 40)), *draw(st.sampled_from([(), (3,)])))
    if draw(st.booleans()):
        return np.full(shape, draw(st.sampled_from([0, 1, 128, 254, 255])), dtype=np.uint8)
    return draw(stn.arrays(np.uint8, shape))
