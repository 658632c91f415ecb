"""What remains to be done for an accession, step by step, and the papers that are made of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from archivist.accessions import Step
from archivist.accessions.work import step_label
from archivist.i18n import _
from ui import fonts, theme
from ui.hub import Hub
from ui.text import later, number
from ui.widgets.basics import button, label, surface
from ui.widgets.entry import quiet_choice
from ui.widgets.painting import State, draw_text, paint_state

PAPERS = {
    "receipt": later("Receipt"),
    "certificate": later("Certificate of donation"),
    "thanks": later("Letter of thanks"),
}
PAPER_WORDS = {"zh": later("in Chinese"), "both": later("in Chinese and English"), "en": later("in English")}
ROW = 26


class StepsView(QWidget):
    """One line a step: its mark, its name, and how much of how much is done."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.steps: tuple[Step, ...] = ()
        hub.theme.changed.connect(self.update)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Shows these."""
        self.steps = tuple(steps)
        self.setAccessibleName("\n".join(f"{step_label(one)} {self.counted(one)}" for one in steps))
        self.updateGeometry()
        self.update()

    @staticmethod
    def counted(step: Step) -> str:
        """`3 of 5`; for a step that is done once, whether it is."""
        if step.of == 1 and step.name in ("received", "listed", "agreed", "thanked"):
            return _("done") if step.complete else _("to do")
        if not step.of:
            return _("no documents yet")
        return _("{done} of {all}").format(done=number(step.done), all=number(step.of))

    def sizeHint(self) -> QSize:
        return QSize(200, ROW * len(self.steps))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, ROW * len(self.steps))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), self._hub.colours
        for place, step in enumerate(self.steps):
            rect = QRectF(0, place * ROW, self.width(), ROW)
            state: State = "clean" if step.complete else "warning" if step.done else "unread"
            paint_state(painter, QPointF(6, rect.center().y()), state, colours)
            ink = colours["second" if step.complete else "ink"]
            draw_text(painter, rect.adjusted(20, 0, -96, 0), step_label(step).capitalize(), fonts.sans(), ink)
            painter.setFont(fonts.sans(theme.CAPTION))
            painter.setPen(colours["second"])
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.counted(step))
        painter.end()


class Facts(QWidget):
    """`paper_wanted` gives which paper is to be made; `thanked` says that the donor was thanked today."""

    paper_wanted = Signal(str)
    thanked = Signal()

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        surface(self, "panel")
        self.setMinimumWidth(theme.INSPECTOR - 28)
        self.steps = StepsView(hub)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.SMALL)
        column.addWidget(label(_("What remains to be done"), "caption"))
        column.addWidget(self.steps)
        self.thank = button(_("The donor was thanked today"), self.thanked.emit)
        self.thanked_on = label("", "caption")
        column.addWidget(self.thank)
        column.addWidget(self.thanked_on)
        column.addSpacing(theme.LARGE)
        column.addWidget(label(_("Papers to print"), "caption"))
        self.language = quiet_choice(_("Language of the papers"))
        for code, words in PAPER_WORDS.items():
            self.language.addItem(_(words), code)
        self.papers = {
            name: button(_(words), lambda name=name: self.paper_wanted.emit(name))  # type: ignore[misc]
            for name, words in PAPERS.items()
        }
        for made in self.papers.values():
            column.addWidget(made)
        column.addWidget(self.language)
        column.addStretch(1)

    def show_thanked(self, day: str, *, fixed: bool) -> None:
        """When the donor was thanked; empty where that is still to be done."""
        self.thank.setVisible(not day and not fixed)
        self.thanked_on.setText(_("thanked on {day}").format(day=day) if day else "")
        self.thanked_on.setVisible(bool(day))
