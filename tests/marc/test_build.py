from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from marc import profiles
from marc.build import general_data, in_order, new_record, stamp, with_subfield
from marc.errors import MarcError
from marc.lines import from_line
from marc.record import DataField
from tests.marc.strategies import book

DAY = date(2023, 11, 14)


def test_100_has_36_characters_with_the_charset_of_the_profile() -> None:
    for name, charset in (("nlc", "0110"), ("calis", "50  ")):
        record = new_record("cnmarc", profiles.load(name), today=DAY)
        value = record.first("100", "a")
        assert len(value) == 36
        assert value.startswith("20231114d2023")
        assert value[22:25] == "chi"
        assert value[26:30] == charset


def test_a_new_record_has_every_mandatory_field() -> None:
    for name in profiles.NAMES:
        profile = profiles.load(name)
        tags = {field.tag for field in new_record(profile.format, profile, today=DAY).fields}
        assert set(profile.mandatory) <= tags | {"801"}


def test_the_fields_of_a_new_record_are_in_order() -> None:
    tags = [field.tag for field in new_record("cnmarc", profiles.load("nlc")).fields]
    assert tags == sorted(tags)


def test_values_that_do_not_fit_100_are_refused() -> None:
    with pytest.raises(MarcError, match="36 characters"):
        general_data(DAY, "2023", kind="dd")


def test_the_stamp_is_made_or_renewed_behind_001() -> None:
    moment = datetime(2023, 11, 14, 8, 30, 5, 700_000, tzinfo=UTC)
    stamped = stamp(book(), now=moment)
    assert [field.tag for field in stamped.fields][:3] == ["001", "005", "010"]
    assert stamped.control("005") == "20231114083005.7"
    again = stamp(stamped, now=moment.replace(year=2024))
    assert again.control("005") == "20241114083005.7"
    assert len(again.fields) == len(stamped.fields)


def test_a_new_field_belongs_behind_the_last_that_is_not_greater() -> None:
    record = book()
    assert record.fields[in_order(record, from_line("300 ## ‡a")) - 1].tag == "215"
    assert in_order(record, from_line("000 x")) == 0


def test_a_subfield_is_replaced_or_added() -> None:
    field = from_line("690 ## ‡aP332.3")
    assert isinstance(field, DataField)
    assert with_subfield(field, "v", "5") == from_line("690 ## ‡aP332.3‡v5")
    assert with_subfield(field, "a", "P343.3") == from_line("690 ## ‡aP343.3")
