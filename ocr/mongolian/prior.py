"""What is known of Mongolian words, as a gentle prior: which units follow each other, and which words there are.

A network that doubts between a tooth and a bow may be helped by what words look like. So where a word was read with
doubt, the ways to read it are weighed again: by what the network saw, and a little by how usual the units are one after
another (`Letters`) and by whether the whole is a word of the list. What the network is sure of stays as it is.

The tables are made by `python -m scripts.make_mongolian_prior` and lie in `resources/models`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ocr.mongolian.classes import BLANK, NAMES, NUMBERS, SPACE, UNITS
from ocr.mongolian.decoding import Hit, Scores, greedy
from ocr.mongolian.spelling import units_of

ORDER = 5
"""Units that are looked at together: one and the four before it."""
EDGE = SPACE
"""Stands before a word and after it."""
BACK_OFF = math.log(0.4)
"""What it costs to look at one unit less, where a longer row was never seen ("stupid backoff", Brants et al. 2007)."""
SURE = 0.9
"""A word in which every unit is so likely is left alone."""
_WORD_BITS = 32


@dataclass(frozen=True, slots=True)
class Weights:
    """How much the prior counts against the network: `letters` for the units' order, `word` (natural logarithm) for a
    word of the list."""

    letters: float = 0.3
    word: float = 1.5


class Letters:
    """How likely a unit is after others. `keys` (sorted) and `costs` are one row of units each and its logarithm."""

    def __init__(
        self, keys: npt.NDArray[np.uint64], costs: npt.NDArray[np.float16], words: npt.NDArray[np.uint32]
    ) -> None:
        self._costs: dict[int, float] = dict(zip(keys.tolist(), costs.astype(float).tolist(), strict=True))
        self._words = frozenset(words.tolist())
        self._known: dict[tuple[int, ...], float] = {}

    def with_words(self, words: Iterable[str]) -> Letters:
        """This, with more words that are known, given as text; what is no Mongolian among them counts for nothing."""
        other = copy(self)
        shapes = (units_of(word) for text in words for word in text.split())
        other._words = self._words | {word_key([NUMBERS[unit] for unit in units]) for units in shapes if units}
        return other

    def after(self, before: Sequence[int], number: int) -> float:
        """The natural logarithm of how likely a class is after others of its word."""
        row = (*before[-ORDER + 1 :], number)
        if row not in self._known:
            self._known[row] = self._after(row)
        return self._known[row]

    def has(self, word: Sequence[int]) -> bool:
        """Whether the list has this word; of 140,000 others one is taken for a word."""
        return word_key(word) in self._words

    def _after(self, row: tuple[int, ...]) -> float:
        penalty = 0.0
        for start in range(len(row)):
            cost = self._costs.get(row_key(row[start:]))
            if cost is not None:
                return cost + penalty
            penalty += BACK_OFF
        return -8.0 + penalty


def row_key(row: Sequence[int]) -> int:
    """A row of up to five classes (of at most 255) as a number."""
    key = 0
    for number in row:
        key = key << 8 | (number + 1)
    return key


def word_key(word: Sequence[int]) -> int:
    """A word of the list as a number of 32 bits, by which it is known but cannot be told."""
    digest = hashlib.blake2b(bytes(word), digest_size=_WORD_BITS // 8).digest()
    return int.from_bytes(digest, "little")


@cache
def kept(path: Path) -> Letters:
    """The tables of a file; OSError if it is not there."""
    with np.load(path) as tables:
        return Letters(tables["rows"], tables["costs"], tables["words"])


class Beam:
    """A decoder that weighs doubtful words again. `breadth` ways are followed at once."""

    def __init__(self, letters: Letters, weights: Weights = Weights(), breadth: int = 12) -> None:
        self._letters = letters
        self._weights = weights
        self._breadth = breadth

    def __call__(self, scores: Scores) -> list[Hit]:
        """What the scores of a line say, see `decoding.Decoder`."""
        out: list[Hit] = []
        for word, start, end in _words(greedy(scores), len(scores)):
            if word and NAMES[word[0].number] in UNITS and min(hit.confidence for hit in word) < SURE:
                out += [_moved(hit, start) for hit in self.word(scores[start:end])]
            else:
                out += word
        return out

    def word(self, scores: Scores) -> list[Hit]:
        """The likeliest reading of the steps of one word."""
        numbers = self._best(scores)
        return aligned(scores, numbers)

    def _best(self, scores: Scores) -> tuple[int, ...]:
        """Prefix beam search (Hannun et al. 2014): how likely each beginning is with a blank last and without."""
        nothing = -math.inf
        ways: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, nothing)}
        prior: dict[tuple[int, ...], float] = {(): 0.0}
        for step in scores:
            blank = float(step[BLANK])
            likely = [int(n) for n in np.flatnonzero(step > -7.0) if n != BLANK] or [int(step[1:].argmax()) + 1]
            onward: dict[tuple[int, ...], tuple[float, float]] = {}
            for way, (ends_blank, ends_not) in ways.items():
                whole = np.logaddexp(ends_blank, ends_not)
                _add(onward, way, whole + blank, (ends_not + float(step[way[-1]])) if way else nothing)
                for number in likely:
                    longer = (*way, number)
                    if longer not in prior:
                        prior[longer] = prior[way] + self._step(way, number)
                    from_here = ends_blank if way and way[-1] == number else whole
                    _add(onward, longer, nothing, from_here + float(step[number]))
            ranked = sorted(onward, key=lambda way: np.logaddexp(*onward[way]) + prior[way], reverse=True)
            ways = {way: onward[way] for way in ranked[: self._breadth]}
        return max(ways, key=lambda way: np.logaddexp(*ways[way]) + prior[way] + self._end(way))

    def _step(self, way: tuple[int, ...], number: int) -> float:
        # Against the average of a unit in the list, so that longer words are not disliked for being long.
        return self._weights.letters * (self._letters.after((EDGE, *way), number) + 2.0)

    def _end(self, way: tuple[int, ...]) -> float:
        end = self._weights.letters * (self._letters.after((EDGE, *way), EDGE) + 2.0)
        return end + self._weights.word * self._letters.has(way)


def aligned(scores: Scores, numbers: Sequence[int]) -> list[Hit]:
    """Where these classes are read best, one after the other (the likeliest path of CTC)."""
    if not numbers:
        return []
    states = [BLANK]
    for number in numbers:
        states += [number, BLANK]
    emitted = scores[:, states]
    total = np.full(len(states), -np.inf, dtype=np.float64)
    total[:2] = emitted[0, :2]
    came = np.zeros((len(scores), len(states)), dtype=np.int8)
    may_skip = np.array([n >= 2 and states[n] != BLANK and states[n] != states[n - 2] for n in range(len(states))])
    for at in range(1, len(scores)):
        one = np.concatenate(([-np.inf], total[:-1]))
        two = np.where(may_skip, np.concatenate(([-np.inf, -np.inf], total[:-2])), -np.inf)
        ways = np.stack((total, one, two))
        came[at] = ways.argmax(axis=0)
        total = ways.max(axis=0) + emitted[at]
    state = len(states) - 1 if total[-1] >= total[-2] else len(states) - 2
    path = [state]
    for at in range(len(scores) - 1, 0, -1):
        state -= int(came[at][state])
        path.append(state)
    path.reverse()
    return list(_hits(scores, states, path))


def _hits(scores: Scores, states: Sequence[int], path: Sequence[int]) -> Iterator[Hit]:
    start = 0
    for at in range(1, len(path) + 1):
        if at == len(path) or path[at] != path[start]:
            number = states[path[start]]
            if number != BLANK:
                yield Hit(number, float(np.exp(scores[start:at, number].max())), start, at)
            start = at


def _words(hits: Sequence[Hit], steps: int) -> Iterator[tuple[list[Hit], int, int]]:
    """Runs of units and, each by itself, what is between them, with the steps that belong to a run."""
    runs: list[list[Hit]] = []
    for hit in hits:
        in_word = NAMES[hit.number] in UNITS
        if runs and in_word and NAMES[runs[-1][-1].number] in UNITS:
            runs[-1].append(hit)
        else:
            runs.append([hit])
    for at, run in enumerate(runs):
        start = runs[at - 1][-1].end if at else 0
        end = runs[at + 1][0].start if at + 1 < len(runs) else steps
        yield run, start, end


def _moved(hit: Hit, by: int) -> Hit:
    return replace(hit, start=hit.start + by, end=hit.end + by)


def _add(ways: dict[tuple[int, ...], tuple[float, float]], way: tuple[int, ...], blank: float, other: float) -> None:
    before = ways.get(way, (-math.inf, -math.inf))
    ways[way] = (float(np.logaddexp(before[0], blank)), float(np.logaddexp(before[1], other)))
