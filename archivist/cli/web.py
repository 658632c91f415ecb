"""`archivist web`: public documents as a folder of static files for the library's site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archivist.cli.output import ARCHIVE, JSON, Out, finish, workspace
from archivist.i18n import _, say
from archivist.settings import Settings


def register(app: typer.Typer) -> None:
    """Adds the command to the root."""
    app.command()(web)


def web(
    out_folder: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to be made.")],
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID…]", show_default=False)] = None,
    title: Annotated[str, typer.Option(help="The edition's title; without it the archive's name.")] = "",
    address: Annotated[str, typer.Option(help="Where it will be on the web (https://…), for IIIF.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace an edition that is there already.")] = False,
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Makes a web edition of documents, or of all that are public: search included, no server needed."""
    from archivist.web.edition import publish

    if address and not address.startswith(("http://", "https://")):
        raise typer.BadParameter("--address: https://…")
    out = Out(json)
    pages = faults = 0
    found: set[int] = set()
    with workspace(archive) as ws:
        workers = Settings().number("reading.workers")
        for item in publish(ws, out_folder, ids or None, title=title, address=address, force=force, workers=workers):
            pages += 1
            found.add(item.document)
            out.progress(_("Page {number} of {pages}").format(number=pages, pages=item.of))
            if item.problem:
                faults += 1
                where = _("Document {document}, page {page}: {reason}")
                out.note(where.format(document=item.document, page=item.page, reason=say(item.problem)))
    out.progress_done()
    if not address:
        out.note(_("Without --address the IIIF manifests have relative addresses, which few viewers take."))
    values: dict[str, object] = {"documents": len(found), "pages": pages, "folder": str(out_folder), "faults": faults}
    out.item(values, _("Web edition in {folder}: {documents} documents, {pages} pages").format(**values))
    finish(faults > 0)
