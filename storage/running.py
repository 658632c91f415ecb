"""The texts in which a phrase may be found: of a page, its place in the running text of its document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from storage.changes import Kind, Sheet
from storage.folded import Folded
from storage.seams import without
from storage.values import Span

Fold = Callable[[str], Folded]


@dataclass(frozen=True, slots=True)
class Running:
    """A text with what stands before and after it.

    Each of `stretches` is a part of it that is the item's own: its start and end here, and its start in the own text.
    """

    text: str
    stretches: tuple[tuple[int, int, int], ...]

    @property
    def whole(self) -> Span:
        """From where to where it is the item's own."""
        return (self.stretches[0][0], self.stretches[-1][1]) if self.stretches else (0, 0)

    def own(self, folded: Folded) -> Span:
        """Which part of the folded text is the item's own."""
        start, end = self.whole
        return folded.before(start), folded.before(end)

    def places(self, start: int, end: int) -> Iterator[Span]:
        """A stretch of this text as stretches of the item's own text: in parts where notes stand in between."""
        for first, last, own in self.stretches:
            left, right = max(start, first), min(end, last)
            if left < right:
                yield own + left - first, own + right - first


def running(kind: Kind, sheet: Sheet) -> tuple[Running, ...]:
    """The texts of an item: of a page as it stands, and, where there are notes about, without them."""
    if kind != "page":
        return (Running(sheet.text, ((0, len(sheet.text), 0),)),)
    whole = _between(sheet.before.whole, sheet.text, [(0, len(sheet.text))], sheet.after.whole)
    if not sheet.notes and sheet.before.plain == sheet.before.whole and sheet.after.plain == sheet.after.whole:
        return (whole,)
    kept = [span for span in _left(len(sheet.text), sheet.notes) if span[0] < span[1]]
    return whole, _between(sheet.before.plain, without(sheet.text, sheet.notes), kept, sheet.after.plain)


def _left(length: int, notes: Sequence[Span]) -> Iterator[Span]:
    """The stretches of a text that are no notes."""
    last = 0
    for start, end in sorted(notes):
        yield last, max(start, last)
        last = max(end, last)
    yield last, length


def _between(before: str, own: str, kept: Sequence[Span], after: str) -> Running:
    head = f"{before}\n" if before else ""
    stretches, at = [], len(head)
    for start, end in kept:
        stretches.append((at, at + end - start, start))
        at += end - start
    return Running(head + own + (f"\n{after}" if after else ""), tuple(stretches))


def all_of(text: str, phrase: str) -> Iterator[Span]:
    """Every occurrence of a phrase, those that overlap too."""
    at = text.find(phrase) if phrase else -1
    while at >= 0:
        yield at, at + len(phrase)
        at = text.find(phrase, at + 1)
