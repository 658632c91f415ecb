"""Choosing a backup: which there are, what putting each back would change, and whether it is still whole."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from archivist import restoration, safety
from archivist.errors import TOLD
from archivist.i18n import _, ngettext, say
from archivist.restoration import FATES, Fate, Offer, Outcome
from archivist.safety import Backup
from storage.backup.values import BadSet, Counts, Fault, Kind, Preview, Step
from ui import dialogs
from ui.dialogs import Frame, explain
from ui.jobs import Job, Jobs
from ui.text import joined, later, number, size
from ui.widgets.basics import Elided, button, label

COLUMNS = (later("Made"), later("Holds"), later("Size"), later("State"), later("Disk or folder"))
STATE = 3
HEADINGS: dict[Fate, str] = {
    "gone": later("Would vanish ({n})"),
    "changed": later("Would have an earlier or other state ({n})"),
    "back": later("Would be there again ({n})"),
}
KINDS: dict[Kind, str] = {
    "record": later("Record {id}"), "document": later("Document {id}"), "accession": later("Accession")
}  # fmt: skip
ROW = 30


class RestoreDialog(Frame):
    """Shows the backups of the archive in `folder`. `chosen` and `target` say, once accepted, what goes where."""

    def __init__(self, parent: QWidget | None, jobs: Jobs, folder: Path) -> None:
        super().__init__(
            parent,
            _("Restore from a backup"),
            _("Choose a state of the archive to see what putting it back would change. Nothing is changed yet."),
        )
        self._jobs, self._folder = jobs, folder
        self._offers: tuple[Offer, ...] = ()
        self._seen: dict[int, Preview] = {}
        self._checking: Job | None = None
        self.chosen: Backup | None = None
        self.target = folder
        self.setMinimumSize(QSize(900, 620))
        self.table = _table()
        self.counts = label("", "second", wrap=True)
        self.changes = _tree()
        self.note = Elided("caption")
        for widget, share in ((self.table, 2), (self.counts, 0), (self.changes, 3), (self.note, 0)):
            self.body.addWidget(widget, share)
        self.elsewhere = button(_("Look on another disk…"), self.look_elsewhere, "link")
        self.check = button(_("Check this backup"), self.check_chosen, "link")
        self.foot.insertWidget(0, self.elsewhere)
        self.foot.insertWidget(1, self.check)
        self.foot.addWidget(button(_("Cancel"), self.reject))
        self.aside = button(_("Into a new folder…"), self.take_aside)
        self.main = button(_("Put this state back"), self.take, "primary")
        self.foot.addWidget(self.aside)
        self.foot.addWidget(self.main)
        for one in self.findChildren(type(self.main)):
            one.setAutoDefault(False)  # Enter in the list must not replace an archive
        self.table.itemSelectionChanged.connect(self._look)
        self.finished.connect(lambda _answer: self._stop_checking())
        self._allow(offer=None)
        self.fill()

    @property
    def offer(self) -> Offer | None:
        """The backup that is marked."""
        row = self.table.currentRow()
        return self._offers[row] if 0 <= row < len(self._offers) else None

    def fill(self, source: Path | None = None) -> None:
        """Lists the backups that are known, or those on a disk."""
        self._jobs.start(
            partial(restoration.offers, self._folder, source), on_done=self._list, on_error=self._tell_error
        )

    def look_elsewhere(self, folder: Path | None = None) -> None:
        """Lists those in a folder or on a disk that is asked for."""
        found = folder or dialogs.open_folder(self, _("In which folder or on which disk is the backup?"))
        if found is not None:
            self.fill(found)

    def _list(self, offers: tuple[Offer, ...]) -> None:
        self._stop_checking()
        self._offers, self._seen = offers, {}
        self.table.setRowCount(len(offers))
        for row, offer in enumerate(offers):
            for column, text in enumerate(_cells(offer)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        good = (row for row, offer in enumerate(offers) if not isinstance(offer.backup, BadSet))
        self.table.setCurrentCell(next(good, 0 if offers else -1), 0)
        self.table.setFocus()
        self._look()
        if not offers:
            self.counts.setText(
                _("No backup of this archive is known here. Plug in the disk that it lies on, then look there.")
            )

    def _look(self) -> None:
        """Compares the backup that is marked with the archive, in the background."""
        self._stop_checking()
        offer, row = self.offer, self.table.currentRow()
        self._allow(offer=None)
        self.changes.clear()
        self.note.setText("")
        if offer is None:
            return
        if isinstance(offer.backup, BadSet):
            self.counts.setText(say(offer.backup.problem))
            return
        self.counts.setText(_("Comparing…"))
        work = partial(safety.see, offer.backup, self._folder)
        self._jobs.start(work, on_done=partial(self._show, row, offer), on_error=partial(self._fail, offer))

    def _show(self, row: int, offer: Offer, seen: Preview) -> None:
        if self.offer is not offer:
            return
        self._seen[row] = seen
        now = _("unreadable") if seen.now is None else counted(seen.now)
        lines = [_("In this backup: {counts}").format(counts=counted(seen.then)),
                 _("In the archive now: {counts}").format(counts=now)]  # fmt: skip
        if seen.unreadable:
            lines.append(_("The archive can't be read, so nobody can say what it has beyond this."))
        self.counts.setText("\n".join(lines))
        fill_changes(self.changes, seen)
        self.note.setText(_secured(seen, offer))
        self._allow(offer)

    def _fail(self, offer: Offer, error: Exception) -> None:
        if self.offer is offer:
            self.counts.setText(explain(error))

    def _tell_error(self, error: Exception) -> None:
        if self._offers:
            dialogs.ErrorDialog(self, error).open()
        else:
            self.counts.setText(explain(error))

    def _allow(self, offer: Offer | None) -> None:
        self.main.setEnabled(offer is not None)
        self.check.setEnabled(offer is not None)
        self.aside.setEnabled(offer is not None and offer.whole)

    # Checking

    def check_chosen(self) -> None:
        """Reads the whole backup that is marked and says in its row what was found."""
        offer, row = self.offer, self.table.currentRow()
        if offer is None or isinstance(offer.backup, BadSet) or self._checking is not None:
            return
        faults: list[Fault] = []
        self._say_state(row, _("Being checked…"))
        self._checking = self._jobs.drive(
            partial(_checked, offer.backup),
            on_item=partial(self._checked, row, faults),
            on_done=partial(self._check_done, row, faults),
            on_error=partial(self._check_failed, row),
        )

    def _checked(self, row: int, faults: list[Fault], item: Step | Fault) -> None:
        if isinstance(item, Fault):
            faults.append(item)
        elif item.of > 1:
            self._say_state(row, _("{made} of {total}").format(made=number(item.done), total=number(item.of)))

    def _check_done(self, row: int, faults: list[Fault]) -> None:
        job, self._checking = self._checking, None
        if job is None or job.cancelled:
            return
        damaged = ngettext("{n} file is damaged", "{n} files are damaged", len(faults)).format(n=number(len(faults)))
        text = damaged if faults else _("Checked now: whole")
        self._say_state(row, text)
        if faults:
            self.note.setText(say(faults[0].problem))

    def _check_failed(self, row: int, error: Exception) -> None:
        self._checking = None
        self._say_state(row, _("Can't be used"))
        self.counts.setText(explain(error))
        self._allow(offer=None)

    def _stop_checking(self) -> None:
        if self._checking is not None:
            self._checking.cancel()
            self._checking = None
            for row, offer in enumerate(self._offers):
                self._say_state(row, _cells(offer)[STATE])

    def _say_state(self, row: int, text: str) -> None:
        item = self.table.item(row, STATE)
        if item is not None:
            item.setText(text)
            item.setToolTip(text)

    # Choosing

    def take(self) -> None:
        """Puts the backup that is marked over the archive."""
        offer = self.offer
        if offer is not None and not isinstance(offer.backup, BadSet) and self.main.isEnabled():
            self.chosen = offer.backup
            self.accept()

    def take_aside(self, folder: Path | None = None) -> None:
        """Puts it into an empty folder, which is asked for; today's archive stays as it is."""
        found = folder or dialogs.open_folder(self, _("Choose an empty folder for the restored archive"))
        if found is None:
            return
        try:
            restoration.refuse_taken(found)
        except TOLD as error:
            dialogs.ErrorDialog(self, error).open()
            return
        self.target = found
        self.take()


def counted(counts: Counts) -> str:
    """How much a state of an archive holds."""
    return joined(
        ngettext("{n} document", "{n} documents", counts.documents).format(n=number(counts.documents)),
        ngettext("{n} page", "{n} pages", counts.pages).format(n=number(counts.pages)),
        ngettext("{n} version of texts", "{n} versions of texts", counts.texts).format(n=number(counts.texts)),
        ngettext("{n} record", "{n} records", counts.records).format(n=number(counts.records)),
    )


def fill_changes(tree: QTreeWidget, seen: Preview) -> None:
    """What would vanish, change and come back, under headings with their counts."""
    tree.clear()
    found = restoration.outcomes(seen)
    for fate in FATES:
        items = [item for item in found if item.fate == fate]
        if items:
            head = QTreeWidgetItem(tree, [_(HEADINGS[fate]).format(n=number(len(items)))])
            head.setFirstColumnSpanned(True)
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = head.font(0)
            font.setBold(True)
            head.setFont(0, font)
            for item in items:
                _entry(head, item)
            head.setExpanded(True)
    more = _unnamed(seen, len(found))
    if more:
        QTreeWidgetItem(tree, [_("… and {n} more").format(n=number(more))])
    if not found and seen.lost is not None:
        QTreeWidgetItem(tree, [_("Nothing would change: the archive is in this state.")])


def _entry(head: QTreeWidgetItem, item: Outcome) -> None:
    kind = _(KINDS[item.kind]).format(id=item.id)
    entry = QTreeWidgetItem(head, [item.title or _("Untitled"), kind, _why(item)])
    entry.setToolTip(0, item.title)


def _why(item: Outcome) -> str:
    if item.fate == "gone":
        return _("added since")
    if item.fate == "back":
        return _("deleted since")
    lost = ngettext("{n} newer version would be lost", "{n} newer versions would be lost", item.lost)
    back = ngettext("{n} version comes back", "{n} versions come back", item.back)
    return joined(*(text.format(n=number(n)) for text, n in ((lost, item.lost), (back, item.back)) if n))


def _unnamed(seen: Preview, named: int) -> int:
    """How many things a preview counts beyond those it names."""
    both = [difference for difference in (seen.lost, seen.back) if difference]
    counted = max((one.things for one in both), default=0)
    return max(0, counted - named) if any(len(one.items) < one.things for one in both) else 0


def _secured(seen: Preview, offer: Offer) -> str:
    if seen.unreadable:
        return _("The damaged database is kept in the archive's folder “backups”.")
    if offer.whole:
        return _("Before that, today's state is backed up to {place}.").format(place=offer.where)
    return _("Before that, today's database is copied to {place}.").format(place=offer.where)


def _cells(offer: Offer) -> tuple[str, str, str, str, str]:
    if isinstance(offer.backup, BadSet):
        return offer.backup.name, "", "", _("Can't be used"), str(offer.where)
    holds = _("everything") if offer.whole else _("the database alone")
    made = safety.local_time(offer.moment)
    return made, holds, size(offer.size), _("checked when it was made"), str(offer.where)


def _checked(backup: Backup) -> Iterator[Step | Fault]:
    yield from safety.check(backup)


def _table() -> QTableWidget:
    made = QTableWidget(0, len(COLUMNS))
    made.setAccessibleName(_("Backups"))
    made.setHorizontalHeaderLabels([_(text) for text in COLUMNS])
    made.setProperty("surface", "ground")
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setTabKeyNavigation(False)
    made.setShowGrid(False)
    made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    made.setWordWrap(False)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(ROW)
    head = made.horizontalHeader()
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in enumerate((150, 150, 100, 200)):
        made.setColumnWidth(column, width)
    head.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
    return made


def _tree() -> QTreeWidget:
    made = QTreeWidget()
    made.setAccessibleName(_("What would change"))
    made.setColumnCount(3)
    made.setHeaderHidden(True)
    made.setProperty("surface", "ground")
    made.setProperty("rows", True)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    made.header().setStretchLastSection(False)
    for column, width in ((1, 130), (2, 270)):
        made.header().resizeSection(column, width)
    made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return made
