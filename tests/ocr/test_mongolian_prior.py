"""What is known of words helps where Mongolian was read with doubt, and nowhere else."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.mongolian.classes import BLANK, NAMES, NUMBERS, SPACE, UNITS
from ocr.mongolian.decoding import Scores, greedy
from ocr.mongolian.prior import Beam, Letters, Weights, aligned, kept, row_key, word_key
from ocr.mongolian.spelling import units_of
from resources.models import MONGOLIAN_WORDS

LETTERS = kept(MONGOLIAN_WORDS)
LIST = Path(__file__).parents[2].parent / "shared" / "samples" / "mongolian_words.txt"


def numbers(word: str) -> tuple[int, ...]:
    return tuple(NUMBERS[unit] for unit in units_of(word))


def scored(*steps: dict[int, float]) -> Scores:
    """Scores of steps, of each the chances of some classes; all others share one in a million."""
    out = np.full((len(steps), len(NAMES)), 1e-6 / len(NAMES), dtype=np.float32)
    for row, chances in zip(out, steps, strict=True):
        for number, chance in chances.items():
            row[number] = chance
    return np.log(out)


def plainly(*classes: int) -> list[dict[int, float]]:
    """Steps that say one class after the other, with blanks between."""
    return [step for number in classes for step in ({number: 0.99, BLANK: 0.01}, {BLANK: 1.0})]


WORD = numbers("ᠮᠣᠩᠭᠣᠯ")


def doubtful(likely: float) -> Scores:
    """A word, of which the third unit is more likely another one."""
    steps = plainly(*WORD)
    steps[4] = {NUMBERS["R"]: likely, WORD[2]: 1 - likely}
    return scored(*steps)


def test_a_doubt_is_settled_by_what_words_there_are() -> None:
    assert [hit.number for hit in greedy(doubtful(0.6))] != list(WORD)
    assert [hit.number for hit in Beam(LETTERS)(doubtful(0.6))] == list(WORD)


def test_what_is_plainly_seen_is_not_made_a_word() -> None:
    assert [hit.number for hit in Beam(LETTERS)(doubtful(0.999))] == [hit.number for hit in greedy(doubtful(0.999))]


def test_without_weights_it_finds_what_is_likeliest_by_sight() -> None:
    found = Beam(LETTERS, Weights(0.0, 0.0))(doubtful(0.6))
    assert [hit.number for hit in found] == [hit.number for hit in greedy(doubtful(0.6))]


def test_hits_stand_where_they_were_read_and_spaces_stay() -> None:
    steps = [*plainly(*WORD), {SPACE: 1.0}, {BLANK: 1.0}, *plainly(*WORD)]
    steps[4] = {NUMBERS["R"]: 0.6, WORD[2]: 0.4}
    hits = Beam(LETTERS)(scored(*steps))
    assert [hit.number for hit in hits] == [*WORD, SPACE, *WORD]
    assert [hit.start for hit in hits] == [
        *range(0, 2 * len(WORD), 2),
        2 * len(WORD),
        *range(2 * len(WORD) + 2, len(steps), 2),
    ]


@given(st.lists(st.sampled_from([NUMBERS[unit] for unit in UNITS]), min_size=1, max_size=8))
def test_a_path_through_plain_scores_is_what_they_say(classes: list[int]) -> None:
    hits = aligned(scored(*plainly(*classes)), classes)
    assert [(hit.number, hit.start, hit.end) for hit in hits] == [
        (n, 2 * at, 2 * at + 1) for at, n in enumerate(classes)
    ]


def test_a_unit_that_is_usual_after_others_is_likelier_than_one_that_is_not() -> None:
    assert LETTERS.after((SPACE, *WORD[:2]), WORD[2]) > LETTERS.after((SPACE, *WORD[:2]), NUMBERS["Zr"])
    assert all(LETTERS.after((SPACE,), number) <= 0 for number in range(1, len(NAMES)))


def test_names_that_a_library_adds_are_known_too() -> None:
    name = "ᠵᠠᠯᠠᠢᠨᠤᠤᠷᠰᠠᠯᠠᠢ"
    assert not LETTERS.has(numbers(name))
    assert LETTERS.with_words([f"{name} ᠨᠣᠮ", "达赉湖"]).has(numbers(name))


def test_rows_and_words_have_keys_of_their_own() -> None:
    assert row_key((1,)) != row_key((0, 1))
    assert word_key((1, 2)) != word_key((2, 1))
    rare = Letters(np.array([row_key((5,))], np.uint64), np.array([-1.0], np.float16), np.array([], np.uint32))
    assert rare.after((), 5) == -1.0
    assert rare.after((7,), 5) == pytest.approx(-1.0 + math.log(0.4))


def test_every_word_of_the_list_is_known() -> None:
    if not LIST.exists():
        pytest.skip("the list of words is not beside the project")
    words = [numbers(word) for word in LIST.read_text(encoding="utf-8").split()]
    assert all(LETTERS.has(word) for word in words if word)
