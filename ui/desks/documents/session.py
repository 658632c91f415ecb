"""One page under the corrector's hands: which version of its text is the newest, and corrections as undoable steps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from archivist import documents
from archivist.i18n import _
from archivist.workspace import Workspace
from ocr.page import PageText
from storage.values import Page
from ui.hub import Hub

Shown = Callable[[int, PageText | None], None]


class PageSession:
    """Corrections of one page, one after the other in the database lane.

    `version` is read and written in that lane only: a second correction is made on top of the first even where the
    person types faster than the disk writes. `shown` gets the page's id and text after each, `failed` the error.
    """

    def __init__(self, hub: Hub, page: Page, shown: Shown, failed: Callable[[int, Exception], None]) -> None:
        self._hub, self.page, self._shown, self._failed = hub, page, shown, failed
        self.version = page.text_version

    def run(self, work: Callable[[Workspace], int]) -> None:
        """Does something that makes a new version, and shows it."""
        workspace, number = self._hub.workspace, self.page.id

        def change() -> PageText | None:
            self.version = work(workspace)
            return documents.page_text(workspace, number)

        self._hub.jobs.start(
            change,
            on_done=lambda text: self._shown(number, text),
            on_error=lambda error: self._failed(number, error),
            lane="database",
        )


class Correction(QUndoCommand):
    """A corrected line. Undone, the version before it is the newest again; nothing is taken out of the history."""

    def __init__(self, session: PageSession, line: int, text: str) -> None:
        super().__init__(_("correct line {n}").format(n=line + 1))
        self._session, self._line, self._text = session, line, text
        self._before = 0

    def redo(self) -> None:
        def work(workspace: Workspace) -> int:
            self._before = self._session.version
            return documents.correct(workspace, self._session.page.id, self._before, self._line, self._text).version

        self._session.run(work)

    def undo(self) -> None:
        def work(workspace: Workspace) -> int:
            session = self._session
            return documents.restore_text(workspace, session.page.id, session.version, self._before).version

        self._session.run(work)
