from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc.isbn import UnionNumber, hyphenated, in_other_length, isbn10, issn, union_number
from marc.numbers import bare, check_digit10, check_digit13, isbn13


@pytest.mark.parametrize(
    ("bare_number", "with_hyphens"),
    [
        ("9787503717444", "978-7-5037-1744-4"),
        ("7503717440", "7-5037-1744-0"),
        ("9787010000008", "978-7-01-000000-8"),
        ("9787204012343", "978-7-204-01234-3"),
        ("080442957X", "0-8044-2957-X"),
        ("9798986146027", "979-8-9861460-2-7"),
    ],
)
def test_an_isbn_gets_its_hyphens_by_the_ranges(bare_number: str, with_hyphens: str) -> None:
    assert hyphenated(bare_number) == with_hyphens
    assert hyphenated(with_hyphens) == with_hyphens


def test_an_isbn_in_no_range_stays_without_hyphens_and_a_wrong_one_is_refused() -> None:
    assert hyphenated("978-99999-0-002-7") == "9789999900027"
    assert hyphenated("978-7-5037-1744-5") == ""
    assert hyphenated("精装") == ""


@given(st.text("0123456789", min_size=9, max_size=9))
def test_ten_digits_to_thirteen_and_back_is_the_same_number(nine: str) -> None:
    ten = nine + check_digit10(nine)
    assert isbn10(isbn13(ten)) == ten
    assert bare(hyphenated(ten)) == ten


@given(st.text("0123456789", min_size=9, max_size=9), st.sampled_from(["978", "979"]))
def test_hyphens_never_change_a_digit(nine: str, prefix: str) -> None:
    number = prefix + nine + check_digit13(prefix + nine)
    assert hyphenated(number).replace("-", "") == number


def test_a_number_of_979_has_no_ten_digits() -> None:
    assert isbn10("979-8-9861460-2-7") == ""
    assert in_other_length("979-8-9861460-2-7") == "979-8-9861460-2-7"


def test_what_follows_the_number_stays_when_its_length_changes() -> None:
    assert in_other_length("7-5037-1744-0（精装）") == "978-7-5037-1744-4（精装）"
    assert in_other_length("9787503717444 (pbk.)") == "7-5037-1744-0 (pbk.)"
    assert in_other_length("7-5037-1744-1") == "7-5037-1744-1"


def test_an_issn_has_one_form() -> None:
    assert issn("10030205") == issn("1003-0205") == ""
    assert issn("03784371") == issn("0378-4371") == "0378-4371"
    assert issn("2434561x") == "2434-561X"


def test_a_union_number_is_class_publisher_and_book() -> None:
    assert union_number("10109·1234") == UnionNumber("", 10, "109", "1234")
    assert union_number("3001.2005") == UnionNumber("", 3, "001", "2005")
    assert str(union_number("K7089・12(内蒙古)")) == "K7089·12"


@pytest.mark.parametrize("value", ["18001·1", "109·12", "10109", "10109·", "10109·1234567", "978-7-5037-1744-4", ""])
def test_what_has_no_such_class_or_no_point_is_no_union_number(value: str) -> None:
    assert union_number(value) is None
