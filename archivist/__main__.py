"""The front door: a command does its work in the terminal; without one the window opens."""

from __future__ import annotations

import sys

from archivist.i18n import set_language
from archivist.settings import Settings


def main() -> None:
    """Entry point of the `archivist` program."""
    settings = Settings()
    set_language(settings.text("ui.language"))
    arguments = sys.argv[1:]
    if _wants_window(arguments):
        from ui.app import run as open_window

        sys.exit(open_window(_archive_of(arguments)))
    from archivist.cli.app import run

    sys.exit(run(arguments))


def _wants_window(arguments: list[str]) -> bool:
    """No command at all, or only the archive to open."""
    return not arguments or (arguments[0] == "--archive" and len(arguments) == 2)


def _archive_of(arguments: list[str]) -> str | None:
    return arguments[1] if arguments else None


if __name__ == "__main__":
    main()
