"""The hit that the cursor is on: its page with the matches in amber, or its record."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from archivist import documents, records
from archivist.i18n import _
from archivist.records import OpenRecord
from storage.values import Hit
from ui import theme
from ui.actions import ActionSet
from ui.desks.catalogue.fields_model import FieldsModel
from ui.desks.catalogue.fields_view import FieldsView
from ui.desks.documents.page_pane import PagePane
from ui.desks.search.model import ResultsModel
from ui.desks.search.painting import caption_of
from ui.hub import Hub
from ui.images import Picture, load_picture
from ui.text import joined
from ui.widgets.basics import Elided, label, rule, surface
from ui.widgets.pageview import Mark, PageView


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


class HitViewer(QStackedWidget):
    """Shows one hit at a time; whatever comes late for another one is dropped."""

    def __init__(self, hub: Hub, results: ResultsModel) -> None:
        super().__init__()
        self._hub, self._results = hub, results
        self.pane = PagePane(hub, turning=False)
        self.record_pane = RecordPane(hub)
        for part in (surface(QWidget(), "ground"), self.pane, self.record_pane):
            self.addWidget(part)
        self._hit: Hit | None = None
        self._shown_page = 0
        self.match = 0
        results.located.connect(self._located)

    def take_actions(self, actions: ActionSet) -> None:
        """The buttons of the page's bar."""
        self.pane.take_actions(actions)

    @property
    def page_view(self) -> PageView | None:
        """The page, if one is shown."""
        return self.pane.view if self.currentWidget() is self.pane else None

    def show_hit(self, hit: Hit | None, *, last: bool = False) -> None:
        """Shows it, with the cursor on its first match or its last."""
        self._hit = hit
        self.match = -1 if last else 0
        if hit is None:
            self.setCurrentIndex(0)
        elif hit.kind == "record":
            workspace = self._hub.workspace
            self._hub.jobs.start(
                lambda: records.load(workspace, hit.id),
                on_done=partial(self._show_record, hit),
                # One that was deleted since: the row stays until somebody searches again.
                on_error=lambda _error: self.setCurrentIndex(0),
                lane="database",
            )
        else:
            self.setCurrentWidget(self.pane)
            self.pane.name.setText(joined(hit.title, caption_of(hit)))
            self._locate(hit)

    def step(self, by: int) -> bool:
        """To the next or previous match on the page; whether there is one."""
        place = self._results.place(self._hit) if self._hit is not None else None
        if place is None or self._hit is None or self.currentWidget() is not self.pane:
            return False
        at = self.match % len(place.matches) + by if place.matches else -1
        if not 0 <= at < len(place.matches):
            return False
        self.match = at
        self._paint(self._hit)
        return True

    def _show_record(self, hit: Hit, opened: OpenRecord) -> None:
        if self._hit == hit:
            self.record_pane.show_record(opened)
            self.setCurrentWidget(self.record_pane)

    def _located(self, hit: Hit) -> None:
        if self._hit == hit:
            self._locate(hit)

    def _locate(self, hit: Hit) -> None:
        """Shows the page of a hit, as soon as it is known where it lies."""
        place = self._results.place(hit)
        if place is None:
            return
        if self._shown_page == place.page.id and self.pane.view.picture is not None:
            self._paint(hit)
            return
        self._shown_page = place.page.id
        self.pane.view.show_picture(None)
        path = partial(documents.page_image, self._hub.workspace, place.page)
        self._hub.jobs.start(lambda: load_picture(path()), on_done=partial(self._show_picture, hit))

    def _show_picture(self, hit: Hit, picture: Picture) -> None:
        if self._hit == hit:
            self.pane.view.show_picture(picture)
            self._paint(hit)

    def _paint(self, hit: Hit) -> None:
        place = self._results.place(hit)
        if place is None:
            return
        matches = place.matches
        at = self.match % len(matches) if matches else 0
        self.pane.view.set_marks(
            [
                Mark(box, "current hit" if number == at and len(matches) > 1 else "hit")
                for number, boxes in enumerate(matches)
                for box in boxes
            ]
        )
        if matches:
            self.pane.view.reveal(matches[at][0])
