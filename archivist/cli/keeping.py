"""`archivist seal`, `verify` and `rebuild`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archivist import keeping
from archivist.cli.output import ARCHIVE, JSON, Out, finish, workspace
from archivist.i18n import _, say


def register(app: typer.Typer) -> None:
    """Adds the commands to the root."""
    app.command()(seal)
    app.command()(verify)
    app.command()(rebuild)


def seal(
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID…]", show_default=False)] = None,
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Writes what has changed to archival storage: documents and the catalogue as OCFL objects."""
    out = Out(json)
    faults = False
    with workspace(archive) as ws:
        for known in ids or []:
            ws.archive.documents.get(known)
        for written, item in enumerate(keeping.seal_pulsing(ws, ids or None), 1):
            if item is None:
                out.progress(_("{count} files").format(count=written))
                continue
            out.progress_done()
            what = _("Document {id}").format(id=item.document) if item.document else _("Part of the catalogue")
            if item.error:
                faults = True
                out.note(f"{what}: {item.error}")
                continue
            values: dict[str, object] = {
                "document": item.document or None, "version": item.version, "folder": item.folder,
            }  # fmt: skip
            line = _("{what}: version {version} in {folder}")
            out.item(values, line.format(what=what, version=item.version, folder=item.folder))
    finish(faults)


def verify(
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last run was stopped.")] = False,
    only: Annotated[
        str, typer.Option(help="A place: catalogue.db, files, files/3f, sealed, search.db, or a document's number.")
    ] = "",
    rate: Annotated[float, typer.Option(help="Megabytes a second at most; 0: as fast as can be.", min=0)] = 0,
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Checks every file, the database against the files, and the index against the texts."""
    out = Out(json)
    items = size = faults = 0
    with workspace(archive) as ws:
        for item in keeping.verify(ws, only, resume=resume, rate=rate * 1_000_000 or None):
            items += 1
            size += item.size
            if item.fault is not None:
                faults += 1
                fault = say(item.fault)
                out.item({"file": item.file, "fault": fault}, fault)
            elif items % 50 == 0:
                out.progress(_("{items} checked, {size:,.0f} MB, {faults} faults").format(
                    items=items, size=size / 1e6, faults=faults))  # fmt: skip
    out.progress_done()
    out.note(_("{items} checked, {size:,.0f} MB, {faults} faults").format(items=items, size=size / 1e6, faults=faults))
    finish(faults > 0)


def rebuild(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The archive's folder, or with --archive a new one.")],
    archive: Annotated[
        Path | None, typer.Option("--archive", help="Make a new archive in DIR from the files of this one.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a catalogue that can be read.")] = False,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Makes the catalogue and the index anew from sealed objects and masters alone."""
    out = Out(json)
    objects = faults = 0
    for item in keeping.rebuild(folder, archive, force=force):
        if item.fault is not None:
            faults += 1
            out.item({"file": item.file, "fault": say(item.fault)}, say(item.fault))
        else:
            objects += 1
            out.progress(_("{count} objects").format(count=objects))
    out.progress_done()
    out.note(_("Rebuilt from {count} objects, {faults} faults").format(count=objects, faults=faults))
    finish(faults > 0)
