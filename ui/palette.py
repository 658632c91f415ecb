"""The palette: every action by its name, in Chinese, English or by its keys; and the sheet of shortcuts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from archivist.i18n import _
from ui import theme
from ui.actions import Action, ActionSet, shortcut_text
from ui.dialogs import Frame
from ui.hub import Hub
from ui.widgets.basics import button, label, surface


def matches(action: Action, words: str) -> bool:
    """Whether every word typed occurs in the action's name, in either language, its group, or its keys."""
    text = " ".join((_(action.label), action.label, _(action.group), action.shortcut)).lower()
    return all(word in text for word in words.lower().split())


class Palette(Frame):
    """Type, choose with the arrow keys, Enter. `chosen` is the id of the action, or empty."""

    def __init__(self, parent: QWidget, hub: Hub, actions: ActionSet) -> None:
        super().__init__(parent, _("All actions"))
        self._hub, self._actions = hub, actions
        self.chosen = ""
        self.setMinimumSize(560, 460)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("What do you want to do?"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("All actions"))
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._take)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        self.search.installEventFilter(self)
        self._fill()
        self.search.setFocus()

    def _fill(self) -> None:
        self.list.clear()
        for action in self._actions.table.values():
            if action.id == "palette" or not matches(action, self.search.text()):
                continue
            item = QListWidgetItem(self.list)
            item.setData(Qt.ItemDataRole.UserRole, action.id)
            item.setText(_(action.label))
            if action.icon:
                item.setIcon(self._hub.icon(action.icon, "second"))
            if not self._actions.enabled(action.id):
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._place(item, action)
        self._choose_first()

    def _place(self, item: QListWidgetItem, action: Action) -> None:
        """The keys stand at the right of the row."""
        keys = label(shortcut_text(action), "caption")
        keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        keys.setContentsMargins(0, 0, theme.MIDDLE, 0)
        keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        size = item.sizeHint()
        size.setHeight(30)
        item.setSizeHint(size)
        self.list.setItemWidget(item, keys)

    def _choose_first(self) -> None:
        rows = range(self.list.count())
        first = next((row for row in rows if self.list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled), -1)
        self.list.setCurrentRow(first)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen = item.data(Qt.ItemDataRole.UserRole)
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in keys:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)


class ShortcutSheet(Frame):
    """Every action that has keys, by group."""

    def __init__(self, parent: QWidget, actions: ActionSet) -> None:
        super().__init__(parent, _("Keyboard shortcuts"))
        self.setMinimumSize(760, 560)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, theme.MIDDLE, 0)
        row.setSpacing(theme.HUGE * 2)
        columns = (QVBoxLayout(), QVBoxLayout())
        groups: dict[str, list[Action]] = {}
        for action in actions.table.values():
            if action.shortcut:
                groups.setdefault(action.group, []).append(action)
        heights = [0, 0]
        for group, members in groups.items():
            side = 0 if heights[0] <= heights[1] else 1
            columns[side].addWidget(_group(group, members))
            heights[side] += len(members) + 2
        for column in columns:
            column.addStretch(1)
            row.addLayout(column, 1)
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(surface(inside, "panel"))
        self.body.addWidget(scroll, 1)
        self.foot.addWidget(button(_("Close"), self.accept, "primary"))


def _group(name: str, members: list[Action]) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, theme.MIDDLE)
    column.setSpacing(theme.TINY)
    column.addWidget(label(_(name), "caption"))
    for action in members:
        row = QGridLayout()
        row.addWidget(label(_(action.label)), 0, 0)
        keys = label(shortcut_text(action))
        keys.setObjectName("key")
        row.addWidget(keys, 0, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(row)
    return made
