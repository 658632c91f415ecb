"""What stands above the hits: how many there are, how they are shown, what may have been meant, other written forms."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from archivist.i18n import _
from ui import theme
from ui.actions import ActionSet
from ui.hub import Hub
from ui.widgets.basics import button, label

VIEWS = ("list", "grid", "timeline")
MOST_WORDS = 8


class Links(QLabel):
    """A sentence with links in it, which the Tab key reaches. `chosen` gives the text of one."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setMinimumWidth(80)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.LinksAccessibleByMouse | flags.LinksAccessibleByKeyboard)
        self.linkActivated.connect(lambda at: self.chosen.emit(self.words[int(at)]))
        self.words: tuple[str, ...] = ()
        self.hide()

    def say(self, before: str, words: Sequence[str], after: str = "") -> None:
        """Shows `before` and the words, each a link; hides where there are none."""
        self.words = tuple(words)
        links = "&nbsp; &nbsp;".join(f'<a href="{at}">{html.escape(word)}</a>' for at, word in enumerate(words))
        self.setText(" ".join(part for part in (html.escape(before), links, html.escape(after)) if part))
        self.setVisible(bool(words))


class ResultsHead(QWidget):
    """`word_chosen`: something else that may have been meant. `near_wanted`: to the group of what is nearly so."""

    word_chosen = Signal(str)
    near_wanted = Signal()
    exact_chosen = Signal(bool)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.count = label("", "second")
        self.near = button("", self.near_wanted.emit, "link")
        self.near.hide()
        self.exact = _chip(_("Exact forms"), _("Only the characters as they are typed: no variants, no pinyin"))
        self.exact.clicked.connect(self.exact_chosen)
        self.meant = Links()
        self.meant.chosen.connect(self.word_chosen)
        self.forms = label("", "caption", wrap=True)
        self.forms.setMinimumWidth(80)
        self.forms.hide()
        self._views = QButtonGroup(self)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.TINY)
        self._row.addWidget(self.count)
        self._row.addWidget(self.near)
        self._row.addStretch(1)
        self._row.addWidget(self.exact)
        self._row.addSpacing(theme.TINY)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.SMALL, theme.MIDDLE, theme.SMALL)
        column.setSpacing(theme.TINY)
        column.addLayout(self._row)
        column.addWidget(self.meant)
        column.addWidget(self.forms)

    def take_actions(self, actions: ActionSet) -> None:
        """The buttons that say how hits are shown."""
        for view in VIEWS:
            made = QToolButton()
            made.setDefaultAction(actions[f"search.{view}"])
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            made.setIconSize(QSize(18, 18))
            actions[f"search.{view}"].setCheckable(True)
            self._row.addWidget(made)

    def show_meant(self, words: Sequence[str]) -> None:
        """Links to what may have been meant."""
        self.meant.say(_("Did you mean:"), words[:MOST_WORDS])

    def show_forms(self, forms: Sequence[str]) -> None:
        """The ways in which the hits write what was asked for, other than it was typed."""
        self.forms.setText(_("Also written {forms}").format(forms=_("; ").join(forms)) if forms else "")
        self.forms.setVisible(bool(forms))

    def show_near(self, text: str) -> None:
        """The way to the second group."""
        self.near.setText(text)
        self.near.setVisible(bool(text))


def _chip(text: str, tip: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", "chip")
    made.setCheckable(True)
    made.setToolTip(tip)
    return made
