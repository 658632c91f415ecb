"""What was read in a place that may be a picture: whether it is text at all."""

from __future__ import annotations

from ocr.page import Line
from ocr.script import kind

SURE, LIKELY = 0.8, 0.5
"""Text read with so much confidence is text; with less it is if it is in Han characters, and of more than one."""
SPARSE = 0.35
"""A line with fewer characters than this for each height of its length was read out of a picture."""


def is_text(line: Line, *, vertical: bool) -> bool:
    """Whether a line was read from print; pictures give single signs and odd letters, read with doubt."""
    signs = [c for c in line.text if c.isalnum()]
    along, across = (line.box.height, line.box.width) if vertical else (line.box.width, line.box.height)
    if not signs or len(line.text) < SPARSE * along / max(across, 1.0):
        return False
    han = sum(kind(c) == "han" for c in signs)
    if len(signs) == 1:
        return han == 1 and line.confidence > 0.9
    return line.confidence >= SURE or (line.confidence >= LIKELY and 2 * han > len(signs))
