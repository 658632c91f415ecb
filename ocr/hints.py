"""What the person already knows about a page; `auto` leaves it to the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ocr.page import Direction, Script

ScriptHint = Literal["auto"] | Script
DirectionHint = Literal["auto"] | Direction


@dataclass(frozen=True, slots=True)
class Hints:
    """`script` and `direction` as in `ocr.page`; `engine` is the name of one of the engines.

    `words` are names of places and persons that are likely to occur. `lexicon`: columns of Mongolian are read with the
    help of what words there are, where what is seen leaves a doubt.
    """

    script: ScriptHint = "auto"
    direction: DirectionHint = "auto"
    engine: str = "auto"
    words: tuple[str, ...] = ()
    lexicon: bool = True


def words_of(text: str) -> Iterator[str]:
    """The words of a list: one a line, blank lines and what stands behind # left out."""
    for line in text.splitlines():
        if word := line.partition("#")[0].strip():
            yield word
