"""What is known of the open document, as one form at the right: typed in place, kept when it is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from archivist import documents, places
from archivist.describing import Condition, Description
from archivist.describing import subjects as own_subjects
from archivist.describing import work as describing_work
from archivist.describing.known import described
from archivist.describing.lists import damage, kind_named, kinds
from archivist.i18n import _
from archivist.places import Gazetteer
from storage.values import Document
from ui import theme
from ui.desks.documents import describing
from ui.desks.documents.around import Around, Beside, look_around
from ui.desks.documents.describing import Lists
from ui.drafts import Draft, Ways
from ui.hub import Hub
from ui.text import later
from ui.widgets.basics import label
from ui.widgets.entry import Entry, quiet_choice, show_choice
from ui.widgets.rows import Manner, Rows
from ui.widgets.upright import Upright, is_mongolian

LINES = {
    "extent": (later("Extent"), "112页 ; 26cm"), "publisher": (later("Published by"), ""),
    "classification": (later("Class number"), ""), "summary": (later("Summary"), ""),
    "source": (later("Provenance"), ""),
}  # fmt: skip


class Inspector(QScrollArea):
    """268 pixels of facts and fields; what it changes goes through `draft`. `entered`: the cursor came in, or left."""

    entered = Signal(bool)

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__()
        self._hub = hub
        self.inside = False
        self.lists = Lists(Gazetteer(()))
        self._lists_read = False
        ways: Ways[Document, Description] = Ways(
            self._keep, self._fetch, describing.as_lines, _("Somebody else has described this document")
        )
        self.draft: Draft[Document, Description] = Draft(hub, ways, window)
        self.beside = Beside(hub, self.draft)
        self._build()
        self.draft.changed.connect(self._show)
        self.draft.kept.connect(self._kept)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    # The form

    def _build(self) -> None:
        self.setProperty("surface", "panel")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(theme.INSPECTOR - 8)
        self.setAccessibleName(_("Description"))
        inside = QWidget()
        inside.setProperty("surface", "panel")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.HUGE)
        self._column.setSpacing(theme.TINY)
        self.fields = QWidget()
        self._form = QVBoxLayout(self.fields)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(2)
        self._fields()
        self._column.addWidget(self.fields)
        self._column.addWidget(self.beside)
        self._column.addStretch(1)
        self.setWidget(inside)

    def _fields(self) -> None:
        self.upright = QVBoxLayout()
        self._standing: list[Upright] = []
        self._form.addLayout(self.upright)
        self.kind = quiet_choice(_("Kind"))
        line = Entry(_("Kind"))
        line.setProperty("quiet", False)
        self.kind.setLineEdit(line)
        for kind in kinds():
            self.kind.addItem(kind.label, kind.code)
        self.kind.activated.connect(lambda _at: self._kind_chosen())
        line.editingFinished.connect(self._kind_chosen)
        self._add(_("Kind"), self.kind)
        self.rows: dict[str, Rows] = {}
        self._rows("titles", describing.titles())
        self._rows("dates", describing.dates())
        self._rows("places", describing.places(self.lists))
        self._rows("people", describing.people())
        self._rows("subjects", describing.subjects(self.lists))
        self.entries: dict[str, Entry] = {}
        for name, (words, hint) in LINES.items():
            self._line(name, _(words), hint)
        self._rows("notes", describing.notes())
        self._condition()

    def _condition(self) -> None:
        self.grade = quiet_choice(_("Physical condition"))
        self.grade.addItem(_("Not looked at"), 0)
        for grade, entry in damage().items():
            self.grade.addItem(re.split("[：:]", entry.label)[0], grade)
        self.grade.activated.connect(lambda _at: self._condition_told(grade=int(self.grade.currentData())))
        self.damage = Entry(_("Note on the condition"), _("Mould, losses, brittleness…"))
        self.damage.finished.connect(lambda text: self._condition_told(note=text))
        self.looked = label("", "caption", wrap=True)
        self._add(_("Physical condition"), self.grade)
        self._form.addWidget(self.damage)
        self._form.addWidget(self.looked)

    def _add(self, name: str, widget: QWidget) -> None:
        if self._form.count() > 1:
            self._form.addSpacing(theme.MIDDLE)
        self._form.addWidget(label(name, "caption"))
        self._form.addWidget(widget)

    def _rows(self, name: str, manner: Manner[Any]) -> None:
        rows = Rows(manner)
        rows.edited.connect(lambda items: self._change(manner.name, lambda known: replace(known, **{name: items})))
        self.rows[name] = rows
        self._add(manner.name, rows)

    def _line(self, name: str, words: str, hint: str) -> None:
        entry = Entry(words, hint)
        entry.finished.connect(lambda text: self._change(words, lambda known: replace(known, **{name: text})))
        entry.onward.connect(lambda: self.focusNextPrevChild(True))
        self.entries[name] = entry
        self._add(words, entry)

    # Typing

    def _change(self, what: str, new: Callable[[Description], Description]) -> None:
        if self.draft.state is not None:
            self.draft.change(_("change: {what}").format(what=what), new(self.draft.state))

    def _kind_chosen(self) -> None:
        text = self.kind.currentText().strip()
        known = kind_named(text)
        at = self.kind.findText(text)
        code = self.kind.itemData(at) if at >= 0 else known.code if known else text
        self._change(_("Kind"), lambda state: replace(state, kind=code))

    def _condition_told(self, grade: int | None = None, note: str | None = None) -> None:
        def new(state: Description) -> Description:
            old = state.condition
            told = replace(old, grade=old.grade if grade is None else grade, note=old.note if note is None else note)
            if not told.grade and not told.note:
                return replace(state, condition=Condition())
            agent = self._hub.workspace.agent
            return replace(state, condition=replace(told, day=date.today().isoformat(), who=agent))

        self._change(_("Physical condition"), new)

    # Showing

    def open(self, head: Document | None, description: Description | None) -> None:
        """Another document, or the same as the archive has it now; what is not saved of the same one stays."""
        same = head is not None and self.draft.head is not None and head.id == self.draft.head.id
        if same and self.draft.dirty:
            pass
        elif same and head is not None and description == self.draft.state:
            self.draft.head = head
        else:
            self.draft.load(head, description)
        self._read_lists()
        self._show_beside()

    def _show(self) -> None:
        state = self.draft.state
        self.fields.setVisible(state is not None)
        if state is None:
            return
        show_choice(self.kind, state.kind)
        for name, rows in self.rows.items():
            rows.show_items(getattr(state, name))
            rows.set_read_only(self._fixed)
        for name, entry in self.entries.items():
            entry.show_text(getattr(state, name))
            entry.setReadOnly(self._fixed)
        show_choice(self.grade, state.condition.grade)  # type: ignore[arg-type]  # its codes are numbers
        self.damage.show_text(state.condition.note)
        self.damage.setReadOnly(self._fixed)
        for box in (self.kind, self.grade):
            box.setEnabled(not self._fixed)
        self.looked.setText(looked(state.condition))
        self.looked.setVisible(bool(self.looked.text()))
        self._show_upright(state)
        self.beside.show_description(state)

    def _show_upright(self, state: Description) -> None:
        wanted = [title.text for title in state.titles if is_mongolian(title.text)]
        if wanted == [one.accessibleName() for one in self._standing]:
            return
        for old in self._standing:
            self.upright.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._standing = [Upright(self._hub, text) for text in wanted]
        for one in self._standing:
            self.upright.addWidget(one)

    @property
    def _fixed(self) -> bool:
        """Readers look, and an archive on a disk that cannot be written is looked at."""
        return self._hub.workspace.read_only or self._hub.workspace.reader.level != "staff"

    def _show_beside(self) -> None:
        head, workspace = self.draft.head, self._hub.workspace
        if head is None:
            self.beside.clear()
            return
        self._hub.jobs.start(lambda: look_around(workspace, head.id), on_done=self._take_beside, lane="database")

    def _take_beside(self, around: Around) -> None:
        if self.draft.head is not None and self.draft.head.id == around.head.id:
            self.beside.show_around(around, fixed=self._fixed)
            if self.draft.state is not None:
                self.beside.show_description(self.draft.state)

    def _read_lists(self) -> None:
        """The library's own places and subjects, once; they lie in files that somebody may have to mend."""
        if self._lists_read:
            return
        self._lists_read = True
        workspace = self._hub.workspace
        self._hub.jobs.start(
            lambda: Lists(places.gazetteer(workspace), own_subjects.terms(workspace)),
            on_done=self._take_lists,
            on_error=self._lists_faulty,
        )

    def _lists_faulty(self, error: Exception) -> None:
        """A fault in the library's own lists is told; the places that come with the program are offered meanwhile."""
        self._hub.failed.emit(error)
        self._hub.jobs.start(lambda: Lists(places.gazetteer()), on_done=self._take_lists)

    def _take_lists(self, lists: Lists) -> None:
        self.lists = lists
        for name, manner in (("places", describing.places(lists)), ("subjects", describing.subjects(lists))):
            self.rows[name].take_manner(manner)
        towns = describing.place_completer(lists.places, self)
        terms = describing.term_completer(lists.terms, self)
        self.rows["places"].complete = lambda: towns
        self.rows["subjects"].complete = lambda: terms

    # Keeping

    def _keep(self, head: Document, state: Description) -> tuple[Document, Description]:
        return describing_work.describe(self._hub.workspace, head, state), state

    def _fetch(self, head: Document) -> tuple[Document, Description]:
        now = documents.get(self._hub.workspace, head.id)
        return now, described(now)

    def _kept(self) -> None:
        if self.draft.head is not None:
            self._hub.said.emit(_("Saved as version {n}").format(n=self.draft.head.version))
        self._hub.documents_changed.emit()

    def focus_first(self) -> None:
        """Puts the cursor where describing begins."""
        self.show()
        self.rows["titles"].rows[0].entry.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureVisible(0, 0)

    def commit(self) -> None:
        """Takes what is being typed into the draft."""
        focus = self.window().focusWidget()
        if isinstance(focus, Entry) and self.isAncestorOf(focus):
            focus.commit()

    def leave(self, then: Callable[[], None]) -> None:
        """Calls `then` once everything typed is kept, or is to be discarded."""
        self.commit()
        self.draft.leave(then)

    @property
    def stack(self) -> QUndoStack:
        """What was typed here, step by step."""
        return self.draft.stack

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """What was typed is kept when the form is left for another part of the window; undo follows the cursor."""
        if new is not None and new.window() is self.window() and self.isAncestorOf(new) != self.inside:
            self.inside = not self.inside
            self.entered.emit(self.inside)
        left = old is not None and self.isAncestorOf(old) and new is not None and not self.isAncestorOf(new)
        if left and new is not None and new.window() is self.window() and self.draft.dirty:
            self.draft.save()


def looked(condition: Condition) -> str:
    """What the grade means, and who looked when."""
    grade = damage().get(condition.grade)
    meaning = re.split("[：:]", grade.label)[-1].strip() if grade is not None else ""
    told = _("looked at on {day} by {who}").format(day=condition.day, who=condition.who) if condition.day else ""
    return "\n".join(filter(None, (meaning, told)))
