"""The description in a document."""

from __future__ import annotations

from archivist.describing.description import Description
from archivist.describing.lists import kind_named
from archivist.describing.values import Title
from storage.values import Document


def described(document: Document) -> Description:
    """The description in a document that was already looked up."""
    return as_described(document.title, document.kind, document.description)


def as_described(title: str, kind: str, description: str) -> Description:
    """The description that storage kept, or what title and kind alone tell."""
    if description:
        return Description.from_json(description)
    known = kind_named(kind)
    return Description(known.code if known else kind, (Title(title),))
