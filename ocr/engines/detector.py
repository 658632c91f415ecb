"""The text detector of PP-OCRv6: for every pixel, how surely it lies in the heart of a line of text."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.engines import models
from ocr.engines.base import Gray

TILE = 1600
OVERLAP = 160
STEP = 32
"""The network takes sides that are a multiple of this."""


class Detector:
    """Makes a map of the hearts of lines. A heart is about 0.4 of the height of its line."""

    def __init__(self, threads: int = 1) -> None:
        self._session = models.session(models.DETECTOR, threads)
        self._input: str = self._session.get_inputs()[0].name

    def find(self, picture: Gray) -> Gray:
        """The map of a picture, in its size, 0 to 255. Large pictures go through in tiles, so memory is bounded."""
        height, width = picture.shape
        out = np.zeros((height, width), dtype=np.uint8)
        for top in _starts(height):
            for left in _starts(width):
                part = picture[top : top + TILE, left : left + TILE]
                seen = self._tile(part)
                place = out[top : top + TILE, left : left + TILE]
                np.maximum(place, seen, out=place)
        return out

    def _tile(self, part: Gray) -> Gray:
        height, width = part.shape
        bottom, right = -height % STEP, -width % STEP
        padded = cv2.copyMakeBorder(part, 0, bottom, 0, right, cv2.BORDER_REPLICATE)
        one = padded.astype(np.float32) / 127.5 - 1
        scores = self._session.run(None, {self._input: np.stack([one, one, one])[None]})[0][0, 0]
        return np.asarray(scores[:height, :width] * 255, dtype=np.uint8)


def _starts(length: int) -> range:
    return range(0, max(length - OVERLAP, 1), TILE - OVERLAP)
