"""What a page has to do with the pages before and after it, so that a phrase is found across a page's end.

The pages of a document are one running text, each page's beginning on a new line. A page knows the last letters before
it and the first ones after it: `REACH` of them, which are those of more than one page where a page has fewer. A page
that says nothing (a picture) is passed over; at a page that nobody has read yet the running text ends.

There are two running texts: the one as it stands, and the main text, with every note left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.values import Span

REACH = 8
"""How many letters a page knows of its neighbours on each side."""
_CUT = 64
"""Characters at a text's end that hold `REACH` letters, nearly always."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What stands before or after a page: as it stands, and without notes."""

    whole: str = ""
    plain: str = ""


def without(text: str, notes: Iterable[Span]) -> str:
    """The main text: what is left when the notes are left out. Notes may overlap and come in any order."""
    out, last = [], 0
    for start, end in sorted(notes):
        out.append(text[last : max(start, last)])
        last = max(end, last)
    return "".join(out) + text[last:]


def enough(text: str, reach: int = REACH) -> bool:
    """Whether a text has as many letters as its neighbours want to know. Folding leaves every letter and digit."""
    # Its beginning nearly always has them.
    return len(text) >= reach and any(sum(map(str.isalnum, some)) >= reach for some in (text[: 2 * reach], text))


def ending(text: str, reach: int = REACH) -> str:
    """As much of a text's end as holds `reach` letters, or all of it."""
    return short if enough(short := text[-_CUT * reach // REACH :], reach) else text


def opening(text: str, reach: int = REACH) -> str:
    """As much of a text's beginning as holds `reach` letters, or all of it."""
    return short if enough(short := text[: _CUT * reach // REACH], reach) else text


def edge(pages: Sequence[tuple[str, Sequence[Span]]], reach: int, *, before: bool) -> Edge:
    """What these pages, the nearest first, show to a page after them (`before`) or before them."""
    cut = ending if before else opening
    whole, plain = [text for text, _ in pages], [without(text, notes) for text, notes in pages]
    return Edge(*(cut("\n".join(texts[::-1] if before else texts), reach) for texts in (whole, plain)))


def shown(text: str, notes: Sequence[Span]) -> tuple[str, ...]:
    """What the neighbours see of a text; where this stays the same, nothing changes for them."""
    plain = without(text, notes) if notes else text
    return ending(text), opening(text), ending(plain), opening(plain)
