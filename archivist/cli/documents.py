"""`archivist documents …`: scans become documents, are read, listed and exported."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archivist import documents
from archivist.accessions import work as accessions
from archivist.cli.forms import CLEANED, IMAGES, QUALITY, SCANS, VERTICAL, choices
from archivist.cli.output import ARCHIVE, AS, JSON, LEXICON, Out, finish, workspace
from archivist.i18n import _
from archivist.settings import Settings
from archivist.sorting import title_key
from storage.values import Document

FORMATS = "pdf, text, json, alto, hocr, page, csv, xlsx, epub, mets, bag, dc, premis"
app = typer.Typer(help="Documents of the archive.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…")],
    title: Annotated[str, typer.Option(help="The document's title; a bag may bring its own.")] = "",
    kind: Annotated[str, typer.Option(help="年鉴, 回忆录, 照片 …")] = "",
    record: Annotated[int | None, typer.Option(help="The record that describes it.")] = None,
    accession: Annotated[str, typer.Option(help="The number of the accession it came with.")] = "",
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Images, folders, PDFs or a bag (BagIt) become a document."""
    if not title and not any(map(documents.brings_title, files)):
        raise typer.BadParameter(_("--title is missing: the document needs one."))
    out = Out(json)
    document = pages = faults = 0
    with workspace(archive) as ws:
        came_with = accessions.get(ws, accession) if accession else None
        for item in documents.add(ws, files, title, kind, record):
            if item.page is None:
                faults += 1
                out.note(item.reason)
            else:
                document = item.document
                pages += 1
                out.progress(_("{count} pages").format(count=pages))
        if document and came_with:
            accessions.assign(ws, came_with, document)
    out.progress_done()
    if document:
        text = _("Document {id}: {pages} pages").format(id=document, pages=pages)
        out.item({"id": document, "pages": pages}, text)
    finish(faults > 0)


@app.command()
def read(
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID…]", show_default=False)] = None,
    workers: Annotated[int, typer.Option(help="Pages read at the same time; 0: as the settings say.", min=0)] = 0,
    lexicon: Annotated[bool | None, LEXICON] = None,
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Reads every page not yet read; can be stopped at any time and run again."""
    out = Out(json)
    done = faults = lines = 0
    with workspace(archive) as ws:
        for known in ids or []:
            documents.get(ws, known)
        helped = Settings().text("reading.lexicon") == "words" if lexicon is None else lexicon
        for item in documents.read(ws, ids or None, workers or Settings().number("reading.workers"), helped):
            if item.error:
                faults += 1
                where = _("Document {document}, page {page}: {reason}")
                out.note(where.format(document=item.document, page=item.number, reason=item.error))
                continue
            done += 1
            lines += item.unread_lines
            values: dict[str, object] = {
                "document": item.document, "page": item.number,
                "seconds": round(item.seconds, 2), "confidence": round(item.confidence, 4),
            }  # fmt: skip
            line = _("Document {document}, page {page}: {seconds} s, confidence {confidence:.0%}")
            out.item(values, line.format(**values))
    out.note(_("{done} pages read, {faults} not readable").format(done=done, faults=faults))
    if lines:
        out.note(documents.left_to_type(lines))
    finish(faults > 0)


def _tell(out: Out, document: Document) -> None:
    values: dict[str, object] = {
        "id": document.id, "title": document.title, "kind": document.kind,
        "pages": document.pages, "read": document.read, "corrected": document.corrected, "record": document.record,
        "accession": document.accession, "access": document.access.level, "until": document.access.until,
    }  # fmt: skip
    line = _("{id}  {title}  {kind}  {pages} pages, {read} read, {corrected} corrected")
    out.item(values, line.format(**values))


@app.command("list")
def list_(
    sort: Annotated[str, typer.Option(help="number, title: in which order.")] = "number",
    level: Annotated[str, AS] = "",
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Every document of the archive."""
    if sort not in ("number", "title"):
        raise typer.BadParameter("--sort: number, title")
    with workspace(archive, level) as ws:
        known = documents.listing(ws)
        for document in sorted(known, key=lambda one: title_key(one.title)) if sort == "title" else known:
            _tell(Out(json), document)


@app.command()
def show(
    document: Annotated[int, typer.Argument(metavar="ID")],
    level: Annotated[str, AS] = "",
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """One document."""
    with workspace(archive, level) as ws:
        _tell(Out(json), documents.get(ws, document))


@app.command()
def export(
    document: Annotated[int, typer.Argument(metavar="ID")],
    out_file: Annotated[Path, typer.Argument(metavar="OUT")],
    to: Annotated[
        str, typer.Option("--to", help="pdf, text, json, alto, hocr, page, csv, xlsx, epub, mets, bag, dc, premis")
    ] = "pdf",
    images: Annotated[str, IMAGES] = "keep",
    quality: Annotated[int, QUALITY] = 75,
    vertical: Annotated[bool, VERTICAL] = False,
    scans: Annotated[bool, SCANS] = False,
    cleaned: Annotated[bool, CLEANED] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    level: Annotated[str, AS] = "",
    archive: Annotated[Path | None, ARCHIVE] = None,
) -> None:
    """Writes a document as a file that other programs understand."""
    out = Out(as_json=False)
    with workspace(archive, level) as ws:
        chosen = choices(images, quality, vertical=vertical, scans=scans, cleaned=cleaned)
        for number in documents.export(ws, document, out_file, to, force=force, choices=chosen):
            out.progress(_("page {number}").format(number=number))
    out.progress_done()
    out.note(_("Written: {file}").format(file=out_file))
