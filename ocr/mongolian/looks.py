"""Several looks at a doubtful column, and the word in which most of them agree.

The network reads teeth one by one, and where they stand close it miscounts them, now one too many, now one too few. A
little nearer or a little broader it miscounts others: what is really there is read most often (see `ocr.votes` for the
same in Han).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np

from ocr.engines.base import Glyph, Gray, Reading

LOOKS = ((1.0, 1.15), (1.11, 1.0), (1.11, 1.2), (1.22, 1.0), (1.0, 1.3), (1.22, 1.15))
"""How much nearer and how much broader besides a column is looked at again. Nearer, its edges are cut off, which hold
nothing but air and what reaches over from beside it."""
DOUBTFUL = 0.98
"""A column in which every letter is read with more confidence is looked at once."""
AGREED = 3
"""If so many looks say the same, no more are taken."""
FINE = 64
"""A view is made of this many rows, so that what is cut off is not a matter of whole pixels of a small picture."""
SHARED = 0.7
"""Two looks see the same word where so much of both lies in the other's place."""

Word = tuple[Glyph, ...]


def together(picture: Gray, read: Callable[[Gray], Reading]) -> Reading:
    """What `read` makes of a level column, rows × columns, looked at once or, where it is doubtful, several times."""
    first = read(picture)
    if all(glyph.confidence >= DOUBTFUL for glyph in first.glyphs):
        return first
    readings = [first]
    for look in LOOKS:
        readings.append(read(_view(picture, *look)))
        if len(readings) >= AGREED and len({reading.text for reading in readings}) == 1:
            break
    best = max(readings, key=lambda reading: _sureness(reading.glyphs))
    others = [[word for word in _parts(reading.glyphs) if not _is_space(word)] for reading in readings]
    return Reading(tuple(glyph for part in _parts(best.glyphs) for glyph in _voted(part, others)))


def _view(picture: Gray, nearer: float, broader: float) -> Gray:
    """A part of a column round its middle, as if one went nearer, and made broader besides."""
    height, width = picture.shape
    scale = FINE / height
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    size = (max(round(width * scale * broader), 1), FINE)
    fine = np.asarray(cv2.resize(picture, size, interpolation=way), dtype=np.uint8)
    cut = round(FINE * (1 - 1 / nearer) / 2)
    return fine[cut : FINE - cut]


def _parts(glyphs: Sequence[Glyph]) -> Iterator[Word]:
    """The words of a reading, and what stands between them."""
    word: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text != " ":
            word.append(glyph)
            continue
        if word:
            yield tuple(word)
        word = []
        yield (glyph,)
    if word:
        yield tuple(word)


def _is_space(part: Word) -> bool:
    return part[0].text == " "


def _voted(part: Word, others: Sequence[Sequence[Word]]) -> Word:
    """The way to read a word for which most speaks, in the look that is surest of it."""
    if _is_space(part):
        return part
    seen = [word for words in others for word in words if _same_place(part, word)]
    votes: dict[str, float] = {}
    for word in seen:
        votes[_text(word)] = votes.get(_text(word), 0.0) + _sureness(word)
    if not votes:
        return part
    wanted = max(votes, key=lambda text: votes[text])
    return max((word for word in seen if _text(word) == wanted), key=_sureness)


def _same_place(a: Word, b: Word) -> bool:
    shared = min(a[-1].end, b[-1].end) - max(a[0].start, b[0].start)
    return shared >= SHARED * max(a[-1].end - a[0].start, b[-1].end - b[0].start, 1e-9)


def _text(word: Word) -> str:
    return "".join(glyph.text for glyph in word)


def _sureness(glyphs: Sequence[Glyph]) -> float:
    """The geometric mean of the confidence of letters, 0 where there are none."""
    known = [glyph.confidence for glyph in glyphs if glyph.text != " "]
    return math.exp(sum(math.log(max(value, 1e-3)) for value in known) / len(known)) if known else 0.0
