"""The recogniser of Mongolian: what it reads, how it spells it, and where it says that each letter is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist.errors import ArchivistError
from archivist.samples.fonts import find_font
from ocr.engines.base import Glyph, Gray, Reading
from ocr.errors import OcrError
from ocr.mongolian.classes import BLANK, NAMES, NUMBERS, SPACE, UNITS
from ocr.mongolian.decoding import Hit, Scores, greedy
from ocr.mongolian.guests import with_guests
from ocr.mongolian.levels import inked
from ocr.mongolian.recogniser import HEIGHT, Recogniser, text_of
from ocr.mongolian.spelling import canonical, spelled
from ocr.reader import Engines, read_page, read_picture
from scripts.mongolian_pages import Sheet, Style, mongolian_page, run, scanned, words_of
from tests.helpers.samples import sample

SAIN = ("S", "A", "I", "I", "A")
"""The units of the word for good."""


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


@pytest.fixture(scope="module")
def words() -> list[str]:
    folder = sample("mongolian_words.txt").parent
    try:
        find_font("mong")
    except ArchivistError as error:
        pytest.skip(str(error))
    return words_of(folder)


def strip_of(text: str, em: float = 32.0) -> Gray:
    """A text as the column finder gives it: turned a quarter anticlockwise, with a little paper around it."""
    level = np.rot90(run(text, em))
    return np.asarray(255 - np.pad(level, round(0.1 * len(level))), dtype=np.uint8)


def scores_for(numbers: list[int]) -> Scores:
    """Scores that leave no doubt: one step for each class."""
    scores = np.full((len(numbers), len(NAMES)), -20.0, dtype=np.float32)
    scores[np.arange(len(numbers)), numbers] = -0.01
    return scores


def test_a_drawn_line_is_read_in_canonical_spelling(recogniser: Recogniser, words: list[str]) -> None:
    line = words[1000:1003]
    reading = recogniser.read_lines([strip_of(" ".join(line))])[0]
    assert reading.text == " ".join(canonical(word) for word in line)
    assert reading.confidence > 0.8


def test_letters_follow_each_other_and_words_lie_on_their_ink(recogniser: Recogniser, words: list[str]) -> None:
    strip = strip_of(f"{words[2000]}   {words[3000]}")
    glyphs = recogniser.read_lines([strip])[0].glyphs
    assert all(a.end <= b.start + 1e-6 for a, b in pairwise(glyphs))
    space = next(glyph for glyph in glyphs if glyph.text == " ")
    paper = np.flatnonzero(strip.min(axis=0) > 200)
    gaps = np.split(paper, np.flatnonzero(np.diff(paper) > 1) + 1)
    gap = max(gaps[1:-1], key=len)
    assert abs(space.start * strip.shape[1] - gap[0]) < 5
    assert abs(space.end * strip.shape[1] - gap[-1]) < 5


@pytest.mark.parametrize("height", [20, 32, 64])
def test_a_strip_of_any_height_is_read(recogniser: Recogniser, words: list[str], height: int) -> None:
    strip = strip_of(words[1000], height / 1.2)
    assert recogniser.read_lines([strip])[0].text


def test_blank_paper_says_nothing(recogniser: Recogniser) -> None:
    assert recogniser.read_lines([np.full((HEIGHT, 200), 240, dtype=np.uint8)])[0].text == ""


def test_the_engines_read_columns_with_our_own_recogniser(words: list[str]) -> None:
    drawn = scanned(
        mongolian_page("", np.random.default_rng(2), words, Style(30, columns=3, height=8)),
        np.random.default_rng(2), 0.5, 0.3,
    )  # fmt: skip
    page = read_picture(np.asarray(drawn.image.convert("L")), None, Engines(1))
    assert "mongolian" in page.engine
    right = 0
    for column, (_, line) in zip(drawn.columns, page.lines, strict=True):
        wanted = [canonical(word) for word in column.text.split()]
        got = line.text.split()
        right += sum(word in got for word in wanted)
        assert all(column.area[1] - 12 < word.box.top < word.box.bottom < column.area[3] + 12 for word in line.words)
    assert right >= 0.7 * sum(len(column.text.split()) for column in drawn.columns)


@pytest.mark.samples
def test_many_words_of_a_small_real_clip_are_words_of_the_language(words: list[str]) -> None:
    known = {canonical(word) for word in words}
    page = read_page(sample("scans/mongolian_clip.png"), None, Engines(1))
    read = [w.text.strip() for _, line in page.lines for w in line.words]
    long = [word for word in read if sum(0x1820 <= ord(c) <= 0x1842 for c in word) >= 3]
    assert sum(word in known for word in long) >= 0.45 * len(long) > 20


def test_a_network_for_other_letters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OcrError, match="is not there"):
        Recogniser(model=tmp_path / "none.onnx")


def test_repeated_classes_are_one_letter_and_a_blank_parts_two() -> None:
    a, s = NUMBERS["A"], NUMBERS["S"]
    hits = greedy(scores_for([BLANK, s, s, a, BLANK, a, BLANK]))
    assert [(hit.number, hit.start, hit.end) for hit in hits] == [(s, 1, 3), (a, 3, 4), (a, 5, 6)]
    assert greedy(scores_for([])) == []


def test_another_decoder_decides_from_the_same_scores(words: list[str]) -> None:
    seen: list[Scores] = []

    def one_word(scores: Scores) -> list[Hit]:
        seen.append(scores)
        return [Hit(NUMBERS[unit], 0.5, n, n + 1) for n, unit in enumerate(SAIN)]

    reading = Recogniser(decoder=one_word).read_lines([strip_of(words[0])])[0]
    assert reading.text == canonical("ᠰᠠᠢᠨ")
    assert seen[0].shape[1] == len(NAMES)
    assert np.allclose(np.exp(seen[0]).sum(axis=1), 1, atol=1e-3)


def test_one_shape_has_one_spelling() -> None:
    assert canonical("ᠰᠡᠢᠨ") == canonical("ᠰᠠᠢᠨ") == "".join(text for text, _ in spelled(SAIN))
    assert canonical("Hello") == "Hello"


@given(st.lists(st.sampled_from([unit for unit in UNITS if unit != "Nirugu"]), min_size=1, max_size=9))
def test_whatever_is_read_is_spelled_and_no_unit_is_lost(units: list[str]) -> None:
    letters = spelled(units)
    assert sum(count for _, count in letters) == len(units)
    assert any(text for text, _ in letters)


@given(st.lists(st.integers(1, len(NAMES) - 1), max_size=20))
def test_signs_come_out_as_they_are(numbers: list[int]) -> None:
    text = text_of(numbers)
    for number in numbers:
        if NAMES[number] not in UNITS and number != SPACE:
            assert NAMES[number] in text


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (180, 60), (230, 120)])
def test_ink_is_judged_by_the_paper_it_is_on(paper: int, ink: int) -> None:
    strip = np.full((HEIGHT, 100), paper, dtype=np.uint8)
    strip[10:14, 20:80] = ink
    evened = inked(strip)
    assert evened[0, 0] == pytest.approx(0, abs=0.05)
    assert evened[12, 50] == pytest.approx(1, abs=0.05)


def test_chinese_in_a_column_is_read_as_chinese_and_stands_in_its_place(words: list[str]) -> None:
    sheet, font = Sheet(420, 640), find_font("hans").at(26)
    rng = np.random.default_rng(4)
    for n in range(5):
        x = 60 + 64 * n
        y = sheet.column(" ".join(rng.choice(words, 2)), 30, x, 30)
        if n % 2 == 0:
            for place, sign in enumerate("达赉湖"):
                sheet.upright(sign, font, x - 4, y + 14 + 30 * place)
            y += 14 + 90
        sheet.column(str(rng.choice(words)), 30, x, y + 12)
    page = read_picture(np.asarray(sheet.drawn("").image.convert("L")), None, Engines(1))
    assert [any("达赉湖" in word.text for word in line.words) for _, line in page.lines] == [True, False] * 2 + [True]
    first = next(line for _, line in page.lines)
    guest = next(n for n, word in enumerate(first.words) if "达" in word.text)
    assert 0 < guest < len(first.words) - 1
    assert first.words[guest - 1].box.bottom <= first.words[guest].box.top + 1


def test_what_is_chinese_is_asked_for_only_where_ours_read_nothing() -> None:
    strip = np.full((48, 300), 255, dtype=np.uint8)
    strip[14:34, 20:120] = strip[14:34, 160:200] = 0
    asked: list[tuple[int, ...]] = []

    class Chinese:
        name, version = "fake", "1"

        def read_lines(self, pictures: Sequence[Gray]) -> list[Reading]:
            asked.extend(picture.shape for picture in pictures)
            return [Reading((Glyph("湖", 0.99, 0.2, 0.8),)) for _ in pictures]

    ours = Reading((Glyph("ᠠ", 0.9, 0.1, 0.4),))
    read = with_guests(ours, strip, Chinese)
    assert read.text == "ᠠ 湖"
    assert len(asked) == 1
    assert 160 / 300 - 0.02 < read.glyphs[-1].start < read.glyphs[-1].end < 200 / 300 + 0.02


def test_each_letter_of_a_word_has_a_box_with_its_selector(words: list[str]) -> None:
    drawn = mongolian_page("", np.random.default_rng(2), words, Style(30, columns=3, height=8))
    page = read_picture(np.asarray(drawn.image.convert("L")), None, Engines(1))
    for word in (word for _, line in page.lines for word in line.words):
        assert len(word.characters) == len(word.text)
        tops = [box.top for box in word.characters]
        assert tops == sorted(tops)
