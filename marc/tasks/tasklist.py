"""A task list: loading, with everything in it proved right, and applying."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from marc.errors import MarcError
from marc.record import Record
from marc.tasks import adding, changing, taking
from marc.tasks.change import Change
from marc.tasks.choose import FORMATS, condition
from marc.tasks.draft import Draft
from marc.tasks.table import Table
from resources import marc as definitions

Run = Callable[[Draft], None]

ACTIONS: Mapping[str, Callable[[Table], Run]] = {
    "add": adding.add,
    "build": adding.build,
    "copy": adding.copy,
    "move": adding.move,
    "delete": taking.delete,
    "split": taking.split,
    "join": taking.join,
    "sort": taking.sort,
    "replace": changing.replace,
    "letters": changing.letters,
    "indicators": changing.set_indicators,
    "positions": changing.positions,
}
OWN = ("calis-to-nlc", "donated-batch", "holdings-905", "tidy")
"""The lists that come with the program, in `resources/marc/tasks/`."""
_KEYS = {"zh", "en", "format", "step"}


@dataclass(frozen=True, slots=True)
class TaskList:
    """Steps that are ready to be done; `name` is that of the file, `format` empty where it does not matter."""

    name: str
    zh: str
    en: str
    format: str
    steps: tuple[Run, ...]

    def title(self, language: str) -> str:
        """What the list is called in `zh` or `en`."""
        return self.zh if language.startswith("zh") else self.en

    def apply(self, record: Record) -> Change:
        """Does the steps one after the other; the record itself stays as it is.

        MarcError: a regular expression takes too long.
        """
        draft = Draft(record)
        if self.format and draft.format not in ("", self.format):
            return Change(record, record)
        for step in self.steps:
            step(draft)
        return Change(record, draft.done(), tuple(draft.problems))


def load(path: Path, profile: str = "") -> TaskList:
    """The list in a TOML file, for a profile by its name; MarcError names the file, the step and the key at fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _no_toml(path.name, error) from error
    except OSError as error:
        raise MarcError(
            "The task list {file} cannot be read ({reason}); check that it is there.",
            file=path,
            reason=error.strerror or error,
        ) from error
    return parse(text, path.name, profile)


@cache
def load_own(name: str, profile: str = "") -> TaskList:
    """One of the lists that come with the program; MarcError if there is none of this name."""
    if name not in OWN:
        raise MarcError("There is no task list “{name}”; take one of {known}.", name=name, known=", ".join(OWN))
    return parse(definitions.text(f"tasks/{name}.toml"), f"{name}.toml", profile)


def parse(text: str, file: str, profile: str = "") -> TaskList:
    """The list in a text; `file` is its name for errors. MarcError as `load`."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(file, error) from error
    if unknown := table.keys() - _KEYS:
        raise _faulty(file, min(unknown))
    for key in ("zh", "en", "format"):
        if not isinstance(table.get(key, ""), str):
            raise _faulty(file, key)
    if table.get("format", "") not in ("", *FORMATS):
        raise _faulty(file, "format")
    steps = table.get("step")
    if not isinstance(steps, list) or not steps or not all(isinstance(step, Mapping) for step in steps):
        raise _faulty(file, "step")
    stem = file.removesuffix(".toml")
    zh, en = table.get("zh", ""), table.get("en", "")
    runs = tuple(_step(Table(step, file, number), profile) for number, step in enumerate(steps, 1))
    return TaskList(stem, zh or en or stem, en or zh or stem, table.get("format", ""), runs)


def _step(table: Table, profile: str) -> Run:
    action = ACTIONS[table.choice("do", tuple(ACTIONS))](table)
    table.text("note", "")
    holds = condition(table, profile) if table.has("if") or table.has("unless") else None
    table.finish()
    if holds is None:
        return action

    def run(draft: Draft) -> None:
        if holds(draft):
            action(draft)

    return run


def _no_toml(file: str, reason: Exception) -> MarcError:
    return MarcError("The task list {file} is no TOML ({reason}); mend it.", file=file, reason=reason)


def _faulty(file: str, key: str) -> MarcError:
    return MarcError(
        "The task list {file} has a missing, unknown or faulty key “{key}”; compare it with tidy.toml.",
        file=file,
        key=key,
    )
