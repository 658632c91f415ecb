"""The page with its little bar: which page, how large."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from archivist.i18n import _
from ui import theme
from ui.actions import ActionSet
from ui.hub import Hub
from ui.text import percent
from ui.widgets.basics import Elided, label, rule, surface
from ui.widgets.pageview import PageView

TURN = ("page.previous", "page.next")
CLEAN = "page.clean"
SIZE = ("page.smaller", "page.larger", "page.whole", "page.width")


class PagePane(QWidget):
    """The page view under a bar of 36 pixels."""

    def __init__(self, hub: Hub, *, turning: bool) -> None:
        super().__init__()
        self._turning = turning
        self.view = PageView(hub.theme)
        self.where = label("", "second")
        self.name = Elided("caption", Qt.TextElideMode.ElideMiddle)
        self.badge = label("", "chip")
        self.badge.setFixedHeight(20)
        self.badge.hide()
        self._scale = label("", "caption")
        self._scale.setMinimumWidth(44)
        self._scale.setAlignment(Qt.AlignmentFlag.AlignCenter)
        bar = QWidget()
        bar.setFixedHeight(36)
        self._row = QHBoxLayout(surface(bar, "panel"))
        self._row.setContentsMargins(theme.SMALL, 0, theme.SMALL, 0)
        self._row.setSpacing(theme.TINY)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        self.view.zoomed.connect(lambda scale: self._scale.setText(percent(scale)))
        self.view.setAccessibleName(_("Page image"))

    def take_actions(self, actions: ActionSet) -> None:
        """Puts the buttons on the bar."""
        if self._turning:
            self._add(actions, TURN[0])
            self._row.addWidget(self.where)
            self._add(actions, TURN[1])
        # A button has air of its own; a name that stands first has not.
        self._row.addSpacing(theme.SMALL)
        self._row.addWidget(self.name, 1)
        self._row.addWidget(self.badge)
        if self._turning:
            self._add(actions, CLEAN)
        self._add(actions, SIZE[0])
        self._row.addWidget(self._scale)
        for name in SIZE[1:]:
            self._add(actions, name)

    def _add(self, actions: ActionSet, name: str) -> None:
        made = QToolButton()
        made.setDefaultAction(actions[name])
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        made.setIconSize(QSize(18, 18))
        self._row.addWidget(made)
