"""Batches of records in and out, with their dialogs, as jobs that can be watched and stopped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from archivist import records
from archivist.i18n import _, ngettext
from archivist.records import Duplicate, Exported, Having
from ui import dialogs
from ui.desks.catalogue.exporting import CONTAINERS, ExportDialog, Refusals
from ui.desks.catalogue.importing import ImportDialog, ImportResult, Tally
from ui.hub import Hub
from ui.jobs import Job
from ui.text import file_name, number


class Transfer(QObject):
    """What the catalogue desk does with files of records."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub, self._window = hub, parent
        self.result: ImportResult | None = None

    def ask_import(self, path: Path) -> None:
        """Shows what the file is; brings it in if the person wants that."""
        dialog = ImportDialog(self._window, self._hub, path)
        if dialog.exec():
            self.bring_in(path, *dialog.chosen)

    def bring_in(self, path: Path, encoding: str, on_duplicate: Duplicate) -> Job:
        """Brings the file in, and shows what became of its records."""
        workspace, rules, tally = self._hub.workspace, self._hub.settings.text("records.profile"), Tally()

        def done() -> None:
            self._hub.records_changed.emit()
            self.result = ImportResult(self._window, path, tally, job.cancelled)
            self.result.open()

        job = self._hub.jobs.drive(
            lambda: records.import_file(workspace, path, encoding=encoding, on_duplicate=on_duplicate, profile=rules),
            on_item=tally.take,
            on_done=done,
            on_error=self._import_failed,
            title=_("Import {file}").format(file=file_name(path, 30)),
        )
        return job

    def _import_failed(self, error: Exception) -> None:
        self._hub.records_changed.emit()  # what came in before it failed is there
        self._hub.failed.emit(error)

    def ask_export(self, having: Having, one: int | None) -> None:
        """Asks which records, as what, and where to."""
        dialog = ExportDialog(self._window, self._hub, having, one)
        if not dialog.exec():
            return
        container, which = dialog.container.currentData(), dialog.which.currentData()
        kinds = _(CONTAINERS[container][0])
        out = dialogs.save_file(self._window, _("Export records"), f"records{dialog.suffix}", kinds)
        if out is not None:
            ids = (one,) if which == "one" and one is not None else None
            self.send_out(out, "all" if ids else which, container, dialog.encoding.currentData(), ids)

    def send_out(
        self, out: Path, having: Having, container: str, encoding: str, ids: tuple[int, ...] | None = None
    ) -> Job:
        """Writes the file. Whether an existing one may be replaced has been asked."""
        workspace, outcomes = self._hub.workspace, list[Exported]()

        def done() -> None:
            refused = [one for one in outcomes if one.reason]
            if job.cancelled:
                self._hub.said.emit(_("Export stopped; no file was written."))
            elif refused:
                Refusals(self._window, len(outcomes) - len(refused), refused).open()
            else:
                text = ngettext("{n} record written to {file}", "{n} records written to {file}", len(outcomes))
                self._hub.said.emit(text.format(n=number(len(outcomes)), file=file_name(out)))

        job = self._hub.jobs.drive(
            lambda: records.export(
                workspace, out, ids=ids, having=having, container=container, encoding=encoding, force=True
            ),
            on_item=outcomes.append,
            on_done=done,
            title=_("Export {file}").format(file=file_name(out, 30)),
        )
        return job
