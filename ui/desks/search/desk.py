"""The search desk: filters at the left, what was found in the middle, the page with its hits at the right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from archivist import documents, questions, records
from archivist.i18n import _, ngettext
from archivist.queryfaults import faults
from archivist.questions import Counts, Question, Totals
from archivist.workspace import Workspace
from storage.values import Hit, Results, Similar
from ui.actions import ActionSet
from ui.desks.base import Desk, splitter
from ui.desks.search.builder import Builder
from ui.desks.search.facets import Facets
from ui.desks.search.found import Found, count_text, summary
from ui.desks.search.head import VIEWS, ResultsHead
from ui.desks.search.narrowing import groups_of, switched
from ui.desks.search.notices import FaultNotice, IndexNotice
from ui.desks.search.results import ResultsView
from ui.desks.search.start import NothingFound, NothingHere, Start
from ui.desks.search.timeline import Timeline, bars_of, decade_of
from ui.desks.search.viewer import HitViewer
from ui.hub import Hub
from ui.jobs import Job
from ui.text import joined, number
from ui.widgets.basics import rule, surface
from ui.widgets.pageview import PageView

ANSWER, START, NOTHING_HERE = 0, 1, 2


class SearchDesk(Desk):
    """See the module. `asked` gives a query that is being run."""

    asked = Signal(str)

    def __init__(self, hub: Hub, name: str) -> None:
        super().__init__(hub, name)
        self.question = Question()
        self.found: Found | None = None
        self._asked = 0  # answers to what was asked before are dropped
        self._jobs: list[Job] = []
        self._meant: dict[str, str] = {}
        self._step_when_here = self._backwards = False
        self._panel: tuple[Totals | None, Counts | None] = (None, None)  # what the filters show
        self._actions: ActionSet | None = None
        self._kept: Hit | None = None  # where the cursor is to be after the same is asked again
        self.view = VIEWS[0]
        self.faults = FaultNotice(hub)
        self.indexing = IndexNotice()
        self.builder = Builder(hub)
        self.facets = Facets(hub)
        self.head = ResultsHead(hub)
        self.timeline = Timeline(hub)
        self.results = ResultsView(hub)
        self.viewer = HitViewer(hub, self.results.results)
        self.start = Start()
        self.nothing_here = NothingHere()
        self.nothing_found = NothingFound()
        self._build()
        self._connect()
        self.set_view(hub.settings.text("search.view"))

    def _build(self) -> None:
        self._middle = QStackedWidget()
        self._middle.addWidget(self.results)
        self._middle.addWidget(self.nothing_found)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._below_timeline = rule()
        for part in (self.head, rule(), self.timeline, self._below_timeline, self._middle):
            column.addWidget(part, 1 if part is self._middle else 0)
        found = surface(QWidget(), "panel")
        found.setLayout(column)
        self.split = splitter(self.facets, found, self.viewer, stretch=2)
        self.split.setSizes([200, 430, 672])
        self._stack = QStackedWidget()
        for page in (self.split, self.start, self.nothing_here):
            self._stack.addWidget(page)
        self._stack.setCurrentIndex(START)
        for strip in (self.faults, self.indexing, self.builder):
            self.column.addWidget(strip)
        self.column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.facets.toggled.connect(lambda key: self.ask(switched(self.question, key)))
        self.facets.cleared.connect(self.clear_filters)
        self.head.exact_chosen.connect(self.set_exact)
        self.head.near_wanted.connect(self.results.go_to_near)
        self.head.word_chosen.connect(lambda word: self.hub.search_wanted.emit(self._meant[word]))
        self.timeline.toggled.connect(lambda first, last: self.ask(self.question.with_years(first, last)))
        self.timeline.widened.connect(lambda: self.ask(replace(self.question, years=())))
        self.results.looked_at.connect(self._look)
        self.results.opened.connect(self._open)
        self.results.more_wanted.connect(self._fetch_more)
        self.results.begun.connect(lambda: self.hub.query_pointed.emit(-1, -1))
        self.faults.chosen.connect(self.hub.query_pointed)
        self.builder.written.connect(self.hub.search_wanted)
        self.builder.entered.connect(self.focus_results)
        self.builder.left.connect(self.toggle_builder)
        self.builder.exact_chosen.connect(self.set_exact)
        self.start.tried.connect(self.hub.search_wanted)
        self.hub.indexing.moved.connect(self._show_indexing)
        self.hub.indexing.finished.connect(self._index_is_there)
        self._show_indexing()
        self.nothing_found.cleared.connect(self.clear_filters)
        self.nothing_found.loosened.connect(lambda: self.set_exact(False))

    def take_actions(self, actions: ActionSet) -> None:
        self._actions = actions
        for part in (self.viewer, self.head, self.start, self.nothing_here):
            part.take_actions(actions)
        self.set_view(self.view)

    # The window's side

    @property
    def query(self) -> str:
        """The query as it was typed."""
        return self.question.query

    @property
    def page_view(self) -> PageView | None:
        return self.viewer.page_view

    def splitters(self) -> dict[str, QSplitter]:
        return {"search": self.split}

    def activate(self) -> None:
        if not self.question.query:
            workspace = self.hub.workspace
            self.hub.jobs.start(lambda: _is_empty(workspace), on_done=self._show_start, lane="database")

    def focus_first(self) -> None:
        self.results.setFocus()

    def focus_results(self) -> None:
        """From the search box down into the results."""
        self.results.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_facets(self) -> None:
        """Into the filters, and from there back to the results."""
        inside = self.facets.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        (self.results if inside else self.facets).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh(self) -> None:
        self._kept = self.results.current
        question, self.question = self.question, Question()
        self.ask(question)

    def step(self, by: int) -> None:
        """The next match of this hit, else the next hit; at the end of what is here more is fetched."""
        if self.viewer.step(by):
            return
        self._backwards = by < 0
        if not self.results.step(by) and by > 0 and self._lacks_hits():
            self._step_when_here = True
            self._fetch_more()
        self._backwards = False

    # Asking

    def search(self, query: str) -> None:
        """Runs a query with the filters that are on, unless its answer is there already."""
        self.ask(replace(self.question, query=query.strip()))

    def ask(self, question: Question) -> None:
        """Asks something, unless its answer is there already."""
        if question == self.question:
            return
        if question.query != self.question.query:
            self.asked.emit(question.query)
            self.builder.read(question.query)
            self._panel = (None, None)
        self.question = question
        self.head.exact.setChecked(question.exact)
        self.builder.set_exact(question.exact)
        amiss = faults(question.query)
        self.faults.show_faults(question.query, amiss)
        self.hub.query_marked.emit([(fault.start, fault.end) for fault in amiss])
        self._drop()
        if not question.query:
            self._show_nothing_asked()
            return
        workspace = self.hub.workspace
        self._run(self.hub.jobs.start(
            lambda: questions.first(workspace, question), on_done=partial(self._take, self._asked), lane="database"
        ))  # fmt: skip

    def _run(self, job: Job) -> None:
        self._jobs.append(job)

    def _drop(self) -> None:
        """What was asked before is not answered any more."""
        self._asked += 1
        for job in self._jobs:
            if not job.over:
                job.cancel()
        self._jobs = []
        self._step_when_here = False

    def _show_nothing_asked(self) -> None:
        self.found = None
        self.question = Question(exact=self.question.exact)
        self.results.show_hits(())
        self._stack.setCurrentIndex(START)
        self.noted.emit("")
        self.hinted.emit("")
        self.activate()

    def _show_start(self, empty: bool) -> None:
        if not self.question.query:
            self._stack.setCurrentIndex(NOTHING_HERE if empty else START)

    def _take(self, asked: int, results: Results) -> None:
        if asked != self._asked:
            return
        self.found = Found(self.question, results)
        self._stack.setCurrentIndex(ANSWER)
        self._meant = {}
        self.head.show_meant(())
        self.head.show_near("")
        self.head.show_forms(questions.other_forms(self.question, results.forms))
        self.results.show_hits(results.hits, more=len(results.hits) == questions.FIRST)
        self.results.go_to(self._kept)
        self._kept = None
        self.hub.indexing.take(results.index)
        self._show()
        workspace, question = self.hub.workspace, self.question
        self._run(self.hub.jobs.drive(
            lambda: questions.rest(workspace, question), on_item=partial(self._take_more, asked)
        ))  # fmt: skip

    def _take_more(self, asked: int, item: Totals | Counts | Similar) -> None:
        if asked != self._asked or self.found is None:
            return
        if isinstance(item, Totals):
            self.found = replace(self.found, totals=item)
        elif isinstance(item, Counts):
            self.found = replace(self.found, counts=item)
        else:
            self.found = replace(self.found, similar=item)
            self._show_similar(item)
        self._show()

    def _lacks_hits(self) -> bool:
        known = len(self.results.results.hits)
        return self.found is not None and self.found.totals is not None and known < self.found.totals.total

    def _fetch_more(self) -> None:
        workspace, question, known = self.hub.workspace, self.question, len(self.results.results.hits)
        self._run(self.hub.jobs.start(
            lambda: questions.first(workspace, question, known), on_done=partial(self._add, self._asked),
            lane="database",
        ))  # fmt: skip

    def _add(self, asked: int, results: Results) -> None:
        if asked != self._asked:
            return
        self.results.add_hits(results.hits, more=len(results.hits) == questions.FIRST)
        if self._step_when_here:
            self._step_when_here = False
            self.results.step(1)

    # Showing

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        nothing = not found.results.hits and not (found.similar and found.similar.hits)
        self._middle.setCurrentIndex(1 if nothing else 0)
        self.nothing_found.explain(narrowed=self.question.narrowings > 0, exact=self.question.exact)
        self.viewer.setVisible(not nothing)
        self.facets.setVisible(not nothing or self.question.narrowings > 0)
        # Of the same query the counts before are still nearly right: the panel does not jump while they come anew.
        self._panel = (found.totals or self._panel[0], found.counts or self._panel[1])
        groups = groups_of(self.question, *self._panel)
        if groups:
            self.facets.show_groups(groups)
        self._show_timeline()
        known = found.totals is not None or found.results.total < questions.FIRST
        self.head.count.setText(count_text(found.total, known=known))
        self.noted.emit(summary(found))
        self._hint()

    def _show_timeline(self) -> None:
        counts = self._panel[1]
        if counts is None:
            return
        decades = [(int(value), count) for value, count in counts.facets.get(questions.DECADE, ()) if value.isdecimal()]
        years = self.question.years
        self.timeline.show_bars(bars_of(counts.years, decades, decade_of(years)), years)

    def _show_similar(self, similar: Similar) -> None:
        self._meant = questions.meant(self.question, similar.words, self.found.results.forms if self.found else ())
        self.head.show_meant(tuple(self._meant)[:8])
        if not similar.total:
            return
        heading = ngettext("Nearly the same, perhaps read wrongly: {n} place",
                           "Nearly the same, perhaps read wrongly: {n} places", similar.total)  # fmt: skip
        self.results.show_near(heading.format(n=number(similar.total)), similar.hits)
        self.head.show_near(_("≈ {n} near").format(n=number(similar.total)))

    def _show_indexing(self) -> None:
        indexing = self.hub.indexing
        self.indexing.setVisible(indexing.running)
        if indexing.running:
            self.indexing.show_state(indexing.state.done, indexing.state.of)

    def _index_is_there(self) -> None:
        self.indexing.hide()
        if self.question.query:
            self.refresh()

    def set_view(self, name: str) -> None:
        """Shows hits as a list, as pages, or with the timeline above them; the choice is kept."""
        self.view = name if name in VIEWS else VIEWS[0]
        self.timeline.setVisible(self.view == "timeline")
        self._below_timeline.setVisible(self.view == "timeline")
        self.results.set_grid(self.view == "grid")
        if self.hub.settings.text("search.view") != self.view:
            self.hub.settings.set("search.view", self.view)
        if self._actions is not None:
            for one in VIEWS:
                self._actions[f"search.{one}"].setChecked(one == self.view)

    def set_exact(self, on: bool) -> None:
        """Only the written forms as they are typed, or all."""
        self.ask(replace(self.question, exact=on))

    def clear_filters(self) -> None:
        """The query alone."""
        self.ask(self.question.cleared())

    def toggle_builder(self) -> None:
        """Opens the form of the query, or goes back to the line."""
        if self.builder.isVisible():
            self.builder.hide()
            self.hub.query_pointed.emit(-1, -1)
        else:
            self.builder.open(self.question.query)

    def _look(self, hit: Hit | None) -> None:
        self.viewer.show_hit(hit, last=self._backwards)
        self._hint()
        self.state_changed.emit()

    def _hint(self) -> None:
        """Where the cursor is among the hits, and what can be done."""
        if self.results.current is None:
            self.hinted.emit("")
            return
        row, shown = self.results.currentIndex().row(), self.results.results
        near = row > len(shown.hits)
        here, total = (row - len(shown.hits), len(shown.near)) if near else (row + 1, self._total())
        where = _("{n} of {total}").format(n=number(here), total=number(total))
        keys = (_("F3 next"), _("Shift+F3 previous"), _("Enter opens it on its desk"), _("F6 filters"))
        self.hinted.emit(joined(where, *keys))

    def _total(self) -> int:
        return max(self.found.total if self.found is not None else 0, len(self.results.results.hits))

    def _open(self, hit: Hit) -> None:
        if hit.kind == "record":
            self.hub.record_wanted.emit(hit.id)
        elif hit.document is not None:
            self.hub.page_wanted.emit(hit.document, hit.page or 1)


def _is_empty(workspace: Workspace) -> bool:
    return not records.counts(workspace)["all"] and not documents.listing(workspace)
