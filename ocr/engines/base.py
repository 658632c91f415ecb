"""What every engine offers, and the values they give back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]
"""A picture: rows × columns, 0 black to 255 white."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character read: `start` and `end` are the stretch it takes of the width of the picture, 0 to 1.

    `others` is what else a doubtful one may be, likeliest first, each with its confidence.
    """

    text: str
    confidence: float
    start: float
    end: float
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a picture of one line, in the order of reading; no glyphs where nothing was read."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def confidence(self) -> float:
        """Mean confidence of the characters, 0 for an empty reading."""
        return sum(glyph.confidence for glyph in self.glyphs) / len(self.glyphs) if self.glyphs else 0.0


@dataclass(frozen=True, slots=True)
class RegionWord:
    """A word read in a picture of several lines: `left` to `bottom` in pixels of that picture, `line` counts from 0."""

    text: str
    confidence: float
    line: int
    left: int
    top: int
    right: int
    bottom: int


class LineEngine(Protocol):
    """Reads pictures of one line each, running from left to right."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def read_lines(self, pictures: Sequence[Gray]) -> list[Reading]:
        """One reading for each picture, in the same order."""


class ColumnEngine(LineEngine, Protocol):
    """Reads columns of traditional Mongolian, each a picture of `height` rows turned a quarter anticlockwise: it runs
    level from left to right. About a sixth of the height is free, half of it above, half below the letters."""

    @property
    def height(self) -> int: ...


class RegionEngine(Protocol):
    """Reads pictures of one or more horizontal lines in one language."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def read_region(self, picture: Gray, language: str, *, single_line: bool = False) -> list[RegionWord]:
        """The words of the picture in reading order; raises OcrError where the engine or the language is missing."""
