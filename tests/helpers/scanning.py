"""Search by reading everything, said as simply as can be: what the index must agree with.

The pages of a document are one running text, each page on lines of its own, and another one without the notes. A page
holds a phrase if an occurrence of it, folded, in one of the two has a letter that is the page's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from storage.folded import Folded
from storage.query import All, Any, Near, Node, Not, Words, Years

Fold = Callable[[str], Folded]
Span = tuple[int, int]


@dataclass(frozen=True)
class MadePage:
    """A page of a made document."""

    id: int
    text: str
    notes: tuple[Span, ...] = ()

    @property
    def plain(self) -> str:
        """The text without its notes."""
        noted = {at for start, end in self.notes for at in range(start, end)}
        return "".join(sign for at, sign in enumerate(self.text) if at not in noted)


class Scan:
    """All texts of all documents, folded once, with the page of every letter."""

    def __init__(self, documents: Sequence[Sequence[MadePage]], fold: Fold) -> None:
        self.fold = fold
        self.everything = {page.id for document in documents for page in document}
        self._runs = [_Run(document, fold, plain=plain) for document in documents for plain in (False, True)]
        self._text = "\n".join(run.text for run in self._runs)
        self._starts, at = [], 0
        for run in self._runs:
            self._starts.append(at)
            at += len(run.text) + 1
        self._known: dict[str, set[int]] = {}

    def pages(self, node: Node) -> set[int]:
        """The pages that a query finds."""
        if isinstance(node, Words):
            return self._holding(self.fold(node.text).text)
        if isinstance(node, All):
            return set.intersection(*map(self.pages, node.parts))
        if isinstance(node, Any):
            return set.union(*map(self.pages, node.parts))
        if isinstance(node, Not):
            return self.everything - self.pages(node.part)
        if isinstance(node, Near):
            phrases = [self.fold(text).text for text in node.texts]
            return {id for run in self._runs for id, own in run.owned.items() if _near(own, phrases, node.distance)}
        assert not isinstance(node, Years)
        raise AssertionError(node)

    def _holding(self, phrase: str) -> set[int]:
        if phrase not in self._known:
            self._known[phrase] = found = set()
            at = self._text.find(phrase)
            while at >= 0:
                number = bisect_right(self._starts, at) - 1
                start = at - self._starts[number]
                found |= set(self._runs[number].owners[start : start + len(phrase)]) - {0}
                at = self._text.find(phrase, at + 1)
        return self._known[phrase]


@dataclass
class _Run:
    """A running text, folded; `owners` has the page of each letter, 0 for a space between two words."""

    text: str
    owners: list[int] = field(default_factory=list)

    def __init__(self, document: Sequence[MadePage], fold: Fold, *, plain: bool) -> None:
        texts = [page.plain if plain else page.text for page in document]
        owner_at: list[int] = []
        for page, text in zip(document, texts, strict=True):
            owner_at += [page.id] * len(text) + [0]
        folded = fold("\n".join(texts))
        self.text = folded.text
        self.owners = [0 if c == " " else owner_at[start] for c, start in zip(folded.text, folded.starts, strict=True)]

    @cached_property
    def owned(self) -> Mapping[int, str]:
        """The letters of each page, by its number."""
        out: dict[int, str] = {}
        for owner in set(self.owners) - {0}:
            mine = [at for at, other in enumerate(self.owners) if other == owner]
            out[owner] = self.text[mine[0] : mine[-1] + 1]
        return out

    def __hash__(self) -> int:
        return id(self)


def _near(text: str, phrases: Sequence[str], distance: int) -> bool:
    found = [[at for at in range(len(text)) if text.startswith(phrase, at)] for phrase in phrases]
    return any(
        all(
            any(at <= last <= at + len(phrase) + distance for at in ats)
            for ats, phrase in zip(found, phrases, strict=True)
        )
        for last in {at for ats in found for at in ats}
    )
