"""Draws lines of Mongolian turned a quarter anticlockwise, with the classes that are to be read in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import uharfbuzz

from ocr.mongolian.classes import NUMBERS, SPACE
from ocr.mongolian.training.faces import Face, Word
from ocr.mongolian.training.looks import Ink, Look
from ocr.mongolian.training.metafont import UnitFace
from ocr.mongolian.training.texts import Texts

WIDE = 1.0
"""About the width of a column, in ems of the font."""
TRIES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line: its ink, the row of its spine, an em in pixels, and what is to be read."""

    ink: Ink
    spine: int
    em: float
    classes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    word: Word
    face: Face
    upright: bool
    gap: float
    guest: bool = False


class Draughtsman:
    """Draws lines with some faces; `others` have the digits and marks of other scripts."""

    def __init__(self, faces: Sequence[Face], others: Sequence[Face], texts: Texts, wild: float = 1.0) -> None:
        self._faces, self._others, self._texts, self._wild = faces, others, texts, wild
        # Fonts with rules of shaping and fonts of units come equally often, however many there are of each.
        kinds = [isinstance(face, UnitFace) for face in faces]
        self._odds = np.cumsum([1 / kinds.count(kind) for kind in kinds])

    def line(self, rng: np.random.Generator, width: float, size: float = 48.0) -> Line:
        """A line about `width` ems long; `size` is an em in pixels."""
        look = Look.of(rng, self._wild)
        face = self._faces[int(np.searchsorted(self._odds, rng.random() * self._odds[-1], side="right"))]
        parts: list[_Part] = []
        long = 0.0
        while long < width:
            part = self._part(rng, face, look, first=not parts)
            if part is None:
                continue
            grown = long + part.gap + part.word.width * look.stretch
            if parts and grown > width:
                break
            parts.append(part)
            long = grown
        return _drawn(parts, face, look, size)

    def _part(self, rng: np.random.Generator, face: Face, look: Look, *, first: bool) -> _Part | None:
        kind, text = self._texts.token(rng)
        gap = 0.0 if first else look.gap * float(rng.uniform(0.8, 1.25))
        if kind == "word" or kind == "suffix":
            word = face.word(text)
            if kind == "suffix":
                gap *= float(rng.uniform(0.45, 1.0))
            return _Part(word, face, False, gap) if word is not None else None
        source = face
        if kind in ("upright", "guest") or rng.random() < 0.5 or face.signs(text) is None:
            source = self._others[int(rng.integers(len(self._others)))]
        word = source.signs(text)
        return _Part(word, source, kind in ("upright", "guest"), gap, kind == "guest") if word is not None else None


def _drawn(parts: Sequence[_Part], face: Face, look: Look, size: float) -> Line:
    pen, x = uharfbuzz.RasterDraw(), 0.0
    classes: list[int] = []
    spans: list[tuple[float, float]] = []
    for part in parts:
        x += part.gap
        start = x
        if part.upright:
            for word in _rows(part):
                x = _upright(pen, part.face, word, x, look, size, face.spine)
        else:
            x = _lying(pen, part, x, look, size, face)
        if part.face is not face:
            spans.append((start * size, x * size))
        # Of Chinese the network is to say nothing: others read it.
        if not part.guest:
            classes += [SPACE] * bool(classes) + [NUMBERS[unit] for unit in part.word.units]
    image = pen.render()
    extents = image.extents
    ink = np.frombuffer(image.buffer, dtype=np.uint8).reshape(extents.height, extents.stride)[::-1, : extents.width]
    above, below = round(0.9 * size), round(0.9 * size)
    spine = extents.height - 1 - (round(face.spine * size) - extents.y_origin)
    out = np.zeros((above + below + 1, extents.width + 8), dtype=np.uint8)
    top = above - spine
    first, last = max(top, 0), min(top + extents.height, len(out))
    out[first:last, 4 : 4 + extents.width] = ink[first - top : last - top]
    left = 4 - extents.x_origin
    spared = [slice(max(round(start + left), 0), max(round(end + left), 0)) for start, end in spans]
    return Line(look.inked(out, above, size, spared), above, size, tuple(classes))


def _lying(pen: uharfbuzz.RasterDraw, part: _Part, x: float, look: Look, size: float, face: Face) -> float:
    own = part.face is face
    scale = size / part.face.font.face.upem
    spine = part.face.spine if own else 0.35
    shift = (face.spine - spine) * size
    for number, piece in enumerate(part.word.pieces):
        along, across, lean = look.shape(piece.glyph if own else -1)
        if not own:
            along, across, lean = 0.8 * along, 0.8 * across, 0.3 * lean
        elif number and piece.units == ("Aa",):
            along *= look.flat
        elif number and piece.units == ("A",) and look.tail and piece is part.word.pieces[-1]:
            x = _stem(pen, part.face, x, look.tail, size)
        # Stretched and leaned about the spine, so that letters still join.
        pen.transform = (
            along * scale, 0.0, lean * across * scale, across * scale,
            (x + along * piece.x - lean * across * spine) * size,
            (spine * (1 - across) + across * piece.y) * size + shift,
        )  # fmt: skip
        pen.draw_glyph(part.face.font, piece.glyph)
        x += along * piece.advance
    return x


def _stem(pen: uharfbuzz.RasterDraw, face: Face, x: float, length: float, size: float) -> float:
    """The spine alone, for a length in ems."""
    glyph, wide = face.stem
    if wide > 0:
        scale = size / face.font.face.upem
        pen.transform = (length / wide * scale, 0.0, 0.0, scale, x * size, 0.0)
        pen.draw_glyph(face.font, glyph)
        x += length
    return x


def _rows(part: _Part) -> list[Word]:
    """What stands side by side: the digits of a number; Chinese runs down the column."""
    return [Word((piece,), piece.units) for piece in part.word.pieces] if part.guest else [part.word]


def _upright(
    pen: uharfbuzz.RasterDraw, face: Face, word: Word, x: float, look: Look, size: float, spine: float
) -> float:
    """What stands level in the column: its top to the left, its middle on the line."""
    big = 0.8 * look.stretch
    scale = big * size / face.font.face.upem
    y = -big * word.width / 2
    for piece in word.pieces:
        # A quarter turn anticlockwise: right becomes up, up becomes left.
        pen.transform = (
            0.0, scale, -scale, 0.0, (x + 0.85 * big) * size, (spine + y + big * piece.x) * size,
        )  # fmt: skip
        pen.draw_glyph(face.font, piece.glyph)
        y += big * piece.advance
    return x + big


def ems(line: Line) -> float:
    """How long a drawn line is."""
    return line.ink.shape[1] / line.em
