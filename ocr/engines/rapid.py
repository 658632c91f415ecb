"""The line recogniser of PP-OCRv6, from the rapidocr package: Han characters, kana, Latin letters and digits.

It has no Cyrillic: a line of Russian comes back as its spaces and punctuation, which is how such lines are noticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
CERTAIN, OTHERS, UNLIKELY = 0.985, 6, 0.005
"""Of a character read with less confidence so many others are told that it may be, if there is so much to say for
them."""


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
        """One reading for each picture, in the same order.

        Pictures go through one by one: side by side the shorter ones would need padding, which the network reads less
        well, and on one core it saves no time.
        """
        return [self._decode(self._session.run(None, {self._input: _tensor(_to_height(p))})[0][0]) for p in pictures]

    def _decode(self, scores: npt.NDArray[np.float32]) -> Reading:
        """Steps × classes to characters: repeats of a class are one character."""
        best = scores.argmax(axis=1)
        steps = len(best)
        glyphs: list[Glyph] = []
        start = 0
        for end in range(1, len(best) + 1):
            if end < len(best) and best[end] == best[start]:
                continue
            if best[start]:
                text = self._characters[best[start]]
                confidence = float(scores[start:end, best[start]].max())
                others = self._others(scores[start:end], int(best[start])) if confidence < CERTAIN else ()
                glyphs.append(Glyph(text, confidence, start / steps, end / steps, others))
            start = end
        return Reading(_spread(glyphs))

    def _others(self, scores: npt.NDArray[np.float32], best: int) -> tuple[tuple[str, float], ...]:
        """What else the network thought of where it saw a character: steps × classes."""
        likeliest = scores.max(axis=0)
        likely = np.flatnonzero(likeliest > UNLIKELY).tolist()
        found = [(self._characters[i], float(likeliest[i])) for i in likely if i not in (0, best)]
        return tuple(sorted(found, key=lambda other: -other[1])[:OTHERS])


def _spread(glyphs: list[Glyph]) -> tuple[Glyph, ...]:
    """The network marks the heart of a character; its box reaches half way to its neighbours."""
    hearts = [(glyph.start + glyph.end) / 2 for glyph in glyphs]
    out = []
    for i, glyph in enumerate(glyphs):
        before = (hearts[i] - hearts[i - 1]) / 2 if i else None
        after = (hearts[i + 1] - hearts[i]) / 2 if i + 1 < len(hearts) else None
        left = before if before is not None else after if after is not None else hearts[i]
        right = after if after is not None else before if before is not None else 1 - hearts[i]
        out.append(replace(glyph, start=max(hearts[i] - left, 0.0), end=min(hearts[i] + right, 1.0)))
    return tuple(out)


def _to_height(picture: Gray) -> Gray:
    height, width = picture.shape
    if height == HEIGHT and width >= MIN_WIDTH:
        return picture
    target = max(round(width * HEIGHT / height), MIN_WIDTH)
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (target, HEIGHT), interpolation=way), dtype=np.uint8)


def _tensor(picture: Gray) -> npt.NDArray[np.float32]:
    """1 × 3 × 48 × width, from −1 (black) to 1 (white)."""
    one = picture.astype(np.float32) / 127.5 - 1
    return np.ascontiguousarray(np.broadcast_to(one, (1, 3, *one.shape)))
