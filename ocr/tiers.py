"""Columns that stand in tiers: a piece that runs on into the next tier, which no column does, is parted there.

In newspapers the white lane between two tiers is hardly wider than the gaps in a column, and here and there the
detector sees no gap at all. One such column would bar the way of the reading order for a whole tier. Where a rule is
printed between the tiers, it parts whatever crosses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from ocr.ink import Mask
from ocr.pieces import Piece

NEAR = 6.0
"""Neighbours are asked that lie no further away than this, in characters."""
ENOUGH = 3
"""So many neighbours must end before a lane, and as many begin behind it."""
WIDEST = 2.2
"""A lane is no wider than this, in characters: what is further apart belongs to another block."""
SHORTEST = 0.3
"""What a lane leaves of a piece counts from this length on, in characters."""
CLEAR = 0.3
"""A piece is parted where it leaves at least this much free of ink, in characters."""

CROSSED, BESIDE = 0.5, 0.25
"""A rule stands across a piece if it fills this part of its height, with white on either side of it, in characters:
at the edge of a block it ends where the last column does, or in its middle."""
OUTSIDE, REACHES = 1.2, 1.15
"""Within so much above and below its middle it is longer than the piece is high, in the piece's own characters."""

_Spans = npt.NDArray[np.float64]
"""One row a piece: left, right, y."""


class Tiers:
    """The pieces of a frame, asked where lanes run; `size` is the usual height of its characters."""

    def __init__(self, found: Sequence[Piece], size: float) -> None:
        self._spans: _Spans = np.array([(p.left, p.right, p.y) for p in found]).reshape(-1, 3)
        self._size = size

    def between(self, a: Piece, b: Piece) -> bool:
        """Whether a lane parts two pieces that follow each other."""
        lane = self._lane_behind(a.right, (a.y + b.y) / 2)
        return lane is not None and lane[1] > a.right and lane[0] < b.left

    def bounds(self, left: float, right: float, y: float) -> tuple[float, float]:
        """The middles of the lanes before and behind a row; infinite where there is none."""
        size = self._size
        before = self._lane_about(left - WIDEST * size, left + 0.5 * size, y)
        behind = self._lane_about(right - size, right + 0.6 * size, y)
        return (sum(before) / 2 if before else -np.inf), (sum(behind) / 2 if behind else np.inf)

    def _lane_about(self, start: float, end: float, y: float) -> tuple[float, float] | None:
        """The lane that begins between two places."""
        ends = np.concatenate([near[:, 1] for near in self._sides(y)])
        ends = ends[(ends > start) & (ends < end)]
        return self._lane_behind(float(np.median(ends)), y) if len(ends) else None

    def crossed(self, piece: Piece) -> list[tuple[float, float]]:
        """The lanes that a piece crosses or reaches into, as (left, right), from left to right."""
        ends = np.sort(np.concatenate([near[:, 1] for near in self._sides(piece.y)]))
        out: list[tuple[float, float]] = []
        for end in ends[(ends > piece.left - self._size) & (ends < piece.right + 0.6 * self._size)]:
            lane = self._lane_behind(float(end), piece.y)
            if lane and (not out or lane[0] > out[-1][1]):
                out.append(lane)
        return out

    def _sides(self, y: float) -> tuple[_Spans, _Spans]:
        """The neighbours above and below a height: at the edge of a block only those on one side have its lanes."""
        away = self._spans[:, 2] - y
        near, other = np.abs(away) < NEAR * self._size, np.abs(away) > 0.6 * self._size
        return self._spans[near & other & (away < 0)], self._spans[near & other & (away > 0)]

    def _lane_behind(self, end: float, y: float) -> tuple[float, float] | None:
        """The lane that begins about `end`, where neighbours end and others begin, if most of them respect it."""
        above, below = self._sides(y)
        looks = (self._lane(end, near) for near in (np.concatenate([above, below]), above, below))
        return next((lane for lane in looks if lane), None)

    def _lane(self, end: float, near: _Spans) -> tuple[float, float] | None:
        size = self._size
        long = near[near[:, 1] - near[:, 0] > size]
        before = long[np.abs(long[:, 1] - end) < 0.6 * size]
        behind = long[(long[:, 0] > end) & (long[:, 0] < end + WIDEST * size)]
        if len(before) < ENOUGH or len(behind) < ENOUGH:
            return None
        left, right = float(np.median(before[:, 1])), float(np.median(behind[:, 0]))
        middle = (left + right) / 2
        crossing = int(np.sum((near[:, 0] < middle - 0.5 * size) & (near[:, 1] > middle + 0.5 * size)))
        if right <= left or crossing > 0.3 * min(len(before), len(behind)):
            return None
        return left, right


def parted(found: Sequence[Piece], dark: Mask, barred: Mask, size: float) -> list[Piece]:
    """The pieces, those cut in two that cross a rule, or a lane at which most of their neighbours end, and without what
    others have in it.

    `dark` is the ink of the frame in which the pieces lie, `barred` its rules, `size` the usual height of its
    characters.
    """
    # A rule parts what it crosses, not the headline beside the block: it makes no lane for others.
    tiers, plain = Tiers(found, size), dark & ~barred
    whole = [part for piece in found for part in _parts(piece, _rules_across(piece, dark, barred, size), plain, size)]
    return [part for piece in whole for part in _parts(piece, tiers.crossed(piece), dark, size)]


def _rules_across(piece: Piece, dark: Mask, barred: Mask, size: float) -> list[tuple[float, float]]:
    """The rules that stand across a piece, as (left, right), each with the white beside it."""
    beside = max(round(BESIDE * size), 1)
    band = _band(piece, barred, round(0.45 * size))
    if not band.any():
        return []
    grown = np.asarray(cv2.dilate(band.view(np.uint8), np.ones((1, 5), np.uint8)))
    # The side of 國 in a headline is a rule to the eye, but ends where the character does.
    around = np.asarray(
        cv2.dilate(_band(piece, barred, round(OUTSIDE * piece.size)).view(np.uint8), np.ones((1, 5), np.uint8))
    )
    lines = (grown.sum(axis=0) >= CROSSED * len(band)) & (around.sum(axis=0) >= REACHES * piece.size)
    inner = round(0.3 * size)
    other: Mask = np.asarray((_band(piece, dark, inner) & ~_band(piece, barred, inner)).any(axis=0))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], lines, [False]]).astype(np.int8)))
    out = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        left, right = max(start - beside, 0), end + beside
        within = beside < start and right < len(lines)
        if within and not (other[left:start].any() or other[end:right].any()):
            out.append((piece.left + left, piece.left + right))
    return out


def _band(piece: Piece, mask: Mask, reach: int) -> Mask:
    """What a mask has along a piece, `reach` above and below its middle, levelled: rows × columns."""
    x = np.arange(max(round(piece.left), 0), min(round(piece.right), mask.shape[1]))
    y = np.round(piece.y + piece.slope * (x - piece.middle)).astype(np.int64)
    rows = np.clip(y[None, :] + np.arange(-reach, reach + 1)[:, None], 0, mask.shape[0] - 1)
    return np.ascontiguousarray(mask[rows, x[None, :]])


def _parts(piece: Piece, lanes: Sequence[tuple[float, float]], dark: Mask, size: float) -> Iterator[Piece]:
    rest = piece
    for left, right in lanes:
        cut = _free(rest, left, right, dark, size)
        if cut is not None and cut[0] < rest.right and cut[1] > rest.left:
            if cut[0] > rest.left + SHORTEST * size:
                yield _stretch(rest, rest.left, cut[0])
            rest = _stretch(rest, min(cut[1], rest.right), rest.right)
    if rest is piece or rest.length > SHORTEST * size:
        yield rest


def _free(piece: Piece, left: float, right: float, dark: Mask, size: float) -> tuple[float, float] | None:
    """The widest stretch without ink that a piece has near a lane; None if there is none worth the name."""
    start, end = max(round(left - 0.5 * size), 0), round(right + 0.5 * size)
    x = np.arange(start, min(end, dark.shape[1]))
    y = np.round(piece.y + piece.slope * (x - piece.middle)).astype(np.int64)
    reach = round(0.4 * piece.size)
    rows = np.clip(y[None, :] + np.arange(-reach, reach + 1)[:, None], 0, dark.shape[0] - 1)
    filled = np.concatenate([[True], dark[rows, x[None, :]].any(axis=0), [True]])
    edges = np.flatnonzero(filled)
    widths = np.diff(edges) - 1
    if not len(widths) or widths.max() < CLEAR * size:
        return None
    widest = int(widths.argmax())
    return float(start + edges[widest]), float(start + edges[widest + 1] - 1)


def _stretch(piece: Piece, left: float, right: float) -> Piece:
    """The part of a piece between two places."""
    return replace(piece, left=left, right=right, y=piece.y + piece.slope * ((left + right) / 2 - piece.middle))
