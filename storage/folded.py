"""From clusters of a text, each folded by itself, to the folded text that knows the place of every letter.

What is no letter goes; what remains between two of them is decided by the signs in between alone (see `analyser`).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import overload

from storage import menksoft, mongolian

_MARKS = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
MARK = re.compile(f"[{_MARKS}]")
# What may make a cluster of more than one character; one class, because it is asked of every text.
_LONG = re.compile(f"[{_MARKS}{mongolian.LETTERS}{menksoft.LETTERS}]")
_CLUSTER = re.compile(f"{mongolian.WORD}|{menksoft.WORD}|.[{_MARKS}]*", re.DOTALL)
MONGOLIAN = re.compile(f"{mongolian.NARROW_SPACE}?(?:{mongolian.WORD}|{menksoft.WORD})")
VARIATION_SELECTOR = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Chinese, kana, Bopomofo and private use (GBK puts Chinese characters there): written without spaces.
UNSPACED = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\ua4cf\ue000-\uf8ff\uf900-\ufaff\U00016fe0-\U00018dff\U0001b000-\U0001b2ff"
    "\U00020000-\U0003ffff\U000f0000-\U0010ffff□〓]"
)
_JOINERS = frozenset("'\u2019\u02bc\u00ad")
_HYPHENS = frozenset("-\u2010\u2011")
_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")

# What a piece of text is when it is no letter; no folded text contains these.
_NOTHING, _SPACE, HYPHEN, _LINE_END = "", " ", "-", "\n"
_RUN_OF_GAPS = re.compile("[ \n-]+")
_GAPS = frozenset((_NOTHING, _SPACE, HYPHEN, _LINE_END))


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; character `i` of `text` came from `original[starts[i]:ends[i]]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def before(self, place: int) -> int:
        """How many of its letters come from before a place of the original text."""
        if isinstance(self.starts, _Places):
            return self.starts.before(place)
        return bisect_left(self.starts, place)

    def find(self, phrase: str) -> Iterator[tuple[int, int]]:
        """Where a folded phrase stands, as positions in the original text; occurrences do not overlap."""
        at = self.text.find(phrase) if phrase else -1
        while at >= 0:
            end = at + len(phrase)
            yield self.starts[at], self.ends[end - 1]
            at = self.text.find(phrase, end)


class Pieces(dict[str, str]):
    """Remembers how each cluster folds: of characters there are a few ten thousand, of Mongolian words any number."""

    _MOST = 200_000

    def __init__(self, fold: Callable[[str], str]) -> None:
        super().__init__()
        self._fold = fold
        self.ones = _Ones(self)

    def __missing__(self, piece: str) -> str:
        if len(self) >= self._MOST:
            self.clear()
        folded = self[piece] = self._fold(piece) or _kind_of_gap(piece)
        return folded


class _Ones(dict[int, str]):
    """The same for code points that fold to one letter or sign; others are two signs here, so that lengths tell."""

    def __init__(self, pieces: Pieces) -> None:
        super().__init__()
        self._pieces = pieces

    def __missing__(self, code: int) -> str:
        folded = self._pieces[chr(code)]
        one = self[code] = folded if len(folded) == 1 else "  "
        return one


def _kind_of_gap(piece: str) -> str:
    first = piece[0]
    if first in _LINE_ENDS:
        return _LINE_END
    if first in _HYPHENS:
        return HYPHEN
    invisible = unicodedata.category(first) == "Cf" or VARIATION_SELECTOR.match(first) or MARK.match(first)
    return _NOTHING if invisible or first in _JOINERS else _SPACE


def is_gap(unit: str) -> bool:
    """Whether what `Pieces` says of a cluster is no letter."""
    return unit in _GAPS


def folded_text(text: str, pieces: Pieces) -> Folded:
    if not _LONG.search(text):
        joined = text.translate(pieces.ones)
        # Nearly always every character becomes one letter or one gap, and then all this is quick.
        if len(joined) == len(text):
            return _fold_one_to_one(joined)
    return _fold_units(text, pieces)


def _fold_one_to_one(joined: str) -> Folded:
    """`joined` has a letter or the sign of a gap for each character of the text."""
    gaps = [found.span() for found in _RUN_OF_GAPS.finditer(joined)]
    for start, end in gaps:
        if start > 0 and end < len(joined) and not (_unspaced(joined[start - 1]) or _unspaced(joined[end])):
            return _fold_with_spaces(joined, gaps)
    # Nearly always every gap is a line's end between Chinese characters.
    return _without_gaps(joined, gaps)


def _without_gaps(joined: str, gaps: Sequence[tuple[int, int]]) -> Folded:
    """Places are worked out when they are asked for: of most texts few are."""
    origins = [0, *(end for _, end in gaps)]
    gone = itertools.accumulate((end - start for start, end in gaps), initial=0)
    at = [origin - less for origin, less in zip(origins, gone, strict=True)]
    text = "".join([joined[begin:end] for begin, (end, _) in zip(origins, [*gaps, (len(joined), 0)], strict=True)])
    return Folded(text, _Places(at, origins, len(text), 0), _Places(at, origins, len(text), 1))


class _Places(Sequence[int]):
    """Where letters stand, in runs: from the letter `at[n]` on, one after the other from `origins[n] + more` on."""

    __slots__ = ("_at", "_length", "_more", "_origins")

    def __init__(self, at: list[int], origins: list[int], length: int, more: int) -> None:
        self._at, self._origins, self._length, self._more = at, origins, length, more

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._length))]
        place = index + self._length if index < 0 else index
        if not 0 <= place < self._length:
            raise IndexError(index)
        run = bisect_right(self._at, place) - 1
        return self._origins[run] + place - self._at[run] + self._more

    def before(self, place: int) -> int:
        """How many letters stand before a place of the text; of `starts` only."""
        run = bisect_right(self._origins, place) - 1
        end = self._at[run + 1] if run + 1 < len(self._at) else self._length
        return min(self._at[run] + place - self._origins[run], end)


def _fold_with_spaces(joined: str, gaps: Sequence[tuple[int, int]]) -> Folded:
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    begin = 0
    for stop, after in gaps:
        out.append(joined[begin:stop])
        starts += range(begin, stop)
        ends += range(begin + 1, stop + 1)
        begin = after
        if stop > 0 and after < len(joined):
            gap = _NOTHING
            for sign in joined[stop:after]:
                gap = _wider(gap, sign)
            if _parted(joined[stop - 1], gap, joined[after]):
                out.append(" ")
                starts.append(stop)
                ends.append(after)
    out.append(joined[begin:])
    starts += range(begin, len(joined))
    ends += range(begin + 1, len(joined) + 1)
    return Folded("".join(out), tuple(starts), tuple(ends))


def _fold_units(text: str, pieces: Pieces) -> Folded:
    parts = _CLUSTER.findall(text) if _LONG.search(text) else text
    places = range(len(text) + 1) if parts is text else list(itertools.accumulate(map(len, parts), initial=0))
    if mongolian.NARROW_SPACE in text:
        # An ending has forms of its own; the space remains a gap.
        parts = [
            before + part if before == mongolian.NARROW_SPACE and MONGOLIAN.match(part) else part
            for before, part in itertools.pairwise(["", *parts])
        ]
    units = [pieces[part] for part in parts]
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gap = _NOTHING
    begin = 0
    # Run by run, because a page has few gaps and many letters.
    for stop in [*(at for at, unit in enumerate(units) if unit in _GAPS), len(units)]:
        if begin < stop:
            if gap and out and _parted(out[-1][-1], gap, units[begin][0]):
                out.append(" ")
                starts.append(ends[-1])
                ends.append(places[begin])
            gap = _NOTHING
            run = units[begin:stop]
            out.append("".join(run))
            # A ligature is several letters in one place.
            repeats = None if len(out[-1]) == len(run) else list(map(len, run))
            starts += _repeated(places[begin:stop], repeats)
            ends += _repeated(places[begin + 1 : stop + 1], repeats)
        gap = _wider(gap, units[stop]) if stop < len(units) else gap
        begin = stop + 1
    return Folded("".join(out), tuple(starts), tuple(ends))


def _repeated(places: Sequence[int], repeats: list[int] | None) -> Iterable[int]:
    if repeats is None:
        return places
    return itertools.chain.from_iterable(map(itertools.repeat, places, repeats))


def folded_lines(text: str, pieces: Pieces) -> Folded:
    """Each line by itself, with a line feed between them, which is in no folded phrase."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    begin = 0
    for line in text.splitlines(keepends=True):
        folded = folded_text(line, pieces)
        if out:
            starts.append(begin)
            ends.append(begin)
        out.append(folded.text)
        starts += (begin + at for at in folded.starts)
        ends += (begin + at for at in folded.ends)
        begin += len(line)
    return Folded("\n".join(out), tuple(starts), tuple(ends))


def _wider(gap: str, more: str) -> str:
    """The gap between two letters after one more character; `-` and then `-\\n` is a word divided at a line's end."""
    if gap in (HYPHEN, HYPHEN + _LINE_END) and more in (_NOTHING, _SPACE):
        return gap
    if gap.startswith(HYPHEN) and more == _LINE_END:
        return HYPHEN + _LINE_END
    if gap == _NOTHING:
        return more
    return gap if more == _NOTHING else _SPACE


def _parted(left: str, gap: str, right: str) -> bool:
    """Whether a space remains: between words, unless a hyphen at a line's end divides one word."""
    if _unspaced(left) or _unspaced(right):
        return False
    return gap != HYPHEN + _LINE_END or not (left.isalpha() and right.isalpha())


@lru_cache(maxsize=1 << 16)
def _unspaced(letter: str) -> bool:
    return bool(UNSPACED.match(letter))


@lru_cache(maxsize=1 << 16)
def is_unspaced(character: str) -> bool:
    """Whether this character belongs to writing that puts no spaces between words, its punctuation included."""
    return bool(UNSPACED.match(character)) or "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef"
