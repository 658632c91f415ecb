"""A record while the steps work on it: a list of fields that knows where each tag stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from marc.recognise import recognise
from marc.record import ControlField, DataField, Field, Problem, Record

LEADER = "000"


class Draft:
    """`leader` and `fields` are changed by the steps; `problems` is what a step could not do."""

    __slots__ = ("_format", "_places", "fields", "leader", "problems", "record")

    def __init__(self, record: Record) -> None:
        self.record = record
        self.leader = record.leader
        self.fields = list(record.fields)
        self.problems: list[Problem] = []
        self._places: dict[str, list[int]] | None = None
        self._format: str | None = None

    @property
    def places(self) -> Mapping[str, list[int]]:
        """Where the fields of each tag stand, from 0; counted again only when fields came or went."""
        if self._places is None:
            self._places = {}
            for place, field in enumerate(self.fields):
                self._places.setdefault(field.tag, []).append(place)
        return self._places

    @property
    def format(self) -> str:
        """The format of the record before the first step; empty if its fields do not say."""
        if self._format is None:
            self._format = recognise(self.record)
        return self._format

    def first(self, tag: str) -> Field | None:
        """The first field of a tag."""
        places = self.places.get(tag)
        return self.fields[places[0]] if places else None

    def data(self, tag: str) -> list[DataField]:
        """The data fields of a tag."""
        fields = (self.fields[place] for place in self.places.get(tag, ()))
        return [field for field in fields if isinstance(field, DataField)]

    def control(self, tag: str) -> str:
        """The leader (000) or the value of the first control field of a tag; empty if there is none."""
        if tag == LEADER:
            return self.leader
        field = self.first(tag)
        return field.value if isinstance(field, ControlField) else ""

    def replace(self, place: int, field: Field) -> None:
        """Another field in the place of one."""
        if self.fields[place].tag != field.tag:
            self._places = None
        self.fields[place] = field

    def remove(self, places: Collection[int]) -> None:
        """Takes fields out."""
        if places:
            self.put([field for place, field in enumerate(self.fields) if place not in places])

    def insert(self, field: Field) -> None:
        """A new field behind the last one whose tag is not greater."""
        place = max((number for number, known in enumerate(self.fields, 1) if known.tag <= field.tag), default=0)
        self.fields.insert(place, field)
        self._places = None

    def put(self, fields: list[Field]) -> None:
        """Other fields, all of them."""
        self.fields = fields
        self._places = None

    def note(self, template: str, **values: object) -> None:
        """Something that a step could not do."""
        self.problems.append(Problem("task", template, tuple(values.items())))

    def done(self) -> Record:
        """The record that the steps have made; the very one that came in if nothing is different in the end."""
        fields = tuple(self.fields)
        if self.leader == self.record.leader and fields == self.record.fields:
            return self.record
        return self.record.changed(leader=self.leader, fields=fields)
