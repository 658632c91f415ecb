"""Sending records out: which, as what, in which encoding; and what was refused, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from archivist.i18n import _, ngettext
from archivist.records import Exported, Having
from ui.dialogs import Frame
from ui.hub import Hub
from ui.text import later, number
from ui.widgets.basics import Choice, button, label

CONTAINERS = {
    "iso2709": ("ISO 2709 (*.iso)", ".iso"),
    "marcxml": ("MARCXML (*.xml)", ".xml"),
    "json": ("MARC-in-JSON (*.json)", ".json"),
    "mrk": ("MRK (*.mrk)", ".mrk"),
    "worksheet": (later("Worksheet (*.txt)"), ".txt"),
}
ENCODINGS = {"gbk": "GBK", "gb18030": "GB 18030", "utf-8": "UTF-8"}
WHICH: dict[Having, str] = {
    "all": later("All records"),
    "clean": later("Only records without findings"),
    "errors": later("Only records with errors"),
    "warnings": later("Only records with doubts"),
}


class ExportDialog(Frame):
    """Asks for everything but the name of the file."""

    def __init__(self, parent: QWidget, hub: Hub, having: Having, one: int | None) -> None:
        super().__init__(parent, _("Export records"))
        form = self.form()
        self.which = Choice()
        for which, text in WHICH.items():
            self.which.addItem(_(text), which)
        if one is not None:
            self.which.addItem(_("Only the open record"), "one")
        self.which.setCurrentIndex(max(0, self.which.findData(having)))
        self.container = Choice()
        for name, (text, _ending) in CONTAINERS.items():
            self.container.addItem(_(text), name)
        self.encoding = Choice()
        for name, text in ENCODINGS.items():
            self.encoding.addItem(text, name)
        self.encoding.setCurrentIndex(max(0, self.encoding.findData(hub.settings.text("records.encoding"))))
        form.addRow(_("Records"), self.which)
        form.addRow(_("Form"), self.container)
        form.addRow(_("Encoding"), self.encoding)
        hint = _("A record with characters that the encoding does not have is left out and named; nothing is replaced.")
        self.body.addWidget(label(hint, "caption", wrap=True))
        self.container.currentIndexChanged.connect(self._suit)
        self.confirm(_("Choose the file…"))

    @property
    def suffix(self) -> str:
        """The ending of the file."""
        return CONTAINERS[self.container.currentData()][1]

    def _suit(self) -> None:
        """XML and JSON are UTF-8 by their own rules."""
        utf = self.container.currentData() in ("marcxml", "json")
        if utf:
            self.encoding.setCurrentIndex(self.encoding.findData("utf-8"))
        self.encoding.setEnabled(not utf)


class Refusals(Frame):
    """The records that were left out of a file."""

    def __init__(self, parent: QWidget, written: int, refused: Sequence[Exported]) -> None:
        text = ngettext(
            "{n} record was left out of the file; {written} were written.",
            "{n} records were left out of the file; {written} were written.",
            len(refused),
        ).format(n=number(len(refused)), written=number(written))
        super().__init__(parent, _("Not everything was exported"), text)
        self.setMinimumWidth(560)
        lines = [_("Record {id}: {reason}").format(id=one.id, reason=one.reason) for one in refused]
        shown = QPlainTextEdit("\n".join(lines))
        shown.setReadOnly(True)
        self.body.addWidget(shown)
        self.foot.addWidget(button(_("Close"), self.accept, "primary"))
