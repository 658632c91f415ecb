"""The documents desk: list, pages, the page beside its text; scans come in here, are read, corrected and go out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from archivist import access, documents
from archivist.i18n import _
from ocr.page import PageText
from storage.errors import Conflict
from storage.values import Document, Page
from ui import dialogs, theme
from ui.actions import ActionSet
from ui.desks.base import Desk, splitter
from ui.desks.documents.adding import AddDialog, DocumentExportDialog, choose_scans, suggested_title
from ui.desks.documents.around import chip_text
from ui.desks.documents.comparing.choosing import ask_other
from ui.desks.documents.comparing.view import ComparisonView
from ui.desks.documents.documents_list import DocumentsList
from ui.desks.documents.inspector import Inspector
from ui.desks.documents.lines import LinesView
from ui.desks.documents.opened import Opened, read_document
from ui.desks.documents.page_pane import PagePane
from ui.desks.documents.pages_strip import PagesStrip
from ui.desks.documents.rows import rows_of
from ui.desks.documents.session import Correction, PageSession
from ui.desks.documents.work import Work
from ui.hub import Hub
from ui.images import Picture, load_picture
from ui.text import later, number
from ui.widgets.basics import Empty, button, label, surface
from ui.widgets.pageview import Mark, PageView

TEXT, UNREAD, BLANK = 0, 1, 2
HINT = later("Click a line on the page to find it; Enter corrects it; F3 goes to the next doubtful one.")


class DocumentsDesk(Desk):
    """See the module."""

    bar = ("document.export", "document.read", "document.add")

    def __init__(self, hub: Hub, name: str) -> None:
        super().__init__(hub, name)
        self.document: Document | None = None
        self.page: Page | None = None
        self.session: PageSession | None = None
        self.work = Work(hub, self)
        self.list = DocumentsList(hub)
        self.strip = PagesStrip(hub)
        self.pane = PagePane(hub, turning=True)
        self.lines = LinesView(hub)
        self.stack = QUndoStack(self)
        hub.undo.addStack(self.stack)
        self._wanted = (0, 1)
        self._loaded = False
        self._text = QStackedWidget()
        self._text.addWidget(self.lines)
        self._text.addWidget(self._unread())
        self._text.addWidget(Empty(_("No text on this page"), _("The page was read, and nothing was found on it.")))
        self.inspector: Inspector = Inspector(hub, self)
        self.veil = label("", "second", wrap=True)
        self.middle = QStackedWidget()
        self.middle.addWidget(self._page_part())
        self.middle.addWidget(self._veil())
        parts = (surface(self.list, "panel"), self.middle, surface(self._text, "panel"), self.inspector)
        self.split = splitter(*parts, stretch=1)
        self.split.setSizes([220, 520, 294, theme.INSPECTOR])
        self._stack = QStackedWidget()
        self._stack.addWidget(self.split)
        self._stack.addWidget(self._empty())
        self.comparing = ComparisonView(hub)
        self._stack.addWidget(self.comparing)
        self.column.addWidget(self._stack)
        self.setAcceptDrops(True)
        self._connect()

    def _veil(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(theme.HUGE, theme.HUGE, theme.HUGE, theme.HUGE)
        self.veil.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = label(_("The pages are not shown"), "heading")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)
        column.addWidget(title)
        column.addWidget(self.veil)
        column.addStretch(3)
        return surface(made, "panel")

    def _connect(self) -> None:
        self.list.chosen.connect(lambda document: self.open_page(document, 1))
        self.inspector.entered.connect(lambda _inside: self._follow_cursor())
        self.inspector.draft.dirty_changed.connect(self._draft_moved)
        self.inspector.beside.comparison_wanted.connect(self.compare)
        self.comparing.left.connect(self._compared)
        self.comparing.hinted.connect(self.hint)
        self.comparing.state_changed.connect(self.state_changed)
        self.strip.chosen.connect(self._show_number)
        self.lines.corrected.connect(self._correct)
        self.lines.moved.connect(self._mark)
        self.pane.view.pointed.connect(self._pointed)
        self.hub.documents_changed.connect(self._reload)
        self.work.page_read.connect(self._page_read)

    def _page_part(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.strip)
        row.addWidget(self.pane, 1)
        return made

    def _unread(self) -> QWidget:
        return Empty(
            _("Not read yet"),
            _("Have the pages read; you can go on working meanwhile."),
            button(_("Read unread pages"), self.read, "primary"),
        )

    def _empty(self) -> QWidget:
        text = _("Add scanned pages: images, a folder, or a PDF; or drop them here.")
        made = Empty(_("No documents yet"), text, button(_("Add document"), self.choose_files, "primary"))
        return surface(made, "panel")

    def take_actions(self, actions: ActionSet) -> None:
        self.pane.take_actions(actions)

    @property
    def is_comparing(self) -> bool:
        """Whether two photographs are up instead of a document."""
        return self._stack.currentWidget() is self.comparing

    @property
    def undo_stack(self) -> QUndoStack:
        if self.is_comparing:
            return self.comparing.stack
        return self.inspector.stack if self.inspector.inside else self.stack

    @property
    def unsaved(self) -> bool:
        return self.comparing.unsaved if self.is_comparing else self.inspector.draft.dirty

    @property
    def inspector_part(self) -> QWidget | None:
        return None if self.is_comparing else self.inspector

    def save(self) -> None:
        if self.is_comparing:
            self.comparing.save()
            return
        self.inspector.leave(lambda: None)

    def _follow_cursor(self) -> None:
        """Undo acts on what the cursor is in; while another desk is up, that is its business."""
        if self.isVisible():
            self.hub.undo.setActiveStack(self.undo_stack)

    def _draft_moved(self) -> None:
        self.noted.emit(_("not saved") if self.inspector.draft.dirty else "")
        self.state_changed.emit()

    @property
    def page_view(self) -> PageView | None:
        if self.is_comparing:
            now = self.comparing.panes["now"].view
            return self.comparing.panes["then"].view if not now.hasFocus() else now
        return self.pane.view if self.page is not None else None

    def activate(self) -> None:
        if not self._loaded:
            self._loaded = True
            self._reload()

    def focus_first(self) -> None:
        self.list.view.setFocus()

    def refresh(self) -> None:
        self._reload()

    def splitters(self) -> dict[str, QSplitter]:
        return {"documents and facts": self.split}

    def leave(self, then: Callable[[], None]) -> None:
        self.lines.commit()  # what is typed in a line is saved as soon as the line is left
        self.inspector.leave(lambda: self.comparing.leave(then) if self.is_comparing else then())

    # Showing

    def _reload(self) -> None:
        self.hub.jobs.start(
            lambda: documents.listing(self.hub.workspace), on_done=self._show_documents, lane="database"
        )

    def _show_documents(self, found: tuple[Document, ...]) -> None:
        self.list.show_documents(found)
        if not self.is_comparing:
            self._stack.setCurrentIndex(0 if found else 1)
        ids = [one.id for one in found]
        current = self.document.id if self.document is not None else 0
        if self._wanted[0] in ids and self._wanted[0] != current:
            self.open_page(*self._wanted)
        elif current in ids:
            self._open(current)
        elif ids:
            self.open_page(ids[0], 1)
        else:
            self.document = self.page = self.session = None
            self.inspector.open(None, None)
        self.state_changed.emit()

    def open_page(self, document: int, page: int) -> None:
        """Shows a page (from 1) of a document; what is typed about another one is kept first."""
        self.lines.commit()
        self._loaded = True
        if self.is_comparing:
            self.comparing.leave(lambda: self._leave_comparing(document, page))
            return
        if self.document is None or document == self.document.id:
            self._go(document, page)
        else:
            self.list.mark(self.document.id)  # stays there where it cannot be kept
            self.inspector.leave(lambda: self._go(document, page))

    def _leave_comparing(self, document: int, page: int) -> None:
        self._stack.setCurrentIndex(0)
        self.hub.undo.setActiveStack(self.undo_stack)
        self.open_page(document, page)

    def _go(self, document: int, page: int) -> None:
        self._wanted = (document, page)
        self.list.mark(document)
        self._open(document)

    def _open(self, document: int) -> None:
        workspace = self.hub.workspace
        self.hub.jobs.start(lambda: read_document(workspace, document), on_done=self._show, lane="database")

    def _show(self, opened: Opened) -> None:
        if opened.document.id != self._wanted[0]:
            return
        self.document = opened.document
        if not any(one.id == opened.document.id for one in self.list.model.documents):
            self._reload()
        self.list.mark(opened.document.id)
        self.inspector.open(opened.document, opened.description)
        self.veil.setText(opened.refused)
        self.middle.setCurrentIndex(1 if opened.refused else 0)
        self._text.setVisible(not opened.refused)
        self.pane.badge.setText(access.label(opened.document.access, self.hub.workspace.reader.today))
        self.pane.badge.setToolTip(chip_text(opened.document, self.hub.workspace))
        self.pane.badge.setVisible(opened.document.access.on(self.hub.workspace.reader.today) != "public")
        self.strip.pages.show(opened.pages)
        self.strip.setVisible(len(opened.pages) > 1)
        here = self._wanted[1]
        self._show_page(next((page for page in opened.pages if page.number == here), None))
        self.state_changed.emit()

    def _show_number(self, page_number: int) -> None:
        self.lines.commit()
        self._wanted = (self._wanted[0], page_number)
        self._show_page(next((page for page in self.strip.pages.pages if page.number == page_number), None))
        self.state_changed.emit()

    def _show_page(self, page: Page | None) -> None:
        if page is None:
            self.page = self.session = None
            self.pane.view.show_picture(None)
            self._show_text(None)
            return
        same = self.page is not None and self.page.id == page.id
        known = self.session.version if self.session is not None and same else -1
        self.page = page
        self.strip.mark(page.number)
        count = len(self.strip.pages.pages)
        self.pane.where.setText(_("{n} of {count}").format(n=number(page.number), count=number(count)))
        self.pane.name.setText(page.name)
        if not self.is_comparing:
            self.hinted.emit(_(HINT))
        if not same:
            self.pane.view.show_picture(None)
            workspace = self.hub.workspace
            self.hub.jobs.start(
                lambda: load_picture(documents.page_image(workspace, page)),
                on_done=partial(self._show_picture, page.id),
            )
        if known != page.text_version:
            self._load_text(page)

    def _load_text(self, page: Page) -> None:
        self.stack.clear()
        self.session = PageSession(self.hub, page, self._corrected, self._not_corrected)
        self._show_text(None)
        self._text.setCurrentIndex(UNREAD if not page.text_version else TEXT)
        if page.text_version:
            workspace = self.hub.workspace
            self.hub.jobs.start(
                lambda: documents.page_text(workspace, page.id),
                on_done=partial(self._take_text, page.id),
                lane="database",
            )

    def _show_picture(self, page: int, picture: Picture) -> None:
        if self.page is not None and self.page.id == page:
            self.pane.view.show_picture(picture)
            self._mark(self.lines.currentIndex().row())

    def _take_text(self, page: int, text: PageText | None) -> None:
        if self.page is not None and self.page.id == page:
            self._show_text(text)

    def _show_text(self, text: PageText | None) -> None:
        rows = rows_of(text) if text is not None else ()
        self.lines.lines.show(rows)
        if text is not None:
            self._text.setCurrentIndex(TEXT if rows else BLANK)
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

    def move(self, by: int) -> None:  # type: ignore[override]
        """The next or previous page."""
        onward = (self.page.number if self.page is not None else 0) + by
        if 1 <= onward <= len(self.strip.pages.pages):
            self._show_number(onward)

    def step(self, by: int) -> None:
        if not self.lines.step(by):
            self.hub.said.emit(_("No doubtful line any more on this page."))

    # Then and now

    def choose_comparison(self) -> None:
        """Asks with which photograph the page at hand is to be compared."""
        workspace = self.hub.workspace
        self.hub.jobs.start(lambda: documents.listing(workspace), on_done=self._offer_others, lane="database")

    def _offer_others(self, found: tuple[Document, ...]) -> None:
        if self.document is None or self.page is None:
            return
        other = ask_other(self, self.document, self.page.number, found, self.hub.workspace.reader)
        if other is not None:
            self.compare((self.document.id, self.page.number), other)

    def compare(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        """Shows two pages, each a document and a page number, as then and now."""

        def go() -> None:
            self._stack.setCurrentWidget(self.comparing)
            self.comparing.open(one, other)
            self.hub.undo.setActiveStack(self.undo_stack)
            self.state_changed.emit()

        self.lines.commit()
        self.inspector.leave(go)

    def _compared(self) -> None:
        self._stack.setCurrentIndex(0)
        self.hub.undo.setActiveStack(self.undo_stack)
        self.hinted.emit(_(HINT))
        self.list.view.setFocus()
        self._reload()

    # Correcting

    def _correct(self, line: int, text: str) -> None:
        if self.session is not None:
            self.stack.push(Correction(self.session, line, text))

    def _corrected(self, page: int, text: PageText | None) -> None:
        if self.page is None or self.page.id != page:
            return
        if self.lines.editor is None:
            self._show_text(text)
        elif text is not None:
            self.lines.lines.show(rows_of(text))
        self.hub.said.emit(_("Line saved"))
        self.hub.documents_changed.emit()

    def _not_corrected(self, page: int, error: Exception) -> None:
        self.hub.failed.emit(error)
        if self.document is not None and isinstance(error, Conflict):
            self.session = None  # its version is out of date: read the page again
            self._open(self.document.id)

    # Reading, in and out

    def _page_read(self, page: int) -> None:
        self.hub.documents_changed.emit()

    def read(self) -> None:
        """Has all unread pages read."""
        self.work.read()

    def choose_files(self) -> None:
        """Asks for scans."""
        if paths := choose_scans(self):
            self.ask_add(paths)

    def ask_add(self, paths: Sequence[Path]) -> None:
        """Asks for title and kind, then brings the files in."""
        dialog = AddDialog(self, self.hub, suggested_title(paths), paths=paths)
        if dialog.exec():
            self.work.add(
                paths,
                dialog.title.text().strip(),
                dialog.kind_name,
                dialog.record,
                read=dialog.read.isChecked(),
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.hub.workspace.read_only:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dialogs.dropped(event.mimeData().urls())
        if paths:
            self.ask_add(paths)

    def choose_export(self) -> None:
        """Asks as what the document goes out, and where to."""
        if self.document is None:
            return
        dialog = DocumentExportDialog(self, self.document.title)
        if dialog.exec():
            name = f"{self.document.title}{dialog.suffix}".replace("/", "-")
            out = dialogs.save_file(self, _("Export document"), name, dialog.kinds)
            if out is not None:
                self.work.export(self.document, out, dialog.to.currentData(), dialog.choices)

    def rename(self) -> None:
        """Asks for another title or kind."""
        document = self.document
        if document is None:
            return
        dialog = AddDialog(self, self.hub, document.title, document.kind, new=False)
        if dialog.exec():
            title, kind = dialog.title.text().strip(), dialog.kind_name
            self.work.change(lambda: documents.rename(self.hub.workspace, document, title, kind))

    def delete(self) -> None:
        """Takes the document out of the list, after asking."""
        document = self.document
        if document is None:
            return
        text = _("“{title}” goes out of the list and of search. Its images and texts stay in the archive.")
        question = text.format(title=document.title)
        if dialogs.ask(self, _("Delete this document?"), question, _("Delete")) == "yes":
            self.document = None
            self.work.change(lambda: documents.delete(self.hub.workspace, document.id, "deleted in the window"))
