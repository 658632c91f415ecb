from __future__ import annotations

import pytest
from hypothesis import given

from marc import profiles
from marc.build import new_record
from marc.checks import Finding, check
from marc.files import open_batch, read_bytes
from marc.lines import from_line
from marc.record import DataField, Record, Subfield
from marc.write import encode
from tests.helpers.samples import sample
from tests.marc.strategies import book, records

GENERAL = "100 ## ‡a{}y0chiy0110    ea"
# a record that breaks the rule, and one that nearly does
RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "undefined_field": (("299 ## ‡a达赉湖",), ("300 ## ‡a达赉湖",)),
    "undefined_subfield": (("300 ## ‡a内部资料‡b油印",), ("210 ## ‡a满洲里‡b中苏街‡d1958",)),
    "repeated_subfield": (("690 ## ‡aP332.3‡v4‡v5",), ("690 ## ‡aP332.3‡aP343.3‡v5",)),
    "indicator": (("200 5# ‡a达赉湖",), ("200 0# ‡a达赉湖",)),
    "empty_subfield": (("215 ## ‡a112页‡c",), ("215 ## ‡a112页‡c图",)),
    "text_before_subfield": (("300 ## 内部资料‡a油印",), ("300 ## ‡a内部资料",)),
    "missing_subfield": (("200 1# ‡e水文记录",), ("200 1# ‡a达赉湖‡e水文记录",)),
    "general_data_length": (("100 ## ‡a20231114d1958    em y0chiy0110    e",), ()),
    "entry_date": (
        ("100 ## ‡a20231314d1958    em y0chiy0110    ea",),
        ("100 ## ‡a20231231d1958    em y0chiy0110    ea",),
    ),
    "coded_year": (
        ("100 ## ‡a20231114d19A8    em y0chiy0110    ea",),
        ("100 ## ‡a20231114f19  1985em y0chiy0110    ea",),
    ),
    "coded_value": (
        ("100 ## ‡a20231114d1958    qm y0chiy0110    ea",),
        ("100 ## ‡a20231114d1958    k  y0chiy0110    ea",),
    ),
    "unknown_code": (("101 0# ‡azho",), ("101 0# ‡achi‡amnc‡axal",)),
    "charset": (("100 ## ‡a20231114d1958    em y0chiy9999    ea",), ("100 ## ‡a20231114d1958    em y0chiy50      ea",)),
    "cataloguing_language": (("100 ## ‡a20231114d1958    em y0engy0110    ea",), ()),
    "isbn_check_digit": (("010 ## ‡a978-99999-0-002-5",), ("010 ## ‡a7-5037-1744-0（精装）",)),
    "isbn_length": (("010 ## ‡a978-99999-0",), ("010 ## ‡dCNY12.00",)),
    "issn": (("011 ## ‡a1000-1234",), ("011 ## ‡a0317-8471",)),
    "years_differ": (("210 ## ‡a满洲里‡d1985",), ("210 ## ‡a满洲里‡d1958.10",)),
    "pinyin_form": (("200 1# ‡a达赉湖‡ADa lai hu",), ("225 2# ‡a丛书‡ACong shu",)),
    "pinyin_count": (("200 1# ‡a达赉湖‡9da lai",), ("200 1# ‡a达赉湖2001‡9da lai hu 2001",)),
    "pinyin_reading": (("200 1# ‡a达赉湖‡9da lai fu",), ("200 1# ‡a音乐‡9yin yue",)),
    "control_character": (("300 ## ‡a内部{U+8}资料",), ("300 ## ‡a内部 资料",)),
    "lost_character": (("300 ## ‡a内部\ufffd料",), ("300 ## ‡a内部〓料",)),
    "not_in_encoding": (("300 ## ‡a蒙文ᠮ",), ("300 ## ‡a蒙文",)),
    "clc_class": (("690 ## ‡aY332.3‡v5",), ("690 ## ‡aTP311.13‡v5",)),
    "clc_point": (("690 ## ‡aK2926‡v5",), ('690 ## ‡aK289/"1949"=76‡v5',)),
    "union_number": (("091 ## ‡a101091234",), ("091 ## ‡a10109·1234",)),
    "region_code": (("102 ## ‡aCN‡b990000",), ("102 ## ‡aRU‡bMOS",)),
    "transaction_date": (("801 #0 ‡aCN‡bZLNE‡c2023",), ("801 #0 ‡aCN‡bZLNE‡c20230228",)),
    "time_stamp": (("005 2023",), ("005 20231114083005.0",)),
    "original_language": (("101 1# ‡achi",), ("101 1# ‡achi‡crus",)),
    "illustrations": (("105 ## ‡a    z   000yy",), ("105 ## ‡ak   z   000yy",)),
    "embedded_form": (("410 #0 ‡1丛书‡a达赉湖",), ("410 #0 ‡1001ZL1‡12001 ‡a达赉湖",)),
    "series_link": (("225 2# ‡a地方文献丛书",), ("225 1# ‡a地方文献丛书",)),
    "unpaired": (("300 ## ‡a《达赉湖",), ("300 ## ‡a（内部资料)",)),
    "bad_subfield_code": (("300 ## ‡a内部‡，资料",), ("300 ## ‡a内部，资料",)),
    "clc_sign": (("690 ## ‡aP332．3‡v5",), ("690 ## ‡aF0：G3‡v5".replace("：", ":"),)),
    "clc_end": (("690 ## ‡aP332.‡v5",), ("690 ## ‡a{P332}‡v5",)),
    "second_date": (
        ("100 ## ‡a20231114d19581960em y0chiy0110    ea",),
        ("100 ## ‡a20231114g19581960em y0chiy0110    ea",),
    ),
    "date_order": (
        ("100 ## ‡a20231114g19601958em y0chiy0110    ea",),
        ("100 ## ‡a20231114e20011958em y0chiy0110    ea", "210 ## ‡d2001"),
    ),
    "field_length": (("105 ## ‡aa   z   000y",), ("105 ## ‡aa   z   000yy",)),
    "index_code": (("320 ## ‡a有索引",), ("320 ## ‡a有书目",)),
    "conference_code": (("711 12 ‡a全国水文会议",), ("711 02 ‡a区水务局",)),
    "heading_not_stated": (("701 #0 ‡a张三‡9zhang san‡4编",), ("701 #0 ‡a马克·吐温‡4著",)),
    "parallel_language": (("200 1# ‡a达赉湖‡dLake Dalai",), ("200 1# ‡a达赉湖‡dLake Dalai‡zeng",)),
    "title_language": (("101 0# ‡aeng", "200 1# ‡a湖‡dLake‡zeng"), ("101 0# ‡aeng‡gchi", "200 1# ‡a湖‡dLake‡zeng")),
    "parallel_title": (("200 1# ‡a湖‡dLake‡zeng",), ("200 1# ‡a湖‡dLake‡zeng", "510 1# ‡aLake‡zeng")),
    "series_title": (
        ("225 2# ‡a地方文献丛书", "410 #0 ‡12001 ‡a地方史丛书"),
        ("225 2# ‡a地方文献·丛书", "410 #0 ‡12001 ‡a地方文献丛书"),
    ),
    "link_form": (("304 ## ‡61‡a题名取自封面",), ("304 ## ‡6z01200‡a题名取自封面",)),
    "link_without_partner": (
        ("200 1# ‡6a01‡a达赉湖", "304 ## ‡6a02‡a题名"),
        ("200 1# ‡6a01‡a达赉湖", "304 ## ‡6a01‡a题名"),
    ),
}


def codes(record: Record, profile: str = "nlc") -> list[str]:
    return [finding.code for finding in check(record, profiles.load(profile))]


def one(record: Record, code: str, profile: str = "nlc") -> Finding:
    return next(finding for finding in check(record, profiles.load(profile)) if finding.code == code)


def test_a_correct_record_has_no_findings() -> None:
    assert codes(book()) == []


@pytest.mark.parametrize("code", RULES)
def test_a_record_that_breaks_a_rule_is_found(code: str) -> None:
    assert code in codes(book(*RULES[code][0]))


@pytest.mark.parametrize("code", RULES)
def test_a_record_that_nearly_breaks_a_rule_is_left_alone(code: str) -> None:
    assert code not in codes(book(*RULES[code][1]))


@pytest.mark.parametrize("tag", ["001", "100", "101", "102", "200", "210", "801"])
def test_a_mandatory_field_that_is_missing_is_an_error(tag: str) -> None:
    finding = one(book(without=(tag,)), "missing_field")
    assert (finding.severity, finding.tag) == ("error", tag)


def test_a_code_for_no_illustrations_beside_one_for_some_is_a_note() -> None:
    assert "“no illustrations”" in one(book("105 ## ‡aay  z   000yy"), "illustrations").message
    assert "illustrations" not in codes(book("105 ## ‡ay   z   000yy", "215 ## ‡a112页‡d26cm"))


def test_a_name_is_found_in_the_description_however_it_is_divided() -> None:
    record = book("200 1# ‡a达赉湖‡f张  三编")
    named = record.changed(fields=(*record.fields, from_line("702 #0 ‡a张三‡4编")))
    assert "heading_not_stated" not in codes(named)


def test_a_delimiter_with_nothing_behind_it_is_deleted_by_the_fix() -> None:
    record = book()
    stray = DataField("300", "  ", (Subfield("a", "内部资料"), Subfield("", "")))
    wrong = record.changed(fields=(*record.fields, stray))
    finding = one(wrong, "stray_delimiter")
    assert finding.fix is not None
    assert finding.fix.apply(wrong).fields[-1] == from_line("300 ## ‡a内部资料")
    assert "bad_subfield_code" not in codes(wrong)


AUTHORITY = (
    "001 A000123",
    "100 ## ‡a20231114achiy0110    ea0",
    "152 ## ‡a中国文献编目规则",
    "215 ## ‡a达赉湖‡9da lai hu",
    "415 ## ‡a呼伦湖",
    "801 #0 ‡aCN‡bZLNE‡c20231114",
)


def authority(*lines: str, leader: str = "00000nx  c2200000   450 ") -> Record:
    return Record(leader, tuple(map(from_line, lines)))


@pytest.mark.parametrize("profile", ["nlc", "calis", "interlib"])
def test_an_authority_record_of_cnmarc_is_checked_by_its_own_format(profile: str) -> None:
    found = check(authority(*AUTHORITY), profiles.load(profile))
    assert {finding.code for finding in found} <= {"pinyin_form"}
    wrong = authority(*AUTHORITY, "810 ## ‡a呼伦湖志‡q?", "106 ## ‡a7")
    assert {"undefined_subfield", "coded_value"} <= set(codes(wrong, profile))


def test_an_authority_record_needs_a_heading() -> None:
    lines = [line for line in AUTHORITY if not line.startswith("215")]
    assert one(authority(*lines), "no_heading").severity == "error"
    assert "no_heading" not in codes(authority(*AUTHORITY))
    assert "missing_field" in codes(authority(*AUTHORITY[2:]))


def test_authority_records_of_marc21_have_no_error_but_their_local_headings() -> None:
    seen = set()
    for record in open_batch(sample("marc/authorities_1066.mrc")):
        assert isinstance(record, Record)
        seen |= {(finding.code, finding.tag) for finding in check(record, profiles.load("marc21"))}
    assert seen == {("undefined_field", tag) for tag in ("103", "403", "503")}


def marc21(*lines: str, leader: str = "00000nam a2200000   4500") -> Record:
    fixed = () if any(line.startswith("008") for line in lines) else ("008 850101s1985    cc            000 0 chi d",)
    return Record(leader, tuple(map(from_line, ("001 1", *fixed, "245 00 ‡aDalai hu", *lines))))


@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [
        ("am", "    9      000 0 ", "a          000 0 "),
        ("as", "yr p       0   a0", "mr p       0   a0"),
        ("em", "ab  qx a     1   ", "ab     a     1   "),
        ("mm", "    a   ?        ", "    ao  b        "),
    ],
)
def test_008_and_006_are_read_by_the_material(kind: str, wrong: str, right: str) -> None:
    leader = f"00000n{kind} a2200000   4500"
    for value, found in ((wrong, True), (right, False)):
        whole = marc21(f"008 850101s1985    cc {value}chi d", leader=leader)
        assert ("coded_value" in codes(whole, "marc21")) is found
        more = marc21(f"006 {'s' if kind == 'as' else kind[0]}{value}")
        assert ("coded_value" in codes(more, "marc21")) is found


def test_what_was_remembered_of_a_fixed_field_holds_for_this_material_only() -> None:
    line = "008 850101s1985    cc mr p       0   a0chi d"
    for _time in range(2):
        assert "coded_value" in codes(marc21(line), "marc21")
        assert "coded_value" not in codes(marc21(line, leader="00000nas a2200000   4500"), "marc21")


def test_a_fault_that_comes_again_is_told_of_its_own_field() -> None:
    record = book("200 5# ‡a达赉湖")
    other = record.changed(fields=(record.fields[0], *record.fields[2:], from_line("200 5# ‡a达赉湖")))
    for one_of, expected in ((record, [(7, 1)]), (other, [(6, 1), (13, 2)]), (record, [(7, 1)])):
        found = [f for f in check(one_of, profiles.load("nlc")) if f.code == "indicator"]
        assert [(finding.index, finding.occurrence) for finding in found] == expected


def test_the_parts_of_008_that_all_materials_share_are_read() -> None:
    assert "coded_value" in codes(marc21("008 850101s1985    qq            000 0 chi d"), "marc21")
    assert "coded_value" in codes(marc21("008 850101s1985    cc            000 0 zho d"), "marc21")


def test_007_is_read_by_its_first_character() -> None:
    assert "coded_value" in codes(marc21("007 vq cvaizs"), "marc21")
    assert "coded_value" not in codes(marc21("007 vd cvaizs"), "marc21")


def test_a_fixed_field_of_marc21_has_its_length() -> None:
    assert "field_length" in codes(marc21("008 850101s1985    cc            000 0 chi"), "marc21")
    assert "field_length" in codes(marc21("006 aab         000"), "marc21")
    assert "field_length" not in codes(marc21("007 cr mnu"), "marc21")


def test_correct_records_of_marc21_have_no_error_but_a_missing_number() -> None:
    for name in ("marc/jazz_1k_marc8.mrc", "marc/realistic_2000.mrc"):
        for record in open_batch(sample(name)):
            assert isinstance(record, Record)
            errors = {(f.code, f.tag) for f in check(record, profiles.load("marc21")) if f.severity == "error"}
            assert errors <= {("missing_field", "001")}


def test_105_is_asked_of_books_only() -> None:
    record = book(without=("105",))
    assert one(record, "missing_field").severity == "warning"
    serial = record.changed(leader="00000nas0 2200000   450 ")
    assert "missing_field" not in codes(serial)


def test_a_statement_of_responsibility_wants_a_heading() -> None:
    assert one(book(without=("711",)), "no_author_heading").subfield == "f"
    assert "no_author_heading" not in codes(book("200 1# ‡a达赉湖", without=("711",)))


def test_the_point_of_a_class_is_put_in_by_the_fix() -> None:
    record = book("690 ## ‡aK2926‡v5")
    finding = one(record, "clc_point")
    assert finding.fix is not None
    assert finding.fix.apply(record).first("690", "a") == "K292.6"
    assert finding.fix_message == "Change to K292.6"
    assert one(book("690 ## ‡aK2926.4‡v5"), "clc_point").fix is None


def test_a_field_that_is_there_twice_is_deleted_by_the_fix() -> None:
    record = book()
    twice = record.changed(fields=(*record.fields, from_line("606 0# ‡a湖泊‡x水文资料‡y内蒙古")))
    finding = one(twice, "double_field")
    assert finding.fix is not None
    assert finding.fix.apply(twice) == record
    other = record.changed(fields=(*record.fields, from_line("606 0# ‡a湖泊‡x水文资料")))
    assert "double_field" not in codes(other)


def test_what_is_wrong_inside_an_embedded_field_is_said() -> None:
    finding = one(book("461 #0 ‡12001 ‡a达赉湖‡q?"), "undefined_subfield")
    assert (finding.severity, finding.tag) == ("note", "461")
    assert finding.message == "‡q is not defined in field 200; check the code."


def test_linked_fields_of_marc21_name_each_other() -> None:
    lines = [
        "001 1",
        "008 850101s1985    cc            000 0 chi d",
        "245 10 ‡6880-01‡aDalai hu",
        "880 10 ‡6{}‡a达赉湖",
    ]
    for link, found in (("245-01/$1", False), ("245-02/$1", True)):
        fields = tuple(from_line(line.format(link)) for line in lines)
        assert ("link_without_partner" in codes(Record("00000nam a2200000   4500", fields), "marc21")) is found


def test_a_second_title_field_is_an_error_and_a_second_note_is_none() -> None:
    record = book()
    twice = record.changed(fields=(*record.fields, from_line("200 1# ‡a呼伦湖")))
    finding = one(twice, "repeated_field")
    assert (finding.severity, finding.tag, finding.occurrence) == ("error", "200", 2)
    notes = record.changed(fields=(*record.fields, from_line("300 ## ‡a一"), from_line("300 ## ‡a二")))
    assert "repeated_field" not in codes(notes)


def test_the_years_of_100_and_210_are_brought_together_by_the_fix() -> None:
    record = book("210 ## ‡a满洲里‡c区水务局‡d1985年")
    finding = one(record, "years_differ")
    assert (finding.tag, finding.subfield, finding.position, finding.severity) == ("210", "d", 0, "error")
    assert "1985" in finding.message
    assert "1958" in finding.fix_message
    assert finding.fix is not None
    mended = finding.fix.apply(record)
    assert mended.first("210", "d") == "1958年"
    assert codes(mended) == []
    assert finding.fix.revert(mended) == record


def test_years_may_differ_where_the_code_says_several_dates() -> None:
    record = book("100 ## ‡a20231114g19561960em y0chiy0110    ea", "210 ## ‡a满洲里‡d1956-1960")
    assert "years_differ" not in codes(record)
    assert (
        one(book("100 ## ‡a20231114e20011958em y0chiy0110    ea", "210 ## ‡d1999"), "years_differ").severity
        == "warning"
    )


def test_a_reading_moves_to_the_subfield_of_the_profile_and_back() -> None:
    record = book("200 1# ‡a达赉湖‡ADa Lai Hu‡f区水务局编‡FQu Shui Wu Ju Bian")
    finding = one(record, "pinyin_form")
    assert finding.severity == "note"
    assert finding.fix is not None
    mended = finding.fix.apply(record)
    assert mended.first("200", "9") == "da lai hu"
    assert mended.first("200", "F") == "Qu Shui Wu Ju Bian"
    finding = one(mended, "pinyin_form", "calis")
    assert finding.fix is not None
    assert finding.fix.apply(mended).first("200", "A") == "da lai hu"


def test_a_syllable_that_only_one_can_replace_is_mended_by_the_fix() -> None:
    finding = one(book("200 1# ‡a达赉湖‡9da lai fu"), "pinyin_reading")
    assert finding.fix is not None
    assert finding.position == 7
    mended = finding.fix.apply(book("200 1# ‡a达赉湖‡9da lai fu"))
    assert mended.first("200", "9") == "da lai hu"
    assert one(book("200 1# ‡a音乐‡9yin luo"), "pinyin_reading").fix is None


def test_readings_are_compared_without_tones_and_in_any_case() -> None:
    for text, reading in (("旅行", "lü xing"), ("旅行", "lv xing"), ("旅行", "lu: xing"), ("旅行", "Lǚ Xíng")):
        assert "pinyin_reading" not in codes(book(f"200 1# ‡a{text}‡9{reading}"))


def test_control_characters_are_taken_out_by_the_fix() -> None:
    record = book("300 ## ‡a内部{U+8}资料{U+A}油印本")
    finding = one(record, "control_character")
    assert finding.position == 2
    assert finding.fix is not None
    assert finding.fix.apply(record).first("300", "a") == "内部资料 油印本"


def test_a_character_beyond_gbk_is_only_a_note_as_long_as_another_encoding_has_it() -> None:
    assert one(book("300 ## ‡a蒙文ᠮ"), "not_in_encoding").severity == "note"


def test_local_fields_and_alphabetic_tags_are_left_alone() -> None:
    record = book("905 ## ‡aZLNE‡x?", "AVA ## ‡0990002‡q馆", "982 ## ‡k!")
    assert codes(record) == []


def test_embedded_fields_are_not_taken_for_undefined_subfields() -> None:
    assert codes(book("410 #0 ‡12001 ‡a地方文献丛书‡h1‡v第3种")) == []


def test_leader_codes_are_looked_up_and_dashes_count_as_blanks() -> None:
    record = book()
    assert "leader_code" in codes(record.changed(leader="00000xam0 2200000   450 "))
    assert "leader_code" not in codes(record.changed(leader="00000nam0-2200000---4500"))
    assert "leader_length" in codes(record.changed(leader="00000nam0"))


@pytest.mark.parametrize("profile", ["nlc", "calis", "interlib"])
def test_real_records_have_no_error(profile: str) -> None:
    for record in open_batch(sample("marc/cnmarc_real_3.xml")):
        assert isinstance(record, Record)
        assert [f.message for f in check(record, profiles.load(profile)) if f.severity == "error"] == []


def test_the_rules_of_calis_fit_the_real_records_of_a_university() -> None:
    for record in open_batch(sample("marc/cnmarc_real_3.xml")):
        assert isinstance(record, Record)
        assert {f.code for f in check(record, profiles.load("calis"))} <= {"coded_value"}


@pytest.mark.parametrize(("name", "format"), [("nlc", "cnmarc"), ("calis", "cnmarc"), ("marc21", "marc21")])
def test_a_new_record_only_lacks_what_a_person_must_write(name: str, format: str) -> None:
    profile = profiles.load(name)
    findings = check(new_record(format, profile, agency="ZLNE"), profile)
    errors = {(finding.code, finding.tag) for finding in findings if finding.severity == "error"}
    title = "245" if format == "marc21" else "200"
    assert errors == {("missing_field", "001"), ("missing_subfield", title)}
    assert {finding.code for finding in findings if finding.severity == "warning"} == set()


@given(records())
def test_whatever_the_record_checking_it_never_fails_and_every_fix_applies(record: Record) -> None:
    for name in profiles.NAMES:
        for finding in check(record, profiles.load(name)):
            assert finding.message
            if finding.fix is not None:
                assert finding.fix.revert(finding.fix.apply(record)) == record


@given(records())
def test_findings_point_at_the_field_they_name(record: Record) -> None:
    for finding in check(record, profiles.load("nlc")):
        if finding.index >= 0:
            same = [field for field in record.fields if field.tag == finding.tag]
            assert same[finding.occurrence - 1] is record.fields[finding.index]


def test_findings_come_in_the_order_of_the_record() -> None:
    found = check(book("300 ## ‡a（", "010 ## ‡a978-99999-0-002-5"), profiles.load("nlc"))
    assert [finding.tag for finding in found] == ["010", "300"]


def test_a_field_of_the_wrong_kind_is_an_error() -> None:
    record = book()
    wrong = record.changed(fields=(DataField("001", "  ", (Subfield("a", "1"),)), *record.fields[1:]))
    assert "wrong_kind" in codes(wrong)


@given(records())
def test_a_record_from_a_file_and_the_same_record_made_have_the_same_findings(record: Record) -> None:
    raw = encode(record, "utf-8")
    for name in ("nlc", "marc21"):
        profile = profiles.load(name)
        read, made = read_bytes(raw, "utf-8", "cnmarc"), read_bytes(raw, "utf-8", "cnmarc")
        assert isinstance(read, Record) and isinstance(made, Record)
        assert made.fields is not None and read.source is not None
        assert check(read, profile) == check(made, profile)


def test_what_was_remembered_of_one_record_does_not_hide_the_faults_of_the_next() -> None:
    faulty = book("101 0# ‡azho", "690 ## ‡aY3‡v5", "105 ## ‡aq   z   000yy")
    before = codes(faulty)
    for _time in range(3):
        assert codes(book()) == []
        assert codes(faulty) == before
