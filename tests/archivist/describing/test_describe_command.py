"""Documents are described, repaired, related, catalogued and restricted from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archivist import records
from archivist.describing import work
from archivist.workspace import Workspace
from marc.local import links


@pytest.fixture
def at(ws: Workspace) -> tuple[str, Path]:
    ws.archive.documents.add("旧照", "照片")
    ws.archive.documents.add("影集", "相册")
    return ("--archive", ws.folder)


def test_a_description_is_given_part_by_part_and_shown(
    ws: Workspace, at: tuple[str, Path], say: Callable[..., Any]
) -> None:
    (ws.folder / "subjects.txt").write_text("渔业\n水文\n", "utf-8")
    code, items, err = say(
        "documents", "describe", 1, "--title", "达赉湖冬捕|chi", "--title", "Зимний лов|rus|parallel",
        "--date", "康德七年",
        "--date", "某年", "--place", "达赉湖", "--place", "海拉尔|made", "--person", "张三|photographer", "--subject",
        "渔业", "--subject", "冬捕", "--condition", "4|折痕", "--extent", "1张", *at, "--json",
    )  # fmt: skip
    assert code == 0
    told = items[0]["description"]
    assert told["subjects"] == [{"term": "渔业", "controlled": True}, {"term": "冬捕"}]
    assert told["dates"][0]["first"] == "1940-01-01"
    assert told["places"][0] == {"name": "达赉湖", "place": "hulun-lake"}
    assert told["people"] == [{"name": "张三", "role": "photographer"}]
    assert told["condition"]["grade"] == 4
    assert "某年" in err[0]
    again = say("documents", "describe", 1, *at, "--json")[1][0]
    assert again["description"] == told
    assert ws.archive.documents.get(1).version == 2


def test_a_description_as_printed_is_taken_from_a_file(
    ws: Workspace, at: tuple[str, Path], say: Callable[..., Any], tmp_path: Path
) -> None:
    item = say("documents", "describe", 1, "--date", "1940", *at, "--json")[1][0]
    (tmp_path / "d.json").write_text(json.dumps(item, ensure_ascii=False), "utf-8")
    assert say("documents", "describe", 2, "--from", tmp_path / "d.json", *at, "--json")[0] == 0
    assert work.description_of(ws, 2) == work.description_of(ws, 1)
    (tmp_path / "d.json").write_text("[]", "utf-8")
    assert say("documents", "describe", 2, "--from", tmp_path / "d.json", *at, "--json")[0] == 2


def test_likely_years_settle_a_name_of_a_year(at: tuple[str, Path], say: Callable[..., Any]) -> None:
    dated = ("--date", "甲子", "--likely", "1900-1949")
    told = say("documents", "describe", 1, *dated, *at, "--json")[1][0]["description"]
    assert told["dates"][0]["first"] == "1924-02-05"


def test_wrong_words_are_refused_and_named(at: tuple[str, Path], say: Callable[..., Any]) -> None:
    for wrong in (("--person", "张三|friend"), ("--condition", "9")):
        assert say("documents", "describe", 1, *wrong, *at)[0] == 2
    assert say("documents", "access", 1, "secret", *at)[0] == 2
    assert say("documents", "relate", 1, "friend-of", 2, *at)[0] == 2


def test_repairs_relations_and_records_from_the_command_line(
    ws: Workspace, at: tuple[str, Path], say: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "before.jpg").write_bytes(b"torn")
    arguments = ("--what", "补缀", "--materials", "皮纸", "--day", "2026-04-02", "--before", tmp_path / "before.jpg")
    assert say("documents", "repair", 1, *arguments, *at, "--json")[0] == 0
    (entry,) = work.description_of(ws, 1).repairs
    assert ws.archive.files.path(entry.before[0]).read_bytes() == b"torn"
    assert say("documents", "relate", 1, "part-of", 2, *at)[0] == 0
    assert work.description_of(ws, 2).relations[0].document == 1
    assert say("documents", "relate", 1, "part-of", 2, "--remove", *at)[0] == 0
    record = say("documents", "catalogue", 1, *at, "--json")[1][0]["record"]
    assert len(links(records.load(ws, record).record)) == 1
    assert say("documents", "link", 2, record, *at)[0] == 0
    assert say("documents", "unlink", 1, *at)[0] == 0
    assert len(links(records.load(ws, record).record)) == 1
    assert say("documents", "describe", 2, "--from-record", *at, "--json")[1][0]["title"] == "影集"


def test_access_is_set_from_the_command_line(ws: Workspace, at: tuple[str, Path], say: Callable[..., Any]) -> None:
    code, items, _err = say(
        "documents", "access", 1, "sealed", "--until", "2999-01-01", "--reason", "donor", *at, "--json"
    )
    assert (code, items[0]) == (0, {"id": 1, "access": "sealed", "until": "2999-01-01"})
    assert say("documents", "describe", 1, *at, "--json")[0] == 2
    assert say("documents", "access", 1, "public", *at, "--json")[0] == 0
    assert say("documents", "describe", 1, *at, "--json")[0] == 0
