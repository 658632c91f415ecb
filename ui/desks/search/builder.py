"""The form that builds a query: it writes the line of the search box, and is filled in from what stands there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from archivist.i18n import _
from storage.query import DISTANCE, FIRST_YEAR, LAST_YEAR, Form, Near, Row
from ui import theme
from ui.hub import Hub
from ui.text import later
from ui.widgets.basics import Check, Choice, button, label, rule, surface

FIELDS: tuple[tuple[str, str], ...] = (
    ("", later("Anywhere")), ("title", later("Title")), ("author", later("Author")), ("subject", later("Subject")),
    ("place", later("Place")), ("kind", later("Kind")), ("language", later("Language")), ("donor", later("Donor")),
)  # fmt: skip
WORDS = later("one or more words")
EXAMPLES = {"language": later("Chinese, Mongolian, Russian…"), "kind": later("yearbook, memoir, photograph…")}
HOW = (("contains", later("contains")), ("exactly", later("contains together")), ("not", later("does not contain")))
JOIN = (("and", later("and")), ("or", later("or")))
Join = Literal["and", "or", "not"]
PAUSE = 220  # milliseconds after the last key before the line is written
WIDEST = 1120
MOST_ROWS = 6


def choice(items: tuple[tuple[str, str], ...], name: str, width: int) -> Choice:
    """A combo box of pairs of value and text."""
    made = Choice()
    for value, text in items:
        made.addItem(_(text), value)
    made.setFixedWidth(width)
    made.setAccessibleName(name)
    return made


class RowEdit(QWidget):
    """One row: how it joins what stands above, field, how, text."""

    changed = Signal()
    removed = Signal()

    def __init__(self, hub: Hub, row: Row, *, first: bool) -> None:
        super().__init__()
        self.join = choice(JOIN, _("Joins the row above by"), 84)
        self.field = choice(FIELDS, _("Field"), 124)
        self.how = choice(HOW, _("How"), 172)
        self.text = QLineEdit(row.text)
        self.text.setAccessibleName(_("Text"))
        self.remove = QToolButton()
        self.remove.setIcon(hub.icon("x", "second"))
        self.remove.setToolTip(_("Remove the row"))
        self.remove.setAccessibleName(_("Remove the row"))
        self.remove.clicked.connect(self.removed)
        self.join.setCurrentIndex(self.join.findData("or" if row.join == "or" else "and"))
        self.field.setCurrentIndex(max(0, self.field.findData(row.field)))
        how = "not" if row.join == "not" else "exactly" if row.together else "contains"
        self.how.setCurrentIndex(self.how.findData(how))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SMALL)
        for part in (self.join, self.field, self.how):
            line.addWidget(part)
        line.addWidget(self.text, 1)
        line.addWidget(self.remove)
        self.set_first(first)
        for box in (self.join, self.field, self.how):
            box.currentIndexChanged.connect(lambda _index: self._change())
        self.text.textChanged.connect(lambda _text: self.changed.emit())
        self._change()

    def set_first(self, first: bool) -> None:
        """The first row joins nothing."""
        self.join.setVisible(not first)

    def set_alone(self, alone: bool) -> None:
        """With other rows the place of what joins them stays, so that the columns stand under one another."""
        kept = self.join.sizePolicy()
        kept.setRetainSizeWhenHidden(not alone)
        self.join.setSizePolicy(kept)

    def _change(self) -> None:
        self.text.setPlaceholderText(_(EXAMPLES.get(self.field.currentData(), WORDS)))
        self.join.setEnabled(self.how.currentData() != "not")
        self.changed.emit()

    def row(self) -> Row:
        """What is filled in. What must not be there is one phrase: of several words nobody could say which."""
        how = self.how.currentData()
        join: Join = "not" if how == "not" else "or" if self.join.currentData() == "or" else "and"
        return Row(self.text.text().strip(), self.field.currentData(), join, together=how != "contains")


class Builder(QWidget):
    """`written` gives the line after a change, `entered` asks for the answer, `left` for the search box.

    `exact_chosen` says whether only the written forms as they are typed are wanted; that is not in the line.
    """

    written = Signal(str)
    entered = Signal()
    left = Signal()
    exact_chosen = Signal(bool)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        surface(self, "panel")
        self.rows: list[RowEdit] = []
        self._reading = False
        self._line = ""
        self.first, self.last = _number(_("from"), _("From year")), _number(_("to"), _("To year"))
        self.near, self.to = QLineEdit(), QLineEdit()
        self.distance = _number(str(DISTANCE), _("Characters between at most"), most=99)
        self.exact = Check(_("Written forms exactly as typed"))
        self.strange = label(
            _("This query has groups that rows cannot show. What you fill in here takes its place."),
            "caption",
            wrap=True,
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._write)
        self._build()
        self.read("")
        self.hide()

    def _build(self) -> None:
        inside = QWidget()
        inside.setMaximumWidth(WIDEST)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.LARGE, theme.MIDDLE, theme.LARGE, theme.MIDDLE)
        column.setSpacing(theme.SMALL)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.SMALL)
        column.addWidget(self.strange)
        column.addLayout(self._lines)
        column.addLayout(self._more())
        column.addLayout(self._foot())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        side = QHBoxLayout()
        side.addWidget(inside, 10)
        side.addStretch(1)
        whole.addLayout(side)
        whole.addWidget(rule())
        for line in (self.first, self.last, self.near, self.to, self.distance):
            line.textChanged.connect(lambda _text: self._change())
        self.exact.toggled.connect(self.exact_chosen)

    def _more(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.SMALL)
        for box, text in ((self.near, _("One of two words near each other")), (self.to, _("The other one"))):
            box.setAccessibleName(text)
            box.setToolTip(text)
        dates = (label(_("Years"), "second"), self.first, label("–", "second"), self.last)
        near = (
            label(_("Near"), "second"), self.near, label(_("and"), "second"), self.to,
            label(_("at most"), "second"), self.distance, label(_("characters apart"), "second"),
        )  # fmt: skip
        for part in dates:
            line.addWidget(part)
        line.addSpacing(theme.HUGE)
        for part in near:
            line.addWidget(part, 1 if part in (self.near, self.to) else 0)
        return line

    def _foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.MIDDLE)
        self.add_button = button(_("Add a row"), lambda: self._add(Row("")).text.setFocus(), "link")
        line.addWidget(self.add_button)
        line.addWidget(self.exact)
        line.addStretch(1)
        line.addWidget(button(_("Empty the form"), self.clear, "link"))
        line.addWidget(button(_("Close"), self.left.emit))
        line.addWidget(button(_("Search"), self._enter, "primary"))
        return line

    def open(self, query: str) -> None:
        """Shows the form for this query, with the cursor in its first text."""
        self.read(query)
        self.show()
        self.rows[0].text.setFocus()

    def read(self, query: str) -> None:
        """Fills the form in from a line; what was written by the form itself is there already."""
        if query == self._line and self.rows:
            return
        form = Form.from_text(query)
        self._line = query
        self._reading = True
        self.strange.setVisible(form is None)
        self._show(form or Form())
        self._reading = False

    def form(self) -> Form:
        """What is filled in."""
        rows = tuple(edit.row() for edit in self.rows if edit.text.text().strip())
        first, last = self.first.text(), self.last.text()
        years = (int(first or FIRST_YEAR), int(last or LAST_YEAR)) if first or last else None
        texts = (self.near.text().strip(), self.to.text().strip())
        near = Near(texts, int(self.distance.text() or DISTANCE)) if all(texts) else None
        return Form(rows, years, near)

    def set_exact(self, on: bool) -> None:
        """Shows whether written forms are to be exact, without telling."""
        self.exact.blockSignals(True)
        self.exact.setChecked(on)
        self.exact.blockSignals(False)

    def clear(self) -> None:
        """An empty form, and an empty line."""
        self._show(Form())
        self._write()

    def _show(self, form: Form) -> None:
        for edit in self.rows:
            self._lines.removeWidget(edit)
            edit.hide()
            edit.deleteLater()
        self.rows = []
        for row in form.rows or (Row(""), Row("")):
            self._add(row)
        first, last = form.years or (FIRST_YEAR, LAST_YEAR)
        self.first.setText(str(first) if first != FIRST_YEAR else "")
        self.last.setText(str(last) if last != LAST_YEAR else "")
        one, *others = form.near.texts if form.near else ("",)
        self.near.setText(one)
        self.to.setText(" ".join(others))
        self.distance.setText(str(form.near.distance) if form.near else "")

    def _add(self, row: Row) -> RowEdit:
        edit = RowEdit(self._hub, row, first=not self.rows)
        edit.changed.connect(self._change)
        edit.removed.connect(partial(self._remove, edit))
        self.rows.append(edit)
        self._lines.addWidget(edit)
        self._count()
        return edit

    def _remove(self, edit: RowEdit) -> None:
        at = self.rows.index(edit)
        self.rows.remove(edit)
        self._lines.removeWidget(edit)
        edit.hide()
        edit.deleteLater()
        self.rows[0].set_first(True)
        self.rows[min(at, len(self.rows) - 1)].text.setFocus()
        self._count()
        self._change()

    def _count(self) -> None:
        self.rows[0].set_alone(len(self.rows) == 1)
        self.add_button.setEnabled(len(self.rows) < MOST_ROWS)
        for edit in self.rows:
            edit.remove.setEnabled(len(self.rows) > 1)

    def _change(self) -> None:
        if not self._reading:
            self._pause.start()

    def _write(self) -> None:
        self._pause.stop()
        text = self.form().text()
        if text != self._line:
            self._line = text
            self.strange.hide()
            self.written.emit(text)

    def _enter(self) -> None:
        self._write()
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Escape: self.left.emit,
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
        }
        do = keys.get(event.key())
        if do is None:
            super().keyPressEvent(event)
        else:
            do()


def _number(example: str, name: str, most: int = LAST_YEAR) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(example)
    made.setValidator(QIntValidator(0, most, made))
    made.setFixedWidth(64)
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made
