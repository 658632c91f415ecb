"""The hits as rows: those of the query, then a heading, then what nearly says what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from archivist import documents, searching
from ocr.page import Box
from storage.values import Hit, Page
from ui.hub import Hub

HIT = Qt.ItemDataRole.UserRole + 1
NEAR = Qt.ItemDataRole.UserRole + 2
HEADING = Qt.ItemDataRole.UserRole + 3
Index = QModelIndex | QPersistentModelIndex
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the matches of a hit stand: on which page, and the boxes of each match in pixels of the master."""

    page: Page
    matches: tuple[tuple[Box, ...], ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(box for match in self.matches for box in match)


def place_of(hub: Hub, hit: Hit) -> Place | None:
    """Looks up where a hit stands; a document is shown by its first page. For a thread beside the window."""
    workspace = hub.workspace
    if hit.kind == "page":
        return Place(documents.page(workspace, hit.id), searching.hit_places(workspace, hit))
    if hit.kind == "document":
        pages = documents.pages(workspace, hit.id)
        return Place(pages[0], ()) if pages else None
    return None


class ResultsModel(QAbstractListModel):
    """`located` tells that the place of a hit is known now."""

    located = Signal(object)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.hits: tuple[Hit, ...] = ()
        self.near: tuple[Hit, ...] = ()
        self.heading = ""
        self._places: dict[Key, Place | None] = {}
        self._asked: set[Key] = set()
        self._generation = 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        if parent.isValid():
            return 0
        return len(self.hits) + (1 + len(self.near) if self.near else 0)

    def hit_at(self, row: int) -> Hit | None:
        """The hit of a row; None for the heading."""
        if row < len(self.hits):
            return self.hits[row]
        return self.near[row - len(self.hits) - 1] if row > len(self.hits) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid():
            return None
        hit = self.hit_at(index.row())
        if role == HIT:
            return hit
        if role == NEAR:
            return index.row() >= len(self.hits)
        if role == HEADING:
            return self.heading if hit is None else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return f"{hit.title}\n{hit.snippet}" if hit else self.heading
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.hit_at(index.row()) is None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return super().flags(index)

    def show(self, hits: Sequence[Hit]) -> None:
        """Shows these and nothing else."""
        self.beginResetModel()
        self.hits, self.near, self.heading = tuple(hits), (), ""
        self._places.clear()
        self._asked.clear()
        self._generation += 1
        self.endResetModel()

    def add(self, hits: Sequence[Hit]) -> None:
        """Shows more of the query's hits."""
        known = {(hit.kind, hit.id) for hit in self.hits}
        # Somebody may have added a record meanwhile, which moves every hit by one.
        fresh = [hit for hit in hits if (hit.kind, hit.id) not in known]
        if not fresh:
            return
        begin = len(self.hits)
        self.beginInsertRows(QModelIndex(), begin, begin + len(fresh) - 1)
        self.hits += tuple(fresh)
        self.endInsertRows()

    def show_near(self, heading: str, hits: Sequence[Hit]) -> None:
        """Shows the second group."""
        if self.near:
            self.beginRemoveRows(QModelIndex(), len(self.hits), self.rowCount() - 1)
            self.near, self.heading = (), ""
            self.endRemoveRows()
        if hits:
            begin = len(self.hits)
            self.beginInsertRows(QModelIndex(), begin, begin + len(hits))
            self.near, self.heading = tuple(hits), heading
            self.endInsertRows()

    def place(self, hit: Hit) -> Place | None:
        """Where a hit stands; None until that has been looked up, and for a record."""
        key = (hit.kind, hit.id)
        if hit.kind != "record" and key not in self._asked:
            self._asked.add(key)
            self._hub.jobs.start(
                lambda: place_of(self._hub, hit),
                on_done=partial(self._take, self._generation, hit),
                # A page deleted in this moment: its row just has no picture.
                on_error=lambda _error: None,
                lane="database",
            )
        return self._places.get(key)

    def _take(self, generation: int, hit: Hit, place: Place | None) -> None:
        if generation == self._generation and place is not None:
            self._places[hit.kind, hit.id] = place
            self.located.emit(hit)
