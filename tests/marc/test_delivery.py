"""A record as a union catalogue wants it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from marc import profiles
from marc.delivery import delivered
from marc.errors import MarcError
from marc.files import open_batch, read_bytes
from marc.record import Record
from marc.write import encode, write_batch
from resources import marc as definitions
from tests.marc.strategies import book

OWN = ("905 ## ‡aZLNE‡b00000001", "906 ## ‡aZLNE‡b2", "982 ## ‡a内部")


def tags(record: Record) -> list[str]:
    return [field.tag for field in record.fields]


def test_fields_of_the_librarys_own_are_dropped_and_renamed_and_the_others_stay() -> None:
    profile = replace(profiles.load("nlc"), drop=("98.",), rename=("906=905",))
    record = book(*OWN)
    made = delivered(record, profile)
    assert tags(made)[-2:] == ["905", "905"]
    assert [field.first("b") for field in made.data("905")] == ["00000001", "2"]
    assert made.fields[:-2] == record.fields[:-3]


def test_a_record_that_is_right_is_delivered_as_the_bytes_that_came_in() -> None:
    item = read_bytes(encode(book(*OWN), "gbk"), "gbk")
    assert isinstance(item, Record)
    assert delivered(item, profiles.load("nlc")) is item


def test_readings_go_to_the_subfield_of_the_profile() -> None:
    calis, nlc = profiles.load("calis"), profiles.load("nlc")
    there = delivered(book(), calis)
    assert (there.first("200", "A"), there.first("200", "9")) == ("da lai hu shui wen ji lu", "")
    assert (there.first("711", "A"), there.first("711", "9")) == ("qu shui wu ju", "")
    assert delivered(there, nlc).fields == book().fields


def test_character_sets_and_the_leaders_tail_become_those_of_the_profile() -> None:
    profile = replace(profiles.load("nlc"), charset=("50  ", "0120"))
    record = book("100 ## ‡a20231114d1958    em y0chiy0110    ea")
    record = record.changed(leader=record.leader[:20] + "    ")
    made = delivered(record, profile)
    assert made.first("100", "a") == "20231114d1958    em y0chiy50      ea"
    assert made.leader[20:] == "450 "
    kept = book("100 ## ‡a20231114d1958    em y0chiy0120    ea")
    assert delivered(kept, profile) is kept


@pytest.mark.parametrize(("name", "end"), [("lf", b"\n"), ("crlf", b"\r\n"), ("", b"")])
def test_line_ends_stand_behind_each_record_and_are_no_part_of_it(tmp_path: Path, name: str, end: bytes) -> None:
    out = tmp_path / "out.iso"
    assert len(list(write_batch([book(), book()], out, encoding="gbk", line_ends=name))) == 2
    raw = encode(book(), "gbk")
    assert out.read_bytes() == (raw + end) * 2
    assert all(isinstance(item, Record) and not item.problems for item in open_batch(out))


def test_a_library_writes_the_keys_of_delivery_into_its_own_profile(tmp_path: Path) -> None:
    text = definitions.text("profiles/nlc.toml")
    own = tmp_path / "ours.toml"
    own.write_text(text.replace("drop = []", 'drop = ["98."]').replace("rename = []", 'rename = ["906=905"]'), "utf-8")
    profile = profiles.named(str(own))
    assert (profile.name, profile.is_dropped("982"), profile.renamed("906")) == ("ours", True, "905")


@pytest.mark.parametrize(
    ("there", "wrong"),
    [("drop = []", 'drop = ["("]'), ("rename = []", 'rename = ["906>905"]'), ('line_ends = ""', 'line_ends = "cr"')],
)
def test_a_faulty_key_is_named(tmp_path: Path, there: str, wrong: str) -> None:
    own = tmp_path / "ours.toml"
    own.write_text(definitions.text("profiles/nlc.toml").replace(there, wrong), "utf-8")
    with pytest.raises(MarcError, match=wrong.split(" ")[0]):
        profiles.named(str(own))
