"""How the values that hits are counted by are written for people."""

from __future__ import annotations

from archivist import querynames
from archivist.i18n import _
from archivist.questions import DECADE
from storage.values import Scope
from ui.text import later

GROUPS: tuple[tuple[str, str], ...] = (
    ("kind", later("Kind of document")),
    (DECADE, later("Date")),
    ("place", later("Place")),
    ("language", later("Language")),
    ("donor", later("Donor")),
    ("state", later("Correction")),
)
"""The facets in the order in which they are shown, with their headings."""
SCOPES: dict[Scope, str] = {
    "records": later("Records"),
    "documents": later("Documents"),
    "pages": later("Pages"),
}
STATES = {"corrected": later("Corrected by a person"), "machine": later("As read by machine")}


def value_name(facet: str, value: str) -> str:
    """A value of a facet as it is shown."""
    if facet == "state":
        return _(STATES[value]) if value in STATES else value
    if facet == DECADE and value.isdecimal():
        return years_name(int(value), int(value) + 9)
    return querynames.value_name(facet, value)


def years_name(first: int, last: int) -> str:
    """`1930` or `1930–1939`."""
    return str(first) if first == last else f"{first}–{last}"
