"""What happened to documents, pages, records and files, when, by whom, and how it ended.

The kinds of events are those of the PREMIS vocabulary of event types (id.loc.gov/vocabulary/preservation/eventType)
where it has a word for them. An event of a change is written in the transaction of the change itself, so that neither
is ever there without the other. Events are never changed or removed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import peewee

from storage import tables
from storage.database import Database
from storage.tables import now
from storage.values import Event, EventKind, EventObject, Outcome

Agent = Callable[[], str]
"""Says who is at work: the name of a person, or of the program where nobody is."""


class EventLog:
    """The events of an archive, the first first; `agent` is asked at every event."""

    def __init__(self, database: Database, agent: Agent) -> None:
        self._database = database
        self._agent = agent

    def write(
        self,
        db: peewee.Database,
        kind: EventKind,
        about: EventObject,
        item: int | None,
        *,
        digest: str = "",
        outcome: Outcome = "success",
        detail: str = "",
    ) -> None:
        """Writes an event within the transaction of what it tells."""
        tables.Event.insert(
            moment=now(), agent=self._agent(), kind=kind, about=about, item=item, digest=digest, outcome=outcome,
            detail=detail,
        ).execute(db)  # fmt: skip

    def add(
        self,
        kind: EventKind,
        about: EventObject,
        item: int | None,
        *,
        digest: str = "",
        outcome: Outcome = "success",
        detail: str = "",
    ) -> None:
        """Writes an event of something that changed nothing in the database, such as an export."""
        with self._database.write() as db:
            self.write(db, kind, about, item, digest=digest, outcome=outcome, detail=detail)

    def of_document(self, document: int) -> tuple[Event, ...]:
        """What happened to a document and to its pages."""
        e, page = tables.Event, tables.Page
        leaves = page.select(page.id).where(page.document == document)
        mine = ((e.about == "document") & (e.item == document)) | ((e.about == "page") & e.item.in_(leaves))
        return self._select(mine)

    def of(self, about: EventObject, items: Sequence[int]) -> tuple[Event, ...]:
        """What happened to these things."""
        return self._select((tables.Event.about == about) & tables.among(tables.Event.item, items))

    def last(self, kind: EventKind, about: EventObject | None = None) -> Event | None:
        """The newest event of a kind, with `about` only of such things."""
        condition = tables.Event.kind == kind
        if about is not None:
            condition &= tables.Event.about == about
        with self._database.read() as db:
            query = _columns().where(condition).order_by(tables.Event.id.desc()).limit(1)
            return next((Event(*row) for row in query.tuples().execute(db)), None)

    def between(self, first: str, last: str) -> tuple[Event, ...]:
        """The events from one moment to another (as `2026-01-01T00:00:00Z`), the second not counted."""
        return self._select((tables.Event.moment >= first) & (tables.Event.moment < last))

    def _select(self, condition: peewee.Expression) -> tuple[Event, ...]:
        with self._database.read() as db:
            query = _columns().where(condition).order_by(tables.Event.id)
            return tuple(Event(*row) for row in query.tuples().execute(db))


def _columns() -> peewee.ModelSelect[tables.Event]:
    e = tables.Event
    return e.select(e.id, e.moment, e.agent, e.kind, e.about, e.item, e.digest, e.outcome, e.detail)
