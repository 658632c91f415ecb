"""What the page says, at its side: the lines, or its tables where it has any."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from archivist import tables
from archivist.i18n import _
from ocr.page import Box, PageText
from ui import theme
from ui.desks.documents.lines import LinesView
from ui.desks.documents.rows import rows_of
from ui.desks.documents.tables.view import TablesView
from ui.hub import Hub
from ui.text import later
from ui.widgets.basics import Chips, Empty, button, rule
from ui.widgets.pageview import Mark

TEXT, UNREAD, BLANK, TABLES = range(4)
MODES = {"text": later("Lines"), "tables": later("Tables")}


class Side(QWidget):
    """`moved`: another line or cell is at hand. `shown` says whether tables are up."""

    moved = Signal()
    shown = Signal(bool)

    def __init__(self, hub: Hub, read: Callable[[], None], export: Callable[[], None]) -> None:
        super().__init__()
        self.lines = LinesView(hub)
        self.tables = TablesView(hub, export)
        self._read = True
        self._stack = QStackedWidget()
        self._stack.addWidget(self.lines)
        self._stack.addWidget(_unread(read))
        self._stack.addWidget(Empty(_("No text on this page"), _("The page was read, and nothing was found on it.")))
        self._stack.addWidget(self.tables)
        self.modes = Chips(list(MODES))
        for name, words in MODES.items():
            self.modes.say(name, _(words))
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(theme.MIDDLE, 6, theme.MIDDLE, 6)
        row.addWidget(self.modes)
        self._head.setFixedHeight(36)
        self._rule = rule()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._head, self._rule):
            widget.hide()
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        self.modes.chosen.connect(self.show_mode)
        self.lines.moved.connect(lambda _row: self.moved.emit())
        self.tables.moved.connect(self.moved)

    @property
    def on_tables(self) -> bool:
        """Whether tables are up."""
        return self._stack.currentIndex() == TABLES

    def show_unread(self, *, unread: bool) -> None:
        """A page whose text is not there (yet)."""
        self._read = not unread
        self.show_text(None)

    def show_text(self, text: PageText | None) -> None:
        """What a page says; the tables stay up where it has some."""
        rows = rows_of(text) if text is not None else ()
        self.lines.lines.show(rows)
        found = tables.tables_of(text) if text is not None else ()
        self.tables.show_tables(found)
        for widget in (self._head, self._rule):
            widget.setVisible(bool(found))
        if text is None:
            self._stack.setCurrentIndex(TEXT if self._read else UNREAD)
        elif found and self.modes.current == "tables":
            self._stack.setCurrentIndex(TABLES)
        else:
            self._stack.setCurrentIndex(TEXT if rows else BLANK)
        self.shown.emit(self.on_tables)

    def show_mode(self, mode: str) -> None:
        """The lines, or the tables of a page that has some."""
        self.modes.choose(mode)
        wanted = mode == "tables" and bool(self.tables.tables)
        self._stack.setCurrentIndex(TABLES if wanted else TEXT)
        (self.tables.grid if wanted else self.lines).setFocus()
        self.shown.emit(self.on_tables)
        self.moved.emit()

    def marks(self) -> tuple[list[Mark], Box | None]:
        """What is painted on the page: what is doubtful, and the line or cell at hand, which is given apart too."""
        if self.on_tables:
            cell = self.tables.current
            return ([Mark(cell.box, "line")], cell.box) if cell is not None else ([], None)
        rows, at = self.lines.lines.rows, self.lines.currentIndex().row()
        marks = [Mark(row.line.box, "doubt") for row in rows if row.doubtful and row.number != at]
        if not 0 <= at < len(rows):
            return marks, None
        box = rows[at].line.box
        return [*marks, Mark(box, "line")], box


def _unread(read: Callable[[], None]) -> QWidget:
    return Empty(
        _("Not read yet"),
        _("Have the pages read; you can go on working meanwhile."),
        button(_("Read unread pages"), read, "primary"),
    )
