"""Records of local documents are valid, say what is known, are read back, and keep their links."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marc import profiles, write
from marc.checks import check
from marc.errors import MarcError
from marc.files import read_bytes
from marc.lines import from_line, to_line
from marc.local import (
    Link,
    LocalDocument,
    LocalName,
    LocalTitle,
    _forms,
    links,
    make_record,
    read_record,
    with_link,
    without_link,
)
from marc.record import Record

FORMS = tuple(_forms())
NLC = profiles.load("nlc")
LAKE = LocalDocument(
    "print",
    (LocalTitle("达赉湖水文记录", "chi"), LocalTitle("Lake Dalai", "eng", "parallel"),
     LocalTitle("水文记录", "", "variant")),
    (LocalName("张三", "著"), LocalName("区水务局", "编", body=True), LocalName("李四", "译", main=False),
     LocalName("王五", about=True, years="1900-1960")),
    1958, 1958, "1958", True, "海拉尔", "水文组", "112页", "26cm", ("chi",), ("水文",), ("湖", "水位"), ("达赉湖",),
    ("油印本",),
    "水位与冰情。", "P332.3", "LOCAL00000001", "2026年王芳捐赠", (("补缀", "2026-04-02", "李"),),
)  # fmt: skip
HAN = st.text("达赉湖水文记录满洲里照片一二三", min_size=1, max_size=8)


def faults(record: Record, profile: profiles.Profile) -> list[str]:
    return [f"{found.tag}: {found.message}" for found in check(record, profile) if found.severity != "note"]


def line(record: Record, tag: str) -> list[str]:
    return [to_line(field) for field in record.get(tag)]


@pytest.mark.parametrize("name", profiles.NAMES)
@pytest.mark.parametrize("form", FORMS)
def test_a_record_of_every_form_is_valid_under_every_profile(name: str, form: str) -> None:
    profile = profiles.load(name)
    for document in (replace(LAKE, form=form), LocalDocument(form, (LocalTitle("一"),), identifier="1")):
        record = with_link(make_record(document, profile, agency="ZLNE"), Link("urn:x#1", "https://a.cn/1", "12页"))
        assert faults(record, profile) == []


@settings(deadline=None)
@given(HAN, st.lists(st.tuples(HAN, st.booleans(), st.booleans()), max_size=3), st.integers(0, 2100),
       st.integers(0, 2100), st.sampled_from(FORMS), st.lists(HAN, max_size=2))  # fmt: skip
def test_any_document_makes_a_valid_record_that_is_written_and_read(
    title: str, people: list[tuple[str, bool, bool]], one: int, other: int, form: str, words: list[str]
) -> None:
    first, last = sorted((one, other))
    names = tuple(LocalName(name, "著", body, main) for name, body, main in people)
    made = LocalDocument(form, (LocalTitle(title),), names, first, last, terms=tuple(words), identifier="1")
    record = make_record(made, NLC, agency="A")
    assert faults(record, NLC) == []
    again = read_bytes(write.encode(record, "utf-8"), "utf-8")
    assert isinstance(again, Record)
    assert read_record(again, "cnmarc").titles[0].text == title


def test_the_type_of_record_follows_the_form() -> None:
    types = {form: make_record(replace(LAKE, form=form), NLC).leader[6:8] for form in FORMS}
    assert types == {
        "print": "am", "manuscript": "bm", "ancient": "vm", "serial": "as", "newspaper": "as", "photograph": "km",
        "map": "em", "oral": "im", "rubbing": "um",
    }  # fmt: skip


def test_a_record_says_what_is_known() -> None:
    record = make_record(LAKE, NLC, agency="ZLNE", today=date(2026, 3, 1))
    assert line(record, "100") == ["100 ## ‡a20260301d1958    em y0chiy0110    ea"]
    assert line(record, "200") == [
        "200 1# ‡a达赉湖水文记录‡9da lai hu shui wen ji lu‡b专著‡dLake Dalai‡f张三著‡g区水务局编‡g李四译‡zeng"
    ]
    assert line(record, "210") == ["210 ## ‡a海拉尔‡c水文组‡d1958"]
    assert line(record, "600") == ["600 #0 ‡a王五‡f(1900-1960)"]
    assert line(record, "701") == ["701 #0 ‡a张三‡9zhang san‡4著"]
    assert line(record, "711") == ["711 02 ‡a区水务局‡9qu shui wu ju‡4编"]
    assert line(record, "317") == ["317 ## ‡a2026年王芳捐赠"]
    assert line(record, "318") == ["318 ## ‡a补缀‡c20260402‡k李"]
    assert line(record, "607") == ["607 ## ‡a达赉湖"]
    assert [field.tag for field in record.fields] == sorted(field.tag for field in record.fields)


@pytest.mark.parametrize(("first", "last", "certain", "coded", "dated"), [
    (0, 0, True, "u        ", "出版年不明"), (1930, 1935, True, "f19301935", "1930"),
    (1940, 1940, False, "f19401940", "[1940?]"),
])  # fmt: skip
def test_an_uncertain_date_is_coded_as_one(first: int, last: int, certain: bool, coded: str, dated: str) -> None:
    made = replace(LAKE, first=first, last=last, certain=certain, dated="")
    record = make_record(made, NLC)
    assert record.first("100", "a")[8:17] == coded
    assert record.first("210", "d") == dated


def test_what_was_not_published_has_no_publisher() -> None:
    assert line(make_record(replace(LAKE, form="photograph"), NLC), "210") == ["210 #1 ‡a海拉尔‡d1958"]


def test_a_record_is_read_back_as_what_it_was_made_of() -> None:
    read = read_record(make_record(LAKE, NLC), "cnmarc")
    assert set(read.names) == set(LAKE.names)
    assert replace(read, names=(), titles=()) == replace(LAKE, names=(), titles=())
    assert [(t.text, t.role) for t in read.titles] == [(t.text, t.role) for t in LAKE.titles]


def test_a_record_of_marc21_is_read_too() -> None:
    read = read_record(make_record(LAKE, profiles.load("marc21")), "marc21")
    assert (read.titles[0].text, read.first, read.places) == ("达赉湖水文记录", 1958, ("达赉湖",))
    assert {name.name for name in read.names} >= {"张三", "王五"}


def test_a_document_without_a_title_or_of_no_form_makes_no_record() -> None:
    with pytest.raises(MarcError, match="title"):
        make_record(LocalDocument(), NLC)
    with pytest.raises(MarcError, match="photograph"):
        make_record(replace(LAKE, form="film"), NLC)


def test_a_link_is_added_once_changed_in_its_place_and_taken_out() -> None:
    record = make_record(LAKE, NLC)
    one, other = Link("urn:x#1", "https://a.cn/1", "12页"), Link("urn:x#2", "urn:x#2")
    both = with_link(with_link(record, one), other)
    assert links(both) == (one, other)
    assert line(both, "856") == ["856 4# ‡uhttps://a.cn/1‡xurn:x#1‡z12页", "856 ## ‡uurn:x#2‡xurn:x#2"]
    moved = Link("urn:x#1", "https://b.cn/1", "13页")
    assert links(with_link(both, moved)) == (moved, other)
    assert with_link(both, one) is both
    assert without_link(without_link(both, "urn:x#1"), "urn:x#2").fields == record.fields
    assert without_link(record, "urn:x#1") is record


def test_a_link_of_somebody_else_stays() -> None:
    foreign = from_line("856 4# ‡uhttps://example.org/17")
    record = make_record(LAKE, NLC)
    record = record.changed(fields=(*record.fields, foreign))
    assert foreign in without_link(with_link(record, Link("urn:x#1", "urn:x#1")), "urn:x#1").fields
    assert links(record) == ()
