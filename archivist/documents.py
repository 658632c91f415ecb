"""Workflows for documents: scans come in, are read, corrected, and go out as files that others can use."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archivist import handing_over
from archivist.errors import ArchivistError
from archivist.i18n import say
from archivist.names import names_in
from archivist.reading import PagePool
from archivist.workspace import Workspace
from ocr.export import Choices, write_document
from ocr.images import BadPage, Source, expand
from ocr.page import PageText
from storage.bags import is_bag
from storage.errors import Conflict
from storage.values import Document, NewPage, Page, StoredText


@dataclass(frozen=True, slots=True)
class AddedPage:
    """One page that came in, or (`page` None) one that could not, with the reason. `document` is 0 before the first."""

    document: int
    page: int | None
    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page that was read, or why it could not be."""

    document: int
    page: int
    number: int
    seconds: float = 0.0
    confidence: float = 0.0
    error: str = ""


def add(
    ws: Workspace, paths: Iterable[Path], title: str, kind: str = "", record: int | None = None
) -> Iterator[AddedPage]:
    """Images, folders and PDFs become one document; each page image is copied into the archive untouched.

    A single bag (BagIt) is checked first; one of ours brings the versions of its texts and its title along.
    OcrError: nothing there that can be a page. A single bad image is yielded with its reason and the others go on.
    ArchivistError: the bag has faults.
    """
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


def brings_title(path: Path) -> bool:
    """Whether what lies there tells its own title: a bag does."""
    return is_bag(path)


def _store_image(ws: Workspace, source: Source) -> NewPage:
    digest = ws.archive.files.put_bytes(source.bytes)
    return NewPage(digest, source.name, source.media_type, source.width, source.height)


def listing(ws: Workspace) -> tuple[Document, ...]:
    """Every document with its counts."""
    return ws.archive.documents.list()


def pages(ws: Workspace, document: int) -> tuple[Page, ...]:
    """The pages of a document in their order."""
    return ws.archive.documents.pages(document)


def page_image(ws: Workspace, page: Page) -> Path:
    """The file of the untouched master."""
    return ws.archive.files.path(page.digest)


def page_text(ws: Workspace, page: int, version: int | None = None) -> PageText | None:
    """What the page says, or None before it was read; without `version` the newest."""
    stored = ws.archive.documents.text(page, version)
    return PageText.from_json(stored.payload) if stored else None


def read(ws: Workspace, ids: Sequence[int] | None = None, workers: int = 1) -> Iterator[PageRead]:
    """Reads every page that nobody has read yet, in worker processes; yields a page as soon as its text is saved.

    Closing the iterator stops: pages in hand are dropped, pages yielded are kept, and a later call goes on from there.
    """
    with closing(read_pulsing(ws, ids, workers)) as items:
        yield from (item for item in items if item is not None)


def read_pulsing(
    ws: Workspace, ids: Sequence[int] | None = None, workers: int = 1
) -> Generator[PageRead | None, None, None]:
    """As `read`, and yields None a few times a second while nothing is finished: so it can be stopped at once."""
    waiting = {page.id: page for page in ws.archive.documents.unread(ids)}
    if not waiting:
        return
    jobs = [(page.id, ws.archive.files.path(page.digest)) for page in waiting.values()]
    with closing(PagePool(workers, names_in(ws))) as pool:
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
        ws.archive.documents.save_text(page.id, 0, text.to_json(), text.text, "machine", text.confidence)
    except Conflict:
        # Another program read the same page first, or a person typed it: theirs stays.
        return PageRead(page.document, page.id, page.number)
    return PageRead(page.document, page.id, page.number, text.seconds, text.confidence)


def correct(ws: Workspace, page: int, expected_version: int, line: int, text: str) -> StoredText:
    """A person's correction of one line (from 0, in reading order): a new version; the machine's reading stays.

    storage.errors.Conflict: somebody corrected the page in the meantime; nothing was written.
    """
    known = page_text(ws, page, expected_version)
    if known is None:
        raise ArchivistError("Page {page} has no text yet; have it read first.", page=page)
    new = known.with_line(line, text)
    return ws.archive.documents.save_text(page, expected_version, new.to_json(), new.text, "person", new.confidence)


def restore_text(ws: Workspace, page: int, expected_version: int, version: int) -> StoredText:
    """An earlier version of the page's text becomes the newest one again (this is how a correction is undone)."""
    old = ws.archive.documents.text(page, version)
    if old is None:
        raise ArchivistError("Page {page} has no version {version}.", page=page, version=version)
    return ws.archive.documents.save_text(
        page, expected_version, old.payload, old.text, old.source, old.confidence, note=f"= {version}"
    )


def export(
    ws: Workspace, document: int, out: Path, to: str = "pdf", *, force: bool = False, choices: Choices | None = None
) -> Iterator[int]:
    """Writes the document as `pdf`, `epub`, `xlsx` …; yields the number of each page done.

    The file appears under its name only when all pages are written. ArchivistError: a page has not been read yet; for
    `mets`, `bag` and `dc` (see `handing_over`) it need not be.
    """
    refuse_existing(out, force)
    info = ws.archive.documents.get(document)
    if to in handing_over.FORMATS:
        yield from handing_over.export(ws, document, out, to)
        _note_export(ws, document, to)
        return
    page_list = pages(ws, document)
    unread = [page.number for page in page_list if not page.text_version]
    if unread:
        raise ArchivistError(
            "“{title}” has pages that nobody has read yet ({count}); have them read first.",
            title=info.title,
            count=len(unread),
        )
    yield from write_document(_leaves(ws, page_list), out, to, title=info.title, choices=choices)
    _note_export(ws, document, to)


def _note_export(ws: Workspace, document: int, to: str) -> None:
    if not ws.read_only:
        ws.archive.events.add("export", "document", document, detail=to)


def _leaves(ws: Workspace, page_list: Iterable[Page]) -> Iterator[tuple[Path, PageText]]:
    for page in page_list:
        text = page_text(ws, page.id)
        if text is not None:
            yield page_image(ws, page), text


def refuse_existing(out: Path, force: bool) -> None:
    """ArchivistError if the output is there already and nobody said that it may be replaced."""
    if out.exists() and not force:
        raise ArchivistError("{file} exists already; name another file, or add --force to replace it.", file=out)


def rename(ws: Workspace, document: Document, title: str, kind: str) -> Document:
    """Another title or kind; Conflict if somebody changed them in the meantime."""
    return ws.archive.documents.rename(document.id, document.version, title, kind)


def delete(ws: Workspace, document: int, reason: str) -> None:
    """Takes the document out of the list and of search; masters and texts stay in the archive."""
    ws.archive.documents.delete(document, reason)
