"""The page at hand beside its text: turned, marked, pointed at, corrected line by line with undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from archivist import access, documents
from archivist.i18n import _
from ocr.page import PageText
from storage.errors import Conflict
from storage.values import Document, Page
from ui.desks.documents.around import chip_text
from ui.desks.documents.lines import LinesView, rows_of
from ui.desks.documents.page_pane import PagePane
from ui.desks.documents.pages_strip import PagesStrip
from ui.desks.documents.session import Correction, PageSession
from ui.hub import Hub
from ui.images import Picture, load_picture
from ui.text import number
from ui.widgets.basics import Empty, button
from ui.widgets.pageview import Mark

TEXT, UNREAD, BLANK = 0, 1, 2


class Leaf(QObject):
    """`turned`: another page is up, or none. `stale`: somebody else has corrected it, so it must be read again.

    `beside` is the page with the strip of its neighbours, `text` what it says.
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
        self.lines = LinesView(hub)
        self.stack = QUndoStack(self)
        hub.undo.addStack(self.stack)
        self.beside = self._beside()
        self.text = QStackedWidget()
        self.text.addWidget(self.lines)
        self.text.addWidget(_unread(read))
        self.text.addWidget(Empty(_("No text on this page"), _("The page was read, and nothing was found on it.")))
        self.strip.chosen.connect(self.turn_to)
        self.lines.corrected.connect(self._correct)
        self.lines.moved.connect(self._mark)
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
        self._show_text(None)
        self.text.setCurrentIndex(UNREAD if not page.text_version else TEXT)
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
            self._mark(self.lines.currentIndex().row())

    def _take_text(self, page: int, text: PageText | None) -> None:
        if self._is_up(page):
            self._show_text(text)

    def _is_up(self, page: int) -> bool:
        return self.page is not None and self.page.id == page

    def _show_text(self, text: PageText | None) -> None:
        rows = rows_of(text) if text is not None else ()
        self.lines.lines.show(rows)
        if text is not None:
            self.text.setCurrentIndex(TEXT if rows else BLANK)
        self._mark(self.lines.currentIndex().row())

    def _mark(self, current: int) -> None:
        """Paints the doubtful lines and the one at hand on the page."""
        rows = self.lines.lines.rows
        marks = [Mark(row.line.box, "doubt") for row in rows if row.doubtful and row.number != current]
        if 0 <= current < len(rows):
            marks.append(Mark(rows[current].line.box, "line"))
            self.pane.view.reveal(rows[current].line.box)
        self.pane.view.set_marks(marks)

    def _pointed(self, place: QPointF) -> None:
        for row in self.lines.lines.rows:
            box = row.line.box
            if box.left <= place.x() < box.right and box.top <= place.y() < box.bottom:
                self.lines.commit()
                self.lines.setCurrentIndex(self.lines.lines.index(row.number))
                self.lines.setFocus()
                return

    # Correcting

    def _correct(self, line: int, text: str) -> None:
        if self.session is not None:
            self.stack.push(Correction(self.session, line, text))

    def _corrected(self, page: int, text: PageText | None) -> None:
        if not self._is_up(page):
            return
        if self.lines.editor is None:
            self._show_text(text)
        elif text is not None:
            self.lines.lines.show(rows_of(text))
        self._hub.said.emit(_("Line saved"))
        self._hub.documents_changed.emit()

    def _not_corrected(self, page: int, error: Exception) -> None:
        self._hub.failed.emit(error)
        if self.page is not None and isinstance(error, Conflict):
            self.session = None  # its version is out of date: read the page again
            self.stale.emit()


def _unread(read: Callable[[], None]) -> QWidget:
    return Empty(
        _("Not read yet"),
        _("Have the pages read; you can go on working meanwhile."),
        button(_("Read unread pages"), read, "primary"),
    )
