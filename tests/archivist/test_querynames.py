from __future__ import annotations

from collections.abc import Iterator

import pytest

from archivist import searching
from archivist.describing import Description, Title
from archivist.describing.lists import kinds_meant
from archivist.describing.work import describe
from archivist.i18n import set_language
from archivist.querynames import understood, value_name
from archivist.workspace import Workspace
from storage.query import All, Any, Not, Words, Years, parse


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def test_names_of_languages_and_kinds_are_understood_wherever_they_stand() -> None:
    years = Years(1930, 1945)
    asked = All((Not(Words("俄文", "language")), Any((Words("yearbook", "kind"), Words("俄文"))), years))
    assert understood(asked) == All((
        Not(Any((Words("俄文", "language"), Words("rus", "language")))),
        Any((Any((Words("yearbook", "kind"), Words("年鉴", "kind"))), Words("俄文"))),
        years,
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("民国24年", Years(1935, 1935)), ("民國廿四年", Years(1935, 1935)), ("光绪三十年", Years(1904, 1904)),
        ("康德三年", Years(1936, 1936)), ("民国24年至民国26年", Years(1935, 1937)), ("1935", Years(1935, 1935)),
    ],
)  # fmt: skip
def test_years_of_an_era_are_years(written: str, meant: Years) -> None:
    assert understood(parse(f"年:{written}")) == meant
    assert understood(parse(f"湖 -年份：{written}")) == All((Words("湖"), Not(meant)))


def test_a_year_whose_name_comes_back_is_each_of_them_and_what_is_no_date_is_text() -> None:
    asked = understood(parse("年:甲子年"))
    assert isinstance(asked, Any)
    assert {Years(1864, 1864), Years(1924, 1924)} <= set(asked.parts)
    assert understood(parse("年:湖志")) == Words("湖志", "year")


@pytest.mark.parametrize("words", [Words("mon", "language"), Words("年鉴", "kind"), Words("土俗", "kind")])
def test_what_is_written_as_it_is_kept_stays(words: Words) -> None:
    assert understood(words) == words


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("book", "图书"), ("Books", "图书"), ("genealogies", "家谱"), ("族譜", "家谱"), ("县志", "地方志"),
        ("photo", "照片 相册"), ("oral history", "口述"), ("湖", ""), ("ma", ""),
    ],
)  # fmt: skip
def test_a_kind_is_known_by_all_its_names(name: str, meant: str) -> None:
    assert [kind.zh for kind in kinds_meant(name)] == meant.split()


def test_values_of_facets_are_named_in_the_language_in_force() -> None:
    shown = [("kind", "年鉴"), ("kind", "土俗"), ("language", "rus"), ("place", "海拉尔")]
    assert [value_name(*one) for one in shown] == ["Yearbook", "土俗", "Russian", "海拉尔"]
    set_language("zh_CN")
    assert [value_name(*one) for one in shown] == ["年鉴", "土俗", "俄语", "海拉尔"]


def test_a_document_is_found_by_the_names_of_its_kind_and_language(ws: Workspace) -> None:
    made = ws.archive.documents.add("水位記", "年鉴")
    describe(ws, made, Description("yearbook", (Title("水位記", "mon"),)))
    for query in ("种类:yearbook", "kind:年鑑", "语种:蒙文", "language:Mongolian", "水位 语种:西里尔蒙古文"):
        assert [hit.id for hit in searching.find(ws, query, "documents").hits] == [made.id], query
    for query in ("语种:俄文", "kind:memoir", "水位 -语种:蒙文"):
        assert searching.find(ws, query, "documents").total == 0, query
