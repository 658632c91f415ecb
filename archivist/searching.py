"""Workflows for search: find, count, look for what was badly read, and show where on the page.

A query is a line or a value of `storage.query`: `parse` and `to_text` make one of the other, and `Form` is the value
of a form that builds queries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archivist import documents
from archivist.querynames import understood
from archivist.workspace import Workspace
from ocr.page import Box
from storage.query import Node, parse
from storage.values import ACCESS_LEVELS, Hit, IndexState, Narrowing, Overview, Results, Scope, Similar

EVERYTHING = Narrowing()


def find(
    ws: Workspace, query: str | Node, scope: Scope = "all", limit: int = 50, offset: int = 0, exact: bool = False, *,
    punctuation: bool = False, narrow: Narrowing = EVERYTHING, counted: bool = True, wait: bool = True,
) -> Results:  # fmt: skip
    """The first hits of a query and the number of all; `exact` finds only the characters as they are written.

    With `punctuation` that counts too. Not `counted` is quicker: then the number is that of the hits known so far.
    What the reader may not see is in no hit, number, facet or hint, here and in what follows.

    An index that was lost is made again first; without `wait`, what is in it already is found, and `index` of the
    results says how much that is. Who does not wait drives `follow` meanwhile.
    """
    if wait and not ws.archive.search.state.ready:
        for _ in follow(ws):
            pass
    return ws.archive.search.find(
        _node(query), scope, limit=limit, offset=offset, exact=exact, punctuation=punctuation,
        narrow=_allowed(ws, narrow), counted=counted,
    )  # fmt: skip


def overview(
    ws: Workspace, query: str | Node, scope: Scope = "all", exact: bool = False, *, punctuation: bool = False,
    narrow: Narrowing = EVERYTHING,
) -> Overview:  # fmt: skip
    """All hits counted by kind, decade, place, language, donor, state of correction, and by year."""
    return ws.archive.search.overview(
        _node(query), scope, exact=exact, punctuation=punctuation, narrow=_allowed(ws, narrow)
    )


def similar(
    ws: Workspace, query: str | Node, scope: Scope = "all", limit: int = 50, *, narrow: Narrowing = EVERYTHING
) -> Similar:
    """What nearly says what was asked, as badly read pages do; its `words` are what the query may have meant."""
    return ws.archive.search.similar(_node(query), scope, limit, narrow=_allowed(ws, narrow))


def _node(query: str | Node) -> Node:
    return understood(parse(query) if isinstance(query, str) else query)


def _allowed(ws: Workspace, narrow: Narrowing) -> Narrowing:
    level = ACCESS_LEVELS.index(ws.reader.level)
    return replace(narrow, access=level if narrow.access is None else min(level, narrow.access))


def state(ws: Workspace) -> IndexState:
    """How far the index has followed what was changed."""
    return ws.archive.search.state


def follow(ws: Workspace) -> Iterator[IndexState]:
    """Makes the index again where it was lost; yields how far it is. It can be left and gone on with."""
    return ws.archive.search.follow()


def hit_boxes(ws: Workspace, hit: Hit) -> tuple[Box, ...]:
    """Where the matches of a page hit stand on the master image, in its pixels; nothing for a record or document."""
    return tuple(box for place in hit_places(ws, hit) for box in place)


def hit_places(ws: Workspace, hit: Hit) -> tuple[tuple[Box, ...], ...]:
    """As `hit_boxes`, the boxes of each match by themselves: a match that runs over a line's end has several."""
    if hit.kind != "page":
        return ()
    text = documents.page_text(ws, hit.id)
    if text is None:
        return ()
    return tuple(boxes for start, end in hit.spans if (boxes := tuple(text.boxes(start, end))))
