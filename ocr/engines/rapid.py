"""The line recogniser of PP-OCRv6, from the rapidocr package: Han characters, kana, Latin letters and digits.

It has no Cyrillic: a line of Russian comes back as its spaces and punctuation, which is how such lines are noticed.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engines import models
from ocr.engines.base import Glyph, Gray, Reading
from ocr.engines.models import version

__all__ = ["Recogniser", "version"]

HEIGHT = 48
"""The network looks at lines of this many pixels; a character should fill about 40 of them."""
MIN_WIDTH = 16
BATCH_WIDTH = 4800
"""Pictures of like width go through together up to this many columns."""


class Recogniser:
    """Reads pictures of single lines. `threads` is the number of cores that one call may use."""

    name = "rapidocr"

    def __init__(self, threads: int = 1) -> None:
        self.version = version()
        self._session = models.session(models.RECOGNISER, threads)
        self._input: str = self._session.get_inputs()[0].name
        table = self._session.get_modelmeta().custom_metadata_map["character"]
        # The network's class 0 says "no character here"; its last is the space.
        self._characters = ("", *table.splitlines(), " ")

    def read_lines(self, pictures: Sequence[Gray]) -> list[Reading]:
        """One reading for each picture, in the same order."""
        scaled = [_to_height(picture) for picture in pictures]
        readings = [Reading(())] * len(scaled)
        for batch in _batches([picture.shape[1] for picture in scaled]):
            width = max(scaled[i].shape[1] for i in batch)
            scores = self._session.run(None, {self._input: _tensor([scaled[i] for i in batch], width)})[0]
            for i, rows in zip(batch, scores, strict=True):
                readings[i] = self._decode(rows, scaled[i].shape[1] / width)
        return readings

    def _decode(self, scores: npt.NDArray[np.float32], filled: float) -> Reading:
        """Steps × classes to characters: repeats of a class are one character. `filled` is the part not padding."""
        best = scores.argmax(axis=1)
        steps = len(best) * filled
        glyphs: list[Glyph] = []
        start = 0
        for end in range(1, len(best) + 1):
            if end < len(best) and best[end] == best[start]:
                continue
            if best[start] and start < steps:
                text = self._characters[best[start]]
                confidence = float(scores[start:end, best[start]].max())
                glyphs.append(Glyph(text, confidence, start / steps, min(end / steps, 1.0)))
            start = end
        return Reading(_spread(glyphs))


def _spread(glyphs: list[Glyph]) -> tuple[Glyph, ...]:
    """The network marks the heart of a character; its box reaches half way to its neighbours."""
    hearts = [(glyph.start + glyph.end) / 2 for glyph in glyphs]
    out = []
    for i, glyph in enumerate(glyphs):
        before = (hearts[i] - hearts[i - 1]) / 2 if i else None
        after = (hearts[i + 1] - hearts[i]) / 2 if i + 1 < len(hearts) else None
        left = before if before is not None else after if after is not None else hearts[i]
        right = after if after is not None else before if before is not None else 1 - hearts[i]
        out.append(Glyph(glyph.text, glyph.confidence, max(hearts[i] - left, 0.0), min(hearts[i] + right, 1.0)))
    return tuple(out)


def _to_height(picture: Gray) -> Gray:
    height, width = picture.shape
    if height == HEIGHT and width >= MIN_WIDTH:
        return picture
    target = max(round(width * HEIGHT / height), MIN_WIDTH)
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (target, HEIGHT), interpolation=way), dtype=np.uint8)


def _batches(widths: list[int]) -> list[list[int]]:
    """Indices grouped so that the padding of a group stays under a quarter of it."""
    groups: list[list[int]] = []
    for i in sorted(range(len(widths)), key=widths.__getitem__):
        group = groups[-1] if groups else []
        fits = group and widths[group[0]] >= 0.75 * widths[i] and (len(group) + 1) * widths[i] <= BATCH_WIDTH
        if fits:
            group.append(i)
        else:
            groups.append([i])
    return groups


def _tensor(pictures: list[Gray], width: int) -> npt.NDArray[np.float32]:
    """Pictures × 3 × 48 × width, from −1 (black) to 1 (white); padding is 0, as in the network's training."""
    out = np.zeros((len(pictures), 3, HEIGHT, width), dtype=np.float32)
    for row, picture in zip(out, pictures, strict=True):
        row[:, :, : picture.shape[1]] = picture.astype(np.float32) / 127.5 - 1
    return out
