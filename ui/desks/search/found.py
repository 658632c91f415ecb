"""The answer to a question as far as it has come, and how its numbers are said."""

from __future__ import annotations

from dataclasses import dataclass

from archivist.i18n import ngettext
from archivist.questions import Counts, Question, Totals
from storage.values import Results, Similar
from ui.text import joined, number, took


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a question: its first hits at once, the rest as it comes."""

    question: Question
    results: Results
    totals: Totals | None = None
    counts: Counts | None = None
    similar: Similar | None = None

    @property
    def total(self) -> int:
        """The number of hits, as far as it is known."""
        return self.totals.total if self.totals is not None else self.results.total


def count_text(count: int, *, known: bool) -> str:
    """`27 hits`, or `50+ hits` as long as nobody has counted."""
    text = ngettext("{n} hit", "{n} hits", count)
    return text.format(n=number(count) if known else f"{number(count)}+")


def summary(found: Found) -> str:
    """`23 pages · 3 documents · 4 records · 9 ms`."""
    things = found.totals.things if found.totals is not None else {}
    pages, documents_, records_ = (things.get(thing, 0) for thing in ("pages", "documents", "records"))
    return joined(
        ngettext("{n} page", "{n} pages", pages).format(n=number(pages)) if pages else "",
        ngettext("{n} document", "{n} documents", documents_).format(n=number(documents_)) if documents_ else "",
        ngettext("{n} record", "{n} records", records_).format(n=number(records_)) if records_ else "",
        took(found.results.seconds),
    )
