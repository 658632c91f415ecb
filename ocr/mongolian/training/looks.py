"""How a line is set: one look for all its letters, as a typeface has it, far wider than the few fonts there are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

Ink = npt.NDArray[np.uint8]
"""Rows × columns, 0 paper to 255 ink."""
Heights = Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]
"""A map of heights above the spine (below 0) and below it onto others, in ems."""
SPINE_RUN = 0.22
"""The spine is what runs along the line for this part of an em."""


@dataclass(slots=True)
class Look:
    """A look: how letters are stretched and leaned, how heavy spine and strokes are, how far words stand apart.

    `alike` is how far each glyph departs from the rest, always in the same way: that makes new typefaces. `nib` is the
    length and the angle of a broad pen, `lean` and `slants` how the letters lean, and what hangs and what rises more.
    `tail` is how far the spine runs on before the tail of a word, in ems, and `flat` how far a tail that stands apart
    is drawn out.
    """

    rng: np.random.Generator
    alike: float
    stretch: float
    lean: float
    gap: float
    spine: tuple[int, int]
    strokes: int
    nib: tuple[int, float]
    slants: tuple[float, float]
    waves: Heights | None
    tail: float = 0.0
    flat: float = 1.0
    _glyphs: dict[int, tuple[float, float, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, rng: np.random.Generator, wild: float = 1.0) -> Look:
        """A look by chance; at `wild` 0 the font is as it is."""
        plain = rng.random() > wild * 0.9
        if plain:
            return cls(
                rng, 0.0, 1.0, 0.0, rng.uniform(0.25, 0.5), (0, 0), int(rng.integers(-1, 2)), (0, 0.0), (0.0, 0.0), None
            )
        spine = (int(rng.integers(0, 5)), int(rng.integers(0, 4))) if rng.random() < 0.55 else (0, 0)
        strokes = int(rng.integers(-2, 1 if any(spine) else 3))
        return cls(
            rng,
            alike=float(rng.uniform(0, 0.22)),
            stretch=float(np.exp(rng.normal(0, 0.13))),
            lean=float(rng.normal(0, 0.25)),
            gap=float(rng.uniform(0.18, 0.75)),
            spine=spine,
            strokes=strokes,
            nib=(int(rng.integers(3, 8)), float(rng.uniform(0, math.pi))) if rng.random() < 0.3 else (0, 0.0),
            slants=(float(rng.normal(0, 0.3)), float(rng.normal(0, 0.3))),
            waves=_heights(rng) if rng.random() < 0.75 else None,
            tail=float(rng.uniform(0.1, 0.8)) if rng.random() < 0.2 else 0.0,
            flat=float(np.exp(rng.normal(0.15, 0.4))),
        )

    def shape(self, glyph: int) -> tuple[float, float, float]:
        """Stretch along and across the line, and lean, of a glyph."""
        if glyph not in self._glyphs:
            along, across, lean = self.rng.normal(0, 1, 3) * self.alike
            self._glyphs[glyph] = (
                self.stretch * float(np.exp(along)), float(np.exp(0.8 * across)), self.lean + 1.2 * float(lean),
            )  # fmt: skip
        return self._glyphs[glyph]

    def inked(self, ink: Ink, spine: int, em: float, spared: Sequence[slice] = ()) -> Ink:
        """The line with the look's weight of strokes and of its spine, which runs at the row `spine`; columns that are
        spared have no spine."""
        if self.strokes < 0:
            ink = _thinner(ink, -self.strokes)
        elif self.strokes > 0:
            ink = np.asarray(cv2.dilate(ink, _disc(self.strokes)), dtype=np.uint8)
        if self.nib[0]:
            ink = np.asarray(cv2.dilate(ink, _pen(*self.nib)), dtype=np.uint8)
        if any(self.spine):
            heavy = self._heavier(ink, spine, em)
            for columns in spared:
                heavy[:, columns] = ink[:, columns]
            ink = heavy
        if self.waves is not None:
            ink = _moved(ink, self.waves, self.slants, spine, em)
        return ink

    def _heavier(self, ink: Ink, spine: int, em: float) -> Ink:
        near = slice(max(spine - round(0.1 * em), 0), spine + round(0.1 * em) + 1)
        band = np.zeros_like(ink)
        bar = np.ones((1, round(SPINE_RUN * em)), dtype=np.uint8)
        band[near] = cv2.morphologyEx(ink[near], cv2.MORPH_OPEN, bar)
        up, down = self.spine
        thick = cv2.dilate(band, np.ones((up + down + 1, 1), np.uint8), anchor=(0, down))
        return np.maximum(ink, thick)


def _disc(size: int) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size + 1, size + 1)), dtype=np.uint8)


def _thinner(ink: Ink, size: int) -> Ink:
    """Strokes lose ink, but thin ones do not vanish."""
    thin = cv2.erode(ink, _disc(size))
    return np.asarray(np.maximum(thin, cv2.erode(ink, _disc(1)) // 2 if size > 1 else ink // 4), dtype=np.uint8)


def _heights(rng: np.random.Generator) -> Heights:
    """A map of heights, in ems from the spine, onto others: above and below the spine each with its own growth."""
    above, below = np.exp(rng.normal(0, 0.2, 2))
    powers = np.exp(rng.normal(0, 0.22, 2))

    def move(height: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        far = np.abs(height) / 0.5
        up = -0.5 * above * far ** powers[0]
        down = 0.5 * below * far ** powers[1]
        return np.where(height < 0, up, down).astype(np.float32)

    return move


def _pen(length: int, angle: float) -> npt.NDArray[np.uint8]:
    """The mark of a broad pen held at an angle."""
    middle = length // 2
    mark = np.zeros((2 * middle + 1, 2 * middle + 1), dtype=np.uint8)
    x, y = round(middle * math.cos(angle)), round(middle * math.sin(angle))
    return np.asarray(cv2.line(mark, (middle - x, middle - y), (middle + x, middle + y), 1), dtype=np.uint8)


def _moved(ink: Ink, waves: Heights, slants: tuple[float, float], spine: int, em: float) -> Ink:
    rows, columns = ink.shape
    heights = (np.arange(rows, dtype=np.float32) - spine) / em
    near = np.abs(heights) < 0.07
    source = np.where(near, heights, np.sign(heights) * 0.07 + waves(heights - np.sign(heights) * 0.07)) * em + spine
    across = np.broadcast_to(source[:, None].astype(np.float32), ink.shape)
    lean = np.where(heights < 0, slants[0], slants[1]) * heights * em
    along = (np.arange(columns, dtype=np.float32)[None] + lean[:, None]).astype(np.float32)
    return np.asarray(cv2.remap(ink, along, np.ascontiguousarray(across), cv2.INTER_LINEAR))
