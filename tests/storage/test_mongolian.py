"""Traditional Mongolian is found by what stands on the paper."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mongol_norm import MongolianShaper

from storage import mongolian
from storage.analyser import Analyser
from storage.archive import Archive
from tests.storage.conftest import FOLDING
from tests.storage.test_finding import document

ANALYSER = Analyser(FOLDING)
SHAPER = MongolianShaper()
LIST = Path(__file__).parents[2].parent / "shared" / "samples" / "mongolian_words.txt"
WORDS = st.text(st.sampled_from("ᠠᠡᠢᠣᠤᠥᠦᠨᠩᠪᠬᠭᠮᠯᠰᠱᠲᠳᠴᠵᠶᠷᠸ\u180b\u180c\u180e"), min_size=1, max_size=9).map("ᠠ".__add__)
OTHERS = dict(zip("ᠠᠡᠣᠤᠥᠦᠲᠳᠬᠭᠴᠵ", "ᠡᠠᠤᠣᠦᠥᠳᠲᠭᠬᠵᠴ", strict=True))


def respelled(word: str, chosen: random.Random) -> str:
    """Another spelling of what looks the same; the word itself where none is met."""
    for _ in range(60):
        letters = [OTHERS[c] if c in OTHERS and chosen.random() < 0.5 else c for c in word]
        at = chosen.randrange(1, len(letters) + 1)
        letters[at:at] = chosen.choice(("", "", "\u180b", "\u180c", "\u200d"))
        if (made := "".join(letters)) != word and SHAPER.same_shape(made, word):
            return made
    return str(SHAPER.normalize(word, strict=False))


def found(archive: Archive, query: str) -> list[str]:
    """The texts of the pages that are found."""
    texts = (archive.documents.text(hit.id) for hit in archive.search.find(query, "pages", 1000).hits)
    return sorted(text.text for text in texts if text)


@given(WORDS, WORDS)
def test_two_words_are_one_to_search_if_and_only_if_they_look_the_same(one: str, other: str) -> None:
    same = SHAPER.shape(one) == SHAPER.shape(other)
    assert (ANALYSER.fold(one).text == ANALYSER.fold(other).text) == same
    assert (ANALYSER.fold(one).text in ANALYSER.fold(f"{other} {other}").text) == same


def test_a_word_is_found_in_every_spelling_and_no_other_word_with_it(archive: Archive) -> None:
    if not LIST.exists():
        pytest.skip("the list of words is not beside the project")
    chosen = random.Random(6)
    listed = [word for word in LIST.read_text(encoding="utf-8").split() if re.fullmatch(mongolian.WORD, word)]
    by_shape = {tuple(SHAPER.shape(word)): word for word in listed}
    words = chosen.sample(list(by_shape.values()), 500)
    document(archive, "词", *words)
    spelled_otherwise = 0
    for word in words:
        other = respelled(word, chosen)
        spelled_otherwise += other != word
        assert found(archive, other) == [word]
    assert spelled_otherwise > 400


def test_a_word_with_an_ending_is_found_without_it_and_with_it_and_shown_where_it_stands(archive: Archive) -> None:
    document(archive, "史", "ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ ᠨᠢᠭᠤᠴᠠ᠂ ᠲᠣᠪᠴᠢᠶᠠᠨ")
    (hit,) = archive.search.find("ᠮᠤᠩᠭᠤᠯ", "pages").hits
    assert hit.spans == ((0, 6),)
    assert archive.search.find('"ᠮᠤᠩᠭᠤᠯ\u202fᠤᠨ ᠨᠢᠭᠤᠴᠠ ᠲᠣᠪᠴᠢᠶᠠᠨ"', "pages").total == 1
    assert archive.search.find("ᠮᠤᠩᠭᠤᠯ\u202fᠢᠢᠨ", "pages").total == 0
    assert archive.search.find("ᠮᠤᠩ", "pages").total == 0


def test_a_vowel_that_stands_apart_is_a_part_of_its_word(archive: Archive) -> None:
    document(archive, "词", "ᠨᠠᠷ\u180eᠠ", "ᠨᠠᠷ")
    assert found(archive, "ᠨᠠᠷ") == ["ᠨᠠᠷ"]
    assert found(archive, "ᠨᠡᠷ\u180eᠡ") == ["ᠨᠠᠷ\u180eᠠ"]


WILD_WORDS = ("ᠮᠣᠩᠭᠣᠯ", "ᠮᠣᠩᠭᠣᠯᠵᠢᠨ", "ᠮᠣᠳᠣ", "ᠨᠣᠮ", "ᠨᠠᠷ\u180eᠠ", "ᠨᠠᠷ", "ᠬᠡᠯᠡ")


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("ᠮᠣᠩ*", {"ᠮᠣᠩᠭᠣᠯ", "ᠮᠣᠩᠭᠣᠯᠵᠢᠨ"}),
        ("ᠮᠤ*", {"ᠮᠣᠩᠭᠣᠯ", "ᠮᠣᠩᠭᠣᠯᠵᠢᠨ", "ᠮᠣᠳᠣ"}),
        ("*ᠭᠣᠯ", {"ᠮᠣᠩᠭᠣᠯ"}),
        ("*ᠭᠣᠯ*", {"ᠮᠣᠩᠭᠣᠯ", "ᠮᠣᠩᠭᠣᠯᠵᠢᠨ"}),
        ("ᠮ*ᠯ", {"ᠮᠣᠩᠭᠣᠯ"}),
        ("ᠮ*ᠨ", {"ᠮᠣᠩᠭᠣᠯᠵᠢᠨ"}),
        ("ᠮ？ᠳᠣ", {"ᠮᠣᠳᠣ"}),
        ("ᠨ?ᠮ", {"ᠨᠣᠮ"}),
        ("ᠨᠠᠷ*", {"ᠨᠠᠷ", "ᠨᠠᠷ\u180eᠠ"}),
        ("ᠨᠣ?", {"ᠨᠣᠮ"}),
        ("?ᠣᠮ", {"ᠨᠣᠮ"}),
        ("ᠬ*ᠡ ᠨᠣᠮ", set()),
    ],
)  # fmt: skip
def test_wildcards_stand_for_letters(archive: Archive, asked: str, there: set[str]) -> None:
    document(archive, "词", *WILD_WORDS)
    assert set(found(archive, asked)) == there
    assert set(found(archive, f"{asked} NOT ᠨᠣᠮ")) == there - {"ᠨᠣᠮ"}


def test_a_wildcard_shows_the_whole_word_that_it_found(archive: Archive) -> None:
    document(archive, "词", "ᠨᠣᠮ ᠮᠣᠩᠭᠣᠯᠵᠢᠨ ᠨᠣᠮ")
    for asked in ("ᠮᠣᠩ*", "ᠮ*ᠨ"):
        (hit,) = archive.search.find(asked, "pages").hits
        assert hit.spans == ((4, 13),)


def test_a_badly_read_word_is_among_the_near_forms(archive: Archive) -> None:
    document(archive, "词", "ᠮᠣᠩᠭᠣᠯᠵᠢᠨ", "ᠮᠣᠩᠭᠣᠰᠵᠢᠨ", "ᠨᠣᠮ")
    near = archive.search.similar("ᠮᠣᠩᠭᠣᠯᠵᠢᠨ", "pages")
    assert [hit.snippet.strip() for hit in near.hits] == ["ᠮᠣᠩᠭᠣᠰᠵᠢᠨ"]


def test_the_exact_form_is_the_letters_as_they_were_typed(archive: Archive) -> None:
    document(archive, "词", "ᠰᠠᠢᠨ", "ᠰᠡᠢᠨ")
    assert archive.search.find("ᠰᠠᠢᠨ", "pages").total == 2
    (hit,) = archive.search.find("ᠰᠠᠢᠨ", "pages", exact=True).hits
    assert hit.snippet.strip() == "ᠰᠠᠢᠨ"


def test_a_word_beside_chinese_and_in_mongolian_punctuation_is_found(archive: Archive) -> None:
    document(archive, "双", "达赉湖ᠳᠠᠯᠠᠢ᠂呼伦")
    assert archive.search.find("ᠳᠠᠯᠠᠢ", "pages").total == 1
    assert archive.search.find("湖ᠳᠠᠯᠠᠢ呼", "pages").total == 1


def test_digits_are_digits_in_either_writing(archive: Archive) -> None:
    document(archive, "年", "᠑᠙᠔᠐ ᠣᠨ")
    assert archive.search.find("1940", "pages").total == 1


def test_letters_of_other_scripts_of_the_block_stand_for_themselves() -> None:
    assert ANALYSER.fold("ᡐᡑ").text == "ᡐᡑ"
