"""Marks take the width that they have in print."""

from __future__ import annotations

import pytest

from ocr.engines.base import Glyph
from ocr.widths import with_full_widths


def set_line(*signs: tuple[str, float]) -> list[Glyph]:
    """Glyphs one behind the other, each with its width in characters; the line is ten characters long."""
    out, at = [], 0.0
    for text, width in signs:
        out.append(Glyph(text, 0.9, at / 10, (at + width) / 10))
        at += width
    return out


def han(text: str) -> list[tuple[str, float]]:
    return [(sign, 1.0) for sign in text]


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ([*han("规矩"), (":", 1.0), *han("网眼")], "规矩：网眼"),
        ([*han("规矩"), (":", 0.5), *han("网眼")], "规矩:网眼"),
        ([*han("表"), ("(", 1.0), *han("续"), (")", 1.0), *han("单位")], "表（续）单位"),
        ([*han("三月"), (",", 1.0)], "三月，"),
        ([("1", 0.5), (":", 1.5), ("5", 0.5)], "1:5"),
        ([*han("甲"), (".", 1.0), *han("乙")], "甲.乙"),
    ],
)
def test_a_mark_with_the_room_of_a_character_is_of_full_width(signs: list[tuple[str, float]], told: str) -> None:
    assert "".join(glyph.text for glyph in with_full_widths(set_line(*signs), 0.1)) == told
