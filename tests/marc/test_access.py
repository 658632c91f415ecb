from __future__ import annotations

from hypothesis import given

from marc.access import access_points
from marc.files import open_batch
from marc.lines import from_line
from marc.record import Record
from tests.helpers.samples import sample
from tests.marc.strategies import book, records


def western(*lines: str) -> Record:
    return Record("00000nam a2200000   4500", tuple(map(from_line, lines)))


def test_a_cnmarc_record_is_found_by_what_a_reader_knows() -> None:
    found = access_points(book("517 1# ‡a水文记录"), "cnmarc")
    assert found.title == "达赉湖水文记录"
    assert found.variant_titles == ("水文记录",)
    assert found.authors == ("区水务局",)
    assert (found.publisher, found.year, found.classification, found.language) == ("区水务局", "1958", "P332.3", "chi")
    assert found.subjects == ("湖泊-水文资料-内蒙古",)
    assert found.isbn == "9789999900027"
    assert found.keys == ("isbn:9789999900027",)


def test_the_text_has_titles_notes_and_readings_but_no_codes() -> None:
    text = access_points(book("300 ## ‡a内部资料，油印本"), "cnmarc").text
    assert "da lai hu shui wen ji lu" in text
    assert "内部资料，油印本" in text
    assert "em y0chiy" not in text
    assert "9789999900027" in text.split("\n")


def test_a_part_belongs_to_the_title_and_a_parallel_title_does_not() -> None:
    found = access_points(book("200 1# ‡a呼伦贝尔盟年鉴‡h2001‡dHulun Buir yearbook‡f盟志办编"), "cnmarc")
    assert found.title == "呼伦贝尔盟年鉴 2001"
    assert "Hulun Buir yearbook" in found.variant_titles


def test_the_stated_author_stands_in_where_there_is_no_heading() -> None:
    assert access_points(book(without=("711",)), "cnmarc").authors == ("区水务局编",)


def test_an_isbn_of_ten_digits_and_its_thirteen_are_one_key() -> None:
    ten = access_points(book("010 ## ‡a7-5037-1744-0（精装）"), "cnmarc")
    thirteen = access_points(book("010 ## ‡a978-7-5037-1744-4"), "cnmarc")
    assert ten.keys == thirteen.keys == ("isbn:9787503717444",)


def test_without_isbn_title_author_and_year_are_the_key_whatever_the_punctuation() -> None:
    one = access_points(book("200 1# ‡a达赉湖：水文记录", without=("010",)), "cnmarc")
    two = access_points(book("200 1# ‡a达赉湖 水文记录", without=("010",)), "cnmarc")
    assert one.keys == two.keys == ("tay:达赉湖水文记录|区水务局|1958",)


def test_with_a_folding_traditional_and_simplified_are_one_key() -> None:
    folding = {"達": "达", "賚": "赉", "記": "记", "錄": "录"}
    one = access_points(book("200 1# ‡a達賚湖水文記錄", without=("010",)), "cnmarc", folding)
    assert one.keys == access_points(book(without=("010",)), "cnmarc", folding).keys


def test_a_wrong_isbn_is_no_key() -> None:
    found = access_points(book("010 ## ‡a978-99999-0-002-5"), "cnmarc")
    assert found.isbn == "978-99999-0-002-5"
    assert found.keys[0].startswith("tay:")


def test_the_year_may_be_in_full_width_digits_or_only_coded() -> None:
    assert access_points(book("210 ## ‡d１９８５年"), "cnmarc").year == "1985"
    assert access_points(book(without=("210",)), "cnmarc").year == "1958"


def test_embedded_fields_are_found_too() -> None:
    assert "地方文献丛书" in access_points(book("410 #0 ‡12001 ‡a地方文献丛书"), "cnmarc").text


def test_a_marc21_record_is_found_by_what_a_reader_knows() -> None:
    found = access_points(
        western(
            "008 850101s1985    cc            000 0 eng d",
            "020 ## ‡a7503717440 (pbk.)",
            "082 04 ‡a551.48",
            "100 1# ‡aLattimore, Owen,‡d1900-1989.",
            "245 10 ‡aMongol journeys :‡ba report /‡cOwen Lattimore.",
            "260 ## ‡aLondon :‡bCape,‡c1985.",
            "650 #0 ‡aLakes‡zMongolia.",
        ),
        "marc21",
    )
    assert found.title == "Mongol journeys a report"
    assert found.authors == ("Lattimore, Owen, 1900-1989",)
    assert (found.publisher, found.year, found.language, found.classification) == ("Cape", "1985", "eng", "551.48")
    assert found.subjects == ("Lakes-Mongolia",)
    assert found.keys == ("isbn:9787503717444",)


def test_every_real_record_has_a_title_a_year_and_a_key() -> None:
    for record in open_batch(sample("marc/cnmarc_real_3.xml")):
        assert isinstance(record, Record)
        found = access_points(record, "cnmarc")
        assert "中国发展报告" in found.title
        assert found.year in ("1994", "1995", "1996")
        assert found.keys[0].startswith("isbn:9787503")


@given(records())
def test_any_record_has_access_points(record: Record) -> None:
    for format in ("cnmarc", "marc21"):
        found = access_points(record, format)
        assert len(found.year) in (0, 4)
