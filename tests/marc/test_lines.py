from __future__ import annotations

import pytest
from hypothesis import given

from marc.errors import MarcError
from marc.lines import from_line, leader_from_line, leader_to_line, to_line
from marc.record import ControlField, DataField, Field, Subfield
from tests.marc.strategies import fields

TITLE = DataField("200", "1 ", (Subfield("a", "达赉湖"), Subfield("9", "da lai hu")))


def test_a_field_is_one_line_with_blank_indicators_shown() -> None:
    assert to_line(TITLE) == "200 1# ‡a达赉湖‡9da lai hu"
    assert from_line("200 1# ‡a达赉湖‡9da lai hu") == TITLE


@given(fields())
def test_every_field_comes_back_from_its_line(field: Field) -> None:
    assert from_line(to_line(field)) == field


@given(fields())
def test_every_field_comes_back_from_its_line_with_a_dollar_as_delimiter(field: Field) -> None:
    assert from_line(to_line(field, "$")) == field


@pytest.mark.parametrize(
    "line",
    [
        "200 1# $a达赉湖$9da lai hu",
        "2001 $a达赉湖$9da lai hu",
        "200 1  @a达赉湖@9da lai hu",
        "200 1# $$a达赉湖$$9da lai hu",
        "2001#\x1fa达赉湖\x1f9da lai hu",
        "200 1_ |a达赉湖|9da lai hu\r\n".replace("_", "#"),
    ],
)
def test_other_delimiters_may_be_typed(line: str) -> None:
    assert from_line(line) == TITLE


def test_an_at_sign_is_text_where_the_dollar_is_the_delimiter() -> None:
    field = from_line("856 4# $uhttps://example.org/a@b")
    assert field == DataField("856", "4 ", (Subfield("u", "https://example.org/a@b"),))


def test_a_dollar_is_text_where_the_double_dagger_is_the_delimiter() -> None:
    assert from_line("010 ## ‡dUS$5") == DataField("010", "  ", (Subfield("d", "US$5"),))


def test_a_dollar_that_is_both_is_refused_with_what_to_do() -> None:
    with pytest.raises(MarcError, match="write ‡ as the delimiter"):
        from_line("010 ## $dUS$ 5")


def test_line_ends_and_delimiters_inside_a_value_do_not_break_the_line() -> None:
    field = DataField("300", "  ", (Subfield("a", "第一行\n第二行‡a{U+41}"),))
    assert "\n" not in to_line(field)
    assert from_line(to_line(field)) == field


def test_a_control_field_has_no_indicators() -> None:
    assert from_line("001 ZL 0001") == ControlField("001", "ZL 0001")
    assert from_line("001 ") == ControlField("001", "")


@pytest.mark.parametrize(
    ("line", "said"),
    [("20", "tag"), ("200", "indicators"), ("200 1#text", "indicators"), ("200 1# ‡", "without a code")],
)
def test_a_line_that_is_no_field_says_what_is_missing(line: str, said: str) -> None:
    with pytest.raises(MarcError, match=said):
        from_line(line)


def test_a_leader_comes_back_from_its_line() -> None:
    leader = "00000nam0 2200000   450 "
    assert leader_to_line(leader) == "LDR 00000nam0#2200000###450#"
    assert leader_from_line(leader_to_line(leader)) == leader


def test_a_leader_of_another_length_is_refused() -> None:
    with pytest.raises(MarcError, match="24 characters, this one 8"):
        leader_from_line("LDR 00000nam")
