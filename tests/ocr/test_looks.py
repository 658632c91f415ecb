"""How often a line is looked at, and which look is kept; and which lines the recogniser is not asked to read."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from ocr.engines.base import Glyph, Gray, Reading, RegionWord
from ocr.engines.rapid import Recogniser
from ocr.foreign import sample, well_read
from ocr.frames import Pyramid, upright
from ocr.hints import Hints
from ocr.layout import Group, Strip
from ocr.looks import LOOKS, Looks
from ocr.page import Box
from ocr.reader import Engines, read_page
from tests.helpers.draw import lines_image

RUSSIAN = [
    "Озеро Далай лежит в степи",
    "на северо-востоке Внутренней",
    "Монголии близ Хайлара и",
    "питается водой реки Керулен",
    "Зимой озеро покрывается",
    "льдом толщиной около метра",
    "Рыбаки ставят сети подо",
    "льдом и ловят сазана",
    "Весной лёд тает и вода",
    "поднимается до самых лугов",
    "Стада пасутся на берегу",
    "до поздней осени",
]
STRIP = Strip(upright(480, 48, skew=0, quarter=False, scale=1), Box(0, 0, 480, 40), 40, commentary=False)


def reading(text: str, confidence: float) -> Reading:
    return Reading(tuple(Glyph(c, confidence, n / len(text), (n + 1) / len(text)) for n, c in enumerate(text)))


class Scripted:
    """An engine that says what it was told to say, look after look, and counts the pictures."""

    name = "scripted"
    version = "1"

    def __init__(self, *answers: Reading) -> None:
        self.answers = list(answers)
        self.seen = 0

    def read_lines(self, pictures: Sequence[Gray]) -> list[Reading]:
        self.seen += len(pictures)
        return [self.answers.pop(0) for _ in pictures]


def looked(*answers: Reading) -> tuple[str, int]:
    """What is kept of one strip, and how often it was looked at."""
    engine = Scripted(*answers)
    looks = Looks(Pyramid(np.full((48, 480), 255, dtype=np.uint8)), engine)
    ((_, kept),) = looks.again([STRIP], looks.first([STRIP]))
    return kept.text, engine.seen


def test_what_is_read_surely_is_looked_at_once() -> None:
    assert looked(reading("湖水", 0.99)) == ("湖水", 1)
    assert looked(Reading(())) == ("", 1)


def test_what_is_read_with_doubt_is_looked_at_until_two_looks_agree_and_the_surest_is_kept() -> None:
    assert looked(reading("湖水", 0.8), reading("湖水", 0.7)) == ("湖水", 2)
    assert looked(reading("湖木", 0.8), reading("湖水", 0.9), reading("湖火", 0.7)) == ("湖水", 1 + len(LOOKS))
    assert looked(reading("湖木", 0.8), reading("湖水", 0.99)) == ("湖水", 2)


def test_a_surer_look_that_has_lost_characters_is_not_kept() -> None:
    assert looked(reading("湖水河水山", 0.8), reading("湖水河", 0.95), reading("湖", 0.99))[0] == "湖水河水山"


def test_a_character_keeps_its_place_whatever_look_it_was_seen_in() -> None:
    page = Box(0, 0, 480, 48)
    for scale, narrow in LOOKS:
        view = STRIP.looked_at(scale, narrow).view
        ink = view.from_master(Box(100, 0, 140, 48))
        back = view.to_master(Box(ink.left, ink.top, ink.right, ink.bottom), page)
        assert (back.left, back.right) == pytest.approx((100, 140), abs=0.2)
        assert view.width == pytest.approx(480 * scale * narrow, rel=0.1)


def group(levels: int, *, table: bool = False) -> Group:
    return Group(((((STRIP,),),),) * levels, table)


def test_a_few_lines_spread_over_a_group_tell_its_script() -> None:
    assert sample(group(20), "horizontal", Hints()) == [2, 7, 12, 17]
    assert sample(group(4), "horizontal", Hints()) == []
    assert sample(group(20, table=True), "horizontal", Hints()) == []
    assert sample(group(20), "vertical-rl", Hints()) == []
    assert sample(group(20), "horizontal", Hints(script="hans")) == []


def test_a_line_is_well_read_if_tesseract_is_sure_of_the_words_at_its_height() -> None:
    level = ((STRIP, Reading(())),)
    words = [RegionWord("Далай", 0.95, 0, 0, 10, 90, 70), RegionWord("..", 0.2, 1, 0, 90, 90, 140)]
    assert well_read(level, words, 0.0, 2.0)
    assert not well_read(level, words, -40.0, 2.0)
    assert not well_read(level, [], 0.0, 2.0)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_of_a_russian_page_the_recogniser_sees_a_few_lines_and_a_chinese_line_in_it_is_still_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Gray] = []
    read_lines = Recogniser.read_lines

    def counted(self: Recogniser, pictures: Sequence[Gray]) -> list[Reading]:
        seen.extend(pictures)
        return read_lines(self, pictures)

    monkeypatch.setattr(Recogniser, "read_lines", counted)
    engines = Engines(threads=2)
    plain = page_text(RUSSIAN, engines)
    assert plain == RUSSIAN
    assert len(seen) < len(RUSSIAN) / 2
    mixed = [*RUSSIAN[:3], "达赉湖又名呼伦湖", *RUSSIAN[3:]]
    assert page_text(mixed, engines) == mixed


def page_text(lines: list[str], engines: Engines) -> list[str]:
    out = io.BytesIO()
    image = Image.new("L", (1000, len(lines) * 68 + 120), 255)
    for number, line in enumerate(lines):
        drawn = lines_image([line], 40, "cyrl" if line in RUSSIAN else "hans")
        image.paste(drawn.crop((60, 55, drawn.width, 123)), (0, 60 + 68 * number))
    image.save(out, "PNG")
    return read_page(out.getvalue(), None, engines).text.split("\n")
