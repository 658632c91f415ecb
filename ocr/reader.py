"""Reads a page: picture in, `PageText` out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

import cv2
from PIL import Image

from ocr.assemble import page_text, region_lines, strip_line
from ocr.besides import Besides
from ocr.dashes import has_dashes, measured
from ocr.engines.base import ColumnEngine, Glyph, Gray, Reading, RegionWord
from ocr.engines.detector import Detector
from ocr.engines.rapid import Recogniser
from ocr.engines.tesseract import Tesseract
from ocr.errors import OcrError
from ocr.folios import folio
from ocr.foreign import Level, Run, foreign, is_unread, language, runs, sample, unread, well_read
from ocr.frames import Frame, Pyramid
from ocr.ghosts import ghosts, is_wave
from ocr.heads import chosen, with_head
from ocr.hints import Hints
from ocr.holes import Holes
from ocr.layout import Choice, Group, Layout, Strip, laid_out, look_at
from ocr.lines import ReadLine
from ocr.looks import Looks, Seen
from ocr.mongolian.parts import beside, parted
from ocr.mongolian.prior import Beam, kept
from ocr.mongolian.reading import Columns
from ocr.mongolian.recogniser import Recogniser as MongolianRecogniser
from ocr.names import Names, common
from ocr.numerals import is_number
from ocr.page import Box, PageText, Script
from ocr.pictures import open_image
from ocr.seals import without_seals
from ocr.twins import has_twins, told_apart
from resources.models import MONGOLIAN_WORDS

ENGINES = ("auto", "rapidocr", "tesseract")
PARTED = 0.02
"""How much better a row must be read in parts than in one."""
NOISE = 0.3
"""A single mark read with less confidence is a speck, not a character."""


class Engines:
    """The engines of one process, each loaded when it is first needed; `threads` is how many cores each may use, and
    whatever else looks at pictures in this process.

    `mongolian` reads columns of traditional Mongolian: True for our own recogniser, False for none – they are then
    found and left empty.
    """

    def __init__(self, threads: int = 1, mongolian: ColumnEngine | bool = True) -> None:
        # Or OpenCV takes all cores for each picture, and pages that are read side by side wait for each other.
        cv2.setNumThreads(threads)
        self._threads = threads
        self._mongolian = mongolian

    @cached_property
    def mongolian(self) -> ColumnEngine | None:
        if isinstance(self._mongolian, bool):
            return MongolianRecogniser(self._threads) if self._mongolian else None
        return self._mongolian

    def columns(self, hints: Hints) -> ColumnEngine | None:
        """What reads columns of Mongolian, with or without knowledge of its words."""
        engine = self.mongolian
        if not isinstance(engine, MongolianRecogniser) or not hints.lexicon:
            return engine
        known = kept(MONGOLIAN_WORDS)
        return engine.deciding_by(Beam(known.with_words(hints.words) if hints.words else known))

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
    engines = engines or Engines()
    # The picture in its colours is let go before its grey one is read: a large sheet takes half a gigabyte.
    sealed = without_seals(open_image(source), lambda: engines.recogniser)
    page = read_picture(sealed.picture, hints, engines, sealed.seals)
    return replace(page, seconds=round(time.perf_counter() - started, 3))


def read_image(image: Image.Image, hints: Hints | None = None, engines: Engines | None = None) -> PageText:
    """As `read_page`, of a picture that is open already; what is printed under red seals is read."""
    engines = engines or Engines()
    sealed = without_seals(image, lambda: engines.recogniser)
    return read_picture(sealed.picture, hints, engines, sealed.seals)


def read_picture(
    picture: Gray, hints: Hints | None = None, engines: Engines | None = None, seals: Sequence[Box] = ()
) -> PageText:
    """As `read_page`, of a grey picture: rows × columns, 0 black to 255 white; `seals` are where its seals were."""
    started = time.perf_counter()
    hints, engines = hints or Hints(), engines or Engines()
    if hints.engine not in ENGINES:
        message = "There is no engine named {engine}; choose one of {known}."
        raise OcrError(message, engine=hints.engine, known=", ".join(ENGINES))
    pyramid = Pyramid(picture)
    mongolian, look = parted(look_at(pyramid, engines.detector), hints)
    if mongolian is None:
        page = _Page(pyramid, laid_out(pyramid, look, hints.direction), hints, engines).text(seals)
    else:
        columns, plain = Columns.of(pyramid, mongolian), replace(hints, script="auto", direction="auto")
        rest = columns.painted_out()
        others = [
            _Page(rest, laid_out(rest, part, way), plain, engines).text(() if number else seals)
            for number, (part, way) in enumerate(beside(look))
        ]
        ours = engines.columns(hints)
        page = columns.added_to(others, ours, (lambda: engines.recogniser) if ours is not None else None)
    return replace(page, seconds=round(time.perf_counter() - started, 3))


def worker_read(source: Path | bytes, hints: Hints | None = None) -> PageText:
    """`read_page` for a pool of processes: each process loads its engines once."""
    return read_page(source, hints, engines_of_this_process())


@cache
def engines_of_this_process() -> Engines:
    """The engines of a worker, loaded once."""
    return Engines(threads=1)


class _Page:
    """One page on its way from layout to text."""

    def __init__(self, pyramid: Pyramid, layout: Layout, hints: Hints, engines: Engines) -> None:
        self._pyramid = pyramid
        self._layout = layout
        self._hints = hints
        self._engines = engines
        self._versions: dict[str, str] = {}
        self._names = Names(hints.words)
        # The setting of the layout holds the choices, so that none of these numbers is given to another.
        self._known: dict[tuple[int, ...], Level] = {}

    def text(self, seals: Sequence[Box]) -> PageText:
        groups = [(group.table, self._lines(levels)) for group, levels in self._read_groups()]
        found = Besides(self._layout, self._pyramid, groups, seals)
        groups = [(table, found.text(lines)) for table, lines in groups]
        groups += self._number(groups)
        return page_text(self._layout, groups, self._pyramid.page, self._versions or {"rapidocr": ""}, found.regions)

    def _number(self, groups: Sequence[tuple[bool, Sequence[ReadLine]]]) -> list[tuple[bool, list[ReadLine]]]:
        """A group for a page number that is a single character, where the page bears no other."""
        lines = [line.line for _, group in groups for line in group]
        if self._hints.engine == "tesseract" or any(is_number(line.text) for line in lines):
            return []
        found = folio(self._layout, self._pyramid, [line.box for line in lines], self._engines.recogniser)
        return [(False, [found])] if found else []

    @cached_property
    def _looks(self) -> Looks:
        recogniser = self._engines.recogniser
        self._versions[recogniser.name] = recogniser.version
        return Looks(self._pyramid, recogniser, columns=self._layout.direction != "horizontal")

    @cached_property
    def _holes(self) -> Holes:
        return Holes(self._pyramid, self._engines.recogniser, self._second)

    def _second(self, picture: Gray, script: Script) -> Glyph | None:
        found = self._engines.tesseract.read_character(picture, script)
        if found:
            self._versions[self._engines.tesseract.name] = self._engines.tesseract.version
        return found

    def _read_groups(self) -> list[tuple[Group, list[Level]]]:
        """The groups and what was read in them; ghosts do not stand in the way of the order of the rest."""
        read = [self._read(group) for group in self._layout.groups]
        found = ghosts(seen for levels in read for level in levels for seen in level)
        if found:
            self._layout = self._layout.without(found)
            read = [self._read(group) for group in self._layout.groups]
        return list(zip(self._layout.groups, read, strict=True))

    def _read(self, group: Group) -> list[Level]:
        """For each level of a group the strips of the best way of each choice, with what was read in them.

        A level that an engine for other scripts is to read has strips with nothing read in them.
        """
        if self._hints.engine == "tesseract" or self._hints.script in ("cyrl", "latn"):
            return [unread(level) for level in group.levels]
        tried = {n: self._level(group.levels[n]) for n in sample(group, self._layout.direction, self._hints)}
        if tried and all(self._foreign_script(level) == "cyrl" for level in tried.values()):
            return [tried.get(n) or unread(level) for n, level in enumerate(group.levels)]
        return [tried.get(n) or self._level(level) for n, level in enumerate(group.levels)]

    def _level(self, level: Sequence[Choice]) -> Level:
        """A level as the recogniser reads it; each is read once, in whatever order the page is put later."""
        key = tuple(id(choice) for choice in level)
        if key not in self._known:
            self._known[key] = self._looked_at(level)
        return self._known[key]

    def _looked_at(self, level: Sequence[Choice]) -> Level:
        """What the recogniser cannot read it need not look at again."""
        strips = [strip for choice in level for way in choice for strip in way]
        seen = self._looks.first(strips)
        if not self._foreign_script(seen):
            seen = self._looks.again(strips, seen)
        read = iter(seen)
        ways = [[tuple(next(read) for _ in way) for way in choice] for choice in level]
        best = [self._headed(choice, max(found, key=_merit)) for choice, found in zip(level, ways, strict=True)]
        return tuple(self._judged(*pair) for way in best for pair in way)

    def _headed(self, choice: Choice, best: Level) -> Level:
        """The best way of a row, or one with main text before its commentary if that is read better."""
        way = with_head(choice, best)
        if way is None:
            return best
        # Two broad characters, one above the other, are as high as a single one.
        seen = max(self._looks.first(way), self._looks.lying(way), key=_merit)
        return tuple(chosen(best, self._looks.again(way, seen), _merit))

    def _judged(self, strip: Strip, reading: Reading) -> Seen:
        reading = common().mended(self._names.mended(self._holes.filled(strip, reading)))
        if has_twins(reading):
            reading = told_apart(strip, reading, self._pyramid.view(strip.view))
        if has_dashes(reading):
            reading = measured(strip, reading, self._pyramid.view(strip.view))
        return strip, reading

    def _foreign_script(self, level: Sequence[Seen]) -> str:
        return foreign(level, self._layout.direction, self._hints)

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
            if self._layout.direction == "horizontal":
                parts = [pairs]
            else:
                parts = [[pair] for pair in pairs if not is_wave(*pair, self._layout.size)]
            lines += [strip_line(part, self._pyramid.page, "rapidocr") for part in parts if part]
        return [line for line in lines if line is not None]

    def _foreign(self, run: Run) -> list[ReadLine]:
        """The lines as Tesseract reads them, none where it reads nothing; what it cannot read the recogniser tries."""
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
        if self._hints.engine == self._hints.script == "auto" and (mended := self._mended(run, words, whole, view)):
            return self._lines(mended)
        return region_lines(words, view, self._pyramid.page, tesseract.name)

    def _mended(self, run: Run, words: Sequence[RegionWord], whole: Box, view: Frame) -> list[Level]:
        """The levels of a run, if some that were given away unread can be read by the recogniser after all."""
        scale = view.height / whole.height
        levels = list(run.levels)
        for n, level in enumerate(run.levels):
            if is_unread(level) and not well_read(level, words, whole.top, scale):
                levels[n] = self._level([((strip,),) for strip, _ in level])
        ours = [n for n, level in enumerate(levels) if level is not run.levels[n] and not self._foreign_script(level)]
        return [level if n in ours else run.levels[n] for n, level in enumerate(levels)] if ours else []


def _merit(way: Sequence[Seen]) -> float:
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
