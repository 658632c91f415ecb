from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc.edits import ReplaceField
from marc.errors import MarcError
from marc.files import open_batch, read_bytes
from marc.lines import from_line
from marc.record import Damaged, Record
from marc.write import KEEP, Refused, Written, encode, substituted, unencodable, write_batch
from tests.helpers.samples import sample
from tests.marc.strategies import book, content, records
from tests.marc.test_files import ISO2709_SAMPLES

MONGOLIAN = "200 1# ‡aᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ‡f区水务局编"
CONTAINERS = ("iso2709", "marcxml", "json", "mrk", "worksheet")


def readable(path: Path) -> list[Record]:
    return [item for item in open_batch(path) if isinstance(item, Record)]


@given(st.data(), st.sampled_from(["utf-8", "gbk", "gb18030"]))
def test_a_record_comes_back_from_its_bytes(data: st.DataObject, encoding: str) -> None:
    record = data.draw(records(encoding))
    back = read_bytes(encode(record, encoding), encoding)
    assert isinstance(back, Record)
    assert content(back) == content(record)
    assert not back.problems


@given(records("gbk"))
def test_an_untouched_record_is_written_as_it_came(record: Record) -> None:
    raw = encode(record, "gbk")
    back = read_bytes(raw, "gbk")
    assert isinstance(back, Record)
    assert encode(back, "gbk") == raw
    assert encode(back, "gb18030") == raw


def test_a_changed_record_is_written_anew() -> None:
    raw = encode(book(), "gbk")
    back = read_bytes(raw, "gbk")
    assert isinstance(back, Record)
    index = [field.tag for field in back.fields].index("210")
    edit = ReplaceField(index, back.fields[index], from_line("210 ## ‡a呼和浩特‡c区水务局‡d1958"))
    assert encode(edit.apply(back), "gbk") != raw
    assert encode(edit.revert(edit.apply(back)), "gbk") == raw


@pytest.mark.parametrize("name", ISO2709_SAMPLES)
def test_a_real_file_is_written_back_byte_for_byte(name: str, tmp_path: Path) -> None:
    path, out = sample(f"marc/{name}"), tmp_path / "out.mrc"
    assert all(isinstance(item, Written) for item in write_batch(open_batch(path), out))
    assert out.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_real_cnmarc_records_survive_edit_gbk_export_and_every_container(container: str, tmp_path: Path) -> None:
    originals = readable(sample("marc/cnmarc_real_3.xml"))
    edited = []
    for record in originals:
        index = [field.tag for field in record.fields].index("210")
        edited.append(ReplaceField(index, record.fields[index], from_line("210 ## ‡a满洲里‡d1994")).apply(record))
    batch, other = tmp_path / "batch.mrc", tmp_path / "other"
    assert all(isinstance(item, Written) for item in write_batch(edited, batch, encoding="gbk"))
    assert open_batch(batch).info.encoding == "gbk"
    assert list(map(content, readable(batch))) == list(map(content, edited))
    assert all(isinstance(item, Written) for item in write_batch(readable(batch), other, container, "gbk"))
    assert list(map(content, readable(other))) == list(map(content, edited))


@pytest.mark.parametrize("container", CONTAINERS)
@given(batch=st.lists(records(), min_size=1, max_size=3))
def test_every_container_gives_the_same_records_back(
    container: str, batch: list[Record], tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("batch") / "out"
    outcomes = list(write_batch(batch, out, container, "utf-8"))
    assert all(isinstance(item, Written) for item in outcomes)
    assert list(map(content, readable(out))) == list(map(content, batch))


@pytest.mark.parametrize("container", ["iso2709", "json", "mrk", "worksheet"])
def test_a_character_that_gbk_lacks_is_refused_with_its_place(container: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first, second = write_batch([book(), book(MONGOLIAN)], out, container, "gbk")
    assert isinstance(first, Written)
    assert isinstance(second, Refused)
    assert second.number == 2
    assert "U+1833" in second.problem.message
    assert "200$a" in second.problem.message


def test_gb18030_has_the_mongolian_script() -> None:
    record = book(MONGOLIAN)
    assert unencodable(record, "gb18030") == ()
    back = read_bytes(encode(record, "gb18030"), "gb18030")
    assert isinstance(back, Record)
    assert back.first("200", "a") == record.first("200", "a")


def test_xml_in_gb18030_writes_every_character_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "out.xml"
    list(write_batch([book(MONGOLIAN)], out, "marcxml", "gbk"))
    assert b'encoding="GBK"' in out.read_bytes()[:60]
    assert readable(out)[0].first("200", "a").startswith("ᠳᠠᠯᠠᠢ")


def test_unencodable_characters_are_named_with_field_and_position() -> None:
    found = unencodable(book("300 ## ‡a内部资料", "300 ## ‡a蒙文ᠮ"), "gbk")
    (only,) = found
    assert (only.tag, only.occurrence, only.subfield, only.position, only.character) == ("300", 1, "a", 2, "ᠮ")


def test_a_substitute_is_written_only_when_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "out.mrc"
    (outcome,) = write_batch([book("300 ## ‡a蒙文ᠮ题名")], out, encoding="gbk", substitute="〓")
    assert isinstance(outcome, Written)
    assert readable(out)[0].first("300", "a") == "蒙文〓题名"


def test_a_substitute_that_the_encoding_lacks_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(MarcError, match="The substitute"):
        write_batch([book()], tmp_path / "out.mrc", encoding="gbk", substitute="ᠮ")


@given(records(), st.sampled_from(["gbk", "gb18030", "gb2312"]))
def test_a_substituted_record_can_always_be_encoded(record: Record, encoding: str) -> None:
    assert unencodable(substituted(record, encoding, "?"), encoding) == ()


def test_a_field_over_9999_bytes_is_refused_in_target_bytes() -> None:
    record = book("330 ## ‡a" + "湖" * 3_400)
    with pytest.raises(MarcError, match="Field 330 is 10205 bytes long"):
        encode(record, "utf-8")
    assert read_bytes(encode(record, "gbk"), "gbk").__class__ is Record


def test_a_field_of_exactly_9999_bytes_is_written() -> None:
    record = book("330 ## ‡a" + "x" * (9_999 - 5))
    assert isinstance(read_bytes(encode(record, "utf-8"), "utf-8"), Record)
    with pytest.raises(MarcError, match="10000 bytes"):
        encode(book("330 ## ‡a" + "x" * (9_999 - 4)), "utf-8")


def test_a_record_over_99999_bytes_is_refused() -> None:
    record = book()
    record = record.changed(fields=record.fields + (from_line("330 ## ‡a" + "x" * 9_000),) * 12)
    with pytest.raises(MarcError, match=r"The record is 10[0-9]{4} bytes long, and ISO 2709 allows 99999"):
        encode(record, "utf-8")


def test_a_refusal_names_the_record_the_field_and_its_size(tmp_path: Path) -> None:
    outcomes = list(write_batch([book(), book("330 ## ‡a" + "湖" * 4_000)], tmp_path / "out.mrc", encoding="utf-8"))
    refused = outcomes[1]
    assert isinstance(refused, Refused)
    assert refused.number == 2
    assert dict(refused.problem.values) == {"tag": "330", "count": 12_005, "limit": 9_999}


def test_a_separator_inside_a_value_is_refused() -> None:
    with pytest.raises(MarcError, match="separator of ISO 2709"):
        encode(book("300 ## ‡aone{U+1E}two"), "utf-8")


def test_marc21_says_in_the_leader_that_it_is_unicode() -> None:
    record = Record("00000nam  2200000   4500", (from_line("001 1"), from_line("245 00 ‡aTitle")))
    assert encode(record, "utf-8")[9:10] == b"a"
    assert encode(book(), "utf-8")[9:10] == b" "


def test_an_existing_file_is_refused_without_force(tmp_path: Path) -> None:
    out = tmp_path / "out.mrc"
    out.write_bytes(b"precious")
    with pytest.raises(MarcError, match="exists already"):
        write_batch([book()], out)
    assert out.read_bytes() == b"precious"
    list(write_batch([book()], out, force=True))
    assert len(readable(out)) == 1


def test_an_abandoned_loop_leaves_nothing_behind(tmp_path: Path) -> None:
    outcomes = write_batch([book()] * 5, tmp_path / "out.mrc")
    next(outcomes)
    assert list(tmp_path.iterdir()) != []
    assert isinstance(outcomes, Iterator)
    outcomes.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_a_fault_in_the_source_leaves_nothing_behind(tmp_path: Path) -> None:
    def source() -> Iterator[Record]:
        yield book()
        raise MarcError("The disc was taken out.")

    with pytest.raises(MarcError, match="taken out"):
        list(write_batch(source(), tmp_path / "out.mrc"))
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_stops_the_file_if_that_was_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "out.mrc"
    outcomes = list(write_batch([book(), book(MONGOLIAN), book()], out, encoding="gbk", stop_on_refusal=True))
    assert [type(item) for item in outcomes] == [Written, Refused, Written]
    assert list(tmp_path.iterdir()) == []


def test_damaged_bytes_are_kept_in_the_file_and_refused_elsewhere(tmp_path: Path) -> None:
    damaged = Damaged(b"\xff" * 30 + b"\x1d", 1, 0, ())
    kept, refused = tmp_path / "kept.mrc", tmp_path / "refused.mrc"
    assert isinstance(next(write_batch([damaged], kept, encoding=KEEP)), Written)
    assert [type(item) for item in write_batch([damaged, book()], refused, encoding="gbk")] == [Refused, Written]


def test_a_folder_that_does_not_exist_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(MarcError, match="choose another place"):
        list(write_batch([book()], tmp_path / "nowhere" / "out.mrc"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_disk_without_room_leaves_nothing_behind(tmp_path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(MarcError, match="make room"):
            list(write_batch([book()] * 200, tmp_path / "out.mrc"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_json_is_marc_in_json(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    list(write_batch([book()], out, "json", "utf-8"))
    (record,) = json.loads(out.read_text(encoding="utf-8"))
    assert record["fields"][0] == {"001": "ZL0001"}
    assert record["fields"][7]["200"]["ind1"] == "1"
    assert record["fields"][7]["200"]["subfields"][0] == {"a": "达赉湖水文记录"}


def test_mrk_is_as_marcedit_writes_it(tmp_path: Path) -> None:
    out = tmp_path / "out.mrk"
    list(write_batch([book("010 ## ‡dUS{U+24}5")], out, "mrk", "utf-8"))
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "=LDR  00000nam0\\2200000\\\\\\450\\"
    assert lines[2] == "=010  \\\\$dUS{dollar}5"
