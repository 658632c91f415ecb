"""An accession as a sheet to be filled in: donor, what came, what was agreed, and the documents that came with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from archivist import access
from archivist.accessions import Accession
from archivist.accessions.values import KINDS
from archivist.i18n import _
from storage.values import ACCESS_LEVELS, Access, Document
from ui import theme
from ui.desks.accessions.items_table import ItemsTable
from ui.desks.catalogue.inspector import document_counts
from ui.desks.documents.documents_list import access_word, kind_word
from ui.drafts import Draft
from ui.text import joined, later
from ui.widgets.basics import Check, button, label, link, surface
from ui.widgets.entry import Entry, Paragraph, quiet_choice, show_choice

KIND_WORDS = {
    "gift": later("Gift"), "deposit": later("Deposit"), "loan": later("Loan"), "purchase": later("Purchase"),
    "transfer": later("Transfer"), "copy": later("Copies made"),
}  # fmt: skip
WIDEST = 1120  # pixels: two fields in a row, of which each is as long as a line that is easy to follow


class Form(QScrollArea):
    """Edits the draft. `document_wanted` gives a document to show, `parted` one that did not come with it after all;
    `scan_wanted`, `scan_asked`: the signed paper is to be shown, or to be chosen."""

    document_wanted = Signal(int)
    parted = Signal(int)
    link_wanted = Signal()
    files_wanted = Signal()
    scan_wanted = Signal()
    scan_asked = Signal()

    def __init__(self, draft: Draft[Accession, Accession]) -> None:
        super().__init__()
        self._draft = draft
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("surface", "ground")
        inside = surface(QWidget(), "ground")
        outer = QHBoxLayout(inside)
        outer.setContentsMargins(theme.HUGE, theme.LARGE, theme.HUGE, theme.HUGE)
        sheet = QWidget()
        sheet.setMaximumWidth(WIDEST)
        outer.addWidget(sheet, 100)
        outer.addStretch(1)
        self._column = QVBoxLayout(sheet)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.TINY)
        self._texts: list[tuple[Entry | Paragraph, Callable[[Accession], str]]] = []
        self._fixed: list[QWidget] = []
        self._lines: list[QWidget] = []
        self._build()
        self.setWidget(inside)
        draft.changed.connect(self.show_state)

    # The sheet

    def _build(self) -> None:
        self.heading = label("", "heading")
        self._column.addWidget(self.heading)
        self._column.addSpacing(theme.SMALL)
        self.donor = self._entry(_("Donor"), lambda a: a.donor.name, lambda a, t: _donor(a, name=t))
        contact = self._entry(_("Contact, for the staff only"), lambda a: a.donor.contact,
                              lambda a, t: _donor(a, contact=t))  # fmt: skip
        self.received = self._entry(_("Received on"), lambda a: a.received, lambda a, t: replace(a, received=t))
        by = self._entry(_("Received by"), lambda a: a.received_by, lambda a, t: replace(a, received_by=t))
        self.kind = self._choice(
            _("How it came"), [(code, _(KIND_WORDS[code])) for code in KINDS], lambda a, c: _agreed(a, kind=c)
        )
        self.named = Check(_("The donor may be named in public"))
        self.named.clicked.connect(lambda on: self._change(_("Donor"), lambda a: _donor(a, named=bool(on))))
        self._fixed.append(self.named)
        self._pairs((self.donor, contact), (self.received, by), (self.kind, self.named))
        self._head(_("What came"))
        self.items = ItemsTable()
        self.items.things.edited.connect(lambda items: self._change(_("What came"), lambda a: replace(a, items=items)))
        self._column.addWidget(self.items)
        self._agreement()
        self._head(_("Documents that came with it"))
        self.documents = QVBoxLayout()
        self.documents.setSpacing(2)
        self._column.addLayout(self.documents)
        row = QHBoxLayout()
        self.add_files = link(_("Add scans as a document…"), self.files_wanted.emit)
        self.add_link = link(_("Choose one that is here already…"), self.link_wanted.emit)
        row.addWidget(self.add_files, 2)
        row.addWidget(self.add_link, 3)
        self._column.addLayout(row)
        self._fixed += [self.add_files, self.add_link]
        self._head(_("Note"))
        note = Paragraph(_("Note"))
        self._wire(note, _("Note"), lambda a: a.note, lambda a, t: replace(a, note=t))
        self._column.addWidget(note)
        self._column.addStretch(1)

    def _agreement(self) -> None:
        self._head(_("Agreement and rights"))
        rights = Paragraph(_("Rights"), _("What was agreed: who holds the rights, what the library may do…"))
        self._wire(rights, _("Rights"), lambda a: a.agreement.rights, lambda a, t: _agreed(a, rights=t))
        self._column.addWidget(rights)
        levels = [(level, access.label(Access(level))) for level in ACCESS_LEVELS]
        self.level = self._choice(_("Who may see it"), levels, lambda a, c: _agreed(a, level=c))
        until = self._entry(_("Until"), lambda a: a.agreement.until, lambda a, t: _agreed(a, until=t),
                            _("for ever, or a day as 2046-01-01"))  # fmt: skip
        signed = self._entry(_("Signed on"), lambda a: a.agreement.signed, lambda a, t: _agreed(a, signed=t),
                             _("a day as 2026-03-01"))  # fmt: skip
        scan = QWidget()
        row = QHBoxLayout(scan)
        row.setContentsMargins(0, 0, 0, 0)
        self.open_scan = link(_("Open the signed paper"), self.scan_wanted.emit)
        self.add_scan = link(_("Add the signed paper…"), self.scan_asked.emit)
        row.addWidget(self.open_scan)
        row.addWidget(self.add_scan)
        scan.setAccessibleName(_("Signed paper"))
        self._fixed.append(self.add_scan)
        self._pairs((self.level, until), (signed, scan))

    def _head(self, text: str) -> None:
        self._column.addSpacing(theme.LARGE)
        self._column.addWidget(label(text, "caption"))

    def _pairs(self, *pairs: tuple[QWidget, QWidget]) -> None:
        """Two fields beside each other, each under its name."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.HUGE)
        grid.setVerticalSpacing(2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        for number, pair in enumerate(pairs):
            for column, widget in enumerate(pair):
                named = not isinstance(widget, Check)
                grid.addWidget(label(widget.accessibleName() if named else "", "caption"), number * 3, column)
                grid.addWidget(widget, number * 3 + 1, column)
            grid.setRowMinimumHeight(number * 3 + 2, theme.SMALL)
        self._column.addLayout(grid)

    def _entry(
        self, name: str, get: Callable[[Accession], str], put: Callable[[Accession, str], Accession], hint: str = ""
    ) -> Entry:
        entry = Entry(name, hint)
        self._wire(entry, name, get, put)
        entry.onward.connect(lambda: self.focusNextPrevChild(True))
        return entry

    def _wire(
        self,
        field: Entry | Paragraph,
        name: str,
        get: Callable[[Accession], str],
        put: Callable[[Accession, str], Accession],
    ) -> None:
        field.finished.connect(lambda text: self._change(name, lambda known: put(known, text)))
        self._texts.append((field, get))

    def _choice(self, name: str, known: Sequence[tuple[str, str]], put: Callable[[Accession, str], Accession]) -> Any:  # noqa: ANN401  a Choice
        box = quiet_choice(name)
        for code, words in known:
            box.addItem(words, code)
        box.activated.connect(lambda _at: self._change(name, lambda a: put(a, str(box.currentData()))))
        self._fixed.append(box)
        return box

    def _change(self, what: str, new: Callable[[Accession], Accession]) -> None:
        if self._draft.state is not None:
            self._draft.change(_("change: {what}").format(what=what), new(self._draft.state))

    # Showing

    def show_state(self) -> None:
        """The draft as it is now."""
        state, head = self._draft.state, self._draft.head
        if state is None or head is None:
            return
        self.heading.setText(head.number)
        for field, get in self._texts:
            field.show_text(get(state))
        show_choice(self.kind, state.agreement.kind)
        show_choice(self.level, state.agreement.level)
        self.named.setChecked(state.donor.named)
        self.items.things.show(state.items, fixed=self.items.things.fixed)
        self.open_scan.setVisible(bool(state.agreement.scan))

    def set_fixed(self, on: bool) -> None:
        """Whether nothing can be changed."""
        for field, _get in self._texts:
            field.setReadOnly(on)
        for widget in self._fixed:
            widget.setEnabled(not on)
        self.items.things.show(self.items.things.items, fixed=on)

    def show_documents(self, documents: Sequence[Document], *, fixed: bool) -> None:
        """The documents that came with it."""
        for old in self._lines:
            self.documents.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._lines = [self._document_line(one, fixed) for one in documents]
        if not self._lines:
            self._lines = [label(_("None yet. Drop scans here, or choose a document."), "second", wrap=True)]
        for one in self._lines:
            self.documents.addWidget(one)

    def _document_line(self, document: Document, fixed: bool) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SMALL)
        row.addWidget(link(document.title, lambda: self.document_wanted.emit(document.id)), 1)
        about = joined(kind_word(document.kind), document_counts(document), access_word(document))
        row.addWidget(label(about, "caption"))
        out = button("×", lambda: self.parted.emit(document.id), "link")
        out.setToolTip(_("It did not come with this accession"))
        out.setAccessibleName(_("It did not come with this accession"))
        out.setEnabled(not fixed)
        row.addWidget(out)
        return made


def _donor(known: Accession, **values: Any) -> Accession:  # noqa: ANN401  fields of a donor
    return replace(known, donor=replace(known.donor, **values))


def _agreed(known: Accession, **values: str) -> Accession:
    return replace(known, agreement=replace(known.agreement, **values))


def as_lines(known: Accession) -> list[str]:
    """An accession for two people to compare."""
    agreement = known.agreement
    pairs = [
        (_("Donor"), joined(known.donor.name, known.donor.contact)), (_("Received on"), known.received),
        (_("Received by"), known.received_by), (_("How it came"), _(KIND_WORDS.get(agreement.kind, agreement.kind))),
        *((_("What came"), joined(f"{one.what} {one.count} {one.unit}", one.condition)) for one in known.items),
        (_("Rights"), agreement.rights), (_("Who may see it"), joined(agreement.level, agreement.until)),
        (_("Signed on"), agreement.signed), (_("Thanked on"), known.thanked), (_("Note"), known.note),
    ]  # fmt: skip
    return [f"{name}  {text}" for name, text in pairs if text]
