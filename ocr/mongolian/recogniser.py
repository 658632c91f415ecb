"""Our own recogniser for columns of traditional Mongolian: a small network that was trained on drawn print.

How it was made is told in `resources/models/mongolian.md`; the trainer is in `ocr.mongolian.training`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from ocr.engines.base import Glyph, Gray, Reading
from ocr.engines.models import opened
from ocr.errors import OcrError
from ocr.mongolian.classes import NAMES, SPACE, UNITS
from ocr.mongolian.decoding import Decoder, Hit, Scores, greedy
from ocr.mongolian.levels import inked
from ocr.mongolian.looks import together
from ocr.mongolian.spelling import spelled
from resources.models import MONGOLIAN

MODEL = MONGOLIAN
HEIGHT = 32
STRIDE = 4
"""The network looks at so many columns of pixels at once."""
DARK = 0.35
"""A column of pixels has ink where something in it is so dark."""
STEP = 2
"""Columns of pixels for one row of scores."""
FAR, REACH = 1.3, 0.8
"""Letters of a word are no farther apart than this, and none reaches farther from its heart, in heights of a strip."""
MIDDLE = 0.15
"""What touches the edges of a strip is not its own: this part of its height is left out, above and below."""


class Recogniser:
    """Reads columns that run level from left to right. `threads` is the number of cores one call may use; `decoder`
    decides what the scores say."""

    name = "mongolian"
    height = HEIGHT

    def __init__(self, threads: int = 1, decoder: Decoder = greedy, model: Path = MODEL) -> None:
        if not model.is_file():
            message = "The network for Mongolian, {path}, is not there; install the program anew."
            raise OcrError(message, path=str(model))
        self._session = opened(model, threads)
        self._input: str = self._session.get_inputs()[0].name
        self._decoder = decoder
        made = self._session.get_modelmeta().custom_metadata_map
        self.version: str = made["version"]
        if tuple(made["classes"].split("\n")) != NAMES:
            message = "The network for Mongolian, {path}, knows other letters than this program; install it anew."
            raise OcrError(message, path=str(model))

    def deciding_by(self, decoder: Decoder) -> Recogniser:
        """The same network with another decoder."""
        other = copy(self)
        other._decoder = decoder
        return other

    def read_lines(self, pictures: Sequence[Gray]) -> list[Reading]:
        """One reading for each picture, in the same order. Words are parted by glyphs that are a space."""
        return [together(picture, self._look) for picture in pictures]

    def _look(self, picture: Gray) -> Reading:
        return self._reading(_to_height(picture))

    def scores(self, picture: Gray) -> Scores:
        """Steps × classes, logarithms: what the network thinks of a picture, whose width the steps share evenly."""
        ink = inked(_to_height(picture))
        padded = np.pad(ink, ((0, 0), (0, -ink.shape[1] % STRIDE)))
        return np.asarray(self._session.run(None, {self._input: padded[None, None]})[0][0], dtype=np.float32)

    def _reading(self, picture: Gray) -> Reading:
        if not (inked(picture) > DARK).any():
            return Reading(())
        scores = self.scores(picture)
        # The last steps may look at what was padded.
        steps = len(scores) * picture.shape[1] / (picture.shape[1] + -picture.shape[1] % STRIDE)
        glyphs = [glyph for word in _words(_tidied(_parted(self._decoder(scores)))) for glyph in _spelled(word, steps)]
        return Reading(_on_ink(_spread(glyphs, REACH * HEIGHT / picture.shape[1]), picture))


def _parted(hits: Sequence[Hit]) -> Iterator[Hit]:
    """With a space where two letters are too far apart for one word: something stands between them that is not read."""
    for n, hit in enumerate(hits):
        before = hits[n - 1] if n else hit
        if hit.start - before.end > FAR * HEIGHT / STEP:
            yield Hit(SPACE, 1.0, (before.end + hit.start) // 2, (before.end + hit.start) // 2 + 1)
        yield hit


def _tidied(hits: Iterable[Hit]) -> list[Hit]:
    """Without spaces at the ends and beside each other."""
    out: list[Hit] = []
    for hit in hits:
        if hit.number != SPACE or (out and out[-1].number != SPACE):
            out.append(hit)
    return out[:-1] if out and out[-1].number == SPACE else out


def text_of(numbers: Iterable[int]) -> str:
    """The text that classes spell."""
    hits = [Hit(number, 1.0, n, n + 1) for n, number in enumerate(numbers)]
    return "".join(glyph.text for word in _words(hits) for glyph in _spelled(word, max(len(hits), 1)))


def _words(hits: Sequence[Hit]) -> Iterator[list[Hit]]:
    """Hits that are letters of one word, or one sign."""
    word: list[Hit] = []
    for hit in hits:
        if NAMES[hit.number] in UNITS:
            word.append(hit)
            continue
        if word:
            yield word
        word = []
        yield [hit]
    if word:
        yield word


def _spelled(word: Sequence[Hit], steps: float) -> Iterator[Glyph]:
    names = [NAMES[hit.number] for hit in word]
    letters = spelled(names) if names[0] in UNITS else [(names[0], 1)]
    at = 0
    for text, count in letters:
        hits = word[at : at + count]
        at += count
        if hits and text:
            sure = min(hit.confidence for hit in hits)
            yield Glyph(text, sure, hits[0].start / steps, min(hits[-1].end / steps, 1.0))


def _spread(glyphs: Sequence[Glyph], reach: float) -> list[Glyph]:
    """The network marks the heart of a letter; its box reaches half way to its neighbours, but not beyond `reach`."""
    hearts = [(glyph.start + glyph.end) / 2 for glyph in glyphs]
    edges = [0.0, *((a + b) / 2 for a, b in pairwise(hearts)), 1.0]
    spans = zip(glyphs, hearts, pairwise(edges), strict=True)
    return [replace(glyph, start=max(a, heart - reach), end=min(b, heart + reach)) for glyph, heart, (a, b) in spans]


def _on_ink(glyphs: Sequence[Glyph], picture: Gray) -> tuple[Glyph, ...]:
    """Letters at the ends of words begin and end where their ink does; the paper between belongs to the space."""
    width = picture.shape[1]
    rows = round(MIDDLE * len(picture))
    marked = np.flatnonzero((inked(picture)[rows : len(picture) - rows] > DARK).any(axis=0))
    out = list(glyphs)
    for n, glyph in enumerate(out):
        if glyph.text == NAMES[SPACE]:
            continue
        first = n == 0 or out[n - 1].text == NAMES[SPACE]
        last = n == len(out) - 1 or out[n + 1].text == NAMES[SPACE]
        own = marked[(marked >= glyph.start * width - 0.5) & (marked < glyph.end * width + 0.5)]
        if len(own):
            start = max(glyph.start, float(own[0]) / width) if first else glyph.start
            end = min(glyph.end, float(own[-1] + 1) / width) if last else glyph.end
            out[n] = replace(glyph, start=start, end=max(end, start))
    return tuple(_closed(out))


def _closed(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """Spaces take what the letters beside them leave."""
    for n, glyph in enumerate(glyphs):
        if glyph.text != NAMES[SPACE]:
            yield glyph
            continue
        start = glyphs[n - 1].end if n else 0.0
        end = glyphs[n + 1].start if n + 1 < len(glyphs) else 1.0
        yield replace(glyph, start=min(start, end), end=max(start, end))


def _to_height(picture: Gray) -> Gray:
    height, width = picture.shape
    if height == HEIGHT:
        return picture
    size = (max(round(width * HEIGHT / height), STRIDE), HEIGHT)
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=way), dtype=np.uint8)
