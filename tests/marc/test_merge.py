from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marc.files import read_bytes
from marc.lines import from_line, to_line
from marc.merge import HOLDINGS, Merge, Repeatable, difference, merge, repeatable_in
from marc.record import DataField, Field, Record
from marc.write import encode
from tests.marc.strategies import CNMARC_LEADER, book, fields, records

cnmarc = repeatable_in("cnmarc")
tag_rules = st.sampled_from([cnmarc, lambda _tag: True, lambda _tag: False])


def lines(record: Record, tag: str) -> list[str]:
    return [to_line(field) for field in record.get(tag)]


def union(mine: Record, theirs: Record) -> Merge:
    return merge(None, mine, theirs, cnmarc)


@st.composite
def families(draw: st.DrawFn) -> tuple[Record, Record, Record]:
    """A record and two that came of it by deleting, changing, adding and moving fields."""
    base = draw(records())
    return base, draw(_descendants(base)), draw(_descendants(base))


@st.composite
def _descendants(draw: st.DrawFn, base: Record) -> Record:
    kept = [draw(fields()) if draw(st.integers(0, 4)) == 0 else field for field in base.fields if draw(st.booleans())]
    kept += draw(st.lists(fields(), max_size=2))
    leader = draw(st.sampled_from([base.leader, CNMARC_LEADER, "00000cas0 2200000 i 450 "]))
    return Record(leader, tuple(draw(st.permutations(kept)) if draw(st.booleans()) else kept))


@given(families(), tag_rules)
def test_what_only_one_side_has_changed_is_as_that_side_has_it(
    family: tuple[Record, Record, Record], repeatable: Repeatable
) -> None:
    base, changed, _other = family
    for mine, theirs in ((base, changed), (changed, base), (changed, changed)):
        merged = merge(base, mine, theirs, repeatable)
        assert (merged.record.leader, merged.record.fields) == (changed.leader, changed.fields)
        assert merged.conflicts == ()


@given(families(), tag_rules)
def test_no_field_is_lost_unless_one_side_took_it_out_and_the_other_had_not_touched_it(
    family: tuple[Record, Record, Record], repeatable: Repeatable
) -> None:
    base, mine, theirs = family
    merged = merge(base, mine, theirs, repeatable)
    here = {*merged.record.fields, *(side for c in merged.conflicts for side in (c.mine, c.theirs) if side)}
    for one, other in ((mine, theirs), (theirs, mine)):
        for field in one.fields:
            taken_out = field in base.fields and field not in other.fields
            assert field in here or taken_out or _is_in_a_fuller_one(field, here) or field.tag in ("001", "005")


@given(records(), records(), tag_rules)
def test_the_union_has_every_field_of_both_or_asks(mine: Record, theirs: Record, repeatable: Repeatable) -> None:
    merged = merge(None, mine, theirs, repeatable)
    here = {*merged.record.fields, *(side for c in merged.conflicts for side in (c.mine, c.theirs) if side)}
    for field in (*mine.fields, *theirs.fields):
        assert field in here or _is_in_a_fuller_one(field, here) or field.tag in ("001", "005")
        assert field.tag not in HOLDINGS or field in merged.record.fields


@given(records(), records())
def test_side_by_side_every_field_is_shown_once(old: Record, new: Record) -> None:
    rows = difference(old, new)
    assert [after for _before, after in rows if after] == list(new.fields)
    assert sorted(map(repr, (before for before, _after in rows if before))) == sorted(map(repr, old.fields))


def test_two_people_who_change_different_fields_are_both_heard() -> None:
    base = book()
    mine = book("215 ## ‡a116页‡c图‡d26cm", "300 ## ‡a油印本")
    theirs = book("606 0# ‡a湖泊‡x水文‡y内蒙古", "690 ## ‡aP343.3‡v5", without=("711",))
    merged = merge(base, mine, theirs, cnmarc)
    assert merged.conflicts == ()
    assert merged.record.first("215", "a") == "116页"
    assert merged.record.first("300", "a") == "油印本"
    assert (merged.record.first("606", "x"), merged.record.first("690", "a")) == ("水文", "P343.3")
    assert lines(merged.record, "711") == []


def test_two_who_change_one_field_make_a_conflict_and_mine_stays() -> None:
    merged = merge(book(), book("215 ## ‡a1页"), book("210 ## ‡a海拉尔", "200 1# ‡a我"), cnmarc)
    assert merged.conflicts == ()
    one, other = book("200 1# ‡a达赉湖水文‡f甲"), book("200 1# ‡a达赉湖水文‡f乙")
    merged = merge(book(), one, other, cnmarc)
    [conflict] = merged.conflicts
    assert (conflict.tag, conflict.base) == ("200", next(book().get("200")))
    assert (conflict.mine, conflict.theirs) == (next(one.get("200")), next(other.get("200")))
    assert lines(merged.record, "200") == ["200 1# ‡a达赉湖水文‡f甲"]


def test_of_a_repeatable_field_both_changes_stay_until_somebody_decides() -> None:
    one, other = book("606 0# ‡a湖泊‡x水文"), book("606 0# ‡a湖泊‡x水利")
    merged = merge(book(), one, other, cnmarc)
    assert lines(merged.record, "606") == ["606 0# ‡a湖泊‡x水文", "606 0# ‡a湖泊‡x水利"]
    assert len(merged.conflicts) == 1


def test_a_field_that_one_took_out_and_the_other_changed_stays_and_is_asked_about() -> None:
    merged = merge(book(), book(without=("606",)), book("606 0# ‡a湖泊‡x水文"), cnmarc)
    assert lines(merged.record, "606") == ["606 0# ‡a湖泊‡x水文"]
    assert [conflict.mine for conflict in merged.conflicts] == [None]


def test_a_new_order_on_one_side_is_kept_with_the_other_sides_changes() -> None:
    base = book()
    turned = base.changed(fields=tuple(reversed(base.fields)))
    changed = book("215 ## ‡a116页")
    expected = list(reversed([to_line(field) for field in changed.fields]))
    for mine, theirs in ((turned, changed), (changed, turned)):
        assert [to_line(field) for field in merge(base, mine, theirs, cnmarc).record.fields] == expected


def test_the_leader_is_merged_position_by_position() -> None:
    base = Record("00100nam0 2200049   450 ", ())
    mine, theirs = Record("00120cam0 2200061   450 ", ()), Record("00150nam0 2200073 i 450 ", ())
    merged = merge(base, mine, theirs, cnmarc)
    assert (merged.record.leader, merged.conflicts) == ("00120cam0 2200061 i 450 ", ())
    contested = merge(base, mine, Record("00100dam0 2200049   450 ", ()), cnmarc)
    assert [conflict.tag for conflict in contested.conflicts] == ["000"]


def test_the_union_of_two_copies_of_a_book_has_all_holdings_and_subjects_of_both() -> None:
    mine = book("606 0# ‡a湖泊‡x水文", "905 ## ‡aZLN‡b1001")
    theirs = book("606 0# ‡a呼伦湖", "905 ## ‡aZLN‡b1002", "330 ## ‡a提要")
    merged = union(mine, theirs)
    assert merged.conflicts == ()
    assert lines(merged.record, "905") == ["905 ## ‡aZLN‡b1001", "905 ## ‡aZLN‡b1002"]
    assert lines(merged.record, "606") == ["606 0# ‡a湖泊‡x水文", "606 0# ‡a呼伦湖"]
    assert merged.record.first("330", "a") == "提要"
    tags = [field.tag for field in merged.record.fields]
    assert tags == sorted(tags)


def test_a_holding_is_never_taken_for_a_fuller_one() -> None:
    base = Record(CNMARC_LEADER, ())
    mine = base.changed(fields=(from_line("905 ## ‡aZLN‡b1001"), from_line("852 ## ‡aZLN")))
    theirs = base.changed(fields=(from_line("905 ## ‡aZLN"), from_line("852 ## ‡aZLN‡jK29")))
    assert set(merge(None, mine, theirs, lambda _tag: False).record.fields) == {*mine.fields, *theirs.fields}


def test_in_a_union_the_fuller_of_two_fields_stands_for_both() -> None:
    merged = union(book("711 02 ‡a区水务局‡4编"), book("711 02 ‡a区水务局‡9qu shui wu ju‡4编"))
    assert lines(merged.record, "711") == ["711 02 ‡a区水务局‡9qu shui wu ju‡4编"]
    assert merged.conflicts == ()


def test_in_a_union_one_isbn_is_one_however_it_is_written() -> None:
    merged = union(book("010 ## ‡a7-5037-1744-0"), book("010 ## ‡a9787503717444‡dCNY68.00"))
    assert lines(merged.record, "010") == ["010 ## ‡a9787503717444‡dCNY68.00"]


def test_a_union_keeps_my_number_and_the_later_time_and_asks_about_what_may_stand_once() -> None:
    mine = book("001 ZL0001", "005 20231114083005.7", "100 ## ‡a20231114d1958    em y0chiy0110    ea")
    theirs = book("001 BNU77", "005 20240102000000.0", "100 ## ‡a20020204d1994    em y0chiy0120    ea")
    merged = union(mine, theirs)
    assert (merged.record.control("001"), merged.record.control("005")) == ("ZL0001", "20240102000000.0")
    assert [conflict.tag for conflict in merged.conflicts] == ["100"]
    assert lines(merged.record, "100") == lines(mine, "100")


def test_a_record_that_gains_nothing_keeps_its_bytes() -> None:
    mine = read_bytes(encode(book(), "gbk"), "gbk")
    assert isinstance(mine, Record)
    assert union(mine, book()).record is mine


def test_side_by_side_a_changed_field_stands_beside_what_it_was() -> None:
    rows = difference(book(), book("215 ## ‡a116页‡d26cm", "300 ## ‡a油印本", without=("711",)))
    changed = [(before and to_line(before), after and to_line(after)) for before, after in rows if before != after]
    assert changed == [
        ("215 ## ‡a112页‡c图‡d26cm", "215 ## ‡a116页‡d26cm"),
        ("711 02 ‡a区水务局‡9qu shui wu ju‡4编", None),
        (None, "300 ## ‡a油印本"),
    ]


def test_thousands_of_equal_tags_are_compared_in_good_time() -> None:
    old = Record(CNMARC_LEADER, tuple(from_line(f"905 ## ‡aZLN‡b{number}") for number in range(3000)))
    new = Record(CNMARC_LEADER, tuple(from_line(f"905 ## ‡aZLN‡b{number}‡f1") for number in range(3000)))
    assert merge(old, old, new, cnmarc).record.fields == new.fields


def _is_in_a_fuller_one(field: Field, here: set[Field]) -> bool:
    return isinstance(field, DataField) and any(
        isinstance(other, DataField) and other.tag == field.tag and set(field.subfields) <= set(other.subfields)
        for other in here
    )
