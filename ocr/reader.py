"""Reads a page: picture in, `PageText` out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

from ocr.assemble import ReadLine, page_text, region_lines, strip_line
from ocr.engines.base import Reading
from ocr.engines.detector import Detector
from ocr.engines.rapid import Recogniser
from ocr.engines.tesseract import Tesseract
from ocr.errors import OcrError
from ocr.foreign import Level, Run, language, runs
from ocr.frames import Pyramid
from ocr.hints import Hints
from ocr.layout import Choice, Layout, Strip, find
from ocr.page import Box, PageText
from ocr.pictures import gray, open_image

ENGINES = ("auto", "rapidocr", "tesseract")
DOUBTFUL = 0.97
"""A line read with less confidence is looked at again."""
LOOKS = (0.88, 1.12)
"""How large the characters are in the further looks."""
PARTED = 0.02
"""How much better a row must be read in parts than in one."""
NOISE = 0.3
"""A single mark read with less confidence is a speck, not a character."""


class Engines:
    """The engines of one process, each loaded when it is first needed; `threads` is how many cores each may use."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads

    @cached_property
    def detector(self) -> Detector:
        return Detector(self._threads)

    @cached_property
    def recogniser(self) -> Recogniser:
        return Recogniser(self._threads)

    @cached_property
    def tesseract(self) -> Tesseract:
        return Tesseract()


def read_page(source: Path | bytes, hints: Hints | None = None, engines: Engines | None = None) -> PageText:
    """The text of a picture, given as a file or as its bytes; boxes are in pixels of the upright picture.

    Raises OcrError for what is no picture, for a script that no engine reads, and for an engine that is not there.
    """
    started = time.perf_counter()
    hints, engines = hints or Hints(), engines or Engines()
    if hints.engine not in ENGINES:
        message = "There is no engine named {engine}; choose one of {known}."
        raise OcrError(message, engine=hints.engine, known=", ".join(ENGINES))
    if hints.script == "mong":
        raise OcrError("Traditional Mongolian cannot be read yet; choose another script.")
    pyramid = Pyramid(gray(open_image(source)))
    layout = find(pyramid, engines.detector, hints.direction)
    page = _Page(pyramid, layout, hints, engines)
    return replace(page.text(), seconds=round(time.perf_counter() - started, 3))


def worker_read(source: Path | bytes, hints: Hints | None = None) -> PageText:
    """`read_page` for a pool of processes: each process loads its engines once."""
    return read_page(source, hints, _engines_of_this_process())


@cache
def _engines_of_this_process() -> Engines:
    return Engines(threads=1)


class _Page:
    """One page on its way from layout to text."""

    def __init__(self, pyramid: Pyramid, layout: Layout, hints: Hints, engines: Engines) -> None:
        self._pyramid = pyramid
        self._layout = layout
        self._hints = hints
        self._engines = engines
        self._versions: dict[str, str] = {}

    def text(self) -> PageText:
        choices = [choice for group in self._layout.groups for level in group.levels for choice in level]
        read = iter(self._read(choices))
        groups = []
        for group in self._layout.groups:
            levels = [tuple(pair for _ in level for pair in next(read)) for level in group.levels]
            groups.append((group.table, self._lines(levels)))
        return page_text(self._layout, groups, self._pyramid.page, self._versions or {"rapidocr": ""})

    def _read(self, choices: Sequence[Choice]) -> list[Level]:
        """For each choice the strips of its best way, with what was read in them."""
        strips = [strip for choice in choices for way in choice for strip in way]
        read = iter(self._recognise(strips))
        return [max((tuple(next(read) for _ in way) for way in choice), key=_merit) for choice in choices]

    def _recognise(self, strips: Sequence[Strip]) -> list[tuple[Strip, Reading]]:
        """Each strip as it was looked at best, with what was read in it."""
        if self._hints.engine == "tesseract":
            return [(strip, Reading(())) for strip in strips]
        recogniser = self._engines.recogniser
        self._versions[recogniser.name] = recogniser.version
        best = list(zip(strips, self._look(strips), strict=True))
        doubtful = [i for i, (_, reading) in enumerate(best) if reading.glyphs and reading.confidence < DOUBTFUL]
        for scale in LOOKS:
            views = [strips[i].looked_at(scale) for i in doubtful]
            for i, view, other in zip(doubtful, views, self._look(views), strict=True):
                known = best[i][1]
                if other.confidence > known.confidence and len(other.glyphs) >= 0.8 * len(known.glyphs):
                    best[i] = view, other
        return best

    def _look(self, strips: Sequence[Strip]) -> list[Reading]:
        return self._engines.recogniser.read_lines([self._pyramid.view(strip.view) for strip in strips])

    def _lines(self, levels: Sequence[Level]) -> list[ReadLine]:
        out: list[ReadLine] = []
        for run in runs(levels, self._layout.direction, self._hints):
            out += (run.foreign and self._foreign(run)) or self._own(run)
        return out

    def _own(self, run: Run) -> list[ReadLine]:
        """The lines as the recogniser read them: columns one by one, what lies side by side in a row as one line."""
        lines = []
        for level in run.levels:
            pairs = [(strip, reading) for strip, reading in level if not _is_speck(reading)]
            parts = [pairs] if self._layout.direction == "horizontal" else [[pair] for pair in pairs]
            lines += [strip_line(part, self._pyramid.page, "rapidocr") for part in parts if part]
        return [line for line in lines if line is not None]

    def _foreign(self, run: Run) -> list[ReadLine]:
        """The lines as Tesseract reads them; none where it reads nothing."""
        tesseract = self._engines.tesseract
        boxes = [strip.box for level in run.levels for strip, _ in level]
        whole = boxes[0]
        for box in boxes[1:]:
            whole = whole.union(box)
        air = 0.3 * boxes[0].height
        whole = Box(whole.left - air, whole.top - air, whole.right + air, whole.bottom + air)
        view = self._layout.frame.part(whole, max(round(whole.height * run.zoom(self._layout)), 8))
        picture = self._pyramid.view(view)
        name = language(picture, run, tesseract)
        words = tesseract.read_region(picture, name, single_line=len(run.levels) == 1)
        self._versions[tesseract.name] = tesseract.version
        return region_lines(words, view, self._pyramid.page, tesseract.name)


def _merit(way: Level) -> float:
    """Mean confidence over the area of the strips; what was not read, or only in part, counts for less.

    A character of two halves, such as 扎, can be read as two small ones: commentary must be the clearly better way.
    """
    total = merit = 0.0
    for strip, reading in way:
        expected = 0.5 * strip.box.width / max(strip.box.height, 1.0)
        area = strip.box.width * strip.box.height
        total += area
        merit += area * reading.confidence * min(len(reading.glyphs) / max(expected, 1.0), 1.0)
    return merit / max(total, 1.0) - PARTED * any(strip.commentary for strip, _ in way)


def _is_speck(reading: Reading) -> bool:
    return len(reading.glyphs) < 2 and reading.confidence < NOISE
