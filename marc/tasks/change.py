"""What a task list did to a record: a value that can be shown, kept and undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from marc.containers import ISO2709
from marc.edits import DeleteField, Edit, InsertField, ReplaceField, SetLeader, diff
from marc.errors import MarcError
from marc.lines import leader_to_line, to_line
from marc.record import Problem, Record
from marc.write import encode


@dataclass(frozen=True, slots=True)
class Change:
    """`record` is the record afterwards, the very one of before if nothing changed; itself an edit of `marc.edits`.

    `problems` are what a step could not do; the other steps were done all the same.
    """

    before: Record
    record: Record
    problems: tuple[Problem, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the record is another one now."""
        return self.record is not self.before

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The difference field by field, to be applied one after the other."""
        return diff(self.before, self.record) if self.changed else ()

    def apply(self, record: Record) -> Record:
        """The record after the change; MarcError if it is not the one that the change was made for."""
        return self.record if _same(record, self.before) else _refuse()

    def revert(self, record: Record) -> Record:
        """The record before the change, with the bytes it came from; MarcError if it was changed in between."""
        return self.before if _same(record, self.record) else _refuse()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after, as lines; the one that is missing is empty."""

    old: str
    new: str


def differences(edits: Iterable[Edit]) -> Iterator[Difference]:
    """What the edits of a change do, for a preview."""
    for edit in edits:
        if isinstance(edit, SetLeader):
            yield Difference(leader_to_line(edit.old), leader_to_line(edit.new))
        elif isinstance(edit, ReplaceField):
            yield Difference(to_line(edit.old), to_line(edit.new))
        elif isinstance(edit, DeleteField):
            yield Difference(to_line(edit.field), "")
        elif isinstance(edit, InsertField):
            yield Difference("", to_line(edit.field))


def keep_bytes(change: Change) -> Record:
    """The changed record as bytes in the encoding of the one before, for an ISO 2709 file that keeps its encoding.

    MarcError: the encoding does not have a character of the change, or the record has become too long.
    """
    origin = change.before.origin
    if not change.changed or origin is None or origin.container != ISO2709:
        return change.record
    return replace(change.record, origin=replace(origin, raw=encode(change.record, origin.encoding)))


def _same(one: Record, other: Record) -> bool:
    return one is other or (one.leader == other.leader and one.fields == other.fields)


def _refuse() -> Record:
    raise MarcError("The record is no longer as it was when this change was made; look at it again.")
