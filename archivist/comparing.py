"""Then and now: two photographs of one place, laid over each other for a slider and printed side by side."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from archivist import access, documents, mark
from archivist.describing import Comparison, work
from archivist.describing.known import described
from archivist.errors import ArchivistError
from archivist.papers.comparison import Side, write_comparison
from archivist.settings import Settings
from archivist.workspace import Workspace
from ocr.alignment import Alignment, Pair, align, warp
from ocr.export.files import replacing
from ocr.pictures import open_image
from storage.values import Page


@dataclass(frozen=True, slots=True)
class Compared:
    """Two pages and how they lie on each other: what a slider needs. `then` is a PNG of the old photograph in the
    frame of the new one, `size` the width and height of that frame in pixels."""

    comparison: Comparison
    alignment: Alignment
    then: bytes
    size: tuple[int, int]


def compare(ws: Workspace, comparison: Comparison) -> Compared:
    """Lays the old photograph over the new one. ArchivistError: one may not be seen. OcrError: see `align`.

    Loads OpenCV: the window calls it in a worker process.
    """
    old, new = _picture(ws, comparison.then), _picture(ws, comparison.now)
    alignment = align(pairs_of(comparison), old.size)
    out = io.BytesIO()
    warp(old, alignment, new.size).save(out, "PNG")
    return Compared(comparison, alignment, out.getvalue(), new.size)


def pairs_of(comparison: Comparison) -> tuple[Pair, ...]:
    """The points of a comparison; ArchivistError where one is not four numbers."""
    if any(len(point) != 4 for point in comparison.points):
        raise ArchivistError("A pair of points is four numbers: x and y then, x and y now.")
    return tuple(Pair((p[0], p[1]), (p[2], p[3])) for p in comparison.points)


def keep(ws: Workspace, comparison: Comparison) -> None:
    """Keeps the comparison with the newer document, and says in both that they show one place."""
    compare(ws, comparison)
    old, new = (ws.archive.documents.page(page).document for page in (comparison.then, comparison.now))
    if old != new:
        work.relate(ws, new, "later-view-of", old)
    head = access.seen(ws, new)
    known = described(head)
    others = tuple(c for c in known.comparisons if (c.then, c.now) != (comparison.then, comparison.now))
    work.describe(ws, head, replace(known, comparisons=(*others, comparison)))


def kept(ws: Workspace, then: int, now: int) -> Comparison | None:
    """The comparison of two pages that was kept."""
    known = work.description_of(ws, ws.archive.documents.page(now).document)
    return next((c for c in known.comparisons if (c.then, c.now) == (then, now)), None)


def print_sheet(ws: Workspace, compared: Compared, out: Path, *, paper: str = "a4", language: str = "zh") -> None:
    """Writes both photographs side by side in one frame, with what they show and when; on A4 or A3.

    A sheet with a photograph that is not public carries a mark.
    """
    old, new = (documents.page(ws, page) for page in (compared.comparison.then, compared.comparison.now))
    then = Side(Image.open(io.BytesIO(compared.then)), *_caption(ws, old))
    now = Side(_picture(ws, new.id), *_caption(ws, new))
    marks = (mark.line(ws, documents.get(ws, page.document)) for page in (old, new))
    write_comparison(
        then, now, out, library=Settings().text("library.name") or ws.name, place=_place(ws, old, new), paper=paper,
        language=language, mark=next(filter(None, marks), ""),
    )  # fmt: skip


def write_picture(compared: Compared, out: Path) -> None:
    """Writes the old photograph as it lies in the frame of the new one."""
    with replacing(out) as file:
        file.write(compared.then)


def page_named(ws: Workspace, text: str) -> Page:
    """The page that `17` (the first of document 17) or `17:3` (its third) names; ArchivistError if there is none."""
    document, _sign, number = text.partition(":")
    if not document.isdecimal() or not (number or "1").isdecimal():
        raise ArchivistError(
            "“{text}” names no page; write the document's number, or 17:3 for its third page.", text=text
        )
    found = [page for page in documents.pages(ws, int(document)) if page.number == int(number or 1)]
    if not found:
        raise ArchivistError("Document {id} has no page {number}.", id=document, number=number or 1)
    return found[0]


def comparison_of(ws: Workspace, then: Page, now: Page, points: Sequence[tuple[float, ...]]) -> Comparison:
    """A comparison with these points; without any, the one that was kept. ArchivistError: there is none."""
    if points:
        return Comparison(then.id, now.id, tuple(points))
    known = kept(ws, then.id, now.id)
    if known is None:
        raise ArchivistError("These photographs were not compared yet; name three or more pairs of points.")
    return known


def _picture(ws: Workspace, page: int) -> Image.Image:
    return open_image(documents.page_image(ws, documents.page(ws, page)).read_bytes())


def _caption(ws: Workspace, page: Page) -> tuple[str, str]:
    """The title, and the dates as they were written, with the years they mean."""
    known = work.description_of(ws, page.document)
    dates = [f"{d.original} ({d.years})" if d.years and d.years not in d.original else d.original for d in known.dates]
    return known.title, "; ".join(dates)


def _place(ws: Workspace, old: Page, new: Page) -> str:
    """A place that both are about, else one of either."""
    first, second = ([p.name for p in work.description_of(ws, page.document).places] for page in (old, new))
    return next((name for name in first if name in second), next(iter([*second, *first]), ""))
