"""Which lines of a page the Han recogniser cannot read, and in what language they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ocr.engines.base import Gray, Reading, RegionEngine, RegionWord
from ocr.hints import Hints
from ocr.layout import Choice, Group, Layout, Strip
from ocr.page import Direction
from ocr.script import is_mongolian, kind

UNREAD = 0.3
"""A line with fewer letters than this for each height of a character in its length is in a script not known."""
LATIN = 12
"""So many Latin letters, and hardly any Han, make it worth asking Tesseract."""
SAMPLE_LINES = 4
LETTER = 36
"""The height of a line, from the tops of its tall letters to the bottoms of its tails, that Tesseract likes."""

SURE = 0.7
"""A line that Tesseract reads with less confidence may be in no script of its."""
SAMPLES = 4
"""So many lines of a group tell whether it is in a script that the recogniser does not know."""

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
    marked = [(foreign(level, direction, hints), level) for level in levels]
    return [Run(tuple(level for _, level in part), name) for name, part in groupby(marked, key=lambda mark: mark[0])]


def language(picture: Gray, run: Run, engine: RegionEngine) -> str:
    """The language to read a run in; whether Cyrillic is Russian or Mongolian is tried on its first lines."""
    if run.foreign == "latn":
        return "eng"
    height = len(picture)
    rows = max(height * SAMPLE_LINES // max(len(run.levels), SAMPLE_LINES), 1)
    mongolian = engine.read_region(picture[:rows], "mon")
    if not is_mongolian(" ".join(word.text for word in mongolian)):
        return "rus"
    russian = engine.read_region(picture[:rows], "rus")
    return "mon" if _confidence(mongolian) > _confidence(russian) - 0.05 else "rus"


def foreign(level: Sequence[tuple[Strip, Reading]], direction: Direction, hints: Hints) -> str:
    """The script of a level that the recogniser does not know; empty where it can read it."""
    if hints.script in ("cyrl", "latn"):
        return hints.script
    if not _may_be_foreign(direction, hints):
        return ""
    letters = [kind(g.text[0]) for _, reading in level for g in reading.glyphs if g.text.isalnum()]
    length = sum(strip.box.width / max(strip.box.height, 1.0) for strip, _ in level)
    if length > 1.5 and len(letters) < UNREAD * length:
        return "cyrl"
    latin = letters.count("latn")
    if hints.engine == "tesseract" or (latin >= LATIN and letters.count("han") < 0.05 * latin):
        return "latn"
    return ""


def sample(group: Group, direction: Direction, hints: Hints) -> list[int]:
    """The levels of a group to try first, spread over it; none where the group is too short for that to save time."""
    count = len(group.levels)
    if group.table or count <= SAMPLES or not _may_be_foreign(direction, hints):
        return []
    return [round((n + 0.5) * count / SAMPLES - 0.5) for n in range(SAMPLES)]


def unread(level: Sequence[Choice]) -> Level:
    """A level that the recogniser has not looked at."""
    return tuple((strip, Reading(())) for choice in level for strip in choice[0])


def is_unread(level: Level) -> bool:
    """Whether nothing was read in a level."""
    return not any(reading.glyphs for _, reading in level)


def well_read(level: Level, words: Sequence[RegionWord], top: float, scale: float) -> bool:
    """Whether Tesseract was sure of the words at the height of a level; its picture begins at `top`, enlarged."""
    middle = scale * (sum(strip.box.top + strip.box.bottom for strip, _ in level) / (2 * len(level)) - top)
    return _confidence([word for word in words if word.top <= middle <= word.bottom]) >= SURE


def _may_be_foreign(direction: Direction, hints: Hints) -> bool:
    return hints.engine != "rapidocr" and direction == "horizontal" and hints.script not in ("hans", "hant")


def _confidence(words: Sequence[RegionWord]) -> float:
    count = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / count if count else 0.0
