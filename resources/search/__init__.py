"""What search needs to know about writing: which characters are forms of one another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def folding() -> Mapping[str, str]:
    """Each character that has another written form, to the representative of its class (of which there is no entry).

    8,400 characters; traditional, simplified, Taiwan, Hong Kong and Japanese forms of OpenCC's dictionaries.
    Source and licence stand in the head of `folding.tsv`.
    """
    text = files(__name__).joinpath("folding.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return MappingProxyType({form: representative for representative, forms in lines for form in forms})
