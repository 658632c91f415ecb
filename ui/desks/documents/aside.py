"""What stands in the place of an open document for a while: two photographs compared, a page being cleaned."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

from ui.widgets.pageview import PageView


class Aside(QWidget):
    """`left`: the person is done. `state_changed`: what can be done may have changed. `hinted`: which keys do what."""

    left = Signal()
    hinted = Signal(str)
    state_changed = Signal()
    stack: QUndoStack
    """What undo acts on while it is up."""

    @property
    def unsaved(self) -> bool:
        """Whether there is something to keep."""
        return False

    @property
    def page_view(self) -> PageView | None:
        """The page that zoom and fit act on."""
        return None

    def save(self) -> None:
        """Keeps what was done."""

    def leave(self, then: Callable[[], None]) -> None:
        """Calls `then` once nothing unsaved is left; asks the person where there is something."""
        then()
