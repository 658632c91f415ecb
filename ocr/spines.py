"""The column on which a leaf of a thread-bound book is folded (版心): it bears the title, the chapter and the number.

It is told by its fishtails (魚尾), solid black marks as broad as the column between its two rules.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from ocr.page import Box
from ocr.plates import View

SOLID = 0.18
"""A fishtail is black for this many characters both ways, as no stroke of the text is."""
BROAD = 0.7
"""Where it is broadest it takes this part of the breadth of its column, and those beside have less than half of it."""
LENGTHS = 0.12, 2.0
"""So far along its column it is so broad, in characters."""
BREADTHS = 0.7, 2.4
"""How broad the column is, in characters."""
RUN = 0.5
"""The rules on both sides run along this part of the page."""


def spines(view: View, page: Box) -> list[Box]:
    """The columns of a page that bear a fishtail, in pixels of the master, whose extent is `page`.

    The view is one of a page of columns, in which they lie.
    """
    ruled = _ruled_heights(view)
    bands = [(a, b) for a, b in pairwise(ruled) if BREADTHS[0] * view.size < b - a < BREADTHS[1] * view.size]
    if not bands:
        return []
    side = max(round(SOLID * view.size), 3)
    solid = cv2.morphologyEx(view.ink.astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), dtype=np.uint8))
    covered = np.array([_covered(np.asarray(solid, dtype=np.uint8), band) for band in bands])
    out = []
    for n, (top, bottom) in enumerate(bands):
        beside = covered[[m for m in (n - 1, n + 1) if 0 <= m < len(bands)]]
        black = (covered[n] > BROAD) & (beside < 0.5).all(axis=0)
        if any(LENGTHS[0] * view.size < run < LENGTHS[1] * view.size for run in _runs(black)):
            out.append(Box(0.0, top, float(view.picture.shape[1]), bottom))
    # A leaf has one fold; where more seem to be there, ornaments or black panels are.
    return [view.frame.to_master(box, page) for box in out] if len(out) == 1 else []


def _covered(solid: npt.NDArray[np.uint8], band: tuple[float, float]) -> npt.NDArray[np.float64]:
    """For each place along a band how much of its breadth is black, but for its rules."""
    slack = 0.06 * (band[1] - band[0])
    part = solid[round(band[0] + slack) : round(band[1] - slack)]
    return np.asarray(part.mean(axis=0), dtype=np.float64)


def _runs(marked: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """The lengths of the runs of what is marked."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marked.astype(np.int8), [0]])))
    return np.asarray(edges[1::2] - edges[::2], dtype=np.int64)


def _ruled_heights(view: View) -> list[float]:
    """The heights of the rules that run along most of the page; one that leans a little is followed."""
    reach = max(round(0.5 * view.size) | 1, 3)
    near = cv2.dilate(view.rules.astype(np.uint8), np.ones((reach, 1), dtype=np.uint8))
    inked = np.flatnonzero(view.ink.any(axis=0))
    width = max(int(inked[-1] - inked[0]), 1) if len(inked) else 1
    along = near.sum(axis=1) > RUN * width
    edges = np.flatnonzero(np.diff(np.concatenate([[False], along, [False]]).astype(np.int8)))
    return [float(a + b - 1) / 2 for a, b in zip(edges[::2], edges[1::2], strict=True)]
