"""Search as a workflow: what records and pages give to it, and what the command says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archivist import records, searching
from archivist.documents import notes_in
from archivist.readings import readings
from archivist.workspace import Workspace
from marc.record import DataField, Record, Subfield
from ocr.page import Box, Line, PageText, Region, Word
from resources.search import confusable, folding
from tests.archivist.conftest import Said

BOX = Box(0, 0, 10, 10)


def book() -> Record:
    fields = {
        ("101", "a"): "chi", ("200", "a"): "呼倫湖志", ("210", "a"): "海拉尔", ("210", "d"): "1936",
        ("607", "a"): "满洲里", ("606", "a"): "渔业", ("701", "a"): "王某",
    }  # fmt: skip
    return Record(
        "00000nam0 2200000   450 ",
        tuple(DataField(tag, "  ", (Subfield(code, text),)) for (tag, code), text in fields.items()),
    )


def region(kind: str, *lines: str) -> Region:
    made = tuple(Line((Word(text, BOX, 1.0),), BOX, 1.0) for text in lines)
    return Region(made, BOX, "vertical-rl", "hant", kind)  # type: ignore[arg-type]


def test_a_record_gives_its_access_points_as_fields(ws: Workspace) -> None:
    records.create(ws, book(), profile="nlc")
    queries = (
        "题名:呼伦湖",
        "作者:王某",
        "主题:渔业",
        "地点:满洲里",
        "place:海拉尔",
        "语种:chi",
        "年:1930-1940",
        "hulunhuzhi",
    )
    for query in queries:
        assert searching.find(ws, query, "records").total == 1, query
    for query in ("作者:渔业", "年:1937-", "题名:王某"):
        assert searching.find(ws, query).total == 0, query
    facets = {facet.name: dict(facet.counts) for facet in searching.overview(ws, "渔业").facets}
    assert facets == {"decade": {"1930": 1}, "language": {"chi": 1}, "place": {"满洲里": 1, "海拉尔": 1}}


def test_interlinear_notes_are_told_as_stretches_of_the_text() -> None:
    regions = (region("text", "達賚湖"), region("commentary", "師古曰", "賚音來"), region("text", "在東"))
    page = PageText(10, 10, regions, "hant", "vertical-rl", "", "")
    assert [page.text[start:end] for start, end in notes_in(page)] == ["師古曰", "賚音來"]


def test_every_reading_of_a_character_is_known_without_its_tone() -> None:
    assert {"le", "yue"} <= set(readings("乐"))
    assert readings("绿")[0] == "lu"
    assert readings("a") == readings("") == readings("呼倫") == ()


def test_confusable_characters_are_so_both_ways_and_are_no_forms_of_one_another() -> None:
    table, forms = confusable(), folding()
    assert "已" in table["己"] and "曰" in table["日"] and "末" in table["未"]
    for character, others in table.items():
        assert character not in others
        assert all(character in table[other] for other in others)
        assert any(forms.get(other, other) != forms.get(character, character) for other in others)


@pytest.fixture
def filled(ws: Workspace) -> Path:
    records.create(ws, book(), profile="nlc")
    ws.close()
    return ws.folder


def test_the_command_says_more_only_where_it_is_asked_to(say: Callable[..., Said], filled: Path) -> None:
    _code, lines, _err = say("search", "呼伦湖", "--archive", filled, "--json")
    assert set(lines[-1]) == {"total", "seconds"}
    _code, lines, _err = say("search", "呼伦湖", "--archive", filled, "--json", "--facets")
    assert lines[-1]["facets"]["language"] == {"chi": 1}
    assert lines[-1]["years"] == {"1936": 1}
    _code, lines, _err = say("search", "呼论湖志", "--archive", filled, "--json", "--near-forms")
    assert [line.get("nearly") for line in lines] == [True, 1]
    assert lines[-1]["did_you_mean"] == ["呼倫湖志"]
    assert lines[-1]["total"] == 0


def test_the_command_narrows_to_a_scope_and_a_level_of_access(say: Callable[..., Said], filled: Path) -> None:
    for options, total in (([], 1), (["--in", "documents"], 0), (["--as", "public"], 1), (["--punctuation"], 1)):
        code, lines, _err = say("search", "呼伦湖", "--archive", filled, "--json", *options)
        assert (code, lines[-1]["total"]) == (0, total)
    assert say("search", "湖", "--in", "drawers", "--archive", filled)[0] == 2
