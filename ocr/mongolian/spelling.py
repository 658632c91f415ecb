"""Spells units as text: one canonical spelling for each written shape, that of mongol-norm.

Letters that look the same have different codes (a and e, o and u, t and d): nobody can tell them apart on paper without
knowing the word. Text read from a page has the canonical one, and is compared and found by shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from mongol_norm import MongolianShaper

from ocr.mongolian.classes import UNITS

GAP, STEM = "\u180e", "\u180a"
"""The separator before a final a that stands apart, and the stem that lengthens a letter."""
JOINER = "\u200d"
OTHERWISE = {"Mvs": GAP, "Nirugu": STEM, "J": "ᠵ", "O": "ᠣ", "U": "ᠤ", "D": "ᠳ", "H": "ᠬ", "Hx": "ᠭ", "Aa": "ᠠ"}
"""Letters for units where the standard has none that shows them."""

Letter = tuple[str, int]
"""A letter with the selectors that choose its form, and how many units it shows."""


def spelled(units: Sequence[str]) -> list[Letter]:
    """The letters of one word. A sequence of units that no spelling shows, as misread ones may be, is spelled unit by
    unit, so that nothing read is lost."""
    try:
        text = _shaper().normalize_written_units(list(units))
        letters = [_shown(detail) for detail in _shaper().shape_detailed(text)]
    except ValueError:
        return _one_by_one(units)
    texts = _clusters(text)
    if len(texts) != len(letters) or sum(letters) != len(units):
        return _one_by_one(units)
    return list(zip(texts, letters, strict=True))


def units_of(word: str) -> tuple[str, ...]:
    """The written units of a word, all of which the recogniser knows; none where it is no Mongolian."""
    try:
        units = tuple(_shaper().shape(word))
    except ValueError:
        return ()
    return units if all(unit in UNITS for unit in units) else ()


def canonical(word: str) -> str:
    """The canonical spelling of a word; the word itself where it is no Mongolian."""
    try:
        return str(_shaper().normalize(word, strict=False))
    except ValueError:
        return word


@cache
def _shaper() -> MongolianShaper:
    return MongolianShaper("MNG")


def _shown(detail: dict[str, object]) -> int:
    written = detail["written"]
    return len(written) if isinstance(written, Sequence) and written else 1


def _clusters(text: str) -> list[str]:
    """The letters of a text, each with its selectors; joiners belong to none."""
    out: list[str] = []
    for sign in text:
        if 0x180B <= ord(sign) <= 0x180D or sign == "\u180f":
            out[-1] += sign
        elif sign != JOINER:
            out.append(sign)
    return out


def _one_by_one(units: Sequence[str]) -> list[Letter]:
    last = len(units) - 1
    return [(_single(unit, n == 0, n == last), 1) for n, unit in enumerate(units)]


@cache
def _single(unit: str, first: bool, last: bool) -> str:
    place = "init" if first else "fina" if last else "medi"
    for position in (place, "medi", "fina", "init", "isol"):
        try:
            found = _shaper().normalize_positioned_written_units([{"unit": unit, "position": position}])
        except (ValueError, KeyError):
            continue
        return str(found).replace(JOINER, "")
    return OTHERWISE.get(unit, "")
