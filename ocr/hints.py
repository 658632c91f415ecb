"""What the person already knows about a page; `auto` leaves it to the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ocr.page import Direction, Script

ScriptHint = Literal["auto"] | Script
DirectionHint = Literal["auto"] | Direction


@dataclass(frozen=True, slots=True)
class Hints:
    """`script` and `direction` as in `ocr.page`; `engine` is the name of one of the engines."""

    script: ScriptHint = "auto"
    direction: DirectionHint = "auto"
    engine: str = "auto"
