"""What a region's language is called in files for other programs (BCP 47)."""

from __future__ import annotations

from ocr.page import Region, Script
from ocr.script import is_mongolian

TAGS: dict[Script, str] = {
    "hans": "zh-Hans",
    "hant": "zh-Hant",
    "cyrl": "ru",
    "latn": "und-Latn",
    "mong": "mn-Mong",
    "zyyy": "und",
}


def tag(region: Region) -> str:
    """The tag of a region; Cyrillic is Mongolian where it has the letters of Mongolian."""
    if region.script == "cyrl" and is_mongolian(" ".join(line.text for line in region.lines)):
        return "mn-Cyrl"
    return TAGS[region.script]
