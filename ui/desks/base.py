"""What the window expects of a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui.hub import Hub
from ui.widgets.pageview import PageView

if TYPE_CHECKING:
    from ui.actions import ActionSet


class Desk(QWidget):
    """One desk. `bar` names the actions at the top right, the main one last.

    `state_changed`: what can be done now may have changed. `noted`: a text for the top bar. `hinted`: one for the
    status line.
    """

    bar: tuple[str, ...] = ()
    state_changed = Signal()
    noted = Signal(str)
    hinted = Signal(str)

    def __init__(self, hub: Hub, name: str) -> None:
        super().__init__()
        self.hub, self.name = hub, name
        self.last_note = self.last_hint = ""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def hint(self, text: str) -> None:
        """Says in the status line what can be done here."""
        self.hinted.emit(text)

    def take_actions(self, actions: ActionSet) -> None:
        """Called once: the actions, for buttons that stand on the desk itself."""

    def activate(self) -> None:
        """Called whenever the desk comes up."""

    def focus_first(self) -> None:
        """Puts the cursor where work on this desk begins."""

    def refresh(self) -> None:
        """Reads everything that is shown again from the archive."""

    def leave(self, then: Callable[[], None]) -> None:
        """Calls `then` once nothing unsaved is left; asks the person where there is something."""
        then()

    def step(self, by: int) -> None:
        """The next (1) or previous (-1) of whatever the desk steps through."""

    def save(self) -> None:
        """Keeps what is typed."""

    @property
    def unsaved(self) -> bool:
        """Whether a form of this desk has something to keep."""
        return False

    @property
    def inspector_part(self) -> QWidget | None:
        """What stands at the right and can be hidden."""
        return None

    def toggle_inspector(self) -> None:
        """Shows or hides what stands at the right."""
        if self.inspector_part is not None:
            self.inspector_part.setVisible(self.inspector_part.isHidden())

    def splitters(self) -> dict[str, QSplitter]:
        """Those whose sizes are remembered."""
        return {}

    @property
    def undo_stack(self) -> QUndoStack:
        """What undo acts on while this desk is up."""
        return self.hub.nothing_to_undo

    @property
    def page_view(self) -> PageView | None:
        """The page that zoom and fit act on."""
        return None


def splitter(*parts: QWidget, stretch: int | tuple[int, ...]) -> QSplitter:
    """Parts side by side with a thin line between them; the one at index `stretch` takes the room, or those at these
    indices share it in proportion to their widths."""
    made = QSplitter()
    made.setHandleWidth(1)
    made.setChildrenCollapsible(False)
    for number, part in enumerate(parts):
        made.addWidget(part)
        takes = number == stretch if isinstance(stretch, int) else number in stretch
        made.setStretchFactor(number, int(takes))
    return made


def save_sizes(made: QSplitter) -> str:
    """The splitter's state as text."""
    return bytes(made.saveState().toBase64().data()).decode("ascii")


def restore_sizes(made: QSplitter, text: str) -> None:
    """Puts the splitter back as it was."""
    made.restoreState(QByteArray.fromBase64(QByteArray(text.encode("ascii"))))
