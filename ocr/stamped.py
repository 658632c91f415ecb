"""What was read in and under seals that are not told by their colour: it goes into the region of the seal, or is marked
as doubtful where it may be text on which the seal lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ocr.lines import ReadLine
from ocr.page import Box, Line, Word
from ocr.stamps import Stamp

DOUBT = 0.4
"""What was read under a seal, or in what may be one, has no more confidence."""
GAP = 0.6
"""Characters of a seal that follow a line stand so far behind it, in its characters; those of the line do not."""
PRINT, CLEAR, COVERS = 0.85, 0.7, 0.5
"""What reads so well as one line is print; so is a character that takes this part of the place, read less well."""


@dataclass(frozen=True, slots=True)
class _Sign:
    text: str
    box: Box
    confidence: float
    space_after: bool
    seal: int
    """The seal in which it stands; −1: none."""


class Stamped:
    """The seals among what looks like one, and what was read in each; `lines` is all that was read on the page."""

    def __init__(self, found: Sequence[Stamp], lines: Sequence[ReadLine], *, vertical: bool) -> None:
        self._vertical = vertical
        known = [stamp for stamp in found if not self._is_print(stamp, lines)]
        self.seals = [stamp.box for stamp in known if not stamp.doubtful]
        self._doubtful = [stamp.box for stamp in known if stamp.doubtful]
        self._read: list[list[Line]] = [[] for _ in self.seals]

    def text(self, line: ReadLine) -> ReadLine | None:
        """The line without what stands in seals, doubtful where a seal lies on it; None if all of it does."""
        places = [*self.seals, *self._doubtful]
        if not any(line.line.box.touches(box) for box in places):
            return line
        signs = self._signs(line, places)
        if all(sign.seal < 0 for sign in signs):
            return line
        parts = [list(part) for _, part in groupby(signs, key=lambda sign: sign.seal)]
        kept: list[list[_Sign]] = []
        for n, part in enumerate(parts):
            if 0 <= part[0].seal < len(self.seals) and self._is_apart(parts, n, line.size):
                self._read[part[0].seal].append(_line(part, line.line))
            else:
                kept.append(part)
        return replace(line, line=_line([sign for part in kept for sign in part], line.line)) if kept else None

    def lines_of(self, number: int) -> tuple[Line, ...]:
        """What was read in a seal and is no part of the text, columns from the right."""
        found = self._read[number]
        return tuple(sorted(found, key=lambda line: -line.box.right if self._vertical else line.box.top))

    def _is_apart(self, parts: Sequence[Sequence[_Sign]], n: int, size: float) -> bool:
        """Whether what stands in a seal is no part of the line: nothing else is, or it stands at its end with a gap."""
        if all(part[0].seal >= 0 for part in parts):
            return True
        if 0 < n < len(parts) - 1:
            return False
        one, other = (parts[n - 1][-1], parts[n][0]) if n else (parts[n][-1], parts[n + 1][0])
        gap = other.box.top - one.box.bottom if self._vertical else other.box.left - one.box.right
        return gap > GAP * size

    def _signs(self, line: ReadLine, places: Sequence[Box]) -> list[_Sign]:
        out = []
        for word in line.line.words:
            boxes = word.boxes(vertical=self._vertical and not line.across)
            last = len(boxes) - 1
            for n, (text, box) in enumerate(zip(word.text, boxes, strict=True)):
                seal = next((m for m, place in enumerate(places) if _holds(place, box)), -1)
                confidence = min(word.confidence, DOUBT) if seal >= 0 else word.confidence
                out.append(_Sign(text, box, confidence, word.space_after and n == last, seal))
        return out

    def _is_print(self, stamp: Stamp, lines: Sequence[ReadLine]) -> bool:
        """Whether what stands in a place reads well as print: a single line, a character, or all in a ruled frame."""
        inside = [line.line for line in lines if line.line.box.share_in(stamp.box) > COVERS]
        alone = len(inside) == 1 or (stamp.doubtful and bool(inside))
        if alone and all(line.confidence >= PRINT for line in inside):
            return True
        near = [line for line in lines if line.line.box.touches(stamp.box)]
        return any(self._is_character(stamp.box, line) for line in near)

    def _is_character(self, place: Box, line: ReadLine) -> bool:
        vertical = self._vertical and not line.across
        boxes = [box for word in line.line.words for box in word.boxes(vertical=vertical)]
        clear = line.line.confidence >= CLEAR
        return clear and any(place.share_in(box) > COVERS and box.share_in(place) > COVERS for box in boxes)


def _line(signs: Sequence[_Sign], old: Line) -> Line:
    """Signs as a line: those that follow each other with one confidence and without a space are one word."""
    words: list[Word] = []
    for sign in signs:
        before = words[-1] if words else None
        if before is None or before.space_after or before.confidence != sign.confidence:
            words.append(Word(sign.text, sign.box, sign.confidence, (sign.box,), sign.space_after))
        else:
            boxes = (*before.characters, sign.box)
            words[-1] = Word(
                before.text + sign.text, before.box.union(sign.box), sign.confidence, boxes, sign.space_after
            )
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    confidence = sum(word.confidence * len(word.text) for word in words) / sum(len(word.text) for word in words)
    return replace(old, words=tuple(words), box=box, confidence=round(confidence, 4))


def _holds(place: Box, box: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return place.left < x < place.right and place.top < y < place.bottom
