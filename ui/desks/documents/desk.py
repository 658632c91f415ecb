"""The documents desk: list, pages, the page beside its text, what is known of it; other views stand in their place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QUndoStack
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from archivist import documents
from archivist.i18n import _
from storage.values import Document
from ui import dialogs, theme
from ui.actions import ActionSet
from ui.desks.base import Desk, splitter
from ui.desks.documents.aside import Aside
from ui.desks.documents.cleaning.view import CleaningView
from ui.desks.documents.comparing.choosing import ask_other
from ui.desks.documents.comparing.view import ComparisonView
from ui.desks.documents.documents_list import DocumentsList
from ui.desks.documents.errands import Errands
from ui.desks.documents.inspector import Inspector
from ui.desks.documents.leaf import Leaf
from ui.desks.documents.opened import Opened, read_document
from ui.desks.documents.rereading import Rereading
from ui.desks.documents.work import Work
from ui.hub import Hub
from ui.text import later
from ui.widgets.basics import Empty, button, label, surface
from ui.widgets.pageview import PageView

HINT = later("Click a line on the page to find it; Enter corrects it; F3 goes to the next doubtful one.")

TABLE_HINT = later("Click a cell on the page to find it; Enter corrects it; the arrows go from cell to cell.")
LEAST_PAGE = 240  # pixels of the page's width that a table leaves


class DocumentsDesk(Desk):
    """See the module."""

    bar = ("document.export", "document.read", "document.add")

    def __init__(self, hub: Hub, name: str) -> None:
        super().__init__(hub, name)
        self.document: Document | None = None
        self.work: Work = Work(hub, self)
        self.errands: Errands = Errands(hub, self, self.work, lambda: self.document, self._forget)
        self.list = DocumentsList(hub)
        self.leaf: Leaf = Leaf(hub, self.work.read, self)
        self._wanted = (0, 1)
        self._loaded = False
        self._wide, self._taken = False, 0
        self.inspector: Inspector = Inspector(hub, self)
        self.veil = label("", "second", wrap=True)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.leaf.beside)
        self.middle.addWidget(self._veil())
        parts = (surface(self.list, "panel"), self.middle, surface(self.leaf.side, "panel"), self.inspector)
        # On a wide screen names and lines get room too, and not the grey beside the page alone.
        self.split = splitter(*parts, stretch=(0, 1, 2))
        self.split.setSizes([220, 520, 294, theme.INSPECTOR])
        self._stack = QStackedWidget()
        self._stack.addWidget(self.split)
        self._stack.addWidget(self._empty())
        self.comparing = ComparisonView(hub)
        self.cleaning: CleaningView = CleaningView(hub)
        self.rereading = Rereading(hub, self, self.work)
        for view in (self.comparing, self.cleaning):
            self._stack.addWidget(view)
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

    def _empty(self) -> QWidget:
        text = _("Add scanned pages: images, a folder, or a PDF; or drop them here.")
        made = Empty(_("No documents yet"), text, button(_("Add document"), self.errands.choose_files, "primary"))
        return surface(made, "panel")

    def _connect(self) -> None:
        self.list.chosen.connect(lambda document: self.open_page(document, 1))
        self.leaf.turned.connect(self._turned)
        self.leaf.side.shown.connect(self._make_room)
        self.leaf.stale.connect(lambda: self._open(self._wanted[0]))
        self.inspector.entered.connect(lambda _inside: self._follow_cursor())
        self.inspector.draft.dirty_changed.connect(self._draft_moved)
        self.inspector.beside.comparison_wanted.connect(self.compare)
        self.cleaning.reading_offered.connect(self.rereading.offer)
        for view in (self.comparing, self.cleaning):
            self._connect_aside(view)
        self.hub.documents_changed.connect(self._reload)
        self.work.page_read.connect(lambda _page: self.hub.documents_changed.emit())

    def _connect_aside(self, view: Aside) -> None:
        view.left.connect(self._back)
        view.hinted.connect(self.hint)
        view.state_changed.connect(self.state_changed)

    def take_actions(self, actions: ActionSet) -> None:
        self.leaf.pane.take_actions(actions)

    # What the window asks of a desk

    @property
    def aside(self) -> Aside | None:
        """What is up instead of the document, if anything is."""
        up = self._stack.currentWidget()
        return up if isinstance(up, Aside) else None

    @property
    def undo_stack(self) -> QUndoStack:
        if self.aside is not None:
            return self.aside.stack
        return self.inspector.stack if self.inspector.inside else self.leaf.stack

    @property
    def unsaved(self) -> bool:
        return self.aside.unsaved if self.aside is not None else self.inspector.draft.dirty

    @property
    def inspector_part(self) -> QWidget | None:
        return None if self.aside is not None else self.inspector

    @property
    def page_view(self) -> PageView | None:
        if self.aside is not None:
            return self.aside.page_view
        return self.leaf.pane.view if self.leaf.page is not None else None

    def save(self) -> None:
        if self.aside is not None:
            self.aside.save()
        else:
            self.inspector.leave(lambda: None)

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
        self.leaf.lines.commit()  # what is typed in a line is saved as soon as the line is left
        self.inspector.leave(lambda: self.aside.leave(then) if self.aside is not None else then())

    def step(self, by: int) -> None:
        if not self.leaf.lines.step(by):
            self.hub.said.emit(_("No doubtful line any more on this page."))

    def _follow_cursor(self) -> None:
        """Undo acts on what the cursor is in; while another desk is up, that is its business."""
        if self.isVisible():
            self.hub.undo.setActiveStack(self.undo_stack)

    def _draft_moved(self) -> None:
        self.noted.emit(_("not saved") if self.inspector.draft.dirty else "")
        self.state_changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.hub.workspace.read_only:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dialogs.dropped(event.mimeData().urls())
        if paths:
            self.errands.ask_add(paths)

    # Showing

    def _reload(self) -> None:
        self.hub.jobs.start(
            lambda: documents.listing(self.hub.workspace), on_done=self._show_documents, lane="database"
        )

    def _show_documents(self, found: tuple[Document, ...]) -> None:
        self.list.show_items(found)
        if self.aside is None:
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
            self._forget()
            self.leaf.clear()
            self.inspector.open(None, None)
        self.state_changed.emit()

    def _forget(self) -> None:
        self.document = None

    def open_page(self, document: int, page: int) -> None:
        """Shows a page (from 1) of a document; what is typed about another one is kept first."""
        self.leaf.lines.commit()
        self._loaded = True
        if self.aside is not None:
            self.aside.leave(lambda: self._leave_aside(document, page))
            return
        if self.document is None or document == self.document.id:
            self._go(document, page)
        else:
            self.list.mark(self.document.id)  # stays there where it cannot be kept
            self.inspector.leave(lambda: self._go(document, page))

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
        if not any(one.id == opened.document.id for one in self.list.model.items):
            self._reload()
        self.list.mark(opened.document.id)
        self.inspector.open(opened.document, opened.description)
        self.veil.setText(opened.refused)
        self.middle.setCurrentIndex(1 if opened.refused else 0)
        self.leaf.side.setVisible(not opened.refused)
        self.leaf.show_document(opened.document, opened.pages, self._wanted[1])
        if self.aside is None:
            self.hinted.emit(_(TABLE_HINT if self._wide else HINT))
        self.state_changed.emit()

    def _turned(self) -> None:
        page = self.leaf.page
        if page is not None:
            self._wanted = (self._wanted[0], page.number)
        self.state_changed.emit()

    def _make_room(self, tables: bool) -> None:
        """A table needs more room at the side of the page than lines do; the page gives it, and gets it back."""
        if tables == self._wide:
            return
        self.hinted.emit(_(TABLE_HINT if tables else HINT))
        self._wide = tables
        sizes = self.split.sizes()
        lacking = self.leaf.side.tables.wanted_width - sizes[2]
        more = max(0, min(lacking, sizes[1] - LEAST_PAGE)) if tables else -self._taken
        self._taken = more if tables else 0
        self.split.setSizes([sizes[0], sizes[1] - more, sizes[2] + more, sizes[3]])

    # Other views in its place

    def choose_comparison(self) -> None:
        """Asks with which photograph the page at hand is to be compared."""
        workspace = self.hub.workspace
        self.hub.jobs.start(lambda: documents.listing(workspace), on_done=self._offer_others, lane="database")

    def _offer_others(self, found: tuple[Document, ...]) -> None:
        if self.document is None or self.leaf.page is None:
            return
        here = self.leaf.page.number
        other = ask_other(self, self.document, here, found, self.hub.workspace.reader)
        if other is not None:
            self.compare((self.document.id, here), other)

    def compare(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        """Shows two pages, each a document and a page number, as then and now."""
        self._put_up(self.comparing, lambda: self.comparing.open(one, other))

    def clean(self) -> None:
        """Shows the page at hand before and after cleaning."""
        page = self.leaf.page
        if page is not None and self.aside is None:
            self._put_up(self.cleaning, lambda: self.cleaning.open(self.leaf.pages, page))

    def _put_up(self, view: Aside, then: Callable[[], None]) -> None:
        """Puts another view in the place of the document, once what is typed is kept."""

        def go() -> None:
            self._stack.setCurrentWidget(view)
            then()
            self.hub.undo.setActiveStack(self.undo_stack)
            self.state_changed.emit()

        self.leaf.lines.commit()
        self.inspector.leave(go)

    def _leave_aside(self, document: int, page: int) -> None:
        self._stack.setCurrentIndex(0)
        self.hub.undo.setActiveStack(self.undo_stack)
        self.open_page(document, page)

    def _back(self) -> None:
        self._stack.setCurrentIndex(0)
        self.hub.undo.setActiveStack(self.undo_stack)
        self.hinted.emit(_(HINT))
        self.list.view.setFocus()
        self._reload()
