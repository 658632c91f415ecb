from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc import encodings, marc8, marc8_writing
from marc.errors import MarcError
from marc.files import open_batch, read_bytes
from marc.lines import from_line
from marc.record import DataField, Record, Subfield
from marc.write import Refused, Written, encode, substituted, unencodable, write_batch
from tests.helpers.samples import sample
from tests.marc.strategies import book, content

LEADER = "00000nam a2200000   4500"


@cache
def repertoire() -> tuple[list[str], list[str]]:
    """The letters and the marks of the code tables, found through the reader's tables, not the writer's."""
    codesets, _odd = marc8.tables()
    letters: set[str] = set()
    marks: set[str] = set()
    for table in codesets.values():
        for value, combining in table.values():
            (marks if combining else letters).add(chr(value))
    composed = {unicodedata.normalize("NFC", sign) for sign in letters if sign >= " "}
    return sorted(sign for sign in composed if len(sign) == 1), sorted(marks)


def texts() -> st.SearchStrategy[str]:
    letters, marks = repertoire()
    letter = st.one_of(st.sampled_from(letters), st.characters(min_codepoint=32, max_codepoint=126))
    marked = st.tuples(letter, st.lists(st.sampled_from(marks), max_size=2)).map(
        lambda made: made[0] + "".join(made[1])
    )
    return st.lists(marked, max_size=20).map("".join)


def marc21(*lines: str) -> Record:
    return Record(LEADER, (from_line("001 1"), *map(from_line, lines)))


@given(texts())
def test_what_the_code_tables_have_comes_back(text: str) -> None:
    assert marc8.decode(marc8_writing.encode(text)) == unicodedata.normalize("NFC", text)


def test_every_letter_of_the_tables_is_written_and_read_by_pymarc_as_well() -> None:
    import pymarc

    unread = set("\x98\x9c\u200c\u200d")  # signs that pymarc leaves out when it reads
    letters, _marks = repertoire()
    assert len(letters) > 15_000
    for letter in letters:
        raw = marc8_writing.encode(letter)
        assert marc8.decode(raw) == letter
        if letter not in unread:
            assert unicodedata.normalize("NFC", pymarc.marc8.marc8_to_unicode(raw)) == letter


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_is_written_so_that_it_comes_back_or_its_lacking_characters_are_named(text: str) -> None:
    lacking = marc8_writing.lacking(text)
    if lacking:
        assert lacking == sorted(set(lacking))
        assert lacking[-1] < len(text)
        with pytest.raises(UnicodeEncodeError):
            marc8_writing.encode(text)
    else:
        assert marc8.decode(marc8_writing.encode(text)) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("Andrée", b"Andr\xe2ee"),
        ("Việt", b"Vi\xf2\xe3et"),
        ("с", b"\x1b(NS\x1b(B"),
        ("ёж", b"\x1b)Q\xc4\x1b(NV\x1b(B\x1b)E"),
        ("金 a", b"\x1b$1!]>\x1b(B a"),
        ("H₂O", b"H\x1bb2\x1bsO"),
        ("&#x4E00;", b"&#x0026;#x4E00;"),
        ("O\u0327\u031b", b"\xf0\xac"),  # the horn is not a mark of its own in ANSEL, and stands behind the cedilla
        ("a\u0670", b"a\x1b(3t\x1b(B"),  # a mark in Unicode, a letter in MARC-8
    ],
)
def test_letters_are_written_as_the_library_of_congress_says(text: str, raw: bytes) -> None:
    assert marc8_writing.encode(text) == raw


@pytest.mark.parametrize(
    ("text", "positions"),
    [("ᠮ", [0]), ("aᠮbᠮ", [1, 3]), ("\u0301a", [0]), ("t\u0361s", [1]), ("\x1b", [0]), ("힣", [0])],
)
def test_what_marc8_lacks_is_named_by_its_position(text: str, positions: list[int]) -> None:
    assert marc8_writing.lacking(text) == positions


def test_a_mark_is_not_put_before_the_code_of_its_subfield() -> None:
    with pytest.raises(UnicodeEncodeError):
        encodings.encode("00\x1fa\u0301", "marc-8")


@given(st.lists(texts(), min_size=1, max_size=4))
def test_a_record_comes_back_from_marc8(values: list[str]) -> None:
    record = marc21(*(f"500 ## ‡a{i}" for i in range(len(values))))
    raw = encodings.encode("\x1e".join(f"  \x1fa{value}\x1fbend" for value in values), "marc-8")
    back = encodings.decode(raw, "marc-8").split("\x1e")
    assert back == [f"  \x1fa{unicodedata.normalize('NFC', value)}\x1fbend" for value in values]
    assert isinstance(read_bytes(encode(record, "marc-8"), "marc-8"), Record)


def test_marc8_is_said_in_the_leader_and_found_in_the_file(tmp_path: Path) -> None:
    out = tmp_path / "out.mrc"
    record = marc21("245 10 ‡aЯзык и 金田一 /‡cAndrée.")
    assert [type(one) for one in write_batch([record], out, encoding="marc-8")] == [Written]
    assert out.read_bytes()[9:10] == b" "
    batch = open_batch(out)
    assert (batch.info.encoding, batch.info.format) == ("marc-8", "marc21")
    (back,) = batch
    assert isinstance(back, Record)
    assert content(back)[1] == record.fields


def test_real_marc8_records_become_utf8_and_marc8_again(tmp_path: Path) -> None:
    utf8, again = tmp_path / "utf-8.mrc", tmp_path / "marc-8.mrc"
    for name in ("jazz_1k_marc8.mrc", "marc8_cjk1.marc", "marc8_cjk4.marc", "marc8_cyrillic.marc"):
        first = [item for item in open_batch(sample(f"marc/{name}"), format="marc21") if isinstance(item, Record)]
        assert all(isinstance(one, Written) for one in write_batch(first, utf8, encoding="utf-8", force=True))
        made = [Record(item.leader, item.fields) for item in open_batch(utf8) if isinstance(item, Record)]
        outcomes = list(write_batch(made, again, encoding="marc-8", force=True))
        refused = [one for one in outcomes if isinstance(one, Refused)]
        assert refused == []
        back = [item for item in open_batch(again, "marc-8") if isinstance(item, Record)]
        assert [item.fields for item in back] == [item.fields for item in first]


def test_a_character_that_marc8_lacks_is_refused_or_replaced() -> None:
    record = marc21("245 10 ‡aᠮᠣᠩᠭᠣᠯ and é")
    assert [found.character for found in unencodable(record, "marc-8")] == list("ᠮᠣᠩᠭᠣᠯ")
    with pytest.raises(MarcError, match=r"245\$a U\+182E"):
        encode(record, "marc-8")
    back = read_bytes(encode(substituted(record, "marc-8", "?"), "marc-8"), "marc-8")
    assert isinstance(back, Record)
    assert back.first("245", "a") == "?????? and é"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_record_with_substitutes_can_always_be_written(text: str) -> None:
    record = Record(LEADER, (DataField("500", "  ", (Subfield("a", text),)),))
    assert unencodable(substituted(record, "marc-8", "?"), "marc-8") == ()


def test_marc8_is_for_marc21_in_iso2709_only(tmp_path: Path) -> None:
    with pytest.raises(MarcError, match="MARC-8 is for MARC21 only, and this record is cnmarc"):
        encode(book(), "marc-8")
    with pytest.raises(MarcError, match="MARC-8 is for ISO 2709 only"):
        write_batch([marc21("245 10 ‡aTitle")], tmp_path / "out.mrk", "mrk", "marc-8")
