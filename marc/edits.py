"""Changes of a record as values, each with its way back.

An edit knows what it found, so `revert` undoes exactly what `apply` did. It refuses a record in which it does not find
that, because then somebody else has changed it in between. Fields are counted from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol

from marc.errors import MarcError
from marc.record import Field, Record


class Edit(Protocol):
    """A change that can be done and undone. MarcError: the record is not the one that the edit was made for."""

    def apply(self, record: Record) -> Record:
        """The record after the change."""

    def revert(self, record: Record) -> Record:
        """The record before the change."""


@dataclass(frozen=True, slots=True)
class SetLeader:
    """Another leader of 24 characters."""

    old: str
    new: str

    def apply(self, record: Record) -> Record:
        return _with_leader(record, self.old, self.new)

    def revert(self, record: Record) -> Record:
        return _with_leader(record, self.new, self.old)


@dataclass(frozen=True, slots=True)
class InsertField:
    """A new field, before the one that stands at `index` now; the number of fields as index puts it last."""

    index: int
    field: Field

    def apply(self, record: Record) -> Record:
        return _inserted(record, self.index, self.field)

    def revert(self, record: Record) -> Record:
        return _deleted(record, self.index, self.field)


@dataclass(frozen=True, slots=True)
class DeleteField:
    """The field at `index`, which is `field`, goes."""

    index: int
    field: Field

    def apply(self, record: Record) -> Record:
        return _deleted(record, self.index, self.field)

    def revert(self, record: Record) -> Record:
        return _inserted(record, self.index, self.field)


@dataclass(frozen=True, slots=True)
class ReplaceField:
    """The field at `index`, which is `old`, becomes `new`."""

    index: int
    old: Field
    new: Field

    def apply(self, record: Record) -> Record:
        return _replaced(record, self.index, self.old, self.new)

    def revert(self, record: Record) -> Record:
        return _replaced(record, self.index, self.new, self.old)


@dataclass(frozen=True, slots=True)
class MoveField:
    """The field at `index` goes to where it then stands at `target`."""

    index: int
    target: int

    def apply(self, record: Record) -> Record:
        return _moved(record, self.index, self.target)

    def revert(self, record: Record) -> Record:
        return _moved(record, self.target, self.index)


@dataclass(frozen=True, slots=True)
class Together:
    """Several edits as one: done in their order, undone in the opposite one."""

    edits: tuple[Edit, ...]

    def apply(self, record: Record) -> Record:
        for edit in self.edits:
            record = edit.apply(record)
        return record

    def revert(self, record: Record) -> Record:
        for edit in reversed(self.edits):
            record = edit.revert(record)
        return record


def diff(old: Record, new: Record) -> tuple[Edit, ...]:
    """The edits that turn one record into the other when they are applied one after the other."""
    edits: list[Edit] = [SetLeader(old.leader, new.leader)] if old.leader != new.leader else []
    shift = 0
    matcher = SequenceMatcher(None, old.fields, new.fields, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        at = old_start + shift
        edits += _stretch(at, old.fields[old_start:old_end], new.fields[new_start:new_end])
        shift += (new_end - new_start) - (old_end - old_start)
    return tuple(edits)


def _stretch(at: int, old: Sequence[Field], new: Sequence[Field]) -> list[Edit]:
    """The edits that turn the fields from `at` on into others; a field with the same tag is replaced, not exchanged."""
    edits: list[Edit] = []
    remaining = list(old)
    for field in new:
        match = next((i for i, candidate in enumerate(remaining) if candidate.tag == field.tag), None)
        if match is None:
            edits.append(InsertField(at, field))
        else:
            edits += [DeleteField(at, gone) for gone in remaining[:match]]
            if remaining[match] != field:
                edits.append(ReplaceField(at, remaining[match], field))
            remaining = remaining[match + 1 :]
        at += 1
    return edits + [DeleteField(at, gone) for gone in remaining]


def _with_leader(record: Record, old: str, new: str) -> Record:
    if record.leader != old:
        raise _changed_meanwhile()
    return record.changed(leader=new)


def _inserted(record: Record, index: int, field: Field) -> Record:
    if not 0 <= index <= len(record.fields):
        raise _changed_meanwhile()
    return record.changed(fields=(*record.fields[:index], field, *record.fields[index:]))


def _deleted(record: Record, index: int, field: Field) -> Record:
    _must_stand(record, index, field)
    return record.changed(fields=record.fields[:index] + record.fields[index + 1 :])


def _replaced(record: Record, index: int, old: Field, new: Field) -> Record:
    _must_stand(record, index, old)
    return record.changed(fields=(*record.fields[:index], new, *record.fields[index + 1 :]))


def _moved(record: Record, index: int, target: int) -> Record:
    if not (0 <= index < len(record.fields) and 0 <= target < len(record.fields)):
        raise _changed_meanwhile()
    fields = list(record.fields)
    fields.insert(target, fields.pop(index))
    return record.changed(fields=tuple(fields))


def _must_stand(record: Record, index: int, field: Field) -> None:
    if not 0 <= index < len(record.fields) or record.fields[index] != field:
        raise _changed_meanwhile()


def _changed_meanwhile() -> MarcError:
    return MarcError("The record is no longer as it was when this change was made; look at it again.")
