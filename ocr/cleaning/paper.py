"""The paper of a page, as it would be without print: by it stains are flattened and edges are painted."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.cleaning.sheet import along_the_edge
from ocr.cleaning.views import luminance, paper_level, reduced, square
from ocr.cleaning.warps import Picture
from ocr.engines.base import Gray
from ocr.ink import Mask

DEEPEST = 0.4
"""No shadow on paper is darker than this part of it; a dark edge is."""
LENGTH = 0.5
"""A shadow along an edge runs along this part of the shorter side at least."""


def filled(values: Picture, known: Mask) -> Picture:
    """The view with what is not `known` filled softly from around it: by means over ever larger squares."""
    levels = [(values.astype(np.float32), known.astype(np.float32))]
    while max(levels[-1][1].shape) > 1:
        levels.append(_halved(*levels[-1]))
    whole = levels.pop()[0]
    for finer, weight in reversed(levels):
        size = (weight.shape[1], weight.shape[0])
        spread = cv2.resize(whole, size, interpolation=cv2.INTER_LINEAR).reshape(finer.shape)
        share = np.clip(weight, 0, 1).reshape(*weight.shape, *(1,) * (finer.ndim - 2))
        whole = np.asarray(finer * share + spread * (1 - share), dtype=np.float32)
    return np.asarray(np.clip(np.rint(whole), 0, 255), dtype=np.uint8)


Values = npt.NDArray[np.float32]


def _halved(values: Values, weight: Values) -> tuple[Values, Values]:
    """Both at half the size: the mean of what is known, and how much is."""
    height, width = weight.shape
    size = ((width + 1) // 2, (height + 1) // 2)
    parts = weight.reshape(height, width, *(1,) * (values.ndim - 2))
    share = cv2.resize(weight, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0])
    total = cv2.resize(np.asarray(values * parts), size, interpolation=cv2.INTER_AREA)
    total = total.reshape(size[1], size[0], *values.shape[2:])
    mean = total / np.maximum(share, 1e-6).reshape(size[1], size[0], *(1,) * (values.ndim - 2))
    return np.asarray(mean, dtype=np.float32), np.asarray(np.minimum(share * 4, 1), dtype=np.float32)


def paper_map(view: Picture, window: int, shade: float) -> Picture:
    """The paper under the ink of a view, stains and shadows on it included, pictures and dark edges not.

    Strokes thinner than `window` pixels are closed; what is then still darker than `shade`, a part of the paper as the
    light falls on it there, is taken for a picture, and the paper under it guessed from around it.
    """
    side = max(min(window, min(view.shape[:2])), 1) | 1
    # Padded first: closing would else see at an edge only what lies half a square inside it.
    padded = cv2.copyMakeBorder(view, side, side, side, side, cv2.BORDER_REPLICATE)
    closed = np.asarray(cv2.morphologyEx(padded, cv2.MORPH_CLOSE, square(side)), dtype=np.uint8)
    closed = np.ascontiguousarray(closed[side:-side, side:-side]).reshape(view.shape)
    grey = luminance(closed)
    fallen = light(grey, float(np.median(paper_level(view))))
    known = grey >= shade * fallen
    # A shadow in the fold of a book is as dark as a picture, but it runs along the edge of the page.
    known |= along_the_edge((grey < shade * fallen) & (grey >= DEEPEST * fallen), LENGTH)
    # Softened enough to hide the corners that closing leaves, and little enough to keep to a steep shadow.
    soft_side = side // 4 | 1
    bare = filled(closed, np.asarray(known, dtype=np.bool_))
    soft = cv2.blur(bare, (soft_side, soft_side), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft, dtype=np.uint8).reshape(view.shape)


def light(closed: Gray, paper: float) -> npt.NDArray[np.float32]:
    """How the light falls on a sheet without print: a surface of the second degree through all that is paper.

    A picture is not paper: what lies more than a tenth below the surface is left out, and the surface laid again.
    """
    small, _ = reduced(closed, 64)
    y, x = np.mgrid[-1 : 1 : small.shape[0] * 1j, -1 : 1 : small.shape[1] * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    levels = small.astype(np.float64).ravel()
    kept = levels >= 0.5 * paper
    surface = np.full(levels.shape, paper)
    for _ in range(5):
        if kept.sum() < 0.2 * len(levels):
            return np.full(closed.shape, paper, dtype=np.float32)
        surface = terms @ np.linalg.lstsq(terms[kept], levels[kept], rcond=None)[0]
        kept = (levels >= 0.9 * surface) & (levels >= 0.3 * paper)
    whole = cv2.resize(surface.reshape(small.shape).astype(np.float32), closed.shape[::-1])
    return np.asarray(np.clip(whole, 0.4 * paper, None), dtype=np.float32).reshape(closed.shape)
