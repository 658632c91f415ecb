"""The crosswalk as a table: `resources/marc/crosswalk/cnmarc-marc21.toml`, whose head says how it is written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from marc.errors import MarcError
from resources import marc as definitions

FILE = "crosswalk/cnmarc-marc21.toml"
ALL = "**"
BOTH, TO_MARC21, TO_CNMARC = "=", ">", "<"
_PART = re.compile(r"(\S)([=<>])(\S)([:/;=,.+(\[]?)(\*?)")
_PAIR = re.compile(r"(\S+?)(>>|<<|[=<>])(\S+)")


@dataclass(frozen=True, slots=True)
class Part:
    """Subfield `cn` of CNMARC is `m21` of MARC21, led there by `mark`; `joins`: in the same `m21` as what is before."""

    cn: str
    m21: str
    way: str
    mark: str = ""
    joins: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """What becomes of a code; `less` if it says less than what it was."""

    value: str
    less: bool = False


@dataclass(frozen=True, slots=True)
class Codes:
    """A row of codes in both directions."""

    to_marc21: Mapping[str, Code]
    to_cnmarc: Mapping[str, Code]


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: the fields `cn` and `m21` with the indicators that are written, and how their subfields correspond."""

    cn: str
    m21: str
    cn_indicators: str
    m21_indicators: str
    parts: tuple[Part, ...]
    way: str = BOTH
    if_cn: str = ""
    if_m21: str = ""
    cn_label: tuple[str, str] | None = None
    m21_label: tuple[str, str] | None = None
    m21_has: str = ""
    copies: tuple[int, int] | None = None
    copied: Codes | None = None
    order: str = ""
    stop: bool = False
    source: bool = False
    gather: bool = False
    use: str = ""
    whole: bool = False

    @property
    def marked(self) -> bool:
        """Whether MARC21 has punctuation between the subfields."""
        return any(part.mark for part in self.parts)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The table. Rules stand by the tag that is read, in their order."""

    from_cnmarc: Mapping[str, tuple[Rule, ...]]
    from_marc21: Mapping[str, tuple[Rule, ...]]
    codes: Mapping[str, Codes]
    languages: tuple[Part, ...]
    countries: Codes
    relators: Codes
    sources: Codes
    terms: Mapping[str, str]
    articles: Mapping[str, tuple[str, ...]]
    secondary: frozenset[str]
    latin: frozenset[str]
    keep_cnmarc: re.Pattern[str]
    keep_marc21: re.Pattern[str]


@cache
def load() -> Crosswalk:
    """The table that comes with the program. MarcError: a row of it cannot be understood."""
    return parse(definitions.text(FILE))


def parse(text: str) -> Crosswalk:
    """The table in a text. MarcError: it is no TOML, a key is missing, or a row cannot be understood."""
    try:
        table = tomllib.loads(text)
        rules = [_rule(row, table["shared"]) for row in table["fields"]["rows"]]
        return Crosswalk(
            from_cnmarc=_by_tag((rule.cn, rule) for rule in rules if rule.way != TO_CNMARC),
            from_marc21=_by_tag((rule.m21, rule) for rule in rules if rule.way != TO_MARC21),
            codes={name: codes(row) for name, row in table["codes"].items()},
            languages=tuple(map(_part, table["languages"]["parts"].split())),
            countries=codes(table["countries"]["iso"]),
            relators=codes(table["relators"]),
            sources=codes(table["sources"]),
            terms=dict(row.split(" ", 1) for row in table["terms"]),
            articles={language: tuple(words) for language, words in table["articles"].items()},
            secondary=frozenset(table["secondary"].split()),
            latin=frozenset(table["latin"].split()),
            keep_cnmarc=re.compile(table["keep_cnmarc"]),
            keep_marc21=re.compile(table["keep_marc21"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, re.error) as error:
        raise MarcError("The crosswalk {file} cannot be read ({reason}); mend it.", file=FILE, reason=error) from error


def codes(row: str) -> Codes:
    """A row of pairs such as `a=b #>c`, # being a blank; the first pair of a code counts. MarcError: no such pair."""
    ahead: dict[str, Code] = {}
    back: dict[str, Code] = {}
    for text in row.split():
        match = _PAIR.fullmatch(text)
        if match is None:
            raise _not_understood(text)
        here, way, there = match[1].replace("#", " "), match[2], match[3].replace("#", " ")
        if way[0] in "=>":
            ahead.setdefault(here, Code(there, way == ">"))
        if way[0] in "=<":
            back.setdefault(there, Code(here, way == "<"))
    return Codes(ahead, back)


def _by_tag(pairs: Iterator[tuple[str, Rule]]) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for tag, rule in pairs:
        found[tag] = (*found.get(tag, ()), rule)
    return found


def _rule(row: Mapping[str, Any], shared: Mapping[str, str]) -> Rule:
    cn, cn_indicators = _field(row["cn"])
    m21, m21_indicators = _field(row["m21"])
    parts = re.sub(r"@(\w+)", lambda match: shared[match[1]], row["parts"])
    places, _, values = row.get("ind", "").partition(" ")
    known = {
        key: row[key] for key in ("way", "if_cn", "if_m21", "m21_has", "stop", "source", "gather", "use") if key in row
    }
    if unknown := set(row) - set(known) - {"cn", "m21", "parts", "ind", "cn_label", "m21_label", "order"}:
        raise _not_understood(f"{row['cn']} {min(unknown)}")
    return Rule(
        cn, m21, cn_indicators, m21_indicators,
        parts=() if parts == ALL else tuple(map(_part, parts.split())),
        whole=parts == ALL,
        cn_label=_label(row.get("cn_label")),
        m21_label=_label(row.get("m21_label")),
        copies=(int(places[0]) - 1, int(places[1]) - 1) if places else None,
        copied=codes(values) if values else None,
        order=row.get("order", "").replace(" ", ""),
        **known,
    )  # fmt: skip


def _field(text: str) -> tuple[str, str]:
    if len(text) != 6:
        raise _not_understood(text)
    return text[:3], text[4:].replace("#", " ")


def _part(text: str) -> Part:
    match = _PART.fullmatch(text)
    if match is None:
        raise _not_understood(text)
    return Part(match[1], match[3], match[2], match[4], bool(match[5]))


def _label(text: str | None) -> tuple[str, str] | None:
    return (text[0], text[2:]) if text else None


def _not_understood(text: str) -> MarcError:
    return MarcError("“{text}” in the crosswalk {file} cannot be understood; mend it.", text=text, file=FILE)
