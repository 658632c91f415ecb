"""A document as the desk reads it from the archive."""

from __future__ import annotations

from dataclasses import dataclass

from archivist import access, documents
from archivist.describing import Description
from archivist.describing.known import described
from archivist.errors import ArchivistError
from archivist.i18n import say
from archivist.workspace import Workspace
from storage.values import Document, Page


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with its pages, as read from the archive; `refused` says why the reader may not look into it."""

    document: Document
    pages: tuple[Page, ...] = ()
    description: Description | None = None
    refused: str = ""


def read_document(ws: Workspace, number: int) -> Opened:
    """Reads a document that the reader may know of."""
    head = documents.get(ws, number)
    try:
        access.seen(ws, number)
    except ArchivistError as error:
        return Opened(head, refused=say(error))
    return Opened(head, documents.pages(ws, number), described(head))
