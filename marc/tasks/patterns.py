"""The small languages of a task list: tags, indicators, codes and positions, and regular expressions with a limit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import regex

from marc.tasks.draft import LEADER, Draft
from marc.tasks.table import Table

SECONDS = 1.0
"""What a regular expression may take for one value; a usual one takes some millionths."""

BAD_TAG = "Step {step} of {file}: “{value}” in “{key}” is no tag; a tag is three digits or letters, a dot is any."
ONE_TAG = "Step {step} of {file}: “{key}” must be one tag without dots, not “{value}”."
BAD_INDICATORS = "Step {step} of {file}: “{key}” must be two signs, # for a blank, a dot for any, not “{value}”."
BAD_CODES = "Step {step} of {file}: “{key}” must be subfield codes such as a9, not “{value}”."
ONE_CODE = "Step {step} of {file}: “{key}” must be one subfield code, not “{value}”."
BAD_SPAN = "Step {step} of {file}: “{key}” must be a position such as 8 or 22-24, counted from 0, not “{value}”."
BAD_PATTERN = "Step {step} of {file}: the regular expression in “{key}” is wrong ({reason}); mend it."
BAD_GROUPS = "Step {step} of {file}: “{key}” names a group that the regular expression does not have ({reason})."
EMPTY = "Step {step} of {file}: “{key}” must not be empty."
TOO_SLOW = "Step {step} of {file}: the regular expression in “{key}” takes too long; avoid a repeat inside a repeat."

_TAGS = re.compile(r"[0-9A-Za-z.]{3}")
_TAG = re.compile(r"[0-9A-Za-z]{3}")
_INDICATORS = re.compile(r"[0-9A-Za-z#. |-]{2}")
_CODES = re.compile(r"[!-~]+")
_SPAN = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")

# To watch the clock costs more than to match a short value. With two quantifiers at most, none of them behind a group,
# the work grows with the third power of the length at worst, and 500 characters take less than the limit.
_SHORT = 500
_QUANTIFIERS = 2
_QUANTIFIER = re.compile(r"(?<!\()[*+?{]")
_UNUSUAL = re.compile(r"\)[*+?{]|\(\?(?!:)|\\(?![sdw.])")

Places = Callable[[Draft], Sequence[int]]
Span = tuple[int, int]


def tag(table: Table, key: str) -> str:
    """One tag, without dots; not the leader."""
    value = table.text(key)
    if not _TAG.fullmatch(value) or value == LEADER:
        raise table.error(ONE_TAG, key, value=value)
    return value


def tags(table: Table, key: str) -> tuple[str, ...]:
    """One tag or several, with dots for any character."""
    values = table.texts(key)
    for value in values:
        if not _TAGS.fullmatch(value) or value == LEADER:
            raise table.error(BAD_TAG, key, value=value)
    return values


def places_of(patterns: tuple[str, ...]) -> Places:
    """Where in a record the fields with these tags stand, in order."""
    if len(patterns) == 1 and "." not in patterns[0]:
        only = patterns[0]
        return lambda draft: draft.places.get(only, ())
    matches = cache(re.compile("|".join(patterns)).fullmatch)

    def places(draft: Draft) -> Sequence[int]:
        found = [at for tag, at in draft.places.items() if matches(tag)]
        return found[0] if len(found) == 1 else sorted(place for at in found for place in at)

    return places


def indicators(table: Table, key: str, default: str | None = None) -> str:
    """Two indicators, a blank being a space now and a dot any."""
    value = table.text(key, default)
    if not _INDICATORS.fullmatch(value):
        raise table.error(BAD_INDICATORS, key, value=value)
    return value.replace("#", " ")


def codes(table: Table, key: str, default: str | None = None) -> str:
    """One subfield code or several."""
    value = table.text(key, default)
    if value != default and not _CODES.fullmatch(value):
        raise table.error(BAD_CODES, key, value=value)
    return value


def code(table: Table, key: str, default: str | None = None) -> str:
    """One subfield code."""
    value = codes(table, key, default)
    if len(value) > 1:
        raise table.error(ONE_CODE, key, value=value)
    return value


def span(table: Table, key: str) -> Span:
    """Positions, from the first to before the last, counted from 0."""
    value = table.text(key)
    match = _SPAN.fullmatch(value)
    if match is None or (match[2] and int(match[2]) < int(match[1])):
        raise table.error(BAD_SPAN, key, value=value)
    return int(match[1]), int(match[2] or match[1]) + 1


def filled(table: Table, key: str) -> str:
    """A text that is not empty."""
    value = table.text(key)
    if not value:
        raise table.error(EMPTY, key)
    return value


class Expression:
    """A regular expression that gives up, with an error that names its step, when a value takes it too long."""

    def __init__(self, table: Table, key: str, source: str, ignore_case: bool = False) -> None:
        self._table = table
        self._key = key
        self._flags = regex.IGNORECASE if ignore_case else 0
        self._source = source
        try:
            self._compiled = regex.compile(source, self._flags)
        except regex.error as error:
            raise table.error(BAD_PATTERN, key, reason=error) from error
        self._unwatched = _SHORT if _is_quick(source) else 0

    @staticmethod
    def literal(text: str, whole: bool) -> str:
        """The regular expression of a plain text, or of a value that is nothing else."""
        return rf"\A{regex.escape(text)}\Z" if whole else str(regex.escape(text))

    def found(self, value: str) -> bool:
        """Whether it matches anywhere in the value."""
        try:
            if len(value) <= self._unwatched:
                return self._compiled.search(value) is not None
            return self._compiled.search(value, timeout=SECONDS) is not None
        except TimeoutError as error:
            raise self._table.error(TOO_SLOW, self._key) from error

    def replaced(self, replacement: str, value: str) -> str:
        """The value with the replacement for every match."""
        try:
            if len(value) <= self._unwatched:
                return str(self._compiled.sub(replacement, value))
            return str(self._compiled.sub(replacement, value, timeout=SECONDS))
        except TimeoutError as error:
            raise self._table.error(TOO_SLOW, self._key) from error

    def split(self, value: str, limit: int) -> list[str]:
        """The parts of the value between the matches, at most `limit` of them (0: no limit)."""
        try:
            spans = [match.span() for match in self._compiled.finditer(value, timeout=SECONDS)]
        except TimeoutError as error:
            raise self._table.error(TOO_SLOW, self._key) from error
        parts, start = [], 0
        for begin, end in spans[: limit - 1] if limit else spans:
            parts.append(value[start:begin])
            start = end
        return [*parts, value[start:]]

    def must_fit(self, replacement: str, key: str) -> None:
        """MarcError if the replacement names a group that is not there. It is only looked at when something matches."""
        try:
            regex.compile(f"(?:{self._source})|", self._flags).sub(replacement, "", timeout=SECONDS)
        except (regex.error, IndexError) as error:
            raise self._table.error(BAD_GROUPS, key, reason=error) from error


def _is_quick(source: str) -> bool:
    """Whether an expression is so simple that no short value can keep it busy; where in doubt it is not."""
    return len(_QUANTIFIER.findall(source)) <= _QUANTIFIERS and not _UNUSUAL.search(source)
