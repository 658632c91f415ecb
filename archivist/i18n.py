"""The program's language: Chinese where the system is Chinese, else English; translations from gettext catalogues.

The English text is the key. Errors, findings and problems carry a template and values, so one `say` speaks them all.
"""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, Protocol

import resources

Language = Literal["zh_CN", "en"]
LOCALE = Path(resources.__file__).parent / "locale"


class Sayable(Protocol):
    """What has a template in English and the values to fill it with."""

    @property
    def template(self) -> str: ...
    @property
    def values(self) -> Mapping[str, object] | Iterable[tuple[str, object]]: ...


class _Current:
    """The language in force, for the whole process: the C locale has one as well."""

    language: Language = "en"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def system_language() -> Language:
    """The language of the user's system: `zh_CN` for any Chinese one, else `en`."""
    if sys.platform == "win32":
        import ctypes

        return "zh_CN" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x04 else "en"
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh_CN" if next((name for name in names if name), "").lower().startswith("zh") else "en"


def set_language(code: str) -> Language:
    """Switches to `zh_CN` or `en`; `auto` asks the environment (ARCHIVIST_LANGUAGE), then the system."""
    if code == "auto":
        code = os.environ.get("ARCHIVIST_LANGUAGE") or system_language()
    language: Language = "zh_CN" if code.lower().startswith("zh") else "en"
    _Current.language = language
    _Current.catalogue = _catalogue(language)
    return language


@lru_cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    return gettext.translation("archivist", LOCALE, [language], fallback=True)


def language() -> Language:
    """The language in force."""
    return _Current.language


def _(text: str) -> str:
    """The text in the language in force."""
    return _Current.catalogue.gettext(text) if text else ""


def in_language(language: Language, text: str) -> str:
    """The text in this language, whichever is in force."""
    return _catalogue(language).gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """The form for this number; Chinese has one form."""
    return _Current.catalogue.ngettext(one, many, number)


def say(what: Sayable) -> str:
    """An error, finding or problem as one sentence in the language in force."""
    values = dict(what.values)
    return _(what.template).format(**values)
