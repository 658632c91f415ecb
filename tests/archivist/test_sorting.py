"""The order of titles."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist.sorting import title_key
from archivist.workspace import Workspace
from tests.archivist.conftest import Said


@pytest.mark.parametrize(
    "titles",
    [
        ["达赉湖志", "呼伦贝尔", "扎赉诺尔"],
        ["1931年", "archive", "达赉湖", "Далай", "ᠠᠯᠲᠠᠨ"],
        ["ᠠᠯᠲᠠᠨ", "ᠡᠷᠳᠡᠨᠢ", "ᠢᠷᠭᠡᠨ", "ᠣᠷᠳᠣ", "ᠤᠯᠤᠰ", "ᠨᠠᠷ\u180eᠠ", "ᠨᠣᠮ", "ᠮᠣᠩᠭᠣᠯ", "ᠰᠠᠢᠨ", "ᠳᠠᠯᠠᠢ"],
        ["ᠨᠠᠷ\u180eᠠ", "ᠨᠠᠷᠠᠨ"],
        ["《达赉湖》", "达赉湖志"],
        ["altan", "Dalai", "erdeni"],
    ],
)
def test_titles_stand_where_a_reader_looks_for_them(titles: list[str]) -> None:
    backwards = titles[::-1]
    assert sorted(backwards, key=title_key) == titles


@given(st.lists(st.text(max_size=8), max_size=6, unique=True))
def test_every_title_has_a_place_and_the_order_does_not_depend_on_where_it_began(titles: list[str]) -> None:
    backwards = titles[::-1]
    assert sorted(titles, key=title_key) == sorted(backwards, key=title_key)


def test_the_list_of_documents_can_stand_by_title(say: Callable[..., Said], ws: Workspace) -> None:
    for title in ("扎赉诺尔", "达赉湖", "ᠨᠣᠮ", "呼伦"):
        ws.archive.documents.add(title)
    _code, lines, _err = say("documents", "list", "--sort", "title", "--archive", ws.folder, "--json")
    assert [line["title"] for line in lines] == ["达赉湖", "呼伦", "扎赉诺尔", "ᠨᠣᠮ"]
    assert say("documents", "list", "--sort", "colour", "--archive", ws.folder)[0] == 2
