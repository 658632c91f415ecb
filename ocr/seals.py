"""Red seals: where they are, and the page without their red, so that what is printed under them can be read.

Red ink is bright in the red part of a picture, black ink is dark in it, also where both lie on each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from ocr.engines.base import Gray, LineEngine
from ocr.frames import Pyramid, upright
from ocr.page import Box
from ocr.pictures import gray
from ocr.script import kind

HEIGHT = 48
"""The height of a line as the recogniser wants it, in pixels."""

SIDE = 1400
"""The long side of the view in which seals are looked for, in pixels."""
RED = 40
"""So much more red than green and blue has red ink; reddish paper and brown stains have less."""
ALONE = 0.35
"""Brightness of green by red: in red ink it is less than this part below that of the paper."""
CLOSED = 0.011
"""Print that crosses a frame leaves gaps in it no wider than this, as a part of the long side of the page."""
SMALLEST, LARGEST = 0.012, 0.25
"""The sides of a seal, as parts of the long side of the page."""
LONGEST = 3.2
"""How much longer than wide a seal may be."""
FRAMED = 0.8
"""The part of the directions from its middle in which its outline is red: a seal has a frame or is red all over."""
FILLED = 0.22
NEAR = 2.5
"""A red mark that is no seal, no further away than this, in its own sizes, makes a line of red print with it."""
READABLE = 0.85
"""What reads with so much confidence as one line is print: the old letters of seals do not."""


GRID = 6
"""Every so many pixels, both ways, one tells whether there is any red on the page."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The grey page without the red of its seals, and where these are, in pixels of the page."""

    picture: Gray
    seals: tuple[Box, ...] = ()


def without_seals(image: Image.Image, engine: Callable[[], LineEngine]) -> Sealed:
    """The grey picture of a page, and its red seals; a page without colours has none.

    `engine` gives what reads lines; it is asked for only where something red may be print.
    """
    picture = gray(image)
    seals = _seals(image) if image.mode == "RGB" else []
    if seals:
        seals = [box for box in seals if not _is_print(Pyramid(picture), box, engine())]
    if not seals:
        return Sealed(picture)
    picture = picture.copy()
    for box in seals:
        air = round(0.08 * max(box.width, box.height)) + 2
        left, top = max(round(box.left) - air, 0), max(round(box.top) - air, 0)
        right, bottom = min(round(box.right) + air, image.width), min(round(box.bottom) + air, image.height)
        part = np.asarray(image.crop((left, top, right, bottom)))
        picture[top:bottom, left:right] = _blackened(part, picture[top:bottom, left:right])
    return Sealed(picture, tuple(seals))


def _is_print(pyramid: Pyramid, box: Box, engine: LineEngine) -> bool:
    """Whether what stands in a box reads well as one line, across or down."""
    views = []
    for quarter in (False, True):
        frame = upright(pyramid.width, pyramid.height, skew=0.0, quarter=quarter, scale=1.0)
        place = frame.from_master(box)
        air = 0.1 * place.height
        wide = Box(place.left - air, place.top - air, place.right + air, place.bottom + air)
        if place.width > 0.7 * place.height:
            views.append(pyramid.view(frame.part(wide, HEIGHT)))
    return any(r.confidence > READABLE and any(kind(c) for c in r.text) for r in engine.read_lines(views))


def _redness(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.int16]:
    """How much more red than anything else."""
    red, green, blue = cv2.split(pixels)
    return np.asarray(cv2.subtract(red, cv2.max(green, blue), dtype=cv2.CV_16S), dtype=np.int16)


def _blackened(part: npt.NDArray[np.uint8], known: Gray) -> Gray:
    """What is black in a part of a page: the red of its pixels, made as bright as the paper where it is red ink."""
    red = part[..., 0].astype(np.float32)
    redness = _redness(part)
    inked = redness > RED
    if not inked.any():
        return known
    paper = float(np.percentile(known, 90))
    # The lighter half of the red is ink on bare paper, the darker half may lie on print.
    ink = float(np.percentile(red[inked], 60))
    lifted = np.minimum(red * (paper / max(ink, 1.0)), paper)
    share = np.clip((redness - RED / 4) / (RED / 2), 0, 1)
    # Where red ink ends its pixels are pale and still redder than the paper.
    return np.asarray(np.maximum(known, known + share * (lifted - known)), dtype=np.uint8)


def _has_red(image: Image.Image) -> bool:
    """Whether any of the pixels of a coarse grid is reddish: of the smallest seal it meets more than ten."""
    size = max(image.width // GRID, 1), max(image.height // GRID, 1)
    redness = _redness(np.asarray(image.resize(size, Image.Resampling.NEAREST)))
    return int(redness.max()) > RED // 2 + min(int(redness.min()), 0)


def _seals(image: Image.Image) -> list[Box]:
    if not _has_red(image):
        return []
    factor = max(max(image.size) // SIDE, 1)
    small = np.asarray(image.reduce(factor) if factor > 1 else image)
    redness = _redness(small)
    if redness.max() <= RED + min(int(redness.min()), 0):
        return []  # no pixel is so much redder than any other that it could stand out
    # Yellowed paper, and a page scanned in warm light, are reddish all over.
    redness = redness - np.int16(np.median(redness))
    mask = (redness > RED).astype(np.uint8)
    if mask.mean() > 0.5 or not mask.any():
        return []
    side = max(small.shape[:2])
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((max(round(CLOSED * side), 3),) * 2, dtype=np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    known = [n for n in range(1, len(stats)) if min(stats[n, 2:4]) >= 3]
    known = [n for n in known if not any(_within(stats[n], stats[m]) for m in known if m != n)]
    places = [tuple(int(v) for v in stats[n, :4]) for n in known]
    black = small[..., 0] < np.percentile(small[..., 0], 90) / 2
    found = [n for n, place in enumerate(places) if _is_seal(labels == known[n], mask, black, place, side)]
    seals = [n for n in found if not _crowd(n, places, found)]
    return [
        Box(*(float(v * factor) for v in (x, y, min(x + w, small.shape[1]), min(y + h, small.shape[0]))))
        for x, y, w, h in (places[n] for n in seals)
    ]


def _within(inner: npt.NDArray[np.int32], outer: npt.NDArray[np.int32]) -> bool:
    """Whether a mark lies in the frame of another."""
    return bool(
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[0] + inner[2] <= outer[0] + outer[2]
        and inner[1] + inner[3] <= outer[1] + outer[3]
        and outer[2] * outer[3] > inner[2] * inner[3]
    )


def _is_seal(
    own: npt.NDArray[np.bool_],
    mask: npt.NDArray[np.uint8],
    black: npt.NDArray[np.bool_],
    place: tuple[int, ...],
    side: int,
) -> bool:
    """Whether what hangs together is of the size and shape of a seal, with a frame or red all over."""
    x, y, width, height = place
    if not SMALLEST * side <= min(width, height) or max(width, height) > LARGEST * side:
        return False
    if max(width, height) > LONGEST * min(width, height):
        return False
    part = own[y : y + height, x : x + width]
    red = (mask[y : y + height, x : x + width].astype(np.bool_) & part).astype(np.uint8)
    contours, _ = cv2.findContours(part.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(np.concatenate(contours))
    area = np.zeros(red.shape, dtype=np.uint8)
    cv2.fillConvexPoly(area, hull.astype(np.int32), 1)
    rim = max(round(0.09 * min(width, height)), 2)
    padded = cv2.copyMakeBorder(area, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    inner = cv2.erode(padded, np.ones((2 * rim + 1, 2 * rim + 1), dtype=np.uint8))[1:-1, 1:-1]
    edge = (area > 0) & (inner == 0)
    free = ~black[y : y + height, x : x + width]
    return _all_round(red, edge & free) and float(red[(area > 0) & free].mean()) > FILLED


def _all_round(red: npt.NDArray[np.uint8], edge: npt.NDArray[np.bool_]) -> bool:
    """Whether, seen from the middle, red stands in most directions in the rim, as far as it is not hidden by print."""
    y, x = np.nonzero(edge)
    angle = np.arctan2(y - red.shape[0] / 2, x - red.shape[1] / 2)
    sector = ((angle + np.pi) / (2 * np.pi) * 47.99).astype(np.int64)
    seen, known = np.zeros(48, dtype=np.bool_), np.zeros(48, dtype=np.bool_)
    np.logical_or.at(seen, sector, red[y, x] > 0)
    known[sector] = True
    return bool(known.sum() > 24 and seen[known].mean() > FRAMED)


def _crowd(n: int, places: list[tuple[int, ...]], seals: list[int]) -> int:
    """How many red marks that are no seals stand in a row with one that seems to be, and are about as large."""
    x, y, width, height = places[n]
    count = 0
    for m, (left, top, across, down) in enumerate(places):
        alike = 0.5 < max(across, down) / max(width, height) < 2
        lined = (
            abs(left + across / 2 - x - width / 2) < 0.4 * width or abs(top + down / 2 - y - height / 2) < 0.4 * height
        )
        near = max(abs(left - x), abs(top - y)) < NEAR * max(width, height)
        count += m not in seals and alike and lined and near
    return count
