"""The command that says what a written date means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archivist.dates.statement import DOUBTS
from archivist.i18n import _, set_language


def test_the_command_says_what_dates_mean_and_what_it_does_not_understand(say: Callable[..., Any]) -> None:
    code, items, _err = say("date", "民国29年五月", "昨天", "--json")
    assert code == 1
    assert items[0] == {
        "original": "民国29年五月", "first": "1940-05-01", "last": "1940-05-31", "certainty": "certain",
        "calendar": "gregorian",
    }  # fmt: skip
    assert items[1]["doubt"] == "not-understood"


def test_likely_years_narrow_a_name_of_the_cycle(say: Callable[..., Any]) -> None:
    _code, items, _err = say("date", "甲子", "--likely", "1900-1949", "--json")
    assert items[0]["first"] == "1924-02-05"
    assert say("date", "甲子", "--likely", "then")[0] == 2


def test_every_doubt_is_said_in_chinese_too() -> None:
    set_language("zh_CN")
    assert [text for text in DOUBTS.values() if _(text) == text] == []
