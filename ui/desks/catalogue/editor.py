"""The record editor: one record, its fields as lines, one undo stack of MARC edits, and what the rules find wrong."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archivist import editing
from archivist.editing import Finding
from archivist.i18n import _, say
from archivist.records import OpenRecord
from marc import edits
from marc.errors import MarcError
from marc.record import DataField, Record, Subfield
from ui import theme
from ui.desks.catalogue.fieldline import Parts, parts_of, row_from
from ui.desks.catalogue.fields_model import FieldsModel
from ui.desks.catalogue.fields_view import FieldsView
from ui.hub import Hub
from ui.text import joined
from ui.widgets.basics import Elided, label, rule, surface

CHECK_AFTER = 120  # milliseconds of quiet before the rules are asked again


class Change(Protocol):
    """An edit of `marc.edits`."""

    def apply(self, record: Record) -> Record: ...
    def revert(self, record: Record) -> Record: ...


class _Command(QUndoCommand):
    """One edit on the undo stack."""

    def __init__(self, editor: RecordEditor, change: Change, text: str, row: int) -> None:
        super().__init__(text)
        self._editor, self._change, self._row = editor, change, row

    def redo(self) -> None:
        self._editor.take(self._change.apply(self._editor.record), self._row)

    def undo(self) -> None:
        self._editor.take(self._change.revert(self._editor.record), self._row)


class RecordEditor(QWidget):
    """Edits one record at a time.

    `found` gives the findings after each change, `state_changed` says that open, changed or the row may be others,
    `row_changed` gives the field under the cursor (None: the leader).
    """

    found = Signal(object)
    state_changed = Signal()
    row_changed = Signal(object)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        surface(self, "ground")
        self._hub = hub
        self.opened: OpenRecord | None = None
        self._record: Record | None = None
        self.findings: tuple[Finding, ...] = ()
        self.stack = QUndoStack(self)
        hub.undo.addStack(self.stack)
        self.model = FieldsModel(self)
        self.view = FieldsView(hub, self.model)
        self.heading = label("", "heading")
        self.about = Elided("caption")
        self.about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._build()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(CHECK_AFTER)
        self._quiet.timeout.connect(self.check)
        self.view.typed.connect(self._typed)
        self.view.moved.connect(self._moved)
        # Signal to signal: a Python function would still be called while Qt takes the window down.
        self.stack.cleanChanged.connect(self.state_changed)
        self.stack.indexChanged.connect(self.state_changed)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.HUGE, 0, theme.HUGE, theme.SMALL)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(0, 14, 0, 10)
        head.setSpacing(theme.LARGE)
        head.addWidget(self.heading)
        head.addWidget(self.about, 1)
        column.addLayout(head)
        column.addWidget(rule())
        column.addSpacing(theme.SMALL)
        column.addWidget(self.view, 1)

    @property
    def is_open(self) -> bool:
        """Whether there is a record in the editor."""
        return self._record is not None

    @property
    def record(self) -> Record:
        """The record as it is now, without what is being typed."""
        if self._record is None:
            raise LookupError("no record is open")
        return self._record

    @property
    def changed(self) -> bool:
        """Whether there is something that has not been saved, what is being typed included."""
        editor = self.view.editor
        typing = editor is not None and editor.current() != editor.parts
        return self.is_open and (typing or not self.stack.isClean() or self.opened is None)

    @property
    def profile(self) -> str:
        """The rules in force."""
        return self._hub.settings.text("records.profile")

    def open(self, record: Record, opened: OpenRecord | None) -> None:
        """Puts a record in the editor; `opened` is None for one that is not in the archive yet."""
        self._close_line()
        self.opened, self._record = opened, record
        self.stack.clear()
        self.view.read_only = self._hub.workspace.read_only
        self.model.show(record)
        self.view.setCurrentIndex(self.model.index(self._first_row()))
        self._describe()
        self.check()
        self._moved(self.view.currentIndex().row())  # the row may be the same, the record is not

    def saved(self, opened: OpenRecord) -> None:
        """The record was saved: the same stack goes on from here."""
        stamps = edits.diff(self.record, opened.record)
        if stamps:
            # Saving writes the time into 005; as a step of its own, so that the steps before it find what they left.
            self.push(edits.Together(stamps), _("save"), self.view.currentIndex().row())
        self.opened, self._record = opened, opened.record
        self.stack.setClean()
        self._describe()
        self._quiet.start()
        self.state_changed.emit()

    def close_record(self) -> None:
        """Empties the editor."""
        self._close_line()
        self.opened = self._record = None
        self.findings = ()
        self.stack.clear()
        self.model.show(None)
        self.found.emit(())
        self.state_changed.emit()

    def take(self, record: Record, row: int) -> None:
        """Called by the undo stack: this is the record now, and this is where it changed."""
        self._record = record
        self.model.show(record)
        self.view.setCurrentIndex(self.model.index(max(0, min(row, self.model.rowCount() - 1))))
        self._quiet.start()
        self._moved(self.view.currentIndex().row())

    def commit(self) -> bool:
        """Takes in what is being typed; False if it cannot be a field."""
        return self.view.commit()

    def push(self, change: Change, text: str, row: int) -> None:
        """Does an edit, undoably."""
        self.stack.push(_Command(self, change, text, row))

    def add_field(self) -> None:
        """A new empty field below the cursor, with the cursor in its tag."""
        if not self.commit():
            return
        row = max(0, self.view.currentIndex().row()) + 1
        near = self.model.row(row - 1)
        tag = near.tag if isinstance(near, DataField) else "300"
        field = DataField(tag, "  ", (Subfield("a", ""),))
        self.push(edits.InsertField(row - 1, field), _("add field"), row)
        self.view.open_row(row, tag=True)

    def delete_field(self) -> None:
        """Takes out the field under the cursor."""
        row = self.view.delegate.editing if self.view.editor else self.view.currentIndex().row()
        self._close_line()
        if row < 1:
            self._hub.said.emit(_("The leader cannot be deleted."))
            return
        field = self.record.fields[row - 1]
        self.push(edits.DeleteField(row - 1, field), _("delete field {tag}").format(tag=field.tag), row)
        self.view.setFocus()

    def move_field(self, by: int) -> None:
        """Moves the field under the cursor up (-1) or down (1)."""
        if not self.commit():
            return
        row = self.view.currentIndex().row()
        if row >= 1 and 1 <= row + by <= len(self.record.fields):
            field = self.record.fields[row - 1]
            change = edits.MoveField(row - 1, row - 1 + by)
            self.push(change, _("move field {tag}").format(tag=field.tag), row + by)
            self.view.setFocus()

    def fix(self, finding: Finding) -> None:
        """Takes the correction that a finding proposes."""
        if finding.fix is not None and self.commit():
            self.push(finding.fix, say(finding), max(0, self.model.row_of(finding)))

    def go_to(self, finding: Finding) -> None:
        """Puts the cursor on what a finding speaks of."""
        row = self.model.row_of(finding)
        if row >= 0 and self.commit():
            self.view.open_subfield(row, finding.subfield or "")

    def step(self, by: int) -> None:
        """Goes to the next or previous finding after the cursor."""
        placed = sorted((self.model.row_of(one), place) for place, one in enumerate(self.findings))
        placed = [(row, place) for row, place in placed if row >= 0]
        if not placed:
            self._hub.said.emit(_("Nothing is wrong with this record."))
            return
        here = self.view.currentIndex().row()
        onward = [one for one in placed if (one[0] > here if by > 0 else one[0] < here)]
        self.go_to(self.findings[(onward or placed)[0 if by > 0 else -1][1]])

    def finding_here(self) -> Finding | None:
        """The first finding with a correction on the field under the cursor."""
        row = self.view.currentIndex().row()
        return next((one for one in self.findings if one.fix is not None and self.model.row_of(one) == row), None)

    def check(self) -> None:
        """Asks the rules."""
        if self._record is None:
            return
        self.findings = editing.findings(self._record, self.profile)
        self.model.set_findings(self.findings)
        self.found.emit(self.findings)
        self.state_changed.emit()

    def _typed(self, row: int, parts: Parts) -> None:
        try:
            new = row_from(parts)
        except MarcError as error:
            self.view.refuse()
            self._hub.said.emit(say(error))
            return
        old = self.model.row(row)
        if new == old:
            return
        if isinstance(new, str) or isinstance(old, str):
            self.push(edits.SetLeader(str(old), str(new)), _("change leader"), row)
        else:
            change = edits.ReplaceField(row - 1, old, new)
            self.push(change, _("change field {tag}").format(tag=new.tag), row)

    def _close_line(self) -> None:
        if self.view.editor is not None:
            self.view.editor.finished.emit("cancel")

    def _first_row(self) -> int:
        """Where the cursor goes when a record is opened: the title."""
        tags = [parts_of(self.model.row(row)).tag for row in range(self.model.rowCount())]
        return next((row for row, tag in enumerate(tags) if tag in ("200", "245")), 0)

    def _moved(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            here = self.model.row(row)
            self.row_changed.emit(None if isinstance(here, str) else here)
        self.state_changed.emit()

    def _describe(self) -> None:
        opened = self.opened
        self.heading.setText(_("Fields"))
        if opened is None:
            self.about.setText(_("New record, not saved yet"))
            return
        self.about.setText(
            joined(
                _("Record {id}").format(id=opened.id),
                opened.format.upper(),
                self.profile.upper(),
                opened.encoding.upper(),
                _("version {n}").format(n=opened.version),
            )
        )
