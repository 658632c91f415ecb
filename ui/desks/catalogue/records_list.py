"""The list of records: filters with counts above rows of two lines with a state mark."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QVBoxLayout, QWidget

from archivist.i18n import _
from archivist.records import Having
from storage.values import RecordRow
from ui import fonts, theme
from ui.desks.catalogue.records_model import ROW, RecordsModel
from ui.hub import Hub
from ui.text import joined, later, number
from ui.widgets.basics import Chips, rule
from ui.widgets.painting import State, draw_text, paint_ground, paint_state

FILTERS: dict[Having, str] = {
    "all": later("All {n}"),
    "errors": later("Errors {n}"),
    "warnings": later("Doubts {n}"),
    "clean": later("Clean {n}"),
}


def state_of(row: RecordRow) -> State:
    """What the checks said when the record was saved."""
    return "error" if row.points.errors else "warning" if row.points.warnings else "clean"


def caption_of(row: RecordRow) -> str:
    """The second line: author, publisher and year, class."""
    points = row.points
    place = " ".join(part for part in (points.publisher, points.year) if part)
    return joined(points.author, place, points.classification)


def state_word(row: RecordRow) -> str:
    """The state in words, for the tooltip and for those who cannot see the mark."""
    points = row.points
    if points.errors:
        return _("{n} errors").format(n=points.errors)
    return _("{n} doubts").format(n=points.warnings) if points.warnings else _("nothing found")


class RecordDelegate(QStyledItemDelegate):
    """Paints one row, 56 pixels high."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._name, self._caption = fonts.sans(theme.NAME), fonts.sans(theme.CAPTION)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, theme.LIST_ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours = self._hub.colours
        paint_ground(painter, option, colours)
        row: RecordRow | None = index.data(ROW)
        rect = QRectF(option.rect)
        text = rect.adjusted(30, 8, -12, -8)
        if row is None:
            draw_text(painter, text, "…", self._caption, colours["third"])
            return
        upper = QRectF(text.left(), text.top(), text.width(), 22)
        lower = QRectF(text.left(), text.top() + 22, text.width(), 18)
        paint_state(painter, QPointF(rect.left() + 16, upper.center().y() + 0.5), state_of(row), colours)
        draw_text(painter, upper, row.points.title or _("(no title)"), self._name, colours["ink"])
        draw_text(painter, lower, caption_of(row), self._caption, colours["second"])


def _rows() -> QTableView:
    """A table of one column and no QListView: that one asks for every single row, two seconds for a million of them."""
    made = QTableView()
    made.horizontalHeader().setStretchLastSection(True)
    made.horizontalHeader().hide()
    made.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    made.verticalHeader().setDefaultSectionSize(theme.LIST_ROW)
    made.verticalHeader().hide()
    made.setShowGrid(False)
    made.setTabKeyNavigation(False)
    made.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    return made


class RecordsList(QWidget):
    """Filters and rows. `chosen` gives the id of the record that the person went to."""

    chosen = Signal(int)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.model = RecordsModel(hub, self)
        self.chips = Chips(list(FILTERS))
        self.view = _rows()
        self.view.setModel(self.model)
        self.view.setItemDelegate(RecordDelegate(hub, self.view))
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(_("Records"))
        self.setMinimumWidth(260)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        chips = QVBoxLayout()
        chips.setContentsMargins(theme.MIDDLE, 10, theme.MIDDLE, 10)
        chips.addWidget(self.chips)
        column.addLayout(chips)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        self._wanted = 0
        self._filter_text({"all": 0, "errors": 0, "warnings": 0, "clean": 0})
        self.chips.chosen.connect(self._filter)
        self.model.counted.connect(self._filter_text)
        self.model.loaded.connect(self._again)
        self.model.dataChanged.connect(lambda *_args: self._again())
        self.view.selectionModel().currentChanged.connect(self._moved)
        hub.theme.changed.connect(self.view.viewport().update)

    def show_record(self, record_id: int) -> None:
        """Marks a record in the list, now or as soon as its row has been read; does not tell."""
        self._wanted = record_id
        self._again()

    def move(self, by: int) -> None:  # type: ignore[override]
        """Goes down or up by so many rows."""
        row = self.view.currentIndex().row() + by
        if 0 <= row < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(row))

    def _filter(self, name: str) -> None:
        self.model.reload(name)  # type: ignore[arg-type]

    def _filter_text(self, counts: dict[Having, int]) -> None:
        for name, text in FILTERS.items():
            self.chips.say(name, _(text).format(n=number(counts[name])))

    def _again(self) -> None:
        place = self.model.find(self._wanted)
        if place < 0:
            return
        index = self.model.index(place)
        if index != self.view.currentIndex():
            self.view.selectionModel().blockSignals(True)
            self.view.setCurrentIndex(index)
            self.view.selectionModel().blockSignals(False)
            self.view.viewport().update()
        self.view.scrollTo(index)

    def _moved(self, index: QModelIndex) -> None:
        row: RecordRow | None = index.data(ROW)
        if row is not None and row.id != self._wanted:
            self._wanted = row.id
            self.chosen.emit(row.id)
