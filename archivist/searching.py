"""Workflows for search: find, and show where on the page."""

from __future__ import annotations

from dataclasses import replace

from archivist import access, documents
from archivist.workspace import Workspace
from ocr.page import Box
from storage.values import Hit, Results, Scope

_ALL = 1 << 40


def find(
    ws: Workspace, query: str, scope: Scope = "all", limit: int = 50, offset: int = 0, exact: bool = False
) -> Results:
    """The first hits of a query and the number of all; `exact` finds only the characters as they are written.

    Pages that the reader may not see are in neither.
    """
    hidden = access.hidden(ws) if scope != "records" else frozenset()
    if not hidden:
        return ws.archive.search.find(query, scope, limit=limit, offset=offset, exact=exact)
    everything = ws.archive.search.find(query, scope, limit=_ALL, exact=exact)
    hits = tuple(hit for hit in everything.hits if hit.document not in hidden)
    return replace(everything, hits=hits[offset : offset + limit], total=len(hits))


def hit_boxes(ws: Workspace, hit: Hit) -> tuple[Box, ...]:
    """Where the matches of a page hit stand on the master image, in its pixels; nothing for a record."""
    if hit.kind != "page":
        return ()
    text = documents.page_text(ws, hit.id)
    if text is None:
        return ()
    return tuple(box for start, end in hit.spans for box in text.boxes(start, end))
