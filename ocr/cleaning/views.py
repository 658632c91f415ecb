"""Small views of a page, by which cleaning decides: its grey levels, its paper, its ink, the size of its characters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.cleaning.warps import TILE, Picture, tiles
from ocr.engines.base import Gray
from ocr.ink import Mask, ink

SIDE = 1600
"""The long side of the view by which a page is judged, in pixels."""


def luminance(picture: Picture) -> Gray:
    """The grey levels of a picture."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8) if picture.ndim == 3 else picture


def reduced(picture: Picture, side: int = SIDE) -> tuple[Picture, float]:
    """A view no longer than `side`, each pixel the mean of those it stands for, and how many pixels of the picture one
    of its pixels is long. A picture of that size or less is its own view."""
    height, width = picture.shape[:2]
    grow = max(height, width) / side
    if grow <= 1:
        return picture, 1.0
    size = (max(round(width / grow), 1), max(round(height / grow), 1))
    view = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(view, dtype=np.uint8).reshape(size[1], size[0], *picture.shape[2:]), grow


def is_black_and_white(picture: Picture) -> bool:
    """Whether a grey picture has no greys."""
    return picture.ndim == 2 and not bool(((picture > 0) & (picture < 255)).any())


def by_tiles(picture: Picture, halo: int, work: Callable[[Picture, int, int], Picture]) -> Picture:
    """A new picture made tile by tile: `work` gets a tile with `halo` pixels around it, as far as there are any, and
    the place (top, left) of that in the picture, and gives it back changed."""
    height, width = picture.shape[:2]
    out: Picture | None = None
    for top, left in tiles(height, width):
        first, start = max(top - halo, 0), max(left - halo, 0)
        part = np.ascontiguousarray(picture[first : top + TILE + halo, start : left + TILE + halo])
        made = work(part, first, start)[top - first :, left - start :][:TILE, :TILE]
        if out is None:
            out = np.empty((height, width, *made.shape[2:]), dtype=np.uint8)
        out[top : top + TILE, left : left + TILE] = made
    assert out is not None
    return out


def square(side: int) -> npt.NDArray[np.uint8]:
    """A structuring element."""
    return np.ones((side, side), dtype=np.uint8)


def paper_level(view: Picture) -> tuple[int, ...]:
    """The usual colour of the paper: the median of what is bright, one number for each channel."""
    grey = luminance(view)
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = grey > level
    pixels = view[bright] if bright.any() else view.reshape(-1, *view.shape[2:])
    return tuple(int(v) for v in np.atleast_1d(np.median(pixels, axis=0)))


def enlarged(view: Picture, shape: tuple[int, ...], top: int, left: int, whole: tuple[int, ...]) -> Picture:
    """The part of a view that stands for a tile of `shape` at (`top`, `left`) of a picture of shape `whole`, in the
    size of the tile."""
    across, down = view.shape[1] / whole[1], view.shape[0] / whole[0]
    if across == down == 1:
        return view[top : top + shape[0], left : left + shape[1]]
    x = (np.arange(left, left + shape[1]) + 0.5) * across - 0.5
    y = (np.arange(top, top + shape[0]) + 0.5) * down - 0.5
    start, first = max(int(x[0]) - 1, 0), max(int(y[0]) - 1, 0)
    window = np.ascontiguousarray(view[first : int(y[-1]) + 3, start : int(x[-1]) + 3])
    wide, high = np.meshgrid((x - start).astype(np.float32), (y - first).astype(np.float32))
    part = cv2.remap(window, wide, high, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(part, dtype=np.uint8).reshape(*shape[:2], *view.shape[2:])


@dataclass(frozen=True, slots=True)
class Marks:
    """The print of a view: `mask` of its strokes without edges and pictures, `size` of a character and `stroke`, the
    width of one, in pixels of the view (0 where there is no print); `grow` as `reduced` gives it."""

    mask: Mask
    size: float
    stroke: float
    grow: float


def marks(picture: Picture, side: int = SIDE) -> Marks:
    """Looks for print in a picture."""
    view, grow = reduced(luminance(picture), side)
    mask = ink(view, max(max(view.shape) / 60, 8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    right = stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH]
    bottom = stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT]
    inside = (stats[:, cv2.CC_STAT_LEFT] > 0) & (stats[:, cv2.CC_STAT_TOP] > 0)
    inside &= (right < view.shape[1]) & (bottom < view.shape[0])
    kept = inside & (long < max(view.shape) / 5) & (stats[:, cv2.CC_STAT_AREA] > 2)
    kept[0] = False
    if count < 2 or not kept.any():
        return Marks(np.zeros(view.shape, dtype=np.bool_), 0.0, 0.0, grow)
    print_only = np.asarray(kept[labels], dtype=np.bool_)
    return Marks(print_only, _usual(long[kept], stats[kept, cv2.CC_STAT_AREA]), _stroke(print_only), grow)


def _usual(sizes: npt.NDArray[np.int32], weights: npt.NDArray[np.int32]) -> float:
    """The size at which half of the ink lies in larger marks."""
    order = np.argsort(sizes)
    share = np.cumsum(weights[order])
    return float(sizes[order][np.searchsorted(share, share[-1] / 2)])


def _stroke(mask: Mask) -> float:
    """The usual width of a stroke: ink has two edges, so its area over half of their length."""
    padded = np.pad(mask, 1)
    edges = (padded[1:, :] != padded[:-1, :]).sum() + (padded[:, 1:] != padded[:, :-1]).sum()
    # An edge on the slant is counted along both sides of its steps: 4/π times too long on the average.
    return float(2 * mask.sum() / max(edges * np.pi / 4, 1))
