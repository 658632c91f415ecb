"""Parting a spread into its two pages."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.cleaning.recipe import Step, step
from ocr.cleaning.views import luminance, marks, reduced, square
from ocr.cleaning.warps import Picture, Warp, shifted
from ocr.engines.base import Gray
from ocr.ink import Mask

SIDE = 1000
WIDE = 1.15
"""A spread is at least this much wider than it is high."""
MIDDLE = (0.36, 0.64)
"""The gutter lies between these parts of the width."""
DEEP = 12
"""Grey levels by which the shadow of a gutter is darker than the pages beside it."""
CALM = 0.018
"""The least width of a gutter without shadow, in parts of the width of the spread."""
TALL, MOST = 1.7, 0.8
"""In Mongolian more than the second part of the ink is in pieces so many times as high as wide; measured: 0.93 to 1.0,
in columns of characters 0.6 at most."""

Profile = npt.NDArray[np.float64]


def decide(picture: Picture) -> Step | None:
    """The gutter of a spread: the shadow between its pages, or else the one wide gap in its print near the middle.

    None where there is neither. Where the print runs in columns, the right page comes first, but not in traditional
    Mongolian, whose columns follow each other from left to right.
    """
    height, width = picture.shape[:2]
    if width < WIDE * height or width < 8:
        return None
    seen = marks(picture, SIDE)
    place = _shadow(reduced(luminance(picture), SIDE)[0])
    if place is None:
        place = _gap(seen.mask, seen.size)
    if place is None:
        return None
    leftwards = _columns(seen.mask, seen.size) and not _tall(seen.mask, seen.size)
    order = "right-first" if leftwards else "left-first"
    return step("split", gutter=min(max(round(place * seen.grow), 1), width - 1), order=order)


def _shadow(view: Gray) -> float | None:
    """The middle of a shadow that runs down the whole spread, in pixels of the view."""
    width = view.shape[1]
    closed = cv2.morphologyEx(view, cv2.MORPH_CLOSE, square(max(round(0.012 * width), 3)))
    # In a row that a picture crosses the shadow may be unseen: the usual row decides.
    level = np.asarray(np.median(closed, axis=0), dtype=np.float64)
    start, end = (round(part * width) for part in MIDDLE)
    if end - start < 8:
        return None
    deepest = start + int(np.argmin(level[start:end]))
    reach = max(round(0.12 * width), 4)
    sides = [level[max(deepest - reach, 0) : deepest], level[deepest + 1 : deepest + reach]]
    # A shadow has a page on each side of it that is brighter; a step has not.
    depth = min(float(side.max()) if side.size else 0.0 for side in sides) - level[deepest]
    return _crease(level, deepest, reach) if depth >= DEEP else None


def _crease(level: Profile, deepest: int, reach: int) -> float:
    """The middle of the darkest half of a shadow."""
    part = level[max(deepest - reach, 0) : deepest + reach]
    half = (level[deepest] + float(np.median(part))) / 2
    left, right = deepest, deepest
    while left > 0 and level[left - 1] <= half:
        left -= 1
    while right < len(level) - 1 and level[right + 1] <= half:
        right += 1
    return (left + right + 1) / 2


def _gap(mask: Mask, size: float) -> float | None:
    """The middle of the widest stretch without print near the middle, if it is wide and none near it is like it."""
    width = mask.shape[1]
    start, end = (round(part * width) for part in MIDDLE)
    filled = np.asarray(mask.sum(axis=0) > 0.002 * mask.shape[0])
    if not size or not filled[:start].any() or not filled[end:].any():
        return None
    gaps = [(a, b) for a, b in _stretches(~filled) if b > start and a < end and start <= (a + b) / 2 < end]
    gaps.sort(key=lambda gap: gap[0] - gap[1])
    if not gaps or gaps[0][1] - gaps[0][0] < max(CALM * width, 1.2 * size):
        return None
    others = [b - a for a, b in _stretches(~filled) if (a, b) != gaps[0] and a > 0 and b < width]
    left, right = gaps[0]
    return (left + right) / 2 if right - left > 1.5 * max(others, default=0) else None


def _stretches(where: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """From where to where a line of truths is true."""
    ends = np.flatnonzero(np.diff(np.concatenate([[0], where.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(ends[::2], ends[1::2], strict=True)]


def _columns(mask: Mask, size: float) -> bool:
    """Whether the print runs in columns: between columns there is more white than between the rows of their characters.

    Each is looked at in narrow bands, because the rows of two columns need not stand at one height.
    """
    band = max(round(6 * size), 16)
    down = [_white(np.asarray(mask[top : top + band].any(axis=0))) for top in range(0, mask.shape[0], band)]
    across = [_white(np.asarray(mask[:, left : left + band].any(axis=1))) for left in range(0, mask.shape[1], band)]
    return float(np.mean(down or [0])) > float(np.mean(across or [0]))


def _tall(mask: Mask, size: float) -> bool:
    """Whether most of the print is of pieces much taller than wide: the words of Mongolian, each in one piece."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    wide, high, area = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA]].T
    # What is longer is a rule, what is smaller a mark or a speck.
    known = (high < mask.shape[0] / 3) & (high >= size / 2)
    return bool(area[known & (high > TALL * wide)].sum() > MOST * max(area[known].sum(), 1))


def _white(line: npt.NDArray[np.bool_]) -> float:
    """How much of a line is white between its first and its last black."""
    black = np.flatnonzero(line)
    return float(1 - line[black[0] : black[-1] + 1].mean()) if len(black) else 0.0


def apply(picture: Picture, done: Step) -> list[Picture]:
    """The two pages in the order of reading; a picture one pixel wide stays one."""
    ends = _ends(picture.shape[1], done)
    return [picture[:, left:right].copy() for left, right in ends]


def warps(width: int, height: int, done: Step) -> list[Warp]:
    """The maps of the two pages in the order of reading."""
    return [shifted(left, 0, right - left, height) for left, right in _ends(width, done)]


def _ends(width: int, done: Step) -> list[tuple[int, int]]:
    if width < 2:
        return [(0, width)]
    gutter = min(max(done.whole("gutter"), 1), width - 1)
    halves = [(0, gutter), (gutter, width)]
    return halves[::-1] if done.word("order") == "right-first" else halves
