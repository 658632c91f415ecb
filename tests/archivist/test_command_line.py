"""The command line is a contract: names, shapes, exit codes, one line for an error."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typer

from archivist.cli.app import app, run
from archivist.cli.output import Out, heeding_ctrl_c
from archivist.i18n import _, set_language
from archivist.workspace import Workspace
from tests.archivist.conftest import Said
from tests.helpers.cnmarc import record, write_batch_of


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    Workspace.create(folder, "Test").close()
    return folder


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    return write_batch_of(
        tmp_path / "in.iso", [record("达赉湖水文记录", number="1"), record("扎赉诺尔矿史", number="2")]
    )


def test_inspect_says_what_a_file_is(say: Callable[..., Said], batch: Path) -> None:
    code, lines, _err = say("marc", "inspect", batch, "--json")
    assert (code, lines) == (
        0,
        [
            {
                "file": str(batch),
                "container": "iso2709",
                "format": "cnmarc",
                "encoding": "gbk",
                "records": 2,
                "damaged": 0,
            }
        ],
    )


def test_show_gives_leader_fields_and_problems(say: Callable[..., Said], batch: Path) -> None:
    code, lines, _err = say("marc", "show", batch, "--json")
    assert code == 0
    assert [line["number"] for line in lines] == [1, 2]
    assert len(lines[0]["leader"]) == 24
    assert lines[0]["fields"][0] == {"tag": "001", "value": "sample000001"}
    title = next(field for field in lines[0]["fields"] if field["tag"] == "200")
    assert (title["indicators"], title["subfields"][0]) == ("1 ", ["a", "达赉湖水文记录"])
    assert lines[0]["problems"] == []


def test_show_gives_a_damaged_record_with_its_number_and_the_exit_code_says_so(
    say: Callable[..., Said], batch: Path
) -> None:
    batch.write_bytes(batch.read_bytes() + b"\xff\xfe no record \xff\x1d")
    code, lines, _err = say("marc", "show", batch, "--json")
    assert (code, lines[2]["number"], lines[2]["damaged"]) == (1, 3, True)
    assert lines[2]["bytes"] == len(b"\xff\xfe no record \xff\x1d")
    assert lines[2]["problems"]


@pytest.mark.parametrize("container", ["iso2709", "marcxml", "json", "mrk", "worksheet"])
def test_convert_writes_every_container(say: Callable[..., Said], batch: Path, tmp_path: Path, container: str) -> None:
    out = tmp_path / "out"
    code, lines, _err = say("marc", "convert", batch, out, "--to", container, "--encoding", "utf-8", "--json")
    assert (code, lines) == (0, [{"records": 2, "written": 2, "refused": []}])
    assert "达赉湖水文记录" in out.read_text("utf-8")


def test_convert_names_what_the_encoding_lacks_and_writes_it_only_when_told_how(
    say: Callable[..., Said], tmp_path: Path
) -> None:
    source = write_batch_of(tmp_path / "in.iso", [record("ᠳᠠᠯᠠᠢ", number="1"), record("湖", number="2")], "utf-8")
    arguments = ("marc", "convert", source, tmp_path / "out.iso", "--to", "iso2709", "--encoding", "gbk", "--json")
    code, lines, _err = say(*arguments)
    assert (code, lines[0]["written"], lines[0]["refused"][0]["number"]) == (1, 0, 1)
    assert not (tmp_path / "out.iso").exists()
    assert "U+1833" in lines[0]["refused"][0]["reason"]
    assert say(*arguments, "--force", "--substitute", "?")[1] == [{"records": 2, "written": 2, "refused": []}]


def test_check_gives_findings_and_ends_with_1_when_there_are_errors(say: Callable[..., Said], tmp_path: Path) -> None:
    broken = record()
    broken = broken.changed(fields=tuple(field for field in broken.fields if field.tag != "200"))
    source = write_batch_of(tmp_path / "in.iso", [record(), broken])
    code, lines, _err = say("marc", "check", source, "--json")
    assert code == 1
    assert {"record", "tag", "occurrence", "subfield", "position", "code", "severity", "message"} == set(lines[0])
    assert [(line["record"], line["tag"]) for line in lines if line["severity"] == "error"] == [(2, "200")]


def test_records_go_in_are_found_and_come_out(
    say: Callable[..., Said], archive: Path, batch: Path, tmp_path: Path
) -> None:
    code, lines, _err = say("records", "import", batch, "--archive", archive, "--json")
    assert (code, [line["outcome"] for line in lines]) == (0, ["added", "added"])
    assert set(lines[0]) == {"number", "id", "outcome", "reason"}
    code, lines, _err = say("search", "達賚湖", "--archive", archive, "--json")
    assert code == 0
    hit, last = lines
    assert (hit["kind"], hit["title"]) == ("record", "达赉湖水文记录")
    assert [hit["snippet"][start:end] for start, end in hit["matches"]] == ["达赉湖"] * len(hit["matches"])
    assert set(last) == {"total", "seconds"}
    code, lines, _err = say("records", "export", tmp_path / "o.iso", "--where", "矿史", "--archive", archive, "--json")
    assert (code, lines) == (0, [{"records": 1, "written": 1, "refused": []}])


def test_an_existing_output_is_refused_without_force(
    say: Callable[..., Said], archive: Path, batch: Path, tmp_path: Path
) -> None:
    say("records", "import", batch, "--archive", archive)
    out = tmp_path / "out.iso"
    out.write_bytes(b"precious")
    for command in (("records", "export", out, "--archive", archive), ("marc", "convert", batch, out, "--to", "mrk")):
        code, _lines, err = say(*command)
        assert (code, out.read_bytes(), len(err)) == (2, b"precious", 1)
        assert "--force" in err[0]


def not_marc(folder: Path) -> list[object]:
    path = folder / "letter.txt"
    path.write_text("Dear reader, this is a letter.\n", "utf-8")
    return ["marc", "inspect", path]


def empty_folder(folder: Path) -> list[object]:
    (folder / "empty").mkdir()
    return ["documents", "add", folder / "empty", "--title", "x", "--archive", folder / "archive"]


def truncated_image(folder: Path) -> list[object]:
    path = folder / "torn.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 20)
    return ["read", path]


def locked_pdf(folder: Path) -> list[object]:
    path = folder / "locked.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    return ["documents", "add", path, "--title", "x", "--archive", folder / "archive"]


def newer_archive(folder: Path) -> list[object]:
    path = folder / "archive" / "archive.toml"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join("format = 999" if line.startswith("format") else line for line in lines), "utf-8")
    return ["search", "x", "--archive", folder / "archive"]


def no_archive(folder: Path) -> list[object]:
    return ["search", "x", "--archive", folder / "nowhere"]


def no_such_file(folder: Path) -> list[object]:
    return ["marc", "show", folder / "nothing.iso"]


def no_such_command(_folder: Path) -> list[object]:
    return ["fly"]


def no_such_option(folder: Path) -> list[object]:
    return ["search", "x", "--sideways", "--archive", folder / "archive"]


def no_such_profile(folder: Path) -> list[object]:
    return ["marc", "check", write_batch_of(folder / "b.iso", [record()]), "--profile", "nobody"]


def no_such_container(folder: Path) -> list[object]:
    return ["marc", "convert", write_batch_of(folder / "b.iso", [record()]), folder / "o", "--to", "clay"]


def no_such_document(folder: Path) -> list[object]:
    return ["documents", "show", 99, "--archive", folder / "archive"]


@pytest.mark.parametrize(
    "prepare",
    [
        not_marc, empty_folder, truncated_image, locked_pdf, newer_archive, no_archive, no_such_file, no_such_command,
        no_such_option, no_such_profile, no_such_container, no_such_document,
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_cannot_be_done_is_one_line_and_exit_code_2(
    say: Callable[..., Said], archive: Path, tmp_path: Path, prepare: Callable[[Path], list[object]], language: str
) -> None:
    assert archive.exists()
    set_language(language)
    code, lines, err = say(*prepare(tmp_path))
    assert (code, lines, len(err)) == (2, [], 1)
    assert "Traceback" not in err[0]


def test_a_file_that_is_no_marc_is_named(say: Callable[..., Said], tmp_path: Path) -> None:
    assert "letter.txt" in say(*not_marc(tmp_path))[2][0]


def test_one_bad_file_among_several_does_not_stop_the_others(
    say: Callable[..., Said], archive: Path, batch: Path, tmp_path: Path
) -> None:
    letter = not_marc(tmp_path)[2]
    code, lines, err = say("records", "import", letter, batch, "--archive", archive, "--json")
    assert (code, [line["outcome"] for line in lines]) == (1, ["added", "added"])
    assert any("letter.txt" in line for line in err)


def test_a_read_only_archive_is_searched_but_not_written(
    say: Callable[..., Said], archive: Path, batch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("records", "import", batch, "--archive", archive)
    if shutil.os.geteuid() == 0:  # type: ignore[attr-defined]
        pytest.skip("the administrator may write anywhere; tests/storage covers it with a read-only database")
    archive.chmod(0o555)
    assert say("search", "湖", "--archive", archive, "--json")[0] == 0
    assert say("records", "import", batch, "--archive", archive)[0] == 2


def helps(command: Any) -> Iterator[str]:  # noqa: ANN401  a click command of Typer's own
    yield " ".join((command.help or "").split())
    yield from (parameter.help for parameter in command.params if getattr(parameter, "help", None))
    for child in getattr(command, "commands", {}).values():
        yield from helps(child)


def test_every_command_explains_itself_in_chinese_too() -> None:
    set_language("zh_CN")
    codes_only = re.compile(r"[a-z0-9, -]+|年鉴.*")
    command = typer.main.get_command(app)
    assert [text for text in helps(command) if _(text) == text and not codes_only.fullmatch(text)] == []


@pytest.mark.parametrize(("language", "word"), [("en", "Finds records and pages."), ("zh_CN", "检索书目和页面。")])
def test_help_speaks_the_language_in_force(capsys: pytest.CaptureFixture[str], language: str, word: str) -> None:
    set_language(language)
    assert run(["--help"]) == 0
    assert word in capsys.readouterr().out


def test_a_ctrl_c_that_python_has_swallowed_still_stops_at_the_next_result(capsys: pytest.CaptureFixture[str]) -> None:
    out = Out(as_json=True)
    with heeding_ctrl_c(), contextlib.suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)  # as within a finalizer, where nobody hears of it
    with pytest.raises(KeyboardInterrupt):
        out.item({"page": 1})
    with heeding_ctrl_c():
        out.item({"page": 2})
    assert [json.loads(line)["page"] for line in capsys.readouterr().out.splitlines()] == [1, 2]
