"""Several looks at a line vote for its characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ocr.engines.base import Glyph, Reading
from ocr.votes import together


def reading(text: str, *confidences: float, others: dict[int, tuple[tuple[str, float], ...]] | None = None) -> Reading:
    each = confidences if len(confidences) == len(text) else confidences * len(text)
    step = 1 / max(len(text), 1)
    return Reading(
        tuple(
            Glyph(sign, sure, n * step, (n + 1) * step, (others or {}).get(n, ()))
            for n, (sign, sure) in enumerate(zip(text, each, strict=True))
        )
    )


def test_two_looks_that_agree_outvote_one_that_is_surer_of_the_line() -> None:
    looks = [
        reading("中亦不之願問", 0.99, 0.99, 0.99, 0.99, 0.6, 0.99),
        reading("中亦不之顧問", 0.9),
        reading("之顧問", 0.8),
    ]
    assert together(looks).text == "中亦不之顧問"


def test_what_a_look_only_thought_of_counts_with_what_it_is_worth() -> None:
    first = reading("雙宿變飛", 0.9, 0.9, 0.5, 0.9, others={2: (("雙", 0.45),)})
    second = reading("雙宿雙飛", 0.8, 0.8, 0.3, 0.8, others={2: (("變", 0.2),)})
    voted = together([first, second])
    assert voted.text == "雙宿雙飛"
    assert [text for text, _ in voted.glyphs[2].others] == ["變"]
    assert voted.glyphs[2].confidence == (0.45 + 0.3) / 2


def test_a_look_with_a_character_more_abstains_there_and_votes_elsewhere() -> None:
    looks = [
        reading("標紙委實", 0.9, 0.4, 0.9, 0.9),
        reading("標緻，委實", 0.6),
        reading("標緻委實", 0.5, 0.7, 0.5, 0.5),
    ]
    assert together(looks).text == "標緻委實"


def test_places_are_those_of_the_surest_look() -> None:
    sure = reading("湖水", 0.9)
    assert [(g.start, g.end) for g in together([reading("湖木水", 0.2), sure]).glyphs] == [(0, 0.5), (0.5, 1)]


texts = st.text("湖水木火山。 a", max_size=6)


@given(st.lists(st.tuples(texts, st.floats(0.01, 1)), min_size=1, max_size=4))
def test_any_looks_give_a_line_as_long_as_the_surest(looks: list[tuple[str, float]]) -> None:
    readings = [reading(text, sure) for text, sure in looks]
    voted = together(readings)
    assert len(voted.glyphs) == len(max(readings, key=lambda r: r.confidence).glyphs)
    assert all(0 <= glyph.confidence <= 1.0001 for glyph in voted.glyphs)


@given(texts, st.floats(0.01, 1), st.integers(1, 4))
def test_looks_that_agree_change_nothing(text: str, sure: float, count: int) -> None:
    assert together([reading(text, sure)] * count).text == text
