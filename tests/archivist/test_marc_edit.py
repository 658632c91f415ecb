"""`archivist marc edit`: a contract as the other commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from archivist.cli.app import run
from marc.record import Record
from marc.write import encode, write_batch
from tests.archivist.conftest import Said
from tests.helpers.cnmarc import data, record, write_batch_of

DELETE = '[[step]]\ndo = "delete"\nfield = "905"\n'


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs `marc edit … --json`; gives its exit code, its JSON lines, the lines of standard error."""

    def call(*arguments: object) -> Said:
        code = run(["marc", "edit", *map(str, arguments), "--json"])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err.splitlines()

    return call


@pytest.fixture
def task(tmp_path: Path) -> Path:
    return task_of(tmp_path, DELETE)


def task_of(folder: Path, text: str) -> Path:
    path = folder / "task.toml"
    path.write_text(text, "utf-8")
    return path


def with_holdings(number: str) -> Record:
    return record(number=number, extra=[data("905", "  ", ("a", "旧馆"))])


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_edit_says_of_each_record_whether_it_changed_and_keeps_encoding_and_line_ends(
    say: Callable[..., Said], tmp_path: Path, task: Path, encoding: str
) -> None:
    source = write_batch_of(tmp_path / "in.iso", [record(number="1"), with_holdings("2")], encoding, b"\r\n")
    code, lines, err = say(source, tmp_path / "out.iso", "--task", task)
    assert (code, lines) == (0, [{"record": 1, "changed": False}, {"record": 2, "changed": True}])
    assert err == ["2 records, 1 changed, 0 with problems"]
    wanted = b"".join(encode(one, encoding) + b"\r\n" for one in (record(number="1"), record(number="2")))
    assert (tmp_path / "out.iso").read_bytes() == wanted


def test_a_preview_shows_the_differences_and_writes_nothing(
    say: Callable[..., Said], tmp_path: Path, task: Path
) -> None:
    source = write_batch_of(tmp_path / "in.iso", [with_holdings("1")])
    code, lines, _err = say(source, "--task", task, "--preview")
    difference = {"old": "905 ## ‡a旧馆", "new": ""}
    assert (code, lines) == (0, [{"record": 1, "changed": True, "differences": [difference]}])
    say(source, tmp_path / "out.iso", "--task", task, "--preview")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.iso", "task.toml"]


def test_a_preview_is_readable_too(tmp_path: Path, task: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_batch_of(tmp_path / "in.iso", [record(number="1"), with_holdings("2")])
    assert run(["marc", "edit", str(source), "--task", str(task), "--preview"]) == 0
    assert capsys.readouterr().out == "— 2 —\n- 905 ## ‡a旧馆\n\n"


def test_one_of_our_lists_goes_by_its_name(say: Callable[..., Said], tmp_path: Path) -> None:
    source = write_batch_of(tmp_path / "in.iso", [record()])
    _code, lines, _err = say(source, "--task", "holdings-905", "--preview")
    assert lines[0]["differences"] == [{"old": "", "new": "905 ## ‡aZLNE‡dP332.3"}]


def test_a_damaged_record_goes_through_as_it_is_and_is_told(
    say: Callable[..., Said], tmp_path: Path, task: Path
) -> None:
    rubbish = b"\xff\xfe no record \xff\x1d"
    source = write_batch_of(tmp_path / "in.iso", [with_holdings("1")])
    source.write_bytes(source.read_bytes() + rubbish)
    code, lines, _err = say(source, tmp_path / "out.iso", "--task", task)
    assert (code, lines[1]["record"], lines[1]["changed"], lines[1]["damaged"]) == (1, 2, False, True)
    assert (tmp_path / "out.iso").read_bytes() == encode(record(number="1"), "gbk") + rubbish


def test_a_change_that_the_encoding_lacks_leaves_the_record_as_it_was(say: Callable[..., Said], tmp_path: Path) -> None:
    source = write_batch_of(tmp_path / "in.iso", [record()])
    task = task_of(tmp_path, '[[step]]\ndo = "add"\nline = "300 ## ‡aᠳᠠᠯᠠᠢ"\n')
    code, lines, _err = say(source, tmp_path / "out.iso", "--task", task)
    assert (code, lines[0]["changed"]) == (1, False)
    assert "U+1833" in lines[0]["problems"][0]
    assert (tmp_path / "out.iso").read_bytes() == source.read_bytes()


def test_another_encoding_is_written_or_nothing_is(say: Callable[..., Said], tmp_path: Path) -> None:
    source = write_batch_of(tmp_path / "in.iso", [record()], "utf-8")
    task = task_of(tmp_path, '[[step]]\ndo = "add"\nline = "300 ## ‡aᠳᠠᠯᠠᠢ"\n')
    out = tmp_path / "out.iso"
    code, _lines, err = say(source, out, "--task", task, "--encoding", "gbk")
    assert (code, out.exists()) == (1, False)
    assert any(line.startswith("Nothing was written") for line in err)
    assert say(source, out, "--task", task, "--encoding", "gb18030")[0] == 0
    assert "ᠳᠠᠯᠠᠢ".encode("gb18030") in out.read_bytes()


def test_what_a_step_could_not_do_is_told(say: Callable[..., Said], tmp_path: Path) -> None:
    source = write_batch_of(tmp_path / "in.iso", [record()])
    task = task_of(tmp_path, '[[step]]\ndo = "positions"\nfield = "001"\nat = "99"\nvalue = "x"\n')
    code, lines, err = say(source, tmp_path / "out.iso", "--task", task)
    assert (code, lines[0]["changed"]) == (1, False)
    assert any("Record 1: Step 1: 001 has no position 99" in line for line in err)


def test_the_container_stays(say: Callable[..., Said], tmp_path: Path, task: Path) -> None:
    xml = tmp_path / "in.xml"
    list(write_batch([with_holdings("1")], xml, "marcxml", "utf-8"))
    assert say(xml, tmp_path / "out.xml", "--task", task)[0] == 0
    told = (tmp_path / "out.xml").read_text("utf-8")
    assert told.lstrip().startswith("<")
    assert "旧馆" not in told


@pytest.mark.parametrize("missing", ["out", "task"])
def test_edit_needs_to_know_where_from_where_to_and_what(
    say: Callable[..., Said], tmp_path: Path, task: Path, missing: str
) -> None:
    source = write_batch_of(tmp_path / "in.iso", [record()])
    rest: list[object] = ["--task", task] if missing == "out" else [tmp_path / "out.iso"]
    code, lines, err = say(source, *rest)
    assert (code, lines, len(err)) == (2, [], 1)
    assert "--task" in err[0]


@pytest.mark.parametrize(
    "text", ["[[step", '[[step]]\ndo = "explode"\n', DELETE + 'matches = "x"\n'], ids=["toml", "action", "key"]
)
def test_a_faulty_task_list_is_one_line_that_names_it(say: Callable[..., Said], tmp_path: Path, text: str) -> None:
    source = write_batch_of(tmp_path / "in.iso", [record()])
    code, lines, err = say(source, tmp_path / "out.iso", "--task", task_of(tmp_path, text))
    assert (code, lines, len(err)) == (2, [], 1)
    assert "task.toml" in err[0]


def test_an_expression_that_would_never_end_names_the_record_and_nothing_is_written(
    say: Callable[..., Said], tmp_path: Path
) -> None:
    slow = record(number="2", extra=[data("300", "  ", ("a", "a" * 80 + "!"))])
    source = write_batch_of(tmp_path / "in.iso", [record(number="1"), slow])
    step = '[[step]]\ndo = "replace"\nfield = "300"\nfind = "(a|aa)+$"\nwith = ""\nregex = true\n'
    code, _lines, err = say(source, tmp_path / "out.iso", "--task", task_of(tmp_path, step))
    assert (code, (tmp_path / "out.iso").exists()) == (2, False)
    assert any(line.startswith("Record 2: Step 1 of task.toml") for line in err)


def test_an_existing_file_is_replaced_only_when_that_was_said(
    say: Callable[..., Said], tmp_path: Path, task: Path
) -> None:
    source = write_batch_of(tmp_path / "in.iso", [with_holdings("1")])
    assert say(source, source, "--task", task)[0] == 2
    assert say(source, source, "--task", task, "--force")[0] == 0
    assert source.read_bytes() == encode(record(number="1"), "gbk")
