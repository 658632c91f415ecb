"""The search box of the window: what is typed there is searched for after a pause, and at once with Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from ui.shell import Shell

TYPING_PAUSE = 220  # milliseconds after the last key before a search begins


class Asking(QObject):
    """Brings the search desk up with what stands in the box of the top bar."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell, self._box = shell, shell.topbar.search
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_PAUSE)
        self._typing.timeout.connect(self._typed)
        self._box.textEdited.connect(lambda _text: self._typing.start())
        self._box.entered.connect(self._now)
        self._box.down.connect(self._into_results)
        shell.hub.search_wanted.connect(self.search_for)
        shell.hub.query_pointed.connect(self._point)
        shell.hub.query_marked.connect(self._box.mark)

    def focus(self) -> None:
        """The cursor into the box, with what stands there selected."""
        self._box.setFocus()
        self._box.selectAll()

    def search_for(self, query: str) -> None:
        """Searches for something, as if it had been typed."""
        self._box.setText(query)
        self._now()

    def _point(self, start: int, end: int) -> None:
        """The cursor into the box, on a stretch of what stands there; below 0 only into it."""
        self._box.setFocus()
        if start >= 0:
            # What is answered is what stands there without the spaces round it.
            before = len(self._box.text()) - len(self._box.text().lstrip())
            self._box.setSelection(before + start, end - start)

    def _typed(self) -> None:
        if self._box.text().strip() or self._shell.desk_id == "search":
            self._now()

    def _now(self) -> None:
        self._typing.stop()
        shell = self._shell
        again = shell.desk_id == "search" and shell.search.query == self._box.text().strip()
        shell.show_desk("search")
        shell.search.search(self._box.text())
        if again:
            shell.search.focus_results()

    def _into_results(self) -> None:
        if self._shell.desk_id == "search":
            self._shell.search.focus_results()
