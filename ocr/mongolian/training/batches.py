"""Batches of strips: made from a seed and a number alone, so that a training run can be repeated and resumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ocr.engines.base import Gray
from ocr.mongolian.levels import inked
from ocr.mongolian.training.ageing import Ager
from ocr.mongolian.training.drawing import Draughtsman

WIDTHS = (160, 256, 384, 512)
"""Strips of one batch are as wide as one of these at most."""
PIXELS = 8192
"""The widths of all strips of a batch come to this."""
WEARS = (0.4, 0.7, 1.0)
"""Half-worn, much worn and as worn as can be: each equally often."""
RAMP = 1200
"""Up to this batch lines grow longer and more worn: the network finds its first letters sooner in short clean ones."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`pictures`: strips × rows × columns, ink about 1, paper about 0; `classes` of all strips one after the other."""

    pictures: npt.NDArray[np.float32]
    classes: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    widths: npt.NDArray[np.int64]


class Batches:
    """Gives batch `number` of the run with `seed`."""

    def __init__(
        self,
        draughtsman: Draughtsman,
        ager: Ager,
        seed: int,
        height: int = 32,
        pixels: int = PIXELS,
        *,
        ramp: bool = True,
    ) -> None:
        self._draughtsman, self._ager, self._seed = draughtsman, ager, seed
        self._height, self._pixels, self._ramp = height, pixels, ramp

    def __getitem__(self, number: int) -> Batch:
        rng = np.random.default_rng((self._seed, number))
        way = min(number / RAMP, 1.0) if self._ramp else 1.0
        width = WIDTHS[int(rng.integers(len(WIDTHS)) * way + 0.5 * (1 - way))]
        samples = [
            self._sample(rng, width, way * float(rng.choice(WEARS))) for _ in range(max(self._pixels // width, 1))
        ]
        return packed([strip for strip, _ in samples], [classes for _, classes in samples], width)

    def _sample(self, rng: np.random.Generator, width: int, wear: float) -> tuple[Gray, tuple[int, ...]]:
        """A strip no wider than `width`, and its classes."""
        wanted = width / self._height * 1.1
        while True:
            line = self._draughtsman.line(rng, wanted)
            strip = self._ager.strip(line, rng, wear)
            if strip.shape[1] <= width and len(line.classes) <= strip.shape[1] // 3:
                return strip, line.classes
            wanted *= 0.85


def packed(strips: Sequence[Gray], classes: Sequence[Sequence[int]], width: int) -> Batch:
    """Strips side by side, with paper to their right."""
    pictures = np.zeros((len(strips), strips[0].shape[0], width), dtype=np.float32)
    for picture, strip in zip(pictures, strips, strict=True):
        picture[:, : strip.shape[1]] = inked(strip)
    return Batch(
        pictures,
        np.concatenate([np.asarray(c, dtype=np.int64) for c in classes]),
        np.array([len(c) for c in classes], dtype=np.int64),
        np.array([strip.shape[1] for strip in strips], dtype=np.int64),
    )
