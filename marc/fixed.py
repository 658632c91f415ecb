"""MARC21's fixed fields: which layout a value has. 008 goes by the leader, 006 and 007 by their first character."""

from __future__ import annotations

ADDITIONAL, PHYSICAL, GENERAL = "006", "007", "008"
SHIFT = 17
"""The positions of the material stand in 008 from 18, in 006 from 1."""
_MATERIALS = {
    "a": "books", "t": "books", "c": "music", "d": "music", "i": "music", "j": "music", "e": "maps", "f": "maps",
    "g": "visual", "k": "visual", "o": "visual", "r": "visual", "m": "computer", "p": "mixed", "s": "serials",
}  # fmt: skip
_SERIAL_LEVELS = ("b", "i", "s")


def layout(tag: str, leader: str, value: str) -> tuple[str, str]:
    """The tag, and the material whose positions apply; it is empty where there is only one layout."""
    if tag == GENERAL:
        return tag, material(leader)
    if tag == ADDITIONAL:
        return tag, _MATERIALS.get(value[:1], "")
    return tag, value[:1] if tag == PHYSICAL else ""


def material(leader: str) -> str:
    """What 008 describes, by type of record and bibliographic level: `books`, `serials`, …; empty if unknown."""
    kind, level = leader[6:7], leader[7:8]
    if kind == "a" and level in _SERIAL_LEVELS:
        return "serials"
    return _MATERIALS.get(kind, "") if kind != "s" else ""
