"""The long work of the documents desk as jobs: scans in, reading, files out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from archivist import documents
from archivist.accessions import Accession
from archivist.accessions import work as accessions
from archivist.documents import AddedPage, PageRead
from archivist.i18n import _, ngettext
from archivist.workspace import Workspace
from ocr.export.choices import Choices
from storage.values import Document, Page
from ui.dialogs import Frame
from ui.hub import Hub
from ui.jobs import Job
from ui.text import file_name, number
from ui.widgets.basics import button


class Faulty(Frame):
    """Pages that did not come in or could not be read, each with its reason."""

    def __init__(self, parent: QWidget, title: str, lines: Sequence[str]) -> None:
        text = ngettext("{n} page was left out.", "{n} pages were left out.", len(lines)).format(n=number(len(lines)))
        super().__init__(parent, title, text)
        self.setMinimumWidth(560)
        shown = QPlainTextEdit("\n".join(lines))
        shown.setReadOnly(True)
        self.body.addWidget(shown)
        self.foot.addWidget(button(_("Close"), self.accept, "primary"))


class Work(QObject):
    """Starts the jobs. `page_read` gives the id of each page as it is read."""

    page_read = Signal(int)

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub, self._window = hub, parent
        self._reading: Job | None = None

    def add(
        self,
        paths: Sequence[Path],
        title: str,
        kind: str,
        record: int | None,
        *,
        read: bool,
        came_with: Accession | None = None,
    ) -> Job:
        """Brings files in as one document, shows it, and has it read; one of an accession is shown with that."""
        workspace, added = self._hub.workspace, list[AddedPage]()

        def take(page: AddedPage) -> None:
            added.append(page)
            if len(added) % 20 == 1:
                self._hub.documents_changed.emit()

        def done() -> None:
            self._hub.documents_changed.emit()
            came = [one for one in added if one.page is not None]
            faulty = [f"{one.name}: {one.reason}" for one in added if one.page is None]
            if came:
                if came_with is None:
                    self._hub.page_wanted.emit(came[0].document, 1)
                count = ngettext("{n} page added", "{n} pages added", len(came)).format(n=number(len(came)))
                self._hub.said.emit(count)
                if read and not job.cancelled:
                    self.read()
            if faulty:
                Faulty(self._window, _("Some pages could not be added"), faulty).open()

        job = self._hub.jobs.drive(
            lambda: _added(workspace, documents.add(workspace, paths, title, kind, record), came_with),
            on_item=take,
            on_done=done,
            title=_("Add {title}").format(title=title),
        )
        return job

    def read(self) -> None:
        """Has every unread page read, unless that is going on already."""
        if self._reading is not None and not self._reading.over:
            self._hub.said.emit(_("Pages are being read already."))
            return
        workspace = self._hub.workspace
        self._hub.jobs.start(lambda: len(documents.unread(workspace)), on_done=self._read_some, lane="database")

    def _read_some(self, unread: int) -> None:
        if not unread:
            self._hub.said.emit(_("Every page is read."))
            return
        workspace, workers = self._hub.workspace, self._hub.settings.number("reading.workers")
        self._drive(lambda: documents.read_pulsing(workspace, None, workers, self._lexicon), unread)

    @property
    def _lexicon(self) -> bool:
        return self._hub.settings.text("reading.lexicon") == "words"

    def read_again(self, pages: Sequence[Page]) -> None:
        """Has these pages read anew, by their cleaning as it is now."""
        if self._reading is not None and not self._reading.over:
            self._hub.said.emit(_("Pages are being read already."))
            return
        if not pages:
            return
        workspace, workers = self._hub.workspace, self._hub.settings.number("reading.workers")
        ids = [page.id for page in pages]
        self._drive(lambda: documents.read_again(workspace, ids, workers, self._lexicon), len(ids))

    def _drive(self, reading: Callable[[], Iterator[PageRead | None]], total: int) -> None:
        faulty, left = list[str](), list[int]()

        def take(page: PageRead) -> None:
            if page.error:
                faulty.append(_("Page {n}: {reason}").format(n=number(page.number), reason=page.error))
            left.append(page.unread_lines)
            self.page_read.emit(page.page)

        def done() -> None:
            self._hub.documents_changed.emit()
            if faulty:
                Faulty(self._window, _("Some pages could not be read"), faulty).open()
            elif job.cancelled:
                self._hub.said.emit(_("Reading stopped; the pages read so far are kept."))
            else:
                self._hub.said.emit(f"{_('All pages are read.')} {documents.left_to_type(sum(left))}".strip())

        job = self._hub.jobs.drive(
            reading,
            on_item=take,
            on_done=done,
            title=_("Reading pages"),
            total=total,
        )
        self._reading = job

    def export(self, document: Document, out: Path, to: str, choices: Choices | None = None) -> Job:
        """Writes the document. Whether an existing file may be replaced has been asked."""
        workspace = self._hub.workspace

        def done() -> None:
            stopped = _("Export stopped; no file was written.")
            self._hub.said.emit(stopped if job.cancelled else _("Written: {file}").format(file=file_name(out)))

        job = self._hub.jobs.drive(
            lambda: documents.export(workspace, document.id, out, to, force=True, choices=choices),
            on_done=done,
            title=_("Export {file}").format(file=file_name(out, 30)),
            # How many pages spreads make when they are cleaned is not known before.
            total=0 if choices is not None and choices.cleaned else document.pages,
        )
        return job

    def change(self, do: Callable[[], object]) -> None:
        """Does a short thing in the database lane, and has everything shown again."""
        self._hub.jobs.start(do, on_done=lambda _result: self._hub.documents_changed.emit(), lane="database")


def _added(ws: Workspace, pages: Iterator[AddedPage], came_with: Accession | None) -> Iterator[AddedPage]:
    """The pages as they come in; the document is joined with its accession, and closed as agreed, with the first."""
    joined = False
    for page in pages:
        if came_with is not None and page.document and not joined:
            accessions.assign(ws, came_with, page.document)
            joined = True
        yield page
