"""The page at hand beside its text: turned, marked, pointed at, corrected line by line with undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QWidget

from archivist import access, documents, tables
from archivist.i18n import _
from ocr.page import PageText
from storage.errors import Conflict
from storage.values import Document, Page
from ui import dialogs
from ui.desks.documents.around import chip_text
from ui.desks.documents.page_pane import PagePane
from ui.desks.documents.pages_strip import PagesStrip
from ui.desks.documents.rows import rows_of
from ui.desks.documents.session import PageSession, cell_corrected, line_corrected
from ui.desks.documents.side import Side
from ui.hub import Hub
from ui.images import Picture, load_picture
from ui.text import file_name, number


class Leaf(QObject):
    """`turned`: another page is up, or none. `stale`: somebody else has corrected it, so it must be read again.

    `beside` is the page with the strip of its neighbours, `side` what it says.
    """

    turned = Signal()
    stale = Signal()

    def __init__(self, hub: Hub, read: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self.page: Page | None = None
        self.session: PageSession | None = None
        self.strip = PagesStrip(hub)
        self.pane = PagePane(hub, turning=True)
        self.side: Side = Side(hub, read, self.choose_table_export)
        self.lines = self.side.lines
        self.stack = QUndoStack(self)
        hub.undo.addStack(self.stack)
        self.beside = self._beside()
        self.strip.chosen.connect(self.turn_to)
        self.lines.corrected.connect(self._correct)
        self.side.tables.typed.connect(self._correct_cell)
        self.side.moved.connect(self._mark)
        self.pane.view.pointed.connect(self._pointed)

    def _beside(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.strip)
        row.addWidget(self.pane, 1)
        return made

    @property
    def pages(self) -> Sequence[Page]:
        """The pages of the document, in order."""
        return self.strip.pages.pages

    # Showing

    def show_document(self, document: Document, pages: Sequence[Page], page_number: int) -> None:
        """The pages of a document, with one of them up; who may see it stands beside the page's name."""
        today = self._hub.workspace.reader.today
        self.pane.badge.setText(access.label(document.access, today))
        self.pane.badge.setToolTip(chip_text(document, self._hub.workspace))
        self.pane.badge.setVisible(document.access.on(today) != "public")
        self.strip.pages.show(pages)
        self.strip.setVisible(len(pages) > 1)
        self._show_page(self._numbered(page_number))

    def clear(self) -> None:
        """No page is at hand any more."""
        self.page = self.session = None

    def turn_to(self, page_number: int) -> None:
        """Another page of the document, by its number from 1."""
        self.lines.commit()
        self._show_page(self._numbered(page_number))
        self.turned.emit()

    def move(self, by: int) -> None:
        """The next or previous page."""
        onward = (self.page.number if self.page is not None else 0) + by
        if 1 <= onward <= len(self.pages):
            self.turn_to(onward)

    def _numbered(self, page_number: int) -> Page | None:
        return next((page for page in self.pages if page.number == page_number), None)

    def _show_page(self, page: Page | None) -> None:
        if page is None:
            self.clear()
            self.pane.view.show_picture(None)
            self._show_text(None)
            return
        same = self.page is not None and self.page.id == page.id
        known = self.session.version if self.session is not None and same else -1
        self.page = page
        self.strip.mark(page.number)
        self.pane.where.setText(_("{n} of {count}").format(n=number(page.number), count=number(len(self.pages))))
        self.pane.name.setText(page.name)
        if not same:
            self._load_picture(page)
        if known != page.text_version:
            self._load_text(page)

    def _load_picture(self, page: Page) -> None:
        workspace = self._hub.workspace
        self.pane.view.show_picture(None)
        self._hub.jobs.start(
            lambda: load_picture(documents.page_image(workspace, page)), on_done=partial(self._show_picture, page.id)
        )

    def _load_text(self, page: Page) -> None:
        self.stack.clear()
        self.session = PageSession(self._hub, page, self._corrected, self._not_corrected)
        self.side.show_unread(unread=not page.text_version)
        self._mark()
        if page.text_version:
            workspace = self._hub.workspace
            self._hub.jobs.start(
                lambda: documents.page_text(workspace, page.id),
                on_done=partial(self._take_text, page.id),
                lane="database",
            )

    def _show_picture(self, page: int, picture: Picture) -> None:
        if self._is_up(page):
            self.pane.view.show_picture(picture)
            self._mark()

    def _take_text(self, page: int, text: PageText | None) -> None:
        if self._is_up(page):
            self._show_text(text)

    def _is_up(self, page: int) -> bool:
        return self.page is not None and self.page.id == page

    def _show_text(self, text: PageText | None) -> None:
        self.side.show_text(text)
        self._mark()

    def _mark(self) -> None:
        """Paints what is doubtful and what is at hand on the page."""
        marks, here = self.side.marks()
        if here is not None:
            self.pane.view.reveal(here)
        self.pane.view.set_marks(marks)

    def _pointed(self, place: QPointF) -> None:
        if self.side.on_tables:
            self.side.tables.point(place)
            return
        for row in self.lines.lines.rows:
            box = row.line.box
            if box.left <= place.x() < box.right and box.top <= place.y() < box.bottom:
                self.lines.commit()
                self.lines.setCurrentIndex(self.lines.lines.index(row.number))
                self.lines.setFocus()
                return

    # Tables

    def choose_table_export(self) -> None:
        """Asks where the tables of the page go, and writes them."""
        page = self.page
        if page is None:
            return
        name = f"{Path(page.name).stem}.xlsx".replace("/", "-")
        kinds = "Excel (*.xlsx);;CSV (*.csv)"
        out = dialogs.save_file(self.pane, _("Export the tables of this page"), name, kinds)
        if out is not None:
            self.export_tables(out)

    def export_tables(self, out: Path) -> None:
        """Writes the tables of the page, as CSV where the name of the file ends so, else as XLSX."""
        page, workspace = self.page, self._hub.workspace
        if page is None:
            return
        to = "csv" if out.suffix.lower() == ".csv" else "xlsx"
        self._hub.jobs.start(
            lambda: tables.export(workspace, page.id, out, to),
            on_done=lambda _none: self._hub.said.emit(_("Written: {file}").format(file=file_name(out))),
            title=_("Export {file}").format(file=file_name(out, 30)),
        )

    # Correcting

    def _correct(self, line: int, text: str) -> None:
        if self.session is not None:
            self.stack.push(line_corrected(self.session, line, text))

    def _correct_cell(self, table: int, row: int, column: int, text: str) -> None:
        if self.session is not None:
            self.stack.push(cell_corrected(self.session, table, row, column, text))

    def _corrected(self, page: int, text: PageText | None) -> None:
        if not self._is_up(page):
            return
        if self.lines.editor is None:
            self._show_text(text)
        elif text is not None:
            self.lines.lines.show(rows_of(text))
        self._hub.said.emit(_("Cell saved") if self.side.on_tables else _("Line saved"))
        self._hub.documents_changed.emit()

    def _not_corrected(self, page: int, error: Exception) -> None:
        self._hub.failed.emit(error)
        if self.page is not None and isinstance(error, Conflict):
            self.session = None  # its version is out of date: read the page again
            self.stale.emit()
