"""The words of papers, in Chinese, English or both, whatever the language of the program."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from archivist.accessions import Accession, Item
from archivist.dates.numerals import chinese
from archivist.errors import ArchivistError
from resources import describing as tables

PaperLanguage = Literal["zh", "en", "both"]
PAPER_LANGUAGES: tuple[PaperLanguage, ...] = ("zh", "en", "both")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MOST_NAMED = 3
"""Things that a certificate names one by one."""


def language_of(text: str) -> PaperLanguage:
    """One of `PAPER_LANGUAGES`; ArchivistError if it is none."""
    found = next((known for known in PAPER_LANGUAGES if known == text), None)
    if found is None:
        raise ArchivistError(
            "There is no “{code}” in this list; take one of {known}.", code=text, known=", ".join(PAPER_LANGUAGES)
        )
    return found


def words(key: str, language: str, **values: object) -> str:
    """A text in `zh` or `en`, filled."""
    return _table()[language][key].format(**values)


def both(key: str, language: PaperLanguage, joint: str = "  ", **values: object) -> str:
    """A text in the language of the paper; in both, the English stands behind the Chinese."""
    if language != "both":
        return words(key, language, **values)
    return joint.join(words(key, one, **values) for one in ("zh", "en"))


def day(text: str, language: str) -> str:
    """A day (2026-03-01) as it stands on a paper: 二〇二六年三月一日, 1 March 2026."""
    found = date.fromisoformat(text)
    if language == "en":
        return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(found.year))
    return f"{year}年{chinese(found.month)}月{chinese(found.day)}日"


def things(accession: Accession, language: str) -> str:
    """What came, in words: `老照片 12 张、账簿 3 册`; of many the first, and how many in all."""
    named = [_counted(item, language) for item in accession.items[:_MOST_NAMED]]
    text = words("items_joint", language).join(named)
    if len(accession.items) > _MOST_NAMED:
        return words("items_more", language, items=text, count=accession.pieces)
    return text


def _counted(item: Item, language: str) -> str:
    if language == "zh":
        return f"{item.what} {item.count} {item.unit or words('unit', language)}"
    return item.what if item.count == 1 else f"{item.what} ({item.count})"


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(tables.text("papers.toml"))
