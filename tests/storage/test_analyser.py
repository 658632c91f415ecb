from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.analyser import Analyser, pairs, singles
from tests.storage.conftest import FOLDING

ANALYSER = Analyser(FOLDING)
MIXED = st.text(
    st.sampled_from("達达湖賚赉，。 \n\t-a'éèЁеөйи\u0306\u0301１Ⅳ㍻ﬁᠮ\u202f\u180b〇○□が\u3099ß")
    | st.characters(codec="utf-8")
)

ACCENT = re.compile("[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]")
MONGOLIAN = re.compile("[\u200d\u202f\u1820-\u1842\u180a-\u180f]+")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("達賚湖", "达赉湖"),
        ("爲說裏麪戶", "为说里面户"),
        ("ＡＢＣ１２３", "abc123"),
        ("二○○三", "二〇〇三"),
        ("Ⅳ㍻ﬁ", "iv平成fi"),
        ("Ёлка Өндөр Үхэр", "елка ондор ухэр"),
        ("Café Zoë", "cafe zoe"),
        ("\u0438\u0306", "й"),
        ("Xi’an", "Xi'an"),
        ("漢書·百官\n公卿，表", "汉书百官公卿表"),
        ("the wa-\n  ter", "the water"),
        ("\uf9a9", "囹"),
    ],
)
def test_what_is_the_same_to_a_reader_folds_alike(one: str, other: str) -> None:
    assert ANALYSER.fold(one).text == ANALYSER.fold(other).text != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("май", "маи"),
        ("達賚", "達賴"),
        ("hot dog", "hotdog"),
        ("1945-\n1950", "19451950"),
        ("漢□書", "漢書"),
        ("缺", "欠"),
        ("炼", "链"),
        ("\ue000", "\ue001"),
    ],
)
def test_what_is_different_to_a_reader_stays_apart(one: str, other: str) -> None:
    assert ANALYSER.fold(one).text != ANALYSER.fold(other).text


def test_strict_folding_keeps_written_forms_and_forgets_width_and_case() -> None:
    assert ANALYSER.fold_strictly("達賚 Ёлка ＡＢ").text == "達賚ёлка ab"


@given(MIXED, st.data())
def test_the_fold_of_a_part_is_a_part_of_the_fold(text: str, data: st.DataObject) -> None:
    # Not cut between a letter and the accent on it: these are one character to a reader; nor within a Mongolian word.
    inside = {at for word in MONGOLIAN.finditer(text) for at in range(word.start() + 1, word.end())}
    cuts = [at for at in range(len(text) + 1) if at not in inside and not ACCENT.match(text, at)]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(cuts), st.sampled_from(cuts))))
    assert ANALYSER.fold(text[start:end]).text in ANALYSER.fold(text).text


@example("\xad¼")
@given(MIXED)
def test_every_folded_letter_knows_where_it_came_from(text: str) -> None:
    folded = ANALYSER.fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for letter, start, end in zip(folded.text, folded.starts, folded.ends, strict=True):
        assert letter == " " or letter in ANALYSER.fold(text[start:end]).text
    assert list(folded.starts) == sorted(folded.starts)


@given(MIXED)
def test_folding_leaves_nothing_that_a_tokenizer_could_part_at(text: str) -> None:
    folded = ANALYSER.fold(text).text
    assert not re.search("[^a-z0-9 \x80-\U0010ffff]", folded)
    assert "·" not in folded and "¶" not in folded and "  " not in folded
    assert len(pairs(folded).split(" ")) == max(len(folded) - 1, 1)


@given(MIXED, MIXED)
def test_what_is_found_strictly_is_found(text: str, query: str) -> None:
    if (strict := ANALYSER.fold_strictly(query).text) and strict in ANALYSER.fold_strictly(text).text:
        assert ANALYSER.fold(query).text in ANALYSER.fold(text).text


def test_lines_that_are_things_of_their_own_are_kept_apart() -> None:
    folded = ANALYSER.fold("呼伦\n湖志", lines_apart=True)
    assert folded.text == "呼伦\n湖志"
    assert list(folded.find("湖志")) == [(3, 5)]
    assert pairs(folded.text) == "呼伦 伦¶ ¶湖 湖志"


@given(MIXED)
def test_lines_apart_keeps_places_too(text: str) -> None:
    folded = ANALYSER.fold(text, lines_apart=True)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)


def test_the_tokens_of_the_index_are_pairs_of_neighbours_and_single_characters() -> None:
    assert pairs("达赉湖a b") == "达赉 赉湖 湖a a· ·b"
    assert pairs("湖") == ""
    assert sorted(singles("湖泊湖 a").split(" ")) == ["a", "泊", "湖"]


def test_another_table_of_written_forms_has_another_fingerprint() -> None:
    assert Analyser({"達": "达"}).fingerprint() == Analyser({"達": "达"}).fingerprint()
    assert Analyser({"達": "达"}).fingerprint() != Analyser({"達": "違"}).fingerprint()


@given(MIXED, st.integers(0, 40))
def test_it_is_known_how_many_letters_stand_before_a_place(text: str, place: int) -> None:
    folded = ANALYSER.fold(text)
    assert folded.before(place) == sum(start < place for start in folded.starts)
