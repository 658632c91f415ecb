"""A description is kept without loss, and says what a document is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist.dates import understand
from archivist.describing import (
    Comparison,
    Condition,
    Description,
    Person,
    PlaceRef,
    Relation,
    Repair,
    Subject,
    Title,
)
from archivist.describing.lists import damage, kind_named, kinds, relation, relations, role, roles
from archivist.errors import ArchivistError
from archivist.i18n import set_language

LAKE = Description(
    kind="hydrology",
    titles=(Title("达赉湖水文记录", "chi", "hans"), Title("Далай нуурын ус зүй", "mon", "cyrl", "parallel")),
    dates=(understand("康德七年"), understand("某年")),
    places=(PlaceRef("达赉湖", "hulun-lake"),),
    people=(Person("水文组", "compiler", "body"),),
    subjects=(Subject("水文", controlled=True), Subject("湖")),
    condition=Condition(3, "虫蛀", "2026-03-01", "王"),
    repairs=(Repair("2026-04-02", "李", "补缀", "皮纸", "1-3", ("a" * 64,), ("b" * 64,)),),
    relations=(Relation("continues", 7),),
    comparisons=(Comparison(3, 4, ((0.0, 1.5, 2.0, 3.0),)),),
    notes=("油印本",),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def test_a_description_is_itself_again_after_it_was_kept() -> None:
    assert Description.from_json(LAKE.to_json()) == LAKE


@given(st.lists(TEXTS, max_size=3), TEXTS, st.integers(0, 6), st.lists(st.tuples(TEXTS, TEXTS), max_size=3))
def test_any_description_is_itself_again(
    titles: list[str], kind: str, grade: int, people: list[tuple[str, str]]
) -> None:
    made = Description(
        kind, tuple(map(Title, titles)), people=tuple(Person(n, r) for n, r in people), condition=Condition(grade)
    )
    assert Description.from_json(made.to_json()) == made


def test_what_a_newer_program_wrote_beside_is_kept() -> None:
    kept = json.loads(LAKE.to_json())
    kept["colour"] = {"of": "paper"}
    kept["titles"][0]["font"] = "仿宋"
    kept["dates"][0]["seal"] = "yes"
    read = Description.from_json(json.dumps(kept))
    changed = read.with_title("呼伦湖水文记录")
    again = json.loads(changed.to_json())
    assert again["dates"][0] == kept["dates"][0]
    assert again["colour"] == {"of": "paper"}
    assert again["titles"][0] == {"font": "仿宋", "text": "呼伦湖水文记录", "language": "chi", "script": "hans"}


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"form": 1, "titles": "x"}', '{"form": 1, "titles": ["x"]}', "{}", '{"form": 1, "kind": 5}']
)
def test_what_is_no_description_is_refused(text: str) -> None:
    with pytest.raises(ArchivistError, match="cannot be understood"):
        Description.from_json(text)


def test_a_description_of_a_newer_form_is_refused_and_says_so() -> None:
    with pytest.raises(ArchivistError, match="newer version"):
        Description.from_json('{"form": 2}')


def test_nothing_kept_is_an_empty_description() -> None:
    assert Description.from_json("") == Description()


def test_a_title_proper_is_changed_and_the_others_stay() -> None:
    assert LAKE.with_title("新").titles == (Title("新", "chi", "hans"), LAKE.titles[1])
    assert Description().with_title("新").title == "新"


def test_headings_are_by_what_a_document_is_found() -> None:
    assert {"达赉湖", "水文组", "康德七年", "油印本"} <= set(LAKE.headings())
    assert LAKE.years == "1940; 某年"


@pytest.mark.parametrize("name", ["照片", "photograph", "Photograph", "相片"])
def test_a_kind_is_known_by_all_its_names(name: str) -> None:
    found = kind_named(name)
    assert found is not None
    assert found.code == "photograph"


def test_a_kind_of_the_librarys_own_is_kept_as_it_is() -> None:
    assert kind_named("布告牌") is None
    assert Description(kind="布告牌").kind_label == "布告牌"


def test_labels_follow_the_language() -> None:
    set_language("zh_CN")
    assert LAKE.kind_label == "水文表"
    set_language("en")
    assert LAKE.kind_label == "Hydrological table"


def test_every_relation_has_its_way_back() -> None:
    assert all(relation(one.back).back == one.code for one in relations().values())


def test_codes_and_names_of_the_lists_are_there_once() -> None:
    names = [name for kind in kinds() for name in (kind.code, kind.zh, *kind.also)]
    assert len(names) == len(set(names))
    assert sorted(damage()) == [1, 2, 3, 4, 5, 6]
    assert role("author").main
    with pytest.raises(ArchivistError, match="author"):
        role("friend")
    assert set(roles()) >= {"author", "photographer", "about"}
