"""The parts of a description. `extra` of each holds what a newer version wrote beside it (see `kept`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """A title: `language` in the codes of MARC (chi, mon, rus …), `role` is proper, parallel, variant or translated."""

    text: str
    language: str = ""
    script: str = ""
    role: str = "proper"
    extra: str = ""


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place: the name as the document has it, the place in the gazetteer (`archivist.places`), and its part in the
    document: `about` or `made` (where it was published or written)."""

    name: str
    place: str = ""
    role: str = "about"
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person or body with a role (see `lists.roles`); `kind` is person or body, `years` as they are known."""

    name: str
    role: str = "author"
    kind: str = "person"
    years: str = ""
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject; `controlled` says that it is a term of the archive's own list."""

    term: str
    controlled: bool = False
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Physical condition: `grade` of damage from 1 (the worst) to 5, 6 is sound, 0 not looked at; who looked, when."""

    grade: int = 0
    note: str = ""
    day: str = ""
    who: str = ""
    extra: str = ""


NOT_LOOKED_AT = Condition()


@dataclass(frozen=True, slots=True)
class Repair:
    """An entry of the repair log; `before` and `after` are pictures in the archive's files, by their SHA-256."""

    day: str
    who: str
    what: str
    materials: str = ""
    pages: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation (see `lists.relations`) to another document of the archive."""

    kind: str
    document: int
    note: str = ""
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two photographs of one place: pages of the archive by their numbers, and pairs of points of the same things.

    A pair is (x then, y then, x now, y now) in pixels of the two pictures.
    """

    then: int
    now: int
    points: tuple[tuple[float, ...], ...] = ()
    note: str = ""
    extra: str = ""
