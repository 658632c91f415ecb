from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc.edits import DeleteField, Edit, InsertField, MoveField, ReplaceField, SetLeader, Together, diff
from marc.errors import MarcError
from marc.lines import from_line
from marc.record import Record
from tests.marc.strategies import book, fields, records


@st.composite
def edits(draw: st.DrawFn, record: Record) -> Edit:
    count = len(record.fields)
    kinds = ["leader", "insert"] + (["delete", "replace", "move"] if count else [])
    kind = draw(st.sampled_from(kinds))
    if kind == "leader":
        return SetLeader(record.leader, "00000cas2 2200000 i 450 ")
    if kind == "insert":
        return InsertField(draw(st.integers(0, count)), draw(fields()))
    index = draw(st.integers(0, count - 1))
    if kind == "delete":
        return DeleteField(index, record.fields[index])
    if kind == "replace":
        return ReplaceField(index, record.fields[index], draw(fields()))
    return MoveField(index, draw(st.integers(0, count - 1)))


@given(records(), st.data())
def test_every_edit_undoes_what_it_did(record: Record, data: st.DataObject) -> None:
    edit = data.draw(edits(record))
    assert edit.revert(edit.apply(record)) == record


@given(records(), st.data())
def test_several_edits_are_one(record: Record, data: st.DataObject) -> None:
    first = data.draw(edits(record))
    second = data.draw(edits(first.apply(record)))
    both = Together((first, second))
    assert both.apply(record) == second.apply(first.apply(record))
    assert both.revert(both.apply(record)) == record


@given(records(), records())
def test_a_difference_turns_one_record_into_the_other_and_back(old: Record, new: Record) -> None:
    edit = Together(diff(old, new))
    assert edit.apply(old) == new
    assert edit.revert(new) == old


def test_a_record_without_change_has_no_difference() -> None:
    assert diff(book(), book()) == ()


def test_a_changed_field_is_replaced_not_deleted_and_inserted() -> None:
    (edit,) = diff(book(), book("210 ## ‡a呼和浩特‡d1958"))
    assert isinstance(edit, ReplaceField)
    assert edit.new == from_line("210 ## ‡a呼和浩特‡d1958")


@pytest.mark.parametrize(
    "edit",
    [
        SetLeader("x" * 24, "y" * 24),
        InsertField(99, from_line("300 ## ‡a")),
        DeleteField(0, from_line("001 other")),
        ReplaceField(-1, book().fields[-1], from_line("300 ## ‡a")),
        MoveField(0, 99),
    ],
)
def test_an_edit_refuses_a_record_that_it_was_not_made_for(edit: Edit) -> None:
    with pytest.raises(MarcError, match="no longer as it was"):
        edit.apply(book())
