"""Workflows for accessions: received, kept, joined with their documents, and what remains to be done for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from archivist import access
from archivist.accessions.values import KINDS, Accession, Step
from archivist.describing.finding import keep_found
from archivist.errors import ArchivistError
from archivist.i18n import _
from archivist.settings import Settings
from archivist.workspace import Workspace
from storage.values import Access, Document, StoredAccession

_STEPS = {
    "received": "receipt", "listed": "list", "agreed": "agreement", "scanned": "scanning", "read": "reading",
    "corrected": "correction", "described": "description", "catalogued": "cataloguing", "thanked": "thanks",
}  # fmt: skip


def add(ws: Workspace, accession: Accession) -> Accession:
    """A new accession with the next number of its year, in the form of the settings (`accessions.number`)."""
    access.changing(ws)
    checked = _checked(accession)
    form = Settings().text("accessions.number")
    return Accession.of(
        ws.archive.accessions.add(
            lambda year, serial: numbered(form, year, serial), checked.received, checked.donor.name, checked.to_json()
        )
    )


def numbered(form: str, year: int, serial: int) -> str:
    """A number in a form such as `{year}-{number:04}`; ArchivistError if it is none."""
    try:
        made = form.format(year=year, number=serial)
    except (ValueError, KeyError, IndexError) as error:
        raise ArchivistError(
            "“{form}” is no form for numbers of accessions; write it as {{year}}-{{number:04}}.", form=form
        ) from error
    if made == form:
        raise ArchivistError(
            "“{form}” is no form for numbers of accessions; write it as {{year}}-{{number:04}}.", form=form
        )
    return made


def save(ws: Workspace, accession: Accession) -> Accession:
    """Keeps it as a new version; storage.errors.Conflict if somebody saved in the meantime."""
    access.changing(ws)
    checked = _checked(accession)
    return Accession.of(
        ws.archive.accessions.save(checked.id, checked.version, checked.received, checked.donor.name, checked.to_json())
    )


def listing(ws: Workspace) -> tuple[Accession, ...]:
    """Every accession, the newest first; for staff alone, because donors and what they asked for are in it."""
    _staff_only(ws)
    return tuple(map(Accession.of, ws.archive.accessions.list()))


def get(ws: Workspace, number: str) -> Accession:
    """The accession with this number, or this id; StorageError if there is none."""
    _staff_only(ws)
    return Accession.of(_stored(ws, number))


def with_id(ws: Workspace, id: int) -> Accession:
    """The accession that the archive knows by this id; StorageError if there is none."""
    _staff_only(ws)
    return Accession.of(ws.archive.accessions.get(id))


def delete(ws: Workspace, accession: Accession, reason: str) -> None:
    """Takes it out of the list; its history and its number stay."""
    access.changing(ws)
    ws.archive.accessions.delete(accession.id, accession.version, reason)


def assign(ws: Workspace, accession: Accession, document: int) -> Document:
    """Says that a document came with the accession; who may see it is then as the agreement says."""
    access.changing(ws)
    found = ws.archive.documents.came_with(document, accession.id)
    agreed = access.access_of(accession.agreement.level, accession.agreement.until)
    if found.access != agreed:
        found = ws.archive.documents.restrict(found.id, found.version, agreed, reason=accession.number)
    keep_found(ws, document)
    return found


def part(ws: Workspace, document: int) -> Document:
    """Says that a document came with no accession; who may see it stays as it is, its donor is no longer told."""
    access.changing(ws)
    found = ws.archive.documents.came_with(document, None)
    keep_found(ws, document)
    return found


def documents_of(ws: Workspace, accession: Accession) -> tuple[Document, ...]:
    """The documents that came with it."""
    return access.known(ws, ws.archive.documents.of_accession(accession.id))


def keep_agreement(ws: Workspace, accession: Accession, scan: Path) -> Accession:
    """Keeps the signed paper, byte for byte, and notes it in the agreement."""
    return save(ws, replace(accession, agreement=replace(accession.agreement, scan=keep_paper(ws, scan))))


def keep_paper(ws: Workspace, scan: Path) -> str:
    """Keeps a paper in the archive, byte for byte; its SHA-256, by which an agreement names it."""
    access.changing(ws)
    try:
        return ws.archive.files.put_bytes(scan.read_bytes())
    except OSError as error:
        raise ArchivistError("{file}: {reason}.", file=scan, reason=error.strerror or error) from error


def paper(ws: Workspace, digest: str) -> Path:
    """The file of a kept paper; StorageError if it is not there."""
    _staff_only(ws)
    return ws.archive.files.path(digest)


def thanked(ws: Workspace, accession: Accession, day: str = "") -> Accession:
    """Notes that the donor was thanked, today if no day is named."""
    return save(ws, replace(accession, thanked=day or date.today().isoformat()))


def steps(ws: Workspace, accession: Accession) -> tuple[Step, ...]:
    """What is done and what remains, in the order of the work; counted in the documents that came with it."""
    came = ws.archive.documents.of_accession(accession.id)
    pages = sum(document.pages for document in came)
    return (
        Step("received", 1, 1),
        Step("listed", int(bool(accession.items)), 1),
        Step("agreed", int(bool(accession.agreement.scan or accession.agreement.signed)), 1),
        Step("scanned", sum(document.pages > 0 for document in came), len(came)),
        Step("read", sum(document.read for document in came), pages),
        Step("corrected", sum(document.corrected for document in came), pages),
        Step("described", sum(bool(document.description) for document in came), len(came)),
        Step("catalogued", sum(document.record is not None for document in came), len(came)),
        Step("thanked", int(bool(accession.thanked)), 1),
    )


def step_label(step: Step) -> str:
    """A step in the language in force."""
    return _(_STEPS[step.name])


def remaining(ws: Workspace, accession: Accession) -> tuple[Step, ...]:
    """The steps that are not complete."""
    return tuple(step for step in steps(ws, accession) if not step.complete)


def agreed_access(accession: Accession) -> Access:
    """Who may see what came with it."""
    return access.access_of(accession.agreement.level, accession.agreement.until)


def _stored(ws: Workspace, number: str) -> StoredAccession:
    store = ws.archive.accessions
    known = next((found for found in store.list() if found.number == number), None)
    return known or (store.get(int(number)) if number.isdecimal() else store.numbered(number))


def _checked(accession: Accession) -> Accession:
    """ArchivistError where a day, a level or a kind is none, or a count is less than one."""
    received = access.day_of(accession.received)
    agreed_access(accession)
    if accession.agreement.kind not in KINDS:
        raise ArchivistError(
            "There is no “{code}” in this list; take one of {known}.",
            code=accession.agreement.kind,
            known=", ".join(KINDS),
        )
    empty = next((item.what for item in accession.items if item.count < 1), None)
    if empty is not None:
        raise ArchivistError("Of “{what}” there is less than one; mend the list.", what=empty)
    return replace(accession, received=received)


def _staff_only(ws: Workspace) -> None:
    if ws.reader.level != "staff":
        raise ArchivistError("Accessions are for the staff only; they hold what donors told in confidence.")
