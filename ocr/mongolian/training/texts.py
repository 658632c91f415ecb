"""What drawn lines say: words of the list, words that only could be, suffixes, numbers and marks."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from ocr.mongolian.classes import MONGOLIAN_DIGITS, RINGED
from ocr.mongolian.training.faces import units_of

CONTEXT = 3
"""A made word has each letter after these many others as the words of the list have it."""
HELD = 12
"""One of so many shapes of words is kept for measuring."""
SUFFIXES = tuple(
    "\u202f" + suffix
    for suffix in [
        "ᠶᠢᠨ",
        "ᠤᠨ",
        "ᠦᠨ",
        "ᠤ",
        "ᠦ",
        "ᠢ",
        "ᠶᠢ",
        "ᠳᠤ",
        "ᠳᠦ",
        "ᠲᠤ",
        "ᠲᠦ",
        "ᠠᠴᠠ",
        "ᠡᠴᠡ",
        "ᠢᠶᠠᠷ",
        "ᠢᠶᠡᠷ",
        "ᠪᠠᠷ",
        "ᠪᠡᠷ",
        "ᠲᠠᠢ",
        "ᠲᠡᠢ",
        "ᠯᠤᠭ\u180eᠠ",
        "ᠢᠶᠠᠨ",
        "ᠢᠶᠡᠨ",
        "ᠪᠠᠨ",
        "ᠪᠡᠨ",
        "ᠨᠤᠭᠤᠳ",
        "ᠨᠦᠭᠦᠳ",
        "ᠤᠳ",
        "ᠦᠳ",
        "ᠳᠠᠭᠠᠨ",
        "ᠳᠡᠭᠡᠨ",
        "ᠬᠢ",
        "ᠴᠤ",
        "ᠨᠢ",
    ]
)
LYING = ("᠂", "᠃", "᠄", "᠁", "!", "?", "(", ")", "《", "》", "〈", "〉", "[", "]", "︱", "·", ",", ".", ";", "「", "」")
ODDS = (8, 8, 5, 2, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 2, 1, 1.5, 1.5, 0.7, 0.7, 0.7)
"""How often each of them comes."""


def held_out(word: str) -> bool:
    """Whether a word is for measuring only: told from its shape, so that no spelling of it is trained on."""
    digest = hashlib.sha256(" ".join(units_of(word)).encode()).digest()
    return digest[0] % HELD == 0


def _guest(rng: np.random.Generator) -> str:
    """One to four of the commonest Chinese characters: rows 16 to 55 of GB 2312."""
    rows, cells = rng.integers(0xB0, 0xD7, 4), rng.integers(0xA1, 0xFE, 4)
    pairs = zip(rows.tolist(), cells.tolist(), strict=True)
    return "".join(bytes(pair).decode("gb2312") for pair in pairs)[: int(rng.integers(1, 5))]


def _kept(word: str) -> bool:
    """Whether a made word happens to be one that is for measuring."""
    try:
        return held_out(word)
    except ValueError:
        return False


def parted(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """The words to train on, and those to measure with; what is no word is in neither."""
    parts: tuple[list[str], list[str]] = ([], [])
    for word in words:
        try:
            parts[held_out(word)].append(word)
        except ValueError:
            continue
    return parts


class Maker:
    """Makes words letter by letter as a list of words teaches it."""

    def __init__(self, words: Sequence[str]) -> None:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for word in words:
            marked = "^" * CONTEXT + word + "$"
            for n in range(CONTEXT, len(marked)):
                counts[marked[n - CONTEXT : n]][marked[n]] += 1
        self._next = {
            # Rare ways on are taken more often than the list has them: the network is to see every join of letters.
            before: ("".join(after), np.cumsum(np.power([*after.values()], 0.6)))
            for before, after in counts.items()
        }

    def word(self, rng: np.random.Generator, longest: int = 16) -> str:
        word = "^" * CONTEXT
        while len(word) < longest + CONTEXT:
            letters, odds = self._next[word[-CONTEXT:]]
            letter = letters[int(np.searchsorted(odds, rng.random() * odds[-1], side="right"))]
            if letter == "$":
                break
            word += letter
        return word[CONTEXT:]


class Texts:
    """Gives what comes next in a line: (kind, text), kind being `word`, `suffix`, `lying`, `upright` or `guest`.

    A guest is Chinese, which is not ours to read. What is upright stands level in its column, as Chinese does, and lies
    on its back in the turned line. `made` is the part of the words that are made; without `signs` there are words and
    suffixes alone.
    """

    def __init__(self, words: Sequence[str], *, made: float = 0.45, signs: bool = True) -> None:
        self.words = words
        self._maker = Maker(words)
        self._made, self._signs = made, signs
        self._odds = np.cumsum(ODDS)

    def token(self, rng: np.random.Generator) -> tuple[str, str]:
        chance = rng.random() * (1.0 if self._signs else 0.75)
        if chance < 0.66:
            return "word", self.word(rng)
        if chance < 0.75:
            return "suffix", SUFFIXES[int(rng.integers(len(SUFFIXES)))]
        if chance < 0.86:
            return "lying", LYING[int(np.searchsorted(self._odds, rng.random() * self._odds[-1], side="right"))]
        if chance < 0.90:
            return "lying", "".join(MONGOLIAN_DIGITS[int(d)] for d in str(int(10 ** rng.uniform(0, 3.6))))
        if chance < 0.95:
            return "upright", RINGED[int(len(RINGED) * rng.random() ** 2.5)]
        if chance < 0.965:
            return "guest", _guest(rng)
        number = str(int(10 ** rng.uniform(0, 3.6)))
        return ("upright" if len(number) < 3 and rng.random() < 0.6 else "lying"), number

    def word(self, rng: np.random.Generator) -> str:
        if rng.random() < self._made:
            word = self._maker.word(rng)
            return word if not _kept(word) else self.words[0]
        return self.words[int(rng.integers(len(self.words)))]
