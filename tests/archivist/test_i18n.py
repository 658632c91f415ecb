"""Chinese where the system is Chinese, and no text without its Chinese."""

from __future__ import annotations

import re
import string

import pytest

from archivist.errors import ArchivistError
from archivist.i18n import _, language, say, set_language
from scripts.messages import catalogue, texts, untranslated

PROPER_NAMES = {"Archivist", "English", "CALIS", "Interlib", "UNIMARC", "MARC21", "GBK", "GB 18030", "UTF-8"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("zh_CN.UTF-8", "zh_CN"), ("zh_TW", "zh_CN"), ("en_GB.UTF-8", "en"), ("C", "en"), ("ru_RU.UTF-8", "en")],
)
def test_the_language_is_that_of_the_system(monkeypatch: pytest.MonkeyPatch, name: str, expected: str) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "ARCHIVIST_LANGUAGE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", name)
    set_language("auto")
    assert language() == expected


def test_an_error_speaks_the_language_in_force() -> None:
    error = ArchivistError("Page {page} has no text yet; have it read first.", page=7)
    set_language("zh_CN")
    assert say(error) == "第 7 页还没有文本；请先识别。"
    set_language("en")
    assert say(error) == str(error) == "Page 7 has no text yet; have it read first."


def test_every_text_that_a_person_may_see_has_its_chinese() -> None:
    assert {text: place for text, place in untranslated().items() if text not in PROPER_NAMES} == {}


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_translations_keep_the_placeholders() -> None:
    wrong = [text for text in texts() if placeholders(catalogue().gettext(text)) != placeholders(text)]
    assert wrong == []


def test_chinese_has_chinese_punctuation() -> None:
    half_width = re.compile(r"[一-鿿][,;:?!]|[一-鿿]\.$")
    assert [text for text in texts() if half_width.search(catalogue().gettext(text))] == []


def test_an_empty_text_stays_empty() -> None:
    set_language("zh_CN")
    assert _("") == ""
