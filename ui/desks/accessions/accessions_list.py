"""The list of accessions: number, donor and day, and below them the steps that remain to be done, as chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from archivist.accessions import Accession, Step
from archivist.accessions import work as accessions
from archivist.accessions.work import step_label
from archivist.i18n import _
from archivist.workspace import Workspace
from ui import fonts, theme
from ui.hub import Hub
from ui.text import joined, later, number
from ui.widgets.basics import Chips, rule
from ui.widgets.entries import ITEM, Entries, Index, Sort
from ui.widgets.painting import draw_text, paint_ground, paint_state

FILTERS = {"all": later("All {n}"), "open": later("To be done {n}")}


@dataclass(frozen=True, slots=True)
class Entry:
    """An accession and the steps of the work on it."""

    accession: Accession
    steps: tuple[Step, ...]

    @property
    def remaining(self) -> tuple[Step, ...]:
        """The steps that are not complete."""
        return tuple(step for step in self.steps if not step.complete)


def read_entries(ws: Workspace) -> tuple[Entry, ...]:
    """Every accession with its steps, the newest first."""
    return tuple(Entry(one, accessions.steps(ws, one)) for one in accessions.listing(ws))


def donor_of(accession: Accession) -> str:
    """Who gave it, for the list."""
    return accession.donor.name or _("(donor not named)")


def _tip(entry: Entry) -> str:
    rest = "、".join(map(step_label, entry.remaining)) or _("nothing")
    return _("To be done: {steps}").format(steps=rest)


ACCESSIONS: Sort[Entry] = Sort(
    lambda entry: entry.accession.id, lambda entry: joined(entry.accession.number, donor_of(entry.accession)), _tip
)


class _Delegate(QStyledItemDelegate):
    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._name, self._caption = fonts.sans(theme.NAME), fonts.sans(theme.CAPTION)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme.LIST_ROW + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = self._hub.colours
        edge = colours["third" if paint_ground(painter, option, colours) else "line"]
        entry: Entry = index.data(ITEM)
        text = QRectF(option.rect).adjusted(16, 8, -12, -8)
        day = QRectF(text.right() - 74, text.top(), 74, 22)
        draw_text(painter, day, entry.accession.received, self._caption, colours["second"])
        upper = QRectF(text.left(), text.top(), text.width() - 82, 22)
        wide = draw_text(painter, upper, entry.accession.number, self._caption, colours["tag"])
        donor = upper.adjusted(wide + 8, 0, 0, 0)
        draw_text(painter, donor, donor_of(entry.accession), self._name, colours["ink"])
        self._steps(painter, QRectF(text.left(), text.top() + 24, text.width(), 18), entry, edge)

    def _steps(self, painter: QPainter, rect: QRectF, entry: Entry, edge: QColor) -> None:
        colours = self._hub.colours
        if not entry.remaining:
            paint_state(painter, QPointF(rect.left() + 5, rect.center().y()), "clean", colours)
            draw_text(painter, rect.adjusted(16, 0, 0, 0), _("All is done"), self._caption, colours["second"])
            return
        metrics, left, names = QFontMetricsF(self._caption), rect.left(), [step_label(one) for one in entry.remaining]
        for place, name in enumerate(names):
            wide = metrics.horizontalAdvance(name) + 14
            rest = len(names) - place
            if left + wide > rect.right() - (34 if rest > 1 else 0):
                draw_text(painter, QRectF(left, rect.top(), 34, 18), f"+{rest}", self._caption, colours["second"])
                return
            self._chip(painter, QRectF(left, rect.top(), wide, 18), name, edge, colours["second"])
            left += wide + 4

    def _chip(self, painter: QPainter, rect: QRectF, text: str, line: QColor, ink: QColor) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(line)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 8.5, 8.5)
        painter.setFont(self._caption)
        painter.setPen(ink)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


class AccessionsList(Entries[Entry]):
    """`chosen` gives the id of the accession that the person went to."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, ACCESSIONS, _("Accessions"), 260)
        self.paint_with(_Delegate(hub, self.view))
        self.all: tuple[Entry, ...] = ()
        self.chips = Chips(list(FILTERS))
        head = QVBoxLayout()
        head.setContentsMargins(theme.MIDDLE, 10, theme.MIDDLE, 10)
        head.addWidget(self.chips)
        self.column.insertLayout(0, head)
        self.column.insertWidget(1, rule())
        self.chips.chosen.connect(lambda _name: self._filter())

    def show_items(self, items: Sequence[Entry]) -> None:
        """Shows those that the filter lets through, and keeps the one that was chosen."""
        self.all = tuple(items)
        counts = {"all": len(self.all), "open": sum(bool(one.remaining) for one in self.all)}
        for name, text in FILTERS.items():
            self.chips.say(name, _(text).format(n=number(counts[name])))
        self._filter()

    def _filter(self) -> None:
        wanted = self.chips.current == "open"
        super().show_items([one for one in self.all if one.remaining or not wanted])
