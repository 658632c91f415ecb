"""The root of the command line: options, sub-commands, and the one place where errors become one line."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from archivist.cli import (
    accessions,
    archive,
    backup,
    clean,
    dates,
    describing,
    documents,
    keeping,
    marc,
    menksoft,
    places,
    read,
    records,
    search,
    web,
)
from archivist.cli.help import translate
from archivist.cli.output import Exit, heeding_ctrl_c
from archivist.errors import TOLD
from archivist.i18n import _, say
from archivist.log import keep_log, log_file

# Typer carries its own copy of click since 0.16; the parent of its public BadParameter is the same in all versions.
UsageError: type[typer.BadParameter] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="archivist",
    help="Catalogue records and local documents of a library; without a command it opens the window.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(marc.app, name="marc")
app.add_typer(records.app, name="records")
describing.register(documents.app)
app.add_typer(documents.app, name="documents")
app.add_typer(accessions.app, name="accessions")
app.add_typer(places.app, name="places")
archive.register(app)
backup.register(app)
read.register(app)
clean.register(app)
search.register(app)
dates.register(app)
menksoft.register(app)
web.register(app)
keeping.register(app)


def run(arguments: Sequence[str]) -> int:
    """Does what the arguments say; returns the exit code. Every error becomes one line on standard error."""
    keep_log()
    try:
        command = translate(typer.main.get_command(app))
        with heeding_ctrl_c():
            return int(command.main(list(arguments), prog_name="archivist", standalone_mode=False) or 0)
    except typer.Exit as done:
        return done.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _fail(_("Stopped; what was finished is kept."), 130)
    except UsageError as error:
        hint = _("See “archivist --help”.")
        return _fail(f"{error.format_message()} {hint}")
    except TOLD as error:
        return _fail(say(error))
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; that is no fault
        return Exit.DONE
    except OSError as error:
        return _fail(_("{file}: {reason}.").format(file=error.filename or "", reason=error.strerror or error))
    except Exception:  # noqa: BLE001  the last place before the person: a line and a log, never a traceback
        return _fail(_("Something unexpected went wrong; the details are in {file}.").format(file=_log_details()))


def _fail(message: str, code: int = Exit.IMPOSSIBLE) -> int:
    sys.stderr.write(" ".join(message.split("\n")) + "\n")
    return code


def _log_details() -> Path:
    logging.getLogger("archivist").exception("unexpected error")
    return log_file()
