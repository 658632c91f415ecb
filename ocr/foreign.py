"""Which lines of a page the Han recogniser cannot read, and in what language they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ocr.engines.base import Gray, Reading, RegionEngine, RegionWord
from ocr.hints import Hints
from ocr.layout import Layout, Strip
from ocr.page import Direction
from ocr.script import is_mongolian, kind

UNREAD = 0.3
"""A line with fewer letters than this for each height of a character in its length is in a script not known."""
LATIN = 12
"""So many Latin letters, and hardly any Han, make it worth asking Tesseract."""
SAMPLE_LINES = 4
LETTER = 36
"""The height of a line, from the tops of its tall letters to the bottoms of its tails, that Tesseract likes."""

Level = tuple[tuple[Strip, Reading], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Levels of a group that follow each other and are for one engine; `foreign` names the script, or is empty."""

    levels: tuple[Level, ...]
    foreign: str

    def zoom(self, layout: Layout) -> float:
        """How much the view of the page must be enlarged for Tesseract."""
        sizes = sorted(strip.box.height for level in self.levels for strip, _ in level)
        return float(min(max(LETTER / max(sizes[len(sizes) // 2], 1.0), 0.2), 4.0))


def runs(levels: Sequence[Level], direction: Direction, hints: Hints) -> list[Run]:
    """The levels of a group in runs for one engine each."""
    marked = [(_foreign(level, direction, hints), level) for level in levels]
    return [Run(tuple(level for _, level in part), name) for name, part in groupby(marked, key=lambda mark: mark[0])]


def language(picture: Gray, run: Run, engine: RegionEngine) -> str:
    """The language to read a run in: Russian and Mongolian are tried on its first lines."""
    if run.foreign == "latn":
        return "eng"
    height = len(picture)
    rows = max(height * SAMPLE_LINES // max(len(run.levels), SAMPLE_LINES), 1)
    tried = {name: engine.read_region(picture[:rows], name) for name in ("rus", "mon")}
    mongolian = " ".join(word.text for word in tried["mon"])
    if is_mongolian(mongolian) and _confidence(tried["mon"]) > _confidence(tried["rus"]) - 0.05:
        return "mon"
    return "rus"


def _foreign(level: Level, direction: Direction, hints: Hints) -> str:
    if hints.script in ("cyrl", "latn"):
        return hints.script
    if hints.engine == "rapidocr" or direction != "horizontal" or hints.script in ("hans", "hant"):
        return ""
    letters = [kind(g.text[0]) for _, reading in level for g in reading.glyphs if g.text.isalnum()]
    length = sum(strip.box.width / max(strip.box.height, 1.0) for strip, _ in level)
    if length > 1.5 and len(letters) < UNREAD * length:
        return "cyrl"
    latin = letters.count("latn")
    if hints.engine == "tesseract" or (latin >= LATIN and letters.count("han") < 0.05 * latin):
        return "latn"
    return ""


def _confidence(words: list[RegionWord]) -> float:
    count = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / count if count else 0.0
