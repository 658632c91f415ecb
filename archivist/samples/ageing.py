"""Makes a clean page look like a scan of an old one: paper, uneven ink, bleed from the back, skew, blur and noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter, ImageOps

Plane = npt.NDArray[np.float32]
Size = tuple[int, int]

COARSE = 4
"""What varies slowly is computed on a picture this many times smaller, for speed."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A stock of paper: its colour and that of the ink on it, and how much (0 to 1) it has suffered."""

    tone: tuple[int, int, int]
    ink: tuple[int, int, int]
    wear: float


def age(sheet: Image.Image, back: Image.Image, paper: Paper, seed: int) -> Image.Image:
    """A colour image of the same size as `sheet` (grey, 0 is ink), with `back` shining through; the same for a seed.

    The page is turned by at most 1.2 degrees.
    """
    rng = np.random.default_rng(seed)
    angle = float(rng.uniform(0.25, 1.2) * rng.choice((-1, 1)))
    small = (sheet.width // COARSE, sheet.height // COARSE)
    shine = _ink(ImageOps.mirror(back.reduce(2)).resize(small, Image.Resampling.BOX), -angle, 0.8)
    ground = 1.0 - paper.wear * _stains(small, rng) - _shadow(small, rng)
    ground -= (0.06 + 0.08 * paper.wear) * shine
    strength = 0.95 - 0.2 * paper.wear * _cloud(small, rng, 40)
    light = _enlarged(ground, sheet.size)
    light *= 1.0 - _ink(sheet, angle, 0.6) * _enlarged(strength, sheet.size)
    grain = rng.standard_normal(light.shape, dtype=np.float32)
    light += grain * np.float32(0.012 + 0.012 * paper.wear)
    grey = Image.fromarray((np.clip(light, 0.0, 1.0) * 255).astype(np.uint8))
    return ImageOps.colorize(grey, paper.ink, paper.tone)


def _ink(image: Image.Image, angle: float, blur: float) -> Plane:
    """How much ink (0 to 1) lies on each pixel of the turned image (angle in degrees)."""
    turned = image.rotate(angle, Image.Resampling.BILINEAR, fillcolor=255).filter(ImageFilter.GaussianBlur(blur))
    return 1.0 - np.asarray(turned, dtype=np.float32) / np.float32(255)


def _enlarged(plane: Plane, size: Size) -> Plane:
    image = Image.fromarray((np.clip(plane, 0.0, 1.0) * 255).astype(np.uint8))
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR), dtype=np.float32) / np.float32(255)


def _cloud(size: Size, rng: np.random.Generator, patches: int) -> Plane:
    """Smooth random values (0 to 1), with about `patches` patches down the page."""
    small = rng.integers(0, 256, (patches, patches * size[0] // size[1]), dtype=np.uint8)
    large = Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(large, dtype=np.float32) / np.float32(255)


def _stains(size: Size, rng: np.random.Generator) -> Plane:
    """Blotches of all sizes, fibres, and a few brown specks."""
    specks = np.clip(_cloud(size, rng, 60) * _cloud(size, rng, 170) - 0.93, 0, 1) * 5
    mottle = 0.14 * _cloud(size, rng, 5) + 0.07 * _cloud(size, rng, 25) + 0.06 * _cloud(size, rng, 300)
    return np.asarray(mottle - 0.08 + specks, dtype=np.float32)


def _shadow(size: Size, rng: np.random.Generator) -> Plane:
    """The page grows dark towards the spine, which lies left or right, and a little towards top and bottom."""
    across = np.linspace(0, 1, size[0], dtype=np.float32)
    down = np.abs(np.linspace(-1, 1, size[1], dtype=np.float32))
    spine = np.exp(-(across if rng.random() < 0.5 else across[::-1]) * 25) * 0.3
    return (spine[None, :] + 0.08 * down[:, None] ** 14).astype(np.float32)
