"""All steps of cleaning, one below the other, in the order in which they are done."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from archivist.cleaning import Tried
from archivist.i18n import _
from ocr.cleaning.plan import ORDER, Plan, Way
from ui import theme
from ui.desks.documents.cleaning.step_row import StepRow


class StepList(QScrollArea):
    """`changed` gives a step and its new way; `in_hand` the step that the cursor is in."""

    changed = Signal(str, object)
    in_hand = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(theme.INSPECTOR + 56)  # the longest name of a step beside its choice
        self.setAccessibleName(_("Steps of cleaning"))
        inside = QWidget()
        inside.setProperty("surface", "panel")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, theme.SMALL, 0, theme.LARGE)
        column.setSpacing(0)
        self.rows = {name: StepRow(name) for name in ORDER}
        for name, row in self.rows.items():
            row.changed.connect(partial(self._changed, name))
            column.addWidget(row)
        column.addStretch(1)
        self.setWidget(inside)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def _changed(self, name: str, way: Way) -> None:
        self.changed.emit(name, way)

    def show_plan(self, plan: Plan, tried: Tried | None) -> None:
        """Each step as it is wanted, and what it came to when it was tried last."""
        steps = tried.recipe.steps if tried is not None else ()
        size = (tried.before.width, tried.before.height) if tried is not None else (1000, 1000)
        for name, row in self.rows.items():
            row.show_way(plan.way(name), [one for one in steps if one.name == name], size)

    def focus_first(self) -> None:
        """The cursor to the first step."""
        self.rows[ORDER[0]].way.setFocus()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self.isVisible():
            return
        for name, row in self.rows.items():
            if row.isAncestorOf(new):
                self.ensureWidgetVisible(row, 0, theme.SMALL)
                self.in_hand.emit(name)
