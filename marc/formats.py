"""Formats as data: which fields, indicators, subfields, positions and codes there are, in Chinese and English.

The definitions are in `resources/marc/*.toml`, whose heads say how they are written. A file is divided into its tables
when it is loaded and each table is read when it is first asked for, so that loading costs about a millisecond.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

from marc import fixed
from marc.errors import MarcError
from resources import marc as definitions

Grade = Literal["mandatory", "applicable", "optional"]
NAMES = ("cnmarc", "marc21", "unimarc")
"""The bibliographic formats."""
AUTHORITIES = {"cnmarc": "cnmarc-authority", "marc21": "marc21-authority", "unimarc": "cnmarc-authority"}
"""To each the format of its authority records; UNIMARC's and CNMARC's are the same."""
_AUTHORITY_TYPES = {"cnmarc": "xyz", "marc21": "z", "unimarc": "xyz"}
LEADER = "000"
_TABLE = re.compile(r'^\["(@?[^"]+)"\]$', re.MULTILINE)
_SUBFIELD = re.compile(r"(\S) ([R-]) (?:@(\S+) )?(.*)")
_POSITION = re.compile(r"(\S) (\d+)(?:-(\d+))? (?:@(\S+) )?(.*)")
_WORDS = {
    "mandatory": ("必备", "mandatory"),
    "applicable": ("有则必备", "mandatory if applicable"),
    "optional": ("可选", "optional"),
    "repeatable": ("可重复", "repeatable"),
    "not repeatable": ("不可重复", "not repeatable"),
    "indicator": ("指示符", "Indicator"),
    "blank": ("空", "blank"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A name in Chinese and English."""

    zh: str
    en: str

    def name(self, language: str) -> str:
        """The name in `zh` (or `zh_CN`) or `en`; the other one if that is missing."""
        return (self.zh or self.en) if language.startswith("zh") else (self.en or self.zh)


@dataclass(frozen=True, slots=True)
class Choice(Named):
    """A value that an indicator or a coded position may have; a blank is a space."""

    value: str


@dataclass(frozen=True, slots=True)
class SubfieldDef(Named):
    """A subfield; `codes` names the list of its values, or is empty."""

    code: str
    repeatable: bool
    codes: str = ""


@dataclass(frozen=True, slots=True)
class Position(Named):
    """A stretch of a fixed-length value, from `start` to before `end`, counted from 0; `subfield` is empty in 00X."""

    subfield: str
    start: int
    end: int
    codes: str = ""


@dataclass(frozen=True, slots=True)
class FieldDef(Named):
    """A field. `indicators` are the values allowed for each of the two; `pinyin` the subfields that get a reading."""

    tag: str
    grade: Grade
    repeatable: bool
    indicators: tuple[tuple[Choice, ...], tuple[Choice, ...]]
    subfields: Mapping[str, SubfieldDef]
    positions: tuple[Position, ...] = ()
    pinyin: str = ""
    example: str = ""

    @property
    def is_control(self) -> bool:
        """Whether the field has neither indicators nor subfields."""
        return self.tag < "010"

    def help(self, language: str) -> str:
        """What a cataloguer wants to know of the field, one fact a line."""
        side = 0 if language.startswith("zh") else 1
        repeatable = _WORDS["repeatable" if self.repeatable else "not repeatable"][side]
        lines = [f"{self.tag} {self.name(language)} · {_WORDS[self.grade][side]} · {repeatable}"]
        for number, choices in enumerate(self.indicators, 1):
            lines += [
                f"{_WORDS['indicator'][side]} {number} = {choice.value.replace(' ', _WORDS['blank'][side])}"
                f" {choice.name(language)}"
                for choice in choices
                if choice.name(language)
            ]
        lines += [f"‡{part.code} {part.name(language)}" for part in self.subfields.values()]
        return "\n".join([*lines, self.example] if self.example else lines)


_BLANK = (Choice("", "", " "),)
_REST_OF_ADDITIONAL = Position("其余字符位", "The other positions", "", 1, 18)


@dataclass(slots=True)
class Format:
    """A format. `name` is one of `NAMES`, or one of the values of `AUTHORITIES`."""

    name: str
    _sources: Mapping[str, str]
    _fields: dict[str, FieldDef | None] = field(default_factory=dict)
    _codes: dict[str, Mapping[str, Choice]] = field(default_factory=dict)
    _positions: dict[tuple[tuple[str, str], str], tuple[Position, ...]] = field(default_factory=dict)

    def field(self, tag: str) -> FieldDef | None:
        """The definition of a field (`000` is the leader), or None if the format has no such field."""
        if tag not in self._fields:
            source = self._sources.get(tag)
            self._fields[tag] = _field(tag, tomllib.loads(source)) if source is not None else None
        return self._fields[tag]

    def fields(self) -> Iterator[FieldDef]:
        """Every field, in the order of the tags, without the leader."""
        for tag in self._sources:
            if len(tag) == 3 and tag != LEADER and (found := self.field(tag)):
                yield found

    def positions(self, tag: str, subfield: str, leader: str, value: str) -> tuple[Position, ...]:
        """The fixed positions of a value (`subfield` is empty in 00X), which in MARC21 depend on the material."""
        key = fixed.layout(tag, leader, value) if subfield == "" else (tag, "")
        if (key, subfield) not in self._positions:
            self._positions[key, subfield] = self._found_positions(*key, subfield)
        return self._positions[key, subfield]

    def has_positions(self, tag: str, subfields: Iterable[str]) -> bool:
        """Whether a value in one of these subfields (the empty string in 00X) may have fixed positions."""
        if "" in subfields and any(name.startswith(f"{tag}/") for name in self._sources):
            return True
        definition = self.field(tag)
        return definition is not None and any(one.subfield in subfields for one in definition.positions)

    def _found_positions(self, tag: str, material: str, subfield: str) -> tuple[Position, ...]:
        definition = self.field(tag)
        general = definition.positions if definition else ()
        if tag == fixed.ADDITIONAL and definition:  # the material's positions are those that it has in 008
            own = tuple(map(_in_additional, self._layout(fixed.GENERAL, material)))
            return (*general, *(own or (_REST_OF_ADDITIONAL,)))
        known = (*general, *self._layout(tag, material))
        return tuple(sorted((one for one in known if one.subfield == subfield), key=lambda one: one.start))

    def _layout(self, tag: str, material: str) -> tuple[Position, ...]:
        """The positions that only this material has."""
        source = self._sources.get(f"{tag}/{material}") if material else None
        return tuple(map(_position, tomllib.loads(source)["positions"])) if source is not None else ()

    def codes(self, name: str) -> Mapping[str, Choice]:
        """A list of codes by its name, a blank being a space; empty if there is no such list."""
        if name not in self._codes:
            source = self._sources.get(f"@{name}")
            lines = tomllib.loads(source)["codes"] if source is not None else []
            choices = map(_choice, lines)
            self._codes[name] = {choice.value: choice for choice in choices}
        return self._codes[name]


def of_record(name: str, leader: str) -> Format:
    """The definition that a record follows: that of a bibliographic format, or of its authority records (leader/06)."""
    return load(AUTHORITIES[name] if is_authority(name, leader) else name)


def is_authority(name: str, leader: str) -> bool:
    """Whether the leader says that the record is about a heading; `name` is one of `NAMES`."""
    return leader[6:7] != "" and leader[6] in _AUTHORITY_TYPES.get(name, "")


@cache
def load(name: str) -> Format:
    """The definition of a format by its name, such as `cnmarc` or `cnmarc-authority`; MarcError if there is none."""
    if name not in (*NAMES, *AUTHORITIES.values()):
        raise MarcError("There is no format “{name}”; take one of {known}.", name=name, known=", ".join(NAMES))
    text = definitions.text(f"{name}.toml")
    tables = list(_TABLE.finditer(text))
    ends = [table.start() for table in tables[1:]] + [len(text)]
    return Format(name, {table[1]: text[table.end() : end] for table, end in zip(tables, ends, strict=True)})


def _field(tag: str, table: Mapping[str, Any]) -> FieldDef:
    return FieldDef(
        zh=table["zh"],
        en=table["en"],
        tag=tag,
        grade=table["grade"],
        repeatable=table.get("repeatable", False),
        indicators=(_choices(table.get("ind1")), _choices(table.get("ind2"))),
        subfields={part.code: part for part in map(_subfield, table.get("subfields", []))},
        positions=tuple(map(_position, table.get("positions", []))),
        pinyin=table.get("pinyin", ""),
        example=table.get("example", ""),
    )


def _choices(lines: list[str] | None) -> tuple[Choice, ...]:
    return tuple(map(_choice, lines)) if lines else _BLANK


def _choice(line: str) -> Choice:
    value, _, names = line.partition(" ")
    zh, _, en = names.partition("|")
    return Choice(zh, en, value.replace("#", " "))


def _subfield(line: str) -> SubfieldDef:
    match = _SUBFIELD.fullmatch(line)
    if match is None:
        raise MarcError("A line of a format definition cannot be understood: “{line}”; mend the file.", line=line)
    zh, _, en = match[4].partition("|")
    return SubfieldDef(zh, en, match[1], match[2] == "R", match[3] or "")


def _position(line: str) -> Position:
    match = _POSITION.fullmatch(line)
    if match is None:
        raise MarcError("A line of a format definition cannot be understood: “{line}”; mend the file.", line=line)
    zh, _, en = match[5].partition("|")
    start = int(match[2])
    return Position(zh, en, match[1].replace("-", ""), start, int(match[3] or start) + 1, match[4] or "")


def _in_additional(position: Position) -> Position:
    """A stretch of 008 where it stands in 006."""
    return replace(position, start=position.start - fixed.SHIFT, end=position.end - fixed.SHIFT)
