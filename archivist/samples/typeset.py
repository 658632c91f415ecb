"""Breaks running text into lines of even width, Chinese and Cyrillic alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import ImageFont

_OPEN, _CLOSE, _HAN = "（《“‘", "，。、；：？！）》”’", "\u3400-\u9fff"
_ATOM = re.compile(rf"[{_OPEN}]*(?:[{_HAN}]|[^\s{_OPEN}{_CLOSE}{_HAN}]+)[{_CLOSE}]*")


@dataclass(frozen=True, slots=True)
class Atom:
    """What is never broken: a word, or a Chinese character with the punctuation that clings to it. Widths in pixels."""

    text: str
    width: float
    space: float
    """The width of the space before it, 0 where there is none."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line: its atoms, each with the x of its left edge counted from the margin."""

    atoms: tuple[tuple[float, Atom], ...]

    @property
    def text(self) -> str:
        return "".join((" " if atom.space and n else "") + atom.text for n, (_x, atom) in enumerate(self.atoms))


def set_lines(text: str, font: ImageFont.FreeTypeFont, width: float, indent: float) -> Iterator[SetLine]:
    """The paragraph as justified lines of `width` pixels; the first begins at `indent`, the last is left ragged."""
    line: list[Atom] = []
    used = indent
    for atom in _atoms(text, font):
        gap = atom.space if line else 0.0
        if line and used + gap + atom.width > width:
            yield _justified(line, indent, width - used)
            line, used, indent, gap = [], 0.0, 0.0, 0.0
        line.append(atom)
        used += gap + atom.width
    if line:
        yield _justified(line, indent, 0.0)


def _atoms(text: str, font: ImageFont.FreeTypeFont) -> Iterator[Atom]:
    space = font.getlength(" ")
    for match in _ATOM.finditer(text):
        spaced = text[match.start() - 1].isspace() if match.start() else False
        yield Atom(match[0], font.getlength(match[0]), space if spaced else 0.0)


def _justified(line: list[Atom], start: float, spare: float) -> SetLine:
    """Shares `spare` out over the spaces, or between all atoms where there are none."""
    spaced = sum(1 for atom in line[1:] if atom.space)
    share = spare / (spaced or max(len(line) - 1, 1))
    placed = []
    x = start
    for number, atom in enumerate(line):
        if number:
            x += atom.space + (share if atom.space or not spaced else 0.0)
        placed.append((x, atom))
        x += atom.width
    return SetLine(tuple(placed))
