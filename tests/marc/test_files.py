from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc.errors import MarcError
from marc.files import inspect, open_batch, read_bytes
from marc.index import index
from marc.record import Damaged, Record
from marc.write import encode, write_batch
from tests.helpers.samples import sample
from tests.marc.strategies import book, content, records

ISO2709_SAMPLES = (
    "realistic_2000.mrc", "authorities_1066.mrc", "jazz_1k_marc8.mrc", "unimarc_embedded_4xx.mrc", "pymarc_1251.dat",
    "pymarc_alphatag.dat", "pymarc_bad_eacc_encoding.dat", "pymarc_bad_indicator.dat", "pymarc_bad_records.mrc",
    "pymarc_marc8.dat", "pymarc_regression45.dat", "pymarc_utf8_invalid.mrc", "marc8_cjk1.marc", "marc8_cjk2.marc",
    "marc8_cjk3.marc", "marc8_cjk4.marc", "marc8_cyrillic.marc", *(f"yaz/marc{number}.marc" for number in range(13)),
)  # fmt: skip


def everything(path: Path, encoding: str = "auto") -> list[Record | Damaged]:
    return list(open_batch(path, encoding))


def bytes_of(item: Record | Damaged) -> bytes:
    source = item if isinstance(item, Damaged) else item.origin
    assert source is not None
    return source.before + source.raw + source.after


def batch(encoding: str, *titles: str) -> list[bytes]:
    return [encode(book(f"200 1# ‡a{title}", f"001 ZL{n:04}"), encoding) for n, title in enumerate(titles, 1)]


@pytest.mark.parametrize("name", ISO2709_SAMPLES)
def test_no_byte_of_a_real_file_is_lost(name: str) -> None:
    path = sample(f"marc/{name}")
    assert b"".join(map(bytes_of, everything(path))) == path.read_bytes()


@given(
    st.lists(records("gbk"), min_size=1, max_size=4), st.sampled_from([b"", b"\r\n", b"\n", b"\0\0", b"\xef\xbb\xbf"])
)
def test_no_byte_of_a_made_file_is_lost(
    tmp_path_factory: pytest.TempPathFactory, made: list[Record], end: bytes
) -> None:
    path = tmp_path_factory.mktemp("made") / "batch.mrc"
    path.write_bytes(b"".join(end + encode(record, "gbk") for record in made) + end)
    found = everything(path, "gbk")
    assert b"".join(map(bytes_of, found)) == path.read_bytes()
    assert [content(item) for item in found if isinstance(item, Record)] == [content(record) for record in made]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030"])
def test_the_encoding_of_chinese_records_is_found(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "batch.mrc"
    extra = "ᠮᠣᠩᠭᠣᠯ" if encoding == "gb18030" else ""
    path.write_bytes(b"".join(batch(encoding, "达赉湖水文记录", f"呼伦贝尔盟年鉴{extra}", "扎赉诺尔百年矿山史")))
    opened = open_batch(path)
    assert (opened.info.container, opened.info.format, opened.info.encoding) == ("iso2709", "cnmarc", encoding)
    titles = [item.first("200", "a") for item in opened if isinstance(item, Record)]
    assert titles == ["达赉湖水文记录", f"呼伦贝尔盟年鉴{extra}", "扎赉诺尔百年矿山史"]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("ending", [b"\x1d", b""])
def test_garbage_as_the_third_record_leaves_the_others_whole(tmp_path: Path, seed: int, ending: bytes) -> None:
    first, second, third, fourth = batch("gbk", "达赉湖", "呼伦湖", "满洲里", "扎赉诺尔")
    garbage = random.Random(seed).randbytes(len(third) - 1) + ending
    path = tmp_path / "batch.mrc"
    path.write_bytes(first + second + garbage + fourth)
    found = everything(path)
    assert [type(item) for item in found] == [Record, Record, Damaged, Record]
    damaged = found[2]
    assert isinstance(damaged, Damaged)
    assert (damaged.number, damaged.offset - len(damaged.before)) == (3, len(first) + len(second))
    assert b"".join(map(bytes_of, found)) == path.read_bytes()
    last = found[3]
    assert isinstance(last, Record)
    assert last.origin is not None
    assert damaged.before + damaged.raw + last.origin.before == garbage
    assert last.first("200", "a") == "扎赉诺尔"


@pytest.mark.parametrize(
    "between", [b"\r\n", b"\n", b"\0\0\0", b"\x1a", b"\xef\xbb\xbf", b"  \r\n", b"END\r\n", b"\x1d"]
)
def test_what_stands_between_records_does_not_stop_the_reading(tmp_path: Path, between: bytes) -> None:
    path = tmp_path / "batch.mrc"
    path.write_bytes(between.join(batch("gbk", "达赉湖", "呼伦湖", "满洲里")) + b"\r\n")
    found = everything(path)
    assert [item.first("200", "a") for item in found if isinstance(item, Record)] == ["达赉湖", "呼伦湖", "满洲里"]
    assert b"".join(map(bytes_of, found)) == path.read_bytes()


@pytest.mark.parametrize("length", [b"00000", b"99999", b"00042", b"XXXXX", b"     ", b"01000"])
def test_a_length_that_lies_costs_no_record(tmp_path: Path, length: bytes) -> None:
    whole = batch("utf-8", "达赉湖", "呼伦湖", "满洲里")
    whole[1] = length + whole[1][5:]
    path = tmp_path / "batch.mrc"
    path.write_bytes(b"".join(whole))
    found = everything(path)
    assert [item.first("200", "a") for item in found if isinstance(item, Record)] == ["达赉湖", "呼伦湖", "满洲里"]
    assert [problem.code for problem in found[1].problems] == ["wrong_length"]


def test_a_missing_end_mark_does_not_swallow_the_next_record(tmp_path: Path) -> None:
    whole = batch("utf-8", "达赉湖", "呼伦湖", "满洲里")
    path = tmp_path / "batch.mrc"
    path.write_bytes(whole[0] + whole[1][:-1] + whole[2])
    found = everything(path)
    assert [item.first("200", "a") for item in found if isinstance(item, Record)] == ["达赉湖", "呼伦湖", "满洲里"]
    assert "no_terminator" in {problem.code for problem in found[1].problems}


def test_an_end_mark_inside_a_record_does_not_cut_it(tmp_path: Path) -> None:
    whole = batch("utf-8", "达赉湖", "Hulun lake", "满洲里")
    whole[1] = whole[1].replace(b"Hulun lake", b"Hulun\x1dlake")
    path = tmp_path / "batch.mrc"
    path.write_bytes(b"".join(whole))
    found = everything(path)
    assert [item.first("200", "a") for item in found if isinstance(item, Record)] == [
        "达赉湖",
        "Hulun\x1dlake",
        "满洲里",
    ]


def test_a_directory_in_another_order_is_followed() -> None:
    raw = encode(book(), "utf-8")
    base = int(raw[12:17])
    entries = [raw[i : i + 12] for i in range(24, base - 1, 12)]
    turned = raw[:24] + b"".join(reversed(entries)) + raw[base - 1 :]
    read = read_bytes(turned, "utf-8")
    assert isinstance(read, Record)
    assert [field.tag for field in read.fields] == [field.tag for field in reversed(book().fields)]
    assert read.first("200", "a") == "达赉湖水文记录"


def test_an_overlong_field_that_another_program_wrote_is_read(tmp_path: Path) -> None:
    note = "湖" * 3_400
    fields = [b"  \x1fa\xe6\xb9\x96\x1e", f"  \x1fa{note}\x1e".encode(), b"  \x1faP3\x1e"]
    entries, start = b"", 0
    for tag, field in zip((b"200", b"330", b"690"), fields, strict=True):
        entries += tag + b"%04d%05d" % (len(field), start)
        start += len(field)
    raw = b"%05dnam0 22%05d   450 " % (25 + len(entries) + start + 1, 25 + len(entries)) + entries + b"\x1e"
    read = read_bytes(raw + b"".join(fields) + b"\x1d", "utf-8")
    assert isinstance(read, Record)
    assert read.first("330", "a") == note
    assert read.first("690", "a") == "P3"


def test_a_record_in_another_encoding_than_its_file_is_read_and_flagged(tmp_path: Path) -> None:
    whole = batch("gbk", "达赉湖水文记录", "呼伦贝尔盟年鉴", "满洲里史料") + batch("utf-8", "扎赉诺尔百年矿山史")
    path = tmp_path / "batch.mrc"
    path.write_bytes(b"".join(whole))
    found = everything(path)
    last = found[3]
    assert isinstance(last, Record)
    assert last.first("200", "a") == "扎赉诺尔百年矿山史"
    assert [problem.code for problem in last.problems] == ["other_encoding"]


def test_a_record_in_no_known_encoding_keeps_its_bytes(tmp_path: Path) -> None:
    whole = batch("utf-8", "达赉湖", "Hulun", "满洲里")
    whole[1] = whole[1].replace(b"Hulun", b"H\xfful\xffn")
    whole[1] = b"%05d" % len(whole[1]) + whole[1][5:]
    path = tmp_path / "batch.mrc"
    path.write_bytes(b"".join(whole))
    found = everything(path)
    assert isinstance(found[1], Damaged)
    assert found[1].raw == whole[1]
    assert "FF" in found[1].problems[-1].message


def test_cyrillic_in_a_single_byte_encoding_is_never_taken_for_chinese() -> None:
    path = sample("marc/pymarc_1251.dat")
    assert all(isinstance(item, Damaged) for item in open_batch(path))
    first = next(iter(open_batch(path, "cp1251")))
    assert isinstance(first, Record)
    assert "Психолог" in first.first("245", "a") + first.first("650", "a") + first.first("260", "b") or first.fields


def test_the_first_record_of_a_big_file_comes_without_reading_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "batch.mrc"
    with path.open("wb") as stream:
        one = encode(book(), "gbk")
        for _ in range(20_000):
            stream.write(one)
    reader = iter(open_batch(path))
    assert isinstance(next(reader), Record)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + random.Random(1).randbytes(5_000), "holds no MARC records"),
        ("empty.mrc", b"", "is empty"),
        ("letter.txt", "亲爱的读者：\n本馆十月一日起开放。\n".encode(), "holds no MARC records"),
        ("page.html", b"<html><body>hello</body></html>", "no MARC records in it"),
        ("other.json", b'{"name": "a", "value": 1}', "holds no MARC records"),
    ],
)
def test_a_file_that_is_no_marc_is_refused_in_one_line(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(MarcError, match=said) as caught:
        open_batch(path)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MarcError, match=r"nowhere\.mrc cannot be read"):
        open_batch(tmp_path / "nowhere.mrc")


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "batch.mrc"
    path.write_bytes(encode(book(), "utf-8"))
    for name in ("klingon", "utf-7", "hz", "iso2022_jp"):
        with pytest.raises(MarcError, match="no encoding that records can be in"):
            open_batch(path, name)


def test_inspecting_counts_records_and_damaged_ones(tmp_path: Path) -> None:
    whole = batch("gbk", "达赉湖水文记录", "呼伦贝尔盟年鉴")
    path = tmp_path / "batch.mrc"
    path.write_bytes(whole[0] + b"\xff" * 200 + b"\x1d" + whole[1])
    found = inspect(path)
    assert (found.container, found.format, found.encoding, found.records, found.damaged) == (
        "iso2709", "cnmarc", "gbk", 2, 1,
    )  # fmt: skip


@given(st.binary(max_size=400))
def test_any_bytes_behind_a_record_leave_it_readable(tmp_path_factory: pytest.TempPathFactory, rest: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "batch.mrc"
    one = encode(book(), "utf-8")
    path.write_bytes(one + rest)
    found = everything(path)
    assert isinstance(found[0], Record)
    assert found[0].first("200", "a") == "达赉湖水文记录"
    assert b"".join(map(bytes_of, found)) == one + rest


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("container", ["iso2709", "marcxml", "json", "mrk", "worksheet"])
def test_a_file_in_utf16_is_read_in_every_container(encoding: str, container: str, tmp_path: Path) -> None:
    narrow, wide, again = tmp_path / "narrow", tmp_path / "wide", tmp_path / "again"
    made = [book(f"200 1# ‡a{title}") for title in ("达赉湖", "呼伦湖 𠀋", "ᠮᠣᠩᠭᠣᠯ")]
    list(write_batch(made, narrow, container, "utf-8"))
    wide.write_bytes(narrow.read_text("utf-8").encode(encoding))
    for choice in (encoding, "auto") if encoding == "utf-16" else (encoding,):
        opened = open_batch(wide, choice)
        assert (opened.info.container, opened.info.format, opened.info.encoding) == (container, "cnmarc", encoding)
        found = [item for item in opened if isinstance(item, Record)]
        assert [content(item) for item in found] == [content(item) for item in made]
        assert [entry.title for entry in index(wide, choice)] == ["达赉湖", "呼伦湖 𠀋", "ᠮᠣᠩᠭᠣᠯ"]
    list(write_batch(open_batch(wide, encoding), again))
    assert [content(item) for item in everything(again) if isinstance(item, Record)] == [content(item) for item in made]


def test_a_file_in_utf16_that_is_cut_inside_a_character_loses_only_that_record(tmp_path: Path) -> None:
    path = tmp_path / "batch.mrk"
    list(write_batch([book(), book()], path, "mrk", "utf-8"))
    path.write_bytes(path.read_text("utf-8").rstrip().encode("utf-16")[:-1])
    assert [type(item) for item in everything(path)] == [Record, Damaged]
