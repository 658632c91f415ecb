"""The command line's help in the user's language: the English help of each command and option is its key."""

from __future__ import annotations

from typing import Any

from archivist.i18n import _


def translate(command: Any) -> Any:  # noqa: ANN401  a click command; Typer carries its own copy of click
    """The command with its help, that of its options and of its sub-commands in the language in force."""
    command.help = _(" ".join((command.help or "").split()))
    command.short_help = None
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = _(parameter.help)
    for child in getattr(command, "commands", {}).values():
        translate(child)
    return command
