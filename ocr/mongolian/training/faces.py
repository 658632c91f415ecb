"""Fonts as a source of drawn words, each with the units it shows.

Releases of one font shape differently, and not all as the standard has it. So no font is trusted: over the word list it
is counted which units each of its glyphs stands for, and words with a glyph that says otherwise are not drawn with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import uharfbuzz
from mongol_norm import MongolianShaper

TRUSTED = 0.9
"""A glyph stands for the units that it shows in this part of its words."""
SELDOM = 3
"""Glyphs seen less often say nothing."""
SHAPER = MongolianShaper("MNG")

Units = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A glyph of a word: its number, its place in ems, and the units of the letters that it belongs to."""

    glyph: int
    x: float
    y: float
    advance: float
    units: Units


@dataclass(frozen=True, slots=True)
class Word:
    """A word as a font draws it, from left to right; `units` are what is to be read."""

    pieces: tuple[Piece, ...]
    units: Units

    @property
    def width(self) -> float:
        return sum(piece.advance for piece in self.pieces)


def units_of(text: str) -> Units:
    """The units that a word shows; ValueError for what is no word of Mongolian."""
    return tuple(SHAPER.shape(text.lstrip("\u202f")) if not text.startswith("\u202f") else _suffix(text))


def _suffix(text: str) -> Iterator[str]:
    units = SHAPER.shape(text)
    return (unit for n, unit in enumerate(units) if n or unit != "Mvs")


class Face:
    """A font file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        self._face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        self.font = uharfbuzz.Font(self._face)
        self._em = float(self._face.upem)
        self._sure: dict[tuple[int, ...], Units] = {}
        self._words: dict[str, Word | None] = {}

    @cached_property
    def stem(self) -> tuple[int, float]:
        """The glyph that lengthens the spine, and its width in ems."""
        glyph = self.font.get_nominal_glyph(0x180A) or 0
        return glyph, self.font.get_glyph_h_advance(glyph) / self._em

    @cached_property
    def _selectors(self) -> set[int | None]:
        return {self.font.get_nominal_glyph(code) for code in (0x180B, 0x180C, 0x180D, 0x180F)}

    def study(self, words: Iterable[str]) -> None:
        """Learns what the glyphs of the font stand for."""
        seen: dict[tuple[int, ...], Counter[Units]] = defaultdict(Counter)
        for word in words:
            for glyphs, units in self._groups(word):
                seen[glyphs][units] += 1
        for glyphs, counts in seen.items():
            units, count = counts.most_common(1)[0]
            if count >= max(TRUSTED * counts.total(), SELDOM):
                self._sure[glyphs] = units

    def word(self, text: str) -> Word | None:
        """The word as this font draws it; None where it does not show the units that it should."""
        if text not in self._words:
            self._words[text] = self._word(text)
        return self._words[text]

    def signs(self, text: str) -> Word | None:
        """Digits and marks; None where the font lacks one."""
        shaped = list(self._shaped(text))
        if any(glyph == 0 for glyph, *_ in shaped):
            return None
        return Word(tuple(Piece(g, x, y, a, (text,)) for g, _, x, y, a in shaped), tuple(text))

    def _word(self, text: str) -> Word | None:
        try:
            units = units_of(text)
        except ValueError:
            return None
        if any(shown and self._sure.get(glyphs) != shown for glyphs, shown in self._groups(text)):
            return None
        if any(glyph in self._selectors and advance for glyph, *_, advance in self._shaped(text)):
            return None  # a selector that does not fit is drawn as a box
        letters = _letters(text)
        pieces, known = [], {}
        for start, end, shown in self._spans(text, letters):
            known.update(dict.fromkeys(range(start, end), shown))
        for glyph, cluster, x, y, advance in self._shaped(text):
            pieces.append(Piece(glyph, x, y, advance, known[cluster]))
        return Word(tuple(pieces), units) if pieces else None

    def _groups(self, text: str) -> list[tuple[tuple[int, ...], Units]]:
        try:
            letters = _letters(text)
        except ValueError:
            return []
        glyphs: dict[int, list[int]] = defaultdict(list)
        for glyph, cluster, *_ in self._shaped(text):
            glyphs[cluster].append(glyph)
        return [(tuple(glyphs[start]), shown) for start, _, shown in self._spans(text, letters)]

    def _spans(self, text: str, letters: list[Units]) -> list[tuple[int, int, Units]]:
        """Stretches of the text that have glyphs of their own, with the units that they show."""
        starts = sorted({cluster for _, cluster, *_ in self._shaped(text)})
        spans = []
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            spans.append((start, end, tuple(unit for letter in letters[start:end] for unit in letter)))
        return spans

    def _shaped(self, text: str) -> Iterator[tuple[int, int, float, float, float]]:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "ltr"
        uharfbuzz.shape(self.font, buffer, {})
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            yield (
                info.codepoint, info.cluster, place.x_offset / self._em, place.y_offset / self._em,
                place.x_advance / self._em,
            )  # fmt: skip

    @cached_property
    def spine(self) -> float:
        """How high above the baseline the spine runs, in ems."""
        rows = ink_rows(self, "ᠠᠯᠠᠯᠠᠨᠠᠰᠠᠷᠠᠮᠠᠨ")
        return (int(np.argmax(rows[0])) + rows[1]) / 100


def _letters(text: str) -> list[Units]:
    """For each character of a word the units it shows."""
    return [tuple(detail["written"]) for detail in SHAPER.shape_detailed(text)]


def ink_rows(face: Face, text: str) -> tuple[npt.NDArray[np.float64], float]:
    """The ink of a word by height, in hundredths of an em, and the height of the lowest row."""
    pen, x = uharfbuzz.RasterDraw(), 0.0
    scale = 100 / face.font.face.upem
    for glyph, _, dx, dy, advance in face._shaped(text):
        pen.transform = (scale, 0.0, 0.0, scale, (x + dx) * 100, dy * 100)
        pen.draw_glyph(face.font, glyph)
        x += advance
    image = pen.render()
    extents = image.extents
    rows = np.frombuffer(image.buffer, dtype=np.uint8).reshape(extents.height, extents.stride)[:, : extents.width]
    return rows.astype(np.float64).sum(axis=1), extents.y_origin
