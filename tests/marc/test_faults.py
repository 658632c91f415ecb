"""Damaged input: nothing raises; there is a Record with its problems, or Damaged with its bytes."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc import profiles
from marc.checks import check
from marc.errors import MarcError
from marc.files import open_batch, read_bytes
from marc.record import Damaged, Record
from marc.write import encode
from tests.helpers.samples import sample
from tests.marc.strategies import book

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
    "e003_base_address_non_digit": "wrong_directory",
    "e003_base_address_below_24": "wrong_directory",
    "e004_base_address_past_record": "wrong_directory",
    "e005_truncated_record": "truncated",
    "e006_no_record_terminator": "no_terminator",
    "e101_directory_no_terminator": "wrong_directory",
    "e101_directory_non_digit_length": "wrong_directory",
    "e101_directory_non_digit_start": "wrong_directory",
    "e101_non_ascii_tag": "bad_tag",
    "e106_authority_field_too_short": "wrong_directory",
    "e106_expected_subfield_delimiter": "no_delimiter",
    "e106_field_length_past_data": "wrong_directory",
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


@pytest.mark.parametrize(("name", "code"), EXPECTED.items())
def test_each_coded_fault_is_reported(name: str, code: str) -> None:
    path = sample(f"marc/faults/{name}.{ENDING.get(name[:4], 'bin')}")
    (item,) = open_batch(path)
    reported = {problem.code for problem in item.problems}
    if isinstance(item, Record):
        reported |= {finding.code for finding in check(item, profiles.load("marc21"))}
    assert code in reported


def test_the_list_of_faults_has_every_file_of_the_collection() -> None:
    files = {path.stem for path in sample("marc/faults").iterdir() if path.suffix != ".toml"}
    assert files - {"e401_no_record_element"} == set(EXPECTED)
    with sample("marc/faults/error_coverage.toml").open("rb") as stream:
        assert tomllib.load(stream)["schema_version"] == 1


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
