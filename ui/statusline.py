"""The line at the foot: what runs and how long it will take, what was saved; and the panel of running jobs above it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from archivist.i18n import _
from ui import theme
from ui.hub import Hub
from ui.jobs import Job
from ui.text import number, time_left
from ui.widgets.basics import Elided, label

NOTE_SECONDS = 8


def progress_text(job: Job) -> str:
    """How far a job is: `72 / 112, about 1 minute`."""
    if job.cancelled:
        return _("stopping…")
    if job.state == "waiting":
        return _("waiting")
    if not job.total:
        return number(job.made) if job.made else ""
    left = job.seconds_left()
    done = _("{made} of {total}").format(made=number(job.made), total=number(job.total))
    return _("{done}, {left}").format(done=done, left=time_left(left)) if left is not None else done


def set_progress(bar: QProgressBar, job: Job) -> None:
    """Sets a bar to a job; to and fro where the end is not known."""
    bar.setRange(0, job.total)
    bar.setValue(min(job.made, job.total))


class StatusLine(QWidget):
    """26 pixels high. At the left the running job, else the hint of the desk; at the right the last note."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.setObjectName("statusline")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.STATUS_LINE)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.LARGE, 0, theme.LARGE, 0)
        row.setSpacing(theme.LARGE)
        self.jobs_button = QToolButton()
        self.jobs_button.setToolTip(_("Running jobs"))
        self.jobs_button.setStyleSheet("padding: 0 4px;")
        self.bar = QProgressBar()
        self.bar.setFixedWidth(120)
        self.bar.setTextVisible(False)
        self.progress = label()
        self.hint = Elided()
        self.note = label()
        for widget in (self.jobs_button, self.bar, self.progress):
            row.addWidget(widget)
        row.addWidget(self.hint, 1)
        row.addWidget(self.note)
        self._panel: JobsPanel | None = None
        self._note_timer = QTimer(self)
        self._note_timer.setSingleShot(True)
        self._note_timer.timeout.connect(self._show_archive)
        self._refresh_timer = QTimer(self)
        self._refresh_timer.setSingleShot(True)
        self._refresh_timer.setInterval(100)
        self._refresh_timer.timeout.connect(self._show_jobs)
        hub.jobs.changed.connect(self._soon)
        hub.said.connect(self.say)
        self.jobs_button.clicked.connect(self.toggle_panel)
        self._show_archive()
        self._show_jobs()

    def say(self, text: str) -> None:
        """Shows a note for some seconds."""
        self.note.setText(text)
        self._note_timer.start(NOTE_SECONDS * 1000)

    def toggle_panel(self) -> None:
        """Shows or hides the panel of jobs."""
        if self._panel is None:
            self._panel = JobsPanel(self._hub, self.window())
        if self._panel.isVisible():
            self._panel.hide()
        else:
            self._panel.open_above(self)

    def _soon(self) -> None:
        if not self._refresh_timer.isActive():
            self._refresh_timer.start()

    def _show_archive(self) -> None:
        archive = self._hub.workspace
        self.note.setText(_("{name} (read only)").format(name=archive.name) if archive.read_only else archive.name)
        self.note.setToolTip(str(archive.folder))

    def _show_jobs(self) -> None:
        jobs = self._hub.jobs.titled
        for widget in (self.jobs_button, self.bar, self.progress):
            widget.setVisible(bool(jobs))
        if jobs:
            first = jobs[0]
            more = _(" and {n} more").format(n=len(jobs) - 1) if len(jobs) > 1 else ""
            self.jobs_button.setText(first.title + more)
            set_progress(self.bar, first)
            self.progress.setText(progress_text(first))


class JobsPanel(QFrame):
    """All running jobs with their progress, each with a button that stops it."""

    WIDTH = 380

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._hub = hub
        self.setObjectName("popup")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.LARGE, theme.MIDDLE, theme.LARGE, theme.MIDDLE)
        self._column.setSpacing(theme.MIDDLE)
        self._none = label(_("Nothing is running."), "second")
        self._column.addWidget(self._none)
        self._rows: dict[Job, _JobRow] = {}
        hub.jobs.changed.connect(self._refresh)

    def open_above(self, line: QWidget) -> None:
        """Shows the panel at the left, above the status line."""
        self._refresh()
        self.adjustSize()
        corner = line.mapToGlobal(QPoint(theme.SMALL, 0))
        self.move(corner.x(), corner.y() - self.height() - theme.TINY)
        self.show()

    def sizeHint(self) -> QSize:
        return QSize(self.WIDTH, super().sizeHint().height())

    def _refresh(self) -> None:
        if self.isHidden() and not self._hub.jobs.titled and not self._rows:
            return
        now = self._hub.jobs.titled
        for job in [job for job in self._rows if job not in now]:
            self._rows.pop(job).deleteLater()
        for job in now:
            if job not in self._rows:
                self._rows[job] = _JobRow(job)
                self._column.addWidget(self._rows[job])
            self._rows[job].refresh()
        self._none.setVisible(not now)


class _JobRow(QWidget):
    """One job of the panel."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TINY)
        title = Elided()
        title.setText(job.title)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._text = label("", "caption")
        self._stop = QPushButton(_("Stop"))
        self._stop.setProperty("kind", "link")
        self._stop.setToolTip(_("Stops after the item in hand; what is done stays."))
        self._stop.clicked.connect(job.cancel)
        row = QHBoxLayout()
        row.addWidget(self._text)
        row.addStretch(1)
        row.addWidget(self._stop)
        column.addWidget(title)
        column.addWidget(self._bar)
        column.addLayout(row)

    def refresh(self) -> None:
        set_progress(self._bar, self._job)
        self._text.setText(progress_text(self._job))
        self._stop.setEnabled(not self._job.cancelled)
