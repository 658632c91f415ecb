"""Search is told what a document is found by, whenever that changes."""

from __future__ import annotations

from archivist.describing.facts import facts
from archivist.places import gazetteer
from archivist.workspace import Workspace


def keep_found(ws: Workspace, document: int) -> None:
    """Tells search what a document is found and counted by now; of what is sealed, nothing but title and kind."""
    head = ws.archive.documents.get(document)
    ws.archive.documents.found_by(document, facts(ws, head, gazetteer(ws)))
