"""Workflows for descriptions: kept, joined with others, turned into records and back, with links that keep in step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from archivist import access, records
from archivist.accessions import Accession
from archivist.describing.crossing import description_from, local_document
from archivist.describing.description import Description
from archivist.describing.finding import keep_found
from archivist.describing.known import described
from archivist.describing.lists import kind_named, relation
from archivist.describing.values import Relation, Repair
from archivist.errors import ArchivistError
from archivist.i18n import _
from archivist.papers.words import words
from archivist.settings import Settings
from archivist.workspace import Workspace
from marc import profiles
from marc.local import Link, make_record, read_record, with_link, without_link
from storage.errors import NotFound
from storage.values import Document, Version


def description_of(ws: Workspace, document: int) -> Description:
    """What is known of a document; title and kind alone where nobody has described it. ArchivistError: sealed."""
    return described(access.seen(ws, document))


def describe(ws: Workspace, document: Document, description: Description) -> Document:
    """Keeps a description as a new version, title and kind with it, and brings the link in its record up to date.

    The kind is kept in the list of documents by its Chinese name. ArchivistError: there is no title. Conflict:
    somebody changed the document in the meantime.
    """
    access.changing(ws)
    access.seen(ws, document.id)
    if not description.title.strip():
        raise ArchivistError("A document needs a title; write one.")
    known = kind_named(description.kind)
    kept = ws.archive.documents.describe(
        document.id, document.version, description.title, known.zh if known else description.kind,
        description.to_json(),
    )  # fmt: skip
    refresh_link(ws, kept.id)
    keep_found(ws, kept.id)
    return kept


def history(ws: Workspace, document: int) -> tuple[Version, ...]:
    """Every version of a document's title, description and access, the oldest first."""
    access.seen(ws, document)
    return ws.archive.documents.history(document)


def rename(ws: Workspace, document: Document, title: str, kind: str) -> Document:
    """Another title and kind, in the description too where there is one, and in the record's link."""
    if document.description:
        known = kind_named(kind)
        described_anew = replace(described(document).with_title(title), kind=known.code if known else kind)
        return describe(ws, document, described_anew)
    kept = ws.archive.documents.rename(document.id, document.version, title, kind)
    refresh_link(ws, kept.id)
    return kept


def log_repair(ws: Workspace, document: Document, repair: Repair) -> Document:
    """Adds an entry to the repair log; the pictures it names must lie in the archive."""
    for digest in (*repair.before, *repair.after):
        ws.archive.files.path(digest)
    access.day_of(repair.day)
    known = description_of(ws, document.id)
    return describe(ws, document, replace(known, repairs=(*known.repairs, repair)))


def keep_pictures(ws: Workspace, repair: Repair, before: Iterable[Path], after: Iterable[Path]) -> Repair:
    """The repair with pictures of before and after, copied into the archive; ArchivistError: one cannot be read."""
    access.changing(ws)
    was, now = (tuple(_kept(ws, path) for path in paths) for paths in (before, after))
    return replace(repair, before=was, after=now)


def _kept(ws: Workspace, path: Path) -> str:
    try:
        return ws.archive.files.put_bytes(path.read_bytes())
    except OSError as error:
        raise ArchivistError("{file}: {reason}.", file=path, reason=error.strerror or error) from error


def relate(ws: Workspace, document: int, kind: str, other: int, note: str = "") -> None:
    """Says how two documents hang together; each then knows it of the other. ArchivistError: no such relation."""
    if document == other:
        raise ArchivistError("A document cannot be related to itself; name another one.")
    there, back = relation(kind).code, relation(kind).back
    _add_relation(ws, document, Relation(there, other, note))
    _add_relation(ws, other, Relation(back, document, note))


def unrelate(ws: Workspace, document: int, kind: str, other: int) -> None:
    """Takes a relation back, on both sides."""
    back = relation(kind).back
    for one, code, far in ((document, kind, other), (other, back, document)):
        head = access.seen(ws, one)
        known = described(head)
        left = tuple(r for r in known.relations if (r.kind, r.document) != (code, far))
        if left != known.relations:
            describe(ws, head, replace(known, relations=left))


def _add_relation(ws: Workspace, document: int, wanted: Relation) -> None:
    head = access.seen(ws, document)
    known = described(head)
    if all((r.kind, r.document) != (wanted.kind, wanted.document) for r in known.relations):
        describe(ws, head, replace(known, relations=(*known.relations, wanted)))


def catalogue(ws: Workspace, document: int, profile: str = "") -> records.OpenRecord:
    """Makes the record that describes a document, links both, and returns it.

    ArchivistError: it has a record already. MarcError: it has no title.
    """
    access.changing(ws)
    head = access.seen(ws, document)
    if head.record is not None:
        raise ArchivistError(
            "Document {id} is described by record {record} already; unlink that first.", id=document, record=head.record
        )
    rules = profile or Settings().text("records.profile")
    agency = Settings().text("library.code")
    told = local_document(described(head), f"{agency or 'LOCAL'}D{document:08}")
    told = replace(told, provenance=told.provenance or _credit(ws, head))
    made = make_record(told, profiles.load(rules), agency=agency)
    opened = records.create(ws, with_link(made, link_of(ws, head)), rules)
    ws.archive.documents.link(document, opened.id)
    return opened


def _credit(ws: Workspace, document: Document) -> str:
    """Who gave it and when, as a note for everybody: without the name of a donor who does not wish to be named."""
    if document.accession is None:
        return ""
    came = Accession.of(ws.archive.accessions.get(document.accession))
    verb = words(f"verb_{came.agreement.kind}", "zh")
    return words("credit", "zh", year=came.received[:4], donor=came.donor.name if came.donor.named else "", verb=verb)


def link(ws: Workspace, document: int, record: int) -> None:
    """Says that a record describes a document; the record gets the link to it, a record it had before loses its own."""
    access.changing(ws)
    head = access.seen(ws, document)
    opened = records.load(ws, record)
    if head.record is not None and head.record != record:
        unlink(ws, document)
    ws.archive.documents.link(document, record)
    _save(ws, opened, link_of(ws, head))


def unlink(ws: Workspace, document: int) -> None:
    """Parts a document from its record; the record loses the link."""
    access.changing(ws)
    head = access.seen(ws, document)
    if head.record is None:
        return
    opened = records.load(ws, head.record)
    ws.archive.documents.link(document, None)
    bare = without_link(opened.record, link_of(ws, head).key)
    if bare is not opened.record:
        records.save(ws, opened, bare, _profile(opened), _("link taken out"))


def refresh_link(ws: Workspace, document: int) -> bool:
    """Brings 856 of the document's record up to date, where it has one; whether anything changed."""
    head = ws.archive.documents.get(document)
    if head.record is None:
        return False
    try:
        return _save(ws, records.load(ws, head.record), link_of(ws, head))
    except NotFound:  # the record was deleted since
        return False


def refresh_links(ws: Workspace) -> int:
    """The same for every document, after the address of the library has changed; how many records changed."""
    linked = [document.id for document in ws.archive.documents.list() if document.record is not None]
    return sum(refresh_link(ws, document) for document in linked)


def files_of(description: Description) -> tuple[str, ...]:
    """The files that a description names besides the pages: the pictures of its repair log, by their SHA-256."""
    return tuple(dict.fromkeys(digest for r in description.repairs for digest in (*r.before, *r.after)))


def link_of(ws: Workspace, document: Document) -> Link:
    """The link to a document: a key that stays, the address of the settings (`library.address`), and its pages.

    `{id}` in the address stands for the document's number, which is put behind it otherwise. Without an address the
    key is the link: a URN of the archive's UUID with the document as fragment (RFC 8141, 2.3.3).
    """
    key = f"urn:uuid:{ws.archive.id}#document-{document.id}"
    base = Settings().text("library.address").strip()
    address = base.replace("{id}", str(document.id)) if "{id}" in base else f"{base.rstrip('/')}/{document.id}"
    pages = f"（{document.pages}页）" if document.pages else ""
    return Link(key, address if base else key, document.title + pages)


def describe_from_record(ws: Workspace, document: int) -> Document:
    """Fills the description from the record that describes the document; what is there already stays.

    ArchivistError: it has no record.
    """
    head = access.seen(ws, document)
    if head.record is None:
        raise ArchivistError("Document {id} has no record; link one first.", id=document)
    opened = records.load(ws, head.record)
    told = read_record(opened.record, opened.format)
    return describe(ws, head, description_from(told, described(head) if head.description else Description(head.kind)))


def _save(ws: Workspace, opened: records.OpenRecord, wanted: Link) -> bool:
    linked = with_link(opened.record, wanted)
    if linked is opened.record:
        return False
    records.save(ws, opened, linked, _profile(opened), _("link brought up to date"))
    return True


def _profile(opened: records.OpenRecord) -> str:
    """The profile by which the record's faults are counted."""
    wanted = Settings().text("records.profile")
    fits = profiles.load(wanted).format == opened.format
    return wanted if fits else {"marc21": "marc21", "unimarc": "unimarc"}.get(opened.format, "nlc")
