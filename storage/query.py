"""What somebody typed into the search box, as phrases that must all be found."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storage.analyser import Analyser, Folded

_QUOTES = '"＂“”„‟'
_PART = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]|([^\\s{_QUOTES}]+)")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as search sees it, and with its written forms kept apart."""

    folded: str
    strict: str


@dataclass(frozen=True, slots=True)
class Query:
    """Phrases that must all be found; `strict` says that their written forms must be those of the query.

    An index of folded text does not know written forms, so each candidate of a strict query must be looked at.
    """

    phrases: tuple[Phrase, ...]
    strict: bool

    def holds(self, text: str, analyser: Analyser, *, lines_apart: bool) -> bool:
        """Whether a text that the index gave for this query has the written forms, too."""
        if all(analyser.stands_plainly(p.strict, text) for p in self.phrases):
            return True
        return bool(self.spans(text, analyser, lines_apart=lines_apart))

    def spans(self, text: str, analyser: Analyser, *, lines_apart: bool) -> tuple[Span, ...]:
        """Where the phrases stand in a text, in order, overlapping ones as one; nothing unless all are there."""
        fold = analyser.fold_strictly if self.strict else analyser.fold
        folded: Folded = fold(text, lines_apart=lines_apart)
        found = [list(folded.find(p.strict if self.strict else p.folded)) for p in self.phrases]
        return _merged([span for spans in found for span in spans]) if all(found) else ()


def parse(query: str, analyser: Analyser, *, exact: bool = False) -> Query:
    """Words parted by spaces must all be found, in any order; "words in quotation marks" stand together.

    A part without a letter or digit is ignored; a query of nothing else has no phrases and finds nothing.
    """
    phrases: dict[Phrase, None] = {}
    for quoted, word in _PART.findall(query):
        raw = quoted or word
        folded = analyser.fold(raw).text
        if folded:
            phrases[Phrase(folded, analyser.fold_strictly(raw).text)] = None
    # A phrase that has one form is the same in both foldings, and then the index alone answers.
    strict = exact and not all(analyser.has_one_form(p.folded) and p.folded == p.strict for p in phrases)
    return Query(tuple(phrases), strict)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return tuple(out)
