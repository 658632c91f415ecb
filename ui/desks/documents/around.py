"""What stands below the form of a document: repairs, relations, who may see it, its accession, its record.

These are done at once, each by its own workflow; what is typed on the form is kept first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archivist import access, documents, records
from archivist.accessions import Accession
from archivist.accessions import work as accessions
from archivist.describing import Description, Relation, Repair, history
from archivist.describing import work as describing
from archivist.describing.history import Edition
from archivist.describing.known import described
from archivist.describing.lists import relations
from archivist.errors import TOLD
from archivist.i18n import _, ngettext
from archivist.workspace import Workspace
from storage.values import ACCESS_LEVELS, Access, Document
from ui import theme
from ui.desks.documents.describing_dialogs import RelationDialog, RepairDialog
from ui.desks.documents.versions import VersionsDialog
from ui.drafts import Draft
from ui.hub import Hub
from ui.text import joined
from ui.widgets.basics import Elided, button, label, link
from ui.widgets.entry import Entry, quiet_choice, show_choice


@dataclass(frozen=True, slots=True)
class Around:
    """A document, and what it may be joined with: the other documents, the accessions, the title of its record."""

    head: Document
    others: tuple[Document, ...] = ()
    accessions: tuple[Accession, ...] = ()
    record: str = ""
    views: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A comparison that was kept: what the older photograph shows, and both as documents and page numbers."""

    title: str
    then: tuple[int, int]
    now: tuple[int, int]


def look_around(ws: Workspace, document: int) -> Around:
    """Reads it from the archive; readers are shown no accessions."""
    head = documents.get(ws, document)
    came = accessions.listing(ws) if ws.reader.level == "staff" else ()
    return Around(head, documents.listing(ws), came, _record_title(ws, head), tuple(_views(ws, head)))


def _views(ws: Workspace, head: Document) -> Iterator[View]:
    """The comparisons of the document; those with a photograph that the reader may not see are left out."""
    for known in described(head).comparisons if ws.reader.sees(head) else ():
        try:
            then, now = documents.page(ws, known.then), documents.page(ws, known.now)
            title = documents.get(ws, then.document).title
        except TOLD:
            continue
        yield View(title, (then.document, then.number), (now.document, now.number))


def _record_title(ws: Workspace, head: Document) -> str:
    if head.record is None:
        return ""
    try:
        return records.title(ws, head.record)
    except TOLD:  # the record was deleted since
        return _("record {n}").format(n=head.record)


class Section(QWidget):
    """A small heading and what stands under it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.MIDDLE, 0, 0)
        self._column.setSpacing(theme.TINY)
        self._column.addWidget(label(title, "caption"))
        self._items: list[QWidget] = []

    def add(self, widget: QWidget) -> None:
        """Something that stays."""
        self._column.addWidget(widget)

    def show_items(self, items: Sequence[QWidget]) -> None:
        """What changes, between the heading and what stays."""
        for old in self._items:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._items = list(items)
        for at, item in enumerate(self._items, 1):
            self._column.insertWidget(at, item)


class Beside(QWidget):
    """See the module. `comparison_wanted` gives two pages, each a document and a page number."""

    comparison_wanted = Signal(object, object)

    def __init__(self, hub: Hub, draft: Draft[Document, Description]) -> None:
        super().__init__()
        self._hub, self._draft = hub, draft
        self.around: Around | None = None
        self.repairs, self.relations = Section(_("Repair log")), Section(_("Related documents"))
        self.add_repair = link(_("Note a repair…"), self._add_repair)
        self.add_relation = link(_("Relate to a document…"), self._add_relation)
        self.repairs.add(self.add_repair)
        self.relations.add(self.add_relation)
        self.views = Section(_("Then and now"))
        self.access = AccessPart()
        self.access.wanted.connect(self._restrict)
        self.accession, self.record = Section(_("Accession")), Section(_("Record"))
        self.came = quiet_choice(_("Accession"))
        self.came.activated.connect(lambda _at: self._came_with())
        self.to_accession = link(_("Open the accession"), self._open_accession)
        self.accession.add(self.came)
        self.accession.add(self.to_accession)
        self.versions = Section(_("Earlier descriptions"))
        self.versions.add(link(_("Look at earlier versions…"), self.choose_version))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        parts = (self.repairs, self.relations, self.views, self.access, self.accession, self.record, self.versions)
        for part in parts:
            column.addWidget(part)
        self.clear()

    def clear(self) -> None:
        """No document is open."""
        self.around = None
        self.hide()

    # Showing

    def show_around(self, around: Around, *, fixed: bool) -> None:
        """A document as the archive has it."""
        self.around = around
        head = around.head
        seen = self._hub.workspace.reader.sees(head)
        self.access.show_access(head.access, fixed=fixed)
        self.came.clear()
        self.came.addItem(_("None"), 0)
        for one in around.accessions:
            self.came.addItem(joined(one.number, one.donor.name), one.id)
        show_choice(self.came, head.accession or 0)  # type: ignore[arg-type]  # its codes are numbers
        self.accession.setVisible(bool(around.accessions))
        self.to_accession.setVisible(head.accession is not None)
        self.views.show_items([self._view_line(one) for one in around.views])
        self.views.setVisible(bool(around.views))
        self.record.show_items(self._record_items(around, fixed))
        self.record.setVisible(seen and (not fixed or head.record is not None))
        for part in (self.repairs, self.relations, self.versions):
            part.setVisible(seen)
        for widget in (self.add_repair, self.add_relation, self.came):
            widget.setEnabled(not fixed)
        self.show()

    def _record_items(self, around: Around, fixed: bool) -> list[QWidget]:
        number, at_hand = around.head.record, self._hub.record_at_hand
        if number is not None:
            title = link(
                around.record or _("record {n}").format(n=number), lambda: self._hub.record_wanted.emit(number)
            )
            return [title] if fixed else [title, link(_("Part from the record"), self._unlink)]
        items: list[QWidget] = [label(_("No record describes it yet."), "second", wrap=True)]
        items.append(link(_("Make the record"), self._catalogue))
        if at_hand is not None:
            words = _("Link “{title}”").format(title=at_hand[1])
            items.append(link(words, lambda: self._at_once(lambda ws, d: describing.link(ws, d, at_hand[0]))))
        return items

    def show_description(self, state: Description) -> None:
        """The repairs and relations of the description in hand."""
        self.repairs.show_items([_repair_line(repair) for repair in state.repairs])
        titles = {one.id: one.title for one in self.around.others} if self.around is not None else {}
        lines = [self._relation_line(one, titles[one.document]) for one in state.relations if one.document in titles]
        self.relations.show_items(lines)

    def _relation_line(self, relation: Relation, title: str) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        known = relations().get(relation.kind)
        column.addWidget(label(known.label if known is not None else relation.kind, "caption"))
        row = QHBoxLayout()
        row.setSpacing(theme.TINY)
        row.addWidget(link(title, lambda: self._hub.page_wanted.emit(relation.document, 1)), 1)
        out = button("×", lambda: self._unrelate(relation), "link")
        out.setToolTip(_("Take the relation back"))
        out.setAccessibleName(_("Take the relation back"))
        row.addWidget(out)
        column.addLayout(row)
        return made

    def _view_line(self, view: View) -> QWidget:
        return link(view.title, lambda: self.comparison_wanted.emit(view.now, view.then))

    # Doing

    def _at_once(self, do: Callable[[Workspace, int], object]) -> None:
        """Keeps what is typed, does it in the database lane, and has everything shown again."""
        if self.around is None:
            return
        workspace, number = self._hub.workspace, self.around.head.id

        def work() -> None:
            self._hub.jobs.start(lambda: do(workspace, number), on_done=lambda _made: self._changed(), lane="database")

        self._draft.leave(work)

    def _changed(self) -> None:
        self._hub.documents_changed.emit()
        self._hub.records_changed.emit()

    def choose_version(self) -> None:
        """Shows who changed the description when; what is typed is kept first, as the newest version."""
        if self.around is None:
            return
        workspace, number = self._hub.workspace, self.around.head.id

        def read() -> None:
            self._hub.jobs.start(
                lambda: history.editions(workspace, number), on_done=self._show_versions, lane="database"
            )

        self._draft.leave(read)

    def _show_versions(self, found: tuple[Edition, ...]) -> None:
        fixed = self._hub.workspace.read_only or self._hub.workspace.reader.level != "staff"
        dialog = VersionsDialog(self.window(), found, fixed=fixed)
        if dialog.exec() and dialog.wanted:
            self.take_back(dialog.wanted)

    def take_back(self, version: int) -> None:
        """An earlier version of the description becomes the newest again."""
        self._at_once(lambda ws, number: history.restore(ws, documents.get(ws, number), version))

    def _add_repair(self) -> None:
        if self.around is None:
            return
        dialog = RepairDialog(self.window(), self._hub)
        if dialog.exec():
            self.log_repair(dialog.repair, dialog.before, dialog.after)

    def log_repair(self, repair: Repair, before: Sequence[str], after: Sequence[str]) -> None:
        """Notes a repair, with the files of its pictures."""

        def work(ws: Workspace, number: int) -> None:
            pictured = describing.keep_pictures(ws, repair, map(Path, before), map(Path, after))
            describing.log_repair(ws, documents.get(ws, number), pictured)

        self._at_once(work)

    def _add_relation(self) -> None:
        if self.around is None:
            return
        others = [one for one in self.around.others if one.id != self.around.head.id]
        dialog = RelationDialog(self.window(), others, _("Relate to a document"))
        if dialog.exec() and dialog.other:
            self.relate(dialog.kind.currentData(), dialog.other, dialog.note.text().strip())

    def relate(self, kind: str, other: int, note: str) -> None:
        """Says how this document hangs together with another."""
        self._at_once(lambda ws, number: describing.relate(ws, number, kind, other, note))

    def _unrelate(self, relation: Relation) -> None:
        self._at_once(lambda ws, number: describing.unrelate(ws, number, relation.kind, relation.document))

    def _restrict(self, level: str, until: str, reason: str) -> None:
        self._at_once(
            lambda ws, number: documents.restrict(ws, documents.get(ws, number), access.access_of(level, until), reason)
        )

    def _came_with(self) -> None:
        wanted = int(self.came.currentData() or 0)
        if self.around is None or wanted == (self.around.head.accession or 0):
            return
        known = next((one for one in self.around.accessions if one.id == wanted), None)
        if known is not None:
            self._at_once(lambda ws, number: accessions.assign(ws, known, number))
        else:
            self._at_once(lambda ws, number: accessions.part(ws, number))

    def _open_accession(self) -> None:
        if self.around is not None and self.around.head.accession is not None:
            self._hub.accession_wanted.emit(self.around.head.accession)

    def _catalogue(self) -> None:
        self._at_once(lambda ws, number: describing.catalogue(ws, number, self._hub.settings.text("records.profile")))

    def _unlink(self) -> None:
        self._at_once(describing.unlink)


class AccessPart(Section):
    """Who may see it, and until when. `wanted` gives level, day and reason, when the person says so."""

    wanted = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__(_("Who may see it"))
        self.level = quiet_choice(_("Who may see it"))
        for level in ACCESS_LEVELS:
            self.level.addItem(access.label(Access(level)), level)
        self.until = Entry(_("Until"), _("Until, as 2046-01-01"))
        self.reason = Entry(_("Reason"), _("Reason, for the log"))
        self.apply = button(_("Apply"), self._tell)
        for widget in (self.level, self.until, self.reason, self.apply):
            self.add(widget)
        self._known = Access()
        self.level.currentIndexChanged.connect(lambda _at: self._compare())
        self.until.textChanged.connect(lambda _text: self._compare())
        self.reason.onward.connect(self._tell)

    def show_access(self, known: Access, *, fixed: bool) -> None:
        """What is in force; what was chosen and not applied is dropped."""
        if known != self._known or not self.apply.isVisibleTo(self):
            self._known = known
            show_choice(self.level, known.level)
            self.until.show_text(known.until)
            self.reason.show_text("")
        self.level.setEnabled(not fixed)
        self.until.setReadOnly(fixed)
        self._compare()

    def _compare(self) -> None:
        until = self.until.text().strip()
        level = self.level.currentData() or "public"
        self.until.setVisible(level != "public" or bool(until))
        other = (level, until if level != "public" else "") != (self._known.level, self._known.until)
        self.reason.setVisible(other)
        self.apply.setVisible(other)

    def _tell(self) -> None:
        level = self.level.currentData()
        until = self.until.text().strip() if level != "public" else ""
        self.wanted.emit(level, until, self.reason.text().strip())


def chip_text(document: Document, ws: Workspace) -> str:
    """The level in force, and until when."""
    day = ws.reader.today
    level = access.label(document.access, day)
    until = document.access.until
    return _("{level} until {day}").format(level=level, day=until) if until and until > day else level


def _repair_line(repair: Repair) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(label(repair.what, wrap=True))
    about = Elided("caption")
    pictures = len(repair.before) + len(repair.after)
    shown = ngettext("{n} picture", "{n} pictures", pictures).format(n=pictures)
    about.setText(joined(repair.day, repair.who, repair.materials, shown if pictures else ""))
    column.addWidget(about)
    return made
