"""How well lines are read: errors in letters, against what was drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ocr.engines.base import Gray, Reading
from ocr.mongolian.recogniser import text_of
from ocr.mongolian.training.ageing import Ager
from ocr.mongolian.training.drawing import Draughtsman


class Reader(Protocol):
    """What reads strips."""

    def read_lines(self, pictures: Sequence[Gray]) -> list[Reading]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of a number of lines: the characters of their canonical text, the errors in them, and the lines with errors."""

    characters: int
    errors: int
    wrong: tuple[tuple[Gray, str, str], ...]

    @property
    def rate(self) -> float:
        return self.errors / max(self.characters, 1)


def measured(
    reader: Reader, draughtsman: Draughtsman, ager: Ager, lines: int, seed: int, width: float = 14.0
) -> Outcome:
    """Reads drawn lines about `width` ems long; the same ones for the same seed."""
    characters = errors = 0
    wrong = []
    for number in range(lines):
        rng = np.random.default_rng((seed, number))
        line = draughtsman.line(rng, width)
        strip, truth = ager.strip(line, rng), text_of(line.classes)
        read = reader.read_lines([strip])[0].text
        apart = distance(read, truth)
        characters, errors = characters + len(truth), errors + apart
        if apart:
            wrong.append((strip, truth, read))
    return Outcome(characters, errors, tuple(wrong))


def distance(a: Sequence[str], b: Sequence[str]) -> int:
    """How many characters must be put in, taken out or changed to make one text of the other."""
    row = list(range(len(b) + 1))
    for n, sign in enumerate(a):
        before, row[0] = row[0], n + 1
        for m, other in enumerate(b):
            before, row[m + 1] = row[m + 1], min(row[m + 1] + 1, row[m] + 1, before + (sign != other))
    return row[-1]


def in_list(words: Iterable[str], known: set[str], letters: int = 3) -> tuple[list[str], list[str]]:
    """Words of so many letters or more: those that are known, and the others; all in canonical spelling."""
    long = [word for word in words if _letters(word) >= letters]
    return [word for word in long if word in known], [word for word in long if word not in known]


def _letters(word: str) -> int:
    """How many letters of Mongolian a word has; 0 where it has other signs."""
    if any(not (0x1820 <= ord(c) <= 0x1842 or c in "\u180b\u180c\u180d\u180e\u180f\u180a") for c in word):
        return 0
    return sum(0x1820 <= ord(c) <= 0x1842 for c in word)
