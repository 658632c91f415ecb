"""A restoration under way: no window is open meanwhile, so this is the only one; then what became of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QPlainTextEdit, QProgressBar, QWidget

from archivist import restoration
from archivist.i18n import _, ngettext, say
from archivist.restoration import Secured
from archivist.safety import Backup, local_time
from storage.backup.values import Restored, Step
from ui import fonts, theme
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


class RestoreResult(Frame):
    """What a person is told at the end: where everything lies, and which files the backup itself lacks."""

    def __init__(self, parent: QWidget | None, done: Restored, secured: Secured | None) -> None:
        super().__init__(parent, *_told(done))
        self.setMinimumWidth(640)
        form = self.form()
        places = {_("The archive"): done.folder, _("The state of before"): secured.place if secured else None,
                  _("What was replaced"): done.aside}  # fmt: skip
        for name, place in places.items():
            if place is not None:
                shown = label(str(place), wrap=True)
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                form.addRow(label(name, "second"), shown)
        if done.faults:
            lines = QPlainTextEdit("\n".join(f"{fault.file}: {say(fault.problem)}" for fault in done.faults))
            lines.setReadOnly(True)
            lines.setFont(fonts.even(theme.CAPTION))
            lines.setMinimumHeight(200)
            self.body.addWidget(lines)
        self.body.addStretch(1)  # what is left over stands below, not between the lines
        close = button(_("Close"), self.accept, "primary")
        close.setDefault(True)
        self.foot.addWidget(close)


def result(parent: QWidget | None, progress: RestoreProgress) -> RestoreResult | None:
    """What is shown at the end; None where nothing was restored."""
    done = progress.restored
    return RestoreResult(parent, done, progress.secured) if done else None


def _told(done: Restored) -> tuple[str, str]:
    count = len(done.faults)
    if not count:
        return _("The archive is restored"), _(
            "Everything is as it was in the backup. The state of before is kept and can be put back as well."
        )
    title = ngettext("Restored, but {n} file is missing", "Restored, but {n} files are missing", count)
    return title.format(n=number(count)), _("The backup itself lacks them. An older or newer backup may have them.")
