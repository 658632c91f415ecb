"""Turns drawn lines into strips as the column finder cuts them out of scans: small, worn, a little askew."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engines.base import Gray
from ocr.mongolian.training.drawing import Line
from ocr.mongolian.training.looks import Ink

AIR = 0.1
"""What the column finder leaves free around the ink of a column, as a part of its width."""
SIZES = (10.0, 40.0)
"""Columns are this wide on the scan, in pixels, small ones oftener than large ones."""


class Ager:
    """Ages lines; `wear` 0 leaves them clean, 1 is the run of scans, `height` is that of a strip in pixels."""

    def __init__(self, height: int = 32, wear: float = 1.0, sizes: tuple[float, float] = SIZES) -> None:
        self._height, self._wear, self._sizes = height, wear, sizes

    def strip(self, line: Line, rng: np.random.Generator, wear: float = 1.0) -> Gray:
        """A line as a strip of `height` rows, dark on light; worn by this part of what it could be."""
        wear *= self._wear
        ink = _wobbled(line.ink, rng, wear)
        first, last = _extent(ink)
        size = math.exp(rng.uniform(*np.log(self._sizes)))
        size = min(size, math.exp(rng.uniform(*np.log(self._sizes))) * 1.3)
        scan, scale = self._scanned(ink, rng, size / (last - first))
        top, bottom = first * scale, last * scale
        high = bottom - top
        top -= high * (AIR + wear * float(rng.normal(0, 0.05)))
        bottom += high * (AIR + wear * float(rng.normal(0, 0.05)))
        return self._cut(_worn(scan, rng, wear, min(high / 20, 1.0)), rng, top, bottom, wear)

    def _scanned(self, ink: Ink, rng: np.random.Generator, scale: float) -> tuple[npt.NDArray[np.float32], float]:
        """The line at the size of the scan: ink 0 to 1."""
        high, wide = max(round(ink.shape[0] * scale), 4), max(round(ink.shape[1] * scale), 4)
        if rng.random() < 0.75:
            small = cv2.resize(ink, (wide, high), interpolation=cv2.INTER_AREA)
        else:
            soft = cv2.GaussianBlur(ink, (0, 0), max(0.3 / scale, 0.3))
            small = cv2.resize(soft, (wide, high), interpolation=cv2.INTER_LINEAR)
        return np.asarray(small, dtype=np.float32) / np.float32(255), high / ink.shape[0]

    def _cut(
        self, gray: npt.NDArray[np.float32], rng: np.random.Generator, top: float, bottom: float, wear: float
    ) -> Gray:
        scale = self._height / (bottom - top)
        left = -rng.uniform(0.0, 0.2) * (bottom - top)
        right = gray.shape[1] + rng.uniform(0.0, 0.2) * (bottom - top)
        lean = wear * float(rng.normal(0, 0.004))
        middle = gray.shape[1] / 2
        matrix = np.array([[scale, 0.0, -left * scale], [lean * scale, scale, -(top + lean * middle) * scale]])
        way = cv2.INTER_CUBIC if scale > 1.2 or rng.random() < 0.3 else cv2.INTER_LINEAR
        if scale < 0.7:
            gray = np.asarray(cv2.GaussianBlur(gray, (0, 0), 0.35 / scale), dtype=np.float32)
        size = (max(round((right - left) * scale), 8), self._height)
        edge = float(np.percentile(gray, 90))
        out = cv2.warpAffine(gray, matrix, size, flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=edge)
        return np.clip(np.round(out), 0, 255).astype(np.uint8)


def _worn(ink: npt.NDArray[np.float32], rng: np.random.Generator, wear: float, ease: float) -> npt.NDArray[np.float32]:
    """Grey values of the scan; what is small is worn less, else nobody could read it: `ease` below 1."""
    if rng.random() < 0.7 * wear:
        ink = np.power(ink, float(np.exp(rng.normal(0, 0.4))))
    if rng.random() < 0.25 * wear:
        ink = ink * _clouds(rng, ink.shape, 0.5, 1.1)
    if rng.random() < 0.12 * wear:
        ink = np.maximum(ink, _marks(rng, ink.shape))
    if rng.random() < 0.6 * wear:
        along, across = (float(v) for v in rng.uniform(0.25, 0.3 + 0.6 * ease, 2))
        ink = np.asarray(cv2.GaussianBlur(ink, (0, 0), along, sigmaY=across), dtype=np.float32)
    if rng.random() < 0.1 * wear * ease**2:
        ink = (ink > rng.uniform(0.2, 0.5)).astype(np.float32)
    paper, dark = 255.0 - wear * rng.uniform(0, 70), wear * rng.uniform(0, 90)
    gray = paper - (paper - dark) * np.clip(ink, 0, 1)
    if rng.random() < 0.3 * wear:
        gray *= _clouds(rng, ink.shape, 0.85, 1.0)
    if rng.random() < 0.7 * wear:
        gray += rng.normal(0, rng.uniform(1, 14) * ease, ink.shape).astype(np.float32)
    if rng.random() < 0.5 * wear:
        gray = _compressed(gray, int(rng.integers(round(60 - 40 * ease), 92)))
    return np.clip(gray, 0, 255).astype(np.float32)


def _extent(ink: Ink) -> tuple[float, float]:
    rows = np.flatnonzero((ink > 100).any(axis=1))
    return (float(rows[0]), float(rows[-1] + 1)) if len(rows) > 2 else (0.0, float(len(ink)))


def _wobbled(ink: Ink, rng: np.random.Generator, wear: float) -> Ink:
    """Outlines shake a little, as in print from worn type."""
    if rng.random() > 0.5 * wear:
        return ink
    rows, columns = ink.shape
    coarse = (max(rows // 12, 2), max(columns // 14, 2))
    shifts = [
        cv2.resize(rng.normal(0, rng.uniform(0.3, 1.3), coarse).astype(np.float32), (columns, rows), interpolation=1)
        for _ in range(2)
    ]
    x = np.arange(columns, dtype=np.float32)[None] + shifts[0]
    y = np.arange(rows, dtype=np.float32)[:, None] + shifts[1]
    return np.asarray(cv2.remap(ink, x, y, cv2.INTER_LINEAR), dtype=np.uint8)


def _clouds(rng: np.random.Generator, shape: tuple[int, ...], low: float, high: float) -> npt.NDArray[np.float32]:
    coarse = rng.uniform(low, high, (2, max(shape[1] // 30, 2))).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _marks(rng: np.random.Generator, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """What else is in a strip: rules along it, bits of the columns beside it, specks."""
    out = np.zeros(shape, dtype=np.float32)
    kind = rng.random()
    if kind < 0.3:
        row = int(shape[0] * (rng.uniform(0.08, 0.25) if rng.random() < 0.5 else rng.uniform(0.75, 0.92)))
        out[row : row + max(round(shape[0] * 0.03), 1)] = rng.uniform(0.4, 1)
    elif kind < 0.7:
        for _ in range(int(rng.integers(1, 6))):
            x, long = int(rng.integers(shape[1])), int(rng.integers(1, max(shape[0] // 3, 2)))
            deep = int(shape[0] * rng.uniform(0.1, 0.26))
            part = slice(0, deep) if rng.random() < 0.5 else slice(shape[0] - deep, shape[0])
            out[part, x : x + long] = rng.uniform(0.4, 1)
    else:
        for _ in range(int(rng.integers(1, 12))):
            y, x = int(rng.integers(shape[0])), int(rng.integers(shape[1]))
            out[y : y + 1 + int(rng.integers(2)), x : x + 1 + int(rng.integers(2))] = rng.uniform(0.3, 1)
    return out


def _compressed(gray: npt.NDArray[np.float32], quality: int) -> npt.NDArray[np.float32]:
    done, packed = cv2.imencode(".jpg", np.clip(gray, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.float32) if done else gray
