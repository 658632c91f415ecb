"""What can be undone of cleaning: another plan, and recipes that were kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QUndoCommand

from archivist import cleaning
from archivist.cleaning import Cleaned
from archivist.i18n import _
from ocr.cleaning.plan import Plan
from ui.hub import Hub


class PlanChange(QUndoCommand):
    """Another way for one step."""

    def __init__(self, text: str, before: Plan, after: Plan, show: Callable[[Plan], None]) -> None:
        super().__init__(text)
        self._before, self._after, self._show = before, after, show

    def redo(self) -> None:
        self._show(self._after)

    def undo(self) -> None:
        self._show(self._before)


class Kept(QUndoCommand):
    """Recipes that were kept for pages. Undone, those before them are the newest again; the history stays."""

    def __init__(self, hub: Hub, pages: Sequence[Cleaned], shown: Callable[[], None]) -> None:
        super().__init__(_("clean the pages"))
        self._hub, self._shown = hub, shown
        self._pages = [page for page in pages if page.version != page.before]
        self._begun = False

    def redo(self) -> None:
        if not self._begun:
            self._begun = True  # they were kept already, page by page
            return
        self._swap()

    def undo(self) -> None:
        self._swap()

    def _swap(self) -> None:
        workspace, pages = self._hub.workspace, self._pages

        def work() -> list[Cleaned]:
            return [cleaning.restore(workspace, page.page, page.version, page.before) for page in pages]

        self._hub.jobs.start(work, on_done=self._swapped, lane="database")

    def _swapped(self, pages: list[Cleaned]) -> None:
        # What was the newest is now the one to come back to.
        self._pages = pages
        self._shown()
