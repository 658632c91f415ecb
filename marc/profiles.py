"""Profiles: whose rules a record has to follow, as TOML files in `resources/marc/profiles/` or of the library itself.

A library makes its own by copying one of ours: `load_file` reads it, and says what is wrong with it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from marc import formats
from marc.errors import MarcError
from resources import marc as definitions

NAMES = ("nlc", "calis", "interlib", "marc21", "unimarc")
_CHOICES = {"pinyin": ("9", "upper", "any", "none"), "pinyin_case": ("lower", "any"), "format": formats.NAMES}


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: it is looked up for every record of a batch
class Profile:
    """A set of rules. What each key means is said in `resources/marc/profiles/nlc.toml`.

    `pinyin` is `9` (a reading stands in ‡9), `upper` (in the upper-case twin of the subfield), `any` or `none`.
    """

    name: str
    zh: str
    en: str
    format: str
    mandatory: tuple[str, ...]
    mandatory_book: tuple[str, ...]
    mandatory_subfields: tuple[str, ...]
    local: tuple[str, ...]
    pinyin: str
    pinyin_case: str
    pinyin_fields: tuple[str, ...]
    charset: tuple[str, ...]
    cataloguing_language: str
    leader_tail: str
    encodings: tuple[str, ...]
    material_designation: bool = False

    def title(self, language: str) -> str:
        """The profile's name in `zh` or `en`."""
        return self.zh if language.startswith("zh") else self.en

    def is_local(self, tag: str) -> bool:
        """Whether the field is the library's own affair and is not checked."""
        return _pattern(self.local).fullmatch(tag) is not None

    def has_pinyin(self, tag: str) -> bool:
        """Whether the field gets a reading."""
        return tag in self.pinyin_fields


@cache
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or r"(?!)")


@cache
def load(name: str) -> Profile:
    """One of our own profiles; MarcError if there is none of this name."""
    if name not in NAMES:
        raise MarcError("There is no profile “{name}”; take one of {known}.", name=name, known=", ".join(NAMES))
    return _profile(name, tomllib.loads(definitions.text(f"profiles/{name}.toml")))


def load_file(path: Path) -> Profile:
    """A library's own profile; MarcError names what is wrong with the file."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MarcError(
            "The profile {file} cannot be read ({reason}); check that it is there.", file=path, reason=error.strerror
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MarcError("The profile {file} is no TOML ({reason}); mend it.", file=path, reason=error) from error
    return _profile(path.stem, table)


def _profile(name: str, table: Mapping[str, Any]) -> Profile:
    kinds = get_type_hints(Profile)
    values: dict[str, Any] = {"name": name}
    for item in fields(Profile):
        if item.name == "name":
            continue
        if item.name not in table:
            if item.name == "material_designation":
                continue
            raise _faulty(name, item.name)
        values[item.name] = _value(name, item.name, table[item.name], kinds[item.name])
    if unknown := set(table) - {item.name for item in fields(Profile)}:
        raise _faulty(name, min(unknown))
    try:
        for pattern in values["local"]:
            re.compile(pattern)
    except re.error as error:
        raise _faulty(name, "local") from error
    return Profile(**values)


def _value(name: str, key: str, value: object, kind: object) -> object:
    if kind in (str, bool):
        good = isinstance(value, bool) == (kind is bool) and isinstance(value, str | bool)
        if not good or (key in _CHOICES and value not in _CHOICES[key]):
            raise _faulty(name, key)
        return value
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _faulty(name, key)
    return tuple(value)


def _faulty(name: str, key: str) -> MarcError:
    return MarcError(
        "The profile {name} has a missing, unknown or faulty key “{key}”; compare it with nlc.toml.", name=name, key=key
    )
