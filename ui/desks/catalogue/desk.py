"""The catalogue desk: list, editor, inspector side by side, and what is done with records."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QUndoStack
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from archivist import documents, editing, records
from archivist.i18n import _, ngettext
from archivist.records import Duplicate, Having, OpenRecord
from marc.record import Field
from storage.errors import Conflict
from ui import dialogs, theme
from ui.conflict import ConflictDialog
from ui.desks.base import Desk, splitter
from ui.desks.catalogue.editor import RecordEditor
from ui.desks.catalogue.importing import as_text
from ui.desks.catalogue.inspector import Beside, Inspector
from ui.desks.catalogue.records_list import RecordsList
from ui.desks.catalogue.transfer import Transfer
from ui.hub import Hub
from ui.text import later
from ui.widgets.basics import Empty, button, surface

MARC_SUFFIXES = (".iso", ".mrc", ".marc", ".mrk", ".xml", ".json", ".txt", ".dat", ".bin")
UNSAVED = later("The record has changes that are not saved.")


class CatalogueDesk(Desk):
    """See the module."""

    bar = ("records.import", "record.duplicates", "record.save", "record.new")

    def __init__(self, hub: Hub, name: str) -> None:
        super().__init__(hub, name)
        self.list = RecordsList(hub)
        self.editor: RecordEditor = RecordEditor(hub)
        self.inspector = Inspector(hub)
        self.transfer = Transfer(hub, self)
        self._loaded = False
        self._saving = False
        self._opening = 0
        self._middle = QStackedWidget()
        self._middle.addWidget(self.editor)
        self._middle.addWidget(self._none_open())
        self.split = splitter(surface(self.list, "panel"), self._middle, self.inspector, stretch=1)
        self.split.setSizes([theme.LIST, 640, theme.INSPECTOR])
        self._stack = QStackedWidget()
        self._stack.addWidget(self.split)
        self._stack.addWidget(self._empty())
        self.column.addWidget(self._stack)
        self.setAcceptDrops(True)
        self.inspector.clear()
        self._show_middle()
        self._connect()

    def _connect(self) -> None:
        self.list.chosen.connect(self._chosen)
        self.list.model.counted.connect(self._counted)
        self.editor.found.connect(self.inspector.show_findings)
        self.editor.row_changed.connect(self._field_help)
        self.editor.state_changed.connect(self._editor_moved)
        self.inspector.fix_wanted.connect(self.editor.fix)
        self.inspector.place_wanted.connect(self.editor.go_to)
        self.inspector.document_wanted.connect(lambda number: self.hub.page_wanted.emit(number, 1))
        self.hub.records_changed.connect(lambda: self.list.model.reload())
        self.hub.settings_changed.connect(self._setting_changed)

    def _empty(self) -> QWidget:
        return surface(
            Empty(
                _("No records yet"),
                _("Import a batch (ISO 2709, MARCXML), or drop the file here; or begin with a new record."),
                button(_("New record"), self.new_record),
                button(_("Import records"), self.choose_import, "primary"),
            ),
            "panel",
        )

    def _none_open(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.addWidget(Empty(_("No record is open"), _("Choose one in the list at the left.")))
        return surface(made, "ground")

    @property
    def undo_stack(self) -> QUndoStack:
        return self.editor.stack

    def activate(self) -> None:
        if not self._loaded:
            self._loaded = True
            self.list.model.reload()

    def focus_first(self) -> None:
        self.list.view.setFocus()

    def refresh(self) -> None:
        self.list.model.reload()
        if self.editor.opened is not None and not self.editor.changed:
            self.open_record(self.editor.opened.id)

    def splitters(self) -> dict[str, QSplitter]:
        return {"catalogue": self.split}

    def step(self, by: int) -> None:
        if self.editor.is_open:
            self.editor.step(by)

    def move(self, by: int) -> None:  # type: ignore[override]
        """The next or previous record of the list."""
        self.list.move(by)

    @property
    def inspector_part(self) -> QWidget | None:
        return self.inspector

    def fix(self) -> None:
        """Takes the correction proposed for the field under the cursor."""
        finding = self.editor.finding_here()
        if finding is None:
            self.hub.said.emit(_("No correction is proposed for this field."))
        else:
            self.editor.fix(finding)

    # Opening

    def open_record(self, record_id: int) -> None:
        """Opens a record, after asking about unsaved changes."""
        self.leave(lambda: self._load(record_id))

    def _chosen(self, record_id: int) -> None:
        opened = self.editor.opened
        if opened is None or opened.id != record_id or not self.editor.is_open:
            self.open_record(record_id)

    def _load(self, record_id: int) -> None:
        self._opening = record_id
        self.hub.jobs.start(
            lambda: records.load(self.hub.workspace, record_id), on_done=self._show_record, lane="database"
        )

    def _show_record(self, opened: OpenRecord) -> None:
        if opened.id != self._opening:
            return  # the person has gone on to another one
        self.editor.open(opened.record, opened)
        self.list.show_record(opened.id)
        self._show_beside(opened)
        self._show_middle()

    def _show_beside(self, opened: OpenRecord) -> None:
        self.inspector.show_record(opened.record)
        workspace, number = self.hub.workspace, opened.id
        self.hub.jobs.start(
            lambda: Beside(records.history(workspace, number), documents.of_record(workspace, number)),
            on_done=partial(self._take_beside, number),
            lane="database",
        )

    def _take_beside(self, number: int, beside: Beside) -> None:
        if self.editor.opened is not None and self.editor.opened.id == number:
            self.inspector.show_beside(beside)

    def new_record(self) -> None:
        """Begins a record as the rules in force want it."""
        self.leave(self._begin)

    def _begin(self) -> None:
        record = editing.new(self.editor.profile)
        self._opening = 0
        self.editor.open(record, None)
        self.inspector.show_record(record)
        self.inspector.show_beside(Beside())
        self._stack.setCurrentIndex(0)
        self._show_middle()
        title = next((row for row, field in enumerate(record.fields, 1) if field.tag in ("200", "245")), 0)
        self.editor.view.open_subfield(title, "a")

    # Saving

    def leave(self, then: Callable[[], None]) -> None:
        if not self.editor.changed:
            then()
            return
        text = _("Save them before you go on?")
        answer = dialogs.ask(self, _(UNSAVED), text, _("Save"), _("Discard"))
        if answer == "yes":
            self.save(then)
        elif answer == "other":
            self.revert()
            then()
        elif self.editor.opened is not None:
            self.list.show_record(self.editor.opened.id)

    def revert(self) -> None:
        """Goes back to what is saved."""
        opened = self.editor.opened
        if opened is None:
            self.editor.close_record()
            self.inspector.clear()
            self._show_middle()
        else:
            self.editor.open(opened.record, opened)

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Keeps the record as a new version, then goes on with `then`."""
        if self._saving or not self.editor.is_open or not self.editor.commit():
            return
        if not self.editor.changed:
            if then is not None:
                then()
            return
        self._saving = True
        workspace, opened, record, rules = (
            self.hub.workspace,
            self.editor.opened,
            self.editor.record,
            self.editor.profile,
        )
        self.hub.jobs.start(
            lambda: (
                records.create(workspace, record, rules)
                if opened is None
                else records.save(workspace, opened, record, rules)
            ),
            on_done=partial(self._saved, then),
            on_error=partial(self._not_saved, then),
            lane="database",
        )

    def _saved(self, then: Callable[[], None] | None, opened: OpenRecord) -> None:
        self._saving = False
        self._opening = opened.id
        self.editor.saved(opened)
        self.list.show_record(opened.id)
        self._show_beside(opened)
        self.hub.said.emit(_("Saved as version {n}").format(n=opened.version))
        self.hub.records_changed.emit()
        if then is not None:
            then()

    def _not_saved(self, then: Callable[[], None] | None, error: Exception) -> None:
        self._saving = False
        opened = self.editor.opened
        if not isinstance(error, Conflict) or opened is None:
            self.hub.failed.emit(error)
            return
        self.hub.jobs.start(
            lambda: records.load(self.hub.workspace, opened.id),
            on_done=partial(self._settle, then),
            lane="database",
        )

    def _settle(self, then: Callable[[], None] | None, theirs: OpenRecord) -> None:
        mine, other = (as_text(one).splitlines() for one in (self.editor.record, theirs.record))
        dialog = ConflictDialog(self, self.hub, mine, other)
        dialog.exec()
        if dialog.answer == "yes":
            self.editor.opened = theirs  # the version to be replaced is now theirs
            self.save(then)
        elif dialog.answer == "other":
            self._opening = theirs.id
            self._show_record(theirs)
            if then is not None:
                then()

    def delete(self) -> None:
        """Takes the open record out of the list, after asking."""
        opened = self.editor.opened
        if opened is None:
            self.revert()
            return
        title = opened.points.title or str(opened.id)
        text = _("“{title}” goes out of the list and of search. Its history stays in the archive.").format(title=title)
        if dialogs.ask(self, _("Delete this record?"), text, _("Delete")) != "yes":
            return
        self.hub.jobs.start(
            lambda: records.delete(self.hub.workspace, opened, "deleted in the window"),
            on_done=lambda _nothing: self._deleted(title),
            lane="database",
        )

    def _deleted(self, title: str) -> None:
        self.editor.close_record()
        self.inspector.clear()
        self._show_middle()
        self.hub.said.emit(_("Deleted: {title}").format(title=title))
        self.hub.records_changed.emit()

    def check_duplicates(self) -> None:
        """Looks for records that are probably the same book."""
        if not self.editor.is_open or not self.editor.commit():
            return
        opened, record = self.editor.opened, self.editor.record
        form = opened.format if opened is not None else "cnmarc"
        but = opened.id if opened is not None else None
        self.hub.jobs.start(
            lambda: records.duplicates(self.hub.workspace, record, form, but),
            on_done=self._tell_duplicates,
            lane="database",
        )

    def _tell_duplicates(self, same: tuple[int, ...]) -> None:
        if not same:
            self.hub.said.emit(_("No duplicate found."))
            return
        text = ngettext(
            "{n} record has the same ISBN, or the same title, author and year: {ids}.",
            "{n} records have the same ISBN, or the same title, author and year: {ids}.",
            len(same),
        ).format(n=len(same), ids=", ".join(map(str, same[:10])))
        if dialogs.ask(self, _("Probably there already"), text, _("Open the first")) == "yes":
            self.open_record(same[0])

    # In and out

    def choose_import(self) -> None:
        """Asks for files of records."""
        kinds = _("Records ({kinds})").format(kinds=" ".join(f"*{one}" for one in MARC_SUFFIXES))
        for path in dialogs.open_files(self, _("Import records"), f"{kinds};;{_('All files')} (*)"):
            self.transfer.ask_import(path)

    def import_now(self, path: Path, encoding: str, on_duplicate: Duplicate) -> None:
        """Brings a file in without asking."""
        self.transfer.bring_in(path, encoding, on_duplicate)

    def choose_export(self) -> None:
        """Asks what to send out, and where to."""
        opened = self.editor.opened
        self.transfer.ask_export(self.list.model.having, opened.id if opened is not None else None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.hub.workspace.read_only:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in dialogs.dropped(event.mimeData().urls()):
            if path.is_file():
                self.transfer.ask_import(path)

    # What is shown

    def _show_middle(self) -> None:
        self._middle.setCurrentIndex(0 if self.editor.is_open else 1)
        opened = self.editor.opened
        self.hub.record_at_hand = (opened.id, opened.points.title) if opened is not None else None
        self.state_changed.emit()

    def _counted(self, counts: dict[Having, int]) -> None:
        nothing = counts["all"] == 0 and not self.editor.is_open
        self._stack.setCurrentIndex(1 if nothing else 0)
        first = self.list.model.row(0) if counts[self.list.model.having] else None
        if first is not None and not self.editor.is_open and not self._opening:
            self._load(first.id)

    def _field_help(self, field: Field | None) -> None:
        opened = self.editor.opened
        self.inspector.show_help(opened.format if opened is not None else "cnmarc", field)

    def _editor_moved(self) -> None:
        self.noted.emit(_("not saved") if self.editor.changed else "")
        self.state_changed.emit()

    def _setting_changed(self, key: str) -> None:
        if key == "records.profile" and self.editor.is_open:
            self.editor.check()
