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
    safe = folded.replace(" ", "·")
    pairs = list(map("".join, itertools.pairwise(safe)))
    overs = [f"{left}{mark}{right}" for left, right in itertools.pairwise(safe) for mark in "›‹"]
    known = overs if there is None else there(overs)
    asked = [" ".join(pairs)]
    for at in range(1, len(safe)):
        after, before = f"{safe[at - 1]}›{safe[at]}", f"{safe[at - 1]}‹{safe[at]}"
        if after in known:
            asked.append(" ".join([*pairs[: at - 1], after, *(f"›{pair}" for pair in pairs[at:])]))
        if before in known:
            head = [*(f"‹{pair}" for pair in pairs[: at - 1]), before]
            asked.append(" ".join([*head, *pairs[at:]]))
            if at < len(pairs):
                asked.append(" ".join([*head, *(f"≡{pair}" for pair in pairs[at:])]))
    return " OR ".join(f'"{words}"' for words in asked)


def windows(folded: str) -> Iterator[str]:
    """Pieces of a phrase longer than `LONGEST` that cover it: whatever it touches, one of them touches too."""
    last = len(folded) - LONGEST
    for start in dict.fromkeys([*range(0, last, LONGEST), last]):
        yield folded[start : start + LONGEST].strip(" ")


def single_words(folded: Iterable[str]) -> str:
    """The different letters of folded texts, as words."""
    return singles("".join(folded))
