"""Finds the lines of a page: at the right scale, straightened, in reading order."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from ocr.bays import painted
from ocr.engines.base import Gray
from ocr.engines.detector import Detector
from ocr.frames import Frame, Pyramid, upright
from ocr.grids import Grid, cut, grids, with_borders
from ocr.hints import DirectionHint
from ocr.ink import Mask, ink, rules
from ocr.lying import ENDS, lying
from ocr.order import blocks
from ocr.page import Box, Direction
from ocr.pieces import HEART, SURE, Blob, Piece, blobs, character_size, mostly_vertical, pieces, skew
from ocr.plates import View
from ocr.rows import Row, rows
from ocr.spines import spines
from ocr.stamps import Stamp, cleared, stamps
from ocr.stretches import Stretch, alternatives
from ocr.tabled import is_table_of_columns
from ocr.tiers import parted

FIRST_SIDE = 1280
"""The long side of the first look at a page, which only tells how large its characters are."""
LIKED = 36
"""The height of a character at which the detector sees best; pages of small print are looked at a little smaller."""
LEAST = 27
MOST_PIXELS = 5e6
"""A page is not enlarged beyond this for `LIKED`, only for `LEAST`."""
LIMIT_PIXELS = 60e6
LEGIBLE = 7.0
"""Nobody can read characters of so few pixels; where most seem to be smaller, they are the grain of a photograph."""
AIR = 0.1
"""What is free above, below and at the ends of a strip, as a part of its height."""
SINGLE = 1.35
"""A strip no longer than this, in its heights, holds one character: turned, 二 is 11, and 三 is 川."""
INKED = 1.2
"""Characters are no higher than this, in those that their row was found to have."""
SPINE = 4
"""The spine of a Mongolian word is as straight as a rule; in columns from left to right only what is so many times as
long as a rule must be elsewhere is one."""
HEIGHT = 48
"""The height of the view of a strip in pixels, as the recogniser wants it."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One line or column to be read.

    `view` is where it runs level from left to right, with `air`, a part of its height, free around it; `box` is where
    it lies in the view of the page, `size` the height of its characters in pixels of the master. `across`: it lies on
    a page of columns.
    """

    view: Frame
    box: Box
    size: float
    commentary: bool
    air: float = AIR
    across: bool = False

    def looked_at(self, scale: float, narrow: float = 1.0) -> Strip:
        """The same strip with its characters `scale` times as large in the view, and `narrow` times as wide as they
        are high there if they were square."""
        height = HEIGHT / (1 + 2 * self.air)
        air = ((1 + 2 * self.air) / scale - 1) / 2
        more = (air - self.air) * height
        wide = Box(-more, -more, self.view.width + more, HEIGHT + more)
        return replace(self, view=self.view.part(wide, HEIGHT, narrow=narrow), air=air)

    def between(self, left: float, right: float) -> Strip:
        """The part of the strip between two places of the view of the page."""
        inner = HEIGHT / (1 + 2 * self.air)
        a, b = (self.air * inner + (x - self.box.left) * self._pace for x in (left, right))
        view = self.view.part(Box(a - self.air * inner, 0, b + self.air * inner, HEIGHT), HEIGHT)
        return replace(self, view=view, box=replace(self.box, left=left, right=right))

    def along(self, x: float) -> float:
        """The place in the view of the page that lies at `x` in the strip's own view."""
        return self.box.left + (x - self.air * HEIGHT / (1 + 2 * self.air)) / self._pace

    @property
    def _pace(self) -> float:
        """Pixels of the strip's own view for one of the view of the page."""
        return (self.view.width - 2 * self.air * HEIGHT / (1 + 2 * self.air)) / self.box.width

    def upright(self) -> Strip:
        """The same strip as a person sees it, if it is a single character of a column; else as it is."""
        if self.commentary or self.across or not self.view.turned or self.box.width > SINGLE * self.box.height:
            return self
        middle, inner = self.view.width / 2, HEIGHT / (1 + 2 * AIR)
        side = max(self.view.width - 2 * AIR * inner, inner) * (0.5 + AIR)
        square = Box(middle - side, HEIGHT / 2 - side, middle + side, HEIGHT / 2 + side)
        return replace(self, view=self.view.righted(square, HEIGHT), air=AIR)


Choice = tuple[tuple[Strip, ...], ...]
"""Ways to part one row into strips; the one that is read best is the right one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together: levels in reading order, on each level the rows that stand side by side; of a ruled
    table the cells too, in the view of the page."""

    levels: tuple[tuple[Choice, ...], ...]
    table: bool
    cells: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands where on a page, before it is put in order: the `choices` of its rows and the `boxes` they take up.

    `size` is the usual height of a character; `barred`, `ruled` and `shown` are what `blocks` asks for.
    """

    choices: tuple[Choice, ...]
    boxes: tuple[Box, ...]
    size: float
    barred: Mask
    ruled: tuple[Grid, ...]
    shown: Mask
    tables: bool

    def groups(self, without: Collection[Box] = ()) -> tuple[Group, ...]:
        """The groups in reading order, as if the strips with these boxes were not there."""
        there = [
            n
            for n, ways in enumerate(self.choices)
            if not any(all(strip.box in without for strip in way) for way in ways)
        ]
        found = blocks(
            [self.boxes[n] for n in there], self.size, self.barred, self.ruled, tables=self.tables, shown=self.shown
        )
        return tuple(
            Group(tuple(tuple(self.choices[there[i]] for i in level) for level in one.levels), one.table, one.cells)
            for one in found
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """The groups of a page in reading order, in the view `frame`; `size` is the usual character in the master.

    `level` is the page as that view shows it, None where the page holds no text; `spines` are the columns on which a
    leaf is folded, `stamps` what looks like a seal, in the master; `setting` is what the groups were made of.
    """

    frame: Frame
    groups: tuple[Group, ...]
    direction: Direction
    size: float
    skew: float
    level: View | None = None
    spines: tuple[Box, ...] = ()
    setting: Setting | None = None
    stamps: tuple[Stamp, ...] = ()

    def without(self, strips: Collection[Box]) -> Layout:
        """The layout in the order it has without some strips, which are named by their boxes."""
        return replace(self, groups=self.setting.groups(strips)) if self.setting and strips else self


@dataclass(frozen=True, slots=True)
class Look:
    """The hearts that the detector sees in a view of the page, as a map and one by one.

    `labels` tells for each pixel of the view the heart it belongs to (0: none), `size` is the usual height of a
    character in it (0: no text), `picture` is what it saw.
    """

    frame: Frame
    hearts: Gray
    labels: npt.NDArray[np.int32]
    found: list[Blob]
    size: float
    picture: Gray


def find(pyramid: Pyramid, detector: Detector, direction: DirectionHint = "auto") -> Layout:
    """The layout of a page; without groups where the page holds no text."""
    return laid_out(pyramid, look_at(pyramid, detector), direction)


def look_at(pyramid: Pyramid, detector: Detector) -> Look:
    """What the detector sees of a page, at the size it likes."""
    return _second_look(pyramid, detector, _first_look(pyramid, detector))


def laid_out(pyramid: Pyramid, look: Look, direction: DirectionHint = "auto") -> Layout:
    """The layout of what was seen of a page."""
    vertical = mostly_vertical(look.found) if direction == "auto" else direction != "horizontal"
    if direction == "auto":
        direction = "vertical-rl" if vertical else "horizontal"
    if not look.size:
        return Layout(look.frame, (), direction, 0.0, 0.0)
    tilt = skew(look.found)
    frame = upright(pyramid.width, pyramid.height, skew=tilt, quarter=vertical, scale=look.frame.scale)
    scene = _Scene(frame, pyramid.view(frame), look, direction)
    folds = tuple(spines(scene.level, pyramid.page)) if vertical else ()
    setting = scene.setting()
    seals = tuple(replace(seal, box=frame.to_master(seal.box, pyramid.page)) for seal in scene.stamps)
    size = look.size / look.frame.scale
    return Layout(frame, setting.groups(), direction, size, tilt, scene.level, folds, setting, seals)


def _first_look(pyramid: Pyramid, detector: Detector) -> Look:
    scale = min(FIRST_SIDE / max(pyramid.width, pyramid.height), 2.0)
    look = _look(pyramid, detector, scale)
    if look.size:
        return look
    closer = min(2 * scale, 2.0)
    if closer < 1.3 * scale or closer * max(pyramid.width, pyramid.height) > 6000:
        return look
    return _look(pyramid, detector, closer)


def _second_look(pyramid: Pyramid, detector: Detector, first: Look) -> Look:
    """The page at the size that the detector likes; large headlines are taken over from the first look."""
    if not first.size:
        return first
    character = first.size / first.frame.scale
    pixels = pyramid.width * pyramid.height
    scale = max(min(LIKED / character, (MOST_PIXELS / pixels) ** 0.5), LEAST / character)
    scale = min(scale, 3.0, (LIMIT_PIXELS / pixels) ** 0.5)
    if 0.85 < scale / first.frame.scale < 1.2:
        return first
    second = _look(pyramid, detector, scale)
    if not second.size:
        return first
    return replace(second, hearts=_with_headlines(first, second))


def _look(pyramid: Pyramid, detector: Detector, scale: float) -> Look:
    frame = upright(pyramid.width, pyramid.height, skew=0.0, quarter=False, scale=scale)
    picture = pyramid.view(frame)
    hearts = detector.find(picture)
    found, labels = blobs(hearts)
    if character_size(found) < LEGIBLE * scale:
        found = [blob for blob in found if blob.thickness / HEART >= LEGIBLE * scale]
        labels = np.where(np.isin(labels, [blob.label for blob in found]), labels, 0)
    hearts *= labels > 0
    return Look(frame, hearts, labels, found, character_size(found), picture)


def _with_headlines(first: Look, second: Look) -> Gray:
    """The hearts of the second look, and those of the first that are large and that the second has missed."""
    grow = second.frame.scale / first.frame.scale
    height, width = second.hearts.shape
    large = [blob for blob in first.found if blob.thickness * grow >= 2.2 * second.size * HEART]
    if not large:
        return second.hearts
    out = second.hearts.copy()
    labels = cv2.resize(first.labels, (width, height), interpolation=cv2.INTER_NEAREST)
    for blob in large:
        reach = (blob.length + 2) * grow
        left, top, right, bottom = (
            max(round(v), 0)
            for v in (blob.x * grow - reach, blob.y * grow - reach, blob.x * grow + reach, blob.y * grow + reach)
        )
        place = np.s_[top:bottom, left:right]
        inside = labels[place] == blob.label
        if (second.hearts[place][inside] >= SURE).mean() < 0.2:
            out[place][inside] = np.maximum(out[place][inside], 200)
    return out


class _Scene:
    """A page in the view in which its lines run level."""

    def __init__(self, frame: Frame, picture: Gray, look: Look, direction: Direction) -> None:
        self._frame = frame
        self._direction = direction
        self._size = look.size
        self._look = look
        self._lying = lying(look.found) if direction == "vertical-rl" else []
        if self._lying:
            across = np.isin(look.labels, [blob.label for blob in self._lying])
            look = replace(look, hearts=np.where(across, 0, look.hearts).astype(np.uint8))
        hearts = _warp(look, frame)
        self._dark = ink(picture, look.size)
        self._barred = rules(self._dark, look.size * (SPINE if direction == "vertical-lr" else 1))
        self.stamps = stamps(View(frame, picture, self._dark, self._barred, look.size))
        self._barred = cleared(self._barred, self.stamps)
        found = pieces(hearts, look.size)
        if direction != "horizontal":
            found = parted(found, self._dark, self._barred, look.size)
        self._grids = self._ruled(found)
        self._barred = with_borders(self._barred, self._grids)
        found = [part for piece in found for part in cut(piece, self._grids, look.size)]
        self._rows = rows(found, look.size, self._barred, columns=direction != "horizontal")
        self.level = View(frame, picture, self._dark, self._barred, look.size)

    def _ruled(self, found: Sequence[Piece]) -> list[Grid]:
        """What is ruled as a table may be; among columns only what surely is one."""
        if self._direction == "vertical-lr":
            return []
        known = grids(self._barred, self._dark, self._size)
        if self._direction == "horizontal":
            return known
        parts = [self._parts(found, grid) for grid in known]
        return [g for g, own in zip(known, parts, strict=True) if is_table_of_columns(g, own, self._size, self._dark)]

    def _parts(self, found: Sequence[Piece], grid: Grid) -> list[Box]:
        parts = [part for piece in found for part in cut(piece, [grid], self._size)]
        return [Box(p.left, p.y - p.size / 2, p.right, p.y + p.size / 2) for p in parts]

    def setting(self) -> Setting:
        """The strips of the page, and where they stand."""
        found = alternatives(self._rows, self._dark, self._barred)
        parts = [(row, ways) for row, ways in zip(self._rows, found, strict=True) if ways]
        boxes = [_extent(row, ways[0]) for row, ways in parts]
        across = [self._across(blob) for blob in self._lying]
        boxes += [strip.box for strip in across]
        barred, shown = self._barred, painted(self.level.picture, self._dark, self._barred)
        if self._direction == "vertical-lr":
            # In the turned view the leftmost column lies lowest.
            boxes = [Box(b.left, self._frame.height - b.bottom, b.right, self._frame.height - b.top) for b in boxes]
            barred, shown = barred[::-1], shown[::-1]
        choices = [tuple(tuple(self._strip(row, s) for s in way) for way in ways) for row, ways in parts]
        choices += [((strip,),) for strip in across]
        tables = self._direction == "horizontal"
        return Setting(tuple(choices), tuple(boxes), self._size, barred, tuple(self._grids), shown, tables)

    def _strip(self, row: Row, part: Stretch) -> Strip:
        """A stretch with a little air around it, so that its characters fill about 40 of the recogniser's 48 pixels."""
        middle = row.height_at((part.left + part.right) / 2)
        height = part.bottom - part.top
        if not part.commentary:
            # A thin character such as 一 keeps the size it has among its neighbours.
            height = max(height, 0.6 * row.size)
        centre = middle + (part.top + part.bottom) / 2
        box = Box(part.left, centre - height / 2, part.right, centre + height / 2)
        # What else of ink lies in the row, such as the edge of a picture, makes its characters no larger.
        size = min(height, INKED * row.size)
        return Strip(self.view(box, row.slope), box, size / self._frame.scale, part.commentary)

    def _across(self, blob: Blob) -> Strip:
        """A lying line of a page of columns, seen as it lies."""
        frame, size = self._look.frame, blob.thickness / HEART
        half = blob.length / 2 + ENDS * size
        box = Box(blob.x - half, blob.y - size / 2, blob.x + half, blob.y + size / 2)
        air = AIR * size
        wide = Box(box.left - air, box.top - air, box.right + air, box.bottom + air)
        view = frame.part(wide, HEIGHT, math.tan(math.radians(blob.angle)))
        master = Box(-math.inf, -math.inf, math.inf, math.inf)
        place = self._frame.from_master(frame.to_master(box, master))
        return Strip(view, place, size / frame.scale, commentary=False, across=True)

    def view(self, box: Box, slope: float) -> Frame:
        """What the recogniser is shown of a box."""
        air = AIR * box.height
        wide = Box(box.left - air, box.top - air, box.right + air, box.bottom + air)
        return self._frame.part(wide, HEIGHT, slope)


def _extent(row: Row, found: list[Stretch]) -> Box:
    left, right = min(s.left for s in found), max(s.right for s in found)
    y = row.height_at((left + right) / 2)
    # Hearts, not ink, decide the height: a tail that hangs into the next line must not join the two.
    return Box(left, y - 0.4 * row.size, right, y + 0.4 * row.size)


def _warp(look: Look, frame: Frame) -> Gray:
    back = np.vstack([look.frame.back, [0, 0, 1]])
    matrix = (np.vstack([frame.matrix, [0, 0, 1]]) @ back)[:2]
    return np.asarray(cv2.warpAffine(look.hearts, matrix, (frame.width, frame.height)), dtype=np.uint8)
