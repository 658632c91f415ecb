"""The files that explain a document: ALTO of each page, MARCXML, Dublin Core, METS. Sealing, bags and the export as
METS all take them from here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from archivist import dublin, premis
from archivist.errors import ArchivistError
from archivist.mets import Contents, FileRef, PageFiles, mets
from archivist.workspace import Workspace
from marc import files as marc_files
from marc.containers import TEXT
from marc.errors import MarcError
from marc.record import Damaged
from ocr.export.alto import alto
from ocr.page import PageText
from storage.drafts import Draft, extension
from storage.keeping import document_object
from storage.values import Page, StoredRecord

MARC, DUBLIN, METS = "marc.xml", "dc.xml", "mets.xml"
_XML = "text/xml"


def explanations(ws: Workspace, draft: Draft, mark: str = "") -> Iterator[tuple[str, bytes | None]]:
    """The name and contents of each such file; None where the one that was sealed before is still right.

    `mark` is the line of a copy of what is not public. ArchivistError: the text of a page cannot be understood.
    """
    pages = []
    sizes = ws.archive.keeping.sealed_sizes(draft)
    for page in draft.pages:
        ref = None
        if page.text_version:
            name, data = _alto(ws, draft, page)
            yield name, data
            ref = _reference(draft, name, data, sizes)
        pages.append(PageFiles(page.number, page.name, _master(ws, page), ref))
    marc = marc_xml(draft.record) if draft.record else ""
    if marc:
        yield MARC, collection([marc])
    core = core_of(ws, draft, mark)
    yield DUBLIN, dublin.as_xml(core)
    about = draft.document
    id = document_object(ws.archive.id, about.id)
    changed = max([about.changed, *(event.moment for event in draft.history)])
    yield (
        METS,
        mets(Contents(id, about.title, about.kind, changed, core, marc, pages, draft.history, about.access, mark)),
    )


def history(ws: Workspace, draft: Draft) -> bytes:
    """What happened to a document and its masters, in PREMIS."""
    masters = [(page, _master(ws, page)) for page in draft.pages]
    files = [premis.File(ref.href, ref.digest, ref.size, ref.media_type, page.name) for page, ref in masters]
    about = draft.document
    return premis.premis(document_object(ws.archive.id, about.id), about.title, files, draft.history, about.access)


def core_of(ws: Workspace, draft: Draft, mark: str = "") -> dublin.Core:
    """What the document is, in Dublin Core; the mark of a copy is what last is said of rights."""
    points = draft.record.points if draft.record else None
    media = {page.media_type for page in draft.pages}
    core = dublin.core(draft.document, document_object(ws.archive.id, draft.document.id), points, media)
    return (*core, ("rights", mark)) if mark else core


def marc_xml(stored: StoredRecord) -> str:
    """A record as an element of MARCXML; empty where its bytes are no record, or XML cannot hold it."""
    item = marc_files.read_bytes(stored.raw, stored.encoding)
    if isinstance(item, Damaged):
        return ""
    try:
        return TEXT["marcxml"].to_text(item, "utf-8")
    except MarcError:
        return ""


def collection(records: list[str]) -> bytes:
    """A file of MARCXML with these records."""
    module = TEXT["marcxml"]
    return (module.HEAD.replace("{encoding}", "UTF-8") + "".join(records) + module.TAIL).encode("utf-8", "replace")


def master_name(page: Page) -> str:
    """Where a page's master lies in what is made of the document."""
    return f"masters/{page.number:04}{extension(page)}"


def _alto(ws: Workspace, draft: Draft, page: Page) -> tuple[str, bytes | None]:
    name = f"alto/{page.number:04}.xml"
    if name in draft.sealed and f"texts/{page.number:04}/{page.text_version:04}.json" in draft.sealed:
        return name, None
    payload = ws.archive.keeping.payload(page.id, page.text_version)
    try:
        text = PageText.from_json(payload)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchivistError(
            "The text of page {number} of document {document} cannot be understood ({reason}); restore an earlier "
            "version of it.",
            number=page.number,
            document=page.document,
            reason=error,
        ) from error
    return name, alto([(Path(master_name(page)).name, text)]).encode("utf-8", "replace")


def _reference(draft: Draft, name: str, data: bytes | None, sizes: Callable[[str], int]) -> FileRef:
    if data is None:
        return FileRef(name, _XML, draft.sealed[name], sizes(name))
    return FileRef(name, _XML, hashlib.sha256(data).hexdigest(), len(data))


def _master(ws: Workspace, page: Page) -> FileRef:
    path = ws.archive.files.path(page.digest)
    return FileRef(master_name(page), page.media_type, page.digest, path.stat().st_size)
