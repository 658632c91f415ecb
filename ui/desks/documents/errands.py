"""What is asked of a person before a document comes in, goes out, is renamed or deleted; then it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from archivist import documents
from archivist.i18n import _
from storage.values import Document
from ui import dialogs
from ui.desks.documents.adding import AddDialog, DocumentExportDialog, choose_scans, suggested_title
from ui.desks.documents.work import Work
from ui.hub import Hub


class Errands:
    """`current` tells the document that is open; `gone` is called before it is deleted."""

    def __init__(
        self,
        hub: Hub,
        window: QWidget,
        work: Work,
        current: Callable[[], Document | None],
        gone: Callable[[], None],
    ) -> None:
        self._hub, self._window, self._work, self._current, self._gone = hub, window, work, current, gone

    def choose_files(self) -> None:
        """Asks for scans."""
        if paths := choose_scans(self._window):
            self.ask_add(paths)

    def ask_add(self, paths: Sequence[Path]) -> None:
        """Asks for title and kind, then brings the files in."""
        dialog = AddDialog(self._window, self._hub, suggested_title(paths), paths=paths)
        if dialog.exec():
            self._work.add(
                paths,
                dialog.title.text().strip(),
                dialog.kind_name,
                dialog.record,
                read=dialog.read.isChecked(),
            )

    def choose_export(self) -> None:
        """Asks as what the document goes out, and where to."""
        document = self._current()
        if document is None:
            return
        dialog = DocumentExportDialog(self._window, document.title)
        if dialog.exec():
            name = f"{document.title}{dialog.suffix}".replace("/", "-")
            out = dialogs.save_file(self._window, _("Export document"), name, dialog.kinds)
            if out is not None:
                self._work.export(document, out, dialog.to.currentData(), dialog.choices)

    def rename(self) -> None:
        """Asks for another title or kind."""
        document = self._current()
        if document is None:
            return
        dialog = AddDialog(self._window, self._hub, document.title, document.kind, new=False)
        if dialog.exec():
            title, kind = dialog.title.text().strip(), dialog.kind_name
            self._work.change(lambda: documents.rename(self._hub.workspace, document, title, kind))

    def delete(self) -> None:
        """Takes the document out of the list, after asking."""
        document = self._current()
        if document is None:
            return
        text = _("“{title}” goes out of the list and of search. Its images and texts stay in the archive.")
        question = text.format(title=document.title)
        if dialogs.ask(self._window, _("Delete this document?"), question, _("Delete")) == "yes":
            self._gone()
            self._work.change(lambda: documents.delete(self._hub.workspace, document.id, "deleted in the window"))
