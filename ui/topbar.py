"""The bar at the top: name of the desk, the one search box, the desk's own actions, the menu of all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QToolButton, QWidget

from archivist.i18n import _
from ui import theme
from ui.actions import ActionSet, shortcut_text
from ui.hub import Hub
from ui.widgets.basics import label


class SearchBox(QLineEdit):
    """The one search box. `down` asks for the first result, `entered` for a search at once."""

    down = Signal()
    entered = Signal()

    def __init__(self, hub: Hub, keys: str) -> None:
        super().__init__()
        self._hub = hub
        self.marks: list[tuple[int, int]] = []
        self.textChanged.connect(lambda _text: self.mark(()))
        self.setPlaceholderText(_("Search titles, authors, ISBN, full text…"))
        self.setAccessibleName(_("Search"))
        self.setClearButtonEnabled(False)
        self.setMaximumWidth(500)
        self.setMinimumWidth(180)
        self._key = QLabel(keys, self)
        self._key.setObjectName("key")
        self.setTextMargins(0, 0, 64, 0)
        self.returnPressed.connect(self.entered)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._key.sizeHint()
        self._key.setGeometry(
            self.width() - size.width() - 38, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def mark(self, stretches: Sequence[tuple[int, int]]) -> None:
        """Underlines these stretches of the query (without the spaces before it) until it is changed."""
        before = len(self.text()) - len(self.text().lstrip())
        self.marks = [(before + start, before + end) for start, end in stretches]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.marks:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._hub.colours["doubt"], 1.5))
        painter.setClipRect(self.rect().adjusted(10, 0, -90, 0))
        for start, end in self.marks:
            left, right = self._place(start), max(self._place(end), self._place(start) + 6)
            waves = [
                QPointF(left + 3 * at, self.height() - 6 + (at % 2) * 2) for at in range(int(right - left) // 3 + 1)
            ]
            painter.drawPolyline(waves)

    def _place(self, position: int) -> float:
        """Where a character begins; Qt tells that only of the cursor."""
        metrics, text = QFontMetricsF(self.font()), self.text()
        shift = metrics.horizontalAdvance(text[:position]) - metrics.horizontalAdvance(text[: self.cursorPosition()])
        return self.cursorRect().center().x() + shift

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class TopBar(QWidget):
    """48 pixels high; `show_desk` changes what stands on it."""

    def __init__(self, hub: Hub, actions: ActionSet) -> None:
        super().__init__()
        self._hub, self._actions = hub, actions
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.TOP_BAR)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.LARGE, 0, theme.LARGE, 0)
        row.setSpacing(theme.MIDDLE)
        self.title = label("", "heading")
        self.search = SearchBox(hub, shortcut_text(actions.table["search.focus"]))
        self.note = label("", "second")
        self.search.addAction(actions["search.build"], QLineEdit.ActionPosition.TrailingPosition)
        row.addWidget(self.title)
        row.addWidget(self.search, 2)
        row.addWidget(self.note)
        row.addStretch(1)
        self._slots = QHBoxLayout()
        self._slots.setSpacing(theme.MIDDLE)
        row.addLayout(self._slots)
        self._menu = self._menu_button()
        row.addWidget(self._menu)
        hub.theme.changed.connect(self._dress)
        self._buttons: dict[QPushButton, QAction] = {}
        self._dress()

    def show_desk(self, title: str, names: Sequence[str]) -> None:
        """The desk's name and its actions; the last of them is the main one."""
        self.title.setText(title)
        self.note.clear()
        for old in self._buttons:
            self._slots.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = {self._button(name, main=name == names[-1]): self._actions[name] for name in names}
        self._dress()

    def _button(self, name: str, *, main: bool) -> QPushButton:
        action = self._actions[name]
        made = QPushButton(action.text())
        made.setToolTip(action.toolTip())
        made.setEnabled(action.isEnabled())
        made.setIconSize(QSize(16, 16))
        if main:
            made.setProperty("kind", "primary")
        made.clicked.connect(action.trigger)
        action.enabledChanged.connect(made.setEnabled)
        self._slots.addWidget(made)
        return made

    def _menu_button(self) -> QToolButton:
        made = QToolButton()
        made.setAccessibleName(_("Menu"))
        made.setToolTip(_("Menu"))
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setIconSize(QSize(20, 20))
        menu = QMenu(made)
        groups: dict[str, QMenu] = {}
        for action in self._actions.table.values():
            if action.group not in groups:
                groups[action.group] = menu.addMenu(_(action.group))
            groups[action.group].addAction(self._actions[action.id])
        menu.aboutToShow.connect(self._actions.refresh)
        made.setMenu(menu)
        return made

    def _dress(self) -> None:
        self._menu.setIcon(self._hub.icon("list", "second"))
        for made, action in self._buttons.items():
            main = made.property("kind") == "primary"
            icon = self._actions.table[action.objectName()].icon
            if icon and main:
                made.setIcon(self._hub.icon(icon, "on_accent", "second"))
