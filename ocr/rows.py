"""Pieces that follow each other become rows; a row knows its main text and its double lines of commentary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from ocr.ink import Mask
from ocr.pieces import Piece, Slopes
from ocr.tiers import Tiers

ALIKE = 0.72
"""Pieces whose thicknesses have at least this ratio are of one size."""
SMALL = 0.36
"""Commentary is at least this part of the size of its main text."""
THIN = 0.4
"""A row with less than this part of the size of the one it lies in is no row."""
FAR = 2.0
"""Pieces further apart than this, in characters, and a lean of one in ten, are not of one row."""
_Floats = npt.NDArray[np.float64]
REACH = 0.75
"""How far a row may reach from its middle, in characters, where nothing stands in the way."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a page in a frame: `y` is its height at `middle`, from where it rises by `slope`.

    `above` and `below` say how far the row may reach from there before it meets a rule or another row. `mixed` rows
    may hold double lines of commentary beside their main text. Ink left of `before` or right of `after` belongs to
    others.
    """

    left: float
    right: float
    y: float
    slope: float
    size: float
    above: float
    below: float
    mixed: bool = False
    before: float = -np.inf
    after: float = np.inf

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def top(self) -> float:
        return self.y - self.size / 2

    @property
    def bottom(self) -> float:
        return self.y + self.size / 2

    def height_at(self, x: float) -> float:
        """Where the middle of the row lies at `x`."""
        return self.y + self.slope * (x - self.middle)


NEIGHBOURS = np.ones((1, 3), dtype=np.uint8)


def rows(found: Sequence[Piece], size: float, barred: Mask, *, columns: bool) -> list[Row]:
    """Rows from top to bottom; `barred` is the mask of ruled lines of the frame, which no row may cross.

    `columns` says that the rows are the columns of a vertical page: there two rules enclose one column, and it may hold
    commentary; on other pages they enclose a row of a table.
    """
    slopes = Slopes(found, size)
    order = sorted(found, key=lambda p: p.left)
    groups = _chains(order, slopes, _Cover(order, size, columns=columns), barred)
    out = [_row([order[i] for i in group], slopes) for group in groups]
    if columns:
        tiers = Tiers(found, size)
        out = [
            _between_lanes(row, tiers) for row in _one_a_band([between_rules(row, barred, size) for row in out], barred)
        ]
    else:
        out = [replace(row, mixed=False) for row in out]
    return sorted(_bounded(_without_shreds(out)), key=lambda row: row.y)


class _Cover:
    """Which pieces stand near a place; asked whether a gap in a row is a lane that runs through its neighbours."""

    def __init__(self, found: Sequence[Piece], size: float, *, columns: bool) -> None:
        self._boxes = np.array([(p.left, p.right, p.y) for p in found])
        self._size = size
        self._tiers = Tiers(found, size) if columns else None

    def between(self, a: Piece, b: Piece) -> bool:
        """Whether a lane parts two pieces that follow each other."""
        if self._tiers is not None and self._tiers.between(a, b):
            return True
        return self.lane(a.right, b.left, (a.y + b.y) / 2, max(a.size, b.size))

    def lane(self, left: float, right: float, y: float, size: float) -> bool:
        """Whether most rows around height `y` also leave a gap somewhere between `left` and `right`."""
        near = np.abs(self._boxes[:, 2] - y) < 6 * size
        beside = near & (np.abs(self._boxes[:, 2] - y) > 0.6 * size)
        around = self._boxes[beside]
        around = around[(around[:, 1] > left - 4 * size) & (around[:, 0] < right + 4 * size)]
        if not len(around):
            return False
        steps = np.linspace(left, right, 9)
        crossing = [(np.sum((around[:, 0] < x) & (around[:, 1] > x))) for x in steps]
        return float(min(crossing)) <= 0.15 * len(around)


def _chains(order: Sequence[Piece], slopes: Slopes, cover: _Cover, barred: Mask) -> list[list[int]]:
    parent = list(range(len(order)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, a in enumerate(order):
        for j in _followers(i, order, slopes):
            b = order[j]
            if not _crosses(a, b, barred) and (_gap(a, b) < 0.2 or not cover.between(a, b)):
                parent[root(j)] = root(i)
    groups: dict[int, list[int]] = {}
    for i in range(len(order)):
        groups.setdefault(root(i), []).append(i)
    return [part for group in groups.values() for part in _at_most_two(group, order)]


def _gap(a: Piece, b: Piece) -> float:
    """The gap between two pieces, in characters of the larger."""
    return (b.left - a.right) / max(a.size, b.size)


def _followers(i: int, order: Sequence[Piece], slopes: Slopes) -> list[int]:
    """The pieces that go on where piece `i` ends: of its own size, or the small ones beside a large one."""
    a = order[i]
    out = []
    for j in range(i + 1, len(order)):
        b = order[j]
        if b.left - a.right > 3 * max(a.size, 1):
            break
        if abs(b.y - a.y) > FAR * max(a.size, b.size) + 0.1 * (b.right - a.left):
            continue
        big, small = max(a.size, b.size), min(a.size, b.size)
        drift = b.y - a.y - slopes.at((a.y + b.y) / 2) * (b.middle - a.middle)
        same = small >= ALIKE * big
        limit = 0.35 * big if same else 0.5 * big
        reach = 3.0 if same else 1.2
        if small >= SMALL * big and abs(drift) < limit and -0.6 < _gap(a, b) < reach:
            out.append(j)
    return out


def _crosses(a: Piece | Row, b: Piece | Row, barred: Mask) -> bool:
    """Whether a ruled line stands between two pieces or rows."""
    left, right = int(a.right), int(b.left)
    if right - left < 2:
        return False
    reach = max(a.size, b.size) * 0.35
    band = barred[max(int(min(a.y, b.y) - reach), 0) : int(max(a.y, b.y) + reach) + 1, left:right]
    # A rule that leans fills no single column of pixels; at the edge of a block it ends in the middle of a row.
    return bool(band.size) and bool(cv2.dilate(band.view(np.uint8), NEIGHBOURS).mean(axis=0).max() > 0.4)


def _at_most_two(group: list[int], order: Sequence[Piece]) -> list[list[int]]:
    """A row has at most two lines side by side; a group with more is a headline and the text next to it."""
    found = [order[i] for i in group]
    ends = [(p.left + 1, 1) for p in found] + [(p.right - 1, -1) for p in found]
    depth = deepest = 0
    for _, change in sorted(ends):
        depth += change
        deepest = max(deepest, depth)
    if deepest <= 2:
        return [group]
    out: list[list[int]] = []
    for i in group:
        for other in out:
            last = order[other[-1]]
            if abs(last.y - order[i].y) < 0.35 * last.size and _alike(last, order[i]):
                other.append(i)
                break
        else:
            out.append([i])
    return out


def _alike(a: Piece, b: Piece) -> bool:
    return min(a.size, b.size) >= ALIKE * max(a.size, b.size)


def _row(found: list[Piece], slopes: Slopes) -> Row:
    largest = _largest(found)
    left, right = min(p.left for p in found), max(p.right for p in found)
    main = [p for p in found if p.size >= ALIKE * largest]
    doubled = len(main) == len(found) and _doubled(main)
    y, slope = _line(main, (left + right) / 2, slopes)
    size = float(np.average([p.size for p in main], weights=[p.length for p in main])) * (2 if doubled else 1)
    row = Row(left, right, y, slope, size, REACH * size, REACH * size, doubled)
    return replace(row, mixed=doubled or any(_beside(row, p) for p in found if p not in main))


def _largest(found: list[Piece]) -> float:
    """The size of the main text; the thickness of a piece that is hardly longer than thick says little."""
    known = [p for p in found if p.length > 1.5 * p.size] or found
    return max(p.size for p in known)


def _beside(row: Row, piece: Piece) -> bool:
    """Whether a small piece lies to one side of the middle of its row, as commentary does."""
    return abs(piece.y - row.height_at(piece.middle)) > 0.13 * row.size and piece.length > 0.8 * piece.size


def _doubled(found: list[Piece]) -> bool:
    """Whether pieces of one size lie beside each other: a row that is all commentary."""
    beside = sum(max(min(a.right, b.right) - max(a.left, b.left), 0) for i, a in enumerate(found) for b in found[:i])
    return beside > 0.3 * max(p.length for p in found)


def _line(found: list[Piece], middle: float, slopes: Slopes) -> tuple[float, float]:
    """The height at `middle`, and the slope, of the line through pieces."""
    length = sum(p.length for p in found)
    mean = float(np.average([p.y for p in found], weights=[p.length for p in found]))
    centre = float(np.average([p.middle for p in found], weights=[p.length for p in found]))
    slope = slopes.at(mean)
    if len(found) == 1 and length > 8 * found[0].size and abs(found[0].slope - slope) < 0.03:
        slope = found[0].slope
    return mean + slope * (middle - centre), slope


def between_rules(row: Row, barred: Mask, size: float) -> Row:
    """The row laid midway between the rules above and below it, if it runs between two; `size` as of the page."""
    reach = round(1.2 * max(row.size, size))
    places = np.linspace(row.left, row.right, 24)
    edges = np.stack([places, *_rules_around(row, places, barred, reach)], axis=1)
    known = edges[np.isfinite(edges).all(axis=1)]
    if len(known) < 10:
        return row
    height = known[:, 2] - known[:, 1]
    usual = float(np.median(height))
    known = known[np.abs(height - usual) < 0.15 * usual]
    if len(known) < 8 or usual < 0.8 * row.size:
        return row
    slope, start = np.polyfit(known[:, 0], known[:, 1:].mean(axis=1), 1)
    if row.right - row.left < 4 * row.size:
        slope, start = row.slope, float(known[:, 1:].mean()) - row.slope * float(known[:, 0].mean())
    y = float(start + slope * row.middle)
    return replace(row, y=y, slope=float(slope), above=usual / 2, below=usual / 2, mixed=True)


def _rules_around(row: Row, places: _Floats, barred: Mask, reach: int) -> tuple[_Floats, _Floats]:
    """The heights of the nearest rules above and below a row at `places`, infinite where none is within `reach`."""
    height, width = barred.shape
    middle = np.round(row.y + row.slope * (places - row.middle)).astype(np.int64)
    x = np.clip(np.round(places).astype(np.int64), 0, width - 1)
    away = np.arange(reach)[:, None]
    out = []
    for way, lines in ((-1, middle - 1 - away), (1, middle + away)):
        seen = barred[np.clip(lines, 0, height - 1), x] & (lines >= 0) & (lines < height)
        nearest = lines[seen.argmax(axis=0), np.arange(len(x))]
        out.append(np.where(seen.any(axis=0), nearest.astype(np.float64), way * np.inf))
    return out[0], out[1]


def _one_a_band(found: list[Row], barred: Mask) -> list[Row]:
    """Rows that lie between the same two rules are one row, unless a rule stands between them as in a table."""
    out: list[Row] = []
    for row in sorted(found, key=lambda r: r.left):
        for i, other in enumerate(out):
            if _same_band(other, row) and not _crosses(other, row, barred):
                wide = max(other, row, key=lambda r: r.right - r.left)
                left, right = min(other.left, row.left), max(other.right, row.right)
                y = wide.height_at((left + right) / 2)
                size = max(other.size, row.size)
                out[i] = replace(wide, left=left, right=right, y=y, size=size)
                break
        else:
            out.append(row)
    return out


def _same_band(a: Row, b: Row) -> bool:
    if not (a.mixed and b.mixed) or b.left - a.right > 3 * max(a.size, b.size):
        return False
    x = (max(a.left, b.left) + min(a.right, b.right)) / 2
    return abs(a.height_at(x) - b.height_at(x)) < 0.3 * min(a.above + a.below, b.above + b.below)


def _without_shreds(found: list[Row]) -> list[Row]:
    """Without the thin rows that lie within another: they are parts of its characters, not lines beside it."""
    return [row for row in found if not any(_within(row, other) for other in found)]


def _within(row: Row, other: Row) -> bool:
    shared = min(row.right, other.right) - max(row.left, other.left)
    thin = row.size < THIN * other.size and shared > 0.8 * (row.right - row.left)
    return thin and abs(row.y - other.height_at(row.middle)) < 0.45 * other.size


def _between_lanes(row: Row, tiers: Tiers) -> Row:
    before, after = tiers.bounds(row.left, row.right, row.y)
    return replace(row, before=min(before, row.left), after=max(after, row.right))


def _bounded(found: list[Row]) -> list[Row]:
    """Each row reaches half way to the rows beside it at most."""
    out = []
    for row in found:
        above, below = row.above, row.below
        for other in found:
            left, right = max(row.left, other.left), min(row.right, other.right)
            if other is row or right - left < 0.15 * (row.right - row.left):
                continue
            x = (left + right) / 2
            gap = other.height_at(x) - row.height_at(x)
            share = abs(gap) * row.size / (row.size + other.size)
            if abs(gap) < 0.25 * row.size:
                continue
            above, below = (min(above, share), below) if gap < 0 else (above, min(below, share))
        out.append(replace(row, above=above, below=below))
    return out
