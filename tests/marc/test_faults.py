"""Damaged input: nothing raises; there is a Record with its problems, or Damaged with its bytes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc import profiles
from marc.checks import check
from marc.errors import MarcError
from marc.files import open_batch, read_bytes
from marc.record import Damaged, Record
from marc.write import encode, write_batch
from tests.helpers.samples import sample
from tests.marc.strategies import book

# Their code (the beginning of the file's name, as in error_coverage.toml) and what we call it. No two of theirs share
# one of ours, but that a file which ends inside a record is cut off for us, whatever else is wrong with it.
OURS = {
    "e001": {"wrong_length"},
    "e002": {"odd_leader", "leader_code"},
    "e003": {"wrong_base_address"},
    "e004": {"base_past_end"},
    "e005": {"truncated"},
    "e006": {"no_terminator"},
    "e101": {"wrong_directory", "bad_tag"},
    "e106": {"wrong_field_lengths", "no_delimiter", "truncated"},
    "e201": {"indicator"},
    "e202": {"bad_subfield_code"},
    "e301": {"undecodable"},
    "e401": {"bad_xml"},
    "e402": {"bad_json"},
}
EXPECTED = {
    "e001_record_length_non_digit": "wrong_length",
    "e001_record_length_below_24": "wrong_length",
    "e002_indicator_count_non_digit": "odd_leader",
    "e002_indicator_count_not_two": "odd_leader",
    "e002_subfield_code_count_not_two": "odd_leader",
    "e002_invalid_record_status": "leader_code",
    "e002_invalid_record_type": "leader_code",
    "e002_invalid_bibliographic_level": "leader_code",
    "e002_invalid_control_record_type": "leader_code",
    "e002_invalid_character_coding": "leader_code",
    "e002_invalid_encoding_level": "leader_code",
    "e002_invalid_cataloging_form": "leader_code",
    "e002_invalid_multipart_level": "leader_code",
    "e003_base_address_non_digit": "wrong_base_address",
    "e003_base_address_below_24": "wrong_base_address",
    "e004_base_address_past_record": "base_past_end",
    "e005_truncated_record": "truncated",
    "e006_no_record_terminator": "no_terminator",
    "e101_directory_no_terminator": "wrong_directory",
    "e101_directory_non_digit_length": "wrong_directory",
    "e101_directory_non_digit_start": "wrong_directory",
    "e101_non_ascii_tag": "bad_tag",
    "e106_authority_field_too_short": "wrong_field_lengths",
    "e106_expected_subfield_delimiter": "no_delimiter",
    "e106_field_length_past_data": "wrong_field_lengths",
    "e106_recovery_invalid_field": "truncated",
    "e201_bad_indicator": "indicator",
    "e201_per_tag_indicator_245": "indicator",
    "e202_non_printable_subfield_code": "bad_subfield_code",
    "e301_invalid_utf8_in_subfield": "undecodable",
    "e301_invalid_utf8_in_control_field": "undecodable",
    "e301_invalid_utf8_in_authority_control_field": "undecodable",
    "e401_bad_char_reference": "bad_xml",
    "e401_malformed_marcxml": "bad_xml",
    "e401_unexpected_eof_in_subfield": "bad_xml",
    "e402_malformed_marcjson": "bad_json",
}
ENDING = {"e401": "xml", "e402": "json"}


def codes_of(item: Record | Damaged) -> set[str]:
    """What the reader and, if there is a record, the checks say about it."""
    found = {problem.code for problem in item.problems}
    if isinstance(item, Record):
        found |= {finding.code for finding in check(item, profiles.load("marc21"))}
    return found


@pytest.mark.parametrize(("name", "code"), EXPECTED.items())
def test_each_coded_fault_is_reported(name: str, code: str) -> None:
    path = sample(f"marc/faults/{name}.{ENDING.get(name[:4], 'bin')}")
    (item,) = open_batch(path)
    assert code in codes_of(item)


def test_each_file_of_the_collection_has_a_code_and_each_code_of_the_collection_one_of_ours() -> None:
    files = {path.stem for path in sample("marc/faults").iterdir() if path.suffix != ".toml"}
    assert files - {"e401_no_record_element"} == set(EXPECTED)
    with sample("marc/faults/error_coverage.toml").open("rb") as stream:
        cases = tomllib.load(stream)["case"]
    listed = {Path(case["trigger_fixture"]).stem: case["code"].lower() for case in cases if case.get("trigger_fixture")}
    assert all(EXPECTED[name] in OURS[listed[name]] for name in EXPECTED)
    codes = [code for ours in OURS.values() for code in ours]
    assert [code for code in codes if codes.count(code) > 1] == ["truncated", "truncated"]


@pytest.mark.parametrize("name", EXPECTED)
def test_no_fault_stops_the_reading_of_the_records_after_it(name: str, tmp_path: Path) -> None:
    path = sample(f"marc/faults/{name}.{ENDING.get(name[:4], 'bin')}")
    good = [book(f"001 GOOD{number}") for number in range(3)]
    container = {"e401": "marcxml", "e402": "json"}.get(name[:4], "iso2709")
    rest, whole = tmp_path / "rest", tmp_path / "whole"
    list(write_batch(good, rest, container, "utf-8"))
    whole.write_bytes(path.read_bytes() + rest.read_bytes())
    found = list(open_batch(whole, format="marc21"))
    assert [item.control("001") for item in found if isinstance(item, Record)][-3:] == ["GOOD0", "GOOD1", "GOOD2"]
    assert EXPECTED[name] in set().union(*map(codes_of, found))


def test_xml_without_a_record_is_refused_as_a_whole() -> None:
    with pytest.raises(MarcError, match="no MARC records in it"):
        open_batch(sample("marc/faults/e401_no_record_element.xml"))


@pytest.mark.parametrize("name", [name for name in EXPECTED if name[:4] not in ENDING and name[:4] != "e301"])
def test_a_readable_fault_still_gives_the_fields(name: str) -> None:
    (item,) = open_batch(sample(f"marc/faults/{name}.bin"))
    if isinstance(item, Damaged):
        assert name in ("e005_truncated_record", "e106_recovery_invalid_field")
    elif not name.startswith("e106_authority"):
        assert item.first("650", "a") == "American fiction"


@given(st.data())
def test_a_record_with_any_byte_changed_never_raises(data: st.DataObject) -> None:
    raw = bytearray(encode(book(), "gbk"))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    read = read_bytes(bytes(raw), "gbk")
    if isinstance(read, Record):
        check(read, profiles.load("nlc"))
    else:
        assert read.problems


@given(st.binary(max_size=600))
def test_bytes_that_are_anything_never_raise(raw: bytes) -> None:
    assert isinstance(read_bytes(raw, "utf-8"), Record | Damaged)
