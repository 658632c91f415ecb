"""A restoration under way: no window is open meanwhile, so this is the only one; then what became of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from archivist import restoration
from archivist.i18n import _, ngettext, say
from archivist.restoration import Secured
from archivist.safety import Backup, local_time
from storage.backup.values import Restored, Step
from ui.care import Report
from ui.dialogs import Frame
from ui.jobs import Job, Jobs
from ui.text import later, number
from ui.widgets.basics import button, label

DOING = {
    "securing": later("Today's state is being backed up first."),
    "restoring": later("The backup is being put back."),
}
STAGES = {
    "catalogue": later("Database"), "files": later("Files"), "checking": later("Checking"),
    "clearing": later("Clearing up"),
}  # fmt: skip


class RestoreProgress(Frame):
    """Does the work and shows how far it is. `over` is emitted when it has ended, in whatever way.

    Then `restored` is the result, or `error` what went wrong; neither if it was stopped. `secured` is today's state.
    """

    over = Signal()

    def __init__(self, parent: QWidget | None, backup: Backup, folder: Path) -> None:
        title = _("Restoring the state of {time}").format(time=local_time(backup.moment))
        super().__init__(parent, title)
        self._backup, self._folder = backup, folder
        self._jobs = Jobs(self)
        self._job: Job | None = None
        self.secured: Secured | None = None
        self.restored: Restored | None = None
        self.error: Exception | None = None
        self.doing = label(_("Until the last step nothing is changed; it can be stopped."), wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.stage = label("", "second")
        for widget in (self.doing, self.bar, self.stage):
            self.body.addWidget(widget)
        self.stop = button(_("Stop"), self.reject)
        self.foot.addWidget(self.stop)

    def start(self) -> None:
        """Begins; nobody may have the archive open."""
        self._job = self._jobs.drive(
            partial(restoration.put_back, self._backup, self._folder),
            on_item=self._take,
            on_done=self._end,
            on_error=self._fail,
        )

    def reject(self) -> None:
        """Stops it before its next step; the dialog stays until that has happened."""
        if self._job is None or self._job.over:
            super().reject()
            return
        self._job.cancel()
        self.stop.setEnabled(False)
        self.stage.setText(_("stopping…"))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None and not self._job.over:
            event.ignore()
            self.reject()

    def _take(self, item: object) -> None:
        if isinstance(item, str):
            self.doing.setText(_(DOING[item]))
            self.bar.setRange(0, 0)
        elif isinstance(item, Step):
            self.bar.setRange(0, item.of)
            self.bar.setValue(item.done)
            made = _("{made} of {total}").format(made=number(item.done), total=number(item.of))
            self.stage.setText(f"{_(STAGES[item.stage])}  {made}")
        elif isinstance(item, Secured):
            self.secured = item
        elif isinstance(item, Restored):
            self.restored = item

    def _fail(self, error: Exception) -> None:
        self.error = error
        self._end()

    def _end(self) -> None:
        self._jobs.stop()
        self.over.emit()


def result(parent: QWidget | None, progress: RestoreProgress) -> Report | None:
    """What a person is told at the end; None where nothing was done."""
    done = progress.restored
    if done is None:
        return None
    lines = [_("The archive: {folder}").format(folder=done.folder)]
    if progress.secured:
        lines.append(_("The state of before: {place}").format(place=progress.secured.place))
    if done.aside:
        lines.append(_("What was replaced: {place}").format(place=done.aside))
    lines += [f"{fault.file}: {say(fault.problem)}" for fault in done.faults]
    if done.faults:
        count = len(done.faults)
        title = ngettext("Restored, but {n} file is missing", "Restored, but {n} files are missing", count)
        title = title.format(n=number(count))
        text = _("The backup itself lacks them. An older or newer backup may have them.")
    else:
        title = _("The archive is restored")
        text = _("Everything is as it was in the backup. The state of before is kept and can be put back as well.")
    return Report(parent, title, text, lines)
