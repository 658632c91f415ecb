"""The pages of a document as they go out: each a picture and its text, as scanned or as cleaned."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path

from archivist import access
from archivist.errors import ArchivistError
from archivist.i18n import _
from archivist.process import Place, Process
from archivist.workspace import Workspace
from ocr.cleaning.recipe import Recipe
from ocr.page import PageText
from storage.values import Page

Leaf = tuple[Path | bytes, PageText]
"""A picture and what stands on it, with boxes in its pixels."""


def as_scanned(ws: Workspace, pages: Iterable[Page]) -> Generator[Leaf, None, None]:
    """The master of each page that has been read. ArchivistError: the reader may not see it."""
    for page in pages:
        text = text_of(ws, page)
        if text is not None:
            yield ws.archive.files.path(page.digest), text


def as_cleaned(ws: Workspace, pages: Iterable[Page]) -> Generator[Leaf, None, None]:
    """The same as their recipes make them: a spread is two leaves, and what has no recipe is as it was scanned.

    The pictures are made in a process of their own. ArchivistError names the page that cannot be cleaned.
    """
    process = Process(_("The program that cleans pages crashed on this one; leave a step out and try again."))
    with closing(process):
        for page in pages:
            kept = ws.archive.cleaning.current([page.id]).get(page.id)
            if kept is None or not Recipe.from_json(kept.recipe).steps:
                yield from as_scanned(ws, [page])
                continue
            for made in process.run(_cleaned, Place.of(ws), page, kept.recipe):
                if isinstance(made, str):
                    raise ArchivistError("Page {page}: {reason}", page=page.number, reason=made)
                yield from made or ()


def text_of(ws: Workspace, page: Page) -> PageText | None:
    """What the page says now, or None before it was read. ArchivistError: the reader may not see it."""
    access.seen(ws, page.document)
    stored = ws.archive.documents.text(page.id)
    return PageText.from_json(stored.payload) if stored else None


def _cleaned(ws: Workspace, page: Page, recipe: str) -> list[Leaf]:
    """In the process: the leaves of one page."""
    from ocr.cleaning.onto import cleaned_pages

    text = text_of(ws, page)
    path = ws.archive.files.path(page.digest)
    return [] if text is None else list(cleaned_pages(path, Recipe.from_json(recipe), text))
