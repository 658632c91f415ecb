"""`archivist records …`: records into the archive and out of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from archivist import records
from archivist.cli.output import ARCHIVE, JSON, Out, finish, workspace
from archivist.documents import refuse_existing
from archivist.errors import TOLD, ArchivistError
from archivist.i18n import _, say
from archivist.settings import Settings
from archivist.workspace import Workspace
from marc import profiles

app = typer.Typer(help="Records of the archive.", no_args_is_help=True, rich_markup_mode=None)
DUPLICATE = ("skip", "add", "replace", "merge")


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…")],
    on_duplicate: Annotated[str, typer.Option(help="skip, add, replace or merge")] = "skip",
    encoding: Annotated[str, typer.Option(help="auto decides by the bytes")] = "auto",
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Brings files of records into the archive."""
    out = Out(json)
    if on_duplicate not in DUPLICATE:
        raise typer.BadParameter(f"--on-duplicate: {', '.join(DUPLICATE)}")
    outcomes: Counter[str] = Counter()
    with workspace(archive) as ws:
        for file in files:
            try:
                _import_one(ws, out, file, on_duplicate, encoding, outcomes)
            except TOLD as error:
                if len(files) == 1:
                    raise
                outcomes["damaged"] += 1
                out.note(say(error))
    said = _("{added} added, {skipped} skipped, {replaced} replaced, {merged} merged, {damaged} damaged")
    out.note(said.format(**{k: outcomes[k] for k in ("added", "skipped", "replaced", "merged", "damaged")}))
    finish(outcomes["damaged"] > 0)


def _import_one(ws: Workspace, out: Out, file: Path, on_duplicate: str, encoding: str, outcomes: Counter[str]) -> None:
    profile = Settings().text("records.profile")
    for item in records.import_file(ws, file, encoding=encoding, on_duplicate=on_duplicate, profile=profile):  # type: ignore[arg-type]  # checked above
        outcomes[item.outcome] += 1
        if item.outcome == "damaged":
            text = _("{file}: record {number} at byte {offset} is damaged and was kept apart: {reason}")
            out.note(text.format(file=file.name, number=item.number, offset=item.offset, reason=item.reason))
        out.item({"number": item.number, "id": item.id, "outcome": item.outcome, "reason": item.reason})


@app.command()
def export(
    out_file: Annotated[Path, typer.Argument(metavar="OUT")],
    where: Annotated[str, typer.Option(help="A search; without it, every record.")] = "",
    encoding: Annotated[str, typer.Option(help="gbk, gb18030, utf-8")] = "",
    profile: Annotated[str, typer.Option(help="Deliver in the form of this profile, or of one's own (a .toml).")] = "",
    to: Annotated[str, typer.Option("--to", help="iso2709, marcxml, json, mrk, worksheet")] = "iso2709",
    substitute: Annotated[str | None, typer.Option(help="Written for a character the encoding lacks.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Writes records of the archive to a file."""
    out = Out(json)
    refuse_existing(out_file, force)
    refused: list[dict[str, object]] = []
    written = 0
    rules = profiles.named(profile) if profile else None
    encoding = encoding or (rules.encodings[0] if rules else Settings().text("records.encoding"))
    with workspace(archive) as ws:
        ids = records.chosen(ws, where) if where else None
        if ids is not None and not ids:
            raise ArchivistError("No record is found by “{query}”; nothing was written.", query=where)
        for item in records.export(
            ws, out_file, ids=ids, container=to, encoding=encoding, substitute=substitute, force=force, profile=rules
        ):
            if item.reason:
                refused.append({"number": item.number, "reason": item.reason})
                out.note(_("Record {number}: {reason}").format(number=item.number, reason=item.reason))
            else:
                written += 1
    values: dict[str, object] = {"records": written + len(refused), "written": written, "refused": refused}
    text = _("{records} records, {written} written, {refused} refused")
    out.item(values, text.format(records=values["records"], written=written, refused=len(refused)))
    finish(bool(refused))
