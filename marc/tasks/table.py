"""A table of a task list, taken apart key by key; every error names the file, the step and the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marc.errors import MarcError

MISSING = "Step {step} of {file} has no “{key}”; write it."
UNKNOWN = "Step {step} of {file} has a key “{key}” that means nothing there; spell it right or take it out."
NO_TEXT = "Step {step} of {file}: “{key}” must be text in quotation marks."
NO_TEXTS = "Step {step} of {file}: “{key}” must be text in quotation marks, or a list of such texts."
NO_FLAG = "Step {step} of {file}: “{key}” must be true or false."
NO_NUMBER = "Step {step} of {file}: “{key}” must be a whole number other than 0; 1 is the first, -1 the last."
NO_TABLES = "Step {step} of {file}: “{key}” must be a list of tables in braces."
NO_CHOICE = "Step {step} of {file}: “{key}” cannot be “{value}”; take one of {known}."
EITHER = "Step {step} of {file}: “{key}” does not go together with “{other}”; take one of them out."


class Table:
    """`file` and `step` (from 1) say where it stands, `path` which of the step's own tables it is (`if.2.`)."""

    def __init__(self, values: Mapping[str, object], file: str, step: int, path: str = "") -> None:
        self.file = file
        self.step = step
        self._values = values
        self._path = path
        self._known: set[str] = set()

    def error(self, template: str, key: str, **values: object) -> MarcError:
        """An error about one key."""
        return MarcError(template, file=self.file, step=self.step, key=(self._path + key).rstrip("."), **values)

    def has(self, key: str) -> bool:
        """Whether the key is there; it counts as known."""
        self._known.add(key)
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        """A text; MarcError if it is missing and there is no default."""
        value = self._get(key, default)
        if not isinstance(value, str):
            raise self.error(NO_TEXT, key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts, at least one."""
        value = self._get(key, None)
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not values or not all(isinstance(item, str) for item in values):
            raise self.error(NO_TEXTS, key)
        return tuple(values)

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.error(NO_FLAG, key)
        return value

    def ordinal(self, key: str) -> int:
        """A number that counts from 1, or from -1 at the end; 0 if it is missing."""
        value = self._values.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or (self.has(key) and value == 0):
            raise self.error(NO_NUMBER, key)
        return value

    def choice(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        """One of the texts in `known`."""
        value = self.text(key, default)
        if value not in known:
            raise self.error(NO_CHOICE, key, value=value, known=", ".join(known))
        return value

    def tables(self, key: str) -> list[Table]:
        """The tables of a list; none if it is missing."""
        values = self._values.get(key, [])
        self._known.add(key)
        if not isinstance(values, list) or not all(isinstance(item, Mapping) for item in values):
            raise self.error(NO_TABLES, key)
        named = enumerate(values, 1)
        return [Table(item, self.file, self.step, f"{self._path}{key}.{number}.") for number, item in named]

    def not_both(self, key: str, other: str) -> None:
        """MarcError if both keys are there."""
        if self.has(key) and self.has(other):
            raise self.error(EITHER, key, other=other)

    def finish(self) -> None:
        """MarcError if a key is left that nobody has asked for."""
        if unknown := self._values.keys() - self._known:
            raise self.error(UNKNOWN, min(unknown))

    def _get(self, key: str, default: object) -> object:
        if not self.has(key):
            if default is None:
                raise self.error(MISSING, key)
            return default
        return self._values[key]
