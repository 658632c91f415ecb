"""Workflows for documents: scans come in, are read, corrected, and go out as files that others can use."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from archivist import access, handing_over, mark
from archivist.describing import work as describing
from archivist.describing.finding import keep_found
from archivist.errors import ArchivistError
from archivist.i18n import ngettext, say
from archivist.leaves import as_cleaned, as_scanned
from archivist.names import names_in
from archivist.reading import Job, PagePool
from archivist.workspace import Workspace
from ocr.export import Choices, write_document
from ocr.images import BadPage, Source, expand
from ocr.page import PageText
from storage.bags import is_bag
from storage.errors import Conflict
from storage.values import Access, Document, NewPage, Page, StoredText

BETWEEN_THE_LINES = frozenset(("commentary", "ruby"))
"""Kinds of regions over which the main text runs on."""


@dataclass(frozen=True, slots=True)
class AddedPage:
    """One page that came in, or (`page` None) one that could not, with the reason. `document` is 0 before the first."""

    document: int
    page: int | None
    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page that was read, or why it could not be; `unread_lines` of it are left to a person."""

    document: int
    page: int
    number: int
    seconds: float = 0.0
    confidence: float = 0.0
    error: str = ""
    unread_lines: int = 0


def left_to_type(lines: int) -> str:
    """What is said of lines that were found but that no engine can read; nothing where there are none."""
    if not lines:
        return ""
    return ngettext(
        "{n} column of traditional Mongolian was found but not read: type it on the Documents desk.",
        "{n} columns of traditional Mongolian were found but not read: type them on the Documents desk.",
        lines,
    ).format(n=lines)


def add(
    ws: Workspace, paths: Iterable[Path], title: str, kind: str = "", record: int | None = None
) -> Iterator[AddedPage]:
    """Images, folders and PDFs become one document; each page image is copied into the archive untouched.

    A single bag (BagIt) is checked first; one of ours brings the versions of its texts and its title along.
    OcrError: nothing there that can be a page. A single bad image is yielded with its reason and the others go on.
    ArchivistError: the bag has faults.
    """
    access.changing(ws)
    given = list(paths)
    if len(given) == 1 and is_bag(given[0]):
        bag = handing_over.checked(given[0])
        if handing_over.is_ours(bag):
            for page in handing_over.take_bag(ws, bag, title, kind, record):
                yield AddedPage(page.document, page.id, page.name)
            return
        given = [bag.folder / "data"]
        title = title or bag.told("External-Description") or bag.folder.resolve().name
    document: Document | None = None
    for source in expand(given):
        if isinstance(source, BadPage):
            yield AddedPage(document.id if document else 0, None, source.name, say(source.problem))
            continue
        new = _store_image(ws, source)
        if document is None:
            document = ws.archive.documents.add(title, kind, record)
        page = ws.archive.documents.add_page(document.id, new)
        yield AddedPage(document.id, page.id, source.name)
    if document and record is not None:
        describing.refresh_link(ws, document.id)


def brings_title(path: Path) -> bool:
    """Whether what lies there tells its own title: a bag does."""
    return is_bag(path)


def _store_image(ws: Workspace, source: Source) -> NewPage:
    digest = ws.archive.files.put_bytes(source.bytes)
    return NewPage(digest, source.name, source.media_type, source.width, source.height)


def listing(ws: Workspace) -> tuple[Document, ...]:
    """Every document that the reader may know of, with its counts."""
    return access.known(ws, ws.archive.documents.list())


def get(ws: Workspace, document: int) -> Document:
    """One document, if the reader may know of it; see `archivist.access`."""
    return access.one(ws, document)


def of_record(ws: Workspace, record: int) -> tuple[Document, ...]:
    """The documents that a record describes, and that the reader may know of."""
    return access.known(ws, ws.archive.documents.of_record(record))


def page(ws: Workspace, id: int) -> Page:
    """One page, if the reader may see it."""
    found = ws.archive.documents.page(id)
    access.seen(ws, found.document)
    return found


def pages(ws: Workspace, document: int) -> tuple[Page, ...]:
    """The pages of a document in their order; ArchivistError if the reader may not see them."""
    access.seen(ws, document)
    return ws.archive.documents.pages(document)


def page_image(ws: Workspace, page: Page) -> Path:
    """The file of the untouched master; ArchivistError if the reader may not see it."""
    access.seen(ws, page.document)
    return ws.archive.files.path(page.digest)


def page_text(ws: Workspace, page: int, version: int | None = None) -> PageText | None:
    """What the page says, or None before it was read; without `version` the newest.

    ArchivistError: the reader may not see it.
    """
    access.seen(ws, ws.archive.documents.page(page).document)
    stored = ws.archive.documents.text(page, version)
    return PageText.from_json(stored.payload) if stored else None


def unread(ws: Workspace, ids: Sequence[int] | None = None) -> tuple[Page, ...]:
    """The pages that nobody has read yet and that the reader may see, of these documents or of all."""
    hidden = access.hidden(ws)
    return tuple(page for page in ws.archive.documents.unread(ids) if page.document not in hidden)


def read(ws: Workspace, ids: Sequence[int] | None = None, workers: int = 1, lexicon: bool = True) -> Iterator[PageRead]:
    """Reads every page that nobody has read yet, in worker processes; yields a page as soon as its text is saved.

    Closing the iterator stops: pages in hand are dropped, pages yielded are kept, and a later call goes on from there.
    """
    with closing(read_pulsing(ws, ids, workers, lexicon)) as items:
        yield from (item for item in items if item is not None)


def read_pulsing(
    ws: Workspace, ids: Sequence[int] | None = None, workers: int = 1, lexicon: bool = True
) -> Generator[PageRead | None, None, None]:
    """As `read`, and yields None a few times a second while nothing is finished: so it can be stopped at once."""
    yield from _read_pages(ws, unread(ws, ids), workers, lexicon)


def read_again(
    ws: Workspace, ids: Sequence[int], workers: int = 1, lexicon: bool = True
) -> Generator[PageRead | None, None, None]:
    """Reads these pages anew, as `read_pulsing` does; what they said before stays as a version of their text."""
    yield from _read_pages(ws, [page(ws, id) for id in ids], workers, lexicon)


def _read_pages(
    ws: Workspace, pages: Sequence[Page], workers: int, lexicon: bool
) -> Generator[PageRead | None, None, None]:
    access.changing(ws)
    waiting = {page.id: page for page in pages}
    if not waiting:
        return
    recipes = ws.archive.cleaning.current(list(waiting))
    jobs = [
        Job(page.id, ws.archive.files.path(page.digest), recipes[page.id].recipe if page.id in recipes else "")
        for page in waiting.values()
    ]
    with closing(PagePool(workers, names_in(ws), lexicon)) as pool:
        for result in pool.read(jobs):
            if result is None:
                yield None
                continue
            page_id, outcome = result
            page = waiting[page_id]
            if isinstance(outcome, PageText):
                yield _keep_reading(ws, page, outcome)
            else:
                yield PageRead(page.document, page.id, page.number, error=outcome)


def _keep_reading(ws: Workspace, page: Page, text: PageText) -> PageRead:
    try:
        ws.archive.documents.save_text(
            page.id, page.text_version, text.to_json(), text.text, "machine", text.confidence, notes=notes_in(text)
        )
    except Conflict:
        # Somebody else read the same page first, or a person typed it: theirs stays.
        return PageRead(page.document, page.id, page.number)
    return PageRead(page.document, page.id, page.number, text.seconds, text.confidence, unread_lines=text.unread_lines)


def correct(ws: Workspace, page: int, expected_version: int, line: int, text: str) -> StoredText:
    """A person's correction of one line (from 0, in reading order): a new version; the machine's reading stays.

    storage.errors.Conflict: somebody corrected the page in the meantime; nothing was written.
    """
    access.changing(ws)
    known = page_text(ws, page, expected_version)
    if known is None:
        raise ArchivistError("Page {page} has no text yet; have it read first.", page=page)
    return keep_correction(ws, page, expected_version, known.with_line(line, text))


def keep_correction(ws: Workspace, page: int, expected_version: int, new: PageText) -> StoredText:
    """Keeps what a person made of a page's text, as a new version. Conflict: somebody corrected it meanwhile."""
    access.changing(ws)
    return ws.archive.documents.save_text(
        page, expected_version, new.to_json(), new.text, "person", new.confidence, notes=notes_in(new)
    )


def notes_in(text: PageText) -> tuple[tuple[int, int], ...]:
    """The stretches of a page's text that stand between the words of its main text: interlinear notes and readings."""
    out, at = [], 0
    for region, line in text.lines:
        if region.kind in BETWEEN_THE_LINES:
            out.append((at, at + len(line.text)))
        at += len(line.text) + 1
    return tuple(out)


def restore_text(ws: Workspace, page: int, expected_version: int, version: int) -> StoredText:
    """An earlier version of the page's text becomes the newest one again (this is how a correction is undone)."""
    access.changing(ws)
    access.seen(ws, ws.archive.documents.page(page).document)
    old = ws.archive.documents.text(page, version)
    if old is None:
        raise ArchivistError("Page {page} has no version {version}.", page=page, version=version)
    return ws.archive.documents.save_text(
        page,
        expected_version,
        old.payload,
        old.text,
        old.source,
        old.confidence,
        note=f"= {version}",
        notes=old.notes,
    )


def export(
    ws: Workspace, document: int, out: Path, to: str = "pdf", *, force: bool = False, choices: Choices | None = None
) -> Iterator[int]:
    """Writes the document as `pdf`, `epub`, `xlsx` …; yields the number of each page done.

    A PDF shows the pages as they were scanned, or as their recipes clean them where `choices` say so. A copy of what is
    not public carries a mark (see `archivist.mark`). What is written is kept in the log of events.

    The file appears under its name only when all pages are written. ArchivistError: a page has not been read yet; for
    `mets`, `bag` and `dc` (see `handing_over`) it need not be.
    """
    refuse_existing(out, force)
    info = access.seen(ws, document)
    line = mark.line(ws, info)
    if to in handing_over.FORMATS:
        yield from handing_over.export(ws, document, out, to, line)
        note_export(ws, document, to, line)
        return
    page_list = pages(ws, document)
    unread = [page.number for page in page_list if not page.text_version]
    if unread:
        raise ArchivistError(
            "“{title}” has pages that nobody has read yet ({count}); have them read first.",
            title=info.title,
            count=len(unread),
        )
    chosen = replace(choices or Choices(), mark=line, fonts=mark.fonts() if line else ())
    leaves = as_cleaned(ws, page_list) if to == "pdf" and chosen.cleaned else as_scanned(ws, page_list)
    with closing(leaves):
        yield from write_document(leaves, out, to, title=info.title, choices=chosen)
    note_export(ws, document, to, line)


def note_export(ws: Workspace, document: int, to: str, line: str = "") -> None:
    """Writes into the log of events that a document went out."""
    if not ws.read_only:
        ws.archive.events.add("export", "document", document, detail=" ".join(filter(None, (to, line))))


def refuse_existing(out: Path, force: bool) -> None:
    """ArchivistError if the output is there already and nobody said that it may be replaced."""
    if out.exists() and not force:
        raise ArchivistError("{file} exists already; name another file, or add --force to replace it.", file=out)


def restrict(ws: Workspace, document: Document, wanted: Access, reason: str = "") -> Document:
    """Says who may see the document, with the reason in the log; Conflict if somebody changed it in the meantime."""
    access.changing(ws)
    access.one(ws, document.id)
    kept = ws.archive.documents.restrict(document.id, document.version, wanted, reason)
    keep_found(ws, kept.id)
    return kept


def rename(ws: Workspace, document: Document, title: str, kind: str) -> Document:
    """Another title or kind; Conflict if somebody changed them in the meantime."""
    access.changing(ws)
    access.one(ws, document.id)
    return describing.rename(ws, document, title, kind)


def delete(ws: Workspace, document: int, reason: str) -> None:
    """Takes the document out of the list and of search; masters and texts stay in the archive."""
    access.changing(ws)
    access.one(ws, document)
    ws.archive.documents.delete(document, reason)
