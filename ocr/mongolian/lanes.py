"""Columns that run on into the next tier are parted where the columns beside them end and begin.

Mongolian columns are often not filled to the end, so lanes between tiers are ragged: unlike in print of characters,
only the gap that all neighbours leave tells of one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ocr.frames import Pyramid
from ocr.layout import Look
from ocr.mongolian.spines import rows_with_ink, standing
from ocr.pieces import HEART, Blob, skew

NEAR = 5.0
"""Columns no farther apart than this, in widths, are neighbours."""
ENOUGH = 2
"""So many neighbours must end above a lane, and as many begin below it."""
LANE, FREE = 0.25, 0.3
"""A lane is at least this high, and a column cut in it has at least so much without ink, in widths."""

_Span = tuple[float, float]


def cut_at_lanes(look: Look, pyramid: Pyramid) -> Look:
    """What was seen, with the hearts cut that run through a lane."""
    found = standing(look.found)
    crossing = [(blob, lanes) for blob in found if (lanes := list(_lanes(blob, found)))]
    if not crossing:
        return look
    view, hearts = pyramid.view(look.frame), look.hearts.copy()
    for blob, lanes in crossing:
        rows = rows_with_ink(view, blob)
        top, width = blob.y - len(rows) / 2, blob.thickness / HEART
        for start, end in lanes:
            first, last = (min(max(round(y - top), 0), len(rows)) for y in (start - width / 2, end + width / 2))
            free = _longest_gap(rows[first:last].tolist())
            if free[1] - free[0] >= FREE * width:
                a, b = (round(top + first + n) for n in free)
                part = hearts[max(a, 0) : b]
                part[look.labels[max(a, 0) : b] == blob.label] = 0
    return replace(look, hearts=hearts)


def _lanes(blob: Blob, found: Sequence[Blob]) -> Iterator[_Span]:
    """The heights, where the heart stands, between which none of its neighbours does though some do above and below."""
    width, lean = blob.thickness / HEART, math.tan(math.radians(skew(found)))
    spans = []
    for other in found:
        if other is not blob and abs(other.x - blob.x) < NEAR * width:
            y = other.y - lean * (other.x - blob.x)
            spans.append((y - other.length / 2, y + other.length / 2))
    spans.sort()
    end = -math.inf
    for n, (start, stop) in enumerate(spans):
        enough = n >= ENOUGH and len(spans) - n >= ENOUGH
        inside = end > blob.y - blob.length / 2 + width and start < blob.y + blob.length / 2 - width
        if enough and inside and start - end > LANE * width:
            yield end, start
        end = max(end, stop)


def _longest_gap(rows: Sequence[bool]) -> tuple[int, int]:
    """The longest run of rows without ink, as (start, end)."""
    edges = np.flatnonzero([True, *rows, True])
    lengths = np.diff(edges) - 1
    n = int(lengths.argmax())
    return int(edges[n]), int(edges[n + 1]) - 1
