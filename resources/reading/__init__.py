"""What reading knows of its own: words that look-alike characters are told apart by."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def lookalikes() -> dict[str, tuple[str, ...]]:
    """For characters that are easily mistaken for another the words in which only they can stand."""
    found = tomllib.loads((Path(__file__).parent / "lookalikes.toml").read_text(encoding="utf-8"))
    return {sign: tuple(words) for sign, words in found.items()}
