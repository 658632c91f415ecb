"""There and back: a record is found by the same words as before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist.samples.records import OTHER_RECORDS, sample_records
from marc import files, profiles
from marc.access import AccessPoints, access_points
from marc.crosswalk import convert
from marc.lines import from_line, to_line
from marc.record import Record
from tests.helpers.samples import sample
from tests.marc.strategies import CNMARC_LEADER

MARC21_LEADER = "00000nam a2200000 i 4500"
OTHER = {"cnmarc": "marc21", "unimarc": "marc21", "marc21": "cnmarc"}
BACK = {"cnmarc": "cnmarc", "unimarc": "cnmarc", "marc21": "marc21"}


def found_by(record: Record, format: str) -> AccessPoints:
    """The access points; not the text for searching, in which notes stand in another order."""
    return replace(access_points(record, format), text="")


def there_and_back(record: Record, format: str, profile: str = "nlc") -> tuple[Record, Record]:
    rules = profiles.load(profile)
    there = convert(record, OTHER[format], rules).record
    return there, convert(there, BACK[format], rules).record


def read(name: str) -> Iterator[Record]:
    return (item for item in files.open_batch(sample(f"marc/{name}")) if isinstance(item, Record))


@pytest.mark.parametrize("profile", ["nlc", "calis", "interlib"])
def test_our_sample_records_are_found_by_the_same_words_there_and_back(profile: str) -> None:
    for record in [*sample_records(), *sample_records(OTHER_RECORDS)]:
        _there, back = there_and_back(record, "cnmarc", profile)
        assert found_by(back, "cnmarc") == found_by(record, "cnmarc")


def test_our_sample_records_are_found_by_the_same_words_in_the_other_format() -> None:
    for record in [*sample_records(), *sample_records(OTHER_RECORDS)]:
        here, there = found_by(record, "cnmarc"), found_by(convert(record, "marc21").record, "marc21")
        assert (
            there.publisher, there.year, there.isbn.rstrip(" :"), there.language, there.classification, there.subjects,
        ) == (
            here.publisher, here.year, here.isbn, here.language, here.classification, here.subjects,
        )  # fmt: skip
        assert there.title.startswith(here.title)  # MARC21 counts the other titles in ‡b as part of it


@pytest.mark.samples
@pytest.mark.parametrize(("name", "format"), [("cnmarc_real_3.xml", "cnmarc"), ("unimarc_embedded_4xx.mrc", "unimarc")])
def test_real_chinese_and_unimarc_records_are_found_by_the_same_words_there_and_back(name: str, format: str) -> None:
    for record in read(name):
        _there, back = there_and_back(record, format)
        assert found_by(back, format) == found_by(record, format)


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "count"),
    [("realistic_2000.mrc", 200), ("jazz_1k_marc8.mrc", 1000), ("marc8_cjk1.marc", 1), ("marc8_cjk2.marc", 1),
     ("marc8_cjk3.marc", 1), ("marc8_cjk4.marc", 1), ("marc8_cyrillic.marc", 1)],
)  # fmt: skip
def test_real_western_records_are_found_by_the_same_words_there_and_back(name: str, count: int) -> None:
    for record in islice(read(name), count):
        _there, back = there_and_back(record, "marc21")
        assert found_by(back, "marc21") == found_by(record, "marc21")


@pytest.mark.samples
def test_the_calis_form_of_a_record_comes_back_field_by_field() -> None:
    """But what MARC21 has no place for: a second date of the agencies; the blank positions of 100 are written out."""
    changing = ("100", "105", "500", "606", "801")
    for record in read("cnmarc_real_3.xml"):
        _there, back = there_and_back(record, "cnmarc", "calis")
        wanted = [to_line(field) for field in record.fields if field.tag not in changing]
        assert [to_line(field) for field in back.fields if field.tag not in changing] == wanted


def sentences(letters: str) -> st.SearchStrategy[str]:
    """Texts without punctuation, which in MARC21 would divide them."""
    word = st.text(letters, min_size=1, max_size=6)
    return st.lists(word, min_size=1, max_size=3).map(" ".join)


CHINESE = sentences("达赉湖水文记录区局编abcXYZ019")
LATIN = sentences("abcdefgXYZéü")
YEARS = st.integers(1000, 2029).map(str)
LANGUAGES = st.sampled_from(["chi", "eng", "rus", "mon", "jpn"])


@st.composite
def chinese_records(draw: st.DrawFn) -> Record:
    """CNMARC records with everything by which a record is found."""
    text, year = draw(CHINESE), draw(YEARS)
    lines = [
        f"100 ## ‡a20231114d{year}    em y0chiy0110    ea",
        f"101 0# ‡a{draw(LANGUAGES)}",
        "102 ## ‡aCN",
        f"200 1# ‡a{text}{draw(optional('‡h', CHINESE))}{draw(optional('‡i', CHINESE))}"
        f"{draw(optional('‡e', CHINESE))}{draw(optional('‡d', CHINESE))}{draw(optional('‡f', CHINESE))}",
        f"210 ## ‡a{draw(CHINESE)}‡c{draw(CHINESE)}‡d{draw(YEARS)}",
    ]
    lines += sorted(draw(st.lists(st.one_of(*map(with_texts, CHINESE_FIELDS)), max_size=6)))
    return Record(CNMARC_LEADER, tuple(map(from_line, lines)))


def optional(code: str, text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), text.map(lambda value: code + value))


def with_texts(pattern: str) -> st.SearchStrategy[str]:
    return st.builds(pattern.format, CHINESE, LATIN, YEARS)


CHINESE_FIELDS = (
    "500 10 ‡a{0}", "510 1# ‡a{1}", "512 1# ‡a{0}", "517 1# ‡a{0}‡h{1}‡i{0}", "540 1# ‡a{0}",
    "600 #0 ‡a{0}‡x{1}", "600 #1 ‡a{0}‡b{1}", "601 02 ‡a{0}‡b{1}", "605 ## ‡a{0}‡x{1}", "606 ## ‡a{0}‡x{1}‡y{0}‡z{2}",
    "607 ## ‡a{0}‡x{1}", "608 ## ‡a{0}", "610 0# ‡a{0}", "690 ## ‡a{1}‡v5", "676 ## ‡a{2}‡v23", "692 ## ‡a{1}",
    "700 #0 ‡a{0}‡f{2}-‡4著", "701 #1 ‡a{0}‡b{1}‡f{2}-", "701 #0 ‡a{0}‡c{1}‡4译", "702 #0 ‡a{0}‡4译",
    "711 02 ‡a{0}‡b{1}‡4编", "712 02 ‡a{0}", "711 12 ‡a{0}‡d{2}‡f{2}", "720 ## ‡a{0}", "730 ## ‡a{0}",
    "010 ## ‡a{2}", "010 ## ‡a978-7-5037-1744-4‡b{0}",
)  # fmt: skip


@given(chinese_records())
def test_a_chinese_record_is_found_by_the_same_words_there_and_back(record: Record) -> None:
    _there, back = there_and_back(record, "cnmarc")
    assert found_by(back, "cnmarc") == found_by(record, "cnmarc")


WESTERN_FIELDS = (
    "020 ## ‡a9787503717444 (pbk.)", "020 ## ‡a{2}", "084 ## ‡a{1}‡2clc", "082 04 ‡a{2}‡223", "050 00 ‡a{1}‡b{2}",
    "090 ## ‡a{1}", "100 1# ‡a{0}, {1},‡d{2}-", "110 2# ‡a{0}.‡b{1}.", "130 0# ‡a{0}.‡p{1}.", "240 10 ‡a{0}.",
    "246 ## ‡a{0} :‡b{1}", "246 14 ‡a{0}", "246 31 ‡a{1}.‡n{2},‡p{0}", "600 10 ‡a{0}, {1},‡d{2}-‡x{0}",
    "610 20 ‡a{0}.‡b{1}",
    "630 00 ‡a{0}", "650 #0 ‡a{0}‡x{1}‡z{0}‡v{1}", "651 #0 ‡a{0}‡y{2}", "653 ## ‡a{0}", "655 #7 ‡a{0}‡2lcgft",
    "700 1# ‡a{0}, {1}", "700 0# ‡a{0},‡cSaint,‡d{2},‡eauthor", "700 12 ‡a{0}, {1},‡d{2}.‡t{0}.",
    "710 2# ‡a{0},‡eeditor",
    "730 0# ‡a{0}", "740 02 ‡a{1}", "711 2# ‡a{0}‡n(1st :‡d{2} :‡c{1})",
)  # fmt: skip


@st.composite
def western_records(draw: st.DrawFn) -> Record:
    """MARC21 records with everything by which a record is found."""

    def texts(pattern: str) -> str:
        return pattern.format(draw(LATIN), draw(LATIN), draw(YEARS))

    lines = [
        f"008 231114s{draw(YEARS)}    nyu           000 0 {draw(LANGUAGES)} d",
        texts(
            draw(st.sampled_from(["245 00 ‡a{0} :‡b{1} /‡cby A.", "245 10 ‡a{0}.‡n{2},‡p{1} /‡cby B.", "245 00 ‡a{0}"]))
        ),
        texts(draw(st.sampled_from(["260 ## ‡a{0} :‡b{1},‡c{2}.", "264 #1 ‡a{0} :‡b{1},‡c[{2}]", "264 #1 ‡a{0}"]))),
    ]
    chosen = draw(st.lists(st.sampled_from(WESTERN_FIELDS), max_size=6))
    single = {one[:3]: one for one in chosen if one[:3] in ("100", "110", "130", "240")}
    chosen = [one for one in chosen if one[:3] not in single] + [*single.values()][:1]
    return Record(MARC21_LEADER, tuple(map(from_line, sorted([*lines, *map(texts, chosen)]))))


@given(western_records())
def test_a_western_record_is_found_by_the_same_words_there_and_back(record: Record) -> None:
    _there, back = there_and_back(record, "marc21")
    assert found_by(back, "marc21") == found_by(record, "marc21")
