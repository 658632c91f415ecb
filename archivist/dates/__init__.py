"""Written dates of every calendar that local documents use, turned into ranges of Gregorian days.

    understand("民国二十九年五月").first     # "1940-05-01"

What was written is always kept. What cannot be understood is said (`DateStatement.doubt`), never guessed.
"""

from __future__ import annotations

from archivist.dates.statement import Certainty, DateStatement, Span, doubt_of
from archivist.dates.written import understand

__all__ = ["Certainty", "DateStatement", "Span", "doubt_of", "understand"]
