"""Makes the tables of `ocr.mongolian.prior` from a list of words, one a line.

python -m scripts.make_mongolian_prior ../shared/samples/mongolian_words.txt

What is kept of the list is how often units follow each other and a number of 32 bits for each word, no words.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from ocr.mongolian.classes import NUMBERS
from ocr.mongolian.prior import EDGE, ORDER, row_key, word_key
from ocr.mongolian.spelling import units_of
from resources.models import MONGOLIAN_WORDS

SEEN = 2
"""A row of more than three units counts from so many times on."""


def shapes(lines: Iterable[str]) -> Iterator[tuple[int, ...]]:
    """The classes of each word; what is no Mongolian word is left out."""
    for units in map(units_of, map(str.strip, lines)):
        if units:
            yield tuple(NUMBERS[unit] for unit in units)


def counted(words: Iterable[Sequence[int]]) -> Counter[tuple[int, ...]]:
    """How often each row of up to `ORDER` classes is in the words, edges included."""
    rows: Counter[tuple[int, ...]] = Counter()
    for word in words:
        edged = (EDGE, *word, EDGE)
        for end in range(1, len(edged) + 1):
            for length in range(1, min(ORDER, end) + 1):
                rows[edged[end - length : end]] += 1
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", type=Path)
    parser.add_argument("--out", type=Path, default=MONGOLIAN_WORDS)
    options = parser.parse_args()
    words = sorted(set(shapes(options.words.read_text(encoding="utf-8").splitlines())))
    rows = counted(words)
    begun: Counter[tuple[int, ...]] = Counter()
    for row, count in rows.items():
        begun[row[:-1]] += count
    kept = {row: math.log(n / begun[row[:-1]]) for row, n in rows.items() if len(row) <= 3 or n >= SEEN}
    keyed = sorted((row_key(row), cost) for row, cost in kept.items())
    np.savez_compressed(
        options.out,
        rows=np.array([key for key, _ in keyed], dtype=np.uint64),
        costs=np.array([cost for _, cost in keyed], dtype=np.float16),
        words=np.array(sorted({word_key(word) for word in words}), dtype=np.uint32),
    )


if __name__ == "__main__":
    main()
