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
from storage.plan import Condition, Plan, both, in_titles
from storage.query import All, Any, Near, Node, Not, Words, Years, leaves
from storage.seams import REACH
from storage.snippets import snippet
from storage.spelling import Readings
from storage.values import Facet, Hit, Narrowing, Overview, Scope, Span

_SCOPES: dict[Scope, tuple[Kind, ...]] = {
    "all": KINDS, "records": ("record",), "documents": ("document",), "pages": ("page",)
}  # fmt: skip
_BATCH = 200
_MOST_FORMS = 12
_FEW = 200
Few = tuple[int, ...]
Group = Condition | Few
"""Hits by what holds for them, or, where they are few, by their numbers, the newest first."""


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
            conditions = {kind: self._condition(self._asked, kind) for kind in self.kinds}
            few = {
                kind: some
                for kind, condition in conditions.items()
                if (some := _all_if_few(db, kind, condition)) is not None
            }
            total = 0
            if counted:
                total = sum(_count(db, kind, few.get(kind, condition)) for kind, condition in conditions.items())
            for kind, group in self._groups(db, conditions, few) if total > offset or not counted else ():
                if limit <= 0:
                    break
                numbers = _numbers(db, kind, group, limit, offset)
                if offset and not numbers:
                    offset -= _count(db, kind, group)
                else:
                    offset = 0
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
                condition = self._condition(self._asked, kind)
                (_count_pages if kind == "page" else _count_described)(db, kind, condition, facets, years)
        by_name: dict[str, list[tuple[str, int]]] = {}
        for (name, value), count in sorted(facets.items(), key=lambda item: (-item[1], item[0])):
            by_name.setdefault(name, []).append((value, count))
        named = tuple(Facet(name, tuple(counts)) for name, counts in sorted(by_name.items()))
        return Overview(named, tuple(sorted(years.items())))

    def leaf(self, node: Words | Near, kind: Kind) -> Leaf:
        """What a part of the query means on items of this kind."""
        if (node, kind) not in self._leaves:
            self._leaves[node, kind] = Leaf(node, kind, self._mode, self.analyser, self._readings, self._there)
        return self._leaves[node, kind]

    def _there(self, words: Sequence[str]) -> Collection[str]:
        with self.database.read() as db:
            rows = sql(
                db, "SELECT term FROM page_words WHERE term IN (SELECT value FROM json_each(?))", json.dumps(words)
            )
        return {word for (word,) in rows}

    def sheets(self, kind: Kind, numbers: Sequence[int]) -> Iterator[tuple[int, Sheet]]:
        """What these items say, in their order, a few at a time in memory; without what is gone."""
        for start in range(0, len(numbers), _BATCH):
            chunk = numbers[start : start + _BATCH]
            found = self.changes.sheets(kind, chunk, self._reach)
            yield from ((number, found[number]) for number in chunk if number in found)

    def numbers(self, kind: Kind, condition: Condition, limit: int = -1) -> list[int]:
        """The newest items for which a condition, and the narrowing, holds."""
        with self.database.read() as db:
            return _numbers(db, kind, condition.and_(*self._narrowed(kind)), limit, 0)

    @cached_property
    def _reach(self) -> int:
        """How far a page must see its neighbours for the longest phrase asked for."""
        texts = [leaf.text for leaf in leaves(self._asked) if isinstance(leaf, Words)]
        return max([REACH, *(len(self.analyser.fold(text).text) for text in texts)])

    @property
    def _asked(self) -> Node:
        assert self.node is not None
        return self.node

    def _groups(
        self, db: peewee.Database, conditions: Mapping[Kind, Condition], few: Mapping[Kind, Few]
    ) -> Iterator[tuple[Kind, Group]]:
        """All hits in the order of `SearchIndex.find`."""
        titled = in_titles(self._asked)
        rest: list[tuple[Kind, Group]] = []
        for kind in (kind for kind in DESCRIBED if kind in conditions):
            titles = self._condition(titled, kind) if titled else plan.NOTHING
            with_title = both(kind, [conditions[kind], titles])
            if kind in few:
                first = set(_numbers(db, kind, with_title, -1, 0)) if few[kind] and titled else set()
                yield kind, tuple(number for number in few[kind] if number in first)
                rest.append((kind, tuple(number for number in few[kind] if number not in first)))
            else:
                yield kind, with_title
                rest.append((kind, both(kind, [conditions[kind]], [titles]) if titled else conditions[kind]))
        yield from rest
        if "page" in few:
            where, values = plan.among_numbers(few["page"])
            # By their numbers, which `+rowid` forbids in the tables of words: all pages would be looked through.
            where = where.replace("+rowid", "id")
            vouched = {id for (id,) in sql(db, f"SELECT id FROM page WHERE {where} AND corrected = 1", *values)}
            yield "page", tuple(number for number in few["page"] if number in vouched)
            yield "page", tuple(number for number in few["page"] if number not in vouched)
        elif "page" in conditions:
            yield "page", conditions["page"].of_state(corrected=True)
            yield "page", conditions["page"].of_state(corrected=False)

    def _condition(self, node: Node, kind: Kind) -> Condition:
        asked = Plan(node, kind, self.leaf)
        looked = {leaf.node: self._look(leaf, asked.candidates(leaf)) for leaf in asked.to_look_at()}
        asked.settle(looked)
        return asked.condition().and_(*self._narrowed(kind))

    def _look(self, leaf: Leaf, candidates: Condition) -> list[int]:
        numbers = self.numbers(leaf.kind, candidates)
        return [number for number, sheet in self.sheets(leaf.kind, numbers) if leaf.holds(sheet)]

    def _narrowed(self, kind: Kind) -> tuple[plan.Where, ...]:
        return plan.narrowed(kind, self.narrow, sealed=self._sealed)

    @cached_property
    def _sealed(self) -> bool:
        if self.narrow.access is None:
            return False
        some = " UNION ALL ".join(f"SELECT 1 FROM {kind} WHERE access > ?1" for kind in DESCRIBED)
        with self.database.read() as db:
            return bool(sql(db, f"SELECT EXISTS ({some})", self.narrow.access)[0][0])

    def _hits(self, kind: Kind, numbers: Sequence[int], forms: Counter[str]) -> Iterator[Hit]:
        """Hits in the order of their numbers; without what was changed away or deleted since the index was asked."""
        positive = [node for node in _positive(self._asked) if not (isinstance(node, Words) and node.field)]
        for number, sheet in self.sheets(kind, numbers):
            spans = {node: list(self.leaf(node, kind).spans(sheet)) for node in positive}
            if _may_hold(self._asked, {node for node, found in spans.items() if found}):
                merged = merged_spans(span for found in spans.values() for span in found)
                forms.update({sheet.text[start:end].replace("\n", "") for start, end in merged})
                yield hit_of(kind, number, sheet, merged)


def hit_of(kind: Kind, number: int, sheet: Sheet, spans: tuple[Span, ...]) -> Hit:
    """A hit with its snippet."""
    shown, matches = snippet(sheet.text, spans, lines_apart=kind != "page")
    return Hit(kind, number, sheet.document, sheet.page, sheet.title, shown, matches, spans)


def merged_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, overlapping ones as one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return tuple(out)


def _all_if_few(db: peewee.Database, kind: Kind, condition: Condition) -> Few | None:
    """All that there are, if there are few: then the index need not be asked again for each group of them."""
    numbers = _numbers(db, kind, condition, _FEW + 1, 0)
    return tuple(numbers) if len(numbers) <= _FEW else None


def _count(db: peewee.Database, kind: Kind, group: Group) -> int:
    if not isinstance(group, Condition):
        return len(group)
    selected, values = group.selected(kind)
    return int(sql(db, f"SELECT count(*) FROM {selected}", *values)[0][0])


def _numbers(db: peewee.Database, kind: Kind, group: Group, limit: int, offset: int) -> list[int]:
    if not isinstance(group, Condition):
        return list(group[offset : offset + limit])
    selected, values = group.selected(kind)
    statement = f"SELECT rowid FROM {selected} ORDER BY rowid DESC LIMIT ? OFFSET ?"
    return [number for (number,) in sql(db, statement, *values, limit, offset)]


def _count_described(
    db: peewee.Database, kind: Kind, condition: Condition, facets: Counter[tuple[str, str]], years: Counter[int]
) -> None:
    selected, values = condition.selected(kind)
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
    selected, values = condition.selected(kind)
    found = f"SELECT rowid AS id FROM {selected}"
    counted = f"SELECT document, corrected, count(*) FROM ({found}) JOIN page USING (id) GROUP BY document, corrected"
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
        return node if analyser.fold(node.text).text else None
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


def _may_hold(node: Node, shown: set[Words | Near]) -> bool:
    """Whether an item that shows these leaves may be a hit, as far as its text can tell."""
    if isinstance(node, All):
        return all(_may_hold(part, shown) for part in node.parts)
    if isinstance(node, Any):
        return any(_may_hold(part, shown) for part in node.parts)
    if isinstance(node, (Not, Years)) or (isinstance(node, Words) and node.field):
        return True
    return node in shown
