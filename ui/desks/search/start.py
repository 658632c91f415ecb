"""What the desk shows before anything is asked, and when nothing is found: what to do first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from archivist.i18n import _
from ui import theme
from ui.actions import ActionSet
from ui.text import later
from ui.widgets.basics import Empty, button, label, surface

EXAMPLES: tuple[tuple[str, str], ...] = (
    ("达赉湖", later("One or more characters. Traditional finds simplified and the other way round.")),
    ("湖 水位", later("Both words, anywhere")),
    ('"далай нуур"', later("Words that stand together")),
    (later("title:湖志"), later("In a field: title, author, subject, place, kind, language, donor")),
    (later("湖 year:1930-1945"), later("From these years; 1930- and -1945 are open")),
    ("(湖 OR 河) NOT 海", later("One or the other, and without")),
    ("NEAR(湖 水位, 10)", later("At most ten characters apart")),
    ("hulunhu", later("Pinyin, or its initials, in titles, authors and subjects")),
)
"""What can be typed, and what it means."""


class Start(QWidget):
    """Nothing has been asked yet: examples that can be tried, and the form."""

    tried = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        surface(self, "panel")
        self._actions: ActionSet | None = None
        column = QVBoxLayout(self)
        column.setSpacing(theme.MIDDLE)
        column.addStretch(2)
        column.addWidget(_centred(label(_("Search records, documents and pages"), "heading")))
        column.addWidget(_centred(label(_("Type in the box above, for example:"), "second")))
        column.addLayout(self._examples())
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.SMALL)
        column.addSpacing(theme.SMALL)
        column.addLayout(self._buttons)
        column.addStretch(3)

    def _examples(self) -> QHBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.HUGE)
        grid.setVerticalSpacing(theme.TINY)
        for at, (example, meaning) in enumerate(EXAMPLES):
            text = _(example)
            made = button(text, lambda text=text: self.tried.emit(text), "link")  # type: ignore[misc]
            grid.addWidget(made, at, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(_(meaning), "second"), at, 1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(grid)
        middle.addStretch(1)
        return middle

    def take_actions(self, actions: ActionSet) -> None:
        """The button of the form."""
        self._buttons.addStretch(1)
        self._buttons.addWidget(action_button(actions, "search.build"))
        self._buttons.addStretch(1)


class NothingHere(Empty):
    """The archive is empty: nothing can be found before something is in it."""

    def __init__(self) -> None:
        text = _("Nothing can be found yet: the archive is empty. Import records or add a document first.")
        super().__init__(_("Nothing to search in yet"), text)
        surface(self, "panel")

    def take_actions(self, actions: ActionSet) -> None:
        """The buttons for what comes first."""
        self.add_buttons(action_button(actions, "records.import"), action_button(actions, "document.add"))


class NothingFound(QWidget):
    """Nothing was found: what may help, as far as it is not done already."""

    cleared = Signal()
    loosened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = label("", "second", wrap=True)
        self.clear = button(_("Take the filters away"), self.cleared.emit)
        self.loosen = button(_("Find other written forms too"), self.loosened.emit)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.HUGE, theme.HUGE, theme.HUGE, theme.HUGE)
        column.setSpacing(theme.MIDDLE)
        column.addStretch(2)
        column.addWidget(_centred(label(_("Nothing found"), "heading")))
        column.addWidget(_centred(self.text))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.clear)
        row.addWidget(self.loosen)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)

    def explain(self, *, narrowed: bool, exact: bool) -> None:
        """Says what can be done now."""
        self.clear.setVisible(narrowed)
        self.loosen.setVisible(exact)
        self.text.setText(
            _("With these filters there is nothing; without them there may be.")
            if narrowed
            else _("Try fewer or other characters; pages that are not read yet cannot be found.")
        )


def action_button(actions: ActionSet, name: str) -> QWidget:
    """A button for an action of the table."""
    made = button(actions[name].text(), actions[name].trigger)
    made.setToolTip(actions[name].toolTip())
    return made


def _centred(widget: QLabel) -> QLabel:
    widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
    widget.setMinimumWidth(80)
    return widget
