from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marc.errors import MarcError
from marc.files import open_batch, read_bytes
from marc.lines import from_line
from marc.record import DataField, Field, Record, Subfield
from marc.splitting import LONGEST_FIELD, split_notes
from marc.write import Written, encode, write_batch
from tests.marc.strategies import book

SENTENCE = "呼伦湖的水位在这一年里比往年高出许多，入湖的河流也都涨了水。"


def notes(record: Record, tag: str) -> list[DataField]:
    return list(record.data(tag))


def with_note(field: Field) -> Record:
    record = book()
    return record.changed(fields=(*record.fields, field))


def test_a_long_abstract_is_divided_at_the_ends_of_sentences(tmp_path: Path) -> None:
    whole = SENTENCE * 200
    out = tmp_path / "out.mrc"
    outcomes = list(write_batch([book(f"330 ## ‡a{whole}")], out, encoding="utf-8", split_long=True))
    assert [type(one) for one in outcomes] == [Written]
    (back,) = open_batch(out)
    assert isinstance(back, Record)
    assert not back.problems
    values = [field.first("a") for field in notes(back, "330")]
    assert len(values) == 2
    assert "".join(values) == whole
    assert all(value.endswith("。") for value in values)


def test_a_note_is_not_divided_unless_that_was_asked_for() -> None:
    with pytest.raises(MarcError, match="Field 330 is"):
        encode(book(f"330 ## ‡a{SENTENCE * 200}"), "utf-8")


@pytest.mark.parametrize("line", ["200 1# ‡a", "327 1# ‡6880-01‡a", "905 ## ‡s", "606 0# ‡a"])
def test_what_is_no_note_or_is_linked_is_refused_all_the_same(line: str) -> None:
    with pytest.raises(MarcError, match=f"Field {line[:3]} is"):
        encode(book(line + SENTENCE * 200), "utf-8", split_long=True)


def test_marc21_divides_its_own_notes() -> None:
    record = Record(
        "00000nam a2200000   4500", (from_line("245 00 ‡aLake"), from_line("520 ## ‡a" + "It rose. " * 1_500))
    )
    back = read_bytes(encode(record, "utf-8", split_long=True), "utf-8")
    assert isinstance(back, Record)
    first, second = notes(back, "520")
    assert first.first("a").endswith("It rose. ")
    assert second.first("a").startswith("It rose. ")


def test_the_size_in_the_target_encoding_decides() -> None:
    record = book(f"330 ## ‡a{SENTENCE * 150}")  # 9,300 bytes in GBK, 13,950 in UTF-8
    assert len(notes(split_notes(record, "gbk", "cnmarc"), "330")) == 1
    assert len(notes(split_notes(record, "utf-8", "cnmarc"), "330")) == 2


def values() -> st.SearchStrategy[str]:
    """Long values of sentences, of clauses, and without any place to cut."""
    piece = st.text(st.sampled_from("湖水é\u0301x 。，. ;！"), min_size=1, max_size=60)
    return st.builds(lambda text, times: text * times, piece, st.integers(1, 900))


@settings(deadline=None)  # long values take their time on a busy machine
@given(st.lists(st.tuples(st.sampled_from("abc"), values()), min_size=1, max_size=4))
def test_nothing_is_lost_and_every_part_fits(parts: list[tuple[str, str]]) -> None:
    field = DataField("300", "  ", tuple(Subfield(code, value) for code, value in parts))
    record = split_notes(with_note(field), "utf-8", "cnmarc")
    divided = notes(record, "300")
    joined = [(part.code, part.value) for one in divided for part in one.subfields]
    assert _runs(joined) == _runs(parts)
    assert all(3 + sum(2 + len(part.value.encode()) for part in one.subfields) <= LONGEST_FIELD for one in divided)


def _runs(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbours with the same code taken as one."""
    found: list[tuple[str, str]] = []
    for code, value in parts:
        if found and found[-1][0] == code:
            found[-1] = (code, found[-1][1] + value)
        else:
            found.append((code, value))
    return found


@settings(deadline=None)  # long values take their time on a busy machine
@given(st.text(st.sampled_from("étude\u0301 .,"), min_size=1, max_size=60), st.integers(1, 900))
def test_a_mark_stays_with_its_letter_in_marc8(piece: str, times: int) -> None:
    value = "e" + piece * times
    record = Record(
        "00000nam  2200000   4500", (from_line("245 00 ‡aTitle"), DataField("520", "  ", (Subfield("a", value),)))
    )
    back = read_bytes(encode(record, "marc-8", split_long=True), "marc-8", "marc21")
    assert isinstance(back, Record)
    assert "".join(field.first("a") for field in notes(back, "520")) == unicodedata.normalize("NFC", value)
