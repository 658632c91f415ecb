from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc import encodings, marc8
from marc.errors import MarcError
from marc.files import open_batch
from marc.lines import from_line
from marc.record import Damaged, Record
from marc.write import encode
from tests.helpers.samples import sample


@pytest.mark.parametrize(
    ("name", "ours"),
    [("UTF8", "utf-8"), ("cp936", "gbk"), ("MARC8", "marc-8"), ("latin-1", "iso8859-1"), ("ascii", "utf-8")],
)
def test_encodings_have_one_name(name: str, ours: str) -> None:
    assert encodings.canonical(name) == ours


def test_an_encoding_that_cannot_hold_records_is_refused() -> None:
    for name in ("utf-16", "utf-7", "hz", "rot13", "no such"):
        with pytest.raises(MarcError):
            encodings.canonical(name)


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("plain", "ascii", "ascii"),
        ("达赉湖水文记录", "utf-8", "utf-8"),
        ("达赉湖水文记录", "gbk", "gbk"),
        ("達賚湖水文記錄", "gbk", "gbk"),
        ("ᠮᠣᠩᠭᠣᠯ蒙古文", "gb18030", "gb18030"),
        ("Andrée Müller à Genève", "latin-1", ""),
        ("Психология управления и менеджмента", "cp1251", ""),
    ],
)
def test_bytes_tell_their_encoding_or_nothing(text: str, encoding: str, found: str) -> None:
    assert encodings.guess(text.encode(encoding), marc8_allowed=False) == found


def test_the_majority_decides_for_a_file_and_gb18030_includes_gbk() -> None:
    gbk, utf8, gb18030 = ("达赉湖".encode(name) for name in ("gbk", "utf-8", "gbk"))
    assert encodings.decide([(gbk, False), (utf8, False), (gb18030, False), (b"x", False)]) == "gbk"
    assert encodings.decide([(gbk, False), ("ᠮ".encode("gb18030"), False)]) == "gb18030"
    assert encodings.decide([(b"x", False)]) == ""


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=20))
def test_han_text_in_utf8_is_never_taken_for_anything_else(text: str) -> None:
    assert encodings.guess(text.encode(), marc8_allowed=True) == "utf-8"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("marc8_cjk1.marc", "金田一 京助 と アイヌ語"),
        ("marc8_cyrillic.marc", "Одлуке и мишљења Уставног суда Југославије"),
    ],
)
def test_marc8_is_read_in_every_script(name: str, title: str) -> None:
    (record,) = open_batch(sample(f"marc/{name}"))
    assert isinstance(record, Record)
    assert record.origin is not None
    assert record.origin.encoding == "marc-8"
    values = [part.value for field in record.data("880") for part in field.subfields]
    assert any(title in value for value in values)


def test_real_records_in_a_russian_encoding_are_damaged_until_it_is_chosen() -> None:
    path = sample("marc/pymarc_1251.dat")
    assert all(isinstance(item, Damaged) for item in open_batch(path))
    titles = [item.first("245", "a") for item in open_batch(path, "cp1251") if isinstance(item, Record)]
    assert len(titles) == 6
    assert all("\u0400" < sign < "\u0460" for title in titles for sign in title if sign.isalpha())


def test_marc8_combining_marks_come_before_their_letter() -> None:
    assert marc8.decode(b"Andr\xe2ee M\xe8uller") == "Andrée Müller"


def test_marc8_writes_what_it_lacks_as_a_reference() -> None:
    assert marc8.decode(b"&#x4E00;") == "一"


@pytest.mark.parametrize("others", [[], ["Überall Größe"] * 3])
def test_marc8_with_a_fault_is_never_taken_for_ascii_or_utf8(tmp_path: Path, others: list[str]) -> None:
    def raw(title: bytes, scheme: bytes) -> bytes:
        record = Record("00000nam a2200000   4500", (from_line("001 1"), from_line("245 00 ‡aXXXXXXXXXXXXXXX")))
        made = encode(record, "utf-8").replace(b"X" * 15, title.ljust(15))
        return made[:9] + scheme + made[10:]

    good, bad = raw(b"\x1b$1!]>!L$\x1b(B", b" "), raw(b"\x1b$1!]>!\x1b(B", b" ")
    path = tmp_path / "batch.mrc"
    path.write_bytes(b"".join([*(raw(title.encode()[:15], b"a") for title in others), good, bad]))
    *_first, one, other = open_batch(path, format="marc21")
    assert isinstance(one, Record)
    assert one.first("245", "a").strip() == "金田"
    assert isinstance(other, Damaged)
    assert other.problems[-1].code == "undecodable"


CYRILLIC = "Грамматика удмуртского языка"


@pytest.mark.parametrize(
    ("name", "text"),
    [("cp1251", CYRILLIC), ("koi8-r", CYRILLIC), ("iso8859-5", CYRILLIC), ("cp1252", "Über Größe"),
     ("big5", "達賚湖水文記錄"), ("gb2312", "达赉湖水文记录"), ("shift_jis", "呼倫湖の記録"), ("euc-kr", "호수")],
)  # fmt: skip
def test_an_encoding_that_bytes_do_not_prove_is_read_by_choice(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "batch.mrc"
    made = Record("00000nam0 2200000   450 ", (from_line("001 1"), from_line(f"200 1# ‡a{text}")))
    path.write_bytes(encode(made, name))
    (record,) = open_batch(path, name)
    assert isinstance(record, Record)
    assert record.first("200", "a") == text
    assert encode(record, name) == path.read_bytes()
    assert not record.problems


@pytest.mark.parametrize("raw", [b"\xff", b"\x1b", b"\x1b(", b"\x1b(~x", b"\x1b$1!0", b"\x1b$1\xff\xff\xff", b"\x1bQ"])
def test_bytes_without_a_meaning_in_marc8_are_an_error(raw: bytes) -> None:
    with pytest.raises(marc8.Marc8Error):
        marc8.decode(raw)


@given(st.binary(max_size=60))
def test_marc8_reads_or_refuses(raw: bytes) -> None:
    try:
        assert isinstance(marc8.decode(raw), str)
    except marc8.Marc8Error as error:
        assert error.culprit in raw


def test_thousand_marc8_records_agree_with_pymarc() -> None:
    import pymarc

    path = sample("marc/jazz_1k_marc8.mrc")
    with path.open("rb") as stream:
        theirs = [record for record in pymarc.MARCReader(stream, hide_utf8_warnings=True) if record]
    ours = [item for item in open_batch(path) if isinstance(item, Record)]
    assert len(ours) == len(theirs) == 1_000
    for one, other in zip(ours, theirs, strict=True):
        expected = [value for field in other.fields if not field.is_control_field() for value in field.subfields]
        found = [part for field in one.fields if hasattr(field, "subfields") for part in field.subfields]
        assert [part.value for part in found if part.code] == [part.value for part in expected]
