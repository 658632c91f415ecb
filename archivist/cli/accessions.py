"""`archivist accessions …`: donations come in, are thanked for, and show what remains to be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from archivist.accessions import Accession, Agreement, Donor, Item, work
from archivist.accessions.values import KINDS
from archivist.accessions.work import step_label
from archivist.cli.output import ARCHIVE, JSON, Out, workspace
from archivist.documents import refuse_existing
from archivist.i18n import _
from archivist.settings import Settings
from archivist.workspace import Workspace

app = typer.Typer(help="Donations and other accessions.", no_args_is_help=True, rich_markup_mode=None)
NUMBER = typer.Argument(metavar="NUMBER", help="The number of the accession, as 2026-0007.")
LANGUAGE = typer.Option("--language", help="zh, en, both")
FORCE = typer.Option("--force", help="Replace an existing file.")


@app.command()
def add(
    donor: Annotated[str, typer.Option(help="Who gave it.")] = "",
    contact: Annotated[str, typer.Option(help="How the donor is reached; for the staff alone.")] = "",
    unnamed: Annotated[bool, typer.Option("--unnamed", help="The donor wishes not to be named in public.")] = False,
    received: Annotated[str, typer.Option(help="The day, as 2026-03-01; today without it.")] = "",
    item: Annotated[list[str] | None, typer.Option(help="“what|count|unit|condition”, for each thing.")] = None,
    kind: Annotated[str, typer.Option(help=", ".join(KINDS))] = "gift",
    rights: Annotated[str, typer.Option(help="What was agreed about rights.")] = "",
    level: Annotated[str, typer.Option("--access", help="public, reading-room, staff, sealed")] = "public",
    until: Annotated[str, typer.Option(help="The day from which on everybody may see it.")] = "",
    scan: Annotated[Path | None, typer.Option(help="The signed agreement, as a file.")] = None,
    by: Annotated[str, typer.Option(help="Who received it.")] = "",
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Notes what came in, and gives it a number."""
    made = Accession(
        received or date.today().isoformat(), Donor(donor, contact, not unnamed), tuple(map(_item, item or ())),
        Agreement(kind, rights, level, until), received_by=by,
    )  # fmt: skip
    with workspace(archive) as ws:
        kept = work.add(ws, replace(made, received_by=by or ws.archive.agent))
        if scan:
            kept = work.keep_agreement(ws, kept, scan)
        _tell(Out(json), ws, kept)


@app.command("list")
def list_(
    open_: Annotated[bool, typer.Option("--open", help="Only those of which something remains to be done.")] = False,
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Every accession, the newest first."""
    with workspace(archive) as ws:
        for accession in work.listing(ws):
            if not open_ or work.remaining(ws, accession):
                _tell(Out(json), ws, accession)


@app.command()
def show(
    number: Annotated[str, NUMBER],
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """One accession, with its list, agreement and documents."""
    with workspace(archive) as ws:
        _tell(Out(json), ws, work.get(ws, number), whole=True)


@app.command()
def change(
    number: Annotated[str, NUMBER],
    donor: Annotated[str, typer.Option(help="Who gave it.")] = "",
    contact: Annotated[str, typer.Option(help="How the donor is reached; for the staff alone.")] = "",
    item: Annotated[list[str] | None, typer.Option(help="“what|count|unit|condition”, for each thing.")] = None,
    rights: Annotated[str, typer.Option(help="What was agreed about rights.")] = "",
    level: Annotated[str, typer.Option("--access", help="public, reading-room, staff, sealed")] = "",
    until: Annotated[str, typer.Option(help="The day from which on everybody may see it.")] = "",
    scan: Annotated[Path | None, typer.Option(help="The signed agreement, as a file.")] = None,
    note: Annotated[str, typer.Option(help="A note.")] = "",
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Changes what is named of an accession; the things that are named take the place of the whole list."""
    with workspace(archive) as ws:
        old = work.get(ws, number)
        named = replace(old.donor, name=donor or old.donor.name, contact=contact or old.donor.contact)
        agreed = replace(
            old.agreement, rights=rights or old.agreement.rights, level=level or old.agreement.level,
            until=until if level or until else old.agreement.until,
        )  # fmt: skip
        items = tuple(map(_item, item)) if item else old.items
        kept = work.save(ws, replace(old, donor=named, agreement=agreed, items=items, note=note or old.note))
        if scan:
            kept = work.keep_agreement(ws, kept, scan)
        _tell(Out(json), ws, kept)


@app.command()
def assign(
    number: Annotated[str, NUMBER],
    documents: Annotated[list[int], typer.Argument(metavar="ID…", help="The documents that came with it.")],
    archive: Annotated[Path | None, ARCHIVE] = None,
) -> None:
    """Says which documents came with an accession; who may see them is then as agreed."""
    with workspace(archive) as ws:
        accession = work.get(ws, number)
        for document in documents:
            work.assign(ws, accession, document)
            Out(as_json=False).note(
                _("Document {id} came with accession {number}").format(id=document, number=accession.number)
            )


@app.command()
def thanked(
    number: Annotated[str, NUMBER],
    day: Annotated[str, typer.Option(help="The day, as 2026-03-01; today without it.")] = "",
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Notes that the donor was thanked."""
    with workspace(archive) as ws:
        _tell(Out(json), ws, work.thanked(ws, work.get(ws, number), day))


@app.command()
def receipt(
    number: Annotated[str, NUMBER],
    out_file: Annotated[Path, typer.Argument(metavar="OUT.pdf")],
    language: Annotated[str, LANGUAGE] = "zh",
    force: Annotated[bool, FORCE] = False,
    archive: Annotated[Path | None, ARCHIVE] = None,
) -> None:
    """The receipt, as a PDF to print, sign and seal."""
    from archivist.papers.receipt import write_receipt
    from archivist.papers.words import language_of

    refuse_existing(out_file, force)
    with workspace(archive) as ws:
        write_receipt(work.get(ws, number), _library(ws), out_file, language_of(language))
    Out(as_json=False).note(_("Written: {file}").format(file=out_file))


@app.command()
def certificate(
    number: Annotated[str, NUMBER],
    out_file: Annotated[Path, typer.Argument(metavar="OUT.pdf")],
    thanks: Annotated[bool, typer.Option("--thanks", help="A letter of thanks instead of a certificate.")] = False,
    language: Annotated[str, LANGUAGE] = "zh",
    day: Annotated[str, typer.Option(help="The day on it; that of the thanks or of the receipt without it.")] = "",
    force: Annotated[bool, FORCE] = False,
    archive: Annotated[Path | None, ARCHIVE] = None,
) -> None:
    """The certificate of donation, as a PDF to print and seal."""
    from archivist.access import day_of
    from archivist.papers.certificate import write_certificate
    from archivist.papers.words import language_of

    refuse_existing(out_file, force)
    with workspace(archive) as ws:
        write_certificate(
            work.get(ws, number), _library(ws), out_file, language_of(language),
            "thanks" if thanks else "certificate", day_of(day) if day else "",
        )  # fmt: skip
    Out(as_json=False).note(_("Written: {file}").format(file=out_file))


def _item(text: str) -> Item:
    what, count, unit, condition = (part.strip() for part in [*text.split("|"), "", "", ""][:4])
    if not what or (count and not count.isdecimal()):
        raise typer.BadParameter("--item: what|count|unit|condition")
    return Item(what, int(count or 1), unit, condition)


def _library(ws: Workspace) -> str:
    return Settings().text("library.name") or ws.name


def _tell(out: Out, ws: Workspace, accession: Accession, *, whole: bool = False) -> None:
    steps = work.steps(ws, accession)
    values: dict[str, object] = {
        "number": accession.number, "id": accession.id, "received": accession.received,
        "donor": accession.donor.name, "pieces": accession.pieces, "documents": accession.documents,
        "remaining": [step.name for step in steps if not step.complete],
    }  # fmt: skip
    if whole:
        agreement = accession.agreement
        values |= {
            "contact": accession.donor.contact, "named": accession.donor.named,
            "items": [
                {"what": one.what, "count": one.count, "unit": one.unit, "condition": one.condition}
                for one in accession.items
            ],
            "agreement": {
                "kind": agreement.kind, "rights": agreement.rights, "access": agreement.level,
                "until": agreement.until, "scan": agreement.scan,
            },
            "steps": [{"step": step.name, "done": step.done, "of": step.of} for step in steps],
            "document_ids": [document.id for document in work.documents_of(ws, accession)],
        }  # fmt: skip
    remaining = ", ".join(step_label(step) for step in steps if not step.complete)
    line = _("{number}  {received}  {donor}  {pieces} pieces, {documents} documents; remaining: {rest}")
    out.item(values, line.format(**{**values, "rest": remaining or _("nothing")}))
