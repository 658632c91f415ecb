"""The words of the index: what is written for a text, and what is looked for.

The words of a page are the overlapping pairs of neighbours in its folded text. A phrase of the page is then a phrase of
words. So that one is found across the page's end too, words of a second kind go on where the page ends: the pair over
the end (`a›b`), and the pairs after it (`›bc`), up to `REACH` letters; and in the same way before its beginning (`a‹b`,
`‹bc`). A phrase of up to `LONGEST` letters is therefore on a page, wholly or in part, if and only if one of a few
phrases of words is: itself, and itself divided at each place by the page's end or beginning. A page so short that a
phrase can run over both has the words after its beginning once more, as words of a third kind (`≡bc`).

A page with notes has all this twice, as it stands and with its notes left out, and between the two a word that is in no
phrase.

A field of a record or document has its own words, with its name before them. Folded text holds no punctuation, so none
of these marks is ever a letter.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from storage.analyser import singles
from storage.seams import REACH

LONGEST = REACH + 1
"""The longest phrase that the index finds by itself on all pages that it touches, in letters."""
BREAK = "¶"
GAP = " ".join([BREAK] * 101)
"""Between two texts of one page: also more words than two phrases that stand near one another can be apart."""
NEAREST = 99
_UNKNOWN = "�"
"""Stands for a letter that is not known; folded text has a stand-in for it, see `analyser`."""


def in_field(name: str, word: str) -> str:
    """A word as a word of a field."""
    return f"{name}∷{word}"


def page_words(folded: str, start: int, end: int) -> str:
    """The words of a page, `folded[start:end]`, that stands between what its neighbours say."""
    if start == end:
        return ""
    safe = folded.replace(" ", "·")
    pairs = list(map("".join, itertools.pairwise(safe)))
    words = pairs[start : end - 1]
    after = [f"›{pair}" for pair in pairs[end : end + REACH - 1]]
    if end < len(safe):
        words += [f"{safe[end - 1]}›{safe[end]}", *after]
    if start == 0:
        return " ".join(words)
    first = max(start - REACH, 0)
    before = [*(f"‹{pair}" for pair in pairs[first : start - 1]), f"{safe[start - 1]}‹{safe[start]}"]
    words = before + words
    if end - start < REACH and end < len(safe):
        words += [BREAK, *before, *(f"≡{pair}" for pair in pairs[start : end + REACH - 1])]
    return " ".join(words)


def phrase_on_a_page(folded: str, there: Callable[[Sequence[str]], Collection[str]] | None = None) -> str:
    """What the index is asked for a folded phrase of 2 to `LONGEST` letters: it, and its divisions by a page's end.

    `there` says which of some words are in the index at all: few pairs ever stand over a page's end, and what can't be
    found need not be asked for.
    """
    whole, over = whole_or_over(folded, there)
    return f"{whole} OR {over}" if over else whole


def whole_or_over(folded: str, there: Callable[[Sequence[str]], Collection[str]] | None = None) -> tuple[str, str]:
    """The two sides of `phrase_on_a_page`: the phrase itself, and its divisions by a page's end, nothing if none is."""
    whole, *over = (f'"{" ".join(words)}"' for words in _ways(folded, there))
    return whole, " OR ".join(over)


def nearly_on_a_page(left: str, right: str, there: Callable[[Sequence[str]], Collection[str]] | None = None) -> str:
    """As `phrase_on_a_page`, of a phrase with one unknown letter between two parts; what it gives are candidates.

    A part of one letter has no words: it is not asked for. One of the two must have more.
    """
    asked: dict[str, None] = {}
    for words in _ways(f"{left}{_UNKNOWN}{right}", there):
        at = [place for place, word in enumerate(words) if _UNKNOWN in word]
        parts = [f'"{" ".join(part)}"' for part in (words[: at[0]], words[at[-1] + 1 :]) if part]
        asked[f"NEAR({' '.join(parts)}, {len(at)})" if len(parts) > 1 else parts[0]] = None
    return " OR ".join(asked)


def words_with_pair(pair: str) -> str:
    """What the index is asked for two letters that stand together anywhere: on a page, over its end, or beyond it."""
    safe = pair.replace(" ", "·")
    words = (safe, f"{safe[0]}›{safe[1]}", f"{safe[0]}‹{safe[1]}", f"›{safe}", f"‹{safe}", f"≡{safe}")
    return " OR ".join(f'"{word}"' for word in words)


def _ways(folded: str, there: Callable[[Sequence[str]], Collection[str]] | None) -> Iterator[list[str]]:
    """The phrases of words as which a phrase may stand on a page."""
    safe = folded.replace(" ", "·")
    pairs = list(map("".join, itertools.pairwise(safe)))
    overs = [f"{left}{mark}{right}" for left, right in itertools.pairwise(safe) for mark in "›‹"]
    certain = [word for word in overs if _UNKNOWN not in word]
    known = overs if there is None else {*there(certain), *(word for word in overs if _UNKNOWN in word)}
    yield pairs
    for at in range(1, len(safe)):
        after, before = f"{safe[at - 1]}›{safe[at]}", f"{safe[at - 1]}‹{safe[at]}"
        if after in known:
            yield [*pairs[: at - 1], after, *(f"›{pair}" for pair in pairs[at:])]
        if before in known:
            head = [*(f"‹{pair}" for pair in pairs[: at - 1]), before]
            yield [*head, *pairs[at:]]
            if at < len(pairs):
                yield [*head, *(f"≡{pair}" for pair in pairs[at:])]


def windows(folded: str) -> Iterator[str]:
    """Pieces of a phrase longer than `LONGEST` that cover it: whatever it touches, one of them touches too."""
    last = len(folded) - LONGEST
    for start in dict.fromkeys([*range(0, last, LONGEST), last]):
        yield folded[start : start + LONGEST].strip(" ")


def single_words(folded: Iterable[str]) -> str:
    """The different letters of folded texts, as words."""
    return singles("".join(folded))
