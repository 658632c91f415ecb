"""What is under way while one record is converted: what has been made, what was lost, and where we are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from marc.crosswalk.table import Crosswalk
from marc.profiles import Profile
from marc.record import Field, Problem, Record, Subfield

NAMES = {"cnmarc": "CNMARC", "marc21": "MARC21"}
NO_FIELD = "{format} has no place for field {tag}."
NO_SUBFIELD = "{format} has no place for ‡{subfield} of field {tag}."
NO_CODE = "{format} has no code for “{code}” in position {position} of field {tag}."
LESS = "“{code}” in position {position} of field {tag} is “{became}” in {format}, which says less."


@dataclass(frozen=True, slots=True)
class Lost:
    """What was not carried over.

    `tag` (`LDR` for the leader) and `occurrence` (from 1) say where it stood, `subfield` is empty in the leader and in
    a control field, `value` is what stood there, `reason` says why.
    """

    tag: str
    occurrence: int
    subfield: str
    value: str
    reason: Problem


@dataclass(frozen=True, slots=True)
class Made:
    """A field of the new record, the tag it comes from, and whether it stands behind the others of its tag."""

    field: Field
    source: str
    later: bool = False


class Work:
    """`target` is `cnmarc` or `marc21`; `language` is that of the text, by which articles are known."""

    def __init__(self, record: Record, target: str, table: Crosswalk, profile: Profile) -> None:
        self.record = record
        self.target = target
        self.table = table
        self.profile = profile
        self.language = ""
        self.cataloguing = ""
        self.made: list[Made] = []
        self.lost: list[Lost] = []
        self.has_main = False
        self._place = ("", 0)

    @contextmanager
    def at(self, tag: str, occurrence: int) -> Iterator[None]:
        """What is lost inside was lost here."""
        before, self._place = self._place, (tag, occurrence)
        yield
        self._place = before

    def make(self, field: Field, *, later: bool = False) -> None:
        """Puts a field into the new record."""
        self.made.append(Made(field, self._place[0], later))

    def lose(self, subfield: str, value: str, template: str = NO_SUBFIELD, **values: object) -> None:
        """Notes what is not carried over from where we are."""
        tag, occurrence = self._place
        told = {"format": NAMES[self.target], "tag": tag, "subfield": subfield} | values
        self.lost.append(Lost(tag, occurrence, subfield, value, Problem("not-carried", template, tuple(told.items()))))

    def lose_all(self, subfields: tuple[Subfield, ...], template: str = NO_SUBFIELD) -> None:
        """Notes subfields that are not carried over."""
        for part in subfields:
            self.lose(part.code, part.value, template)

    def coded(self, name: str, code: str, place: tuple[str, int], default: str) -> str:
        """The code in the other format; `place` is the subfield and the position from 0. A blank says nothing."""
        row = self.table.codes[name]
        known = (row.to_marc21 if self.target == "marc21" else row.to_cnmarc).get(code)
        subfield, position = place
        if known is None:
            if code.strip(" |^-"):
                self.lose(subfield, code, NO_CODE, code=code, position=position)
            return default
        if known.less:
            self.lose(subfield, code, LESS, code=code, position=position, became=known.value)
        return known.value
