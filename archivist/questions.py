"""A question as the window asks it: a query and all that narrows it; its first hits at once, the counts after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Self

from archivist import searching
from archivist.workspace import Workspace
from storage.query import All, Any, Near, Node, Words, Years, leaves, parse, to_text
from storage.values import Facet, Narrowing, Overview, Results, Scope, Similar

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
    """A query and what narrows it: some kinds of things, facets (any of the values of a name), any of some years.

    `exact`: only the characters as they are written.
    """

    query: str = ""
    exact: bool = False
    things: tuple[Scope, ...] = ()
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
        return replace(self, things=(), facets=(), years=())

    def with_thing(self, thing: Scope) -> Self:
        """With this kind of thing on, or off if it was on."""
        now = {*self.things} ^ {thing}
        return replace(self, things=tuple(one for one in THINGS if one in now))

    @property
    def narrowings(self) -> int:
        """How many filters are on."""
        return len(self.things) + sum(len(values) for _, values in self.facets) + len(self.years)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """What is asked one after the other; all kinds together keep the order of the hits."""
        return self.things if 0 < len(self.things) < len(THINGS) else ("all",)

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
    found = Results()
    for scope in question.scopes:
        room = limit - len(found.hits)
        part = _find(ws, question, scope, room, offset)
        if offset and not part.hits and scope != question.scopes[-1]:
            offset -= _find(ws, question, scope, 0, counted=True).total
        else:
            offset = 0
        found = Results(
            found.hits + part.hits, max(found.total, part.total), found.seconds + part.seconds,
            tuple(dict.fromkeys(found.forms + part.forms)), part.index,
        )  # fmt: skip
        if len(found.hits) == limit:
            break
    return found


def _find(
    ws: Workspace, question: Question, scope: Scope, limit: int, offset: int = 0, *, counted: bool = False
) -> Results:
    narrow = Narrowing(question.facets)
    return searching.find(
        ws, question.node, scope, limit, offset, question.exact, narrow=narrow, counted=counted, wait=False
    )


def rest(ws: Workspace, question: Question) -> Iterator[Totals | Counts | Similar]:
    """What takes longer, one after the other: the totals, the counts, what nearly says what was asked."""
    yield totals(ws, question)
    yield counts(ws, question)
    if not question.exact:
        yield similar(ws, question)


def totals(ws: Workspace, question: Question) -> Totals:
    """The hits counted by kind of thing."""
    things = {thing: _find(ws, question, thing, 0, counted=True).total for thing in THINGS}
    return Totals(things, sum(things[thing] for thing in question.things or THINGS))


def similar(ws: Workspace, question: Question) -> Similar:
    """What nearly says what was asked."""
    narrow = Narrowing(question.facets)
    parts = [searching.similar(ws, question.node, scope, NEARLY, narrow=narrow) for scope in question.scopes]
    return Similar(
        tuple(hit for part in parts for hit in part.hits)[:NEARLY],
        sum(part.total for part in parts),
        tuple(dict.fromkeys(word for part in parts for word in part.words)),
        all(part.complete for part in parts),
    )


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
    parts = [searching.overview(ws, question.node, scope, question.exact, narrow=narrow) for scope in question.scopes]
    if len(parts) == 1:
        return parts[0]
    facets: dict[str, Counter[str]] = {}
    years: Counter[int] = Counter()
    for part in parts:
        years.update(dict(part.years))
        for facet in part.facets:
            facets.setdefault(facet.name, Counter()).update(dict(facet.counts))
    named = tuple(Facet(name, tuple(counted.most_common())) for name, counted in sorted(facets.items()))
    return Overview(named, tuple(sorted(years.items())))


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
