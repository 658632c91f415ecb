"""Parts what the detector has seen of a page into columns of traditional Mongolian and all the rest."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from ocr.hints import Hints
from ocr.layout import Look
from ocr.mongolian.spines import leanings, standing
from ocr.page import Direction
from ocr.pieces import HEART, Blob, character_size

SURE = 0.3
"""A page has Mongolian on it if one column or more leans to it so clearly …"""
LIKELY = 0.05
"""… and then its columns are all that lean to it at all."""
SHARE = 0.1
"""All of them together are at least this part of the columns of the page."""
LONG = 2.0
"""A column that tells what a page holds is longer than this, in its widths."""
AHEAD = 2.5
"""What stands in line with a column and no further from its end than this, in widths, belongs to it: a number in a
ring, a mark, a short word."""
NEAR, ROUND = 4.0, 1.7
"""It lies no lower and no higher than the columns that are no more widths away reach, and its heart is no longer than
this, in its heights, unless it stands: the number of a page is neither."""
ASIDE = 0.45
"""So far from the line of a column, in widths, what belongs to it may lie."""

BOTH = 0.4
"""Where columns are longer together than this part of the lying lines, they are not stray characters of these."""


def parted(look: Look, hints: Hints) -> tuple[Look | None, Look]:
    """What was seen of Mongolian columns (None: nothing), and of all else.

    Nobody asks where hints name another script or direction. With the script `mong` all hearts are Mongolian.
    """
    if hints.script == "mong":
        return (look if look.size else None), _only(look, [])
    if hints.script != "auto" or hints.direction not in ("auto", "vertical-lr"):
        return None, look
    columns = standing(look.found)
    if not columns:
        return None, look
    signs = leanings(look.picture, columns)
    ours = [blob for sign, blob in zip(signs, columns, strict=True) if sign > LIKELY]
    sure = any(sign > SURE and _width(b) * LONG < b.length for sign, b in zip(signs, columns, strict=True))
    if not sure or sum(b.length for b in ours) < SHARE * sum(b.length for b in columns):
        return None, look
    ours = _with_small(ours, [blob for blob in look.found if blob not in columns])
    return _only(look, ours), _only(look, [blob for blob in look.found if blob not in ours])


def beside(look: Look) -> list[tuple[Look, Direction]]:
    """What stands beside Mongolian, with its direction. Often lines lie below a title that stands: these are two parts,
    and the lines run from left to right as Mongolian does, not as in old print of characters."""
    stands = [blob for blob in look.found if blob.vertical or not blob.long]
    lies = [blob for blob in look.found if blob not in stands]
    lengths = [sum(blob.length for blob in part if blob.long) for part in (stands, lies)]
    if lengths[0] <= BOTH * lengths[1]:
        return [(look, "horizontal")]
    out: list[tuple[Look, Direction]] = [(_only(look, stands), "vertical-rl")]
    if lies:
        out.append((_only(look, lies), "horizontal"))
    return out


def _width(blob: Blob) -> float:
    return blob.thickness / HEART


def _with_small(columns: Sequence[Blob], others: Iterable[Blob]) -> list[Blob]:
    """The columns and what of the others stands in line with one of them, but not what lies below or above them all, as
    numbers of pages do."""
    known, rest = list(columns), [blob for blob in others if blob.vertical or blob.length < ROUND * blob.thickness]
    rest = [blob for blob in rest if _among(blob, columns)]
    while found := [blob for blob in rest if any(_in_line(column, blob) for column in known)]:
        known += found
        rest = [blob for blob in rest if blob not in found]
    return known


def _among(blob: Blob, columns: Sequence[Blob]) -> bool:
    """Whether a heart lies no lower and no higher than the columns near it reach."""
    near = [c for c in columns if abs(c.x - blob.x) < NEAR * _width(c)]
    slack = ASIDE * _width(blob)
    return any(c.y - c.length / 2 - slack < blob.y for c in near) and any(
        blob.y < c.y + c.length / 2 + slack for c in near
    )


def _in_line(column: Blob, blob: Blob) -> bool:
    width = max(_width(column), _width(blob))
    aside = blob.x - column.x + math.tan(math.radians(column.angle)) * (blob.y - column.y)
    away = abs(blob.y - column.y) - (column.length + blob.length) / 2
    return abs(aside) < ASIDE * width and away < AHEAD * width


def _only(look: Look, found: list[Blob]) -> Look:
    """What was seen, without all hearts but some."""
    known = np.zeros(int(look.labels.max()) + 1, dtype=np.bool_)
    known[[blob.label for blob in found]] = True
    inside = known[look.labels]
    # Hearts of headlines, which were seen in another look, have no label.
    unlabelled = (look.labels == 0) & (len(found) > 0)
    hearts = np.where(inside | unlabelled, look.hearts, 0).astype(np.uint8)
    # The number of a page may be all that there is; it is too short to be asked elsewhere.
    size = character_size(found) or max((_width(blob) for blob in found), default=0.0)
    return replace(look, hearts=hearts, found=found, size=size)
