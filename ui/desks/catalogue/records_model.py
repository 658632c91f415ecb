"""The record list as a model: it knows how many records there are and reads the stretch that is looked at."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from archivist import records
from archivist.records import Having
from storage.values import RecordRow
from ui.hub import Hub

BLOCK = 200
KEPT = 40
ROW = Qt.ItemDataRole.UserRole + 1
Order = Literal["title", "changed", "id"]
Index = QModelIndex | QPersistentModelIndex


class RecordsModel(QAbstractListModel):
    """Rows of the record list, read in blocks of 200 of which the last 40 used are kept.

    `counted` gives the counts of each filter after a reload.
    """

    counted = Signal(object)
    loaded = Signal()

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.having: Having = "all"
        self.order: Order = "title"
        self._count = 0
        self._blocks: OrderedDict[int, tuple[RecordRow, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid() or role not in (ROW, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self.row(index.row())
        if role == ROW:
            return row
        return row.points.title if row is not None else ""

    def row(self, number: int) -> RecordRow | None:
        """A row if it has been read; else None, and it will be."""
        block = self._blocks.get(number // BLOCK)
        if block is None:
            self._ask(number // BLOCK)
            return None
        self._blocks.move_to_end(number // BLOCK)
        offset = number % BLOCK
        return block[offset] if offset < len(block) else None

    def find(self, record_id: int) -> int:
        """The place of a record among the rows read so far, or -1."""
        for block, rows in self._blocks.items():
            for offset, row in enumerate(rows):
                if row.id == record_id:
                    return block * BLOCK + offset
        return -1

    def reload(self, having: Having | None = None) -> None:
        """Reads counts and the first block again; what is shown stays until they have come."""
        self.having = having or self.having
        self._generation += 1
        generation, chosen = self._generation, self.having
        workspace, order = self._hub.workspace, self.order
        self._hub.jobs.start(
            lambda: (records.counts(workspace), records.rows(workspace, 0, BLOCK, order, chosen)),
            on_done=partial(self._take_first, generation),
            lane="database",
        )

    def _take_first(self, generation: int, found: tuple[dict[Having, int], tuple[RecordRow, ...]]) -> None:
        if generation != self._generation:
            return
        counts, rows = found
        self.beginResetModel()
        self._count = counts[self.having]
        self._blocks = OrderedDict({0: rows})
        self._asked.clear()
        self.endResetModel()
        self.counted.emit(counts)
        self.loaded.emit()

    def _ask(self, block: int) -> None:
        if block in self._asked:
            return
        self._asked.add(block)
        workspace, order, having, generation = self._hub.workspace, self.order, self.having, self._generation
        self._hub.jobs.start(
            lambda: records.rows(workspace, block * BLOCK, BLOCK, order, having),
            on_done=partial(self._take, generation, block),
            lane="database",
        )

    def _take(self, generation: int, block: int, rows: tuple[RecordRow, ...]) -> None:
        if generation != self._generation:
            return
        self._asked.discard(block)
        self._blocks[block] = rows
        while len(self._blocks) > KEPT:
            self._blocks.popitem(last=False)
        last = min(self._count, block * BLOCK + BLOCK) - 1
        if last >= block * BLOCK:
            self.dataChanged.emit(self.index(block * BLOCK), self.index(last))
