"""Bringing a file of records in: a look at its first record, the encoding, what to do with duplicates; the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import get_args

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from archivist import records
from archivist.i18n import _, ngettext
from archivist.records import BatchPreview, Duplicate, Imported
from marc.lines import leader_to_line, to_line
from marc.record import Record
from ui import fonts
from ui.dialogs import Frame, explain
from ui.hub import Hub
from ui.text import file_name, joined, later, number
from ui.widgets.basics import Choice, button, label

ENCODINGS = {
    "auto": later("Recognise by itself"),
    "gbk": "GBK",
    "gb18030": "GB 18030",
    "utf-8": "UTF-8",
    "big5": "Big5",
    "marc-8": "MARC-8",
}
DUPLICATES: dict[Duplicate, str] = {
    "skip": later("Keep what is there, skip the new one"),
    "replace": later("Replace what is there (it stays in the history)"),
    "merge": later("Add the fields that are missing to what is there"),
    "add": later("Take both"),
}
OUTCOMES = {
    "added": later("{n} added"),
    "replaced": later("{n} replaced"),
    "merged": later("{n} completed"),
    "skipped": later("{n} skipped, they are there already"),
    "damaged": later("{n} damaged"),
}
SHOWN = 200


def as_text(record: Record) -> str:
    """A record as lines."""
    return "\n".join([leader_to_line(record.leader), *map(to_line, record.fields)])


class ImportDialog(Frame):
    """Shows what a file is. Another encoding shows its first record again, so that one sees whether it is right."""

    def __init__(self, parent: QWidget, hub: Hub, path: Path) -> None:
        super().__init__(parent, _("Import records"))
        self._hub, self._path = hub, path
        self.setMinimumSize(QSize(680, 560))
        self.about = label(file_name(path), "second", wrap=True)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setFont(fonts.even())
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.encoding = Choice()
        for code, text in ENCODINGS.items():
            self.encoding.addItem(_(text), code)
        self.duplicates = Choice()
        for kind in get_args(Duplicate):
            self.duplicates.addItem(_(DUPLICATES[kind]), kind)
        self.body.addWidget(self.about)
        self.body.addWidget(self.preview, 1)
        form = self.form()
        form.addRow(_("Encoding"), self.encoding)
        form.addRow(_("A record that is there already"), self.duplicates)
        self.main = self.confirm(_("Import"))
        self.main.setEnabled(False)
        self.encoding.activated.connect(self.look)
        self.look()

    @property
    def chosen(self) -> tuple[str, Duplicate]:
        """The encoding, and what to do with duplicates."""
        return self.encoding.currentData(), self.duplicates.currentData()

    def look(self) -> None:
        """Reads the first record in the encoding chosen."""
        encoding: str = self.encoding.currentData()
        self._hub.jobs.start(
            lambda: records.inspect_file(self._path, encoding),
            on_done=partial(self._show, encoding),
            on_error=partial(self._fail, encoding),
        )

    def _show(self, encoding: str, found: BatchPreview) -> None:
        if encoding != self.encoding.currentData():
            return
        info = found.info
        self.about.setText(
            joined(file_name(self._path), info.container.upper(), info.encoding.upper(), info.format.upper())
        )
        self.preview.setPlainText(
            as_text(found.first) if found.first else _("No record could be read in this encoding.")
        )
        self.main.setEnabled(True)

    def _fail(self, encoding: str, error: Exception) -> None:
        if encoding == self.encoding.currentData():
            self.preview.setPlainText(explain(error))
            self.main.setEnabled(False)


class Tally:
    """Counts what became of the records of a batch and keeps those that could not be read."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.damaged: list[Imported] = []

    def take(self, item: Imported) -> None:
        self.counts[item.outcome] += 1
        if item.outcome == "damaged":
            self.damaged.append(item)

    @property
    def sentence(self) -> str:
        """`38 added, 1 damaged`."""
        said = [_(text).format(n=number(self.counts[kind])) for kind, text in OUTCOMES.items() if self.counts[kind]]
        return joined(*said) or _("no records")


def damage_line(item: Imported) -> str:
    """Which record, where in the file, why."""
    return _("Record {number}, from byte {offset}: {reason}").format(
        number=number(item.number), offset=number(item.offset), reason=item.reason
    )


class ImportResult(Frame):
    """What became of the batch; damaged records by their number and byte offset."""

    def __init__(self, parent: QWidget, path: Path, tally: Tally, cancelled: bool) -> None:
        super().__init__(parent, _("Import stopped") if cancelled else _("Import finished"), tally.sentence)
        self.setMinimumWidth(560)
        self.body.addWidget(label(file_name(path), "second"))
        if tally.damaged:
            self.body.addWidget(label(_damage(tally.damaged), wrap=True))
            lines = "\n".join(map(damage_line, tally.damaged[:SHOWN]))
            shown = QPlainTextEdit(lines)
            shown.setReadOnly(True)
            shown.setMinimumHeight(160)
            self.body.addWidget(shown)
            self.foot.insertWidget(
                0, button(_("Copy the list"), lambda: QGuiApplication.clipboard().setText(lines), "link")
            )
        close = button(_("Close"), self.accept, "primary")
        close.setDefault(True)
        self.foot.addWidget(close)


def _damage(damaged: Sequence[Imported]) -> str:
    return ngettext(
        "{n} record could not be read. Its bytes are kept in the archive as they came:",
        "{n} records could not be read. Their bytes are kept in the archive as they came:",
        len(damaged),
    ).format(n=number(len(damaged)))
