"""Mongolian asked for in Latin letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mongol_norm import MongolianShaper

from storage.archive import Archive
from storage.mongolian import by_shape
from storage.romanised import MOST, spellings
from tests.storage.test_finding import document

SHAPER = MongolianShaper()


@pytest.mark.parametrize(
    ("latin", "meant"),
    [
        ("mongγol", "ᠮᠣᠩᠭᠣᠯ"), ("Mongghol", "ᠮᠣᠩᠭᠣᠯ"), ("mongol", "ᠮᠣᠩᠭᠣᠯ"), ("monggol", "ᠮᠣᠩᠭᠣᠯ"),
        ("dalai", "ᠳᠠᠯᠠᠢ"), ("naγur", "ᠨᠠᠭᠤᠷ"), ("nagur", "ᠨᠠᠭᠤᠷ"), ("čaγan", "ᠴᠠᠭᠠᠨ"), ("chagan", "ᠴᠠᠭᠠᠨ"),
        ("köke", "ᠬᠥᠬᠡ"), ("koke", "ᠬᠥᠬᠡ"), ("hohe", "ᠬᠥᠬᠡ"), ("ger", "ᠭᠡᠷ"), ("nara", "ᠨᠠᠷ\u180eᠠ"), ("ulus", "ᠤᠯᠤᠰ"),
        ("sain", "ᠰᠠᠢᠨ"), ("nom", "ᠨᠣᠮ"), ("üsüg", "ᠦᠰᠦᠭ"), ("usug", "ᠦᠰᠦᠭ"),
    ],
)  # fmt: skip
def test_every_usual_transcription_is_understood(latin: str, meant: str) -> None:
    assert SHAPER.normalize(meant) in [SHAPER.normalize(way) for way in spellings(latin)]


def test_endings_and_phrases_stay_together() -> None:
    assert "ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ ᠨᠣᠮ" in spellings("mongγol-un nom")


@pytest.mark.parametrize("text", ["", "湖", "brrr", "1932", "dalai湖", "a1", "-", "dalai-"])
def test_what_is_no_mongolian_word_gives_none(text: str) -> None:
    assert spellings(text) == ()


@given(st.text("abcdefghijklmnopqrstuvwxyzöüšč'- ", max_size=24))
def test_there_are_few_spellings_each_of_its_own_shape(text: str) -> None:
    ways = spellings(text)
    assert len(ways) <= MOST
    assert len({tuple(map(by_shape, way.replace(" ", "\u202f").split("\u202f"))) for way in ways}) == len(ways)


def test_a_page_is_found_in_latin_letters(archive: Archive) -> None:
    document(archive, "Dalai", "ᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ", "ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ ᠨᠣᠮ", "dalai in Latin")
    assert archive.search.find("dalai", "pages").total == 2
    assert archive.search.find('"mongγol-un nom"', "pages").total == 1
    assert archive.search.find("nagur NOT dalai", "pages").total == 0
    assert archive.search.find("mongol", "pages").hits[0].spans == ((0, 6),)
    assert archive.search.find("mongol", "pages", exact=True).total == 0
