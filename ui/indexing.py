"""Makes a search index that was lost again, in the background; searches meanwhile find what is in it already."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from archivist import searching
from archivist.workspace import Workspace
from storage.values import IndexState
from ui.jobs import Job, Jobs


class Indexing(QObject):
    """`moved` tells how far it is, `finished` that all can be found again.

    Its job has no title: it can be left at any point, so nobody needs to be asked before the window is closed.
    """

    moved = Signal()
    finished = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._jobs = workspace, jobs
        self.state = IndexState()
        self._job: Job | None = None

    @property
    def running(self) -> bool:
        """Whether the index is being made again."""
        return self._job is not None

    def check(self) -> None:
        """Looks whether there is something to be made up, beside the window."""
        workspace = self._workspace
        self._jobs.start(lambda: searching.state(workspace), on_done=self.take, lane="database")

    def take(self, state: IndexState) -> None:
        """Somebody has seen this state; one that is not ready is seen to."""
        if state.ready or self.running:
            return
        self.state = state
        workspace = self._workspace
        # Not in the lane of the database: there it would keep every search waiting.
        self._job = self._jobs.drive(
            lambda: searching.follow(workspace), on_item=self._move, on_done=self._finish, on_error=self._fail
        )
        self.moved.emit()

    def _move(self, state: IndexState) -> None:
        self.state = state
        self.moved.emit()

    def _finish(self) -> None:
        self._job = None
        self.finished.emit()

    def _fail(self, error: Exception) -> None:
        self._job = None
        self.finished.emit()
        self._jobs.failed.emit(error)
