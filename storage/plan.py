"""From a query to what the index is asked: conditions on the numbers of records, of documents or of pages.

A condition is what FTS5 is asked (one question to each of its tables, all to be answered with yes) and conditions in
SQL. As much as can be is one question to FTS5, which is fast; the rest is sets of numbers, put together by SQLite, so
that AND, OR and NOT are exact whatever stands in them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from storage.changes import Kind
from storage.leaves import Leaf, Part
from storage.numbering import VOUCHED
from storage.query import All, Any, Near, Node, Not, Words, Years
from storage.values import Narrowing

Where = tuple[str, tuple[object, ...]]
"""A condition in SQL on `rowid`, and its values."""
Window = tuple[int, int]
"""The first and the last of some numbers."""


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a kind; or those of them within a window of numbers, or these few, where no others matter.

    `pairs` is the question to the index that gave the few.
    """

    kind: Kind
    window: Window | None = None
    few: tuple[int, ...] | None = None
    pairs: str = ""

    def inside(self, column: str) -> str:
        """The end of a condition in SQL: that a number is one of these."""
        if self.few is not None:
            return f" AND {column} IN ({', '.join(map(str, self.few))})"
        return f" AND {column} BETWEEN {self.window[0]} AND {self.window[1]}" if self.window else ""


@dataclass(frozen=True)
class Condition:
    """All of these. Without any it holds for everything."""

    asked: Mapping[str, str] = field(default_factory=dict)
    where: tuple[Where, ...] = ()

    @property
    def always(self) -> bool:
        return not self.asked and not self.where

    def and_(self, *more: Where) -> Condition:
        """This and conditions in SQL."""
        return Condition(self.asked, self.where + more)

    @property
    def in_order(self) -> bool:
        """Whether the index finds the greatest numbers first, and all others only if they are asked for."""
        return len(self.asked) < 2 and not self.where

    def selected(self, items: Items) -> Where:
        """`table WHERE …` of the numbers for which this holds."""
        asked = {name: words for name, words in self.asked.items() if name != "pairs" or words != items.pairs}
        if not asked or items.few is not None:
            conditions = [*(_in(items, *one) for one in sorted(asked.items())), *self.where] or [("TRUE", ())]
            return f"{items.kind} WHERE {_all_of(conditions)}{items.inside('rowid')}", _values(conditions)
        # The letters first: there are more of them than of pairs, and of the others a list is made.
        *rest, (first, words) = sorted(asked.items())
        table = f"{items.kind}_{first}"
        conditions = [(f"{table} MATCH ?", (words,)), *(_in(items, *one) for one in rest), *self.where]
        return f"{table} WHERE {_all_of(conditions)}{items.inside('rowid')}", _values(conditions)

    def as_where(self, items: Items) -> Where:
        """This as a condition in SQL."""
        conditions = [*(_in(items, *one) for one in sorted(self.asked.items())), *self.where] or [("TRUE", ())]
        return f"({_all_of(conditions)})", _values(conditions)


NOTHING = Condition(where=(("FALSE", ()),))
EVERYTHING = Condition()


def _in(items: Items, table: str, words: str) -> Where:
    # The plus keeps SQLite from asking the first table anew for every number that the second one gives.
    name = f"{items.kind}_{table}"
    return f"+rowid IN (SELECT rowid FROM {name} WHERE {name} MATCH ?{items.inside('rowid')})", (words,)


def _all_of(conditions: Sequence[Where]) -> str:
    return " AND ".join(condition for condition, _ in conditions)


def _values(conditions: Sequence[Where]) -> tuple[object, ...]:
    return tuple(value for _, values in conditions for value in values)


def of_pairs(kind: Kind, condition: Condition) -> tuple[Where, str] | None:
    """`table WHERE …` of the pairs alone that a condition asks for, and their words: what has them may be few."""
    words = condition.asked.get("pairs")
    return ((f"{kind}_pairs WHERE {kind}_pairs MATCH ?", (words,)), words) if words is not None else None


def among_numbers(numbers: Sequence[int]) -> Where:
    """The condition that the number is one of these."""
    return "+rowid IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),)


def both(items: Items, parts: Sequence[Condition], without: Sequence[Condition] = ()) -> Condition:
    """What holds all `parts` and none of `without`."""
    questions: dict[str, list[str]] = {}
    for part in parts:
        for table, words in part.asked.items():
            questions.setdefault(table, []).append(words)
    # Side by side, not one in the other: FTS5 reads only so deep.
    asked = {
        table: some[0] if len(some) == 1 else " AND ".join(map("({})".format, some))
        for table, some in questions.items()
    }
    where = [one for part in parts for one in part.where]
    left_out: dict[str, list[str]] = {}
    for part in without:
        if len(part.asked) == 1 and not part.where and part.asked.keys() <= asked.keys():
            ((table, words),) = part.asked.items()
            left_out.setdefault(table, []).append(words)
        else:
            condition, values = part.as_where(items)
            where.append((f"NOT {condition}", values))
    for table, some in left_out.items():
        asked[table] = f"({asked[table]}) NOT ({' OR '.join(some)})"
    return Condition(asked, tuple(where))


def either(items: Items, parts: Sequence[Condition]) -> Condition:
    """What holds at least one of these."""
    if any(part.always for part in parts):
        return EVERYTHING
    tables = {table for part in parts for table in part.asked}
    if len(tables) == 1 and not any(part.where for part in parts):
        (table,) = tables
        return Condition({table: " OR ".join(f"({part.asked[table]})" for part in parts)})
    conditions = [part.as_where(items) for part in parts]
    return Condition(where=((f"({' OR '.join(c for c, _ in conditions)})", _values(conditions)),))


LeafOf = Callable[[Words | Near, Kind], Leaf]


class Plan:
    """A query on some items. `looked` says which items hold the leaves that must be looked at."""

    def __init__(self, node: Node, items: Items, leaf_of: LeafOf) -> None:
        self._node = node
        self._items = items
        self._kind: Kind = items.kind
        self._leaf_of = leaf_of
        self._looked: dict[Words | Near, Where] | None = None

    def to_look_at(self) -> list[Leaf]:
        """The leaves whose candidates must be looked at before anything is counted."""
        return [leaf for node in _distinct(self._node) if (leaf := self._leaf(node)).looked_at]

    def candidates(self, leaf: Leaf) -> Condition:
        """What the index gives for such a leaf, as far as the rest of the query lets it matter."""
        told = _asked(leaf.spoken_part()) if leaf.letters else self._told(leaf)
        return told if leaf.kind != self._kind else both(self._items, [told, self._of(self._node)])

    def settle(self, looked: Mapping[Words | Near, Sequence[int]]) -> None:
        """Takes what was found by looking."""
        self._looked = {node: among_numbers(numbers) for node, numbers in looked.items()}

    def condition(self) -> Condition:
        """What the whole query asks. Before `settle`, more than it asks."""
        return self._of(self._node)

    def _of(self, node: Node) -> Condition:
        if isinstance(node, Years):
            return Condition(where=(years_on(self._items, node.first, node.last),))
        if isinstance(node, All):
            return self._all(node)
        if isinstance(node, Any):
            return either(self._items, [self._of(part) for part in node.parts])
        if isinstance(node, Not):
            return both(self._items, [], [self._of(node.part)]) if self._known(node.part) else EVERYTHING
        return self._of_leaf(self._leaf(node))

    def _all(self, node: All) -> Condition:
        parts = [self._of(part) for part in node.parts if not isinstance(part, Not)]
        nots = [part.part for part in node.parts if isinstance(part, Not)]
        return both(self._items, parts, [self._of(part) for part in nots if self._known(part)])

    def _leaf(self, node: Words | Near) -> Leaf:
        # A page is found by a field of its document.
        return self._leaf_of(
            node, "document" if self._kind == "page" and isinstance(node, Words) and node.field else self._kind
        )

    def _of_leaf(self, leaf: Leaf) -> Condition:
        found = self._looked.get(leaf.node) if self._looked is not None and leaf.looked_at else None
        if leaf.letters:
            spoken = _asked(leaf.spoken_part()) if found is None else Condition(where=(found,))
            condition = either(self._items_of(leaf), [self._told(leaf), spoken])
        else:
            condition = self._told(leaf) if found is None else Condition(where=(found,))
        if leaf.kind == self._kind:
            return condition
        documents, values = condition.selected(self._items_of(leaf))
        return Condition(where=(_pages_of(self._items, f"SELECT rowid FROM {documents}", values),))

    def _told(self, leaf: Leaf) -> Condition:
        return both(self._items_of(leaf), [_asked(part) for part in leaf.parts])

    def _items_of(self, leaf: Leaf) -> Items:
        return self._items if leaf.kind == self._kind else Items(leaf.kind)

    def _known(self, node: Node) -> bool:
        """Whether what the index is asked for this is exact, so that the opposite can be asked."""
        return self._looked is not None or not any(self._leaf(one).looked_at for one in _distinct(node))


def _asked(part: Part) -> Condition:
    return Condition({part.table: part.words})


def _distinct(node: Node) -> list[Words | Near]:
    if isinstance(node, (All, Any)):
        return list(dict.fromkeys(one for part in node.parts for one in _distinct(part)))
    if isinstance(node, Not):
        return _distinct(node.part)
    return [] if isinstance(node, Years) else [node]


def years_on(items: Items, first: int, last: int) -> Where:
    """The condition that an item is from these years, at least in part; a page is from those of its document."""
    if items.kind == "page":
        return _pages_of(items, "SELECT id FROM document WHERE first <= ? AND last >= ?", (last, first))
    return f"+rowid IN (SELECT id FROM {items.kind} WHERE first <= ? AND last >= ?)", (last, first)


def narrowed(items: Items, narrow: Narrowing, *, sealed: bool) -> tuple[Where, ...]:
    """The conditions of a narrowing; `sealed` says that there are items above the reader's level at all."""
    out = [_of_facet(items, name, values) for name, values in narrow.facets]
    if narrow.years is not None:
        out.append(years_on(items, *narrow.years))
    if narrow.access is not None and sealed:
        # The few are listed, not the many.
        if items.kind == "page":
            hidden, values = _pages_of(items, "SELECT id FROM document WHERE access > ?", (narrow.access,))
            out.append((f"NOT {hidden}", values))
        else:
            out.append((f"+rowid NOT IN (SELECT id FROM {items.kind} WHERE access > ?)", (narrow.access,)))
    return tuple(out)


def _pages_of(items: Items, documents: str, values: tuple[object, ...]) -> Where:
    """The condition that a page is of one of the documents that a statement selects."""
    return f"+rowid IN (SELECT id FROM page WHERE document IN ({documents}){items.inside('id')})", values


STATE = "state"
"""The facet that pages have of their own: whether a person has vouched for the text."""
STATES = {0: "machine", 1: "corrected"}


def _of_facet(items: Items, name: str, values: Sequence[str]) -> Where:
    if name == STATE:
        wanted = json.dumps([number for number, state in STATES.items() if state in values])
        number = f"(rowid >= {VOUCHED}) IN (SELECT value FROM json_each(?))"
        return (number, (wanted,)) if items.kind == "page" else ("FALSE", ())
    owner: Kind = "document" if items.kind == "page" else items.kind
    inner = f"SELECT item FROM {owner}_facet WHERE name = ? AND value IN (SELECT value FROM json_each(?))"
    given = (name, json.dumps(list(values), ensure_ascii=False))
    return _pages_of(items, inner, given) if items.kind == "page" else (f"+rowid IN ({inner})", given)


def in_titles(node: Node) -> Node | None:
    """The same words, asked of titles: what puts a hit first. None for a query without words for that."""
    if isinstance(node, Words):
        return Words(node.text, "title") if not node.field else None
    if isinstance(node, (All, Any)):
        parts = tuple(part for part in map(in_titles, node.parts) if part is not None)
        return type(node)(parts) if parts else None
    return None
