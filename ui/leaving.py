"""Before the window goes: nothing typed is left unsaved, and nothing that runs is stopped without asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from archivist.i18n import _
from ui import dialogs
from ui.desks.base import Desk
from ui.hub import Hub


class Leaving(QObject):
    """`desks` are those that have been up so far."""

    def __init__(self, hub: Hub, window: QWidget, desks: Mapping[str, Desk]) -> None:
        super().__init__(window)
        self._hub, self._window, self._desks = hub, window, desks
        self._then: Callable[[], object] | None = None

    def leave(self, then: Callable[[], object]) -> None:
        """Calls `then` once nothing unsaved is left on any desk."""
        waiting = list(self._desks.values())

        def onward() -> None:
            if waiting:
                waiting.pop().leave(onward)
            else:
                then()

        onward()

    def leave_without_jobs(self, question: str, yes: str, then: Callable[[], object]) -> None:
        """Calls `then` once nothing is unsaved and nothing runs; `question` is asked before anything is stopped."""
        self.leave(lambda: self._stop_jobs(question, yes, then))

    def _stop_jobs(self, question: str, yes: str, then: Callable[[], object]) -> None:
        running = self._hub.jobs.titled
        if not running:
            then()
            return
        text = _("Still running: {title}. What is done stays; the rest can be done later.")
        if dialogs.ask(self._window, question, text.format(title=running[0].title), yes) != "yes":
            return
        for job in running:
            job.cancel()
        self._then = then
        self._hub.jobs.changed.connect(self._go_on)

    def _go_on(self) -> None:
        if self._then is not None and not self._hub.jobs.titled:
            then, self._then = self._then, None
            self._hub.jobs.changed.disconnect(self._go_on)
            # Not from inside the callback of the job that has just ended.
            QTimer.singleShot(0, self, then)
