"""Lines that lie on a page of columns: dates, headlines, captions and what stands in advertisements.

In print of the Republic they run from right to left. The recogniser reads what it sees from left to right, so such a
line is turned round afterwards; which way the lines of a page run is told by what its columns say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ocr.page import Line, Word
from ocr.pieces import HEART, Blob
from ocr.script import kind

LONG = 2.2
"""A lying heart is a line from this length on, in heights of its characters; a shorter one may be one character."""
ENDS = 0.4
"""How far the characters of a line reach beyond its heart at either end, in heights of a character."""
SURE = 3
"""A line that fits one way by so much runs that way, whatever the others do."""
_USUAL = re.compile(
    r"中[華华]民[國国]|[一二三四五六七八九十〇]年|年[一二三四五六七八九十]|[一二三四五六七八九十]月|月[一二三四五六七八九十]"
    r"|十[一二三四五六七八九]?日|星期|第[一二三四五六七八九十百]|[一二三四五六七八九十百]+[號号版期頁页元角]|[電电][話话]|上海|路[一二三四五六七八九]"
)
"""What is printed in dates, heads of pages and addresses: two characters and more that mean nothing the other way."""
_RUNS = re.compile(r"[0-9A-Za-z.,:%-]*[0-9A-Za-z]|.", re.DOTALL)
_TURNED = str.maketrans("()[]{}（）〔〕【】《》〈〉「」『』“”‘’", ")(][}{）（〕〔】【》《〉〈」「』『”“’‘")


def lying(found: Iterable[Blob]) -> list[Blob]:
    """The hearts of a page of columns that are lines across."""
    return [blob for blob in found if not blob.vertical and blob.length > LONG * blob.thickness / HEART]


def run_leftwards(lines: Sequence[str], columns: Iterable[str]) -> list[bool]:
    """For each lying line of a page, as read from left to right, whether it runs from right to left.

    `columns` is what the columns say; most of what is printed across is printed down as well. Where nothing tells,
    lines of Han characters run as all the others, and these from right to left, as was usual wherever columns were.
    """
    pairs = {pair for text in columns for pair in pairwise(text) if all(kind(c) == "han" for c in pair)}
    leanings = [_fit(line[::-1], pairs) - _fit(line, pairs) for line in lines]
    usual = sum(leanings) >= 0
    return [
        _is_han(line) and (usual if abs(fit) < SURE else fit > 0) for line, fit in zip(lines, leanings, strict=True)
    ]


def turned_round(line: Line) -> Line:
    """A line in the order from right to left; numbers and Latin words keep theirs, brackets close the other way."""
    words = tuple(_turned_round(word) for word in reversed(line.words))
    spaces = [*(word.space_after for word in line.words[-2::-1]), False]
    return replace(line, words=tuple(replace(w, space_after=s) for w, s in zip(words, spaces, strict=True)))


def _turned_round(word: Word) -> Word:
    parts = [(match.start(), match.end()) for match in _RUNS.finditer(word.text)][::-1]
    text = "".join(word.text[start:end].translate(_TURNED) for start, end in parts)
    boxes = word.characters if len(word.characters) == len(word.text) else ()
    return replace(word, text=text, characters=tuple(box for start, end in parts if boxes for box in boxes[start:end]))


def _fit(text: str, pairs: set[tuple[str, str]]) -> int:
    return sum(pair in pairs for pair in pairwise(text)) + SURE * len(_USUAL.findall(text))


def _is_han(text: str) -> bool:
    letters = [kind(c) for c in text]
    return letters.count("han") * 2 > len([one for one in letters if one])
