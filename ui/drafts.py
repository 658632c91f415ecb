"""What is typed on a form before it is saved: one undo stack of whole states, saving with a version check, conflicts.

A state is a frozen value without its version; the head is what the archive knows of it: id, version and the like.
Saving happens in the database lane. Whoever edits goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QWidget

from archivist.i18n import _
from storage.errors import Conflict
from ui import dialogs
from ui.conflict import ConflictDialog
from ui.dialogs import explain
from ui.hub import Hub

H = TypeVar("H")
S = TypeVar("S")
SAVE_AFTER = 20_000  # milliseconds without a change


@dataclass(frozen=True, slots=True)
class Ways(Generic[H, S]):
    """How one kind of thing is kept, read again, and shown as lines where two people changed it; `title` says that."""

    keep: Callable[[H, S], tuple[H, S]]
    fetch: Callable[[H], tuple[H, S]]
    lines: Callable[[S], Sequence[str]]
    title: str


class _Change(QUndoCommand):
    def __init__(self, draft: Draft[H, S], before: S, after: S, text: str) -> None:
        super().__init__(text)
        self._draft, self._before, self._after = draft, before, after

    def redo(self) -> None:
        self._draft.take(self._after)

    def undo(self) -> None:
        self._draft.take(self._before)


class Draft(QObject, Generic[H, S]):
    """One thing being edited. `changed`: the state is another; `kept`: it was saved; `dirty_changed`: either."""

    changed = Signal()
    kept = Signal()
    dirty_changed = Signal()

    def __init__(self, hub: Hub, ways: Ways[H, S], window: QWidget) -> None:
        super().__init__(window)
        self._hub, self._ways, self._window = hub, ways, window
        self.head: H | None = None
        self.state: S | None = None
        self._saved: S | None = None
        self._saving = False
        self._waiting: list[Callable[[], None]] = []
        self.stack = QUndoStack(self)
        hub.undo.addStack(self.stack)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER)
        self._timer.timeout.connect(self.save)

    @property
    def dirty(self) -> bool:
        """Whether there is something that is not saved."""
        return self.state != self._saved

    def load(self, head: H | None, state: S | None) -> None:
        """Begins with what the archive has; nothing can be undone any more."""
        self._timer.stop()
        self.head, self.state, self._saved = head, state, state
        self.stack.clear()
        self.changed.emit()
        self.dirty_changed.emit()

    def change(self, text: str, state: S) -> None:
        """A new state, as one step that can be undone; `text` says what was done."""
        if self.state is not None and state != self.state and not self._hub.workspace.read_only:
            self.stack.push(_Change(self, self.state, state, text))

    def take(self, state: S) -> None:
        """Called by the steps of the undo stack."""
        self.state = state
        self._timer.start()
        self.changed.emit()
        self.dirty_changed.emit()

    def leave(self, then: Callable[[], None]) -> None:
        """Saves, then calls `then`; where it cannot be saved the person decides whether to discard."""
        self.save(then, leaving=True)

    def save(self, then: Callable[[], None] | None = None, *, leaving: bool = False) -> None:
        """Keeps the state as a new version, if it is another one."""
        self._timer.stop()
        if self._saving:
            if then is not None:
                self._waiting.append(then)
            return
        head, state = self.head, self.state
        if not self.dirty or head is None or state is None:
            if then is not None:
                then()
            return
        self._saving = True
        self._hub.jobs.start(
            lambda: self._ways.keep(head, state),
            on_done=partial(self._done, then, state),
            on_error=partial(self._failed, then, leaving),
            lane="database",
        )

    def _done(self, then: Callable[[], None] | None, sent: S, result: tuple[H, S]) -> None:
        self._saving = False
        self.head, self._saved = result
        if self.state == sent:
            self.state = self._saved
        self.dirty_changed.emit()
        self.kept.emit()
        waiting, self._waiting = self._waiting, []
        if self.dirty:
            self._timer.start()
        for one in (then, *waiting):
            if one is not None:
                self.save(one)

    def _failed(self, then: Callable[[], None] | None, leaving: bool, error: Exception) -> None:
        self._saving = False
        self._waiting = []
        head = self.head
        if isinstance(error, Conflict) and head is not None:
            self._hub.jobs.start(
                lambda: self._ways.fetch(head), on_done=partial(self._settle, then, leaving), lane="database"
            )
        elif leaving:
            title = _("This could not be saved. Go on without it?")
            if dialogs.ask(self._window, title, explain(error), _("Discard")) == "yes":
                self.load(self.head, self._saved)
                if then is not None:
                    then()
        else:
            self._hub.failed.emit(error)

    def _settle(self, then: Callable[[], None] | None, leaving: bool, theirs: tuple[H, S]) -> None:
        if self.state is None:
            return
        head, state = theirs
        if state == self._saved:  # only the head has moved: who may see it, a link, a relation
            self.head = head
            self.save(then, leaving=leaving)
            return
        lines = self._ways.lines
        dialog = ConflictDialog(self._window, self._hub, lines(self.state), lines(state), self._ways.title)
        dialog.exec()
        if dialog.answer == "yes":
            self.head, self._saved = head, state
            self.save(then, leaving=leaving)
        elif dialog.answer == "other":
            self.load(head, state)
            if then is not None:
                then()
