"""The list of hits: rows, or pages in columns; it asks for more before its end is reached."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QListView

from archivist.i18n import _
from storage.values import Hit
from ui.desks.search.model import HIT, ResultsModel
from ui.desks.search.painting import HitDelegate
from ui.hub import Hub

AHEAD = 12
"""So many rows before the last hit that is there, more are asked for."""


class ResultsView(QListView):
    """`looked_at` gives the hit that the cursor is on, `opened` the one that was entered, `more_wanted` asks for more.

    `begun` tells that the cursor was moved back beyond the first hit.
    """

    looked_at = Signal(object)
    opened = Signal(object)
    more_wanted = Signal()
    begun = Signal()

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.results = ResultsModel(hub)
        self.more = False  # whether the query has hits that are not here yet
        self.setModel(self.results)
        self._delegate = HitDelegate(hub, self.results, self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setMinimumWidth(300)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(_("Results"))
        self.selectionModel().currentChanged.connect(lambda now, _before: self._look(now))
        self.doubleClicked.connect(lambda index: self._enter(index.data(HIT)))
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._ask_for_more())
        hub.thumbnails.loaded.connect(lambda _digest: self.viewport().update())
        self.results.located.connect(lambda _hit: self.viewport().update())
        hub.theme.changed.connect(self.viewport().update)

    @property
    def current(self) -> Hit | None:
        """The hit that the cursor is on."""
        hit: Hit | None = self.currentIndex().data(HIT)
        return hit

    @property
    def grid(self) -> bool:
        """Whether pages stand in columns."""
        return self._delegate.grid

    def set_grid(self, on: bool) -> None:
        """Pages in columns, or rows."""
        self._delegate.grid = on
        self.setFlow(QListView.Flow.LeftToRight if on else QListView.Flow.TopToBottom)
        self.setWrapping(on)
        self._lay_out()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def show_hits(self, hits: Sequence[Hit], *, more: bool = False) -> None:
        """Shows these, with the cursor on the first."""
        self.more = more
        self.results.show(hits)
        if hits:
            self.setCurrentIndex(self.results.index(0))
        else:
            self.looked_at.emit(None)

    def add_hits(self, hits: Sequence[Hit], *, more: bool) -> None:
        """Shows more hits of the same query."""
        self.more = more
        self.results.add(hits)

    def show_near(self, heading: str, hits: Sequence[Hit]) -> None:
        """Shows the second group; the cursor goes there only where there is nothing else."""
        self.results.show_near(heading, hits)
        if hits and not self.results.hits:
            self.setCurrentIndex(self.results.index(1))

    def go_to_near(self) -> None:
        """The cursor to the first of the second group."""
        if self.results.near:
            heading = self.results.index(len(self.results.hits))
            self.setCurrentIndex(self.results.index(heading.row() + 1))
            self.scrollTo(heading, QListView.ScrollHint.PositionAtTop)
            self.setFocus()

    def go_to(self, hit: Hit | None) -> None:
        """The cursor to this hit, if it is there."""
        for row, one in enumerate(self.results.hits):
            if hit is not None and (one.kind, one.id) == (hit.kind, hit.id):
                self.setCurrentIndex(self.results.index(row))

    def step(self, by: int) -> bool:
        """To the next or previous hit; whether there was one."""
        row = self.currentIndex().row() + by
        if 0 <= row < self.results.rowCount() and self.results.hit_at(row) is None:
            row += by
        if not 0 <= row < self.results.rowCount():
            return False
        self.setCurrentIndex(self.results.index(row))
        return True

    def _lay_out(self) -> None:
        """Sizes depend on the width, which Qt asks for only when it must."""
        self.scheduleDelayedItemsLayout()

    def _look(self, index: QModelIndex) -> None:
        hit = index.data(HIT)
        if hit is not None:
            self.looked_at.emit(hit)
            self._ask_for_more()

    def _ask_for_more(self) -> None:
        known = len(self.results.hits)
        last = self.indexAt(QPoint(self.viewport().width() // 2, self.viewport().height() - 8)).row()
        seen = max(last, self.currentIndex().row())
        # Who looks at the second group is not interrupted by more of the first.
        if self.more and self.currentIndex().row() < known and known - AHEAD <= seen:
            self.more = False
            self.more_wanted.emit()

    def _enter(self, hit: Hit | None) -> None:
        if hit is not None:
            self.opened.emit(hit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(self.current)
        elif event.key() == Qt.Key.Key_Up and not self.grid and self.currentIndex().row() <= 0:
            self.begun.emit()
        else:
            super().keyPressEvent(event)
