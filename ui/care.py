"""Care of the archive: backed up, sealed, verified and published when somebody asks, looked after when nobody works."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from archivist import keeping, safety
from archivist.i18n import _, ngettext, say
from archivist.keeping import SealedItem
from archivist.web.edition import Published, publish
from storage.backup.values import BackupDone
from storage.values import Checked
from ui import dialogs, fonts, theme
from ui.dialogs import Frame
from ui.hub import Hub
from ui.jobs import Job
from ui.restoring import RestoreDialog
from ui.text import number
from ui.widgets.basics import button

IDLE = 5 * 60_000
"""Milliseconds without a key or a click after which nobody is at work."""
LOOK = 60_000
"""How often that is looked at."""
ACTIVITY = frozenset(
    (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.Drop, QEvent.Type.InputMethod)
)


class Report(Frame):
    """What was found wrong, a line each, to be copied."""

    def __init__(self, parent: QWidget | None, title: str, text: str, lines: list[str]) -> None:
        super().__init__(parent, title, text)
        self.lines = QPlainTextEdit("\n".join(lines))
        self.lines.setReadOnly(True)
        self.lines.setFont(fonts.even(theme.CAPTION))
        self.lines.setMinimumSize(QSize(620, 260))
        self.body.addWidget(self.lines)
        close = button(_("Close"), self.accept, "primary")
        close.setDefault(True)
        self.foot.addWidget(close)


class Care(QObject):
    """What the actions for the whole archive do. Each is one job with a title: shown, counted, and to be stopped.

    `restore_wanted` gives a backup and the folder it shall be put into: the window has to make way for that.
    """

    restore_wanted = Signal(object, object)

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub, self._window = hub, window
        self._faults: list[str] = []
        self.job: Job | None = None
        self.report: Report | None = None
        self.restoring: RestoreDialog | None = None
        self._idle_job: Job | None = None
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(IDLE)
        self._quiet.timeout.connect(self.look_after)
        self._quiet.start()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def stop(self) -> None:
        """Looks after nothing any more: the window closes, and another may open in the same program."""
        self._quiet.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    @property
    def busy(self) -> bool:
        """Whether something of this is under way that a person has asked for."""
        return self.job is not None and not self.job.over

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in ACTIVITY:
            self._quiet.start()
            if self._idle_job is not None:
                self._idle_job.cancel()
        return False

    def look_after(self) -> None:
        """Seals what has been quiet for an hour and verifies if a month has gone; leaves it when somebody comes."""
        if self._hub.workspace.read_only or not self._hub.jobs.idle:
            self._quiet.start(LOOK)
            return
        self._faults = []
        self._idle_job = self._hub.jobs.drive(
            partial(keeping.look_after, self._hub.workspace),
            on_item=self._kept,
            on_done=self._looked_after,
            title=_("Looking after the archive"),
        )

    def _looked_after(self) -> None:
        self._idle_job = None
        if self._faults:
            self._tell_faults()

    def back_up(self, folder: Path | None = None) -> None:
        """To a folder or a disk, which is asked for."""
        chosen = folder or dialogs.open_folder(self._window, _("Back up to which folder or disk?"))
        if chosen is None or self.busy:
            return
        workspace = self._hub.workspace
        self.job = self._hub.jobs.drive(
            partial(safety.back_up, workspace, chosen),
            on_item=self._backed_up,
            on_done=partial(self._ended, lambda: None),
            title=_("Backing up to {folder}").format(folder=chosen.name or chosen),
        )

    def _backed_up(self, item: object) -> None:
        if not isinstance(item, BackupDone):
            return
        text = _("Backed up and checked: {count} new files").format(count=number(item.copied))
        self._hub.said.emit(text)
        if item.faults:
            lines = [f"{fault.file}: {say(fault.problem)}" for fault in item.faults]
            self._show(_("The backup lacks some files"), _("They could not be read from the archive."), lines)

    def restore(self) -> None:
        """Shows the backups and what each would change; a person may then choose one."""
        dialog = RestoreDialog(self._window, self._hub.jobs, self._hub.workspace.folder)
        dialog.accepted.connect(lambda: self.restore_wanted.emit(dialog.chosen, dialog.target))
        self.restoring = dialog
        dialog.open()

    def seal(self) -> None:
        """Everything that has changed goes to archival storage."""
        if self.busy:
            return
        self._faults = []
        self.job = self._hub.jobs.drive(
            partial(keeping.seal_pulsing, self._hub.workspace),
            on_item=self._kept,
            on_done=partial(self._ended, lambda: self._hub.said.emit(_("Sealed: the archive is kept for good"))),
            title=_("Sealing"),
        )

    def verify(self) -> None:
        """Every file, the database and the index, against each other; goes on where an earlier one was stopped."""
        if self.busy:
            return
        self._faults = []
        workspace = self._hub.workspace
        self.job = self._hub.jobs.drive(
            partial(keeping.verify, workspace, resume=True),
            on_item=self._kept,
            on_done=partial(self._ended, lambda: self._hub.said.emit(_("Verified: everything is as it was kept"))),
            title=_("Verifying the archive"),
        )

    def _kept(self, item: object) -> None:
        if isinstance(item, SealedItem) and item.error:
            self._faults.append(item.error)
        elif isinstance(item, Checked) and item.fault is not None:
            self._faults.append(f"{item.file}: {say(item.fault)}")

    def publish(self, folder: Path | None = None) -> None:
        """The web edition of all public documents, in a new folder."""
        parent = folder or dialogs.open_folder(self._window, _("In which folder shall the web edition be made?"))
        if parent is None or self.busy:
            return
        out = parent / _("Web edition")
        self._faults = []
        workspace = self._hub.workspace
        self.job = self._hub.jobs.drive(
            partial(publish, workspace, out, force=True),
            on_item=self._published,
            on_done=partial(self._ended, lambda: self._hub.said.emit(_("Web edition: {file}").format(file=out))),
            title=_("Making the web edition"),
        )

    def _published(self, item: Published) -> None:
        if item.problem is not None:
            self._faults.append(say(item.problem))

    def _ended(self, then: Callable[[], None]) -> None:
        job, self.job = self.job, None
        if self._faults:
            self._tell_faults()
        elif job is not None and not job.cancelled:
            then()

    def _tell_faults(self) -> None:
        count = len(self._faults)
        title = ngettext("{n} fault was found", "{n} faults were found", count).format(n=number(count))
        text = _("All else goes on. Put back what is damaged from a backup, then verify again.")
        self._show(title, text, self._faults)
        self._faults = []

    def _show(self, title: str, text: str, lines: list[str]) -> None:
        self.report = Report(self._window, title, text, lines)
        self.report.open()

    def copy_catalogue(self) -> None:
        """A copy of the database beside it, once a day, in the background."""
        self._hub.jobs.drive(partial(safety.copy_catalogue, self._hub.workspace), on_item=_nothing)


def _nothing(_item: object) -> None:
    """The copy is for a bad day; nobody need hear of it."""
