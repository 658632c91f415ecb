"""A list that is typed: a line for each entry, one more for the next, and below each what it is and how it was taken.

Enter goes on to the next line. A line that is emptied is taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from archivist.i18n import _
from ui import theme
from ui.widgets.basics import label
from ui.widgets.entry import Entry

T = TypeVar("T")
Group = Sequence[tuple[str, str]]
"""Codes and labels of which an entry has one."""
Hint = tuple[str, str]
"""What is said of an entry, and in which role of the style sheet."""


@dataclass(frozen=True, slots=True)
class Manner(Generic[T]):
    """How entries of one kind are shown and made.

    `made` gives an entry for a text, from the old one where there is one. `hint` is said of a text while it is typed,
    `said` of an entry (as of its text, without it). `groups` are what can be chosen of an entry,
    `codes` what is chosen (one of each group), `told` makes an entry with another choice.
    """

    name: str
    add: str
    text: Callable[[T], str]
    made: Callable[[str, T | None], T]
    hint: Callable[[str], Hint] | None = None
    said: Callable[[T], Hint] | None = None
    groups: Callable[[T], Sequence[Group]] | None = None
    codes: Callable[[T], Sequence[str]] = field(default=lambda _entry: ())
    told: Callable[[T, int, str], T] = field(default=lambda entry, _group, _code: entry)


class Row(QWidget):
    """One line with its tag and hint."""

    def __init__(self, manner: Manner[Any], completer: Callable[[], QCompleter | None]) -> None:
        super().__init__()
        self._manner = manner
        self._item: object | None = None
        self.entry = Entry(manner.name)
        self.tag = QToolButton()
        self.tag.setProperty("kind", "tag")
        self.tag.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.tag.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu = QMenu(self.tag)
        self.tag.setMenu(self.menu)
        self.hint = label("", "caption", wrap=True)
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.tag.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.tag.setMinimumWidth(40)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(theme.SMALL)
        foot.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self.hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.entry)
        column.addLayout(foot)
        self._completer = completer
        self.entry.textEdited.connect(self._typed)
        self.entry.textChanged.connect(self._say)

    def take_manner(self, manner: Manner[Any]) -> None:
        """What is said of the entry may be another."""
        self._manner = manner
        self._say(self.entry.text())

    def show_entry(self, item: object | None) -> None:
        """An entry, or (None) the line for the next one."""
        manner = self._manner
        self.entry.show_text(manner.text(item) if item is not None else "")
        self.entry.setPlaceholderText("" if item is not None else f"+ {manner.add}")
        self._item = item
        groups = manner.groups(item) if manner.groups is not None and item is not None else ()
        self.tag.setVisible(bool(groups))
        if item is not None:
            codes = manner.codes(item)
            names = [dict(group).get(code, code) for group, code in zip(groups, codes, strict=False) if code]
            self.tag.setText("  ·  ".join(filter(None, names)) + " ▾")
            self.tag.setAccessibleName(manner.name)
        self._say(self.entry.text())

    def _typed(self, _text: str) -> None:
        if self.entry.completer() is None and (made := self._completer()) is not None:
            self.entry.setCompleter(made)
            made.activated.connect(lambda _text: self.entry.commit())

    def _say(self, text: str) -> None:
        words, role = self._hint(text.strip())
        self.hint.setText(words)
        self.hint.setVisible(bool(words))
        if self.hint.property("role") != (role or "caption"):
            self.hint.setProperty("role", role or "caption")
            self.hint.style().unpolish(self.hint)
            self.hint.style().polish(self.hint)

    def _hint(self, text: str) -> Hint:
        manner = self._manner
        if not text:
            return "", ""
        if manner.said is not None and self._item is not None and text == manner.text(self._item):
            return manner.said(self._item)
        return manner.hint(text) if manner.hint is not None else ("", "")


class Rows(QWidget):
    """`edited` gives all entries, as a tuple, after one was typed, chosen, moved or taken out."""

    edited = Signal(object)

    def __init__(self, manner: Manner[Any]) -> None:
        super().__init__()
        self._manner = manner
        self.items: tuple[Any, ...] = ()
        self.rows: list[Row] = []
        self.complete: Callable[[], QCompleter | None] = lambda: None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.setAccessibleName(manner.name)
        self.show_items(())

    def show_items(self, items: Sequence[Any]) -> None:
        """Shows these, without telling; lines that are there already stay, and the cursor with them."""
        self.items = tuple(items)
        while len(self.rows) <= len(self.items):
            self._more()
        for row, item in zip(self.rows, (*self.items, *[None] * len(self.rows)), strict=False):
            row.show_entry(item)
        for row in self.rows[len(self.items) + 1 :]:
            if row.isAncestorOf(row.window().focusWidget() or self):
                self.rows[len(self.items)].entry.setFocus()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self.rows[len(self.items) + 1 :]

    def set_read_only(self, on: bool) -> None:
        """Whether nothing can be changed."""
        for row in self.rows:
            row.entry.setReadOnly(on)
            row.tag.setEnabled(not on)
        self.rows[-1].setVisible(not on)

    def take_manner(self, manner: Manner[Any]) -> None:
        """Shows the same entries in another manner; what lists say of them may be another."""
        self._manner = manner
        for row in self.rows:
            row.take_manner(manner)

    def commit(self) -> None:
        """Takes what is being typed."""
        for row in list(self.rows):
            row.entry.commit()

    def _more(self) -> None:
        row = Row(self._manner, lambda: self.complete())
        row.entry.finished.connect(partial(self._finished, row))
        row.entry.onward.connect(partial(self._onward, row))
        row.menu.aboutToShow.connect(partial(self._fill, row))
        self.rows.append(row)
        self._column.addWidget(row)
        if len(self.rows) > 1:
            QWidget.setTabOrder(self.rows[-2].tag, row.entry)
            QWidget.setTabOrder(row.entry, row.tag)

    def _finished(self, row: Row, text: str) -> None:
        at = self.rows.index(row)
        old = self.items[at] if at < len(self.items) else None
        new = (self._manner.made(text, old),) if text else ()
        self._tell((*self.items[:at], *new, *self.items[at + 1 :]))

    def _tell(self, items: tuple[Any, ...]) -> None:
        self.show_items(items)
        self.edited.emit(items)

    def _onward(self, row: Row) -> None:
        at = self.rows.index(row) if row in self.rows else len(self.items) - 1
        self.rows[min(at + 1, len(self.rows) - 1)].entry.setFocus(Qt.FocusReason.TabFocusReason)

    def _fill(self, row: Row) -> None:
        """The menu of an entry: its choices, then moving it up and taking it out."""
        at, menu = self.rows.index(row), row.menu
        menu.clear()
        item = self.items[at]
        groups = self._manner.groups(item) if self._manner.groups is not None else ()
        for number, (group, code) in enumerate(zip(groups, self._manner.codes(item), strict=False)):
            only_one = QActionGroup(menu)
            for known, words in group:
                action = menu.addAction(words, partial(self._choose, at, number, known))
                action.setCheckable(True)
                action.setChecked(known == code)
                only_one.addAction(action)
            menu.addSeparator()
        if at:
            menu.addAction(_("Move up"), partial(self._up, at))
        menu.addAction(_("Take out"), lambda: self._tell((*self.items[:at], *self.items[at + 1 :])))

    def _choose(self, at: int, group: int, code: str) -> None:
        new = self._manner.told(self.items[at], group, code)
        self._tell((*self.items[:at], new, *self.items[at + 1 :]))

    def _up(self, at: int) -> None:
        items = list(self.items)
        items[at - 1], items[at] = items[at], items[at - 1]
        self._tell(tuple(items))
