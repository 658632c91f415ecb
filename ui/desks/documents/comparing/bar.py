"""The bar above a comparison: how it is looked at, how far one is, what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from archivist.i18n import _
from ui import theme
from ui.text import later
from ui.widgets.basics import Chips, Choice, Elided, button

MODES = {"points": later("Points"), "overlay": later("One over the other")}
PAPERS = {"a4": "A4", "a3": "A3"}


class ComparisonBar(QWidget):
    """48 pixels; what its buttons do is given to it by name: back, swap, delete, print, save."""

    def __init__(self, do: dict[str, Callable[[], None]]) -> None:
        super().__init__()
        self.setFixedHeight(theme.TOP_BAR)
        self.modes = Chips(list(MODES))
        self.modes.setMaximumWidth(280)
        for name, words in MODES.items():
            self.modes.say(name, _(words))
        self.told = Elided("second")
        self.swap = button(_("Swap"), do["swap"])
        self.delete = button(_("Take the pair out"), do["delete"])
        self.paper = Choice()
        for code, words in PAPERS.items():
            self.paper.addItem(words, code)
        self.paper.setAccessibleName(_("Paper"))
        self.print = button(_("Sheet to print…"), do["print"])
        self.save = button(_("Save"), do["save"], "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.LARGE, 0, theme.LARGE, 0)
        row.setSpacing(theme.MIDDLE)
        row.addWidget(button(_("Back"), do["back"]))
        row.addWidget(self.modes)
        row.addWidget(self.told, 1)
        for widget in (self.swap, self.delete, self.paper, self.print, self.save):
            row.addWidget(widget)
