"""A line above the desks while something is wrong with the archive itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from archivist.i18n import _
from ui import theme
from ui.hub import Hub
from ui.widgets.basics import Elided, button, rule, surface
from ui.widgets.painting import paint_state


class _Sign(QWidget):
    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.setFixedSize(QSize(14, 14))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_state(QPainter(self), QPointF(7, 7), "error", self._hub.colours, 11)


class DamageNotice(QWidget):
    """Says that the archive is damaged and that what is shown is what could be read; `restore` is what to do next."""

    def __init__(self, hub: Hub, restore: Callable[[], object]) -> None:
        super().__init__()
        surface(self, "ground")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        text = Elided()
        text.setText(_("The database of this archive is damaged. What can still be read is shown, for reading only."))
        self.restore = button(_("Restore from a backup…"), restore, "primary")
        row = QHBoxLayout()
        row.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.SMALL)
        row.setSpacing(theme.SMALL)
        row.addWidget(_Sign(hub))
        row.addWidget(text, 1)
        row.addWidget(self.restore)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(rule())
