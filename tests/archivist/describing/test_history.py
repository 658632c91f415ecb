"""Who said what of a document and when; an earlier description becomes the newest again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archivist import documents
from archivist.describing import Description, Title, history, work
from archivist.errors import ArchivistError
from archivist.workspace import Workspace
from storage.errors import Conflict
from storage.values import Access

LAKE = Description("gazetteer", (Title("呼伦湖志", "chi"),), summary="湖区的历史")


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "archive", "Test") as ws:
        yield ws


def test_every_description_has_its_version_and_whoever_wrote_it(ws: Workspace) -> None:
    ws.archive.agent = "乌兰"
    first = ws.archive.documents.add("湖志")
    ws.archive.agent = "巴特尔"
    work.describe(ws, first, LAKE)
    found = history.editions(ws, first.id)
    assert [one.version for one in found] == [1, 2]
    assert [one.description.title for one in found] == ["湖志", "呼伦湖志"]
    assert found[1].description == LAKE
    assert {one.who for one in found} <= {"乌兰", "巴特尔"}


def test_a_version_that_changed_only_who_may_see_it_is_no_description(ws: Workspace) -> None:
    head = work.describe(ws, ws.archive.documents.add("湖志"), LAKE)
    documents.restrict(ws, head, Access("staff"))
    assert [one.version for one in history.editions(ws, head.id)] == [1, 2]


def test_an_earlier_description_comes_back_as_a_version_of_its_own(ws: Workspace) -> None:
    head = work.describe(ws, ws.archive.documents.add("湖志"), LAKE)
    head = work.describe(ws, head, replace(LAKE, summary="", notes=("残本",)))
    back = history.restore(ws, head, 2)
    assert (back.version, back.title) == (4, "呼伦湖志")
    assert work.description_of(ws, head.id) == LAKE
    assert [one.version for one in history.editions(ws, head.id)] == [1, 2, 3, 4]


def test_a_description_that_was_a_title_alone_comes_back_too(ws: Workspace) -> None:
    head = work.describe(ws, ws.archive.documents.add("湖志"), LAKE)
    assert history.restore(ws, head, 1).title == "湖志"
    assert work.description_of(ws, head.id).summary == ""


def test_a_version_that_there_is_not_and_one_that_comes_too_late_are_refused(ws: Workspace) -> None:
    first = ws.archive.documents.add("湖志")
    head = work.describe(ws, first, LAKE)
    with pytest.raises(ArchivistError):
        history.restore(ws, head, 9)
    with pytest.raises(Conflict):
        history.restore(ws, first, 1)


def test_what_went_and_what_came_is_told_line_by_line() -> None:
    assert list(history.differences(["a", "b"], ["b", "c"])) == [("-", "a"), ("+", "c")]
