"""What a document is: kind, titles, dates, places, people, condition, relations; and the record that describes it."""

from __future__ import annotations

from archivist.describing.description import Description
from archivist.describing.values import (
    Comparison,
    Condition,
    Person,
    PlaceRef,
    Relation,
    Repair,
    Subject,
    Title,
)

__all__ = ["Comparison", "Condition", "Description", "Person", "PlaceRef", "Relation", "Repair", "Subject", "Title"]
