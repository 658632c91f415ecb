"""A line of a page as the desk shows it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from archivist.i18n import _
from ocr.page import Line, PageText, Region
from ui.text import percent

LINE = Qt.ItemDataRole.UserRole + 1
"""The role of a `Row` in a model."""
DOUBTFUL = 0.9
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """A line and the region that it belongs to; `number` counts from 0."""

    number: int
    region: Region
    line: Line

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it."""
        return not self.line.corrected and self.line.confidence < DOUBTFUL


def rows_of(text: PageText) -> tuple[Row, ...]:
    """The lines of a page."""
    return tuple(Row(number, region, line) for number, (region, line) in enumerate(text.lines))


def tip_of(row: Row) -> str:
    """What is known of a line, in words."""
    if row.line.corrected:
        return _("Corrected by a person")
    if not row.line.words:
        return _("The machine has found this line but cannot read it; type it from the page.")
    sure = _("The machine is {sure} sure of this line.").format(sure=percent(row.line.confidence))
    return sure + (" " + _("Compare it with the page.") if row.doubtful else "")
