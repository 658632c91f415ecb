"""A date as it was written, and the Gregorian days it may mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from archivist.i18n import _

Certainty = Literal["certain", "about", "several", "unknown"]
"""`about`: the writer was not sure, or the range is a wide one; `several`: it is one of `candidates`."""
Calendar = Literal["", "gregorian", "lunar", "julian", "cycle"]
DOUBTS: Mapping[str, str] = {
    "not-understood": "This date is not understood; it is kept as it was written.",
    "no-century": "It is not said of which century this decade is.",
    "no-era": "It is not said of which era this year is.",
    "no-year": "It is not said of which year this is.",
    "no-such-day": "There is no such month or day in that year.",
    "beyond-era": "The era does not have that year or day.",
    "contradiction": "Two parts of this date contradict each other.",
    "no-such-name": "No year can have this name: colour or element and animal do not go together.",
    "nowhere-near": "No year of this name lies in the likely years.",
    "backwards": "This range ends before it begins.",
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(self)

    def meets(self, other: Span) -> Span | None:
        """The days that both have; None where there are none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None


@dataclass(frozen=True, slots=True)
class DateStatement:
    """A date: `original` as it was written, `first` and `last` as `1940-05-01`, both included.

    One of the two is empty where the range has no end on that side, both where the date is not understood (`doubt`
    says why, see `doubt_of`) and where there are `candidates`, of which it is one. `calendar` is that of the original.
    `extra` is what a newer version wrote beside it.
    """

    original: str
    first: str = ""
    last: str = ""
    certainty: Certainty = "unknown"
    calendar: Calendar = ""
    candidates: tuple[tuple[str, str], ...] = ()
    doubt: str = ""
    extra: str = ""

    def to_dict(self) -> dict[str, object]:
        """As JSON has it; what is empty is left out."""
        values: dict[str, object] = {
            "original": self.original, "first": self.first, "last": self.last, "certainty": self.certainty,
            "calendar": self.calendar, "candidates": [list(pair) for pair in self.candidates], "doubt": self.doubt,
        }  # fmt: skip
        beside = json.loads(self.extra) if self.extra else {}
        return {**beside, **{key: value for key, value in values.items() if value or key == "original"}}

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Self:
        """From what `to_dict` gave; KeyError or TypeError if it is something else."""
        pairs = values.get("candidates", [])
        if not isinstance(pairs, list):
            raise TypeError(pairs)
        certainty = values.get("certainty", "unknown")
        beside = {key: value for key, value in values.items() if key not in cls.__dataclass_fields__}
        return cls(
            str(values["original"]), str(values.get("first", "")), str(values.get("last", "")),
            certainty,  # type: ignore[arg-type]  # written by to_dict
            str(values.get("calendar", "")),  # type: ignore[arg-type]  # as above
            tuple((str(first), str(last)) for first, last in pairs), str(values.get("doubt", "")),
            json.dumps(beside, ensure_ascii=False, sort_keys=True) if beside else "",
        )  # fmt: skip

    @property
    def years(self) -> str:
        """The range in years for people: `1940`, `1930–1935`, `–1945`, or the candidates; empty if not understood."""
        if self.candidates:
            return " / ".join(dict.fromkeys(_years(*pair) for pair in self.candidates))
        return _years(self.first, self.last)


def doubt_of(statement: DateStatement) -> str:
    """Why a date was not understood, in the language in force; empty if it was."""
    return _(DOUBTS[statement.doubt]) if statement.doubt in DOUBTS else ""


def _years(first: str, last: str) -> str:
    """A year of the Chinese calendar is called by the Gregorian year in which it begins."""
    begin, end = first[:4].lstrip("0"), last[:4].lstrip("0")
    if first and last and 350 < (date.fromisoformat(last) - date.fromisoformat(first)).days < 390:
        return begin
    return begin if begin == end else f"{begin}–{end}"
