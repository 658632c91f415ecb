"""A document's description as one frozen value, and how it is kept: JSON with the number of its form."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Self

from archivist.dates import DateStatement
from archivist.describing.kept import pack, unpack
from archivist.describing.lists import kind_named
from archivist.describing.values import (
    NOT_LOOKED_AT,
    Comparison,
    Condition,
    Person,
    PlaceRef,
    Relation,
    Repair,
    Subject,
    Title,
)
from archivist.errors import ArchivistError

FORM = 1
"""The form of the JSON. A newer program may add keys, which are kept; it raises this only where it changes meanings."""


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a document. `kind` is a code of `lists.kinds`, or a word of the library's own.

    `extent` is what there is of it (`112页 ; 26cm`), `publisher` who published it, `source` where it came from,
    `languages` are codes of MARC.
    """

    kind: str = ""
    titles: tuple[Title, ...] = ()
    dates: tuple[DateStatement, ...] = ()
    places: tuple[PlaceRef, ...] = ()
    people: tuple[Person, ...] = ()
    subjects: tuple[Subject, ...] = ()
    languages: tuple[str, ...] = ()
    publisher: str = ""
    extent: str = ""
    classification: str = ""
    summary: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    condition: Condition = NOT_LOOKED_AT
    repairs: tuple[Repair, ...] = ()
    relations: tuple[Relation, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    extra: str = ""

    def to_json(self) -> str:
        """As storage keeps it."""
        return json.dumps({"form": FORM, **pack(self)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """From what storage kept; nothing kept is an empty description.

        ArchivistError: it is no description, or of a newer program that means other things by it.
        """
        if not text:
            return cls()
        try:
            values = json.loads(text)
            form = int(values.pop("form"))
            if form > FORM:
                raise ArchivistError(
                    "This description was written by a newer version of this program (form {form}); install that one.",
                    form=form,
                )
            return unpack(cls, values)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ArchivistError(
                "This description cannot be understood ({reason}); restore an earlier version of it.", reason=error
            ) from error

    @property
    def title(self) -> str:
        """The title proper; where none is marked so, the first."""
        proper = next((title.text for title in self.titles if title.role == "proper"), "")
        return proper or next((title.text for title in self.titles), "")

    def with_title(self, text: str) -> Self:
        """The description with another title proper; the others stay."""
        proper = next((i for i, title in enumerate(self.titles) if title.role == "proper"), None)
        if proper is None:
            return replace(self, titles=(Title(text), *self.titles))
        changed = replace(self.titles[proper], text=text)
        return replace(self, titles=(*self.titles[:proper], changed, *self.titles[proper + 1 :]))

    @property
    def kind_label(self) -> str:
        """The kind in the language in force; a word of the library's own as it is."""
        known = kind_named(self.kind)
        return known.label if known else self.kind

    @property
    def years(self) -> str:
        """The dates in years for people, or as they were written where they are not understood."""
        return "; ".join(date.years or date.original for date in self.dates)

    def headings(self) -> tuple[str, ...]:
        """By what a document is found besides its text: titles, people, places, subjects, dates, notes; each once."""
        found = (
            *(title.text for title in self.titles), *(person.name for person in self.people),
            *(place.name for place in self.places), *(subject.term for subject in self.subjects),
            *(date.original for date in self.dates), self.publisher, self.summary, *self.notes,
        )  # fmt: skip
        return tuple(dict.fromkeys(filter(None, found)))
