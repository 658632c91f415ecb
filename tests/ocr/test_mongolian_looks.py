"""A doubtful column of Mongolian is looked at several times, and each word read as most looks read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.engines.base import Glyph, Gray, Reading
from ocr.mongolian.looks import AGREED, LOOKS, together

COLUMN: Gray = np.full((40, 200), 255, dtype=np.uint8)


def reading(text: str, confidence: float) -> Reading:
    step = 1 / len(text)
    return Reading(tuple(Glyph(sign, confidence, n * step, (n + 1) * step) for n, sign in enumerate(text)))


def in_turn(readings: Sequence[Reading]) -> Callable[[Gray], Reading]:
    """Reads whatever it is shown as the next of these, the last one ever after."""
    rest = list(readings)
    return lambda picture: rest.pop(0) if len(rest) > 1 else rest[0]


def test_a_sure_column_is_looked_at_once() -> None:
    shown: list[Gray] = []

    def read(picture: Gray) -> Reading:
        shown.append(picture)
        return reading("ab cd", 0.99)

    assert together(COLUMN, read).text == "ab cd"
    assert len(shown) == 1
    assert shown[0] is COLUMN


def test_the_word_that_most_looks_see_is_read() -> None:
    read = in_turn([reading("ax cd", 0.9), reading("ab cd", 0.8)])
    assert together(COLUMN, read).text == "ab cd"


def test_one_sure_look_does_not_outweigh_many_that_agree() -> None:
    looks = [reading("ax cd", 0.97), *[reading("ab cd", 0.7)] * len(LOOKS)]
    assert together(COLUMN, in_turn(looks)).text == "ab cd"


def test_a_look_that_parts_words_elsewhere_has_no_say_about_them() -> None:
    looks = [reading("abcde fgh", 0.9), reading("ab cdefgh", 0.5)]
    assert together(COLUMN, in_turn(looks)).text == "abcde fgh"


def test_a_word_keeps_its_place_and_the_confidence_of_the_look_that_is_surest_of_it() -> None:
    looks = [reading("ax cd", 0.6), reading("ab cd", 0.7), reading("ab cd", 0.9), reading("ab cd", 0.8)]
    found = together(COLUMN, in_turn(looks))
    assert [glyph.confidence for glyph in found.glyphs if glyph.text in "ab"] == [0.9, 0.9]
    assert (found.glyphs[0].start, found.glyphs[-1].end) == (0.0, 1.0)


def test_where_the_first_looks_agree_no_more_are_taken() -> None:
    shown: list[Gray] = []

    def read(picture: Gray) -> Reading:
        shown.append(picture)
        return reading("ab cd", 0.8)

    assert together(COLUMN, read).text == "ab cd"
    assert len(shown) == AGREED


def test_a_column_in_which_nothing_is_read_stays_so() -> None:
    assert together(COLUMN, lambda picture: Reading(())).glyphs == ()


@given(st.integers(1, 90), st.integers(1, 300))
def test_no_picture_is_too_small_or_too_large_to_be_looked_at_again(height: int, width: int) -> None:
    shown: list[Gray] = []

    def read(picture: Gray) -> Reading:
        shown.append(picture)
        return reading("ab"[len(shown) % 2], 0.5)

    together(np.full((height, width), 255, dtype=np.uint8), read)
    assert len(shown) == 1 + len(LOOKS)
    assert all(min(picture.shape) > 0 for picture in shown)
    # Nearer and broader views show the same stretch of the column, so that places along it stay what they are.
    ratio = width / height
    for picture, (nearer, broader) in zip(shown[1:], LOOKS, strict=True):
        assert picture.shape[1] / picture.shape[0] == pytest.approx(ratio * nearer * broader, rel=0.06, abs=0.05)
