"""Opens the window: fonts, language, look, archive."""

from __future__ import annotations

import logging
import sys
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from archivist.errors import TOLD
from archivist.i18n import _, language, say, set_language
from archivist.log import keep_log
from archivist.safety import Backup
from archivist.settings import Settings
from archivist.workspace import Workspace
from storage.errors import DamagedArchive
from ui import dialogs, style
from ui.dialogs import ErrorDialog
from ui.hub import Hub
from ui.icons import Icons
from ui.jobs import Jobs
from ui.restoring import RestoreDialog
from ui.restoring_work import RestoreProgress, RestoreResult, result
from ui.shell import Shell
from ui.theme import Theme

log = logging.getLogger(__name__)


class Program(QObject):
    """One run of the window: it outlives the window itself, which is made anew for another language or archive."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__()
        self.app, self.settings = app, settings
        self.theme = Theme(settings.text("ui.theme"), self)  # type: ignore[arg-type]
        self.icons = Icons()
        self.shell: Shell | None = None
        self.progress: RestoreProgress | None = None
        self.told: RestoreResult | None = None
        self._translators: list[QTranslator] = []
        set_language(settings.text("ui.language"))
        self._translate()
        style.apply(app, self.theme.colours)

    def show(self, workspace: Workspace, desk: str = "catalogue") -> Shell:
        """Shows an archive in a new window."""
        hub = Hub(workspace, self.settings, self.theme, self.icons)
        shell = Shell(hub)
        shell.archive_wanted.connect(self._change_archive)
        shell.language_changed.connect(self._change_language)
        shell.closed.connect(workspace.close)
        shell.care.restore_wanted.connect(self._restore)
        self.shell = shell
        self.settings.set("archive.last", str(workspace.folder))
        shell.show_desk(desk)
        shell.show()
        return shell

    def fault(self, kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
        """What nobody has caught: to the log and to the person, once."""
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, at)
        elif self.shell is not None:
            self.shell.faults.show(error)
        else:
            log.error("unexpected error", exc_info=error)

    def _translate(self) -> None:
        """Qt's own dialogs in the language in force."""
        for old in self._translators:
            self.app.removeTranslator(old)
        self._translators = []
        QLocale.setDefault(QLocale(language()))
        if language() == "zh_CN":
            translator = QTranslator(self)
            if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
                self.app.installTranslator(translator)
                self._translators.append(translator)

    def _change_language(self) -> None:
        set_language(self.settings.text("ui.language"))
        self._translate()
        if self.shell is not None:
            self._replace(opened(self.shell.hub.workspace.folder, self.shell), self.shell.desk_id)

    def _change_archive(self, folder: str, new: bool) -> None:
        """Opens another archive; where that fails the one that is open stays."""
        shell = self.shell
        if shell is None:
            return
        try:
            path = Path(folder)
            workspace = Workspace.create(path, path.name) if new else opened(path, shell)
        except TOLD as error:
            shell.faults.show(error)
            return
        question, yes = _("Stop and open the other archive?"), _("Stop and open")
        shell.leaving.leave_without_jobs(question, yes, lambda: self._replace(workspace, "catalogue"))

    def _restore(self, backup: Backup, folder: Path) -> None:
        """Puts a backup back once nothing is unsaved and nothing runs; the window makes way for that."""
        shell = self.shell
        if shell is not None:
            question, yes = _("Stop and restore?"), _("Stop and restore")
            shell.leaving.leave_without_jobs(question, yes, lambda: self._put_back(shell, backup, folder))

    def _put_back(self, old: Shell, backup: Backup, folder: Path) -> None:
        self.progress = progress = RestoreProgress(None, backup, folder)
        progress.over.connect(partial(self._come_back, progress, old, folder))
        progress.show()  # before the window goes: with the last one the program would end
        old.close_now()
        progress.start()

    def _come_back(self, progress: RestoreProgress, old: Shell, folder: Path) -> None:
        """A window on what was restored; on the archive as it is where nothing was."""
        try:
            workspace = opened(folder if progress.restored else old.hub.workspace.folder)
        except TOLD as error:
            ErrorDialog(progress, progress.error or error).exec()
            self.app.exit(2)
            return
        shell = self.show(workspace, old.desk_id)
        shell.setGeometry(old.geometry())
        old.deleteLater()
        progress.close()
        self.told = result(shell, progress)
        if self.told is not None:
            self.told.open()
        elif progress.error is not None:
            shell.faults.show(progress.error)
        else:
            shell.hub.said.emit(_("Stopped: nothing was restored"))

    def _replace(self, workspace: Workspace, desk: str) -> None:
        old = self.shell
        shell = self.show(workspace, desk)
        if old is not None:
            shell.setGeometry(old.geometry())
            old.close_now()
            old.deleteLater()


def make_app() -> QApplication:
    """The QApplication with its names."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Archivist")
    app.setApplicationDisplayName("Archivist")
    app.setDesktopFileName("archivist")
    return app


def opened(folder: Path, parent: QWidget | None = None) -> Workspace:
    """An archive; of one whose database is damaged, what can still be read or a backup, as the person wants it."""
    while True:
        try:
            return Workspace.open(folder)
        except DamagedArchive as error:
            title, yes = _("The database of this archive is damaged"), _("Open what can still be read")
            answer = dialogs.ask(parent, title, say(error), yes, _("Restore from a backup…"))
            if answer == "no":
                raise
            if answer == "yes":
                return Workspace.open_damaged(folder)
            folder = restored(folder, parent)


def restored(folder: Path, parent: QWidget | None = None) -> Path:
    """Has a backup chosen and puts it back where no window is open; the folder to open then. Raises what went wrong."""
    jobs = Jobs()
    dialog = RestoreDialog(parent, jobs, folder)
    dialog.exec()
    jobs.stop()
    if dialog.chosen is None:
        return folder
    progress = RestoreProgress(parent, dialog.chosen, dialog.target)
    progress.over.connect(progress.accept)
    QTimer.singleShot(0, progress, progress.start)
    progress.exec()
    if progress.error is not None:
        raise progress.error
    told = result(parent, progress)
    if told is not None:
        told.exec()
    return dialog.target if progress.restored else folder


def open_archive(named: str | None, settings: Settings) -> Workspace:
    """The archive that was named, else the last one if it is still there, else the user's own."""
    if named:
        return opened(Path(named))
    last = settings.text("archive.last")
    if last and (Path(last) / "archive.toml").exists():
        try:
            return opened(Path(last))
        except TOLD as error:
            log.warning("the last archive could not be opened", exc_info=error)
    return Workspace.default()


def run(archive: str | None = None) -> int:
    """Opens the window and returns its exit code: 0, or 2 if there is no archive to show."""
    app = make_app()
    keep_log()
    settings = Settings()
    program = Program(app, settings)
    sys.excepthook = program.fault
    try:
        workspace = open_archive(archive, settings)
    except TOLD as error:
        dialog = ErrorDialog(None, error)
        dialog.setWindowTitle(_("Archivist"))
        dialog.exec()
        return 2
    program.show(workspace)
    return app.exec()
