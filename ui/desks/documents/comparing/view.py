"""The view of then and now: points are marked on two photographs, one is laid over the other, kept and printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QUndoStack
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout

from archivist.aligning import Aligner, Laid
from archivist.describing import Comparison
from archivist.i18n import _, language, ngettext
from storage.values import Page
from ui import dialogs
from ui.desks.base import splitter
from ui.desks.documents.aside import Aside
from ui.desks.documents.beside import OneByOne
from ui.desks.documents.comparing.bar import ComparisonBar
from ui.desks.documents.comparing.over import Over
from ui.desks.documents.comparing.panes import Pane
from ui.desks.documents.comparing.points import Points, PointsChange, Side
from ui.desks.documents.comparing.shots import Shot, read_pair, upright_picture
from ui.hub import Hub
from ui.images import Picture
from ui.text import file_name, number
from ui.widgets.basics import rule, surface
from ui.widgets.pageview import PageView


class ComparisonView(Aside):
    """See the module."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.shots: dict[Side, Shot] = {}
        self.points = Points()
        self.kept: Comparison | None = None
        self.laid: Laid | None = None
        self._aligner = Aligner()
        self._beside = OneByOne(hub, self._show_why_not)
        self.stack = QUndoStack(self)
        hub.undo.addStack(self.stack)
        self.panes: dict[Side, Pane] = {"then": Pane(hub, "then"), "now": Pane(hub, "now")}
        self._pictures: dict[Side, Picture] = {}
        self.bar = ComparisonBar(
            {"back": self.go_back, "swap": self.swap, "delete": self.take_out, "print": self.choose_sheet,
             "save": self.save}
        )  # fmt: skip
        self.over = Over(hub)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.split: QSplitter = splitter(self.panes["then"], self.panes["now"], stretch=0)
        self.split.setStretchFactor(1, 1)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.split)
        self._middle.addWidget(self.over)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(rule())
        column.addWidget(self._middle, 1)
        surface(self, "panel")

    def _connect(self) -> None:
        self.bar.modes.chosen.connect(self.show_mode)
        for side, pane in self.panes.items():
            pane.view.pointed.connect(partial(self._pointed, side))
            pane.view.nudged.connect(partial(self._nudged, side))
            pane.turned.connect(partial(self._turned, side))
        self.destroyed.connect(self._aligner.close)

    @property
    def page_view(self) -> PageView:
        then, now = self.panes["then"].view, self.panes["now"].view
        return now if now.hasFocus() else then

    # Opening

    def open(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        """Two photographs, each a document and the number of its page (from 1)."""
        workspace = self._hub.workspace
        self._hub.jobs.start(
            lambda: read_pair(workspace, one, other),
            on_done=lambda found: self._show_shots(*found),
            lane="database",
        )

    def _show_shots(self, then: Shot, now: Shot, kept: Comparison | None) -> None:
        self.stack.clear()
        self.shots = {"then": then, "now": now}
        self.kept, self.laid, self._pictures = kept, None, {}
        self._load()
        self.show_points(Points.of(kept) if kept is not None else Points())
        self.show_mode("overlay" if kept is not None else "points")

    def _load(self) -> None:
        workspace = self._hub.workspace
        for side, shot in self.shots.items():
            place = shot.pages.index(shot.page) + 1
            self.panes[side].describe(shot.known.title, shot.dated, place, len(shot.pages))
            self.panes[side].view.show_picture(None)
            self._hub.jobs.start(
                partial(upright_picture, workspace, shot.page), on_done=partial(self._take_picture, side, shot.page.id)
            )

    def _take_picture(self, side: Side, page: int, picture: Picture) -> None:
        if side in self.shots and self.shots[side].page.id == page:
            self._pictures[side] = picture
            self.panes[side].view.show_picture(picture)
            self._show_laid()

    def _turned(self, side: Side, by: int) -> None:
        """Another page of the same document: its points are others."""
        shot = self.shots[side]
        place = shot.pages.index(shot.page) + by
        if 0 <= place < len(shot.pages):
            self.leave(partial(self._go_to, side, shot.pages[place]))

    def _go_to(self, side: Side, page: Page) -> None:
        shots = {name: (shot.page.document, shot.page.number) for name, shot in self.shots.items()}
        shots[side] = (page.document, page.number)
        self.open(shots["now"], shots["then"])

    # Points

    @property
    def comparison(self) -> Comparison:
        """What is marked so far."""
        return self.points.comparison(self.shots["then"].page.id, self.shots["now"].page.id)

    @property
    def unsaved(self) -> bool:
        """Whether the points are worth keeping and others than those that were kept."""
        if not self.shots or self.points.missing:
            return False
        return self.kept is None or self.comparison.points != self.kept.points

    def show_points(self, points: Points) -> None:
        """Shows these; what they align is laid anew when it is looked at."""
        self.points = points
        for pane in self.panes.values():
            pane.view.show_points(points)
        self._tell()
        if self.bar.modes.current == "overlay":
            self._align()

    def _change(self, text: str, points: Points) -> None:
        if points != self.points:
            self.stack.push(PointsChange(text, self.points, points, self.show_points))

    def _pointed(self, side: Side, place: QPointF) -> None:
        known = self.panes[side].view.found(place)
        if known >= 0:
            self.show_points(Points(self.points.pairs, known))
        else:
            self._change(_("mark a point"), self.points.marked(side, (place.x(), place.y())))

    def _nudged(self, side: Side, across: float, down: float) -> None:
        self._change(_("move a point"), self.points.moved(side, across, down))

    def take_out(self) -> None:
        """Takes the pair in hand out, or the last one."""
        self._change(_("take a pair out"), self.points.without())

    def swap(self) -> None:
        """Then becomes now, and the reverse."""
        if not self.shots:
            return
        self.stack.clear()
        self.shots = {"then": self.shots["now"], "now": self.shots["then"]}
        self.kept, self.laid, self._pictures = None, None, {}
        self._load()
        self.show_points(self.points.swapped())

    def _tell(self, text: str = "") -> None:
        """How far one is, in words."""
        missing = self.points.missing
        if missing:
            words = ngettext(
                "Click the same thing on both photographs: {n} more pair.",
                "Click the same thing on both photographs: {n} more pairs.",
                missing,
            ).format(n=missing)
        else:
            count = len(self.points.whole)
            words = ngettext("{n} pair", "{n} pairs", count).format(n=number(count))
            if self.laid is not None and self.laid.comparison == self.comparison:
                words += "  ·  " + _("{error} pixels off on average").format(error=f"{self.laid.error:.1f}")
        self.bar.told.setText(text or words)
        self.bar.delete.setEnabled(bool(self.points.pairs))
        self.bar.save.setEnabled(self.unsaved and not self._fixed)
        self.bar.print.setEnabled(not missing)
        self.state_changed.emit()

    @property
    def _fixed(self) -> bool:
        return self._hub.workspace.read_only or self._hub.workspace.reader.level != "staff"

    # One over the other

    def show_mode(self, mode: str) -> None:
        """Both side by side with their points, or one over the other."""
        if mode == "overlay" and self.points.missing:
            self.bar.modes.choose("points")
            self._tell()
            return
        self.bar.modes.choose(mode)
        self._middle.setCurrentIndex(1 if mode == "overlay" else 0)
        self.bar.delete.setVisible(mode == "points")
        if mode == "overlay":
            self.hinted.emit(_("Left and right move the line, Space shows one or the other, Enter goes to the points."))
            self.over.overlay.setFocus()
            self._align()
        else:
            self.hinted.emit(
                _("Click marks a point, arrows move it, Delete takes the pair out, Enter lays one over the other.")
            )
            self.panes["then"].view.setFocus()

    def _align(self) -> None:
        if self.points.missing:
            self.show_mode("points")
            return
        if self.laid is not None and self.laid.comparison == self.comparison:
            self._show_laid()
            return
        wanted = self.comparison
        self._tell(_("The photographs are being aligned…"))
        self._beside.run(lambda place: self._aligner.lay(place, wanted), self._take_laid)

    def _take_laid(self, laid: Laid) -> None:
        if laid.comparison != self.comparison:
            self._align()  # a point was moved meanwhile
            return
        self.laid = laid
        self._show_laid()
        self._tell()

    def _show_laid(self) -> None:
        fits = self.laid is not None and self.laid.comparison == self.comparison
        self.over.show_pictures(self._pictures.get("now"), self.laid.then if self.laid is not None and fits else None)

    def _show_why_not(self, told: str) -> None:
        """Points that do not align are shown, with the sentence that says why."""
        if self.bar.modes.current == "overlay":
            self.show_mode("points")
        self._tell(told)

    # Keeping

    def save(self) -> None:
        """Keeps the points with the newer document."""
        self._save(lambda: None)

    def _save(self, then: Callable[[], None]) -> None:
        wanted = self.comparison

        def kept(_folder: Path) -> None:
            self.kept = wanted
            self._hub.said.emit(_("The comparison was kept"))
            self._hub.documents_changed.emit()
            self._tell()
            then()

        self._beside.run(lambda place: self._aligner.keep(place, wanted), kept)

    def leave(self, then: Callable[[], None]) -> None:
        """Calls `then` once the points are kept, or are to be discarded."""
        if not self.unsaved or self._fixed:
            then()
            return
        question = _("The points are not saved.")
        answer = dialogs.ask(self, question, _("Save them before you go on?"), _("Save"), _("Discard"))
        if answer == "yes":
            self._save(then)
        elif answer == "other":
            then()

    def go_back(self) -> None:
        """To the documents."""
        self.leave(self._close)

    def _close(self) -> None:
        self._aligner.close()
        self.shots = {}
        self.points = Points()
        self.stack.clear()
        self.left.emit()

    def choose_sheet(self) -> None:
        """Asks where the sheet goes, and writes it."""
        title = self.shots["now"].known.title
        out = dialogs.save_file(self, _("Sheet to print"), f"{title}.pdf".replace("/", "-"), "PDF (*.pdf)")
        if out is not None:
            self.print_sheet(out)

    def print_sheet(self, out: Path) -> None:
        """Writes both photographs side by side, on the paper that is chosen."""
        wanted, paper = self.comparison, self.bar.paper.currentData()
        tongue = "zh" if language() == "zh_CN" else "en"

        def written(path: Path) -> None:
            self._hub.said.emit(_("Written: {file}").format(file=file_name(path)))

        title = _("Write {file}").format(file=file_name(out, 30))
        self._beside.run(lambda place: self._aligner.print_sheet(place, wanted, out, paper, tongue), written, title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.bar.modes.current == "points":
            self.take_out()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.show_mode("points" if self.bar.modes.current == "overlay" else "overlay")
        else:
            super().keyPressEvent(event)
