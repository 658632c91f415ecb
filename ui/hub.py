"""What every desk is given: the archive, the user's settings, the look, the lanes for work, and one place to call out.

After an operation the desk that did it emits what has changed, and whoever shows that reads it again.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QIcon, QUndoGroup, QUndoStack

from archivist.settings import Settings
from archivist.workspace import Workspace
from ui.icons import Icons
from ui.images import Thumbnails
from ui.indexing import Indexing
from ui.jobs import Jobs
from ui.theme import Colours, Theme


class Hub(QObject):
    """Made once for each open archive, handed to every desk by its constructor."""

    records_changed = Signal()
    documents_changed = Signal()
    settings_changed = Signal(str)
    record_wanted = Signal(int)
    page_wanted = Signal(int, int)  # document id, page number from 1
    search_wanted = Signal(str)  # a query to be put into the search box and answered
    query_pointed = Signal(int, int)  # a stretch of what stands in the search box, to be selected there
    query_marked = Signal(object)  # stretches (start, end) of the query that was answered in which something is amiss
    accession_wanted = Signal(int)
    said = Signal(str)  # a short note for the status line
    failed = Signal(object)  # an Exception to be shown to the person

    def __init__(
        self, workspace: Workspace, settings: Settings, theme: Theme, icons: Icons, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.workspace, self.settings, self.theme, self.icons = workspace, settings, theme, icons
        self.jobs = Jobs(self)
        self.jobs.failed.connect(self.failed)
        self.indexing = Indexing(workspace, self.jobs, self)
        self.thumbnails = Thumbnails(self.jobs, self)
        self.undo = QUndoGroup(self)
        self.nothing_to_undo = QUndoStack(self.undo)
        self.record_at_hand: tuple[int, str] | None = None  # id and title of the record on the catalogue desk

    @property
    def colours(self) -> Colours:
        """The colours in force."""
        return self.theme.colours

    def icon(self, name: str, token: str = "ink", off: str = "") -> QIcon:
        """An icon in the colour of a token; where it is disabled in that of `off`, or fainter."""
        other = QColor(getattr(self.colours, off)) if off else None
        return self.icons.icon(name, QColor(getattr(self.colours, token)), other)
