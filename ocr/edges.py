"""The edges that the cells of a grid share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocr.page import Box


def edges_of(cells: Sequence[Box], reach: float) -> tuple[list[float], list[float]]:
    """Where the cells of a grid begin and end: heights from top to bottom, and places from left to right.

    Edges nearer to each other than `reach` are one.
    """
    return (
        clusters([edge for cell in cells for edge in (cell.top, cell.bottom)], reach),
        clusters([edge for cell in cells for edge in (cell.left, cell.right)], reach),
    )


def clusters(values: Sequence[float], reach: float) -> list[float]:
    """The means of values, in order, those nearer to each other than `reach` together."""
    values = sorted(values)
    cuts = [n + 1 for n, (a, b) in enumerate(pairwise(values)) if b - a > reach]
    parts = [values[a:b] for a, b in pairwise([0, *cuts, len(values)])]
    return [sum(part) / len(part) for part in parts if part]
