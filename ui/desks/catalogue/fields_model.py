"""The fields of a record as a model: the leader in row 0, a field in each further row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from archivist.editing import Finding
from marc.record import Record
from ui.desks.catalogue.fieldline import Fault, Parts, Row, parts_of

PARTS = Qt.ItemDataRole.UserRole + 1
FAULTS = Qt.ItemDataRole.UserRole + 2


class FieldsModel(QAbstractListModel):
    """Rows of the editor; changed only by showing another record."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._faults: dict[int, tuple[Fault, ...]] = {}

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own signature
        if not index.isValid():
            return None
        if role == FAULTS:
            return self._faults.get(index.row(), ())
        parts = parts_of(self._rows[index.row()])
        if role == PARTS:
            return parts
        return _spoken(parts) if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def row(self, number: int) -> Row:
        """The leader or a field."""
        return self._rows[number]

    def show(self, record: Record | None) -> None:
        """Shows another record, or another state of this one; only the rows that differ move."""
        new: list[Row] = [record.leader, *record.fields] if record is not None else []
        old = self._rows
        head = _same(old, new)
        tail = _same(old[head:][::-1], new[head:][::-1])
        gone, come = len(old) - head - tail, len(new) - head - tail
        kept = min(gone, come)
        if gone > kept:
            self.beginRemoveRows(QModelIndex(), head + kept, head + gone - 1)
            del self._rows[head + kept : head + gone]
            self.endRemoveRows()
        elif come > kept:
            self.beginInsertRows(QModelIndex(), head + kept, head + come - 1)
            self._rows[head + kept : head + kept] = new[head + kept : head + come]
            self.endInsertRows()
        if kept:
            self._rows[head : head + kept] = new[head : head + kept]
            self.dataChanged.emit(self.index(head), self.index(head + kept - 1))

    def set_findings(self, findings: Iterable[Finding]) -> None:
        """Marks what is wrong."""
        faults: dict[int, list[Fault]] = defaultdict(list)
        for finding in findings:
            row = self.row_of(finding)
            if row >= 0:
                faults[row].append(Fault(finding.subfield or "", finding.severity))
        self._faults = {row: tuple(found) for row, found in faults.items()}
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [FAULTS])

    def row_of(self, finding: Finding) -> int:
        """The row that a finding speaks of; -1 where there is none (a field that is missing)."""
        row = finding.index + 1  # the leader has the index -1 and the row 0
        return row if 0 <= row < len(self._rows) else -1


def _same(old: list[Row], new: list[Row]) -> int:
    """How many rows are the same from the start."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _spoken(parts: Parts) -> str:
    return " ".join(part for part in (parts.tag, parts.indicators, parts.body) if part)
