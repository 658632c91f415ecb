"""What a change is: shown, undone, written in its own encoding; and the lists that come with the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marc import files, profiles, write
from marc.checks import check
from marc.edits import Together
from marc.encodings import canonical
from marc.errors import MarcError
from marc.record import Damaged, Record
from marc.tasks import OWN, Change, Difference, differences, keep_bytes, load, load_own
from marc.write import encode
from tests.helpers.samples import sample
from tests.marc.strategies import book, records
from tests.marc.tasklists import lines, task_list


def test_a_record_that_is_as_before_in_the_end_is_the_very_same() -> None:
    tasks = task_list('do = "add"\nline = "300 ## ‡ax"', 'do = "delete"\nfield = "300"')
    record = book()
    change = tasks.apply(record)
    assert change.record is record
    assert (change.changed, change.edits) == (False, ())


def test_a_change_is_shown_field_by_field() -> None:
    tasks = task_list(
        'do = "delete"\nfield = "106"',
        'do = "replace"\nfield = "690"\nfind = "P3"\nwith = "P9"',
        'do = "add"\nline = "905 ## ‡aZL"',
        'do = "positions"\nfield = "000"\nat = "5"\nvalue = "c"',
    )
    assert list(differences(tasks.apply(book()).edits)) == [
        Difference("LDR 00000nam0#2200000###450#", "LDR 00000cam0#2200000###450#"),
        Difference("106 ## ‡ar", ""),
        Difference("690 ## ‡aP332.3‡v5", "690 ## ‡aP932.3‡v5"),
        Difference("", "905 ## ‡aZL"),
    ]


def test_a_change_is_not_undone_on_another_record() -> None:
    change = task_list('do = "delete"\nfield = "106"').apply(book())
    with pytest.raises(MarcError, match="no longer as it was"):
        change.revert(book())
    with pytest.raises(MarcError, match="no longer as it was"):
        change.apply(change.record)


STEPS = (
    'do = "delete"\nfield = "2.."',
    'do = "delete"\nfield = "606"\nrepeated = true',
    'do = "replace"\nfield = "..."\nfind = "a"\nwith = ""',
    "do = \"replace\"\nfield = \"...\"\nfind = '^(.)(.)'\nwith = '\\2\\1'\nregex = true",
    'do = "add"\nline = "300 ## ‡a{200$a}"',
    'do = "build"\nfield = "905"\nsubfield = "s"\nvalue = "{606$a|;}"',
    'do = "move"\nfield = "..."\nsubfield = "a"\nto_subfield = "b"',
    'do = "move"\nfield = "200"\nsubfield = "abc"\nto = "905"\nexisting = "replace"',
    'do = "copy"\nfield = "606"\nto = "701"',
    'do = "split"\nfield = "..."\nsubfield = "a"\nby = "[0-9]"\nregex = true\ninto = "fields"',
    'do = "join"\nfield = "6.."',
    'do = "sort"',
    'do = "sort"\nby = "codes"\norder = "zyx"\nfield = "..."',
    'do = "indicators"\nfield = "..."\nset = "#."',
    'do = "letters"\nfield = "..."\nto = "upper"',
    'do = "positions"\nfield = "000"\nat = "17-18"\nvalue = "##"',
)


@given(records("gb18030"), st.lists(st.sampled_from(STEPS), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_every_change_is_undone_to_the_same_bytes(made: Record, steps: list[str]) -> None:
    raw = encode(made, "gb18030")
    record = files.read_bytes(raw, "gb18030", "cnmarc")
    assert isinstance(record, Record)
    change = task_list(*steps).apply(record)
    edit = Together(change.edits)
    assert edit.apply(record).fields == change.record.fields
    back = edit.revert(change.record)
    assert (back.leader, back.fields) == (record.leader, record.fields)
    assert change.apply(record) == change.record
    assert encode(change.revert(change.record), "gb18030") == raw


@given(st.lists(records(), max_size=5), st.lists(st.sampled_from(STEPS), min_size=1, max_size=3))
@settings(max_examples=20, deadline=None)
def test_a_whole_batch_is_undone(batch: list[Record], steps: list[str]) -> None:
    tasks = task_list(*steps)
    changes = [tasks.apply(record) for record in batch]
    assert [change.revert(change.record) for change in changes] == batch


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
def test_a_changed_record_stays_in_its_encoding_between_the_same_line_ends(tmp_path: Path, encoding: str) -> None:
    source, out = tmp_path / "in.iso", tmp_path / "out.iso"
    source.write_bytes(b"\r\n".join(encode(record, encoding) for record in (book(), book(without=("606",)))) + b"\r\n")
    tasks = task_list('do = "replace"\nfield = "606"\nfind = "湖泊"\nwith = "河流"')
    changes = [tasks.apply(item) for item in files.open_batch(source) if isinstance(item, Record)]
    list(write.write_batch(map(keep_bytes, changes), out))
    assert out.read_bytes() == source.read_bytes().replace("湖泊".encode(encoding), "河流".encode(encoding))
    assert canonical(files.inspect(out).encoding) == files.inspect(source).encoding


def test_a_change_that_its_encoding_cannot_carry_is_refused() -> None:
    record = files.read_bytes(encode(book(), "gbk"), "gbk", "cnmarc")
    assert isinstance(record, Record)
    change = task_list('do = "add"\nline = "300 ## ‡aᠳᠠᠯᠠᠢ"').apply(record)
    with pytest.raises(MarcError, match=r"U\+1833"):
        keep_bytes(change)
    assert keep_bytes(Change(record, record)) is record


@pytest.mark.parametrize(
    ("name", "line", "left"),
    [
        ("tidy", "300 ## ‡a　据手稿  影印 ", ["300 ## ‡a据手稿 影印"]),
        ("tidy", "010 ## ‡a９７８-7", ["010 ## ‡a978-7"]),
        ("holdings-905", "801 #0 ‡aCN‡bZLNE", ["801 #0 ‡aCN‡bZLNE", "905 ## ‡aZLNE‡dP332.3"]),
        ("holdings-905", "905 ## ‡aZL", ["905 ## ‡aZL‡dP332.3"]),
        ("calis-to-nlc", "200 1# ‡a湖‡AHu‡f局", ["200 1# ‡a湖‡9hu‡b专著‡f局"]),
        ("calis-to-nlc", "100 ## ‡a20231114d1958    em y0chiy50      ea", []),
        ("donated-batch", "606 0# ‡a湖泊；河流‡x水文", ["606 0# ‡a湖泊‡x水文", "606 0# ‡a河流‡x水文"]),
        ("donated-batch", "010 ## ‡d￥12.50元", ["010 ## ‡dCNY12.50"]),
        ("donated-batch", "905 ## ‡a别馆", []),
    ],
)
def test_our_own_lists_do_what_they_are_called(name: str, line: str, left: list[str]) -> None:
    found = lines(load_own(name).apply(book(line)).record, line[:3], "905")
    assert found == (left or (["100 ## ‡a20231114d1958    em y0chiy0110    ea"] if line.startswith("100") else []))


@pytest.mark.parametrize("name", OWN)
def test_our_own_lists_leave_a_correct_record_correct_and_do_nothing_twice(name: str) -> None:
    tasks = load_own(name, "nlc")
    once = tasks.apply(book()).record
    assert not [finding for finding in check(once, profiles.load("nlc")) if finding.severity == "error"]
    assert not tasks.apply(once).changed
    assert tasks.title("zh") != tasks.title("en")


def test_there_is_no_list_of_another_name() -> None:
    with pytest.raises(MarcError, match="take one of calis-to-nlc"):
        load_own("nothing")


def test_a_list_is_loaded_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[[step]]\nnote = "x"\ndo = "delete"\nfield = "9.."\n', "utf-8")
    tasks = load(path)
    assert (tasks.name, tasks.title("zh"), len(tasks.steps)) == ("mine", "mine", 1)


@pytest.mark.samples
@pytest.mark.parametrize("name", ["cnmarc_real_3.xml", "unimarc_embedded_4xx.mrc", "realistic_2000.mrc"])
def test_every_change_of_a_real_record_is_undone(name: str) -> None:
    tasks = [task_list(*STEPS), *map(load_own, OWN)]
    for record in files.open_batch(sample(f"marc/{name}")):
        assert not isinstance(record, Damaged)
        for one in tasks:
            change = one.apply(record)
            assert Together(change.edits).revert(change.record).fields == record.fields
            assert change.revert(change.record) is record
