"""The photographs of a comparison as they are read from the archive."""

from __future__ import annotations

from dataclasses import dataclass

from archivist import documents
from archivist.describing import Comparison, Description
from archivist.describing import work as describing
from archivist.workspace import Workspace
from storage.values import Page
from ui.images import Picture, load_picture


@dataclass(frozen=True, slots=True)
class Shot:
    """A photograph: its page, the pages of its document, what it shows and when."""

    page: Page
    pages: tuple[Page, ...]
    known: Description

    @property
    def dated(self) -> str:
        """The dates as they were written."""
        return "; ".join(date.original for date in self.known.dates)

    @property
    def first_day(self) -> str:
        """The earliest day it may be of; empty if that is not known."""
        days = [date.first for date in self.known.dates if date.first]
        return min(days, default="")


def read_shot(ws: Workspace, document: int, page: int) -> Shot:
    """A page of a document, by its number from 1. ArchivistError: the reader may not see it."""
    pages = documents.pages(ws, document)
    found = next((one for one in pages if one.number == page), pages[0])
    return Shot(found, pages, describing.description_of(ws, document))


def read_pair(ws: Workspace, one: tuple[int, int], other: tuple[int, int]) -> tuple[Shot, Shot, Comparison | None]:
    """Two photographs, the older first where their dates tell that, and the comparison of them that was kept."""
    now, then = read_shot(ws, *one), read_shot(ws, *other)
    for old, new in ((then, now), (now, then)):
        for known in new.known.comparisons:
            if (known.then, known.now) == (old.page.id, new.page.id):
                return old, new, known
    if then.first_day and now.first_day and then.first_day > now.first_day:
        then, now = now, then
    return then, now, None


def upright_picture(ws: Workspace, page: Page) -> Picture:
    """As the other process sees it: upright, so that points mean the same in both."""
    return load_picture(documents.page_image(ws, page))
