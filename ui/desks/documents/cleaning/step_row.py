"""One step of cleaning at the right: automatic, by hand with its values, or off; and what it came to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from archivist.i18n import _
from ocr.cleaning.corners import WHOLE
from ocr.cleaning.plan import Way
from ocr.cleaning.recipe import Step, step
from ocr.cleaning.settings import SETTINGS, Kind, Setting, Value
from ui import theme
from ui.desks.documents.cleaning import words
from ui.widgets.basics import Choice, label, rule
from ui.widgets.entry import Entry, quiet_choice, show_choice

BEGIN: dict[str, dict[str, Value]] = {
    "turn": {"quarters": 1}, "borders": {"level": 100}, "background": {"clear": 0.1}, "deskew": {"angle": 0.0},
    "binarise": {"window": 61}, "despeckle": {"area": 6}, "strokes": {"mend": 1},
    "perspective": {"corners": WHOLE, "measure": "parts"},
}  # fmt: skip
"""What a step begins with by hand where the program did not decide it."""


def begun(name: str, size: tuple[int, int]) -> tuple[Step, ...]:
    """A step as a person begins to set it, on a page of this width and height; nothing for one that has no numbers
    which a person could know."""
    if name == "crop":
        return (step("crop", left=0, top=0, right=size[0], bottom=size[1]),)
    if name == "split":
        return (step("split", gutter=max(size[0] // 2, 1)),)
    return (step(name, **BEGIN[name]),) if name in BEGIN else ()


class NumberEntry(Entry):
    """A number in a range; up and down change it by a step. `told` gives it when it is another one."""

    told = Signal(float)

    def __init__(self, name: str, setting: Setting) -> None:
        super().__init__(name)
        self._setting = setting
        self.setFixedWidth(112)
        self.finished.connect(lambda _text: self._tell(self.text()))

    def show_number(self, value: float) -> None:
        """Shows it, without telling."""
        self._value = value
        self.show_text(
            str(round(value)) if self._setting.kind is Kind.WHOLE else f"{value:.3f}".rstrip("0").rstrip(".")
        )

    def _tell(self, text: str) -> None:
        try:
            value = float(text.replace("，", ".").replace(",", ".").replace("°", ""))
        except ValueError:
            value = self._value
        if not math.isfinite(value):
            value = self._value
        value = min(max(value, self._setting.least), self._setting.most)
        before = self._value
        self.show_number(round(value) if self._setting.kind is Kind.WHOLE else value)
        if value != before:
            self.told.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        by = ways.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self._tell(str(self._value + by * (1 if self._setting.kind is Kind.WHOLE else 0.1)))


class StepRow(QWidget):
    """`changed` gives the way that the person chose."""

    changed = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self._way: Way = "off"
        self._found: tuple[Step, ...] = ()
        self._size = (1, 1)
        title = _(words.STEPS[name])
        self.way: Choice = quiet_choice(title)
        for code, text in words.WAYS.items():
            self.way.addItem(_(text), code)
        self.way.setFixedWidth(112)
        self.way.activated.connect(lambda _at: self._chosen())
        self.told = label("", "caption", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(theme.SMALL)
        head.addWidget(label(title), 1)
        head.addWidget(self.way)
        self._fields = QGridLayout()
        self._fields.setHorizontalSpacing(theme.SMALL)
        self._fields.setVerticalSpacing(0)
        self._fields.setColumnStretch(0, 1)
        self.entries: list[NumberEntry] = []
        self.choices: list[Choice] = []
        self._shape: tuple[int, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.told)
        column.addLayout(self._fields)
        column.addSpacing(theme.SMALL)
        column.addWidget(rule())

    def show_way(self, way: Way, found: Sequence[Step], size: tuple[int, int]) -> None:
        """How the step is done, what it came to, and the size of the page that it is for."""
        self._way, self._found, self._size = way, tuple(found), size
        by_hand = bool(found) or bool(begun(self.name, size)) or isinstance(way, tuple)
        item = self.way.model().item(1)  # type: ignore[attr-defined]  # a combo box has a standard model
        item.setEnabled(by_hand)
        show_choice(self.way, way if isinstance(way, str) else "hand")
        steps = way if isinstance(way, tuple) else ()
        self._show_fields(steps)
        self.told.setText("" if self.entries or self.choices else self._words())
        self.told.setVisible(bool(self.told.text()))

    def _words(self) -> str:
        if self._way == "off":
            return ""
        if self._way != "auto" and self.name == "perspective":
            return _("Drag the four corners on the page, or choose one by Tab and move it by the arrow keys.")
        return words.told(self._found) or _("not needed")

    def _chosen(self) -> None:
        code = self.way.currentData()
        way: Way = (self._found or begun(self.name, self._size)) if code == "hand" else code
        if way != self._way:
            self.changed.emit(way)

    # Values

    def _show_fields(self, steps: tuple[Step, ...]) -> None:
        shape = tuple(one.part for one in steps)
        if shape != self._shape:
            self._shape = shape
            self._clear()
            for at, one in enumerate(steps):
                self._add_step(at, one)
        entries, choices = iter(self.entries), iter(self.choices)
        for one in steps:
            for setting in self._settings():
                value = dict(one.parameters)[setting.name]
                if setting.name in words.CHOICES:
                    show_choice(next(choices), value)  # type: ignore[arg-type]  # its codes may be numbers
                elif isinstance(value, int | float):
                    next(entries).show_number(value)

    def _settings(self) -> list[Setting]:
        return [one for one in SETTINGS[self.name] if words.shown(self.name, one.name)]

    def _clear(self) -> None:
        self.entries, self.choices = [], []
        while (item := self._fields.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _add_step(self, at: int, one: Step) -> None:
        if one.part:
            self._fields.addWidget(label(_("Page {n} of the spread").format(n=one.part), "caption"), 99 * at, 0, 1, 2)
        for row, setting in enumerate(self._settings(), 99 * at + 1):
            name = _(words.SETTINGS[setting.name])
            self._fields.addWidget(label(name, "caption"), row, 0)
            self._fields.addWidget(self._editor(at, setting, name), row, 1)

    def _editor(self, at: int, setting: Setting, name: str) -> QWidget:
        if setting.name in words.CHOICES:
            box = quiet_choice(name)
            for code, text in words.CHOICES[setting.name].items():
                box.addItem(_(text), code)
            box.setFixedWidth(112)
            box.activated.connect(lambda _at: self._set(at, setting, box.currentData()))
            self.choices.append(box)
            return box
        entry = NumberEntry(name, setting)
        entry.told.connect(partial(self._set, at, setting))
        self.entries.append(entry)
        return entry

    def _set(self, at: int, setting: Setting, value: Value) -> None:
        if not isinstance(self._way, tuple):
            return
        plain: Value = round(value) if setting.kind is Kind.WHOLE and isinstance(value, float) else value
        old = self._way[at]
        new = replace(old, parameters=tuple((n, plain if n == setting.name else v) for n, v in old.parameters))
        self.changed.emit((*self._way[:at], new, *self._way[at + 1 :]))
