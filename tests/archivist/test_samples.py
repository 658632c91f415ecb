"""The sample material of the demo: its records, its texts, and the pages drawn from them."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from archivist.errors import ArchivistError
from archivist.samples import fonts
from archivist.samples.fonts import find_font
from archivist.samples.pages import DrawnPage, draw_pages
from archivist.samples.records import OTHER_RECORDS, sample_batch, sample_batch_utf8, sample_records
from archivist.samples.sheets import HEIGHT, MARGIN, WIDTH, draw_sheet
from archivist.samples.texts import PageSource, page_sources
from archivist.samples.typeset import set_lines
from marc.files import open_batch
from marc.record import ControlField, DataField, Record

MARK = "样例记录，非真实书目。"
HAN = re.compile("[\u3400-\u9fff]")
FAULTY = ("00000002", "00000010", "00000035", "00000038", "00000039")


def records() -> dict[str, Record]:
    """Every sample record by the digits of its control number."""
    every = (*sample_records(), *sample_records(OTHER_RECORDS))
    return {record.control("001").removeprefix("ZLNE"): record for record in every}


def isbn_sum(isbn: str) -> int:
    digits = [int(sign) for sign in isbn if sign.isdigit()]
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10


# records


def test_the_batch_is_gbk_and_gives_back_the_records_that_were_written(tmp_path: Path) -> None:
    path = tmp_path / "batch.iso"
    path.write_bytes(sample_batch())
    batch = open_batch(path)
    read = [record for record in batch if isinstance(record, Record)]
    assert batch.info.encoding == "gbk"
    assert [record.fields for record in read] == [record.fields for record in sample_records()]


def test_the_mongolian_batch_is_utf8_and_gives_back_its_records(tmp_path: Path) -> None:
    path = tmp_path / "batch.iso"
    path.write_bytes(sample_batch_utf8())
    batch = open_batch(path)
    read = [record for record in batch if isinstance(record, Record)]
    assert batch.info.encoding == "utf-8"
    assert [record.fields for record in read] == [record.fields for record in sample_records(OTHER_RECORDS)]


def test_there_are_about_forty_records_for_gbk_and_a_few_that_it_cannot_hold() -> None:
    plain, other = list(sample_records()), list(sample_records(OTHER_RECORDS))
    assert 38 <= len(plain) <= 45
    assert 3 <= len(other) <= 5
    for record in other:
        with pytest.raises(UnicodeEncodeError):
            record.first("200", "a").encode("gbk")


def test_no_two_records_share_a_number_and_each_is_marked_as_a_sample() -> None:
    every = [*sample_records(), *sample_records(OTHER_RECORDS)]
    assert max(Counter(record.control("001") for record in every).values()) == 1
    for record in every:
        assert MARK in [field.first("a") for field in record.data("300")]
        assert len(record.leader) == 24


def test_the_head_of_the_file_lists_the_records_with_deliberate_faults() -> None:
    text = (Path(__file__).parents[2] / "resources/samples/records.txt").read_text(encoding="utf-8")
    assert tuple(re.findall(r"ZLNE(\d{8})", text.split("\n\n")[0])) == FAULTY


def test_one_record_of_all_has_a_100_of_35_characters() -> None:
    lengths = {number: len(record.first("100", "a")) for number, record in records().items()}
    assert {number: length for number, length in lengths.items() if length != 36} == {"00000035": 35}


def test_one_record_of_all_disagrees_with_itself_about_its_year() -> None:
    wrong = {
        number: (record.first("100", "a")[9:13], record.first("210", "d"))
        for number, record in records().items()
        if record.first("210", "d") not in record.first("100", "a")[8:13]
    }
    assert wrong == {"00000002": ("1958", "1985")}


def test_one_record_of_all_lacks_101_and_no_other_mandatory_field_is_missing() -> None:
    wanted = ("001", "100", "101", "102", "105", "106", "200", "210", "801")
    missing = {(number, tag) for number, record in records().items() for tag in wanted if not any(record.get(tag))}
    assert missing == {("00000038", "101")}


def test_one_isbn_of_all_has_a_wrong_check_digit_and_none_belongs_to_a_publisher() -> None:
    isbns = {number: record.first("010", "a") for number, record in records().items() if record.first("010", "a")}
    assert len(isbns) >= 4
    assert all(isbn.startswith("978-99999-") for isbn in isbns.values())
    assert [number for number, isbn in isbns.items() if isbn_sum(isbn)] == ["00000010"]


def test_one_note_of_all_has_a_subfield_that_is_not_defined() -> None:
    codes = {number: {s.code for f in record.data("300") for s in f.subfields} for number, record in records().items()}
    assert {number: found for number, found in codes.items() if found != {"a"}} == {"00000039": {"a", "b"}}


def test_every_chinese_title_has_a_syllable_of_pinyin_for_each_character() -> None:
    for record in records().values():
        for field in record.data("200", "517", "711"):
            if HAN.search(field.first("a")):
                assert len(field.first("9").split()) == len(HAN.findall(field.first("a"))), field.first("a")


def test_no_person_is_named_as_an_author() -> None:
    for record in records().values():
        assert not any(record.get("700", "701", "702"))
        assert any(record.data("711"))


def test_fixed_fields_have_their_length_and_no_field_is_empty() -> None:
    for record in records().values():
        assert len(record.first("105", "a")) == 13
        for field in record.fields:
            values = [field.value] if isinstance(field, ControlField) else [s.value for s in field.subfields]
            assert values and all(values), field
            assert not isinstance(field, DataField) or len(field.indicators) == 2


def test_a_record_that_does_not_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "bad.txt").write_text("# a comment\n\nLDR short\n", encoding="utf-8")
    monkeypatch.setattr("archivist.samples.records.files", lambda _package: tmp_path)
    with pytest.raises(ArchivistError, match=r"Sample record 1 of bad\.txt"):
        list(sample_records("bad.txt"))


# texts


def test_the_lake_is_written_in_every_script() -> None:
    texts: dict[str, str] = {}
    for source in page_sources():
        texts[source.script] = texts.get(source.script, "") + source.title + "".join(source.paragraphs)
    assert "達賚湖" in texts["hant"]
    assert "达赉湖" in texts["hans"]
    assert "Озеро" in texts["cyrl"]
    assert "Далай нуур" in texts["cyrl"]


def test_there_are_a_dozen_pages_in_half_a_dozen_documents() -> None:
    pages = Counter(source.document for source in page_sources())
    assert sum(pages.values()) == 12
    assert sorted(pages.values()) == [1, 2, 2, 2, 2, 3]


def test_each_document_says_that_it_was_made_for_the_demo() -> None:
    for document in {source.document for source in page_sources()}:
        text = "".join("".join(s.paragraphs) for s in page_sources() if s.document == document)
        assert re.search("演示|样例|образец|жишээ", text), document


# typesetting


def test_a_line_of_chinese_never_begins_with_a_stop() -> None:
    text = next(page_sources()).paragraphs[0].strip() * 3
    for width in range(300, 700, 44):
        lines = [line.text for line in set_lines(text, find_font("hans").at(44), width, 88)]
        assert not [line for line in lines if line[0] in "，。、；：？！）》”’"]
        assert "".join(lines) == text


def test_every_line_but_the_last_fills_its_width() -> None:
    font = find_font("cyrl").at(44)
    *full, last = set_lines("Далай нуур бол тал нутгийн хамгийн том нуур юм. " * 6, font, 900, 0)
    ends = [x + atom.width for x, atom in (line.atoms[-1] for line in full)]
    assert ends == pytest.approx([900] * len(ends))
    assert last.atoms[-1][0] + last.atoms[-1][1].width <= 900


# pages


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[DrawnPage, ...], float]:
    """All pages, and the seconds of processor time they took."""
    started = time.process_time()
    return tuple(draw_pages(tmp_path_factory.mktemp("pages"))), time.process_time() - started


@pytest.fixture
def drawn(drawing: tuple[tuple[DrawnPage, ...], float]) -> tuple[DrawnPage, ...]:
    return drawing[0]


def test_a_page_is_a_colour_jpeg_of_about_a4_at_200_dpi(drawn: tuple[DrawnPage, ...]) -> None:
    assert [page.path.suffix for page in drawn] == [".jpg"] * 12
    for page in drawn:
        with Image.open(page.path) as image:
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (WIDTH, HEIGHT))
            assert image.info["dpi"] == (200, 200)
        assert page.path.stat().st_size < 1_000_000


def test_pages_are_the_same_each_time(drawn: tuple[DrawnPage, ...], tmp_path: Path) -> None:
    again = draw_pages(tmp_path)
    for page in drawn[:2]:
        assert next(again).path.read_bytes() == page.path.read_bytes()


def test_no_unfinished_file_is_left_beside_the_pages(drawn: tuple[DrawnPage, ...]) -> None:
    assert sorted(drawn[0].path.parent.iterdir()) == [page.path for page in drawn]


@pytest.mark.parametrize("source", tuple(page_sources()), ids=lambda source: source.name)
def test_all_ink_of_a_clean_page_is_inside_the_margins(source: PageSource) -> None:
    box = ImageOps.invert(draw_sheet(source).image).getbbox()
    assert box is not None
    left, top, right, bottom = box
    slack = 6  # half the thickness of a frame, and side bearings
    assert min(left, top, WIDTH - right, HEIGHT - bottom) >= MARGIN - slack


@pytest.mark.parametrize("source", tuple(page_sources()), ids=lambda source: source.name)
def test_a_page_says_all_of_its_text_in_order(source: PageSource) -> None:
    said = re.sub(r"\s", "", draw_sheet(source).text)
    written = re.sub(r"\s", "", source.title + "".join(source.paragraphs))
    assert said.startswith(written)
    assert source.page in said.removeprefix(written)


def test_no_character_of_any_page_is_missing_from_its_font() -> None:
    for source in page_sources():
        han = "hant" if source.script == "hant" else "hans"
        for character in set(re.sub(r"\s", "", source.title + "".join(source.paragraphs))):
            font = find_font("cyrl" if re.match("[\u0400-\u052f]", character) else han).at(40)
            nothing = bytes(font.getmask("\U000e0fff"))
            assert bytes(font.getmask(character)) != nothing, f"{character} of {source.name}"


def test_an_old_page_is_darker_and_noisier_than_a_clean_one(drawn: tuple[DrawnPage, ...]) -> None:
    corner = (200, 5, 400, 105)
    for page in drawn:
        with Image.open(page.path) as image:
            ground = np.asarray(image.convert("L").crop(corner))
        assert 120 < ground.mean() < 250
        assert ground.std() > 1


def test_drawing_goes_fast_enough_for_a_demo(drawing: tuple[tuple[DrawnPage, ...], float]) -> None:
    assert drawing[1] < 12  # 3 to 4 s on an idle core; the limit is for a busy one


def test_a_text_too_long_for_its_page_is_refused_by_name() -> None:
    long = PageSource("long", "d", "k", "t", "horizontal", "hans", "1", ("湖" * 2000,))
    tall = PageSource("tall", "d", "k", "t", "vertical-rl", "hant", "1", ("湖" * 2000,))
    with pytest.raises(ArchivistError, match="long does not fit"):
        draw_sheet(long)
    with pytest.raises(ArchivistError, match="tall does not fit"):
        draw_sheet(tall)


# fonts


@pytest.fixture
def fresh_fonts() -> Iterator[None]:
    """Fonts are looked for once; these tests change what is there."""
    find_font.cache_clear()
    yield
    find_font.cache_clear()


@pytest.mark.usefixtures("fresh_fonts")
def test_without_a_han_font_the_error_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archivist.samples.fonts.shutil.which", lambda _name: None)
    monkeypatch.setattr(fonts, "_folders", lambda: iter(()))
    with pytest.raises(ArchivistError, match="apt-get install fonts-noto-cjk"):
        find_font("hans")


@pytest.mark.usefixtures("fresh_fonts")
def test_a_font_is_found_in_the_font_folders_where_fontconfig_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_font("hant")
    find_font.cache_clear()
    monkeypatch.setattr("archivist.samples.fonts.shutil.which", lambda _name: None)
    by_file = find_font("hant")
    assert by_file.at(20).getname()[0] == found.at(20).getname()[0]


def test_the_demo_is_imported_without_the_drawing_of_pages() -> None:
    program = "import sys, archivist.demo; print('archivist.samples.pages' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"
