"""Classes of the Chinese Library Classification: found by number or words, and put into 690 as an edit.

Only the main classes have names here (`resources/marc/clc.toml`); any number can be put into a record, and `path` names
the classes above it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from marc.build import in_order, with_subfield
from marc.edits import Edit, InsertField, ReplaceField
from marc.errors import MarcError
from marc.formats import Named
from marc.record import DataField, Record, Subfield
from resources import marc as definitions

TAG = "690"


@dataclass(frozen=True, slots=True)
class Class(Named):
    """A class with its number."""

    number: str


@cache
def classes() -> tuple[Class, ...]:
    """The main classes in their order."""
    return tuple(_class(line) for line in str(_table()["classes"]).split("\n") if line)


def _class(line: str) -> Class:
    number, _blank, names = line.partition(" ")
    zh, _bar, en = names.partition("|")
    return Class(zh, en, number)


def edition() -> str:
    """The edition that the classes are of, as in 690 ‡v."""
    return str(_table()["edition"])


def find(query: str) -> tuple[Class, ...]:
    """The classes whose number begins with `query`, or whose Chinese or English name has it; all of them for none."""
    wanted = query.strip().casefold()
    by_number = tuple(one for one in classes() if one.number.casefold().startswith(wanted))
    named = (one for one in classes() if wanted in one.zh or wanted in one.en.casefold())
    return tuple(dict.fromkeys((*by_number, *named)))


def path(number: str) -> tuple[Class, ...]:
    """The classes that hold a number, the widest first: of P332.3 these are P, P3 and P33."""
    return tuple(one for one in classes() if number.startswith(one.number))


def classified(record: Record, number: str) -> Edit:
    """Writes a number into the first 690 of a record, or into a new one; the edition goes with it.

    MarcError: it is no class number.
    """
    if not path(number):
        raise MarcError("“{number}” is in no class of the Chinese Library Classification; look at its letter.",
                        number=number)  # fmt: skip
    for index, field in enumerate(record.fields):
        if field.tag == TAG and isinstance(field, DataField):
            new = with_subfield(with_subfield(field, "a", number), "v", edition())
            return ReplaceField(index, field, new)
    field = DataField(TAG, "  ", (Subfield("a", number), Subfield("v", edition())))
    return InsertField(in_order(record, field), field)


@cache
def _table() -> dict[str, object]:
    return tomllib.loads(definitions.text("clc.toml"))
