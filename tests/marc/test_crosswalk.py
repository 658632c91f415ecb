"""The crosswalk: what a field of one format is in the other."""

from __future__ import annotations

import pytest

from marc import profiles
from marc.crosswalk import Converted, convert
from marc.crosswalk.table import parse
from marc.errors import MarcError
from marc.lines import from_line, leader_from_line, to_line
from marc.record import Record
from resources import marc as definitions
from tests.marc.strategies import CNMARC_LEADER, book

MARC21_LEADER = "00000nam a2200000 i 4500"
HEAD = ("008 020617s2001    cc            000 0 chi d", "040 ## ‡aCN-ZLNE‡bchi‡cCN-ZLNE")


def western(*lines: str, leader: str = MARC21_LEADER) -> Record:
    return Record(leader, tuple(map(from_line, lines)))


def to_marc21(*lines: str) -> list[str]:
    """The lines that are not there without these."""
    plain = lines_of(convert(book(without=("010", "200", "606", "690", "711")), "marc21"))
    found = lines_of(convert(book(*lines, without=("010", "200", "606", "690", "711")), "marc21"))
    return [line for line in found if line not in plain]


def to_cnmarc(*lines: str, profile: str = "nlc") -> list[str]:
    plain = lines_of(convert(western(*HEAD), "cnmarc", profiles.load(profile)))
    found = lines_of(convert(western(*HEAD, *lines), "cnmarc", profiles.load(profile)))
    return [line for line in found if line not in plain and line[:3] != "100"]  # which tells the script of the title


def lines_of(converted: Converted) -> list[str]:
    return [to_line(field) for field in converted.record.fields]


def lost_of(converted: Converted) -> list[tuple[str, int, str, str]]:
    return [(one.tag, one.occurrence, one.subfield, one.value) for one in converted.lost]


def test_a_chinese_book_is_a_marc21_record_with_its_readings_in_880() -> None:
    converted = convert(book(), "marc21")
    assert converted.record.leader == MARC21_LEADER
    assert lines_of(converted) == [
        "001 ZL0001",
        "008 231114s1958    cc a   g      000 0 chi d",
        "020 ## ‡a9789999900027 :‡cCNY12.00",
        "040 ## ‡aCN-ZLNE‡bchi‡cCN-ZLNE",
        "044 ## ‡acc‡b150000",
        "084 ## ‡aP332.3‡2clc/5",
        "245 00 ‡6880-01‡a达赉湖水文记录‡h[专著] /‡c区水务局编.",
        "264 #1 ‡a满洲里 :‡b区水务局,‡c1958.",
        "300 ## ‡a112页 :‡b图 ;‡c26cm",
        "650 04 ‡a湖泊‡x水文资料‡z内蒙古",
        "710 2# ‡6880-02‡a区水务局,‡e编",
        "880 00 ‡6245-01/(B‡ada lai hu shui wen ji lu.",
        "880 2# ‡6710-02/(B‡aqu shui wu ju",
    ]


def test_an_agency_that_catalogues_in_english_has_the_romanised_form_in_the_regular_field() -> None:
    changed = book("100 ## ‡a20231114d1958    em y0engy0110    ea", "101 0# ‡achi")
    lines = lines_of(convert(changed, "marc21"))
    assert "245 00 ‡6880-01‡ada lai hu shui wen ji lu." in lines
    assert "880 00 ‡6245-01/$1‡a达赉湖水文记录‡h[专著] /‡c区水务局编." in lines


def test_the_romanised_form_of_a_western_record_becomes_the_reading() -> None:
    lines = (
        "245 10 ‡6880-01‡aLu Xun yu Zhe dong wen hua /‡cChen Fangjing zhu.",
        "880 10 ‡6245-01/$1‡a鲁迅与浙东文化 /‡c陈方竞著.",
        "100 1# ‡6880-02‡aChen, Fangjing.",
        "880 1# ‡6100-02/$1‡a陈方竞.",
    )
    assert to_cnmarc(*lines) == [
        "200 1# ‡a鲁迅与浙东文化‡9Lu Xun yu Zhe dong wen hua‡f陈方竞著‡FChen Fangjing zhu",
        "700 #1 ‡a陈方竞‡9Chen, Fangjing",
    ]
    assert to_cnmarc(*lines, profile="calis") == [
        "200 1# ‡a鲁迅与浙东文化‡ALu Xun yu Zhe dong wen hua‡f陈方竞著‡FChen Fangjing zhu",
        "700 #1 ‡a陈方竞‡AChen, Fangjing",
    ]


def test_a_field_that_gets_no_reading_is_repeated_in_the_other_script() -> None:
    lines = ("260 ## ‡6880-01‡aTōkyō :‡bKazama Shobō.", "880 ## ‡6260-01/$1‡a東京 :‡b風間書房.")
    assert to_cnmarc(*lines) == [
        "210 ## ‡6a01‡7ea‡a東京‡c風間書房",
        "210 ## ‡6a01‡7ba‡aTōkyō‡cKazama Shobō",
    ]
    back = convert(convert(western(*HEAD, *lines), "cnmarc").record, "marc21")
    assert lines_of(back)[-2:] == [
        "264 #1 ‡6880-01‡a東京 :‡b風間書房.",
        "880 #1 ‡6264-01/(B‡aTōkyō :‡bKazama Shobō.",
    ]


TITLES = [
    ("‡a甲‡h第1册‡i乙‡e丙‡f丁著‡g戊译", "‡a甲.‡n第1册,‡p乙 :‡b丙 /‡c丁著 ; 戊译."),
    ("‡a甲‡d乙‡e丙‡f丁", "‡a甲 =‡b乙 : 丙 /‡c丁."),
    ("‡a甲‡a乙‡f丁", "‡a甲 ;‡b乙 /‡c丁."),
    ("‡a甲‡f丁‡c乙‡e丙‡f戊‡g己", "‡a甲 /‡c丁. 乙 : 丙 / 戊 ; 己."),
    ("‡a甲‡b录音制品‡e乙", "‡a甲‡h[录音制品] :‡b乙."),
    ("‡a甲‡i乙‡f丁", "‡a甲.‡p乙 /‡c丁."),
]


@pytest.mark.parametrize(("chinese", "western_form"), TITLES)
def test_a_title_is_divided_by_subfields_here_and_by_punctuation_there(chinese: str, western_form: str) -> None:
    assert to_marc21(f"200 1# {chinese}") == [f"245 00 {western_form}"]
    assert to_cnmarc(f"245 00 {western_form}") == [f"200 1# {chinese}"]


def test_a_title_without_punctuation_is_read_too() -> None:
    assert to_cnmarc("245 00 ‡aJazz‡bhow it began‡cby X.") == ["200 1# ‡aJazz‡ehow it began‡fby X."]


def test_a_stop_behind_an_abbreviation_stays() -> None:
    assert to_cnmarc("250 ## ‡aRev. ed.") == ["205 ## ‡aRev. ed."]
    assert to_cnmarc("250 ## ‡aThird edition.") == ["205 ## ‡aThird edition"]


def test_an_article_counts_in_the_second_indicator_and_a_count_that_is_no_article_is_reported() -> None:
    english = western("008 020617s2001    nyu           000 0 eng d", "245 04 ‡aThe fire.")
    there = convert(english, "cnmarc")
    assert lost_of(there) == []
    assert "245 04 ‡aThe fire." in lines_of(convert(there.record, "marc21"))
    odd = western("008 020617s2001    nyu           000 0 eng d", "245 05 ‡aThat fire.")
    assert lost_of(convert(odd, "cnmarc")) == [("245", 1, "ind2", "5")]


def test_marks_round_an_article_go_into_the_second_indicator() -> None:
    assert to_marc21("200 1# ‡a\x98L'\x9cArt‡fX") == ["245 02 ‡aL'Art /‡cX."]


NAMES = [
    ("700 #1 ‡aLovano‡bJoe‡f1952-‡4070", "100 1# ‡aLovano, Joe,‡d1952-‡4aut"),
    ("701 #0 ‡a鲁迅‡f1881-1936‡4著", "700 0# ‡a鲁迅,‡d1881-1936,‡e著"),
    ("702 #1 ‡aScaglia‡bCesare‡4730", "700 1# ‡aScaglia, Cesare‡4trl"),
    ("702 #0 ‡a李明‡4译", "700 0# ‡a李明,‡e译"),
    ("701 #1 ‡aSmith‡bJ. R.‡gJohn Robert", "700 1# ‡aSmith, J. R.‡q(John Robert)"),
    ("711 02 ‡a国家统计局‡b办公室", "710 2# ‡a国家统计局.‡b办公室"),
    ("711 02 ‡aApollo‡cSpacecraft", "710 2# ‡aApollo (Spacecraft)"),
    ("711 12 ‡a年会‡d第3次‡f1998‡e海拉尔", "711 2# ‡a年会‡n(第3次 :‡d1998 :‡c海拉尔)"),
    ("721 ## ‡aPahlavi‡f1925-1979", "700 3# ‡aPahlavi,‡d1925-1979"),
]


@pytest.mark.parametrize(("chinese", "western_form"), NAMES)
def test_a_name_is_converted_there_and_back(chinese: str, western_form: str) -> None:
    assert to_marc21(chinese) == [western_form]
    assert to_cnmarc(western_form) == [chinese]


def test_an_initial_keeps_its_stop_and_a_name_loses_that_of_the_heading() -> None:
    assert to_cnmarc("700 1# ‡aWorld, L.") == ["701 #1 ‡aWorld‡bL."]
    assert to_cnmarc("700 1# ‡aChen, Fangjing.") == ["701 #1 ‡aChen‡bFangjing"]


def test_only_the_first_main_heading_becomes_a_main_entry_and_the_title_says_so() -> None:
    made = to_marc21("200 1# ‡a甲", "700 #0 ‡a乙", "710 02 ‡a丙")
    assert made == ["100 0# ‡a乙", "245 10 ‡a甲.", "710 2# ‡a丙"]


SUBJECTS = [
    ("606 0# ‡a经济发展‡x概况‡y中国‡z1994‡j年鉴", "650 04 ‡a经济发展‡x概况‡z中国‡y1994‡v年鉴"),
    ("606 ## ‡aJazz‡2lc", "650 #0 ‡aJazz"),
    ("606 ## ‡aJazz‡2fast", "650 #7 ‡aJazz‡2fast"),
    ("607 ## ‡a呼伦贝尔‡x地方志", "651 #4 ‡a呼伦贝尔‡x地方志"),
    ("600 #0 ‡a鲁迅‡f1881-1936‡x研究", "600 04 ‡a鲁迅,‡d1881-1936‡x研究"),
    ("601 02 ‡a区水务局‡x史料", "610 24 ‡a区水务局‡x史料"),
    ("610 0# ‡a湖泊", "653 0# ‡a湖泊"),
    ("690 ## ‡aF124‡v4", "084 ## ‡aF124‡2clc/4"),
    ("690 ## ‡aF124", "084 ## ‡aF124‡2clc"),
    ("686 ## ‡a28.24‡2bkl", "084 ## ‡a28.24‡2bkl"),
    ("676 ## ‡a951.7‡v23", "082 04 ‡a951.7‡223"),
]


@pytest.mark.parametrize(("chinese", "western_form"), SUBJECTS)
def test_a_subject_or_class_is_converted_there_and_back(chinese: str, western_form: str) -> None:
    assert to_marc21(chinese) == [western_form]
    assert to_cnmarc(western_form) == [chinese]


LINKS = [
    ("461 #0 ‡1001X1‡12001 ‡a总集‡v3", "773 18 ‡iSet:‡t总集‡g3‡wX1"),
    ("430 #1 ‡1011  ‡a1000-0001‡12001 ‡a旧刊", "780 00 ‡t旧刊‡x1000-0001"),
    ("454 #0 ‡12001 ‡aFoundation‡1701 1‡aAsimov‡bIsaac", "765 1# ‡aAsimov, Isaac‡tFoundation"),
    ("410 #0 ‡12001 ‡a丛书‡v第1种", "830 #0 ‡a丛书 ;‡v第1种"),
    ("464 #0 ‡12001 ‡a附篇", "740 02 ‡a附篇"),
    ("452 #0 ‡12001 ‡a甲‡1210  ‡a北京‡c新社‡d2001", "776 1# ‡t甲‡d北京 : 新社, 2001"),
]


@pytest.mark.parametrize(("chinese", "western_form"), LINKS)
def test_a_link_embeds_fields_here_and_has_texts_there(chinese: str, western_form: str) -> None:
    assert to_marc21(chinese) == [western_form]
    assert to_cnmarc(western_form) == [chinese]


def test_a_link_without_embedded_fields_is_read_too() -> None:
    assert to_marc21("461 #0 ‡t总集‡v3‡x1000-0001") == ["773 18 ‡iSet:‡t总集‡g3‡x1000-0001"]


def test_a_reading_inside_a_link_has_its_own_880() -> None:
    chinese = "410 #0 ‡12001 ‡a丛书‡9cong shu‡v第1种"
    made = to_marc21(chinese)
    assert made == ["830 #0 ‡6880-01‡a丛书 ;‡v第1种", "880 #0 ‡6830-01/(B‡acong shu"]
    assert to_cnmarc(*made) == [chinese]


def test_a_name_with_a_title_is_a_link_and_a_name() -> None:
    there = to_cnmarc("700 12 ‡aBach, Johann.‡tSuites")
    assert there == ["464 #0 ‡150010‡aSuites‡1701 1‡aBach‡bJohann", "701 #1 ‡aBach‡bJohann"]
    assert to_marc21(*there) == ["700 1# ‡aBach, Johann", "700 12 ‡aBach, Johann.‡tSuites"]


def test_the_series_statement_says_whether_it_is_traced() -> None:
    assert to_marc21("225 1# ‡a丛书‡v2") == ["490 0# ‡a丛书 ;‡v2"]
    traced = ["225 2# ‡a丛书‡v2", "410 #0 ‡12001 ‡a丛书‡v2"]
    assert to_marc21(*traced) == ["490 1# ‡a丛书 ;‡v2", "830 #0 ‡a丛书 ;‡v2"]
    assert to_cnmarc("490 1# ‡a丛书 ;‡v2", "830 #0 ‡a丛书 ;‡v2") == traced
    assert to_cnmarc("440 #0 ‡a丛书 ;‡v2") == traced


def test_manufacture_and_copyright_are_fields_of_their_own_there() -> None:
    chinese = "210 ## ‡a北京‡c新社‡d2001‡e天津‡g印刷厂‡h2002‡d©2000"
    there = ["264 #1 ‡a北京 :‡b新社,‡c2001.", "264 #3 ‡a天津 :‡b印刷厂,‡c2002.", "264 #4 ‡c©2000"]
    assert to_marc21(chinese) == there
    assert to_cnmarc(*there) == [chinese]


@pytest.mark.parametrize(
    ("chinese", "western_form"),
    [
        ("010 ## ‡a978-7-5037-1744-4‡b精装‡dCNY68.00", "020 ## ‡a9787503717444‡q(精装) :‡cCNY68.00"),
        ("010 ## ‡z7-5037-1744-9", "020 ## ‡z7-5037-1744-9"),
        ("011 ## ‡a1000-0001‡y1000-0002‡z1000-0003", "022 ## ‡a1000-0001‡z1000-0002‡y1000-0003"),
        ("091 ## ‡a10056·123‡d¥0.50", "024 8# ‡a10056·123 :‡c¥0.50‡d统一书号"),
        ("510 1# ‡aHulun Lake‡erecords", "246 31 ‡aHulun Lake :‡brecords"),
        ("512 1# ‡a封面题名", "246 14 ‡a封面题名"),
        ("540 1# ‡a另一题名", "246 3# ‡iTitle supplied by cataloguer:‡a另一题名"),
        ("500 11 ‡a圣经‡i旧约", "130 0# ‡a圣经.‡p旧约"),
        ("330 ## ‡a提要。", "520 ## ‡a提要。"),
        ("326 ## ‡a月刊‡b1998-", "310 ## ‡a月刊,‡b1998-"),
        ("181 ## ‡ctxt‡2rdacontent", "336 ## ‡atext‡btxt‡2rdacontent"),
        ("856 40 ‡uhttps://x.example/1‡2全文", "856 4# ‡uhttps://x.example/1‡y全文"),
        ("905 ## ‡aZLNE‡dF124‡e26", "905 ## ‡aZLNE‡dF124‡e26"),
        ("692 ## ‡a28.24‡v3", "692 ## ‡a28.24‡v3"),
    ],
)
def test_other_fields_are_converted_there_and_back(chinese: str, western_form: str) -> None:
    assert [line for line in to_marc21(chinese) if line[:3] != "245"] == [western_form]
    assert to_cnmarc(western_form) == [chinese.replace("856 40", "856 4#")]


def test_the_number_that_an_agency_gave_is_003_there_and_035_here() -> None:
    there = convert(western(*HEAD, "001 B3220", "003 CStRLIN"), "cnmarc").record
    assert "035 ## ‡a(CStRLIN)B3220" in [to_line(field) for field in there.fields]
    back = lines_of(convert(there, "marc21"))
    assert "003 CStRLIN" in back
    assert not any(line.startswith("035") for line in back)


def test_countries_and_languages_stand_in_008_and_beside_it_what_it_has_no_place_for() -> None:
    made = to_marc21("101 1# ‡achi‡achn‡cjpn", "102 ## ‡aHK‡aUS‡cUS-NY")
    assert [line for line in made if line[:3] in ("041", "044")] == [
        "041 1# ‡achi‡achn‡hjpn",
        "044 ## ‡acc‡axxu‡cHK‡cUS-NY",
    ]
    assert to_marc21("102 ## ‡aUS‡cUS-NY") == ["008 231114s1958    nyua   g      000 0 chi d"]
    assert to_cnmarc("041 1# ‡achijpn‡heng") == ["101 1# ‡achi‡ajpn‡ceng"]


def test_a_serial_is_coded_in_110() -> None:
    serial = western("008 020617c19989999cc mr p       0   b0chi d", "245 00 ‡a甲.", leader="00000nas a2200000 i 4500")
    made = convert(serial, "cnmarc")
    assert "110 ## ‡aafa    0   " in lines_of(made)
    assert made.record.leader[7] == "s"


def test_what_cannot_be_carried_is_named_with_its_place_and_reason() -> None:
    converted = convert(book("300 ## ‡a甲", "300 ## ‡b乙", "191 ## ‡a拓片", without=("711",)), "marc21")
    assert lost_of(converted) == [("300", 1, "b", "乙"), ("191", 1, "a", "拓片")]
    assert [one.reason.message for one in converted.lost] == [
        "MARC21 has no place for ‡b of field 300.",
        "MARC21 has no place for field 191.",
    ]


def test_a_code_that_says_less_there_is_reported() -> None:
    converted = convert(book("105 ## ‡aa   o   000yy"), "marc21")
    assert lost_of(converted) == [("105", 1, "a", "o")]
    assert converted.lost[0].reason.message == "“o” in position 4 of field 105 is “s” in MARC21, which says less."


def test_a_100_of_35_characters_is_read_as_far_as_it_goes_and_reported() -> None:
    converted = convert(book("100 ## ‡a20231114d1958    emy0chiy0110    ea"), "marc21")
    assert converted.record.control("008")[7:11] == "1958"
    assert ("100", 1, "a", "20231114d1958    emy0chiy0110    ea") in lost_of(converted)


def test_a_record_in_the_format_that_is_asked_for_stays_as_it_is() -> None:
    record = book()
    assert convert(record, "cnmarc") == Converted(record, ())


def test_the_leader_of_cnmarc_ends_as_the_profile_wants() -> None:
    record = western(*HEAD, "245 00 ‡a甲.", leader=leader_from_line("LDR 00000cas#a22000007a#4500"))
    assert convert(record, "cnmarc").record.leader == "00000cas0 22000003  450 "
    assert convert(record, "cnmarc", profiles.load("unimarc")).record.leader == "00000cas0 22000003  450 "


def test_an_unknown_format_and_an_authority_record_are_refused() -> None:
    with pytest.raises(MarcError, match="no crosswalk to “danmarc”"):
        convert(book(), "danmarc")
    with pytest.raises(MarcError, match="authority record"):
        convert(western("100 1# ‡aBach", leader="00000nz  a2200000n  4500"), "cnmarc")


def test_a_row_that_cannot_be_understood_is_named() -> None:
    text = definitions.text("crosswalk/cnmarc-marc21.toml")
    with pytest.raises(MarcError, match="“a~a” in the crosswalk"):
        parse(text.replace('parts = "a=a z=z"', 'parts = "a~a z=z"', 1))
    with pytest.raises(MarcError, match="cannot be read"):
        parse(text.replace("[codes]", "[kodes]"))


def test_a_record_of_one_format_has_the_leader_of_it() -> None:
    assert convert(Record(CNMARC_LEADER, ()), "marc21").record.leader == MARC21_LEADER
