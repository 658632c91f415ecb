"""How commands speak: JSON or plain lines on standard output, progress and errors on standard error, exit codes."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

import typer

from archivist.access import reader
from archivist.i18n import _, say
from archivist.workspace import Workspace
from storage.errors import DamagedArchive

JSON = typer.Option("--json", help="One JSON object a line on standard output, and nothing else there.")
AS = typer.Option("--as", help="As whom: public, reading-room, staff; without it as the settings say.")
LEXICON = typer.Option(
    "--lexicon/--no-lexicon", help="Whether knowing its words may help where Mongolian is read with doubt."
)
ARCHIVE = typer.Option("--archive", envvar="ARCHIVIST_ARCHIVE", help="The archive's folder.", show_default=False)


_STOPPED = threading.Event()
"""Set when the person has asked this process to stop."""


@contextmanager
def heeding_ctrl_c() -> Iterator[None]:
    """Ctrl+C raises KeyboardInterrupt as ever, and is remembered: where Python is within a finalizer or a callback that
    exception is printed and forgotten, and the work would go on to its end."""
    _STOPPED.clear()
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heed(_number: int, _frame: object) -> None:
        _STOPPED.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, heed)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Exit(IntEnum):
    """What the exit code says."""

    DONE = 0
    FAULTS = 1
    IMPOSSIBLE = 2


class Out:
    """Where results go: JSON lines, or text for people."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self._live = not as_json and sys.stderr.isatty()

    def item(self, values: dict[str, object], text: str | None = None) -> None:
        """One result: its values as a line of JSON, or its text (nothing if there is none)."""
        if self.as_json:
            sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
        elif text is not None:
            sys.stdout.write(text + "\n")
        sys.stdout.flush()
        if _STOPPED.is_set():
            raise KeyboardInterrupt

    def note(self, text: str) -> None:
        """A message for a person, on standard error."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def progress(self, text: str) -> None:
        """What is being done just now; only where a person looks on."""
        if self._live:
            sys.stderr.write("\r\x1b[K" + text)
            sys.stderr.flush()

    def progress_done(self) -> None:
        """Clears the line of `progress`."""
        self.progress("")


def finish(faults: bool) -> NoReturn:
    """Ends the command: 1 if the work was done and found faults, else 0."""
    raise typer.Exit(Exit.FAULTS if faults else Exit.DONE)


def workspace(folder: Path | None, level: str = "") -> Workspace:
    """The archive named on the command line, else the user's default one; of a damaged one, what can be read.

    `level` is that of `--as`.
    """
    who = reader(level) if level else None
    try:
        found = Workspace.open(folder) if folder else Workspace.default()
    except DamagedArchive as error:
        found = Workspace.open_damaged(Path(str(error.values["folder"])))
        Out(as_json=False).note(f"{say(error)} {_('Until then only what can still be read is shown.')}")
    found.reader = who or found.reader
    return found
