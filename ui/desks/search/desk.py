"""The search desk: what was found at the left, the page with its hits at the right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from archivist import documents, records, searching
from archivist.i18n import _, ngettext
from archivist.records import OpenRecord
from archivist.workspace import Workspace
from storage.values import Hit, Results
from ui import theme
from ui.actions import ActionSet
from ui.desks.base import Desk, splitter
from ui.desks.catalogue.fields_model import FieldsModel
from ui.desks.catalogue.fields_view import FieldsView
from ui.desks.documents.page_pane import PagePane
from ui.desks.search.facets import Facet, Facets
from ui.desks.search.results import ResultsView, caption_of
from ui.hub import Hub
from ui.images import Picture, load_picture
from ui.text import joined, number, took
from ui.widgets.basics import Elided, Empty, label, rule, surface
from ui.widgets.pageview import Mark, PageView

LIMIT = 200


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query: its hits, and how many are records and pages."""

    query: str
    results: Results
    records: int
    pages: int


def ask(workspace: Workspace, query: str) -> Found:
    """Runs a query; counts by kind are asked for only where not all hits have come."""
    results = searching.find(workspace, query, limit=LIMIT)
    kinds = Counter(hit.kind for hit in results.hits)
    if results.total > len(results.hits):
        found = searching.find(workspace, query, "records", limit=1).total
        pages = searching.find(workspace, query, "pages", limit=1).total
        return Found(query, results, found, pages)
    return Found(query, results, kinds["record"], kinds["page"])


class RecordPane(QWidget):
    """A record that was found, to be read."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        surface(self, "ground")
        self._model = FieldsModel(self)
        self._view = FieldsView(hub, self._model)
        self._view.read_only = True
        self._title = Elided("heading")
        self._about = label("", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.HUGE, theme.LARGE, theme.HUGE, theme.LARGE)
        column.setSpacing(theme.SMALL)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addWidget(rule())
        column.addWidget(self._view, 1)

    def show_record(self, opened: OpenRecord) -> None:
        """Shows it; Enter in the list opens it on its desk."""
        self._title.setText(opened.points.title)
        self._about.setText(joined(_("Record {id}").format(id=opened.id), _("Enter opens it for editing")))
        self._model.show(opened.record)


class SearchDesk(Desk):
    """See the module. `asked` gives a query that is being run, so that the search box can show it."""

    asked = Signal(str)

    def __init__(self, hub: Hub, name: str) -> None:
        super().__init__(hub, name)
        self.query = ""
        self.found: Found | None = None
        self._facet = "all"
        self.facets = Facets(hub)
        self.results = ResultsView(hub)
        self.pane = PagePane(hub, turning=False)
        self.record_pane = RecordPane(hub)
        self._right = QStackedWidget()
        for part in (surface(QWidget(), "desk"), self.pane, self.record_pane):
            self._right.addWidget(part)
        self.split = splitter(self.facets, surface(self.results, "panel"), self._right, stretch=2)
        self.split.setSizes([200, 430, 672])
        self._stack = QStackedWidget()
        self._stack.addWidget(self.split)
        for title, text in self._empty_texts():
            self._stack.addWidget(surface(Empty(title, text), "panel"))
        self._stack.setCurrentIndex(1)
        self.column.addWidget(self._stack)
        self._shown_page = 0
        self.facets.chosen.connect(self._narrow)
        self.results.looked_at.connect(self._look)
        self.results.opened.connect(self._open)
        self.results.results.located.connect(self._located)

    def _empty_texts(self) -> tuple[tuple[str, str], ...]:
        return (
            (
                _("Search records and pages"),
                _("Type one or more characters above. Traditional finds simplified and the other way round; words "
                  "apart must all occur, “words in quotes” stand together."),
            ),
            (_("Nothing found"), _("Try fewer or other characters; pages that are not read yet cannot be found.")),
        )  # fmt: skip

    def take_actions(self, actions: ActionSet) -> None:
        self.pane.take_actions(actions)

    @property
    def page_view(self) -> PageView | None:
        return self.pane.view if self._right.currentWidget() is self.pane else None

    def splitters(self) -> dict[str, QSplitter]:
        return {"search": self.split}

    def focus_first(self) -> None:
        self.results.setFocus()

    def refresh(self) -> None:
        query, self.query = self.query, ""
        self.search(query)

    def step(self, by: int) -> None:
        self.results.step(by)

    def search(self, query: str) -> None:
        """Runs a query, unless its answer is there already."""
        query = query.strip()
        if query == self.query:
            return
        self.query, self._facet = query, "all"
        self.asked.emit(query)
        if not query:
            self.found = None
            self.results.show_hits(())
            self._stack.setCurrentIndex(1)
            self.noted.emit("")
            self.hinted.emit("")
            return
        workspace = self.hub.workspace
        self.hub.jobs.start(lambda: ask(workspace, query), on_done=self._take, lane="database")

    def _take(self, found: Found) -> None:
        if found.query != self.query:
            return  # the person has typed on
        self.found = found
        self._stack.setCurrentIndex(0 if found.results.total else 2)
        self._show_facets()
        self.results.show_hits(found.results.hits)
        self.noted.emit(summary(found))

    def _show_facets(self) -> None:
        found = self.found
        if found is None:
            return
        kinds = [
            Facet("all", _("All"), found.results.total),
            Facet("record", _("Records"), found.records),
            Facet("page", _("Pages"), found.pages),
        ]
        hits = found.results.hits
        titles = {hit.document: hit.title for hit in hits if hit.document is not None}
        counts = Counter(hit.document for hit in hits if hit.document is not None)
        whole = found.results.total == len(hits)  # of a part of the hits the counts would be wrong
        narrower = [Facet(f"d{key}", titles[key], count) for key, count in counts.most_common()] if whole else []
        self.facets.show_facets([one for one in kinds if one.count], narrower, self._facet)

    def _narrow(self, key: str) -> None:
        if self.found is None:
            return
        self._facet = key
        if key in ("all", "record", "page") and self.found.results.total > len(self.found.results.hits):
            workspace, query, scopes = self.hub.workspace, self.query, {"record": "records", "page": "pages"}
            self.hub.jobs.start(
                lambda: searching.find(workspace, query, scopes.get(key, "all"), limit=LIMIT),  # type: ignore[arg-type]
                on_done=lambda results: self.results.show_hits(results.hits),
                lane="database",
            )
            return
        self.results.show_hits([hit for hit in self.found.results.hits if _belongs(hit, key)])

    def _look(self, hit: Hit | None) -> None:
        if hit is None:
            self._right.setCurrentIndex(0)
            return
        total = number(self.results.results.rowCount())
        here = number(self.results.currentIndex().row() + 1)
        self.hinted.emit(
            joined(
                _("{n} of {total}").format(n=here, total=total),
                _("F3 next"),
                _("Shift+F3 previous"),
                _("Enter opens it on its desk"),
            )
        )
        if hit.kind == "record":
            self.hub.jobs.start(
                lambda: records.load(self.hub.workspace, hit.id),
                on_done=partial(self._show_record, hit),
                lane="database",
            )
        else:
            self._right.setCurrentWidget(self.pane)
            self.pane.name.setText(joined(hit.title, caption_of(hit)))
            self._locate(hit)
        self.state_changed.emit()

    def _show_record(self, hit: Hit, opened: OpenRecord) -> None:
        if self.results.current == hit:
            self.record_pane.show_record(opened)
            self._right.setCurrentWidget(self.record_pane)

    def _located(self, hit: Hit) -> None:
        if self.results.current == hit:
            self._locate(hit)

    def _locate(self, hit: Hit) -> None:
        """Shows the page of a hit, as soon as it is known where it lies."""
        place = self.results.results.place(hit)
        if place is None:
            return
        if self._shown_page == place.page.id and self.pane.view.picture is not None:
            self._paint(hit)
            return
        self._shown_page = place.page.id
        self.pane.view.show_picture(None)
        path = partial(documents.page_image, self.hub.workspace, place.page)
        self.hub.jobs.start(lambda: load_picture(path()), on_done=partial(self._show_picture, hit))

    def _show_picture(self, hit: Hit, picture: Picture) -> None:
        if self.results.current == hit:
            self.pane.view.show_picture(picture)
            self._paint(hit)

    def _paint(self, hit: Hit) -> None:
        place = self.results.results.place(hit)
        if place is not None:
            self.pane.view.set_marks([Mark(box, "hit") for box in place.boxes])
            if place.boxes:
                self.pane.view.reveal(place.boxes[0])

    def _open(self, hit: Hit) -> None:
        if hit.kind == "record":
            self.hub.record_wanted.emit(hit.id)
        elif hit.document is not None:
            self.hub.page_wanted.emit(hit.document, hit.page or 1)

    def focus_results(self) -> None:
        """From the search box down into the results."""
        self.results.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _belongs(hit: Hit, key: str) -> bool:
    return key == "all" or key == hit.kind or key == f"d{hit.document}"


def summary(found: Found) -> str:
    """`23 pages · 4 records · 9 ms`."""
    return joined(
        ngettext("{n} page", "{n} pages", found.pages).format(n=number(found.pages)) if found.pages else "",
        ngettext("{n} record", "{n} records", found.records).format(n=number(found.records)) if found.records else "",
        took(found.results.seconds),
    )
