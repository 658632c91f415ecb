"""One page under the corrector's hands: which version of its text is the newest, and corrections as undoable steps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from archivist import documents, tables
from archivist.i18n import _
from archivist.workspace import Workspace
from ocr.page import PageText
from storage.values import Page, StoredText
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


Correct = Callable[[Workspace, int, int], StoredText]
"""Makes a new version of a page's text: from the archive, the page's id and the version that it is made on."""


def line_corrected(session: PageSession, line: int, text: str) -> Correction:
    """Another text for a line, by its number from 0."""
    name = _("correct line {n}").format(n=line + 1)
    return Correction(session, name, lambda ws, page, known: documents.correct(ws, page, known, line, text))


def cell_corrected(session: PageSession, table: int, row: int, column: int, text: str) -> Correction:
    """Another text for a cell of a table, all from 0."""
    name = _("correct row {row}, column {column}").format(row=row + 1, column=column + 1)
    return Correction(
        session, name, lambda ws, page, known: tables.correct(ws, page, known, (table, row, column), text)
    )


class Correction(QUndoCommand):
    """A correction. Undone, the version before it is the newest again; nothing is taken out of the history."""

    def __init__(self, session: PageSession, name: str, correct: Correct) -> None:
        super().__init__(name)
        self._session, self._correct = session, correct
        self._before = 0

    def redo(self) -> None:
        def work(workspace: Workspace) -> int:
            self._before = self._session.version
            return self._correct(workspace, self._session.page.id, self._before).version

        self._session.run(work)

    def undo(self) -> None:
        def work(workspace: Workspace) -> int:
            session = self._session
            return documents.restore_text(workspace, session.page.id, session.version, self._before).version

        self._session.run(work)
