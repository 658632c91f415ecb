"""The record under check. If its fields have not been made yet, only those that are looked at closely are made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from marc.checks.finding import Finding, Place
from marc.checks.rules import Pieces, Rules, remember, shape_of
from marc.containers.iso2709 import field_to_text
from marc.record import ControlField, DataField, Field, Record

_BLANK_VALUE = re.compile(r"\x1f.?[ \u3000]*(?:[\x1e\x1f]|\Z)")


class Subject:
    """A record with the rules it is checked by: its fields by tag, their texts as they stand in ISO 2709."""

    def __init__(self, record: Record, rules: Rules) -> None:
        self.record = record
        self.rules = rules
        self.format = rules.format
        self.profile = rules.profile
        self._source = source = record.source
        self._made: dict[int, Field] = {}
        self.tags: Sequence[str] = source.tags if source else [one.tag for one in record.fields]
        self.texts: Sequence[str] = source.texts if source else list(map(_text, record.fields))
        self.text = "\x1e".join(self.texts)
        """The whole text of the record, 0x1E between fields."""
        self.has_blanks = _BLANK_VALUE.search(self.text) is not None
        """Whether the value of any subfield is empty or only blanks."""
        self.by_tag: dict[str, list[int]] = {}
        for index, tag in enumerate(self.tags):
            if tag in self.by_tag:
                self.by_tag[tag].append(index)
            else:
                self.by_tag[tag] = [index]
        self.repeats: list[tuple[str, list[int]]] = []
        """The tags that occur more than once, with the numbers of their fields."""
        if len(self.by_tag) < len(self.tags):
            self.repeats = [item for item in self.by_tag.items() if len(item[1]) > 1]

    def field_findings(self) -> list[Finding]:
        """What the rules for single fields find."""
        found: list[Finding] = []
        plain, concerns = self.rules.plain, self.rules.concerns
        for index, key in enumerate(self._keys()):
            if key in plain:
                continue
            rules = concerns.get(key)
            if rules is None:
                rules = self.rules.find_concerns(shape_of(self.field(index)))
            pieces = self.pieces(index) if rules else ()
            for rule, known in rules:
                if rule.fine is not None and rule.fine(pieces):
                    continue
                value = rule.decides(pieces, self.record.leader) if rule.decides is not None else None
                verdict = known.get(value)
                if verdict is None:
                    more = list(rule.check(self, self.place(index)))
                    if value is not None:
                        remember(known, value, more)
                    found += more
                elif verdict:
                    occurrence = self.by_tag[self.tags[index]].index(index) + 1
                    found += [one.moved(index, occurrence) for one in verdict]
        return found

    @property
    def has_strange_separators(self) -> bool:
        """Whether 0x1E or 0x1F stand inside values, which can only be if the record comes from no ISO 2709 file."""
        if self._source is not None:
            return False
        delimiters = sum([len(one.subfields) for one in self.record.fields if isinstance(one, DataField)])
        return self.text.count("\x1e") >= max(1, len(self.tags)) or self.text.count("\x1f") > delimiters

    def pieces(self, index: int) -> Pieces:
        """The subfields of a field as texts, each with its code in front; the whole value of a control field."""
        text = self.texts[index]
        if text[2:3] == "\x1f":
            return text[3:].split("\x1f")
        one = self.field(index)
        if isinstance(one, ControlField):
            return [one.value]
        return [part.code + part.value for part in one.subfields]

    def field(self, index: int) -> Field:
        """The field with this number."""
        if self._source is None:
            return self.record.fields[index]
        if index not in self._made:
            self._made[index] = self._source.make(self.tags[index], self.texts[index])
        return self._made[index]

    def place(self, index: int) -> Place:
        """The field with this number, and where it stands."""
        return Place(index, self.by_tag[self.tags[index]].index(index) + 1, self.field(index))

    def places(self, *tags: str) -> Iterator[Place]:
        """Every field with one of these tags; without tags every field of the record."""
        for tag in tags or self.by_tag:
            for index in self.by_tag.get(tag, ()):
                yield self.place(index)

    def data(self, *tags: str) -> Iterator[tuple[Place, DataField]]:
        """Every data field with one of these tags."""
        for place in self.places(*tags) if tags else ():
            if isinstance(place.field, DataField):
                yield place, place.field

    def values(self, code: str, *tags: str) -> list[str]:
        """Every value of this subfield in the fields with these tags; the fields need not be made for it."""
        found = []
        for tag in tags:
            for index in self.by_tag.get(tag, ()):
                if "\x1f" + code in self.texts[index]:
                    found += [piece[1:] for piece in self.texts[index].split("\x1f")[1:] if piece[:1] == code]
        return found

    def first(self, tag: str, code: str) -> str:
        """The first value of this subfield in the first field of this tag that has it, or the empty string."""
        for index in self.by_tag.get(tag, ()):
            _before, there, rest = self.texts[index].partition("\x1f" + code)
            if there:
                return rest.partition("\x1f")[0]
        return ""

    def control(self, tag: str) -> str:
        """The value of the first control field with this tag, or the empty string."""
        for index in self.by_tag.get(tag, ()):
            if "\x1f" not in self.texts[index]:
                return self.texts[index]
        return ""

    def _keys(self) -> list[str]:
        """The keys of the shapes of all fields.

        Of a field that is not as a field should be (no indicators, text before its first subfield) it is another key
        than that of its shape, and unknown.
        """
        if self._source is None:
            return [shape_of(one).key for one in self.record.fields]
        return list(map(_key, self.tags, self.texts))


def _key(tag: str, text: str) -> str:
    if tag < "010" and "\x1f" not in text:
        return tag
    if text.find("\x1f", 3) < 0:  # one subfield; so it is with half of all fields
        return tag + text[:4]
    return tag + text[:3] + "\x1f".join([piece[:1] for piece in text[3:].split("\x1f")])


def _text(one: Field) -> str:
    if isinstance(one, ControlField) or not one.subfields or not one.subfields[0].code:
        return field_to_text(one)
    return one.indicators + "".join([f"\x1f{part.code}{part.value}" for part in one.subfields])
