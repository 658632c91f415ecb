"""What is known of traditional Mongolian: how other encodings write it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple


class Sign(NamedTuple):
    """A private-use character of Menksoft: in Unicode, and the written units that are seen of a letter."""

    text: str
    units: tuple[str, ...]


@cache
def menksoft() -> Mapping[str, Sign]:
    """Each private-use character whose meaning is certain; the source stands in the head of `menksoft.tsv`."""
    text = files(__name__).joinpath("menksoft.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.split("\n") if line and not line.startswith("#"))
    return MappingProxyType(
        {
            chr(int(number, 16)): Sign(letter, tuple(units.split("+")) if units else ())
            for number, letter, units in lines
        }
    )
