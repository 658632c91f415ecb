"""What was taken for a line and is none bars nobody's way."""

from __future__ import annotations

from ocr.engines.base import Glyph, Reading
from ocr.frames import Frame, upright
from ocr.ghosts import ghosts, is_wave
from ocr.layout import Setting, Strip
from ocr.looks import Seen
from ocr.page import Box
from tests.ocr.test_tiers import EMPTY

VIEW: Frame = upright(1000, 1000, skew=0.0, quarter=False, scale=1.0)


def seen(box: Box, text: str, confidence: float, size: float = 30.0) -> Seen:
    step = 1 / max(len(text), 1)
    glyphs = tuple(Glyph(sign, confidence, n * step, (n + 1) * step) for n, sign in enumerate(text))
    return Strip(VIEW, box, size, commentary=False), Reading(glyphs)


def test_a_large_line_read_badly_over_small_ones_read_well_is_a_ghost() -> None:
    large, small = Box(100, 100, 400, 260), Box(110, 110, 300, 140)
    assert ghosts([seen(large, "3", 0.4), seen(small, "提刀人撰", 0.95)]) == {large}


def test_nor_do_a_few_letters_stand_over_lines_of_chinese() -> None:
    large, small = Box(100, 100, 400, 260), Box(110, 110, 300, 140)
    assert ghosts([seen(large, "1E3", 0.8), seen(small, "提刀人撰", 0.95)]) == {large}
    assert not ghosts([seen(large, "ODOR LESS", 0.8), seen(small, "TRADE MARK", 0.95)])


def test_a_headline_with_small_print_in_it_is_none() -> None:
    headline, small = Box(100, 100, 400, 260), Box(110, 110, 300, 140)
    assert not ghosts([seen(headline, "四大禁書", 0.92), seen(small, "提刀人撰", 0.95)])


def test_a_doubtful_line_by_itself_is_kept() -> None:
    alone, beside = Box(100, 100, 400, 260), Box(100, 300, 400, 330)
    assert not ghosts([seen(alone, "旦報", 0.3), seen(beside, "提刀人撰", 0.95)])


def test_a_line_found_twice_is_kept_once() -> None:
    whole, part = Box(100, 100, 300, 140), Box(110, 105, 290, 138)
    assert ghosts([seen(part, "有法", 0.99), seen(whole, "有法", 0.99)]) == {part}


def test_the_same_words_elsewhere_are_no_echo() -> None:
    assert not ghosts([seen(Box(100, 100, 300, 140), "有法", 0.99), seen(Box(100, 150, 300, 190), "有法", 0.99)])


def test_a_thin_row_of_ms_is_a_wavy_rule_and_letters_of_the_usual_size_are_not() -> None:
    box = Box(100, 100, 300, 112)
    assert is_wave(*seen(box, "mmww", 0.6, size=12.0), 30.0)
    assert not is_wave(*seen(box, "mmww", 0.6, size=28.0), 30.0)
    assert not is_wave(*seen(box, "民國", 0.6, size=12.0), 30.0)


def test_without_its_ghosts_a_page_is_read_tier_after_tier() -> None:
    tiers = [[Box(x, 100 + 40 * n, x + 240, 130 + 40 * n) for n in range(4)] for x in (100.0, 380.0)]
    ghost = Box(200, 90, 500, 280)
    boxes = [*tiers[0], *tiers[1], ghost]
    choices = tuple(((Strip(VIEW, box, 30.0, commentary=False),),) for box in boxes)
    setting = Setting(choices, tuple(boxes), 30.0, EMPTY, (), EMPTY, tables=False)
    order = [choice[0][0].box for group in setting.groups({ghost}) for level in group.levels for choice in level]
    assert order == [*tiers[0], *tiers[1]]
