"""Workflows for search: find, and show where on the page."""

from __future__ import annotations

from collections.abc import Iterator

from archivist import documents
from archivist.workspace import Workspace
from ocr.page import Box
from storage.values import Hit, IndexState, Results, Scope


def find(
    ws: Workspace,
    query: str,
    scope: Scope = "all",
    limit: int = 50,
    offset: int = 0,
    exact: bool = False,
    *,
    wait: bool = True,
) -> Results:
    """The first hits of a query and the number of all; `exact` finds only the characters as they are written.

    An index that was lost is made again first; without `wait`, what is in it already is found, and `index` of the
    results says how much that is. Who does not wait drives `follow` meanwhile.
    """
    if wait and not ws.archive.search.state.ready:
        for _ in follow(ws):
            pass
    return ws.archive.search.find(query, scope, limit=limit, offset=offset, exact=exact)


def follow(ws: Workspace) -> Iterator[IndexState]:
    """Makes the index again where it was lost; yields how far it is. It can be left and gone on with."""
    return ws.archive.search.follow()


def hit_boxes(ws: Workspace, hit: Hit) -> tuple[Box, ...]:
    """Where the matches of a page hit stand on the master image, in its pixels; nothing for a record."""
    if hit.kind != "page":
        return ()
    text = documents.page_text(ws, hit.id)
    if text is None:
        return ()
    return tuple(box for start, end in hit.spans for box in text.boxes(start, end))
