"""Lines between the search box and the answer: what is amiss in the query, and that the index is being made again."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from archivist.i18n import _
from archivist.queryfaults import QueryFault
from ui import theme
from ui.hub import Hub
from ui.text import number
from ui.widgets.basics import label, rule, surface
from ui.widgets.painting import paint_state


class _Sign(QWidget):
    """The triangle of a warning."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.setFixedSize(QSize(12, 18))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_state(QPainter(self), QPointF(6, 10), "warning", self._hub.colours, 10)


class FaultNotice(QWidget):
    """What is amiss in the query, each with the place as a link. `chosen` gives the stretch of the query to select."""

    chosen = Signal(int, int)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self._faults: tuple[QueryFault, ...] = ()
        self._query = ""
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setWordWrap(True)
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(flags.LinksAccessibleByMouse | flags.LinksAccessibleByKeyboard)
        self.text.linkActivated.connect(self._go)
        row = QHBoxLayout()
        row.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.SMALL)
        row.setSpacing(theme.SMALL)
        row.addWidget(_Sign(hub), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        _strip(self, row)
        hub.theme.changed.connect(lambda: self.show_faults(self._query, self._faults))
        self.hide()

    @property
    def faults(self) -> tuple[QueryFault, ...]:
        """What is shown."""
        return self._faults

    def show_faults(self, query: str, faults: Sequence[QueryFault]) -> None:
        """Says them; hides where there are none."""
        self._query, self._faults = query, tuple(faults)
        lines = []
        for at, fault in enumerate(faults):
            place = html.escape(query[fault.start : fault.end]) or "…"
            lines.append(f'<a href="{at}">{place}</a>　{html.escape(fault.text)}')
        self.text.setText("<br>".join(lines))
        self.setVisible(bool(faults))

    def _go(self, link: str) -> None:
        fault = self._faults[int(link)]
        self.chosen.emit(fault.start, fault.end)


class IndexNotice(QWidget):
    """Says that the index is being made again, and how far that is."""

    def __init__(self) -> None:
        super().__init__()
        self.text = label("", "second")
        self.bar = QProgressBar()
        self.bar.setFixedWidth(160)
        self.bar.setTextVisible(False)
        row = QHBoxLayout()
        row.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.SMALL)
        row.setSpacing(theme.MIDDLE)
        row.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.text, 1)
        _strip(self, row)
        self.hide()

    def show_state(self, done: int, of: int) -> None:
        """`done` of `of` changes are in the index."""
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.text.setText(
            _("The search index is being made again: {done} of {of}. What is in it already can be found.").format(
                done=number(done), of=number(of)
            )
        )
        self.show()


def _strip(widget: QWidget, row: QHBoxLayout) -> None:
    surface(widget, "ground")
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(row)
    column.addWidget(rule())
