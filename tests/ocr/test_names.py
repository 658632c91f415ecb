"""Known names help where the engine was in doubt, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.engines.base import Glyph, Reading
from ocr.hints import Hints, words_of
from ocr.names import Names, common
from ocr.reader import Engines, read_page
from resources.reading import lookalikes
from tests.helpers.samples import sample


def reading(text: str, place: int, confidence: float, *others: tuple[str, float]) -> Reading:
    """A reading that is sure of all but the character at `place`."""
    return Reading(
        tuple(
            Glyph(
                sign,
                confidence if n == place else 0.99,
                n / len(text),
                (n + 1) / len(text),
                others if n == place else (),
            )
            for n, sign in enumerate(text)
        )
    )


def test_a_doubtful_character_gives_way_to_the_one_that_completes_a_name() -> None:
    mended = Names(["达赉湖"]).mended(reading("往达费湖去", 2, 0.6, ("赉", 0.2), ("资", 0.1)))
    assert mended.text == "往达赉湖去"
    assert mended.glyphs[2].confidence == 0.2


def test_the_form_that_the_engine_saw_is_kept_whatever_the_list_has() -> None:
    assert Names(["达赉湖"]).mended(reading("達費湖", 1, 0.6, ("賚", 0.2))).text == "達賚湖"


@pytest.mark.parametrize(
    ("text", "place", "confidence", "others"),
    [
        ("达费湖", 1, 0.95, (("赉", 0.04),)),  # sure
        ("达费湖", 1, 0.6, (("赉", 0.001),)),  # not seen
        ("达费湖", 1, 0.6, (("资", 0.3),)),  # no name
        ("这费湖", 1, 0.6, (("赉", 0.3),)),  # the rest is no name
        ("达赉湖", 1, 0.6, (("费", 0.3),)),  # a name already
    ],
)
def test_nothing_else_is_changed(
    text: str, place: int, confidence: float, others: tuple[tuple[str, float], ...]
) -> None:
    before = reading(text, place, confidence, *others)
    assert Names(["达赉湖", "达"]).mended(before) is before


@given(
    st.text("达赉湖费资", min_size=1, max_size=8), st.lists(st.text("达赉湖费资", min_size=1, max_size=3), max_size=5)
)
def test_whatever_the_list_only_what_was_seen_is_written(text: str, words: list[str]) -> None:
    before = Reading(tuple(Glyph(sign, 0.5, 0, 1, (("赉", 0.3), ("资", 0.005))) for sign in text))
    after = Names(words).mended(before)
    assert len(after.glyphs) == len(text)
    assert all(new.text in (old.text, "赉") for new, old in zip(after.glyphs, before.glyphs, strict=True))


def test_a_list_has_one_name_a_line_and_notes_behind_a_sign() -> None:
    assert list(words_of("达赉湖 # 湖\n\n# 人名\n 巴特尔\r\n")) == ["达赉湖", "巴特尔"]


@pytest.mark.samples
def test_a_name_of_the_list_is_read_on_a_real_page() -> None:
    page = read_page(sample("scans/siku_page.png"), Hints(words=("句龍", "烈山氏")), Engines(threads=2))
    assert "共工氏有子曰句龍為后土" in page.text


WORDS = [(sign, word) for sign, words in lookalikes().items() for word in words]


@pytest.mark.parametrize(("sign", "word"), WORDS)
def test_a_word_of_the_table_holds_its_character_and_is_mended_to_it(sign: str, word: str) -> None:
    place = word.index(sign)
    broken = word[:place] + "龘" + word[place + 1 :]
    assert common().mended(reading(broken, place, 0.96, (sign, 0.02))).text == word
    assert common().mended(reading(word, place, 0.96, ("龘", 0.02))).text == word


def test_a_look_alike_that_the_engine_hardly_saw_changes_nothing() -> None:
    printed = reading("義和團", 0, 0.98, ("羲", 0.004))
    assert common().mended(printed) is printed
