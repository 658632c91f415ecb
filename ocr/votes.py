"""What several looks at one line say together, character by character.

Each look votes for what it read at a place with the confidence it has, and for what else it thought of with what that
is worth to it. The places are those of the surest look; where another look has more or fewer characters between two on
which both agree, it abstains. (Voting among aligned readings is known as ROVER: J. G. Fiscus, 1997.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from ocr.engines.base import Glyph, Reading

MOST = 6
"""So many others are told of a character at most."""


def together(readings: Sequence[Reading]) -> Reading:
    """The surest of the readings with each of its characters as most of the looks together see it."""
    surest = max(readings, key=lambda reading: reading.confidence)
    seen: list[list[Glyph]] = [[glyph] for glyph in surest.glyphs]
    for reading in readings:
        if reading is not surest:
            for place, glyph in _places(surest, reading):
                seen[place].append(glyph)
    return Reading(tuple(_voted(glyphs) for glyphs in seen))


def _places(surest: Reading, reading: Reading) -> list[tuple[int, Glyph]]:
    """The characters of a reading, each with its place in the surest one."""
    ours, theirs = ([glyph.text for glyph in r.glyphs] for r in (surest, reading))
    out: list[tuple[int, Glyph]] = []
    for _, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if b - a == d - c:
            out += zip(range(a, b), reading.glyphs[c:d], strict=True)
    return out


def _voted(glyphs: Sequence[Glyph]) -> Glyph:
    if len({glyph.text for glyph in glyphs}) == 1:
        return max(glyphs, key=lambda glyph: glyph.confidence)
    votes: dict[str, float] = {}
    for glyph in glyphs:
        for text, worth in ((glyph.text, glyph.confidence), *glyph.others):
            votes[text] = votes.get(text, 0.0) + worth / len(glyphs)
    (text, confidence), *others = sorted(votes.items(), key=lambda vote: -vote[1])
    return replace(glyphs[0], text=text, confidence=confidence, others=tuple(others[:MOST]))
