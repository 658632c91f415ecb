from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc.access import access_points
from marc.files import open_batch
from marc.index import Entry, index
from marc.record import Damaged, Record
from marc.write import encode, write_batch
from tests.helpers.samples import sample
from tests.marc.strategies import book, records
from tests.marc.test_files import ISO2709_SAMPLES


def entries_of_records(path: Path, encoding: str = "auto") -> list[Entry]:
    """What the index must say, found the long way."""
    batch = open_batch(path, encoding)
    found = []
    for item in batch:
        if isinstance(item, Damaged):
            found.append(Entry(item.number, item.offset, len(item.raw), damaged=True))
            continue
        assert item.origin is not None
        points = access_points(item, batch.info.format)
        author = points.authors[0] if points.authors else ""
        place = (item.origin.number, item.origin.offset, len(item.origin.raw))
        found.append(Entry(*place, points.title, author, points.isbn, points.year))
    return found


@pytest.mark.parametrize("name", [*ISO2709_SAMPLES, "cnmarc_real_3.xml"])
def test_the_index_of_a_real_file_says_what_its_records_say(name: str) -> None:
    path = sample(f"marc/{name}")
    assert list(index(path)) == entries_of_records(path)


@given(st.lists(records("gbk"), min_size=1, max_size=4))
def test_the_index_of_any_file_says_what_its_records_say(
    tmp_path_factory: pytest.TempPathFactory, made: list[Record]
) -> None:
    path = tmp_path_factory.mktemp("made") / "batch.mrc"
    path.write_bytes(b"".join(encode(record, "gbk") for record in made))
    assert list(index(path, "gbk")) == entries_of_records(path, "gbk")


VARIANTS = (
    ("200 1# ‡a达赉湖‡h第1册‡i水文‡a又一题名",),
    ("010 ## ‡a7-5037-1744-0（精装）",),
    ("010 ## ‡a978-99999-0-002-5（错）",),
    ("210 ## ‡a满洲里‡d１９８５年",),
    ("210 ## ‡a满洲里‡d[19--]",),
    ("711 02 ‡4编",),
    ("701 #0 ‡a王氏‡b家族‡4编", "700 #1 ‡a李氏‡4著"),
    ("200 1# ‡a‡f区水务局编",),
    ("200 1# ‡h第1册‡a达赉湖‡i水文",),
    ("200 1# ‡6一‡a达赉湖‡i水文‡a又一题名",),
    ("200 1# ‡a‡a又一题名",),
    ("200 1# ‡f区水务局编‡a达赉湖",),
    ("010 ## ‡a‡a978-99999-0-002-7",),
)


@pytest.mark.parametrize("changes", VARIANTS)
def test_unusual_values_are_as_in_the_access_points(tmp_path: Path, changes: tuple[str, ...]) -> None:
    path = tmp_path / "batch.mrc"
    list(write_batch([book(*changes), book(*changes, without=("711", "210"))], path, encoding="gbk"))
    assert list(index(path)) == entries_of_records(path)


def test_a_damaged_record_has_its_place_in_the_index(tmp_path: Path) -> None:
    one = encode(book(), "gbk")
    path = tmp_path / "batch.mrc"
    path.write_bytes(one + b"\xff" * 100 + b"\x1d" + one)
    first, second, third = index(path)
    assert (first.damaged, second.damaged, third.damaged) == (False, True, False)
    assert (second.number, second.offset, second.size) == (2, len(one), 101)
    assert third.title == "达赉湖水文记录"


def test_an_entry_leads_to_the_bytes_of_its_record(tmp_path: Path) -> None:
    path = tmp_path / "batch.mrc"
    list(write_batch([book(f"001 ZL{number}") for number in range(50)], path, encoding="utf-8"))
    raw = path.read_bytes()
    for entry in index(path):
        assert raw[entry.offset : entry.offset + entry.size].endswith(b"\x1d")
        assert f"ZL{entry.number - 1}\x1e".encode() in raw[entry.offset : entry.offset + entry.size]
