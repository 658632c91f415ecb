"""The description in a document."""

from __future__ import annotations

from archivist.describing.description import Description
from archivist.describing.lists import kind_named
from archivist.describing.values import Title
from storage.values import Document


def described(document: Document) -> Description:
    """The description in a document that was already looked up."""
    if document.description:
        return Description.from_json(document.description)
    known = kind_named(document.kind)
    return Description(known.code if known else document.kind, (Title(document.title),))
