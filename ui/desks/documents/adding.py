"""Dialogs of the documents desk: what a new document is called, what it is sent out as."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from archivist.describing.lists import kind_named, kinds
from archivist.i18n import _, ngettext
from ocr.export.choices import Choices
from ui import dialogs
from ui.dialogs import Frame
from ui.hub import Hub
from ui.text import file_name, later, number
from ui.widgets.basics import Check, Choice, label

FORMS = {
    "pdf": (later("Searchable PDF (*.pdf)"), ".pdf"),
    "text": (later("Plain text (*.txt)"), ".txt"),
    "epub": (later("E-book (*.epub)"), ".epub"),
    "xlsx": (later("Tables as a workbook (*.xlsx)"), ".xlsx"),
    "alto": ("ALTO (*.xml)", ".xml"),
}
IMAGES = "*.png *.jpg *.jpeg *.tif *.tiff *.jp2 *.webp *.bmp *.pdf"


def choose_scans(parent: QWidget) -> list[Path]:
    """Asks for the files of a document; nothing if the person changed their mind."""
    kinds = _("Pages ({kinds})").format(kinds=IMAGES)
    return dialogs.open_files(parent, _("Add document"), f"{kinds};;{_('All files')} (*)")


def suggested_title(paths: Sequence[Path]) -> str:
    """The name of the file or folder; of several files, the name of the folder that they lie in."""
    if len(paths) == 1:
        return paths[0].name if paths[0].is_dir() else paths[0].stem
    return paths[0].parent.name if paths else ""


class AddDialog(Frame):
    """Title and kind of a new document, or other ones for an old one (then without `paths`)."""

    def __init__(
        self, parent: QWidget, hub: Hub, title: str, kind: str = "", paths: Sequence[Path] = (), new: bool = True
    ) -> None:
        super().__init__(parent, _("Add document") if new else _("Rename document"))
        form = self.form()
        self.title = QLineEdit(title)
        self.kind = Choice()
        self.kind.setEditable(True)
        self.kind.addItems(["", *(one.label for one in kinds())])
        known = kind_named(kind)
        self.kind.setCurrentText(known.label if known is not None else kind)
        if new:
            form.addRow(_("Files"), label(_files(paths), "second", wrap=True))
        form.addRow(_("Title"), self.title)
        form.addRow(_("Kind"), self.kind)
        self.read = Check(_("Read the pages right away"))
        self.read.setChecked(True)
        self.link = Check()
        if new:
            self.body.addWidget(self.read)
            self._offer_link(hub)
        self.main = self.confirm(_("Add") if new else _("Save"))
        self.title.textChanged.connect(lambda text: self.main.setEnabled(bool(text.strip())))
        self.main.setEnabled(bool(title.strip()))
        self.title.selectAll()
        self._record = hub.record_at_hand

    def _offer_link(self, hub: Hub) -> None:
        if hub.record_at_hand is not None:
            self.link.setText(_("Belongs to the record “{title}”").format(title=hub.record_at_hand[1]))
            self.body.addWidget(self.link)

    @property
    def kind_name(self) -> str:
        """The kind as it is kept: by its Chinese name, or a word of the library's own."""
        text = self.kind.currentText().strip()
        known = kind_named(text)
        return known.zh if known is not None else text

    @property
    def record(self) -> int | None:
        """The record that the document belongs to."""
        return self._record[0] if self._record is not None and self.link.isChecked() else None


def _files(paths: Sequence[Path]) -> str:
    if len(paths) == 1:
        return file_name(paths[0])
    return ngettext("{n} file or folder", "{n} files or folders", len(paths)).format(n=number(len(paths)))


class DocumentExportDialog(Frame):
    """As what a document goes out."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent, _("Export document"), title)
        self.to = Choice()
        for name, (text, _ending) in FORMS.items():
            self.to.addItem(_(text), name)
        form = self.form()
        form.addRow(_("Form"), self.to)
        self.pictures = Choice()
        for text, cleaned in ((_("As scanned"), False), (_("As cleaned"), True)):
            self.pictures.addItem(text, cleaned)
        form.addRow(_("Pictures"), self.pictures)
        self._rows = form
        self.scans = Check(_("With the pictures of the pages, after the text"))
        self.body.addWidget(self.scans)
        self.to.currentIndexChanged.connect(self._offer)
        self._offer()
        self.confirm(_("Choose the file…"))

    def _offer(self) -> None:
        self.scans.setVisible(self.to.currentData() == "epub")
        self._rows.setRowVisible(self.pictures, self.to.currentData() == "pdf")

    @property
    def choices(self) -> Choices:
        """What was chosen besides the form."""
        return Choices(scans=self.scans.isChecked(), cleaned=bool(self.pictures.currentData()))

    @property
    def suffix(self) -> str:
        """The ending of the file."""
        return FORMS[self.to.currentData()][1]

    @property
    def kinds(self) -> str:
        """The filter for the file dialog."""
        return _(FORMS[self.to.currentData()][0])
