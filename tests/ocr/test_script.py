"""Scripts are told from characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.export.language import tag
from ocr.page import Box, Line, Region, Script, Word
from ocr.script import is_mongolian, is_wide, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("达赉湖水位记录", "hans"),
        ("達賚湖水位記錄", "hant"),
        ("漢書百官公卿表 自顓頊以來", "hant"),
        ("Далай нуур", "cyrl"),
        ("Station of the Chinese Eastern Railway", "latn"),
        ("ᠳᠠᠯᠠᠢ", "mong"),
        ("1951 544.34", "zyyy"),
        ("", "zyyy"),
    ],
)
def test_a_text_is_in_the_script_of_most_of_its_letters(text: str, script: Script) -> None:
    assert script_of(text) == script


def test_characters_common_to_both_are_as_the_text_around_them() -> None:
    assert script_of("人口", "hant") == "hant"
    assert script_of("人口", "hans") == "hans"


@given(st.text())
def test_any_text_has_a_script(text: str) -> None:
    assert script_of(text) in ("hans", "hant", "cyrl", "latn", "mong", "zyyy")


def test_mongolian_is_told_from_russian_by_its_letters() -> None:
    assert is_mongolian("Далай нуур бол Хөлөнбуйрын тал нутгийн хамгийн том нуур юм")
    assert not is_mongolian("Озеро Далай лежит в степи Хулун-Буира")
    assert not is_mongolian("")


def test_wide_characters_take_no_spaces() -> None:
    assert all(map(is_wide, "湖，。カ「"))
    assert not any(map(is_wide, "aй1. "))


@pytest.mark.parametrize(
    ("text", "script", "language"),
    [("湖水", "hant", "zh-Hant"), ("Хөлөнбуйр", "cyrl", "mn-Cyrl"), ("Озеро", "cyrl", "ru"), ("1", "zyyy", "und")],
)
def test_a_region_has_the_tag_of_its_language(text: str, script: Script, language: str) -> None:
    box = Box(0, 0, 10, 10)
    assert tag(Region((Line((Word(text, box, 1.0),), box, 1.0),), box, "horizontal", script)) == language
