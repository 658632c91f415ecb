"""A question with its filters: what they mean, what is counted, what may have been meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist import questions, records, searching
from archivist.questions import DECADE, Question
from archivist.workspace import Workspace
from storage.search import SearchIndex
from storage.values import NewPage, Similar
from tests.helpers.cnmarc import data, record

BOOKS = [("1985", "海拉尔"), ("1988", "满洲里"), ("2012", "海拉尔"), ("2020", "海拉尔")]


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "archive", "Test archive") as ws:
        for number, (year, place) in enumerate(BOOKS):
            made = record(f"达赉湖渔业志{number}", year, str(number + 1))
            imprint = data("210", "  ", ("a", place), ("c", "社"), ("d", year))
            records.create(ws, made.changed(fields=tuple(imprint if f.tag == "210" else f for f in made.fields)))
        yield ws


def test_every_count_is_the_number_of_hits_that_the_facet_leaves(ws: Workspace) -> None:
    question = Question("渔业志").toggled("place", "海拉尔")
    counted = questions.counts(ws, question)
    assert dict(counted.facets["place"]) == {"海拉尔": 3, "满洲里": 1}
    assert dict(counted.facets[DECADE]) == {"1980": 1, "2010": 1, "2020": 1}
    for value, count in counted.facets[DECADE]:
        narrowed = question.with_years(int(value), int(value) + 9)
        assert questions.totals(ws, narrowed).total == count == len(questions.first(ws, narrowed).hits)


def test_several_values_of_a_facet_are_one_or_the_other_and_facets_hold_together(ws: Workspace) -> None:
    both = Question("渔业志").toggled("place", "海拉尔").toggled("place", "满洲里")
    assert questions.totals(ws, both).total == 4
    assert questions.totals(ws, both.with_years(1980, 1989).with_years(2020, 2029)).total == 3
    assert questions.totals(ws, both.toggled("language", "rus")).total == 0


def test_what_is_on_can_be_seen_also_where_it_leaves_nothing(ws: Workspace) -> None:
    question = Question("渔业志0").toggled("place", "满洲里")
    assert dict(questions.counts(ws, question).facets["place"]) == {"海拉尔": 1, "满洲里": 0}


def test_totals_count_every_kind_of_thing_and_the_kind_asked_for(ws: Workspace) -> None:
    totals = questions.totals(ws, Question("渔业志").with_thing("pages"))
    assert (totals.things["records"], totals.total) == (4, 0)


def test_more_hits_follow_on_those_that_are_there(ws: Workspace) -> None:
    begin = questions.first(ws, Question("渔业志"), limit=3)
    more = questions.first(ws, Question("渔业志"), offset=3, limit=3)
    assert len({hit.id for hit in (*begin.hits, *more.hits)}) == 4


def test_two_kinds_of_things_are_found_one_after_the_other(ws: Workspace) -> None:
    page = NewPage(ws.archive.files.put_bytes(b"a page"), "page.png", "image/png", 1, 1)
    for number in range(3):
        ws.archive.documents.add(f"渔业志册{number}", "表册", None, [page])
    two = Question("渔业志").with_thing("documents").with_thing("records")
    whole = [(hit.kind, hit.id) for hit in questions.first(ws, two).hits]
    assert [kind for kind, _id in whole] == ["record"] * 4 + ["document"] * 3
    for size in (1, 2, 3, 5):
        parts = [questions.first(ws, two, offset, size).hits for offset in range(0, 8, size)]
        assert [(hit.kind, hit.id) for part in parts for hit in part] == whole
    assert questions.totals(ws, two).total == 7
    assert dict(questions.counts(ws, two).facets["kind"]) == {"表册": 3}
    assert two.with_thing("pages").scopes == ("all",)


@given(st.lists(st.tuples(st.sampled_from(["place", "kind"]), st.sampled_from("甲乙丙")), max_size=6))
def test_switching_a_facet_twice_changes_nothing(switched: list[tuple[str, str]]) -> None:
    question = Question("湖")
    for name, value in switched:
        twice = question.toggled(name, value).toggled(name, value)
        assert {name: set(values) for name, values in twice.facets} == {n: set(v) for n, v in question.facets}
        question = question.toggled(name, value)
        assert question.cleared() == Question("湖")


def test_a_decade_gives_way_to_its_years_and_they_to_it() -> None:
    question = Question("湖").with_years(1930, 1939).with_years(1950, 1959)
    years = question.with_years(1932, 1932).with_years(1935, 1935)
    assert years.years == ((1932, 1932), (1935, 1935), (1950, 1959))
    assert years.with_years(1930, 1939).years == question.years


def test_what_was_meant_takes_the_place_of_the_phrase_that_it_is_like() -> None:
    asked = Question("达赉湖一带 AND title:志 OR 水深")
    assert questions.meant(asked, ["达费湖一带", "水位", "水深"], []) == {
        "达费湖一带": "达费湖一带 title:志 OR 水深",
        "水位": "达赉湖一带 title:志 OR 水位",
    }
    assert questions.meant(Question("title:志"), ["法"], []) == {}


def test_what_the_hits_say_anyway_was_not_meant_instead() -> None:
    assert questions.meant(Question("达赉湖"), ["達賚湖"], ["達賚湖"]) == {}
    assert questions.other_forms(Question("NEAR(湖 鱼) 志"), ["魚", "湖", "志"]) == ("魚",)


def test_exact_forms_have_nothing_that_is_nearly_so(ws: Workspace) -> None:
    assert not [one for one in questions.rest(ws, Question("渔业志", exact=True)) if isinstance(one, Similar)]


def test_the_window_does_not_wait_for_an_index_that_was_lost(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.values.MADE_UP", 0)
    monkeypatch.setattr("storage.search._BATCH_OF_REBUILD", 3)
    next(iter(ws.archive.search.rebuild()))
    found = questions.first(ws, Question("渔业志"))
    assert (len(found.hits), found.index.done, found.index.of) == (3, 3, 4)
    assert not found.index.ready
    assert [state.done for state in searching.follow(ws)][-1] == 4
    assert questions.first(ws, Question("渔业志")).index.ready


def test_who_waits_has_all(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.values.MADE_UP", 0)
    monkeypatch.setattr("storage.search._BATCH_OF_REBUILD", 3)
    index: SearchIndex = ws.archive.search
    next(iter(index.rebuild()))
    assert searching.find(ws, "渔业志").total == 4
