"""Cleaning a page: before and after side by side, the steps at the right, done for one page, some or all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archivist import cleaning, documents
from archivist.cleaning import Cleaned, Cleaner, Tried
from archivist.errors import ArchivistError
from archivist.i18n import _, ngettext
from archivist.process import Place
from ocr.cleaning.plan import Plan, Way
from ocr.cleaning.recipe import Step
from storage.values import Page
from ui import dialogs, theme
from ui.desks.base import splitter
from ui.desks.documents.aside import Aside
from ui.desks.documents.beside import OneByOne
from ui.desks.documents.cleaning import words
from ui.desks.documents.cleaning.bar import CleaningBar
from ui.desks.documents.cleaning.changes import Kept, PlanChange
from ui.desks.documents.cleaning.handles import HandleView
from ui.desks.documents.cleaning.offered import handle_for
from ui.desks.documents.cleaning.pictures import beside_each_other, picture_of
from ui.desks.documents.cleaning.step_list import StepList
from ui.hub import Hub
from ui.images import Picture, load_picture
from ui.jobs import Job
from ui.text import number
from ui.widgets.basics import Elided, rule, surface
from ui.widgets.pageview import PageView


class CleaningView(Aside):
    """`reading_offered` gives pages (their ids) whose cleaning is another than the one they were read with."""

    reading_offered = Signal(object)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.page: Page | None = None
        self.pages: tuple[Page, ...] = ()
        self.plan = Plan.usual()
        self.tried: Tried | None = None
        self.step = ""
        self._kept: Plan | None = None
        self._job: Job | None = None
        self._cleaner = Cleaner()
        self._beside = OneByOne(hub, self._show_why_not)
        self.stack = QUndoStack(self)
        hub.undo.addStack(self.stack)
        self.before, self.after = HandleView(hub.theme), PageView(hub.theme)
        self._heads = (Elided("second"), Elided("second"))
        self.steps = StepList()
        self.bar = CleaningBar(self.go_back, self.apply)
        self._build()
        self.steps.changed.connect(self.set_way)
        self.steps.in_hand.connect(self.take_in_hand)
        self.before.let_go.connect(self._dragged)
        self.before.told.connect(self.bar.tell)
        self.destroyed.connect(self._cleaner.close)

    def _build(self) -> None:
        self.before.setAccessibleName(_("Before cleaning"))
        self.after.setAccessibleName(_("After cleaning"))
        panes = [_under(head, view) for head, view in zip(self._heads, (self.before, self.after), strict=True)]
        self.split = splitter(*panes, self.steps, stretch=0)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([500, 500, theme.INSPECTOR + 32])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(rule())
        column.addWidget(self.split, 1)
        surface(self, "panel")

    @property
    def page_view(self) -> PageView:
        return self.before if self.before.hasFocus() else self.after

    @property
    def unsaved(self) -> bool:
        return self._kept is not None and self.plan != self._kept and not self._hub.workspace.read_only

    # Opening

    def open(self, pages: Sequence[Page], page: Page) -> None:
        """A page of a document, with the others of it; begins with what was kept for it."""
        workspace = self._hub.workspace
        self.page, self.pages, self.tried, self.step, self._kept = page, tuple(pages), None, "", None
        self.stack.clear()
        self.bar.show_pages(page.number, len(pages))
        self._clear()
        self._hub.jobs.start(
            lambda: cleaning.plan_of(workspace, page.id), on_done=partial(self._begin, page.id), lane="database"
        )
        self._hub.jobs.start(
            lambda: load_picture(documents.page_image(workspace, page)),
            on_done=partial(self._show_master, page.id),
        )
        self.hinted.emit(
            _(
                "Tab goes from step to step; drag the cut, the line or the corners on the page, or type numbers; "
                "Esc goes back."
            )
        )

    def _show_master(self, page: int, picture: Picture) -> None:
        """As it was scanned, until there is more to show."""
        if self.page is not None and self.page.id == page and self.tried is None:
            self.before.factor = 1.0
            self.before.show_picture(picture)
            self._heads[0].setText(_("As scanned"))

    def _begin(self, page: int, plan: Plan) -> None:
        if self.page is not None and self.page.id == page:
            self._kept = plan
            self.show_plan(plan)
            self.steps.focus_first()

    def _clear(self) -> None:
        for view, head in zip((self.before, self.after), self._heads, strict=True):
            view.show_picture(None)
            head.setText("")
        self.before.show_handle(None)

    # Trying

    def show_plan(self, plan: Plan) -> None:
        """Shows a plan, and what it comes to."""
        self.plan = plan
        self.steps.show_plan(plan, self.tried)
        self._look()

    def set_way(self, name: str, way: Way) -> None:
        """Another way for a step, as one thing that can be undone."""
        if way != self.plan.way(name):
            text = _("change: {what}").format(what=_(words.STEPS[name]))
            self.stack.push(PlanChange(text, self.plan, self.plan.changed(name, way), self.show_plan))
            self.take_in_hand(name)

    def take_in_hand(self, name: str) -> None:
        """The step whose picture before it is shown at the left; what can be dragged of it is drawn there."""
        if name != self.step:
            self.step = name
            self._look()

    def _look(self) -> None:
        page = self.page
        if page is None:
            return
        plan, name = self.plan, self.step
        self.bar.tell(_("The page is being cleaned…"))
        self.state_changed.emit()
        self._beside.run(lambda place: self._cleaner.look(place, page.id, plan, name), self._show)

    def _show(self, tried: Tried) -> None:
        if self.page is None:
            return
        if (tried.page, tried.plan, tried.step) != (self.page.id, self.plan, self.step):
            self._look()  # something was changed meanwhile
            return
        self.tried = tried
        self.before.factor = tried.before.width / max(1, (shown := picture_of(tried.before)).size.width())
        self.before.show_picture(shown)
        self.after.show_picture(beside_each_other(tried))
        self.steps.show_plan(self.plan, tried)
        if not self.before.in_use:
            self.before.show_handle(handle_for(self.step, self.plan.way(self.step) if self.step else "off", tried))
        place = _("Before this step: {step}").format(step=_(words.STEPS[self.step])) if self.step else _("As scanned")
        pages = len(tried.after)
        self._heads[0].setText(place)
        self._heads[1].setText(
            ngettext("After cleaning: {n} page", "After cleaning: {n} pages", pages).format(n=number(pages))
            if pages > 1
            else _("After cleaning")
        )
        self.bar.tell("")
        self.bar.set_ready(not self._hub.workspace.read_only)
        self.state_changed.emit()

    def _show_why_not(self, told: str) -> None:
        if self.page is None:
            return  # the view was left while a page was in hand
        self.bar.tell(told)
        self.bar.set_ready(False)

    def _dragged(self, step: Step) -> None:
        self.set_way(step.name, (step,))

    # Keeping

    def save(self) -> None:
        """Keeps the cleaning for the page at hand."""
        if self.page is not None:
            self._keep([self.page], lambda: None)

    def apply(self) -> None:
        """Keeps the cleaning for the pages that were chosen."""
        if self.page is None:
            return
        try:
            wanted = self.bar.chosen(self.page.number)
        except ArchivistError as error:  # what was typed names no pages: said beside where it was typed
            self.bar.tell(dialogs.explain(error))
            return
        self._keep([page for page in self.pages if page.number in wanted], lambda: None)

    def _keep(self, pages: Sequence[Page], then: Callable[[], None]) -> None:
        if self._job is not None and not self._job.over:
            return
        cleaner, place, plan = Cleaner(), Place.of(self._hub.workspace), self.plan
        done: list[Cleaned] = []

        def over() -> None:
            cleaner.close()
            self._finished(plan, done, stopped=job.cancelled, then=then)

        job = self._hub.jobs.drive(
            lambda: cleaner.keep(place, [page.id for page in pages], plan),
            on_item=done.append,
            on_done=over,
            title=_("Cleaning pages"),
            total=len(pages),
        )
        self._job = job

    def _finished(self, plan: Plan, done: Sequence[Cleaned], *, stopped: bool, then: Callable[[], None]) -> None:
        good = [one for one in done if not one.error]
        if self.page is not None and self.page.id in [one.page for one in good]:
            self._kept = plan
        changed = [one for one in good if one.version != one.before]
        if changed:
            self.stack.push(Kept(self._hub, changed, self._taken_back))
        self._say(len(good), [one for one in done if one.error], stopped=stopped)
        self._hub.documents_changed.emit()
        self.state_changed.emit()
        if changed and not stopped:
            self.reading_offered.emit([one.page for one in changed])
        then()

    def _say(self, count: int, faulty: Sequence[Cleaned], *, stopped: bool) -> None:
        text = ngettext("{n} page is cleaned", "{n} pages are cleaned", count).format(n=number(count))
        if stopped:
            text = _("Stopped. {done}").format(done=text)
        if faulty:
            text = f"{text}  ·  {faulty[0].error}"
        self.bar.tell(text)
        self._hub.said.emit(text)

    def _taken_back(self) -> None:
        """Recipes were taken back, or kept again: the page at hand is shown as it is now."""
        self._hub.said.emit(_("The cleaning was taken back; the masters were never changed."))
        self._hub.documents_changed.emit()

    # Leaving

    def leave(self, then: Callable[[], None]) -> None:
        """Calls `then` once the cleaning is kept, or is to be discarded."""
        if not self.unsaved:
            then()
            return
        question = _("The cleaning of this page is not kept.")
        answer = dialogs.ask(self, question, _("Keep it before you go on?"), _("Keep"), _("Discard"))
        if answer == "yes" and self.page is not None:
            self._keep([self.page], then)
        elif answer == "other":
            self._kept = None
            then()

    def go_back(self) -> None:
        """To the document."""
        self.leave(self._close)

    def _close(self) -> None:
        self._cleaner.close()
        self.page, self.tried, self._kept = None, None, None
        self.stack.clear()
        self._clear()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.apply()
        else:
            super().keyPressEvent(event)


def _under(head: Elided, view: PageView) -> QWidget:
    """A picture under a line that says what it is."""
    made, bar = QWidget(), QWidget()
    bar.setFixedHeight(36)
    row = QHBoxLayout(surface(bar, "panel"))
    row.setContentsMargins(theme.LARGE, 0, theme.LARGE, 0)
    row.addWidget(head)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(bar)
    column.addWidget(rule())
    column.addWidget(view, 1)
    return made
