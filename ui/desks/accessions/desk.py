"""The accessions desk: the list, one accession as a sheet, and what remains to be done for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QUndoStack
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from archivist import documents
from archivist.accessions import Accession, Step
from archivist.accessions import work as accessions
from archivist.i18n import _
from archivist.workspace import Workspace
from storage.values import Document
from ui import dialogs, theme
from ui.desks.accessions.accessions_list import AccessionsList, Entry, read_entries
from ui.desks.accessions.facts import PAPERS, Facts
from ui.desks.accessions.form import Form, as_lines
from ui.desks.accessions.papers import write_paper
from ui.desks.base import Desk, splitter
from ui.desks.documents.adding import AddDialog, choose_scans, suggested_title
from ui.desks.documents.describing_dialogs import RelationDialog
from ui.desks.documents.work import Work
from ui.drafts import Draft, Ways
from ui.hub import Hub
from ui.text import file_name
from ui.widgets.basics import Empty, button, surface

AGREEMENTS = "*.pdf *.png *.jpg *.jpeg *.tif *.tiff"


@dataclass(frozen=True, slots=True)
class Opened:
    """An accession as the archive has it, its steps, and the documents that came with it."""

    accession: Accession
    steps: tuple[Step, ...]
    documents: tuple[Document, ...]


def read_accession(ws: Workspace, id: int) -> Opened:
    """Reads it from the archive."""
    found = accessions.with_id(ws, id)
    return Opened(found, accessions.steps(ws, found), accessions.documents_of(ws, found))


def bare(accession: Accession) -> Accession:
    """What is typed of an accession: without what the archive itself gives it."""
    return replace(accession, number="", id=0, version=0, documents=0)


class AccessionsDesk(Desk):
    """See the module."""

    bar = ("accession.new",)

    def __init__(self, hub: Hub, name: str) -> None:
        super().__init__(hub, name)
        ways: Ways[Accession, Accession] = Ways(
            self._keep, self._fetch, as_lines, _("Somebody else has changed this accession")
        )
        self.draft: Draft[Accession, Accession] = Draft(hub, ways, self)
        self.list = AccessionsList(hub)
        self.form = Form(self.draft)
        self.facts = Facts(hub)
        self.work = Work(hub, self)
        self.split = splitter(surface(self.list, "panel"), self.form, self.facts, stretch=1)
        self.split.setSizes([theme.LIST, 640, theme.INSPECTOR])
        self._stack = QStackedWidget()
        self._stack.addWidget(self.split)
        self._stack.addWidget(self._empty())
        self.column.addWidget(self._stack)
        self._wanted = 0
        self._loaded = False
        self.setAcceptDrops(True)
        self._connect()

    def _connect(self) -> None:
        self.list.chosen.connect(self.open_accession)
        self.draft.changed.connect(self._show_facts)
        self.draft.dirty_changed.connect(self._draft_moved)
        self.draft.kept.connect(self._kept)
        self.form.document_wanted.connect(lambda number: self.hub.page_wanted.emit(number, 1))
        self.form.parted.connect(self._part)
        self.form.link_wanted.connect(self.choose_document)
        self.form.files_wanted.connect(self.choose_files)
        self.form.scan_wanted.connect(self._open_scan)
        self.form.scan_asked.connect(self.choose_scan)
        self.facts.thanked.connect(self.thanked)
        self.facts.paper_wanted.connect(self.choose_paper)
        self.hub.documents_changed.connect(self._stale)

    def _empty(self) -> QWidget:
        text = _("Note what somebody brings: who gives it, what it is, what was agreed. It gets a number at once.")
        made = Empty(_("Nothing was accessioned yet"), text, button(_("New accession"), self.new, "primary"))
        return surface(made, "panel")

    @property
    def undo_stack(self) -> QUndoStack:
        return self.draft.stack

    @property
    def unsaved(self) -> bool:
        return self.draft.dirty

    @property
    def inspector_part(self) -> QWidget | None:
        return self.facts

    @property
    def is_open(self) -> bool:
        """Whether there is an accession on the sheet."""
        return self.draft.head is not None

    def activate(self) -> None:
        if not self._loaded:
            self._loaded = True
            self.refresh()

    def focus_first(self) -> None:
        self.list.view.setFocus()

    def splitters(self) -> dict[str, QSplitter]:
        return {"accessions": self.split}

    def refresh(self) -> None:
        workspace = self.hub.workspace
        self.hub.jobs.start(lambda: read_entries(workspace), on_done=self._show_entries, lane="database")

    def _stale(self) -> None:
        if self._loaded:
            self.refresh()

    # Opening

    def _show_entries(self, entries: tuple[Entry, ...]) -> None:
        self.list.show_items(entries)
        self._stack.setCurrentIndex(0 if entries else 1)
        ids = [one.accession.id for one in entries]
        if not ids:
            self._wanted = 0
            self.draft.load(None, None)
        elif self._wanted in ids:
            self._open(self._wanted)
        else:
            self._go(ids[0])
        self.state_changed.emit()

    def open_accession(self, number: int) -> None:
        """Shows an accession, by its id; what is typed about another one is kept first."""
        if number == self._wanted:
            return
        self.list.mark(self._wanted)
        self.leave(lambda: self._go(number))

    def _go(self, number: int) -> None:
        self._wanted = number
        self._loaded = True
        self.list.mark(number)
        self._open(number)

    def _open(self, number: int) -> None:
        workspace = self.hub.workspace
        self.hub.jobs.start(
            lambda: read_accession(workspace, number),
            on_done=self._show,
            lane="database",
        )

    def _show(self, opened: Opened) -> None:
        if opened.accession.id != self._wanted:
            return
        head, fixed = opened.accession, self.hub.workspace.read_only
        same = self.draft.head is not None and self.draft.head.id == head.id
        if same and not self.draft.dirty and bare(head) == self.draft.state:
            self.draft.head = head
        elif not same or not self.draft.dirty:
            self.draft.load(head, bare(head))
        self.form.set_fixed(fixed)
        self.form.show_documents(opened.documents, fixed=fixed)
        self.facts.steps.show_steps(opened.steps)
        self._stack.setCurrentIndex(0)
        self.state_changed.emit()

    def _show_facts(self) -> None:
        if self.draft.state is not None:
            self.facts.show_thanked(self.draft.state.thanked, fixed=self.hub.workspace.read_only)

    # Keeping

    def _keep(self, head: Accession, state: Accession) -> tuple[Accession, Accession]:
        kept = accessions.save(self.hub.workspace, replace(state, number=head.number, id=head.id, version=head.version))
        return kept, bare(kept)

    def _fetch(self, head: Accession) -> tuple[Accession, Accession]:
        now = accessions.get(self.hub.workspace, head.number)
        return now, bare(now)

    def _kept(self) -> None:
        if self.draft.head is not None:
            self.hub.said.emit(_("Saved as version {n}").format(n=self.draft.head.version))
        self.refresh()

    def _draft_moved(self) -> None:
        self.noted.emit(_("not saved") if self.draft.dirty else "")
        self.state_changed.emit()

    def leave(self, then: Callable[[], None]) -> None:
        self._commit()
        self.draft.leave(then)

    def save(self) -> None:
        self.leave(lambda: None)

    def _commit(self) -> None:
        """Takes what is being typed: a field that loses the cursor is finished."""
        focus = self.window().focusWidget()
        if focus is not None and self.form.isAncestorOf(focus):
            focus.clearFocus()

    # Doing

    def new(self) -> None:
        """A new accession with the next number, received today; the cursor goes to the donor."""
        workspace = self.hub.workspace
        begun = Accession(date.today().isoformat(), received_by=workspace.agent)
        self.leave(lambda: self._start(lambda: accessions.add(workspace, begun), self._begun))

    def _begun(self, made: Accession) -> None:
        self.list.chips.choose("all")
        self._wanted = made.id
        self.draft.load(made, bare(made))
        self.refresh()
        self._stack.setCurrentIndex(0)
        self.form.donor.setFocus()

    def delete(self) -> None:
        """Takes the accession out of the list, after asking."""
        head, workspace = self.draft.head, self.hub.workspace
        if head is None:
            return
        text = _("Accession {number} goes out of the list. Its number and its history stay in the archive.")
        question = text.format(number=head.number)
        if dialogs.ask(self, _("Delete this accession?"), question, _("Delete")) == "yes":
            self.draft.load(None, None)
            self._wanted = 0
            self._start(lambda: accessions.delete(workspace, head, "deleted in the window"), lambda _none: None)

    def thanked(self) -> None:
        """Notes that the donor was thanked today."""
        if self.draft.state is not None:
            self.draft.change(_("note the thanks"), replace(self.draft.state, thanked=date.today().isoformat()))
            self.save()

    def choose_document(self) -> None:
        """Asks which document came with it."""
        workspace = self.hub.workspace
        self.hub.jobs.start(lambda: documents.listing(workspace), on_done=self._offer, lane="database")

    def _offer(self, found: Sequence[Document]) -> None:
        head = self.draft.head
        if head is None:
            return
        free = [one for one in found if one.accession != head.id]
        dialog = RelationDialog(self, free, _("Which document came with it?"), relating=False)
        if dialog.exec() and dialog.other:
            self.assign(dialog.other)

    def assign(self, document: int) -> None:
        """Says that a document came with it; who may see it is then as agreed."""
        workspace = self.hub.workspace

        def work() -> None:
            head = self.draft.head
            if head is not None:
                self._start(lambda: accessions.assign(workspace, head, document), self._documents_moved)

        self.leave(work)

    def _part(self, document: int) -> None:
        workspace = self.hub.workspace
        self._start(lambda: accessions.part(workspace, document), self._documents_moved)

    def _documents_moved(self, _result: object) -> None:
        self.hub.documents_changed.emit()

    def _start(self, do: Callable[[], object], then: Callable[..., None]) -> None:
        def done(result: object) -> None:
            then(result)
            self.refresh()

        self.hub.jobs.start(do, on_done=done, lane="database")

    # Files

    def choose_files(self) -> None:
        """Asks for scans that came with it."""
        if paths := choose_scans(self):
            self.ask_add(paths)

    def ask_add(self, paths: Sequence[Path]) -> None:
        """Asks for title and kind, then brings the files in as a document of this accession."""
        head = self.draft.head
        if head is None:
            return
        dialog = AddDialog(self, self.hub, suggested_title(paths), paths=paths)
        if dialog.exec():
            title, kind = dialog.title.text().strip(), dialog.kind_name
            read = dialog.read.isChecked()
            self.leave(lambda: self.bring_in(paths, title, kind, read=read))

    def bring_in(self, paths: Sequence[Path], title: str, kind: str, *, read: bool) -> None:
        """Brings files in as one document of this accession."""
        head = self.draft.head
        if head is not None:
            self.work.add(paths, title, kind, None, read=read, came_with=head)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.is_open and not self.hub.workspace.read_only:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dialogs.dropped(event.mimeData().urls())
        if paths:
            self.ask_add(paths)

    def choose_scan(self) -> None:
        """Asks for the signed paper."""
        kinds = _("Signed paper ({kinds})").format(kinds=AGREEMENTS)
        paths = dialogs.open_files(self, _("Add the signed paper"), kinds)
        if paths:
            self.keep_scan(paths[0])

    def keep_scan(self, path: Path) -> None:
        """Keeps the signed paper, byte for byte."""
        workspace = self.hub.workspace
        if self.draft.state is None:
            return

        def done(digest: str) -> None:
            now = self.draft.state
            if now is not None:
                self.draft.change(
                    _("add the signed paper"), replace(now, agreement=replace(now.agreement, scan=digest))
                )
                self.save()

        self.hub.jobs.start(lambda: accessions.keep_paper(workspace, path), on_done=done)

    def _open_scan(self) -> None:
        state, workspace = self.draft.state, self.hub.workspace
        if state is not None and state.agreement.scan:
            digest = state.agreement.scan
            self.hub.jobs.start(
                lambda: accessions.paper(workspace, digest), on_done=lambda path: self.show_outside(path)
            )

    def show_outside(self, path: Path) -> None:
        """Has the system show a file or a folder."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def choose_paper(self, paper: str) -> None:
        """Asks where a receipt, certificate or letter goes, writes it, and opens its folder."""
        head = self.draft.head
        if head is None:
            return
        name = f"{_(PAPERS[paper])} {head.number}.pdf".replace("/", "-")
        out = dialogs.save_file(self, _(PAPERS[paper]), name, "PDF (*.pdf)")
        if out is not None:
            self.leave(partial(self.write_paper, paper, out))

    def write_paper(self, paper: str, out: Path) -> None:
        """Writes a paper in the language chosen at the right."""
        head, workspace = self.draft.head, self.hub.workspace
        if head is None:
            return
        library = self.hub.settings.text("library.name") or workspace.name
        language = self.facts.language.currentData()

        def done(_none: None) -> None:
            self.hub.said.emit(_("Written: {file}").format(file=file_name(out)))
            self.show_outside(out.parent)

        self.hub.jobs.start(lambda: write_paper(head, paper, library, out, language), on_done=done)
