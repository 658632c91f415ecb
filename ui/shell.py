"""The one window: rail, top bar, desk, status line, and what the actions of the whole program do."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from archivist.i18n import _
from ui import dialogs, style
from ui.actions import ActionSet, shortcut_text
from ui.asking import Asking
from ui.care import Care
from ui.desks.accessions.desk import AccessionsDesk
from ui.desks.base import Desk, restore_sizes, save_sizes
from ui.desks.catalogue.desk import CatalogueDesk
from ui.desks.documents.desk import DocumentsDesk
from ui.desks.search.desk import SearchDesk
from ui.dialogs import Faults
from ui.hub import Hub
from ui.leaving import Leaving
from ui.palette import Palette, ShortcutSheet
from ui.rail import Rail
from ui.settings_dialog import SettingsDialog
from ui.statusline import StatusLine
from ui.topbar import TopBar
from ui.widgets.basics import surface
from ui.widgets.notice import DamageNotice
from ui.widgets.pageview import Fit, PageView

DESKS: dict[str, type[Desk]] = {
    "catalogue": CatalogueDesk,
    "documents": DocumentsDesk,
    "search": SearchDesk,
    "accessions": AccessionsDesk,
}
STAFF_ONLY = ("accessions",)


class Shell(QMainWindow):
    """The main window. Desks are made when they first come up.

    `archive_wanted` asks for another archive (its folder, and whether to make it), `language_changed` for a window in
    another language; `closed` is emitted when the window has gone.
    """

    archive_wanted = Signal(str, bool)
    language_changed = Signal()
    closed = Signal()

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.hub: Hub = hub
        hub.setParent(self)
        self.desk_id = ""
        self._desks: dict[str, Desk] = {}
        self._closing = False
        self._sizes: dict[str, str] = _sizes_of(hub.settings.text("window.splitters"))
        self.faults = Faults(self)
        self.damage: DamageNotice | None = None
        self.care: Care = Care(hub, self)
        self.actions_ = ActionSet(self)
        self.setWindowTitle(f"{hub.workspace.name} – Archivist")
        self.setMinimumSize(960, 600)
        self._build()
        self.asking: Asking = Asking(self)
        self.leaving: Leaving = Leaving(hub, self, self._desks)
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.timeout.connect(self.actions_.refresh)
        self._connect()
        self._restore_geometry()
        self.show_desk("catalogue")
        self.actions_.dress()
        self.care.copy_catalogue()
        hub.indexing.check()

    def _build(self) -> None:
        table = self.actions_.table
        names = [
            (name, table[f"desk.{name}"].icon, _(table[f"desk.{name}"].label), self.actions_[f"desk.{name}"].toolTip())
            for name in DESKS
            if name not in STAFF_ONLY or self.hub.workspace.reader.level == "staff"
        ]
        settings = table["settings"]
        self.rail = Rail(
            self.hub, names, (settings.icon, _(settings.label), f"{_(settings.label)} ({shortcut_text(settings)})")
        )
        self.topbar = TopBar(self.hub, self.actions_)
        self.desks = QStackedWidget()
        self.statusline = StatusLine(self.hub)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.topbar, self.desks, self.statusline):
            column.addWidget(part, 1 if part is self.desks else 0)
        if self.hub.workspace.torn:
            self.damage = DamageNotice(self.hub, self.care.restore)
            column.insertWidget(1, self.damage)
        whole = surface(QWidget(), "panel")
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(right, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        hub = self.hub
        self.rail.chosen.connect(self.show_desk)
        self.rail.settings_wanted.connect(self.open_settings)
        hub.failed.connect(self.faults.show)
        hub.theme.changed.connect(self._dress)
        hub.settings_changed.connect(self._setting_changed)
        hub.record_wanted.connect(self._show_record)
        hub.page_wanted.connect(self._show_page)
        hub.accession_wanted.connect(self._show_accession)
        hub.jobs.changed.connect(self._soon)
        hub.undo.canUndoChanged.connect(self._soon)
        hub.undo.canRedoChanged.connect(self._soon)

    # Desks

    @property
    def desk(self) -> Desk:
        """The desk that is up."""
        return self._desks[self.desk_id]

    @property
    def catalogue(self) -> CatalogueDesk:
        desk = self._made("catalogue")
        assert isinstance(desk, CatalogueDesk)
        return desk

    @property
    def documents(self) -> DocumentsDesk:
        desk = self._made("documents")
        assert isinstance(desk, DocumentsDesk)
        return desk

    @property
    def search(self) -> SearchDesk:
        desk = self._made("search")
        assert isinstance(desk, SearchDesk)
        return desk

    @property
    def accessions(self) -> AccessionsDesk:
        desk = self._made("accessions")
        assert isinstance(desk, AccessionsDesk)
        return desk

    @property
    def page_view(self) -> PageView | None:
        """The page that zoom and fit act on."""
        return self.desk.page_view if self.desk_id else None

    def _made(self, name: str) -> Desk:
        if name not in self._desks:
            desk = DESKS[name](self.hub, name)
            self._desks[name] = desk
            self.desks.addWidget(desk)
            desk.take_actions(self.actions_)
            desk.state_changed.connect(self._soon)
            desk.noted.connect(partial(self._note, name))
            desk.hinted.connect(partial(self._hint, name))
            for key, made in desk.splitters().items():
                if key in self._sizes:
                    restore_sizes(made, self._sizes[key])
        return self._desks[name]

    def show_desk(self, name: str) -> None:
        """Brings a desk up."""
        if name == self.desk_id:
            return
        desk = self._made(name)
        self.desk_id = name
        self.desks.setCurrentWidget(desk)
        self.rail.choose(name)
        self.topbar.show_desk(_(self.actions_.table[f"desk.{name}"].label), desk.bar)
        self.statusline.hint.setText(desk.last_hint)
        self.topbar.note.setText(desk.last_note)
        self.hub.undo.setActiveStack(desk.undo_stack)
        desk.activate()
        if not self.topbar.search.hasFocus():
            desk.focus_first()
        self.actions_.refresh()

    def _note(self, name: str, text: str) -> None:
        self._desks[name].last_note = text
        if name == self.desk_id:
            self.topbar.note.setText(text)

    def _hint(self, name: str, text: str) -> None:
        self._desks[name].last_hint = text
        if name == self.desk_id:
            self.statusline.hint.setText(text)

    def _soon(self) -> None:
        """What can be done may have changed; looked at once, after everything that is happening now."""
        if not self._stale.isActive():
            self._stale.start(0)

    def _show_record(self, record_id: int) -> None:
        self.show_desk("catalogue")
        self.catalogue.open_record(record_id)

    def _show_page(self, document: int, page: int) -> None:
        self.documents.open_page(document, page)
        self.show_desk("documents")

    def _show_accession(self, accession: int) -> None:
        self.accessions.open_accession(accession)
        self.show_desk("accessions")

    # Actions of the program

    def step(self, by: int) -> None:
        """The next hit, finding or doubtful line, whatever the desk has."""
        self.desk.step(by)

    def zoom(self, factor: float) -> None:
        """The page larger or smaller."""
        if self.page_view is not None:
            self.page_view.zoom(factor)

    def fit(self, how: Fit) -> None:
        """The whole page, or its width."""
        if self.page_view is not None:
            self.page_view.fit(how)

    def refresh(self) -> None:
        """Reads what is shown again from the archive."""
        self.desk.refresh()

    def help(self) -> None:
        """On a field: what the format says of it, in the inspector; elsewhere the sheet of keys."""
        if self.desk_id == "catalogue" and self.catalogue.editor.is_open:
            self.catalogue.inspector.show()
            self.catalogue.inspector.ensureWidgetVisible(self.catalogue.inspector.sections["help"])
        else:
            self.open_shortcuts()

    def open_palette(self) -> None:
        """All actions by name."""
        palette = Palette(self, self.hub, self.actions_)
        if palette.exec():
            self.actions_.run(palette.chosen)

    def open_shortcuts(self) -> None:
        """All keys."""
        ShortcutSheet(self, self.actions_).exec()

    def open_settings(self) -> None:
        """The settings."""
        SettingsDialog(self, self.hub).exec()

    def toggle_jobs(self) -> None:
        """The panel of running jobs."""
        self.statusline.toggle_panel()

    def choose_archive(self) -> None:
        """Asks for the folder of another archive."""
        folder = dialogs.open_folder(self, _("Open archive"))
        if folder is not None:
            self.archive_wanted.emit(str(folder), False)

    def new_archive(self) -> None:
        """Asks for an empty folder to make an archive in."""
        folder = dialogs.open_folder(self, _("Choose an empty folder for the new archive"))
        if folder is not None:
            self.archive_wanted.emit(str(folder), True)

    def createPopupMenu(self) -> QMenu | None:
        return None

    # Look and language

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            style.apply(app, self.hub.colours)
        self.actions_.dress()

    def _setting_changed(self, key: str) -> None:
        if key == "ui.theme":
            self.hub.theme.choose(self.hub.settings.text(key))  # type: ignore[arg-type]
        elif key == "ui.language":
            # After the dialog that changed it has gone: it belongs to this window, which makes way for another.
            QTimer.singleShot(0, self, self._change_language)

    def _change_language(self) -> None:
        question, yes = _("Stop and change the language?"), _("Stop and change")
        self.leaving.leave_without_jobs(question, yes, self.language_changed.emit)

    # Leaving

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closing:
            self._shut()
            event.accept()
            return
        event.ignore()
        self.leaving.leave_without_jobs(_("Stop and quit?"), _("Stop and quit"), self._close_at_last)

    def _close_at_last(self) -> None:
        self._closing = True
        self.close()

    def close_now(self) -> None:
        """Closes without asking; what has to be asked has been."""
        self._closing = True
        self.close()

    def _shut(self) -> None:
        settings = self.hub.settings
        for desk in self._desks.values():
            self._sizes.update({key: save_sizes(made) for key, made in desk.splitters().items()})
        settings.set("window.splitters", json.dumps(self._sizes))
        settings.set("window.geometry", bytes(self.saveGeometry().toBase64().data()).decode("ascii"))
        self.hide()  # a page in hand may take some seconds to let go
        self.care.stop()
        self.hub.jobs.stop()
        self.closed.emit()

    def _restore_geometry(self) -> None:
        kept = self.hub.settings.text("window.geometry")
        if not kept or not self.restoreGeometry(QByteArray.fromBase64(QByteArray(kept.encode("ascii")))):
            self.resize(1366, 768)


def _sizes_of(text: str) -> dict[str, str]:
    try:
        raw = json.loads(text or "{}")
    except ValueError:
        return {}
    return {key: value for key, value in raw.items() if isinstance(value, str)} if isinstance(raw, dict) else {}
