"""Where the inspector is too narrow: an entry of the repair log, and the choice of another document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from archivist.describing import Repair
from archivist.describing.lists import relations
from archivist.i18n import _, ngettext
from storage.values import Document
from ui import dialogs
from ui.desks.documents.documents_list import kind_word
from ui.dialogs import Frame
from ui.hub import Hub
from ui.text import joined, number
from ui.widgets.basics import Choice, button, label

NUMBER = Qt.ItemDataRole.UserRole
PICTURES = "*.png *.jpg *.jpeg *.tif *.tiff *.webp"


class RepairDialog(Frame):
    """What was repaired, when, by whom, with what; and pictures of before and after."""

    def __init__(self, parent: QWidget, hub: Hub) -> None:
        super().__init__(parent, _("Note a repair"))
        self.setMinimumSize(QSize(560, 420))
        self.before: list[str] = []
        self.after: list[str] = []
        form = self.form()
        self.what = QPlainTextEdit()
        self.what.setTabChangesFocus(True)
        self.what.setPlaceholderText(_("Loose leaves sewn, tears closed with kozo paper…"))
        self.day = QLineEdit(date.today().isoformat())
        self.who = QLineEdit(hub.workspace.agent)
        self.materials = QLineEdit()
        self.pages = QLineEdit()
        self.pages.setPlaceholderText("1-3")
        form.addRow(_("What was done"), self.what)
        form.addRow(_("Day"), self.day)
        form.addRow(_("By whom"), self.who)
        form.addRow(_("Materials"), self.materials)
        form.addRow(_("Pages"), self.pages)
        form.addRow(_("Before"), self._pictures(self.before))
        form.addRow(_("After"), self._pictures(self.after))
        self.main = self.confirm(_("Note it"))
        self.main.setEnabled(False)
        self.what.textChanged.connect(lambda: self.main.setEnabled(bool(self.what.toPlainText().strip())))
        self.what.setFocus()

    def _pictures(self, chosen: list[str]) -> QWidget:
        made, shown = QWidget(), label("", "second")
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)

        def choose() -> None:
            found = dialogs.open_files(self, _("Pictures"), _("Pictures ({kinds})").format(kinds=PICTURES))
            chosen.extend(str(path) for path in found)
            count = len(chosen)
            shown.setText(ngettext("{n} picture", "{n} pictures", count).format(n=number(count)) if count else "")

        row.addWidget(button(_("Add pictures…"), choose))
        row.addWidget(shown, 1)
        return made

    @property
    def repair(self) -> Repair:
        """The entry, without its pictures."""
        texts = (self.day, self.who, self.materials, self.pages)
        day, who, materials, pages = (one.text().strip() for one in texts)
        return Repair(day, who, self.what.toPlainText().strip(), materials, pages)


class RelationDialog(Frame):
    """How this document hangs together with which other one. `other` is its number, 0 for none."""

    def __init__(self, parent: QWidget, others: Sequence[Document], title: str, *, relating: bool = True) -> None:
        super().__init__(parent, title)
        self.setMinimumSize(QSize(560, 520))
        self.kind = Choice()
        for code, known in relations().items():
            self.kind.addItem(known.label, code)
        self.kind.setCurrentIndex(max(0, self.kind.findData("related")))
        self.note = QLineEdit()
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Part of the title"))
        self.search.setAccessibleName(_("Find a document"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Documents"))
        self.list.setProperty("rows", True)
        if relating:
            form = self.form()
            form.addRow(_("This document"), self.kind)
            form.addRow(_("Note"), self.note)
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self._others = tuple(others)
        self.main = self.confirm(_("Relate") if relating else _("Choose"))
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self.accept)
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.list.currentRowChanged.connect(lambda row: self.main.setEnabled(row >= 0))
        self._find("")
        self.search.setFocus()

    @property
    def other(self) -> int:
        item = self.list.currentItem()
        return int(item.data(NUMBER)) if item is not None else 0

    def choose(self, document: int) -> None:
        """Marks a document."""
        for row in range(self.list.count()):
            if self.list.item(row).data(NUMBER) == document:
                self.list.setCurrentRow(row)

    def _find(self, text: str) -> None:
        self.list.clear()
        wanted = text.strip().casefold()
        for one in self._others:
            if wanted in one.title.casefold():
                item = QListWidgetItem(joined(one.title, kind_word(one.kind)))
                item.setData(NUMBER, one.id)
                self.list.addItem(item)
        self.list.setCurrentRow(0 if self.list.count() else -1)
        self.main.setEnabled(self.list.count() > 0)
