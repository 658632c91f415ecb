"""The settings of every cleaning step: their kinds, ranges and usual values; a form in the window is built from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

Value = int | float | str | tuple[float, ...]
FAR = 10_000_000
"""No picture has a side longer than this."""
LONGEST_SPECK = 256
"""The largest area of a speck, in pixels; pictures are despeckled in tiles that overlap by as much."""


class Kind(Enum):
    """What the value of a setting is."""

    WHOLE = "whole"
    NUMBER = "number"
    NUMBERS = "numbers"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: numbers lie from `least` to `most`, a list has `fewest` to `many`, a word is one of `words`.

    Without a `usual` value it must be given.
    """

    name: str
    kind: Kind
    least: float = 0
    most: float = 0
    usual: Value | None = None
    fewest: int = 0
    many: int = 0
    words: tuple[str, ...] = ()


def _place(name: str) -> Setting:
    return Setting(name, Kind.WHOLE, 0, FAR)


SETTINGS: dict[str, tuple[Setting, ...]] = {
    # Quarter turns clockwise.
    "turn": (Setting("quarters", Kind.WHOLE, 0, 3),),
    # Degrees by which the lines sink to the right, and are turned back.
    "deskew": (Setting("angle", Kind.NUMBER, -15, 15),),
    "crop": (_place("left"), _place("top"), _place("right"), _place("bottom")),
    # x and y of the upper left, upper right, lower right and lower left corner; in parts of the width and height they
    # fit pictures of every size.
    "perspective": (
        Setting("corners", Kind.NUMBERS, -FAR, FAR, fewest=8, many=8),
        Setting("measure", Kind.WORD, usual="pixels", words=("pixels", "parts")),
    ),
    "split": (
        _place("gutter"),
        Setting("order", Kind.WORD, usual="right-first", words=("right-first", "left-first")),
    ),
    # What is darker than `level`, joined to an edge, and no farther from it than `depth`, in parts of a side.
    "borders": (Setting("level", Kind.NUMBER, 0, 255), Setting("depth", Kind.NUMBER, 0, 0.5, usual=0.25)),
    # Marks that take away no more than `clear` of the light of the paper are lifted off it.
    "background": (
        Setting("clear", Kind.NUMBER, 0, 0.9, usual=0.1),
        Setting("white", Kind.WHOLE, 128, 255, usual=250),
        # What is darker than this part of the paper, strokes apart, is a picture and no stain.
        Setting("shade", Kind.NUMBER, 0, 1, usual=0.85),
    ),
    "binarise": (
        Setting("window", Kind.WHOLE, 3, 1001),
        Setting("k", Kind.NUMBER, 0, 1, usual=0.2),
        Setting("range", Kind.NUMBER, 1, 255, usual=128),
    ),
    # Marks of fewer than `area` pixels, farther than `near` pixels from others, go.
    "despeckle": (
        Setting("area", Kind.WHOLE, 1, LONGEST_SPECK),
        Setting("near", Kind.WHOLE, 0, 64, usual=2),
        Setting("window", Kind.WHOLE, 3, 1001, usual=61),
    ),
    # Gaps up to `mend` pixels are closed; then strokes grow by `thicken` pixels.
    "strokes": (
        Setting("mend", Kind.WHOLE, 0, 9, usual=0),
        Setting("thicken", Kind.WHOLE, 0, 4, usual=0),
    ),
    # How far down, in pixels, each knot of an even lattice of `columns` across the page has sunk, row by row.
    "dewarp": (
        Setting("columns", Kind.WHOLE, 2, 200),
        Setting("sunk", Kind.NUMBERS, -FAR, FAR, fewest=4, many=40_000),
    ),
}
