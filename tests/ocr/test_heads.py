"""Main text before a commentary that seems to take up its whole row is found again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.engines.base import Glyph, Reading
from ocr.frames import upright
from ocr.heads import chosen, with_head
from ocr.layout import HEIGHT, Strip
from ocr.looks import Seen
from ocr.page import Box

PAGE = upright(1000, 1000, skew=0.0, quarter=False, scale=1.0)


def strip(box: Box, *, commentary: bool) -> Strip:
    air = 0.1 * box.height
    wide = Box(box.left - air, box.top - air, box.right + air, box.bottom + air)
    return Strip(PAGE.part(wide, HEIGHT), box, box.height, commentary)


UPPER = strip(Box(100, 100, 700, 140), commentary=True)
LOWER = strip(Box(100, 140, 700, 180), commentary=True)
WHOLE = strip(Box(100, 100, 700, 180), commentary=False)
WAYS = ((UPPER, LOWER), (WHOLE,))


def read(line: Strip, *confidences: float) -> Seen:
    step = 1 / len(confidences)
    glyphs = [Glyph("字", c, (n + 0.2) * step, (n + 0.8) * step) for n, c in enumerate(confidences)]
    return line.looked_at(0.94, 0.7), Reading(tuple(glyphs))


def best(upper: tuple[float, ...], lower: tuple[float, ...]) -> tuple[Seen, Seen]:
    return read(UPPER, *upper), read(LOWER, *lower)


def test_doubtful_beginnings_of_both_lines_may_be_main_text() -> None:
    way = with_head(WAYS, best((0.9, 0.8, *[1.0] * 10), (0.5, 0.7, *[1.0] * 10)))
    assert way is not None
    head, upper, lower = way
    assert [s.commentary for s in way] == [False, True, True]
    assert head.box.right == upper.box.left == lower.box.left == pytest.approx(200, abs=8)
    assert (head.box.top, head.box.bottom) == (100, 180)


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        pytest.param([1.0] * 12, [1.0] * 12, id="nothing is doubtful"),
        pytest.param([0.5] * 12, [0.5] * 12, id="all is doubtful"),
        pytest.param([0.5, 0.5, 1.0], [0.5, 0.5, 1.0], id="there is hardly any commentary"),
    ],
)
def test_other_commentary_is_left_as_it_is(upper: list[float], lower: list[float]) -> None:
    assert with_head(WAYS, best(tuple(upper), tuple(lower))) is None


def test_main_text_alone_has_no_head() -> None:
    assert with_head(WAYS, [read(WHOLE, 0.5, 0.5, *[1.0] * 10)]) is None


def test_the_other_way_must_be_clearly_better() -> None:
    old, new = [read(UPPER, 0.9)], [read(UPPER, 0.91)]
    assert chosen(old, new, lambda way: way[0][1].confidence) is new
    assert chosen(old, new, lambda way: 0.9) is old


@given(st.floats(0, 1), st.floats(0, 1))
def test_places_in_a_strip_and_on_the_page_belong_together(a: float, b: float) -> None:
    left, right = sorted((100 + 600 * a, 100 + 600 * b))
    part = UPPER.between(left, max(right, left + 1))
    inner = 0.1 * HEIGHT / 1.2
    assert part.along(inner) == pytest.approx(left, abs=1)
    # What a person sees at the beginning of the part is what stands there on the page.
    corner = part.view.to_master(Box(inner, inner, inner, inner), Box(0, 0, 1000, 1000))
    assert corner.left == pytest.approx(left, abs=1)
    assert corner.top == pytest.approx(100, abs=1)
    assert replace(part, view=UPPER.view, box=UPPER.box) == UPPER
