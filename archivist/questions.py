"""A question as the window asks it: a query and all that narrows it; its first hits at once, the counts after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Self

from archivist import searching
from archivist.workspace import Workspace
from storage.query import All, Any, Near, Node, Words, Years, leaves, parse, to_text
from storage.values import Narrowing, Overview, Results, Scope, Similar

THINGS: tuple[Scope, ...] = ("records", "documents", "pages")
DECADE = "decade"
FIRST = 50
"""How many hits are asked for at once."""
NEARLY = 50
"""How many of the nearly matching places are shown."""
Chosen = tuple[tuple[str, tuple[str, ...]], ...]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """A query and what narrows it: one kind of thing, facets (any of the values of a name), any of some years.

    `exact`: only the characters as they are written.
    """

    query: str = ""
    exact: bool = False
    scope: Scope = "all"
    facets: Chosen = ()
    years: tuple[Range, ...] = ()

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values of a facet that are on."""
        return dict(self.facets).get(name, ())

    def toggled(self, name: str, value: str) -> Self:
        """With this value of a facet on, or off if it was on."""
        now = self.chosen(name)
        values = tuple(one for one in now if one != value) if value in now else (*now, value)
        others = tuple(facet for facet in self.facets if facet[0] != name)
        return replace(self, facets=(*others, (name, values)) if values else others)

    def with_years(self, first: int, last: int) -> Self:
        """With these years on, or off if they were on; a decade gives way to its years and they to it."""
        if (first, last) in self.years:
            return replace(self, years=tuple(one for one in self.years if one != (first, last)))
        apart = tuple(one for one in self.years if one[1] < first or one[0] > last)
        return replace(self, years=tuple(sorted((*apart, (first, last)))))

    def cleared(self) -> Self:
        """The query alone."""
        return replace(self, scope="all", facets=(), years=())

    @property
    def narrowings(self) -> int:
        """How many filters are on."""
        return (self.scope != "all") + sum(len(values) for _, values in self.facets) + len(self.years)

    @property
    def node(self) -> Node:
        """The query with the years in it."""
        asked = parse(self.query)
        if not self.years or asked == All(()):
            return asked
        ranges = tuple(Years(first, last) for first, last in self.years)
        return All((asked, ranges[0] if len(ranges) == 1 else Any(ranges)))


@dataclass(frozen=True, slots=True)
class Totals:
    """How many hits there are of each kind of thing (whatever kind was asked for), and of those asked for."""

    things: Mapping[Scope, int]
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What could be switched on: for each value how many hits it has with all filters but those of its own facet."""

    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    years: tuple[tuple[int, int], ...] = ()


def first(ws: Workspace, question: Question, offset: int = 0, limit: int = FIRST) -> Results:
    """Some hits, quickly; `total` says only of how many is known."""
    return searching.find(
        ws, question.node, question.scope, limit, offset, question.exact, narrow=Narrowing(question.facets),
        counted=False, wait=False,
    )  # fmt: skip


def rest(ws: Workspace, question: Question) -> Iterator[Totals | Counts | Similar]:
    """What takes longer, one after the other: the totals, the counts, what nearly says what was asked."""
    yield totals(ws, question)
    yield counts(ws, question)
    if not question.exact:
        yield searching.similar(ws, question.node, question.scope, NEARLY, narrow=Narrowing(question.facets))


def totals(ws: Workspace, question: Question) -> Totals:
    """The hits counted by kind of thing."""
    node, narrow = question.node, Narrowing(question.facets)
    things = {
        thing: searching.find(ws, node, thing, 0, exact=question.exact, narrow=narrow, wait=False).total
        for thing in THINGS
    }
    return Totals(things, sum(things.values()) if question.scope == "all" else things[question.scope])


def counts(ws: Workspace, question: Question) -> Counts:
    """The hits counted by facets and years."""
    whole = _overview(ws, question)
    facets = {facet.name: facet.counts for facet in whole.facets}
    years = whole.years
    for name, chosen in question.facets:
        others = tuple(facet for facet in question.facets if facet[0] != name)
        freed = _overview(ws, replace(question, facets=others))
        facets[name] = _with_chosen(next((f.counts for f in freed.facets if f.name == name), ()), chosen)
    if question.years:
        freed = _overview(ws, replace(question, years=()))
        facets[DECADE] = next((facet.counts for facet in freed.facets if facet.name == DECADE), ())
        years = freed.years
    return Counts(facets, years)


def _overview(ws: Workspace, question: Question) -> Overview:
    narrow = Narrowing(question.facets)
    return searching.overview(ws, question.node, question.scope, question.exact, narrow=narrow)


def _with_chosen(found: tuple[tuple[str, int], ...], chosen: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """What is on stays to be seen, also where nothing is left of it: else nobody could switch it off."""
    known = {value for value, _ in found}
    return (*found, *((value, 0) for value in chosen if value not in known))


def meant(question: Question, words: Sequence[str], forms: Sequence[str]) -> dict[str, str]:
    """What may have been meant instead, and the query that says so; `forms` are what the hits themselves say.

    Each word takes the place of the phrase that it is most like.
    """
    asked = parse(question.query)
    phrases = [leaf for leaf in leaves(asked) if isinstance(leaf, Words) and not leaf.field]
    if not phrases:
        return {}
    out = {}
    for word in words:
        nearest = max(phrases, key=lambda phrase: SequenceMatcher(None, phrase.text, word).ratio())
        if word not in forms and word != nearest.text:
            out[word] = to_text(_instead(asked, nearest, Words(word)))
    return out


def _instead(node: Node, old: Words, new: Words) -> Node:
    if isinstance(node, (All, Any)):
        return type(node)(tuple(_instead(part, old, new) for part in node.parts))
    return new if node == old else node


def other_forms(question: Question, forms: Sequence[str]) -> tuple[str, ...]:
    """The written forms that the hits have and the query has not."""
    typed = {text for leaf in leaves(parse(question.query)) for text in _texts(leaf)}
    return tuple(form for form in forms if form not in typed)


def _texts(leaf: Words | Near | Years) -> tuple[str, ...]:
    return (leaf.text,) if isinstance(leaf, Words) else leaf.texts if isinstance(leaf, Near) else ()
