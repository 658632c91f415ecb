"""The one table of actions: menus, the buttons of the top bar, the palette and the sheet of shortcuts come from it.

An action of a desk brings that desk up before it runs, so that the palette offers everything from everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from archivist.i18n import _
from ui.text import later

if TYPE_CHECKING:
    from ui.shell import Shell

Run = Callable[["Shell"], object]
When = Callable[["Shell"], bool]


def _always(shell: Shell) -> bool:
    return True


def _writable(shell: Shell) -> bool:
    return not shell.hub.workspace.read_only


def _record_open(shell: Shell) -> bool:
    return shell.desk_id == "catalogue" and shell.catalogue.editor.is_open


def _record_editable(shell: Shell) -> bool:
    return _record_open(shell) and _writable(shell)


def _document_open(shell: Shell) -> bool:
    return shell.desk_id == "documents" and shell.documents.document is not None


def _document_editable(shell: Shell) -> bool:
    return _document_open(shell) and _writable(shell)


def _page_cleanable(shell: Shell) -> bool:
    return _document_editable(shell) and shell.documents.aside is None and shell.documents.leaf.page is not None


def _staff(shell: Shell) -> bool:
    return shell.hub.workspace.reader.level == "staff"


def _accession_writable(shell: Shell) -> bool:
    return _staff(shell) and _writable(shell)


def _accession_open(shell: Shell) -> bool:
    return shell.desk_id == "accessions" and shell.accessions.is_open


def _accession_editable(shell: Shell) -> bool:
    return _accession_open(shell) and _writable(shell)


def _can_save(shell: Shell) -> bool:
    return _record_editable(shell) or (bool(shell.desk_id) and shell.desk.unsaved)


def _has_inspector(shell: Shell) -> bool:
    return bool(shell.desk_id) and shell.desk.inspector_part is not None


def _page_shown(shell: Shell) -> bool:
    return shell.page_view is not None


def _restorable(shell: Shell) -> bool:
    """What is damaged can only be read, and is what is restored most."""
    return _care_free(shell) and (_writable(shell) or bool(shell.hub.workspace.torn))


def _care_free(shell: Shell) -> bool:
    return not shell.care.busy


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `group` is the heading it stands under in menus, palette and sheet."""

    id: str
    group: str
    label: str
    run: Run
    shortcut: str = ""
    icon: str = ""
    when: When = _always
    desk: str = ""


PROGRAM, KEEPING, RECORDS, FIELDS, DOCUMENTS, PAGE, SEARCH, ACCESSIONS = (
    later("Program"),
    later("Keeping"),
    later("Records"),
    later("Fields"),
    later("Documents"),
    later("Page"),
    later("Search"),
    later("Accessions"),
)

ACTIONS: tuple[Action, ...] = (
    Action("desk.catalogue", PROGRAM, later("Catalogue"), lambda s: s.show_desk("catalogue"), "Ctrl+1", "books"),
    Action("desk.documents", PROGRAM, later("Documents"), lambda s: s.show_desk("documents"), "Ctrl+2", "article"),
    Action("desk.search", PROGRAM, later("Search"), lambda s: s.show_desk("search"), "Ctrl+3", "magnifying-glass"),
    Action("desk.accessions", PROGRAM, later("Accessions"), lambda s: s.show_desk("accessions"), "Ctrl+4", "gift",
           _staff),
    Action("search.focus", SEARCH, later("Search everything"), lambda s: s.asking.focus(), "Ctrl+K",
           "magnifying-glass"),
    Action("search.build", SEARCH, later("Build a query"), lambda s: s.search.toggle_builder(), "Ctrl+Shift+F",
           "sliders-horizontal", desk="search"),
    Action("search.list", SEARCH, later("Hits as a list"), lambda s: s.search.set_view("list"), "Alt+1", "rows",
           desk="search"),
    Action("search.grid", SEARCH, later("Hits as pages"), lambda s: s.search.set_view("grid"), "Alt+2", "squares-four",
           desk="search"),
    Action("search.timeline", SEARCH, later("Hits with a timeline"), lambda s: s.search.set_view("timeline"), "Alt+3",
           "chart-bar", desk="search"),
    Action("search.facets", SEARCH, later("To the filters and back"), lambda s: s.search.focus_facets(), "F6", "funnel",
           desk="search"),
    Action("search.clear", SEARCH, later("Take all filters away"), lambda s: s.search.clear_filters(), "Ctrl+Shift+L",
           "x-circle", desk="search"),
    Action("palette", PROGRAM, later("All actions"), lambda s: s.open_palette(), "Ctrl+Shift+P", "command"),
    Action("help", PROGRAM, later("Help on what the cursor is on"), lambda s: s.help(), "F1", "question"),
    Action("shortcuts", PROGRAM, later("Keyboard shortcuts"), lambda s: s.open_shortcuts(), "Ctrl+/", "keyboard"),
    Action("archive.open", PROGRAM, later("Open archive"), lambda s: s.choose_archive(), "Ctrl+O", "folder-open"),
    Action("archive.new", PROGRAM, later("New archive"), lambda s: s.new_archive(), "", "folder-plus"),
    Action("archive.backup", KEEPING, later("Back up"), lambda s: s.care.back_up(), "", "hard-drives", _care_free),
    Action("archive.restore", KEEPING, later("Restore from a backup"), lambda s: s.care.restore(), "",
           "clock-counter-clockwise", _restorable),
    Action("archive.seal", KEEPING, later("Seal what has changed"), lambda s: s.care.seal(), "", "archive",
           lambda s: _care_free(s) and _writable(s)),
    Action("archive.verify", KEEPING, later("Verify the archive"), lambda s: s.care.verify(), "", "shield-check",
           _care_free),
    Action("archive.publish", KEEPING, later("Make the web edition"), lambda s: s.care.publish(), "", "globe",
           _care_free),
    Action("jobs", PROGRAM, later("Running jobs"), lambda s: s.toggle_jobs(), "Ctrl+J", "list-dashes"),
    Action("settings", PROGRAM, later("Settings"), lambda s: s.open_settings(), "Ctrl+,", "gear-six"),
    Action("undo", PROGRAM, later("Undo"), lambda s: s.hub.undo.undo(), "Ctrl+Z", "arrow-counter-clockwise",
           lambda s: s.hub.undo.canUndo()),
    Action("redo", PROGRAM, later("Redo"), lambda s: s.hub.undo.redo(), "Ctrl+Shift+Z", "arrow-clockwise",
           lambda s: s.hub.undo.canRedo()),
    Action("refresh", PROGRAM, later("Read again from the archive"), lambda s: s.refresh(), "F5", "arrows-clockwise"),
    Action("quit", PROGRAM, later("Quit"), lambda s: s.close(), "Ctrl+Q", "sign-out"),
    Action("next", SEARCH, later("Next hit, finding or doubtful line"), lambda s: s.step(1), "F3", "caret-down"),
    Action("previous", SEARCH, later("Previous hit, finding or doubtful line"), lambda s: s.step(-1), "Shift+F3",
           "caret-up"),
    Action("records.import", RECORDS, later("Import records"), lambda s: s.catalogue.choose_import(), "Ctrl+I",
           "download-simple", _writable, "catalogue"),
    Action("records.export", RECORDS, later("Export records"), lambda s: s.catalogue.choose_export(), "Ctrl+E",
           "upload-simple", desk="catalogue"),
    Action("record.new", RECORDS, later("New record"), lambda s: s.catalogue.new_record(), "Ctrl+N", "plus", _writable,
           "catalogue"),
    Action("record.save", RECORDS, later("Save"), lambda s: s.desk.save(), "Ctrl+S", "floppy-disk", _can_save),
    Action("record.revert", RECORDS, later("Discard changes"), lambda s: s.catalogue.revert(), "", "x-circle",
           lambda s: _record_open(s) and s.catalogue.editor.changed),
    Action("record.duplicates", RECORDS, later("Check for duplicates"), lambda s: s.catalogue.check_duplicates(),
           "Ctrl+D", "copy", _record_open, "catalogue"),
    Action("record.delete", RECORDS, later("Delete record"), lambda s: s.catalogue.delete(), "Ctrl+Shift+Delete",
           "trash", _record_editable),
    Action("record.next", RECORDS, later("Next record"), lambda s: s.catalogue.move(1), "Ctrl+PgDown", "arrow-down",
           desk="catalogue"),
    Action("record.previous", RECORDS, later("Previous record"), lambda s: s.catalogue.move(-1), "Ctrl+PgUp",
           "arrow-up", desk="catalogue"),
    Action("inspector", PROGRAM, later("Show or hide the inspector"), lambda s: s.desk.toggle_inspector(), "F9",
           "columns", _has_inspector),
    Action("field.add", FIELDS, later("Add a field below"), lambda s: s.catalogue.editor.add_field(), "Ctrl+Return",
           "plus", _record_editable),
    Action("field.delete", FIELDS, later("Delete the field"), lambda s: s.catalogue.editor.delete_field(),
           "Alt+Delete", "minus", _record_editable),
    Action("field.up", FIELDS, later("Move the field up"), lambda s: s.catalogue.editor.move_field(-1), "Alt+Up",
           "arrow-up", _record_editable),
    Action("field.down", FIELDS, later("Move the field down"), lambda s: s.catalogue.editor.move_field(1), "Alt+Down",
           "arrow-down", _record_editable),
    Action("field.fix", FIELDS, later("Take the proposed correction"), lambda s: s.catalogue.fix(), "Alt+Return",
           "magic-wand", _record_editable),
    Action("document.add", DOCUMENTS, later("Add document"), lambda s: s.documents.errands.choose_files(),
           "Ctrl+Shift+N", "plus", _writable, "documents"),
    Action("document.read", DOCUMENTS, later("Read unread pages"), lambda s: s.documents.work.read(), "Ctrl+R", "eye",
           _writable, "documents"),
    Action("document.export", DOCUMENTS, later("Export document"), lambda s: s.documents.errands.choose_export(),
           "Ctrl+Shift+E", "file-pdf", _document_open, "documents"),
    Action("document.rename", DOCUMENTS, later("Rename document"), lambda s: s.documents.errands.rename(),
           "Ctrl+Shift+R", "pencil-simple", _document_editable),
    Action("document.describe", DOCUMENTS, later("Describe document"), lambda s: s.documents.inspector.focus_first(),
           "Ctrl+Shift+D", "tag", _document_open, "documents"),
    Action("document.versions", DOCUMENTS, later("Earlier descriptions"),
           lambda s: s.documents.inspector.beside.choose_version(), "Ctrl+Shift+H", "clock-counter-clockwise",
           _document_open, "documents"),
    Action("document.compare", DOCUMENTS, later("Then and now"), lambda s: s.documents.choose_comparison(),
           "Ctrl+Shift+T", "image", _document_open, "documents"),
    Action("page.clean", PAGE, later("Clean page…"), lambda s: s.documents.clean(), "Ctrl+Shift+K", "sparkle",
           _page_cleanable),
    Action("document.delete", DOCUMENTS, later("Delete document"), lambda s: s.documents.errands.delete(), "", "trash",
           _document_editable),
    Action("accession.new", ACCESSIONS, later("New accession"), lambda s: s.accessions.new(), "Ctrl+Alt+N", "plus",
           _accession_writable, "accessions"),
    Action("accession.add", ACCESSIONS, later("Add scans as a document"), lambda s: s.accessions.choose_files(), "",
           "file-plus", _accession_editable),
    Action("accession.link", ACCESSIONS, later("Choose a document that came with it"),
           lambda s: s.accessions.choose_document(), "", "link", _accession_editable),
    Action("accession.receipt", ACCESSIONS, later("Receipt"), lambda s: s.accessions.choose_paper("receipt"), "Ctrl+P",
           "receipt", _accession_open),
    Action("accession.certificate", ACCESSIONS, later("Certificate of donation"),
           lambda s: s.accessions.choose_paper("certificate"), "", "medal", _accession_open),
    Action("accession.letter", ACCESSIONS, later("Letter of thanks"), lambda s: s.accessions.choose_paper("thanks"),
           "", "envelope-simple", _accession_open),
    Action("accession.thanked", ACCESSIONS, later("The donor was thanked today"), lambda s: s.accessions.thanked(), "",
           "heart", _accession_editable),
    Action("accession.delete", ACCESSIONS, later("Delete accession"), lambda s: s.accessions.delete(), "", "trash",
           _accession_editable),
    Action("page.next", PAGE, later("Next page"), lambda s: s.documents.leaf.move(1), "Alt+Right", "arrow-right",
           _document_open),
    Action("page.previous", PAGE, later("Previous page"), lambda s: s.documents.leaf.move(-1), "Alt+Left", "arrow-left",
           _document_open),
    Action("page.larger", PAGE, later("Larger"), lambda s: s.zoom(1.25), "Ctrl++", "magnifying-glass-plus",
           _page_shown),
    Action("page.smaller", PAGE, later("Smaller"), lambda s: s.zoom(0.8), "Ctrl+-", "magnifying-glass-minus",
           _page_shown),
    Action("page.whole", PAGE, later("Whole page"), lambda s: s.fit("page"), "Ctrl+0", "arrows-in", _page_shown),
    Action("page.width", PAGE, later("Page width"), lambda s: s.fit("width"), "Ctrl+9", "arrows-left-right",
           _page_shown),
)  # fmt: skip


class ActionSet:
    """The table made alive for one window."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.table = {action.id: action for action in ACTIONS}
        self._made = {action.id: self._make(action) for action in ACTIONS}

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def _make(self, action: Action) -> QAction:
        made = QAction(_(action.label), self._shell)
        made.setObjectName(action.id)
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if action.shortcut:
            made.setShortcut(QKeySequence(action.shortcut))
            made.setToolTip(f"{_(action.label)} ({shortcut_text(action)})")
        made.triggered.connect(lambda: self.run(action.id))
        self._shell.addAction(made)
        return made

    def enabled(self, name: str) -> bool:
        """Whether it can be done now. An action of a desk that is not up is judged only by what it is."""
        action = self.table[name]
        if action.desk and action.desk != self._shell.desk_id and action.when is _record_open:
            return False
        return action.when(self._shell)

    def run(self, name: str) -> None:
        """Does it, if it can be done now."""
        action = self.table[name]
        if not self.enabled(name):
            return
        if action.desk and action.desk != self._shell.desk_id:
            self._shell.show_desk(action.desk)
        action.run(self._shell)

    def refresh(self) -> None:
        """Greys out what cannot be done now, and takes the icons in the colours in force."""
        for name, made in self._made.items():
            made.setEnabled(self.enabled(name))

    def dress(self) -> None:
        """Takes the icons in the colours in force."""
        for name, made in self._made.items():
            if self.table[name].icon:
                made.setIcon(self._shell.hub.icon(self.table[name].icon, "second"))


def shortcut_text(action: Action) -> str:
    """The keys of an action as the system writes them."""
    return QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
