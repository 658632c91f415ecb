"""Pictures on a page: photographs, drawings and maps, told from what is dark and neither text nor a rule.

All is looked at in the view in which the lines run level, reduced until a character is `GRAIN` pixels high: halftone
dots have melted into grey there, and the strokes of a drawing into patches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engines.base import Gray
from ocr.frames import Frame, Pyramid, upright
from ocr.ink import Mask, ink, rules
from ocr.page import Box

GRAIN = 8.0
"""The height of a character in the view in which pictures are looked for, in pixels."""
DARK = 0.12
"""A place is dark from this part of the way from paper to black on, taken over a character."""
SHADED = 0.3
"""So is a place without any stroke that lies so far below its paper: smooth tones have no edges."""
BRIDGED = 1.2
"""White gaps in a picture are no wider than this, in characters."""
THINNEST = 2.6
"""What is thinner than this, in characters, is a frame, an ornament or a stroke, not a picture."""
BAR = 6.0
"""A frame or border is a bar from this length on, in characters; so long and thin is nothing else."""
SMALLEST, LEAST = 3.0, 14.0
"""The sides of a picture, and its area in squares of characters, are at least so large."""
SOLID = 0.35
"""So much of its box a picture fills."""
EVEN = 12.0
"""Grey levels of a picture differ at least so much; black borders of a scan and stains are even."""
TEXT = 0.4
"""Where lines of text cover more than this part of a box, it is no picture."""
STROKE = 2.0
"""Ink that hangs together further than this both ways, in characters, is part of a drawing: no character is so big."""
STROKED, FREE = 0.2, 0.15
"""A place in the reduced view is a stroke if so much of it is ink; a drawing has text in less than this part of it."""
DRAWN, SMOOTH, DOTTED = 0.3, 0.5, 0.5
"""The part of a picture that such strokes span, or smooth tones take, or the part of its ink that is small dots."""
BLANK_SIDE, BLANK_LINES = 1400.0, 50
"""The long side of the view of a page without text, and how many characters long it is taken to be."""
DOT = 0.3
"""Dots of a halftone are smaller than this, in characters."""

_Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class View:
    """A page made level: its grey levels, its ink, its rules, and how high its characters are, in its own pixels."""

    frame: Frame
    picture: Gray
    ink: Mask
    rules: Mask
    size: float

    @classmethod
    def of(cls, pyramid: Pyramid) -> View:
        """The view of a page without any text, looked at as one of so many lines."""
        scale = min(BLANK_SIDE / max(pyramid.width, pyramid.height), 1.0)
        frame = upright(pyramid.width, pyramid.height, skew=0.0, quarter=False, scale=scale)
        picture, size = pyramid.view(frame), BLANK_SIDE / BLANK_LINES
        found = ink(picture, size)
        return cls(frame, picture, found, rules(found, size), size)


def pictures(view: View, text: Sequence[Box], page: Box) -> list[Box]:
    """The pictures of a page, among lines of `text`; all boxes in pixels of the master, whose extent is `page`."""
    known = [view.frame.from_master(box) for box in text]
    return [view.frame.to_master(box, page) for box in plates(view, known)]


def plates(view: View, text: Sequence[Box]) -> list[Box]:
    """The boxes of the pictures, in pixels of the view, as the lines of `text` are."""
    scale = min(GRAIN / max(view.size, 1.0), 1.0)
    grain = view.size * scale
    small = _reduced(view.picture, scale)
    written = _written(text, small.shape, scale)
    covered = _covered(view.ink & ~view.rules, scale, small.shape)
    smooth = _smooth(small, grain)
    bars = _bars(covered, grain)
    dark = ((_blurred(covered, grain) > DARK) | smooth | _drawn(covered, bars, written, grain)) & ~bars & ~written
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        _solid(dark.astype(np.uint8), grain, BRIDGED if text else 2 * BRIDGED), connectivity=8
    )
    found = []
    for label in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[label])
        part = slice(y, y + height), slice(x, x + width)
        own = labels[part] == label
        if not _is_large(own, area, grain) or written[part].mean() > TEXT or small[part][own].std() < EVEN:
            continue
        box = Box(x / scale, y / scale, (x + width) / scale, (y + height) / scale)
        toned = (smooth[part] & own).sum() > SMOOTH * area
        if not _is_edge(small, part, own) and (toned or _is_drawn(view, box, alone=not text)):
            found.append(box)
    return _apart(found)


def _reduced(picture: Gray, scale: float) -> Gray:
    size = max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _covered(dark: Mask, scale: float, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """How much of each place is ink, 0 to 1."""
    return np.asarray(
        cv2.resize(dark.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_AREA), dtype=np.float32
    )


def _written(text: Sequence[Box], shape: tuple[int, ...], scale: float) -> Mask:
    out = np.zeros(shape, dtype=np.uint8)
    for box in text:
        air = 0.15 * min(box.height, box.width)
        corners = (box.left - air, box.top - air), (box.right + air, box.bottom + air)
        (left, top), (right, bottom) = ((max(round(x * scale), 0), max(round(y * scale), 0)) for x, y in corners)
        out[top:bottom, left:right] = 1
    return np.asarray(out, dtype=np.bool_)


def _blurred(covered: npt.NDArray[np.float32], side: float) -> npt.NDArray[np.float32]:
    return np.asarray(cv2.blur(covered, (max(round(side) | 1, 3),) * 2), dtype=np.float32)


def _smooth(small: Gray, grain: float) -> Mask:
    """Where the page is far darker than its paper over the whole of a character, without strokes and white between."""
    side = max(round(grain) | 1, 3)
    paper, black = float(np.percentile(small, 90)), float(np.percentile(small, 1))
    light = cv2.dilate(small, np.ones((max(side // 2, 2),) * 2, dtype=np.uint8))
    low = cv2.blur(light, (side, side)).astype(np.float32)
    return np.asarray(low < paper - max(SHADED * (paper - black), 40.0), dtype=np.bool_)


def _bars(covered: npt.NDArray[np.float32], grain: float) -> Mask:
    """Frames and borders: what is long and thin, also where it is wavy or double."""
    base = (_blurred(covered, 0.6 * grain) > DARK).astype(np.uint8)
    length, thick = max(round(BAR * grain), 9), max(round(THINNEST * grain), 3)
    solid = cv2.morphologyEx(base, cv2.MORPH_OPEN, np.ones((thick, thick), dtype=np.uint8))
    out = np.zeros(base.shape, dtype=np.uint8)
    for shape in ((1, length), (length, 1)):
        long = cv2.morphologyEx(base, cv2.MORPH_OPEN, np.ones(shape, dtype=np.uint8))
        out |= np.asarray(cv2.subtract(long, solid), dtype=np.uint8)
    return np.asarray(cv2.dilate(out, np.ones((max(round(0.7 * grain), 3),) * 2, dtype=np.uint8)) > 0, dtype=np.bool_)


def _drawn(covered: npt.NDArray[np.float32], bars: Mask, written: Mask, grain: float) -> Mask:
    """The boxes of strokes that hang together further than any character is large, and enclose no text."""
    strokes = ((covered > STROKED) & ~bars).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    out = np.zeros(covered.shape, dtype=np.bool_)
    for x, y, width, height, _ in stats[1:].tolist():
        part = slice(y, y + height), slice(x, x + width)
        if min(width, height) > STROKE * grain and written[part].mean() < FREE:
            out[part] = True
    return out


def _solid(dark: _Bytes, grain: float, bridged: float = BRIDGED) -> _Bytes:
    """Dark places grown together over small gaps, without what is thin."""
    gap, thin = max(round(bridged * grain) | 1, 3), max(round(THINNEST * grain) | 1, 3)
    air = gap + thin
    padded = cv2.copyMakeBorder(dark, air, air, air, air, cv2.BORDER_CONSTANT, value=0)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((gap, gap), dtype=np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((thin, thin), dtype=np.uint8))
    return np.asarray(opened[air:-air, air:-air], dtype=np.uint8)


def _is_large(own: Mask, area: int, grain: float) -> bool:
    height, width = own.shape
    return bool(min(height, width) >= SMALLEST * grain and area >= max(LEAST * grain**2, SOLID * height * width))


def _is_drawn(view: View, box: Box, *, alone: bool) -> bool:
    """Whether the ink in a box is strokes longer than any character has, or the dots of a halftone; on a page without
    text long lines are strokes too."""
    left, top, right, bottom = (max(round(v), 0) for v in (box.left, box.top, box.right, box.bottom))
    strokes = (view.ink if alone else view.ink & ~view.rules)[top:bottom, left:right].astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    sides, areas = stats[1:, 2:4], stats[1:, 4]
    if not len(areas):
        return False
    large = sides.min(axis=1) > STROKE * view.size
    spanned = float((sides[large, 0] * sides[large, 1]).sum()) / strokes.size
    dots = float(areas[sides.max(axis=1) < DOT * view.size].sum()) / float(areas.sum())
    return spanned > DRAWN or dots > DOTTED


def _is_edge(small: Gray, part: tuple[slice, slice], own: Mask) -> bool:
    """Whether it is what lies beside the page on the scanner's glass: it runs along an edge, and is all but black."""
    height, width = small.shape
    rows, columns = part
    touches = rows.start <= 1 or columns.start <= 1 or rows.stop >= height - 1 or columns.stop >= width - 1
    black: float = float((small[part][own] < 60).mean())
    return touches and black > 0.8


def _apart(found: list[Box]) -> list[Box]:
    """Boxes that overlap are one."""
    out: list[Box] = []
    for box in found:
        while hit := next((b for b in out if b.touches(box)), None):
            out.remove(hit)
            box = box.union(hit)
        out.append(box)
    return out
