"""An accession as a frozen value. `extra` of each part holds what a newer version wrote beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Literal, Self

from archivist.describing.kept import pack, unpack
from archivist.errors import ArchivistError
from storage.values import StoredAccession

FORM = 1
KINDS = ("gift", "deposit", "loan", "purchase", "transfer", "copy")
StepName = Literal[
    "received", "listed", "agreed", "scanned", "read", "corrected", "described", "catalogued", "thanked"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Donor:
    """Who gave it; `contact` is for the staff alone, `named` says that they may be named in public."""

    name: str = ""
    contact: str = ""
    named: bool = True
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that came: what, how many, in what condition; `value` is what it is worth or was paid."""

    what: str
    count: int = 1
    unit: str = ""
    condition: str = ""
    value: str = ""
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed: `kind` is one of `KINDS`, `level` and `until` who may see it until when (as in
    `storage.values.Access`), `scan` the signed paper in the archive's files, by its SHA-256."""

    kind: str = "gift"
    rights: str = ""
    level: str = "public"
    until: str = ""
    text: str = ""
    scan: str = ""
    signed: str = ""
    extra: str = ""


AGREED_NOTHING = Agreement()
NOBODY = Donor()


@dataclass(frozen=True, slots=True)
class Accession:
    """Something that came in. `number` is given by the archive, `received` and `thanked` are days (as 2026-03-01)."""

    received: str
    donor: Donor = NOBODY
    items: tuple[Item, ...] = ()
    agreement: Agreement = AGREED_NOTHING
    received_by: str = ""
    thanked: str = ""
    note: str = ""
    number: str = ""
    id: int = 0
    version: int = 0
    documents: int = 0
    extra: str = ""

    def to_json(self) -> str:
        """As storage keeps it: all but what storage itself knows."""
        own = replace(self, number="", id=0, version=0, documents=0)
        return json.dumps({"form": FORM, **pack(own)}, ensure_ascii=False)

    @classmethod
    def of(cls, stored: StoredAccession) -> Self:
        """From what storage kept; ArchivistError where it cannot be understood."""
        try:
            values = json.loads(stored.payload)
            if int(values.pop("form")) > FORM:
                raise ValueError("form")
            found = unpack(cls, values)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ArchivistError(
                "Accession {number} cannot be understood ({reason}); it may be of a newer version of this program.",
                number=stored.number,
                reason=error,
            ) from error
        return replace(found, number=stored.number, id=stored.id, version=stored.version, documents=stored.documents)

    @property
    def pieces(self) -> int:
        """How many things came."""
        return sum(item.count for item in self.items)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the work on an accession: how much of how much is done."""

    name: StepName
    done: int
    of: int

    @property
    def complete(self) -> bool:
        """Whether nothing remains; a step about pages or documents that there are none of yet is not complete."""
        return self.of > 0 and self.done >= self.of
