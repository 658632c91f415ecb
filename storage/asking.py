"""One query on the index as it is now: looks at what must be looked at, counts, and shows hits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import peewee

from storage import plan
from storage.analyser import Analyser
from storage.changes import Changes, Kind, Sheet
from storage.database import Database, sql
from storage.index import DESCRIBED, KINDS
from storage.leaves import Leaf, Mode
from storage.numbering import VOUCHED, id_of
from storage.plan import Condition, Items, Plan, both, in_titles, of_pairs
from storage.query import All, Any, Near, Node, Not, Words, Years, leaves
from storage.seams import REACH
from storage.snippets import snippet
from storage.spelling import Readings
from storage.values import Facet, Hit, Narrowing, Overview, Scope, Span
from storage.windows import LOOKED_AT, QUICK, first_numbers

_SCOPES: dict[Scope, tuple[Kind, ...]] = {
    "all": KINDS, "records": ("record",), "documents": ("document",), "pages": ("page",)
}  # fmt: skip
_BATCH = 200
_MOST_FORMS = 12
_FEW = 200
Few = tuple[int, ...]
Group = Condition | Few | None
"""Hits by what holds for them, or, where they are few, by their numbers, the greatest first.

None are pages that nobody has to count: how many there are is not known then."""


class Asker:
    """A query (`node`) on the index; made for one question and then thrown away."""

    def __init__(
        self, database: Database, changes: Changes, analyser: Analyser, readings: Readings, node: Node, scope: Scope,
        mode: Mode, narrow: Narrowing,
    ) -> None:  # fmt: skip
        self.database = database
        self.changes = changes
        self.analyser = analyser
        self.node = _that_says_something(node, analyser)
        self.narrow = narrow
        self.kinds = _SCOPES[scope]
        self._scope: Scope = scope
        self._mode = mode
        self._readings = readings
        self._leaves: dict[tuple[Words | Near, Kind], Leaf] = {}
        # What was looked at for the pages of a window need not be for the next one.
        self._elsewhere: dict[tuple[Words | Near, Kind], list[int]] = {}

    @property
    def asks(self) -> bool:
        """Whether there is anything to be found."""
        return self.node is not None

    def again(self, node: Node) -> Asker:
        """The same question with another query."""
        return Asker(
            self.database, self.changes, self.analyser, self._readings, node, self._scope, self._mode, self.narrow
        )

    def find(self, limit: int, offset: int, *, counted: bool = True) -> tuple[int, tuple[Hit, ...], tuple[str, ...]]:
        """The number of all hits (or only of those so far), some of them, and how they write what was asked for."""
        passed = offset
        wanted: list[tuple[Kind, list[int]]] = []
        with self.database.read() as db:
            kinds = [kind for kind in self.kinds if counted or kind in DESCRIBED]
            known: dict[Kind, Group] = {kind: self._known(db, kind, hits=limit > 0) for kind in kinds}
            total = sum(self._total(db, kind, group) for kind, group in known.items()) if counted else 0
            for kind, group in self._groups(db, known) if total > offset or not counted else ():
                if limit <= 0:
                    break
                numbers = self._some(db, kind, group, limit, offset)
                offset -= self._total(db, kind, group) if offset and not numbers else offset
                limit -= len(numbers)
                wanted.append((kind, numbers))
        forms: Counter[str] = Counter()
        hits = tuple(hit for kind, numbers in wanted for hit in self._hits(kind, numbers, forms))
        if not counted:
            total = passed + len(hits)
        return total, hits, tuple(form for form, _ in forms.most_common(_MOST_FORMS))

    def overview(self) -> Overview:
        """All hits counted."""
        facets: Counter[tuple[str, str]] = Counter()
        years: Counter[int] = Counter()
        for kind in self.kinds:
            with self.database.read() as db:
                condition = self._condition(self._asked, Items(kind))
                (_count_pages if kind == "page" else _count_described)(db, kind, condition, facets, years)
        by_name: dict[str, list[tuple[str, int]]] = {}
        for (name, value), count in sorted(facets.items(), key=lambda item: (-item[1], item[0])):
            by_name.setdefault(name, []).append((value, count))
        named = tuple(Facet(name, tuple(counts)) for name, counts in sorted(by_name.items()))
        return Overview(named, tuple(sorted(years.items())))

    def leaf(self, node: Words | Near, kind: Kind) -> Leaf:
        """What a part of the query means on items of this kind."""
        if (node, kind) not in self._leaves:
            self._leaves[node, kind] = Leaf(node, kind, self._mode, self.analyser, self._readings, self.there)
        return self._leaves[node, kind]

    def there(self, words: Sequence[str]) -> Collection[str]:
        """Which of these words the pages have at all."""
        with self.database.read() as db:
            rows = sql(
                db, "SELECT term FROM page_words WHERE term IN (SELECT value FROM json_each(?))", json.dumps(words)
            )
        return {word for (word,) in rows}

    def sheets(self, kind: Kind, numbers: Sequence[int]) -> Iterator[tuple[int, Sheet]]:
        """What the items with these numbers say, in their order, a few at a time in memory; without what is gone."""
        for start in range(0, len(numbers), _BATCH):
            chunk = numbers[start : start + _BATCH]
            found = self.changes.sheets(kind, list(map(id_of, chunk)), self._reach)
            yield from ((number, found[id_of(number)]) for number in chunk if id_of(number) in found)

    def numbers(self, items: Items, condition: Condition, limit: int = -1) -> list[int]:
        """The greatest numbers (see `numbering`) for which a condition, and the narrowing, holds."""
        with self.database.read() as db:
            if items == Items(items.kind):
                items = _those_that_matter(db, items.kind, condition, is_all=True)
            return _numbers(db, items, condition.and_(*self._narrowed(items)), limit, 0)

    @cached_property
    def _reach(self) -> int:
        """How far a page must see its neighbours for the longest phrase asked for."""
        texts = [leaf.text for leaf in leaves(self._asked) if isinstance(leaf, Words)]
        return max([REACH, *(len(self.analyser.fold(text).text) for text in texts)])

    @property
    def _asked(self) -> Node:
        assert self.node is not None
        return self.node

    def _known(self, db: peewee.Database, kind: Kind, *, hits: bool) -> Condition | Few:
        """What holds for the hits of a kind; where hits are wanted and there are few, all of them."""
        items = _those_that_matter(db, kind, *self._roughly(kind))
        condition = self._condition(self._asked, items)
        asked = hits or items.few is not None
        some = _numbers(db, items, condition, _FEW + 1, 0) if asked else range(_FEW + 1)
        return condition if len(some) > _FEW else tuple(some)

    def _roughly(self, kind: Kind) -> tuple[Condition, bool]:
        """What the index can say to the query by itself, and whether that is all; no hit is without it."""
        asked = Plan(self._asked, Items(kind), self.leaf)
        return asked.condition().and_(*self._narrowed(Items(kind))), not asked.to_look_at()

    def _groups(self, db: peewee.Database, known: Mapping[Kind, Group]) -> Iterator[tuple[Kind, Group]]:
        """All hits in the order of `SearchIndex.find`."""
        titled = in_titles(self._asked)
        rest: list[tuple[Kind, Group]] = []
        for kind in (kind for kind in DESCRIBED if kind in known):
            found, items = known[kind], Items(kind)
            titles = self._condition(titled, items) if titled and found else plan.NOTHING
            if isinstance(found, Condition):
                yield kind, both(items, [found, titles])
                rest.append((kind, both(items, [found], [titles]) if titled else found))
            elif found:
                of_these = Condition(where=(plan.among_numbers(found),))
                first = set(_numbers(db, items, both(items, [of_these, titles]), -1, 0))
                yield kind, tuple(number for number in found if number in first)
                rest.append((kind, tuple(number for number in found if number not in first)))
        yield from rest
        if "page" in self.kinds:
            yield "page", known.get("page")

    def _some(self, db: peewee.Database, kind: Kind, group: Group, limit: int, offset: int) -> list[int]:
        """Hits of a group, in their order."""
        if isinstance(group, tuple):
            return list(group[offset : offset + limit])
        if group is not None:
            return _numbers(db, Items(kind), group, limit, offset)
        roughly, is_all = self._roughly(kind)
        if is_all and roughly.in_order:
            parts = self._apart(kind)
            found = {number for part in parts for number in _first(db, kind, part, offset + limit)}
            if parts:
                return sorted(found, reverse=True)[offset : offset + limit]
            return _numbers(db, Items(kind), roughly, limit, offset)
        few = _those_that_matter(db, kind, roughly, is_all)
        if few.few is not None:
            return _numbers(db, few, self._condition(self._asked, few), limit, offset)

        def found_in(items: Items, wanted: int) -> list[int]:
            return _numbers(db, items, self._condition(self._asked, items), wanted, 0)

        return first_numbers(db, kind, QUICK if is_all else LOOKED_AT, offset + limit, found_in)[offset:]

    def _apart(self, kind: Kind) -> tuple[Condition, ...]:
        """Of a phrase on pages alone, where it stands wholly on one, and where it runs over a page's end.

        Few do, and what is asked for them has many words: asked with the rest it would be looked at for every hit.
        None for any other question.
        """
        asked = self._asked
        if kind != "page" or not isinstance(asked, Words) or asked.field or self._narrowed(Items(kind)):
            return ()
        leaf = self.leaf(asked, kind)
        if leaf.looked_at or len(leaf.parts) > 1 or not leaf.parts[0].whole:
            return ()
        (part,) = leaf.parts
        return tuple(Condition({part.table: words}) for words in (part.whole, part.over) if words)

    def _total(self, db: peewee.Database, kind: Kind, group: Group) -> int:
        parts = self._apart(kind) if isinstance(group, Condition) else ()
        if not parts:
            return _count(db, kind, group)
        whole, *over = parts
        more = [both(Items(kind), [part], [whole]) for part in over if _first(db, kind, part, 1)]
        return sum(_count(db, kind, part) for part in (whole, *more))

    def _condition(self, node: Node, items: Items) -> Condition:
        asked = Plan(node, items, self.leaf)
        asked.settle({leaf.node: self._look(leaf, asked, items) for leaf in asked.to_look_at()})
        return asked.condition().and_(*self._narrowed(items))

    def _look(self, leaf: Leaf, asked: Plan, items: Items) -> list[int]:
        """Which items hold a leaf that the index can't answer."""
        apart, where = leaf.kind != items.kind, (leaf.node, leaf.kind)
        if not apart or where not in self._elsewhere:
            numbers = self.numbers(Items(leaf.kind) if apart else items, asked.candidates(leaf))
            found = [number for number, sheet in self.sheets(leaf.kind, numbers) if leaf.holds(sheet)]
            if not apart:
                return found
            self._elsewhere[where] = found
        return self._elsewhere[where]

    def _narrowed(self, items: Items) -> tuple[plan.Where, ...]:
        return plan.narrowed(items, self.narrow, sealed=self._sealed)

    @cached_property
    def _sealed(self) -> bool:
        if self.narrow.access is None:
            return False
        some = " UNION ALL ".join(f"SELECT 1 FROM {kind} WHERE access > ?1" for kind in DESCRIBED)
        with self.database.read() as db:
            return bool(sql(db, f"SELECT EXISTS ({some})", self.narrow.access)[0][0])

    def _hits(self, kind: Kind, numbers: Sequence[int], forms: Counter[str]) -> Iterator[Hit]:
        """Hits in the order of their numbers; without what was changed away or deleted since the index was asked."""
        shown = [node for node in _positive(self._asked) if not (isinstance(node, Words) and node.field)]
        leaves_shown = {node: self.leaf(node, kind) for node in shown}
        for number, sheet in self.sheets(kind, numbers):
            spans = {node: found for node, leaf in leaves_shown.items() if (found := list(leaf.spans(sheet)))}
            if _may_hold(self._asked, spans):
                merged = merged_spans(span for found in spans.values() for span in found)
                forms.update({sheet.text[start:end].replace("\n", "") for start, end in merged})
                yield hit_of(kind, number, sheet, merged)


def hit_of(kind: Kind, number: int, sheet: Sheet, spans: tuple[Span, ...]) -> Hit:
    """A hit with its snippet."""
    shown, matches = snippet(sheet.text, spans, lines_apart=kind != "page")
    return Hit(kind, id_of(number), sheet.document, sheet.page, sheet.title, shown, matches, spans)


def merged_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, overlapping ones as one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return tuple(out)


def _those_that_matter(db: peewee.Database, kind: Kind, roughly: Condition, is_all: bool) -> Items:
    """The items that can be hits, where they are few and it helps to know them; else all of a kind."""
    alone = of_pairs(kind, roughly)
    if alone is None or (is_all and roughly.in_order):
        return Items(kind)
    (selected, values), words = alone
    few = [number for (number,) in sql(db, f"SELECT rowid FROM {selected} LIMIT {_FEW + 1}", *values)]
    return Items(kind, few=tuple(few), pairs=words) if len(few) <= _FEW else Items(kind)


def _count(db: peewee.Database, kind: Kind, group: Group) -> int:
    if not isinstance(group, Condition):
        return len(group or ())
    selected, values = group.selected(Items(kind))
    return int(sql(db, f"SELECT count(*) FROM {selected}", *values)[0][0])


def _first(db: peewee.Database, kind: Kind, condition: Condition, limit: int) -> list[int]:
    """As `_numbers`, in no order: the index is quicker in the other direction, where that gives all there are."""
    selected, values = condition.selected(Items(kind))
    some = [number for (number,) in sql(db, f"SELECT rowid FROM {selected} LIMIT {_FEW + 1}", *values)]
    return some if len(some) <= _FEW else _numbers(db, Items(kind), condition, limit, 0)


def _numbers(db: peewee.Database, items: Items, condition: Condition, limit: int, offset: int) -> list[int]:
    selected, values = condition.selected(items)
    statement = f"SELECT rowid FROM {selected} ORDER BY rowid DESC LIMIT ? OFFSET ?"
    return [number for (number,) in sql(db, statement, *values, limit, offset)]


def _count_described(
    db: peewee.Database, kind: Kind, condition: Condition, facets: Counter[tuple[str, str]], years: Counter[int]
) -> None:
    selected, values = condition.selected(Items(kind))
    found = f"WITH found AS MATERIALIZED (SELECT rowid AS id FROM {selected})"
    counted = f"{found} SELECT name, value, count(*) FROM found JOIN {kind}_facet ON item = id GROUP BY name, value"
    for name, value, count in sql(db, counted, *values):
        facets[name, value] += count
    dated = f"{found} SELECT first, count(*) FROM found JOIN {kind} USING (id) WHERE first NOT NULL GROUP BY first"
    years.update(dict(sql(db, dated, *values)))


def _count_pages(
    db: peewee.Database, kind: Kind, condition: Condition, facets: Counter[tuple[str, str]], years: Counter[int]
) -> None:
    """Pages are counted by document first: there are far fewer documents."""
    selected, values = condition.selected(Items(kind))
    found = f"SELECT rowid AS id FROM {selected}"
    counted = f"SELECT document, id >= {VOUCHED}, count(*) FROM ({found}) JOIN page USING (id) GROUP BY 1, 2"
    rows = sql(db, counted, *values)
    of_document: Counter[int] = Counter()
    for document, corrected, count in rows:
        facets[plan.STATE, plan.STATES[corrected]] += count
        of_document[document] += count
    for start in range(0, len(of_document), 10_000):
        where, numbers = plan.among_numbers(list(of_document)[start : start + 10_000])
        of_facets = f"SELECT item, name, value FROM document_facet WHERE {where.replace('+rowid', 'item')}"
        for document, name, value in sql(db, of_facets, *numbers):
            facets[name, value] += of_document[document]
        for document, first in sql(db, f"SELECT id, first FROM document WHERE {where} AND first NOT NULL", *numbers):
            years[first] += of_document[document]


def _that_says_something(node: Node, analyser: Analyser) -> Node | None:
    """The query without the parts that have no letter or digit."""
    if isinstance(node, Words):
        # A year that nobody has understood is text.
        said = Words(node.text) if node.field == "year" else node
        return said if analyser.fold(node.text).text else None
    if isinstance(node, Near):
        texts = tuple(text for text in node.texts if analyser.fold(text).text)
        return Near(texts, node.distance) if len(texts) > 1 else Words(texts[0]) if texts else None
    if isinstance(node, Not):
        part = _that_says_something(node.part, analyser)
        return Not(part) if part else None
    if isinstance(node, (All, Any)):
        parts = tuple(part for part in (_that_says_something(part, analyser) for part in node.parts) if part)
        return type(node)(parts) if parts else None
    return node


def _positive(node: Node) -> Iterator[Words | Near]:
    """The leaves that a hit may show."""
    if isinstance(node, (All, Any)):
        for part in node.parts:
            yield from _positive(part)
    elif isinstance(node, (Words, Near)):
        yield node


def _may_hold(node: Node, shown: Collection[Words | Near]) -> bool:
    """Whether an item that shows these leaves may be a hit, as far as its text can tell."""
    if isinstance(node, All):
        return all(_may_hold(part, shown) for part in node.parts)
    if isinstance(node, Any):
        return any(_may_hold(part, shown) for part in node.parts)
    if isinstance(node, (Not, Years)) or (isinstance(node, Words) and node.field):
        return True
    return node in shown
