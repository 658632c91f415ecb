"""Mongolian in Menksoft's private-use characters becomes Unicode where it is certain."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mongol_norm import MongolianShaper

from resources.mongolian import menksoft
from storage.analyser import Analyser
from storage.archive import Archive, Writing
from storage.menksoft import Converted, Menksoft, is_menksoft
from tests.storage.conftest import FOLDING
from tests.storage.test_finding import document

SHAPER = MongolianShaper()
to_unicode = Menksoft(menksoft()).to_unicode
BICHIG = "\ue2c1\ue27f\ue317\ue27e\ue2e8"
CHERIG_MANI = "\ue315\ue27e\ue327\ue27e\ue2e8\ue263\ue2f1\ue26c\ue2b7\ue27b"


@pytest.mark.parametrize(
    ("private", "meant"),
    [
        (BICHIG, "ᠪᠢᠴᠢᠭ"),
        (CHERIG_MANI, "ᠴᠢᠷᠢᠭ\u202fᠮᠠᠨᠢ"),
        ("\ue2fe\ue289\ue313\ue285", "ᠰᠣᠳᠣ"),
        ("\ue315\ue276\ue317\ue276\ue2f0\ue2f3\ue274", "ᠴᠡᠴᠡᠭᠮ\u180eᠡ"),
    ],
)
def test_a_word_becomes_the_letters_that_were_meant(private: str, meant: str) -> None:
    converted = to_unicode(private)
    assert converted.doubtful == ()
    assert SHAPER.normalize_text(converted.text) == SHAPER.normalize_text(meant)
    if private in (BICHIG, CHERIG_MANI):
        assert converted.text == meant


def test_punctuation_digits_and_spaces_come_along() -> None:
    assert to_unicode(f"{BICHIG}\ue236 {BICHIG}\ue237 \ue245\ue24d").text == "ᠪᠢᠴᠢᠭ᠂ ᠪᠢᠴᠢᠭ᠃ ᠑᠙"


def test_a_word_that_is_not_certain_stays_and_is_named() -> None:
    assert to_unicode(f"{BICHIG} \ue2c1\ue26f") == Converted("ᠪᠢᠴᠢᠭ \ue2c1\ue26f", ("\ue2c1\ue26f",))


def test_a_private_character_alone_is_somebodys_own() -> None:
    assert not is_menksoft("湖\ue2c1志")
    assert to_unicode("湖\ue2c1志").text == "湖\ue2c1志"


@given(st.text(st.sampled_from([*sorted(menksoft()), *"湖a \n"])))
def test_whatever_is_not_mongolian_stays_and_nothing_certain_is_left_private(text: str) -> None:
    converted = to_unicode(text)
    others = [c for c in text if c in "湖a \n"]
    assert [c for c in converted.text if c in "湖a \n"] == others
    if is_menksoft(text):
        assert sum(map(len, converted.doubtful)) == sum("\ue234" <= c <= "\ue34f" for c in converted.text)


def test_search_finds_it_in_either_encoding(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "archive", "信", Writing(FOLDING, private=menksoft())) as archive:
        _found_in_either(archive)


def _found_in_either(archive: Archive) -> None:
    document(archive, "信", f"信 {CHERIG_MANI}\ue237", "ᠴᠢᠷᠢᠭ\u202fᠮᠠᠨᠢ")
    assert archive.search.find("ᠴᠢᠷᠢᠭ", "pages").total == 2
    assert archive.search.find(CHERIG_MANI, "pages").total == 2
    folded = Analyser(FOLDING, menksoft()).fold(CHERIG_MANI)
    assert (folded.starts[0], folded.ends[-1]) == (0, len(CHERIG_MANI))
