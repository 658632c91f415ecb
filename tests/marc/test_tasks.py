"""Each action of a task list on one book, the fields it means, the conditions it is done on."""

from __future__ import annotations

import pytest

from marc.errors import MarcError
from marc.lines import from_line
from marc.record import Record
from tests.marc.strategies import book
from tests.marc.tasklists import lines, task_list


def after(step: str, *changes: str, tags: tuple[str, ...] = ()) -> list[str]:
    """What a step leaves of the fields with these tags (those of the changed lines) in a book."""
    record = task_list(step).apply(book(*changes)).record
    return lines(record, *(tags or [change[:3] for change in changes]))


def test_a_field_is_added_where_its_tag_belongs() -> None:
    record = task_list('do = "add"\nline = "300 ## ‡a影印本"').apply(book()).record
    tags = [field.tag for field in record.fields]
    assert tags[tags.index("300") - 1 : tags.index("300") + 2] == ["215", "300", "606"]


def test_a_field_is_built_from_others() -> None:
    step = 'do = "add"\nline = "905 ## ‡a{801$b}‡d{690$a}‡s{690a}/{001/2-5}‡z{606$x?}‡y{102$b?}{999$a?}"'
    assert after(step, tags=("905",)) == ["905 ## ‡aZLNE‡dP332.3‡sP332.3/0001‡z水文资料‡y150000"]


def test_nothing_is_built_where_a_reference_finds_nothing() -> None:
    assert after('do = "add"\nline = "905 ## ‡d{999$a}"', tags=("905",)) == []
    assert after('do = "add"\nline = "905 ## ‡d{999$a?}"', tags=("905",)) == []


def test_all_values_are_joined_where_that_is_asked_for() -> None:
    step = 'do = "build"\nfield = "330"\nsubfield = "a"\nvalue = "{6..$a?}"'
    with pytest.raises(MarcError, match="no reference"):
        task_list(step)
    step = 'do = "build"\nfield = "330"\nsubfield = "a"\nvalue = "{{{102$a|、}}}"'
    assert after(step, "102 ## ‡aCN‡aMN", tags=("330",)) == ["330 ## ‡a{CN、MN}"]


@pytest.mark.parametrize(
    ("existing", "left"),
    [
        ("add", ["905 ## ‡aOLD", "905 ## ‡aNEW"]),
        ("keep", ["905 ## ‡aOLD"]),
        ("replace", ["905 ## ‡aNEW"]),
    ],
)
def test_what_is_there_is_minded(existing: str, left: list[str]) -> None:
    assert after(f'do = "add"\nline = "905 ## ‡aNEW"\nexisting = "{existing}"', "905 ## ‡aOLD") == left


def test_the_very_same_field_is_not_added_twice() -> None:
    step = 'do = "add"\nline = "905 ## ‡aOLD"'
    assert after(step, "905 ## ‡aOLD") == ["905 ## ‡aOLD"]


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ('value = "专著"\nafter = "a9"', "200 1# ‡a湖‡9hu‡b专著‡f局"),
        ('value = "专著"\nbefore = "f"', "200 1# ‡a湖‡9hu‡b专著‡f局"),
        ('value = "专著"', "200 1# ‡a湖‡9hu‡f局‡b专著"),
        ('value = "{$a}{690$v}"', "200 1# ‡a湖‡9hu‡f局‡b湖5"),
    ],
)
def test_a_subfield_is_added_at_its_place(keys: str, left: str) -> None:
    assert after(f'do = "add"\nfield = "200"\nsubfield = "b"\n{keys}', "200 1# ‡a湖‡9hu‡f局") == [left]


def test_a_subfield_is_built_in_its_place_or_in_a_new_field() -> None:
    step = 'do = "build"\nfield = "905"\nsubfield = "d"\nvalue = "{690$a}"'
    assert after(step, "905 ## ‡aZL‡dOLD‡s1") == ["905 ## ‡aZL‡dP332.3‡s1"]
    assert after(step, tags=("905",)) == ["905 ## ‡dP332.3"]
    assert after(step + "\ncreate = false", tags=("905",)) == []


def test_a_control_field_is_built() -> None:
    assert after('do = "build"\nfield = "001"\nvalue = "{801$b}{$a?}{001}"', tags=("001",)) == ["001 ZLNEZL0001"]


def test_fields_and_subfields_are_deleted() -> None:
    assert after('do = "delete"\nfield = "9.."', "905 ## ‡a1", "998 ## ‡a2") == []
    assert after('do = "delete"\nfield = "200"\nsubfield = "9b"', "200 1# ‡a湖‡9hu‡b专著‡f局") == ["200 1# ‡a湖‡f局"]
    assert after('do = "delete"\nfield = "905"\nsubfield = "a"', "905 ## ‡a1‡a2") == []


def test_only_what_is_there_twice_is_deleted() -> None:
    twice = book("905 ## ‡a1‡a2‡a1").changed(fields=(*book().fields, *map(from_line, ["905 ## ‡a1"] * 2)))
    step = 'do = "delete"\nfield = "905"\nrepeated = true'
    assert lines(task_list(step).apply(twice).record, "905") == ["905 ## ‡a1"]
    assert after(step + '\nsubfield = "a"', "905 ## ‡a1‡a2‡a1") == ["905 ## ‡a1‡a2"]


def test_a_field_is_copied_or_moved_to_another_tag() -> None:
    keys = 'field = "711"\nto = "712"\nnew_indicators = "1."'
    copied = ["711 02 ‡a局‡4编", "712 12 ‡a局‡4编"]
    assert after(f'do = "copy"\n{keys}', "711 02 ‡a局‡4编", tags=("711", "712")) == copied
    assert after(f'do = "move"\n{keys}', "711 02 ‡a局‡4编", tags=("711", "712")) == copied[1:]


def test_a_subfield_is_copied_or_moved_within_its_field() -> None:
    keys = 'field = "200"\nsubfield = "A"\nto_subfield = "9"'
    assert after(f'do = "copy"\n{keys}', "200 1# ‡a湖‡AHu‡f局") == ["200 1# ‡a湖‡AHu‡9Hu‡f局"]
    assert after(f'do = "move"\n{keys}', "200 1# ‡a湖‡AHu‡f局") == ["200 1# ‡a湖‡9Hu‡f局"]


def test_a_subfield_goes_to_another_field() -> None:
    keys = 'field = "200"\nsubfield = "de"\nto = "510"\nnew_indicators = "1#"'
    assert after(f'do = "move"\n{keys}', "200 1# ‡a湖‡dLake‡e记", tags=("200", "510")) == [
        "200 1# ‡a湖",
        "510 1# ‡dLake‡e记",
    ]
    keys = 'field = "200"\nsubfield = "d"\nto = "510"\nto_subfield = "a"'
    left = after(f'do = "copy"\n{keys}', "200 1# ‡a湖‡dLake", "510 1# ‡aSee")
    assert left == ["200 1# ‡a湖‡dLake", "510 1# ‡aSee‡aLake"]


@pytest.mark.parametrize("existing", ["add", "keep", "replace"])
@pytest.mark.parametrize("to", ['to_subfield = "9"', 'to = "510"', 'to = "510"\nto_subfield = "z"'])
def test_moving_loses_no_value_but_those_that_it_replaces(existing: str, to: str) -> None:
    step = f'do = "move"\nfield = "200"\nsubfield = "A"\n{to}\nexisting = "{existing}"'
    left = " ".join(after(step, "200 1# ‡AHu1‡AHu2‡9old9‡f局", "510 1# ‡Aold‡zoldz"))
    assert "Hu1" in left
    assert "Hu2" in left
    assert existing == "replace" or ("old9" in left and "oldz" in left and "‡Aold" in left)


def test_text_is_replaced() -> None:
    step = 'do = "replace"\nfield = "200"\nfind = "湖"\nwith = "泊"'
    assert after(step, "200 1# ‡a湖湖‡f湖") == ["200 1# ‡a泊泊‡f泊"]
    assert after(step + '\nsubfield = "f"', "200 1# ‡a湖湖‡f湖") == ["200 1# ‡a湖湖‡f泊"]
    assert after(step + "\nwhole = true", "200 1# ‡a湖湖‡f湖") == ["200 1# ‡a湖湖‡f泊"]


@pytest.mark.parametrize(("whole", "left"), [("false", r"‡a\1.\1."), ("true", r"‡aa.A.")])
def test_small_and_capital_letters_can_be_one(whole: str, left: str) -> None:
    step = f"do = \"replace\"\nfield = \"300\"\nfind = 'A.'\nwith = '\\1.'\nignore_case = true\nwhole = {whole}"
    assert after(step, "300 ## ‡aa.A.") == [f"300 ## {left}"]


def test_groups_come_into_the_replacement() -> None:
    step = 'do = "replace"\nfield = "010"\nsubfield = "d"\nfind = \'(\\d+)元\'\nwith = \'CNY\\1.00\'\nregex = true'
    assert after(step, "010 ## ‡a12元‡d12元") == ["010 ## ‡a12元‡dCNY12.00"]


def test_characters_can_be_named_by_their_script() -> None:
    step = 'do = "replace"\nfield = "300"\nfind = \'(?<=\\p{Han}) +(?=\\p{Han})\'\nwith = ""\nregex = true'
    assert after(step, "300 ## ‡a呼 伦 湖 Hulun Lake") == ["300 ## ‡a呼伦湖 Hulun Lake"]


def test_text_before_the_first_subfield_belongs_to_no_code() -> None:
    for step in ('do = "replace"\nfind = "湖"\nwith = "泊"', 'do = "delete"\nrepeated = true', 'do = "delete"'):
        assert after(f'{step}\nfield = "300"\nsubfield = "b"', "300 ## 湖‡a湖") == ["300 ## 湖‡a湖"]


def test_what_is_empty_after_a_replacement_goes() -> None:
    step = 'do = "replace"\nfield = "300"\nfind = "x"\nwith = ""'
    assert after(step, "300 ## ‡ax‡bxy") == ["300 ## ‡by"]
    assert after(step, "300 ## ‡ax") == []


def test_a_replacement_leaves_the_tags_of_embedded_fields_alone() -> None:
    step = 'do = "replace"\nfield = "4.."\nfind = "2"\nwith = "3"'
    assert after(step, "410 #0 ‡12001 ‡a丛书2") == ["410 #0 ‡12001 ‡a丛书3"]


@pytest.mark.parametrize(("to", "left"), [("lower", "abｃ１"), ("upper", "ABＣ１"), ("half-width", "aBc1")])
def test_letters_take_another_form(to: str, left: str) -> None:
    assert after(f'do = "letters"\nfield = "300"\nto = "{to}"', "300 ## ‡aaBｃ１") == [f"300 ## ‡a{left}"]


def test_full_width_and_half_width_are_each_others_way_back() -> None:
    steps = [f'do = "letters"\nfield = "300"\nto = "{width}-width"' for width in ("full", "half")]
    assert after(steps[0], "300 ## ‡aA 1") == ["300 ## ‡aＡ　１"]
    assert not task_list(*steps).apply(book("300 ## ‡aA 1")).changed


def test_a_value_is_split_into_subfields_fields_or_codes() -> None:
    head = 'do = "split"\nfield = "606"\nsubfield = "a"\n'
    field = "606 0# ‡a湖泊；河流 ；‡x水文"
    assert after(head + 'by = "；"', field) == ["606 0# ‡a湖泊‡a河流‡x水文"]
    assert after(head + 'by = "；"\ninto = "fields"', field) == ["606 0# ‡a湖泊‡x水文", "606 0# ‡a河流‡x水文"]
    assert after(head + 'by = "[;；]"\nregex = true\ncodes = "ay"', field) == ["606 0# ‡a湖泊‡y河流 ；‡x水文"]
    assert after(head + 'by = "；"\ncodes = "ay"', "606 0# ‡a；河流") == ["606 0# ‡y河流"]
    assert after(head + 'by = "；"', "606 0# ‡a；") == ["606 0# ‡a；"]


def test_subfields_and_fields_are_joined() -> None:
    step = 'do = "join"\nfield = "606"\nsubfield = "a"\nwith = "；"'
    assert after(step, "606 0# ‡x0‡a湖泊‡x1‡a河流") == ["606 0# ‡x0‡a湖泊；河流‡x1"]
    two = book("905 ## ‡a1").changed(fields=tuple(map(from_line, ["905 ## ‡a1", "905 1# ‡a2", "998 ## ‡a3"])))
    assert lines(task_list('do = "join"\nfield = "9.."').apply(two).record, "905", "998") == [
        "905 ## ‡a1‡a2",
        "998 ## ‡a3",
    ]


def test_fields_are_sorted_by_tag_or_value_and_subfields_by_code() -> None:
    mixed = Record(book().leader, tuple(map(from_line, ["701 #0 ‡a乙", "606 0# ‡ab", "300 ## ‡ax", "606 0# ‡aa"])))
    by_tag = task_list('do = "sort"').apply(mixed).record
    assert [field.tag for field in by_tag.fields] == ["300", "606", "606", "701"]
    by_value = task_list('do = "sort"\nby = "value"\nfield = "606"\nsubfield = "a"').apply(mixed).record
    assert lines(by_value, "701", "606", "300") == ["701 #0 ‡a乙", "606 0# ‡aa", "300 ## ‡ax", "606 0# ‡ab"]
    step = 'do = "sort"\nby = "codes"\norder = "a9f"\nfield = "..."'
    assert after(step, "200 1# ‡f局‡z1‡9hu‡a湖‡z0") == ["200 1# ‡a湖‡9hu‡f局‡z1‡z0"]
    assert after(step, "410 #0 ‡12001 ‡f局‡a湖") == ["410 #0 ‡12001 ‡f局‡a湖"]


def test_indicators_are_set_and_a_dot_leaves_them() -> None:
    assert after('do = "indicators"\nfield = "711"\nset = ".#"', "711 02 ‡a局") == ["711 0# ‡a局"]


def test_positions_are_overwritten() -> None:
    step = 'do = "positions"\nfield = "100"\nsubfield = "a"\nat = "9-12"\nvalue = "{210$d}"'
    (line,) = after(step, "210 ## ‡d1999", tags=("100",))
    assert line == "100 ## ‡a20231114d1999    em y0chiy0110    ea"
    changed = task_list('do = "positions"\nfield = "000"\nat = "5-8"\nvalue = "ca##"').apply(book())
    assert changed.record.leader == "00000ca   2200000   450 "


def test_positions_that_are_not_there_are_told_not_filled() -> None:
    step = 'do = "positions"\nfield = "106"\nsubfield = "a"\nat = "4"\nvalue = "z"'
    change = task_list(step).apply(book())
    assert (change.changed, [problem.message for problem in change.problems]) == (
        False,
        ["Step 1: 106 ‡a has no position 4; nothing was changed there."],
    )


def test_a_value_that_does_not_fit_its_positions_is_told() -> None:
    step = 'do = "positions"\nfield = "100"\nsubfield = "a"\nat = "9-12"\nvalue = "{210$a}"'
    change = task_list(step).apply(book())
    assert not change.changed
    assert "“满洲里” has not the 4 characters" in change.problems[0].message


SUBJECTS = ("606 0# ‡a一‡2lc", "606 1# ‡a二", "606 0# ‡a三")


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ('field = "606"', ""),
        ('field = ["605", "60."]', ""),
        ('field = "606"\nindicators = "0."', "二"),
        ('field = "606"\noccurrence = 1', "二三"),
        ('field = "606"\noccurrence = -1', "一二"),
        ('field = "606"\noccurrence = 4', "一二三"),
        ('field = "606"\nindicators = "0#"\noccurrence = 2', "一二"),
        ('field = "606"\nwhere = [{ subfield = "2", present = true }]', "二三"),
        ('field = "606"\nwhere = [{ subfield = "2", present = false }]', "一"),
        ('field = "606"\nwhere = [{ subfield = "a", equals = ["一", "三"] }]', "二"),
        ('field = "606"\nwhere = [{ subfield = "a2", contains = "l" }, { matches = "^一" }]', "二三"),
        ('field = "606"\nwhere = [{ subfield = "2", at = "1", equals = "c" }]', "二三"),
    ],
)
def test_a_step_takes_the_fields_that_it_means(keys: str, left: str) -> None:
    record = Record(book().leader, tuple(map(from_line, SUBJECTS)))
    result = task_list(f'do = "delete"\n{keys}').apply(record).record
    assert "".join(field.first("a") for field in result.data("606")) == left


@pytest.mark.parametrize(
    ("conditions", "holds"),
    [
        ('if = [{ field = "690", present = true }]', True),
        ('if = [{ field = "690", present = false }]', False),
        ('if = [{ field = "69.", subfield = "z", present = false }]', True),
        ('unless = [{ field = "690", present = true }]', False),
        ('if = [{ field = "101", subfield = "a", equals = "chi" }]', True),
        ('if = [{ field = "101", subfield = "a", equals = ["mon", "rus"] }]', False),
        ('if = [{ field = "210", subfield = "c", contains = ["书店", "区"] }]', True),
        ('if = [{ field = "100", subfield = "a", at = "22-24", matches = "^(chi|mon)$" }]', True),
        ('if = [{ field = "200", indicators = "0.", present = true }]', False),
        ('if = [{ field = "000", at = "6-7", equals = "am" }]', True),
        ('if = [{ field = "001", matches = "^ZL" }]', True),
        ('if = [{ type = "am" }, { level = "m" }]', True),
        ('if = [{ type = "am" }, { level = "s" }]', False),
        ('if = [{ type = "am" }]\nunless = [{ level = "m" }]', False),
        ('if = [{ format = "cnmarc" }]', True),
        ('if = [{ format = "marc21" }]', False),
        ('if = [{ profile = "nlc" }]', True),
        ('if = [{ profile = ["calis", "marc21"] }]', False),
    ],
)
def test_a_step_is_done_only_on_its_conditions(conditions: str, holds: bool) -> None:
    change = task_list(f'do = "delete"\nfield = "690"\n{conditions}', profile="nlc").apply(book())
    assert change.changed == holds


def test_a_list_for_one_format_leaves_the_others_alone() -> None:
    tasks = task_list('do = "delete"\nfield = "801"', head='format = "marc21"\n')
    assert not tasks.apply(book()).changed


def test_steps_see_what_the_steps_before_them_did() -> None:
    tasks = task_list(
        'do = "delete"\nfield = "690"',
        'do = "add"\nline = "300 ## ‡a无分类号"\nif = [{ field = "690", present = false }]',
        'do = "copy"\nfield = "300"\nto = "304"',
        'do = "move"\nfield = "304"\nto = "690"',
    )
    assert lines(tasks.apply(book()).record, "300", "304", "690") == ["300 ## ‡a无分类号", "690 ## ‡a无分类号"]
