"""From rows of scores to what was read: the place where another way of deciding can be put in.

A decoder gets the scores of one line and says which classes are read where. `Greedy` takes the likeliest class of each
row. One that knows words would look at the same scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ocr.mongolian.classes import BLANK

Scores = npt.NDArray[np.float32]
"""Steps × classes: for each step along the line the natural logarithm of how likely each class is."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A class read between two steps (the end is not part of it), and how likely it is."""

    number: int
    confidence: float
    start: int
    end: int


class Decoder(Protocol):
    """Decides what the scores of a line say, in the order of reading."""

    def __call__(self, scores: Scores) -> list[Hit]: ...


def greedy(scores: Scores) -> list[Hit]:
    """The likeliest class of each step; steps that follow each other with the same class are one hit."""
    if not len(scores):
        return []
    best = scores.argmax(axis=1)
    edges = [0, *(np.flatnonzero(best[1:] != best[:-1]) + 1).tolist(), len(best)]
    hits = []
    for start, end in pairwise(edges):
        number = int(best[start])
        if number != BLANK:
            hits.append(Hit(number, float(np.exp(scores[start:end, number].max())), start, end))
    return hits
