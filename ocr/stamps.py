"""Seals in grey or black and white: told by a closed frame, or dark ground, of their shape and by what fills it.

All lengths are in characters of the page's text, but where they are parts of the seal.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.ink import Mask
from ocr.page import Box
from ocr.plates import View

SMALLEST, LARGEST = 1.5, 8.2
"""The longer side of a seal."""
LONGEST = 1.7
"""How much longer than wide it may be."""
GRAIN = 16.0
"""The height of a character in the view in which bodies are looked for, in pixels."""
LOOKS = ((1.5, 0.2), (2.2, 0.32), (4.0, 0.44))
"""Seals from this side on are looked for where gaps of this breadth in their frames are closed."""
CORE = 0.7
"""What is enclosed is a body if it is everywhere so broad, as a part of the least side looked for: text is not."""
WHOLE = 0.8
"""The same, seen closely, as a part of its own shorter side."""
RULE = 9.0
"""Ruled lines longer than this are of the page: no seal has a side so long."""
ANGLES, AROUND = 180, 0.86
"""From the middle its outline is looked at in so many directions; ink stands there in this part of them."""
LIKELY = 0.7
"""Seen from afar, in this part."""
STEP, WIDER, STEADY, SMALL = 0.08, 0.02, (0.8, 0.72), 3.0
"""From one direction to the next it lies no further in or out than this, nor than such a part of the seal, in so many
of them: more in those whose shorter side is less than the last number, since bits of text look like them."""
SLACK = 0.045
"""So far off its outline, as a part of its shorter side, its ink may lie: frames are uneven."""
FILLS = 0.8
"""Its shape fills so much of the place that its body takes, and the reverse."""
DARK = 0.5
"""It is of dark ground if this part of it is ink."""
STROKES = 3.0, 8.0, 18.0
"""Strokes that a line meets which runs through it: on the way that has fewer, on both ways together, and the most on
either. A character in a frame has fewer; the dots of a halftone, and lines of small print, are more."""
EVEN = 0.35
"""No ninth of it has fewer strokes than this part of what is usual: characters fill it."""
GROUND = 0.5
"""Dark ground lies so far on the way from paper to black."""
ROOM = 1.2
STRAIGHT = 0.05
"""The sides of a printed frame rise and fall no more than this."""

_Bits = npt.NDArray[np.uint8]
_Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What looks like a seal: where it lies, in pixels of the view, and whether its frame could as well be printed."""

    box: Box
    doubtful: bool


@dataclass(frozen=True, slots=True)
class _Shape:
    """A rectangle or an ellipse: its middle, its width and height, and how it is turned, in degrees."""

    x: float
    y: float
    width: float
    height: float
    angle: float
    round: bool

    @property
    def short(self) -> float:
        return min(self.width, self.height)

    @property
    def long(self) -> float:
        return max(self.width, self.height)

    def outline(self, scale: float = 1.0) -> _Points:
        """Points on the outline, by their directions from the middle."""
        way = np.linspace(0, 2 * math.pi, ANGLES, endpoint=False)
        across, down = np.cos(way), np.sin(way)
        if not self.round:
            reach = np.maximum(np.abs(across), np.abs(down))
            across, down = across / reach, down / reach
        across, down = scale * across * self.width / 2, scale * down * self.height / 2
        turn = math.radians(self.angle)
        x = self.x + across * math.cos(turn) - down * math.sin(turn)
        y = self.y + across * math.sin(turn) + down * math.cos(turn)
        return np.stack([x, y], axis=1)

    def grown(self, factor: float) -> _Shape:
        """The same shape in a view that is so many times as large."""
        x, y, width, height = (v * factor for v in (self.x, self.y, self.width, self.height))
        return _Shape(x, y, width, height, self.angle, self.round)

    def moved(self, right: float, down: float) -> _Shape:
        return _Shape(self.x + right, self.y + down, self.width, self.height, self.angle, self.round)

    @property
    def box(self) -> Box:
        left, top = self.outline().min(axis=0)
        right, bottom = self.outline().max(axis=0)
        return Box(float(left), float(top), float(right), float(bottom))


def stamps(view: View) -> list[Stamp]:
    """What looks like seals on a page."""
    dark = _dark(view)
    factor = max(round(view.size / GRAIN), 1)
    scale, small = 1 / factor, _reduced(dark, factor)
    found: list[tuple[float, Stamp]] = []
    for least, gap in LOOKS:
        sides = CORE * least * view.size, gap * view.size
        for body in _bodies(small, *(side * scale for side in sides)):
            if _rim(small, body, view.size * scale).inked < LIKELY:
                continue
            shape = _closer(dark, body.grown(1 / scale), sides[1], view.size)
            if shape is not None and (rim := _rim(dark, shape, view.size)).closed and _is_filled(dark, shape):
                # A part of a seal has a steadier outline than the whole on which text hangs.
                found.append((rim.steady * shape.short**0.5, Stamp(shape.box, _is_ruled(dark, shape, view.size))))
    out: list[Stamp] = []
    for _, stamp in sorted(found, key=lambda pair: -pair[0]):
        if not any(stamp.box.touches(known.box) for known in out):
            out.append(stamp)
    return out


def cleared(barred: Mask, found: Sequence[Stamp]) -> Mask:
    """A mask of rules without the frames of seals: they part no lines, and bound no cells."""
    sure = [stamp.box for stamp in found if not stamp.doubtful]
    if not sure:
        return barred
    out = barred.copy()
    for box in sure:
        left, top, right, bottom = (
            max(round(v), 0) for v in (box.left - 2, box.top - 2, box.right + 3, box.bottom + 3)
        )
        out[top:bottom, left:right] = False
    return out


def _closer(dark: _Bits, body: _Shape, gap: float, size: float) -> _Shape | None:
    """The shape of a body seen closely, without what of text hangs on it; None if it is not as large as a seal."""
    if not _is_sized(body, size):
        return None
    air, box = round(2 * gap), body.box
    left, top = (max(round(v) - air, 0) for v in (box.left, box.top))
    part = dark[top : round(box.bottom) + air, left : round(box.right) + air]
    found = list(_bodies(part, WHOLE * body.short, gap))
    best = max(found, key=lambda shape: shape.short, default=None)
    return best.moved(left, top) if best is not None and _is_sized(best, size) else None


def _dark(view: View) -> _Bits:
    """What is printed, without the rules of the page; dark ground too, which is no darker than what is round it."""
    sample = view.picture[::4, ::4]
    paper, black = float(np.percentile(sample, 90)), float(np.percentile(sample, 1))
    dark = (view.ink | (view.picture < paper - GROUND * (paper - black))).astype(np.uint8)
    return np.asarray(dark & ~_long(view.rules.view(np.uint8), RULE * view.size), dtype=np.uint8)


def _long(rules: _Bits, length: float) -> _Bits:
    """The rules that reach farther than `length`, not what stands in their frames.

    Rules are few and thin: to follow their edges takes a tenth of the time of giving each pixel a number.
    """
    out = np.zeros_like(rules)
    contours, levels = cv2.findContours(rules, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for n, contour in enumerate(contours):
        if levels[0][n][3] < 0 and max(cv2.boundingRect(contour)[2:]) > length:
            cv2.drawContours(out, contours, n, (1,), cv2.FILLED, hierarchy=levels, maxLevel=1)
    return np.asarray(out & rules, dtype=np.uint8)


def _reduced(dark: _Bits, factor: int) -> _Bits:
    """The mask in a view that many times smaller; a place is ink if a fifth of it is: thin frames stay whole."""
    if factor == 1:
        return dark
    if factor == 2:
        # A fifth of four pixels is any of them.
        even = dark[: len(dark) // 2 * 2, : dark.shape[1] // 2 * 2]
        rows = even[::2] | even[1::2]
        return np.ascontiguousarray(rows[:, ::2] | rows[:, 1::2])
    high, wide = (-(-side // factor) for side in dark.shape)
    whole = cv2.copyMakeBorder(
        255 * dark, 0, high * factor - dark.shape[0], 0, wide * factor - dark.shape[1], cv2.BORDER_CONSTANT, value=0
    )
    covered = cv2.resize(whole, (wide, high), interpolation=cv2.INTER_AREA)
    return np.asarray(covered > 255 / 5, dtype=np.uint8)


def _bodies(dark: _Bits, least: float, gap: float) -> Iterator[_Shape]:
    """The shapes of what is enclosed by ink, or is ink, and is nowhere narrower than `least`; frames have no wider gaps
    than `gap`."""
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, _disc(gap))
    framed = cv2.copyMakeBorder(1 - closed, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, filled, _, _ = cv2.floodFill(framed, None, (0, 0), 2)
    body = (filled[1:-1, 1:-1] != 2).astype(np.uint8)
    right, down, wide, high = _broad(body, least)
    if not wide:
        return
    part = body[down : down + high, right : right + wide]
    core = cv2.morphologyEx(part, cv2.MORPH_OPEN, _disc(least), borderValue=0)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=4)
    for n, (x, y, width, height, _) in enumerate(stats[1:].tolist(), 1):
        if max(width, height) <= ROOM * LONGEST * min(width, height):
            own = (labels[y : y + height, x : x + width] == n).astype(np.uint8)
            yield from _fitted(dark, own, (right + x, down + y))


def _broad(body: _Bits, least: float) -> tuple[int, int, int, int]:
    """What must be looked at of a body, as left, top, width and height: the rest is narrower than `least`, since not
    even the square within a disc of this breadth lies in it. On most pages that is all, and squares are quickly tried.
    """
    disc = max(round(least) | 1, 3)
    side = max(int(disc / math.sqrt(2)) - 1, 1)
    kept = cv2.erode(body, np.ones((side, side), dtype=np.uint8), borderValue=0)
    left, top, width, height = cv2.boundingRect(kept)
    if not width:
        return 0, 0, 0, 0
    right, bottom = min(left + width + disc, body.shape[1]), min(top + height + disc, body.shape[0])
    left, top = max(left - disc, 0), max(top - disc, 0)
    return left, top, right - left, bottom - top


def _fitted(dark: _Bits, own: _Bits, at: tuple[int, int]) -> list[_Shape]:
    """The rectangle or ellipse that a body is; none where it is neither."""
    contours, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    (x, y), (width, height), angle = cv2.minAreaRect(np.concatenate(contours) + np.array(at, dtype=np.int32))
    fills = float(own.sum()) / max(width * height, 1.0)
    square, ellipse = (_Shape(x, y, width, height, angle, round_) for round_ in (False, True))
    known = [square] if fills > FILLS else []
    known += [ellipse] if abs(fills * 4 / math.pi - 1) < 1 - FILLS else []
    return sorted(known, key=lambda shape: -float((_depths(dark, shape) >= 0).mean()))[:1]


def _is_sized(shape: _Shape, size: float) -> bool:
    return SMALLEST * size <= shape.long <= LARGEST * size and shape.long <= LONGEST * shape.short


@dataclass(frozen=True, slots=True)
class _Rim:
    """What stands at an outline: in which part of its directions there is ink, and in which it goes on as one line."""

    inked: float
    steady: float
    small: bool

    @property
    def closed(self) -> bool:
        """Whether it is a frame: the outline of text jumps from stroke to stroke."""
        return self.inked >= AROUND and self.steady >= STEADY[not self.small]


def _rim(dark: _Bits, shape: _Shape, size: float) -> _Rim:
    found = _depths(dark, shape)
    there, depth = found >= 0, found * shape.short / 2 / size
    steady = (
        there & np.roll(there, -1) & (np.abs(np.diff(depth, append=depth[0])) < max(STEP, WIDER * shape.short / size))
    )
    return _Rim(float(there.mean()), float(steady.mean()), shape.short < SMALL * size)


def _depths(dark: _Bits, shape: _Shape) -> npt.NDArray[np.float64]:
    """For each direction from the middle how far within the outline, as a part of the shape's half, ink begins;
    −1 where there is none close to it."""
    depths = np.arange(-SLACK, 3 * SLACK, min(SLACK / 4, 1 / max(shape.short, 1.0)))
    middle = np.array([shape.x, shape.y])
    points = middle + (shape.outline() - middle) * (1 - depths)[:, None, None]
    x, y = np.round(points).astype(np.int64).transpose(2, 0, 1)
    inked = dark[y.clip(0, dark.shape[0] - 1), x.clip(0, dark.shape[1] - 1)] > 0
    return np.where(inked.any(axis=0), depths[inked.argmax(axis=0)] + SLACK, -1.0)


def _is_ruled(dark: _Bits, shape: _Shape, size: float) -> bool:
    """Whether at least three sides of the frame are as straight and level as printed ones."""
    if shape.round:
        return False
    air, box = round(0.15 * size), shape.box
    left, top = (max(round(v) - air, 0) for v in (box.left, box.top))
    part = dark[top : round(box.bottom) + air, left : round(box.right) + air]
    return sum(_is_straight(np.rot90(part, quarter), size) for quarter in range(4)) >= 3


def _is_straight(part: _Bits, size: float) -> bool:
    """Whether the ink that is met first from above lies level, but for a few places."""
    middle = part[: round(0.7 * size), part.shape[1] // 5 : part.shape[1] - part.shape[1] // 5]
    first = middle.argmax(axis=0)[middle.any(axis=0)]
    return len(first) > 0.8 * middle.shape[1] and float(np.ptp(np.percentile(first, (10, 90)))) <= STRAIGHT * size


def _is_filled(dark: _Bits, shape: _Shape) -> bool:
    """Whether several characters fill a shape evenly."""
    inside = _straightened(dark, shape)
    strokes = inside if inside.mean() <= DARK else 1 - inside
    ways = _crossed(strokes), _crossed(np.ascontiguousarray(strokes.T))
    rows, columns = (np.array_split(np.arange(n), 3) for n in strokes.shape)
    ninths = [float(strokes[np.ix_(row, column)].mean()) for row in rows for column in columns]
    some = min(ways) >= STROKES[0] and sum(ways) >= STROKES[1] and max(ways) <= STROKES[2]
    return some and min(ninths) >= EVEN * float(strokes.mean())


def _straightened(dark: _Bits, shape: _Shape) -> _Bits:
    """What is within the frame of a shape, seen upright."""
    part = 0.8 if not shape.round else 0.66
    width, height = shape.width * part, shape.height * part
    turn = math.radians(shape.angle)
    cos, sin = math.cos(turn), math.sin(turn)
    left = shape.x - (cos * width - sin * height) / 2
    top = shape.y - (sin * width + cos * height) / 2
    matrix = np.array([[cos, -sin, left], [sin, cos, top]])
    wanted = max(round(width), 8), max(round(height), 8)
    out = cv2.warpAffine(dark, matrix, wanted, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    return np.asarray(out, dtype=np.uint8)


def _crossed(strokes: _Bits) -> float:
    """How many strokes a row meets."""
    starts = (strokes[:, 1:] > strokes[:, :-1]).sum(axis=1) + strokes[:, 0]
    return float(np.median(starts))


def _disc(side: float) -> _Bits:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (max(round(side) | 1, 3),) * 2), dtype=np.uint8)
