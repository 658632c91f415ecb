"""`archivist menksoft`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.archivist.conftest import Said

BICHIG = "\ue2c1\ue27f\ue317\ue27e\ue2e8"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_file_in_any_usual_encoding_becomes_unicode(say: Callable[..., Said], tmp_path: Path, encoding: str) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_text(f"蒙文 {BICHIG}\ue237\n", encoding)
    assert say("menksoft", source, target, "--json")[:2] == (0, [{"lines": 1, "doubtful": 0}])
    assert target.read_text("utf-8") == "蒙文 ᠪᠢᠴᠢᠭ᠃\n"


def test_what_is_not_certain_is_named_with_its_line(say: Callable[..., Said], tmp_path: Path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_text(f"{BICHIG}\n\ue2c1\ue26f\n", "utf-8")
    code, lines, _err = say("menksoft", source, target, "--json")
    assert code == 1
    assert lines == [{"line": 2, "doubtful": "\ue2c1\ue26f"}, {"lines": 2, "doubtful": 1}]
    assert target.read_text("utf-8") == "ᠪᠢᠴᠢᠭ\n\ue2c1\ue26f\n"


def test_a_file_that_is_no_text_and_one_that_is_there_are_refused(say: Callable[..., Said], tmp_path: Path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_bytes(b"\xff\xff\xff")
    assert say("menksoft", source, target, "--json")[0] == 2
    target.write_text("kept", "utf-8")
    assert say("menksoft", source, target, "--json")[0] == 2
    assert target.read_text("utf-8") == "kept"
