"""The lists that a description draws on: kinds, relations, roles and grades of damage (`resources/describing`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from archivist.errors import ArchivistError
from archivist.i18n import language
from resources import describing as tables
from resources.search import folding

_SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list: its code, which is kept, and its Chinese and English names, which are shown."""

    code: str
    zh: str
    en: str

    @property
    def label(self) -> str:
        """The name in the language in force."""
        return self.zh if language() == "zh_CN" else self.en


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class Kind(Entry):
    """A kind of document; `form` says what kind of record describes it, `also` are other names for it."""

    form: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationKind(Entry):
    """A relation between two documents; `back` is the one that the other then has to the first."""

    back: str


@dataclass(frozen=True, slots=True)
class Role(Entry):
    """What a person has to do with a document: `marc` stands in ‡4, `main` roles are authors, `about` is a subject."""

    marc: str = ""
    main: bool = False
    about: bool = False


def kinds() -> tuple[Kind, ...]:
    """Every kind of document, in the order in which they are offered."""
    return tuple(
        Kind(one["code"], one["zh"], one["en"], one["form"], tuple(one.get("also", ()))) for one in _table()["kind"]
    )


def kind_named(name: str) -> Kind | None:
    """The kind with this code or this name, in Chinese or English; None if it is a word of the library's own."""
    wanted = name.strip().casefold()
    return next((k for k in kinds() if wanted in (k.code, k.zh, k.en.casefold(), *k.also)), None)


def kinds_meant(name: str) -> tuple[Kind, ...]:
    """The kinds that somebody means who writes a name: the one with it, else those with a word that begins so.

    Written forms make no difference, nor does a plural; the beginning has three letters or more.
    """
    wanted = _folded(name.strip())
    meant = {wanted, wanted.removesuffix("s"), re.sub("ies$", "y", wanted)}
    known = tuple(k for k in kinds() if not meant.isdisjoint(map(_folded, (k.code, k.zh, k.en, *k.also))))
    if known or len(wanted) < _SHORTEST_BEGINNING or not wanted.isascii():
        return known
    return tuple(kind for kind in kinds() if any(word.startswith(wanted) for word in kind.en.casefold().split()))


def _folded(name: str) -> str:
    forms = folding()
    return "".join(forms.get(sign, sign) for sign in name.casefold())


@cache
def relations() -> Mapping[str, RelationKind]:
    """Relations by their codes."""
    return {one["code"]: RelationKind(one["code"], one["zh"], one["en"], one["back"]) for one in _table()["relation"]}


def relation(code: str) -> RelationKind:
    """A relation by its code; ArchivistError names those there are."""
    return _known(relations(), code)


@cache
def roles() -> Mapping[str, Role]:
    """Roles of persons by their codes."""
    return {
        one["code"]: Role(
            one["code"], one["zh"], one["en"], one.get("marc", ""), one.get("main", False), one.get("about", False)
        )
        for one in _table()["role"]
    }


def role(code: str) -> Role:
    """A role by its code; ArchivistError names those there are."""
    return _known(roles(), code)


@cache
def damage() -> Mapping[int, Entry]:
    """The grades of damage, from 1 (the worst) to 6 (sound)."""
    return {one["grade"]: Entry(str(one["grade"]), one["zh"], one["en"]) for one in _table()["damage"]}


def _known(table: Mapping[str, E], code: str) -> E:
    if code not in table:
        raise ArchivistError(
            "There is no “{code}” in this list; take one of {known}.", code=code, known=", ".join(table)
        )
    return table[code]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(tables.text("kinds.toml"))
