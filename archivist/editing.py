"""What the record editor needs of the MARC trade, in one place."""

from __future__ import annotations

from archivist.i18n import language
from marc import formats, profiles
from marc.build import new_record
from marc.checks import Finding, check
from marc.lines import from_line, to_line
from marc.record import Record

__all__ = ["Finding", "check", "field_help", "findings", "from_line", "new", "to_line"]


def findings(record: Record, profile: str) -> tuple[Finding, ...]:
    """What the profile finds wrong with the record."""
    return check(record, profiles.load(profile))


def new(profile: str) -> Record:
    """A new record as the profile's rules want it to begin."""
    rules = profiles.load(profile)
    return new_record(rules.format, rules)


def field_help(record_format: str, tag: str) -> formats.FieldDef | None:
    """The definition of a field, or None where the format has no such field; names come in `language()`."""
    return formats.load(record_format).field(tag)


def help_language() -> str:
    """The language in which definitions should give their names: `zh` or `en`."""
    return "zh" if language() == "zh_CN" else "en"
