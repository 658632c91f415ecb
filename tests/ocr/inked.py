"""Seals drawn in grey: a frame that is uneven and worn, characters that fill it, turned a little, stamped on a page."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from tests.helpers.draw import font

Shape = Literal["square", "round", "oval"]
_Ink = npt.NDArray[np.float32]
GLYPH = 96
"""The size at which a character is drawn before it is pressed into its place, in pixels."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a seal is like: its characters, from right to left as they are read, in so many columns."""

    text: str
    side: int
    columns: int = 2
    shape: Shape = "square"
    white: bool = False
    double: bool = False
    tilt: float = 3.0
    wear: float = 0.06
    seed: int = 1

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height in pixels; an oval one is higher than wide."""
        return (round(0.7 * self.side), self.side) if self.shape == "oval" else (self.side, self.side)

    def ink(self) -> _Ink:
        """How much ink lies where, 0 to 1, around it as much room as it needs when it is turned."""
        width, height = self.size
        inside = _characters(self)
        frame, body = _frame(self)
        ink = np.maximum(frame, body * (1 - inside)) if self.white else np.maximum(frame, body * inside)
        return _turned(_worn(ink, self), self.tilt, math.hypot(width, height))


def stamped_in_grey(page: Image.Image, seal: Seal, at: tuple[float, float], tone: int = 70) -> Image.Image:
    """A grey page with a seal whose middle is `at`; ink of `tone` that does not hide what is printed under it."""
    ink = seal.ink()
    out = np.asarray(page.convert("L"), dtype=np.float32).copy()
    left, top = round(at[0] - ink.shape[1] / 2), round(at[1] - ink.shape[0] / 2)
    part = out[max(top, 0) : top + ink.shape[0], max(left, 0) : left + ink.shape[1]]
    ink = ink[max(-top, 0) :, max(-left, 0) :][: part.shape[0], : part.shape[1]]
    part *= 1 - ink * (1 - tone / 255)
    return Image.fromarray(np.clip(out, 0, 255).astype(np.uint8))


def bilevel(page: Image.Image) -> Image.Image:
    """The page in black and white."""
    return page.convert("L").point(lambda tone: 255 if tone > 140 else 0).convert("1")


def noisy(page: Image.Image, seed: int = 5, strength: float = 8.0) -> Image.Image:
    """A grey page on greyish paper, with the grain of a scanner."""
    tones = np.asarray(page.convert("L"), dtype=np.float32) * (232 / 255)
    tones = cv2.GaussianBlur(tones, (3, 3), 0) + np.random.default_rng(seed).normal(0, strength, tones.shape)
    return Image.fromarray(np.clip(tones, 0, 255).astype(np.uint8))


def _characters(seal: Seal) -> _Ink:
    """Bold characters, each as large as its place, in columns from right to left."""
    width, height = seal.size
    # In a round or oval frame they stand in the square that it has room for.
    room = 0.78 if seal.shape == "square" else 0.66
    ink = np.zeros((height, width), dtype=np.float32)
    each = math.ceil(len(seal.text) / seal.columns)
    groups = [seal.text[n : n + each] for n in range(0, len(seal.text), each)]
    across = room * width / seal.columns
    for place, group in enumerate(groups):
        down = room * height / len(group)
        right = width / 2 + room * width / 2 - place * across
        for row, sign in enumerate(group):
            spot = right - across, height / 2 - room * height / 2 + row * down
            _press(ink, sign, spot, (0.92 * across, 0.94 * down))
    return ink


def _press(ink: _Ink, sign: str, spot: tuple[float, float], size: tuple[float, float]) -> None:
    image = Image.new("L", (2 * GLYPH, 2 * GLYPH), 0)
    ImageDraw.Draw(image).text((GLYPH / 2, GLYPH / 4), sign, 255, font(GLYPH, "hant"))
    glyph = image.crop(image.getbbox())
    bold = cv2.dilate(np.asarray(glyph), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    width, height = (max(round(v), 1) for v in size)
    small = cv2.resize(bold, (width, height), interpolation=cv2.INTER_AREA) / 255
    left, top = (max(round(v), 0) for v in spot)
    part = ink[top : top + height, left : left + width]
    np.maximum(part, small[: part.shape[0], : part.shape[1]], out=part)


def _frame(seal: Seal) -> tuple[_Ink, _Ink]:
    """The frame, of uneven thickness, and all that lies within it."""
    random = np.random.default_rng(seal.seed)
    width, height = seal.size
    thick = max(0.055 * seal.side, 2.0)
    body = _outline(seal, 1.0, random)
    inner = _outline(seal, 1 - 2 * thick / min(width, height), random)
    frame = body * (1 - inner)
    if seal.double:
        outer, last = (_outline(seal, 1 - 2 * n * thick / min(width, height), random) for n in (1.7, 2.3))
        frame = np.maximum(frame, outer * (1 - last))
    return frame, body


def _outline(seal: Seal, scale: float, random: np.random.Generator) -> _Ink:
    """The area of the shape, `scale` times as large, with an edge that wavers by a hundredth or two."""
    width, height = seal.size
    angles = np.linspace(0, 2 * math.pi, 180, endpoint=False)
    if seal.shape == "square":
        reach = 1 / np.maximum(np.abs(np.cos(angles)), np.abs(np.sin(angles)))
        # Corners are rounded.
        reach = np.minimum(reach, 1.33)
    else:
        reach = np.ones_like(angles)
    waver = np.convolve(np.tile(random.normal(0, 0.02, 180), 3), np.ones(9) / 9, "same")[180:360]
    reach = reach * scale * (0.985 + waver)
    points = np.stack([width / 2 * (1 + reach * np.cos(angles)), height / 2 * (1 + reach * np.sin(angles))], axis=1)
    area = np.zeros((height, width), dtype=np.uint8)
    cv2.fillPoly(area, [np.round(points * 16).astype(np.int32)], (255,), cv2.LINE_AA, 4)
    return np.asarray(area / 255, dtype=np.float32)


def _worn(ink: _Ink, seal: Seal) -> _Ink:
    """Places where the ink has not taken, small and larger ones."""
    random = np.random.default_rng(seal.seed + 100)
    grain = random.normal(0, 1, ink.shape).astype(np.float32)
    reach = max(seal.side / 60, 0.8)
    patches = cv2.GaussianBlur(grain, (0, 0), reach)
    level = float(np.quantile(patches, seal.wear))
    kept = np.clip((patches - level) / (0.3 * float(patches.std())) + 0.5, 0, 1)
    return np.asarray(ink * kept, dtype=np.float32)


def _turned(ink: _Ink, tilt: float, room: float) -> _Ink:
    height, width = ink.shape
    side = math.ceil(room) + 2
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)
    matrix[:, 2] += side / 2 - width / 2, side / 2 - height / 2
    return np.asarray(cv2.warpAffine(ink, matrix, (side, side), flags=cv2.INTER_LINEAR), dtype=np.float32)
