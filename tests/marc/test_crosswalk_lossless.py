"""Whatever goes through the crosswalk is in the new record or is said to be lost."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc import profiles
from marc.crosswalk import Converted, convert
from marc.crosswalk.table import load
from marc.record import ControlField, DataField, Field, Record, Subfield
from tests.marc.strategies import CNMARC_LEADER

MARC21_LEADER = "00000nam a2200000 a 4500"
CODED = {
    "cnmarc": ("001", "003", "005", "100", "101", "102", "105", "106", "110", "801"),
    "marc21": ("001", "003", "005", "008", "040", "041", "044"),
}
SPECIAL = ("978-7-5037-1744-4 (精装)", "7503717440", "2001 ", "701 1", "001甲乙", "880-01", "245-01/$1", "a01", "ba",
           "clc/5", "©1998.", "aut", "070", "CN", "lcsh", "", " ", ".", "txt", "Half title:", "统一书号")  # fmt: skip
LINKS = ("6", "7")
"""Links between fields in two scripts, which are made anew."""
OTHER = {"cnmarc": "marc21", "marc21": "cnmarc"}
_WORD = re.compile(r"\w+")


def text_of(record: Record) -> str:
    """All that stands in the record, letters and digits only, for a search."""
    values = [
        value
        for field in record.fields
        for value in ([field.value] if isinstance(field, ControlField) else [one.value for one in field.subfields])
    ]
    return "\n".join(" ".join(_WORD.findall(value)) for value in values)


def translated(value: str) -> str:
    """A relator as the other format writes it."""
    relators = load().relators
    known = relators.to_marc21.get(value) or relators.to_cnmarc.get(value)
    return known.value if known else value


def silently_lost(record: Record, converted: Converted, coded: tuple[str, ...]) -> list[str]:
    """Values of fields other than the coded ones that are neither in the new record nor among the lost."""
    there = text_of(converted.record)
    said = Counter((one.tag, one.subfield, one.value) for one in converted.lost)
    missing = []
    for field in record.fields:
        parts = [("", field.value)] if isinstance(field, ControlField) else [(o.code, o.value) for o in field.subfields]
        for code, value in parts if field.tag not in coded else ():
            if field.tag[0] in "46" and code == "1" and re.fullmatch("[0-9A-Z]{3}..", value):
                continue  # the tag and indicators of an embedded field
            words = _WORD.findall(translated(value) if code == "4" else value)
            if code not in LINKS and not said[field.tag, code, value] and any(word not in there for word in words):
                missing.append(f"{field.tag} {code} {value!r}")
    return missing


def fields_of(format: str) -> st.SearchStrategy[Field]:
    """Any field that the table names, with any subfield: what it knows of and what it does not."""
    table = load()
    tags = sorted(
        {*(table.from_cnmarc if format == "cnmarc" else table.from_marc21), "905", "290", "880", "464", "AVA"}
    )
    # words that are found nowhere else, with all the punctuation that means something between them
    word = st.builds("{}{}".format, st.sampled_from("甲乙丙ab"), st.integers(10_000, 99_999))
    mark = st.sampled_from(
        [" ", ", ", ". ", " : ", " ; ", " = ", " / ", " + ", " (", ") ", " [", "] ", "：", "，", "-"]
    )
    value = st.one_of(
        st.builds("{}{}{}{}{}".format, mark | st.just(""), word, mark, word, mark | st.just("")),
        st.lists(word | mark, min_size=1, max_size=5).map("".join),
        st.sampled_from(SPECIAL),
    )
    return st.builds(
        DataField,
        st.sampled_from(tags),
        st.text(" 0123457", min_size=2, max_size=2),
        st.lists(st.builds(Subfield, st.sampled_from("abcdefghijklmnoprstuvwxyzAF0123456789"), value), max_size=5).map(
            tuple
        ),
    )


def records_of(format: str) -> st.SearchStrategy[Record]:
    title = "200" if format == "cnmarc" else "245"
    heads = st.sampled_from(
        [CNMARC_LEADER, "00000cas2 2200000ni 450 ", "", "-" * 24]
        if format == "cnmarc"
        else [MARC21_LEADER, "00000cjs  2200000   4500", ""]
    )
    head = DataField(title, "1 ", (Subfield("a", "甲"),))
    others = (DataField("210", "  ", ()),) if format == "cnmarc" else (DataField("260", "  ", ()),)
    return st.builds(
        lambda leader, body: Record(leader, (*body, *others, head)), heads, st.lists(fields_of(format), max_size=6)
    )


@pytest.mark.parametrize("format", ["cnmarc", "marc21"])
@given(data=st.data())
def test_every_subfield_is_in_the_new_record_or_among_the_lost(format: str, data: st.DataObject) -> None:
    record = data.draw(records_of(format))
    profile = profiles.load(data.draw(st.sampled_from(["nlc", "calis", "unimarc"])))
    converted = convert(record, OTHER[format], profile)
    assert silently_lost(record, converted, CODED[format]) == []
