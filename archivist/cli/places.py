"""`archivist places …`: the gazetteer, ours and the library's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archivist.cli.output import ARCHIVE, JSON, Out, finish, workspace
from archivist.i18n import _
from archivist.places import Gazetteer, Place, gazetteer

app = typer.Typer(help="Places with their old and new names.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(archive: Annotated[Path | None, ARCHIVE] = None, json: Annotated[bool, JSON] = False) -> None:
    """Every place of the gazetteer."""
    with workspace(archive) as ws:
        for place in gazetteer(ws):
            _tell(Out(json), place)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Any name of the place, in any script.")],
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """The places that have a name, with all their names."""
    out = Out(json)
    with workspace(archive) as ws:
        known = gazetteer(ws)
        for place in known.find(name):
            _tell(out, place, known)
        if not known.find(name):
            out.note(_("No place is known by the name “{name}”; add it to {file}.").format(
                name=name, file=ws.folder / "places.csv"))  # fmt: skip
            finish(True)


def _tell(out: Out, place: Place, known: Gazetteer | None = None) -> None:
    names = [{"name": name.text, "first": name.first or None, "last": name.last or None} for name in place.names]
    values: dict[str, object] = {
        "id": place.id, "kind": place.kind, "names": names, "within": place.within, "latitude": place.latitude,
        "longitude": place.longitude, "note": place.note,
    }  # fmt: skip
    around = " < ".join(one.name for one in known.around(place.id)) if known else ""
    out.item(values, "  ".join(filter(None, (" / ".join(name.text for name in place.names), around, place.note))))
