"""Profiles: whose rules a record has to follow, as TOML files in `resources/marc/profiles/` or of the library itself.

A library makes its own by copying one of ours: `load_file` reads it, and says what is wrong with it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from marc import formats
from marc.errors import MarcError
from resources import marc as definitions

NAMES = ("nlc", "calis", "interlib", "marc21", "unimarc")
_CHOICES = {
    "pinyin": ("9", "upper", "any", "none"), "pinyin_case": ("lower", "any"), "format": formats.NAMES,
    "line_ends": ("", "lf", "crlf"),
}  # fmt: skip
_RENAMED = re.compile(r"([0-9A-Za-z]{3})=([0-9A-Za-z]{3})")


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: it is looked up for every record of a batch
class Profile:
    """A set of rules. What each key means is said in `resources/marc/profiles/nlc.toml`.

    `drop`, `rename`, `line_ends` and the first of `encodings` are for records that are delivered (`marc.delivery`).
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
    drop: tuple[str, ...] = ()
    rename: tuple[str, ...] = ()
    line_ends: str = ""

    def title(self, language: str) -> str:
        """The profile's name in `zh` or `en`."""
        return self.zh if language.startswith("zh") else self.en

    def is_local(self, tag: str) -> bool:
        """Whether the field is the library's own affair and is not checked."""
        return _pattern(self.local).fullmatch(tag) is not None

    def is_dropped(self, tag: str) -> bool:
        """Whether the field stays at home when a record is delivered."""
        return _pattern(self.drop).fullmatch(tag) is not None

    def renamed(self, tag: str) -> str:
        """The tag under which the field is delivered."""
        return _renamed(self.rename).get(tag, tag)

    def has_pinyin(self, tag: str) -> bool:
        """Whether the field gets a reading."""
        return tag in self.pinyin_fields


@cache
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or r"(?!)")


@cache
def _renamed(pairs: tuple[str, ...]) -> Mapping[str, str]:
    return {pair[:3]: pair[4:] for pair in pairs}


def named(name: str) -> Profile:
    """One of our own profiles by its name, or a library's own by the path of its file; MarcError if it is neither."""
    return load_file(Path(name)) if name not in NAMES and name.endswith(".toml") else load(name)


@cache
def load(name: str) -> Profile:
    """One of our own profiles; MarcError if there is none of this name."""
    if name not in NAMES:
        raise MarcError(
            "There is no profile “{name}”; take one of {known}, or the file of your own (.toml).",
            name=name, known=", ".join(NAMES),
        )  # fmt: skip
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
            if item.default is not MISSING:
                continue
            raise _faulty(name, item.name)
        values[item.name] = _value(name, item.name, table[item.name], kinds[item.name])
    if unknown := set(table) - {item.name for item in fields(Profile)}:
        raise _faulty(name, min(unknown))
    for key in ("local", "drop"):
        try:
            for pattern in values.get(key, ()):
                re.compile(pattern)
        except re.error as error:
            raise _faulty(name, key) from error
    if not all(map(_RENAMED.fullmatch, values.get("rename", ()))):
        raise _faulty(name, "rename")
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
