"""What search needs to know about writing: which characters are forms of one another, which are easily confused."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def folding() -> Mapping[str, str]:
    """Each character that has another written form, to the representative of its class (of which there is no entry).

    10,000 characters; traditional, simplified, Taiwan, Hong Kong and Japanese forms of OpenCC's dictionaries, and rare
    forms of Unihan.
    Source and licence stand in the head of `folding.tsv`.
    """
    text = files(__name__).joinpath("folding.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return MappingProxyType({form: representative for representative, forms in lines for form in forms})


@cache
def confusable() -> Mapping[str, str]:
    """Each character to the others for which a reader, machine or person, easily takes it.

    Groups of characters alike in shape, from `confusable.txt`; how they were chosen stands in its head.
    """
    text = files(__name__).joinpath("confusable.txt").read_text(encoding="utf-8")
    out: dict[str, set[str]] = {}
    for line in text.splitlines():
        for group in () if line.startswith("#") else line.split():
            for character in group:
                out.setdefault(character, set()).update(set(group) - {character})
    return MappingProxyType({character: "".join(sorted(others)) for character, others in out.items()})
