"""`archivist init`, `demo` and `self-test`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from archivist.cli.output import JSON, Out, finish
from archivist.i18n import _
from archivist.workspace import Workspace, default_folder


def register(app: typer.Typer) -> None:
    """Adds the commands to the root."""
    app.command()(init)
    app.command()(demo)
    app.command("self-test")(self_test)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    name: Annotated[str, typer.Option(help="The archive's name; without it the folder's.")] = "",
) -> None:
    """Makes an archive."""
    with Workspace.create(folder, name or folder.resolve().name) as ws:
        Out(as_json=False).note(_("Archive “{name}” made in {folder}").format(name=ws.name, folder=ws.folder))


def demo(
    folder: Annotated[Path | None, typer.Option("--dir", help="The sample archive's folder.")] = None,
    no_window: Annotated[bool, typer.Option("--no-window", help="Only in the terminal, with pictures.")] = False,
) -> None:
    """Makes the sample archive and does the main job end to end."""
    from archivist import demo as steps

    out = Out(as_json=False)
    archive = (folder or default_folder().parent / "sample-archive").resolve()
    windowed = not no_window and has_display()
    if not (windowed and steps.is_complete(archive)):
        for line in steps.run(archive, pictures=not windowed):
            out.item({}, line)
    if windowed:
        raise typer.Exit(subprocess.run([sys.executable, "-m", "archivist", "--archive", archive]).returncode)


def has_display() -> bool:
    """Whether a window can be seen: a screen, or a Qt platform that the user chose."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def self_test(json: Annotated[bool, JSON] = False) -> None:
    """Checks the installation: what is missing and how to get it."""
    from archivist.selftest import checks

    out = Out(json)
    faults = False
    for item in checks():
        faults = faults or not item.ok
        mark = _("ok") if item.ok else _("MISSING")
        out.item({"check": item.check, "ok": item.ok, "detail": item.detail}, f"{mark}  {item.check}: {item.detail}")
    finish(faults)
