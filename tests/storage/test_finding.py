"""Fields, facets, access, spelling and near forms: what a reader sees of search besides exact phrases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resources.search import confusable
from storage.archive import Archive, Writing
from storage.query import All, Any, Form, Near, Node, Not, Row, Words, Years, leaves, parse, to_text
from storage.values import Access, Described, Facet, Narrowing, NewRecord, Page, Points
from tests.storage.conftest import FOLDING, book, image, page_with

READINGS = {"呼": ("hu", "xu"), "伦": ("lun",), "倫": ("lun",), "湖": ("hu",), "志": ("zhi",), "长": ("zhang", "chang")}


def described(title: str, **fields: str) -> NewRecord:
    new = book(title)
    return replace(new, points=replace(new.points, described=Described({"title": title, **fields})))


def document(archive: Archive, title: str, *texts: str, about: Described | None = None, kind: str = "") -> list[Page]:
    made = archive.documents.add(title, kind, pages=[image(archive)] * len(texts))
    pages = list(archive.documents.pages(made.id))
    for page, text in zip(pages, texts, strict=True):
        archive.documents.save_text(page.id, 0, "{}", text, "machine", 0.9)
    if about is not None:
        archive.documents.found_by(made.id, about)
    return pages


def found(archive: Archive, query: str | Node, **more: object) -> list[tuple[str, int]]:
    results = archive.search.find(query, **more)  # type: ignore[arg-type]
    assert results.total == len(results.hits)
    return [(hit.kind, hit.id) for hit in results.hits]


def test_what_the_archive_keeps_from_a_reader_is_found_only_once_the_day_has_come(archive: Archive) -> None:
    (page,) = document(archive, "密件", "達賚湖")
    made = archive.documents.get(page.document)
    for level, until, seen_by in (
        ("reading-room", "", [1, 2]), ("staff", "", [2]), ("sealed", "", []), ("sealed", "2999-01-01", []),
        ("sealed", "2000-01-01", [0, 1, 2]),
    ):  # fmt: skip
        made = archive.documents.restrict(made.id, made.version, Access(level, until))  # type: ignore[arg-type]
        totals = [archive.search.find("達賚湖", "pages", narrow=Narrowing(access=n)).total for n in range(3)]
        assert [n for n in range(3) if totals[n]] == seen_by


def test_a_phrase_over_a_pages_end_is_on_both_pages_each_with_its_part(archive: Archive) -> None:
    first, second = document(archive, "冊", "湖在北，達賚", "湖又名呼倫湖")
    hits = archive.search.find("达赉湖又名", "pages").hits
    assert [(hit.id, hit.spans) for hit in hits] == [(second.id, ((0, 3),)), (first.id, ((4, 6),))]
    assert archive.search.find("达赉湖 NOT 北", "pages").total == 1


def test_a_neighbour_that_is_corrected_changes_what_runs_over_the_end(archive: Archive) -> None:
    _, second = document(archive, "冊", "達賚", "河又名")
    assert archive.search.find("達賚湖").total == 0
    archive.documents.save_text(second.id, 1, "{}", "湖又名", "person", 1.0)
    assert archive.search.find("達賚湖").total == 2
    archive.documents.save_text(second.id, 2, "{}", "海又名", "person", 1.0)
    assert archive.search.find("達賚湖").total == 0


def test_the_main_text_is_found_with_its_notes_and_without_and_so_are_the_notes(archive: Archive) -> None:
    (page,) = document(archive, "冊", "")
    text = "達賚湖\n師古曰賚音來\n在臚朐河東"
    archive.documents.save_text(page.id, 1, "{}", text, "machine", 0.9, notes=[(4, 10)])
    for query in ("湖在臚朐", "湖師古曰", "音來在臚", "師古曰賚音來"):
        assert archive.search.find(query).total == 1, query
    (hit,) = archive.search.find("湖在臚朐").hits
    assert [text[start:end].strip() for start, end in hit.spans if text[start:end].strip()] == ["湖", "在臚朐"]
    assert archive.search.find("曰在").total == 0


def test_a_field_is_asked_by_its_name_in_chinese_and_english(archive: Archive) -> None:
    archive.records.add_many([described("呼伦湖志", author="王某"), described("渔业", subject="呼伦湖")])
    assert found(archive, "标题:呼倫湖", scope="records") == [("record", 1)]
    assert found(archive, "subject:呼倫湖", scope="records") == [("record", 2)]
    assert found(archive, "作者：王 NOT title:渔业") == [("record", 1)]
    assert found(archive, "title:(呼伦湖 OR 渔业)", scope="records") == [("record", 2), ("record", 1)]


def test_pages_are_found_by_the_fields_and_years_of_their_document(archive: Archive) -> None:
    about = Described({"place": "海拉尔"}, {"donor": ("李某",)}, (1911, 1925))
    one, _ = document(archive, "漁業調查", "水深", "魚", about=about, kind="档案")
    document(archive, "別冊", "水深")
    assert found(archive, "标题:渔业 水深", scope="pages") == [("page", one.id)]
    assert found(archive, "地点:海拉尔 水深", scope="pages") == [("page", one.id)]
    assert found(archive, "年:1920-1930 水深", scope="pages") == [("page", one.id)]
    assert found(archive, "年:1926- 水深", scope="pages") == []
    assert found(archive, "种类:档案", scope="documents") == [("document", 1)]
    assert len(found(archive, "NOT 地点:海拉尔", scope="pages")) == 1


def test_a_year_that_is_none_is_text(archive: Archive) -> None:
    document(archive, "冊", "民国二十四年的湖")
    for query in ("年:民国二十四年", "year:民国 湖", "年:(1999 OR 民国)"):
        assert archive.search.find(query, "pages").total == 1, query


def test_a_documents_pages_are_found_by_the_record_that_describes_it(archive: Archive) -> None:
    record = archive.records.add(described("达赉湖志", author="王某"))
    made = archive.documents.add("掃描", record=record.id, pages=[image(archive)])
    (page,) = archive.documents.pages(made.id)
    archive.documents.save_text(page.id, 0, "{}", "水深", "machine", 0.9)
    assert found(archive, "作者:王某 水深") == [("page", page.id)]
    archive.records.save(record.id, 1, described("达赉湖志", author="李某"))
    assert found(archive, "作者:王某 水深") == []
    assert found(archive, "作者:李某 水深") == [("page", page.id)]


def test_sealed_pages_are_neither_found_nor_counted_nor_hinted_at(archive: Archive) -> None:
    sealed = Described(facets={"donor": ("某氏",)}, years=(1945, 1945), access=2)
    document(archive, "密", "水深三尺達賚湖", about=sealed)
    document(archive, "明", "水深五尺")
    everyone = Narrowing(access=1)
    assert archive.search.find("水深", "pages").total == 2
    assert archive.search.find("水深", "pages", narrow=everyone).total == 1
    assert archive.search.find("NOT 海", "pages", narrow=everyone).total == 1
    assert found(archive, "密", narrow=everyone) == []
    overview = archive.search.overview("水深", narrow=everyone)
    assert overview.years == ()
    assert [facet.name for facet in overview.facets] == ["state"]
    assert archive.search.similar("深三尺达赖", narrow=everyone).words == ()
    assert archive.search.similar("深三尺达赖").words == ("深三尺達賚",)


def test_facets_and_years_count_all_hits(archive: Archive) -> None:
    about = Described(facets={"language": ("汉", "蒙")}, years=(1928, 1931))
    first, _ = document(archive, "冊", "水深", "水淺", about=about, kind="档案")
    document(archive, "志", "水深", kind="图书")
    archive.documents.save_text(first.id, 1, "{}", "水深", "person", 1.0)
    overview = archive.search.overview("水", "pages")
    assert overview.facets == (
        Facet("decade", (("1920", 2), ("1930", 2))),
        Facet("kind", (("档案", 2), ("图书", 1))),
        Facet("language", (("汉", 2), ("蒙", 2))),
        Facet("state", (("machine", 2), ("corrected", 1))),
    )
    assert overview.years == ((1928, 2),)
    for facet in overview.facets:
        for value, count in facet.counts:
            narrow = Narrowing(facets=((facet.name, (value,)),))
            assert archive.search.find("水", "pages", narrow=narrow).total == count


def test_corrected_pages_come_first(archive: Archive) -> None:
    first, second = document(archive, "冊", "水深", "水淺")
    archive.documents.save_text(first.id, 1, "{}", "水深", "person", 1.0)
    assert found(archive, "水", scope="pages") == [("page", first.id), ("page", second.id)]
    for offset in (0, 1):
        (hit,) = archive.search.find("水", "pages", limit=1, offset=offset).hits
        assert hit.id == (first.id, second.id)[offset]


def test_the_forms_that_were_found_are_told(archive: Archive) -> None:
    document(archive, "冊", "達賚湖", "达赉湖", "達賚湖")
    assert archive.search.find("达赉湖", "pages").forms == ("達賚湖", "达赉湖")


def test_punctuation_counts_when_it_is_asked_for(archive: Archive) -> None:
    one, other = document(archive, "冊", "呼倫，\n貝爾", "呼倫貝爾")
    assert len(found(archive, "呼倫貝爾", scope="pages")) == 2
    assert found(archive, "呼伦，贝尔", scope="pages", punctuation=True) == [("page", one.id)]
    assert found(archive, "呼伦贝尔", scope="pages", punctuation=True) == [("page", other.id)]


@pytest.fixture
def spoken(archive: Archive) -> Archive:
    archive.close()
    return Archive.open(archive.folder, Writing(FOLDING, lambda c: READINGS.get(c, ()), confusable()))


@pytest.mark.parametrize("query", ["hulunhu", "hu lun hu zhi", "HLHZ", "hlh", "xulun", "标题:hulun", "“hu lun”"])
def test_titles_are_found_by_their_pinyin_and_its_initials(spoken: Archive, query: str) -> None:
    spoken.records.add_many([described("呼倫湖志"), described("伦湖呼"), book("x", text="呼伦湖志")])
    assert found(spoken, query, scope="records") == [("record", 1)]
    spoken.close()


@pytest.mark.parametrize("query", ["hulunz", "hulunbei", "lhu h", "hz", "subject:hulun"])
def test_what_is_spoken_otherwise_is_not_found(spoken: Archive, query: str) -> None:
    spoken.records.add(described("呼倫湖志"))
    assert found(spoken, query, scope="records") == ([] if query != "hz" else [("record", 1)])
    assert found(spoken, query, scope="records", exact=True) == []
    spoken.close()


def test_confusable_characters_and_one_wrong_one_are_a_group_of_their_own(spoken: Archive) -> None:
    pages = document(spoken, "冊", "自已的事", "自己的事", "達賴湖水位記", "達賚湖水位記")
    nearly = spoken.search.similar("自己", "pages")
    assert ([hit.id for hit in nearly.hits], nearly.words) == ([pages[0].id], ("自已",))
    nearly = spoken.search.similar("達賚湖水位", "pages")
    assert ([hit.id for hit in nearly.hits], nearly.words, nearly.total) == ([pages[2].id], ("達賴湖水位",), 1)
    assert nearly.complete
    spoken.close()


def test_what_is_badly_read_often_does_not_hide_what_is_so_rarely(archive: Archive) -> None:
    rare, *often = document(archive, "冊", "達賚河水位記", *["達賴湖水位記"] * 150, "達賚湖水位記")
    nearly = archive.search.similar("達賚湖水位", "pages", 200)
    assert {hit.id for hit in nearly.hits} == {rare.id, *(page.id for page in often[:-1])}
    assert set(nearly.words) == {"達賴湖水位", "達賚河水位"}
    assert nearly.complete


@pytest.mark.parametrize("at", range(1, 6))
def test_a_wrong_character_is_found_wherever_a_page_ends(archive: Archive, at: int) -> None:
    said = "達賚河水位記"
    document(archive, "冊", f"春{said[:at]}", f"{said[at:]}冬")
    nearly = archive.search.similar("達賚湖水位記", "pages")
    assert (nearly.total, nearly.words, nearly.complete) == (2, ("达赉河水位记",), True)


def test_what_was_meant_is_told_whole_where_it_runs_over_a_pages_end(archive: Archive) -> None:
    document(archive, "冊", "水深達賴", "湖在北")
    nearly = archive.search.similar("達賚湖在北", "pages")
    assert (nearly.total, nearly.words) == (2, ("达赖湖在北",))


def test_a_misspelt_word_is_met_with_one_that_the_archive_has(archive: Archive) -> None:
    document(archive, "冊", "Далай нуур, the water level")
    archive.records.add(book("The Lake Yearbook"))
    slips = (("watre", "water"), ("wter", "water"), ("watter", "water"), ("далой", "Далай"), ("yearbok", "Yearbook"))
    for typed, meant in slips:
        assert archive.search.similar(typed).words == (meant,), typed


def test_only_what_is_known_is_counted_when_haste_is_asked_for(archive: Archive) -> None:
    document(archive, "冊", *["水"] * 7)
    hasty = archive.search.find("水", "pages", limit=3, offset=2, counted=False)
    assert hasty.hits == archive.search.find("水", "pages", limit=3, offset=2).hits
    assert hasty.total == 5


TEXTS = st.text('湖志aé -"()（）:：|&，ORNTAD年', min_size=1, max_size=8)
LEAVES = st.one_of(
    st.builds(Words, TEXTS, st.sampled_from(["", "title", "place"])),
    st.builds(Near, st.lists(TEXTS, min_size=2, max_size=3).map(tuple), st.integers(0, 99)),
    st.builds(lambda a, b: Years(min(a, b), max(a, b)), st.integers(0, 9999), st.integers(0, 9999)),
)


@given(TEXTS | st.text(max_size=30))
def test_every_line_can_be_read_and_written_and_means_the_same_then(query: str) -> None:
    node = parse(query)
    assert parse(to_text(node)) == node


@example([Years(0, 9999)], False)
@given(st.lists(LEAVES, min_size=1, max_size=3), st.booleans())
def test_the_leaves_of_a_query_survive_being_written(some: list[Words | Near | Years], negative: bool) -> None:
    node: Node = Any((All(tuple(some)), Not(some[0]) if negative else some[0]))
    said = [leaf for leaf in leaves(parse(to_text(node))) if not isinstance(leaf, Words)]
    assert [leaf for leaf in leaves(node) if isinstance(leaf, Years)] == [
        leaf for leaf in said if isinstance(leaf, Years)
    ]


def test_a_form_builds_a_query_and_is_built_from_its_text() -> None:
    form = Form((Row("湖志 王某"), Row("渔业", "title", "and"), Row("далай нуур", "", "not", True)), (1930, 1945))
    assert form.text() == '湖志 王某 title:渔业 NOT "далай нуур" year:1930-1945'
    again = Form.from_text(form.text())
    assert again is not None
    assert again.text() == form.text()
    assert Form.from_text("湖 OR (河 志)") is None
    either = Form.from_text("湖 OR title:河")
    assert either == Form((Row("湖"), Row("河", "title", "or")))
    near = Form((Row("志"),), (1930, 1930), Near(("湖", "далай нуур"), 5))
    assert near.text() == '志 NEAR(湖 "далай нуур", 5) year:1930'
    assert Form.from_text(near.text()) == near


def test_a_form_has_no_place_for_a_year_of_an_era() -> None:
    assert Form.from_text("湖志 年:民国24年") is None
    assert to_text(parse("湖志 年:民国24年")) == "湖志 year:民国24年"


def test_points_of_an_older_program_still_give_fields(archive: Archive) -> None:
    archive.records.add(NewRecord(b"", "gbk", "cnmarc", Points(title="湖志", author="王某", year="1935", text="湖志")))
    assert found(archive, "作者:王某 年:1930-1940") == [("record", 1)]


def test_deleting_a_document_takes_it_and_its_pages_out_of_every_count(archive: Archive) -> None:
    page = page_with(archive, "水深")
    archive.documents.delete(page.document, "double")
    assert found(archive, "NOT 海") == []
    assert archive.search.overview("NOT 海").facets == ()
