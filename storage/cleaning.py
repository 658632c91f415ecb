"""How the images of pages are cleaned before they are read: a recipe for each page, and every version of it.

A recipe is the application's own serialisation; the image itself never changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import peewee

from storage.database import Database
from storage.errors import Conflict, NotFound
from storage.events import EventLog
from storage.tables import Page, PageCleaning, among, now
from storage.values import StoredRecipe


class CleaningStore:
    """Recipes in the catalogue database. Where a page is asked for that is not there, every method raises NotFound."""

    def __init__(self, database: Database, events: EventLog) -> None:
        self._database = database
        self._events = events

    def current(self, pages: Sequence[int]) -> Mapping[int, StoredRecipe]:
        """By page the newest recipe, of those that have one."""
        with self._database.read() as db:
            query = _recipes().where(among(PageCleaning.page, pages)).order_by(PageCleaning.version)
            return {row[0]: StoredRecipe(*row) for row in query.tuples().execute(db)}

    def history(self, page: int) -> tuple[StoredRecipe, ...]:
        """Every version of the recipe of a page, the first first."""
        with self._database.read() as db:
            query = _recipes().where(PageCleaning.page == page).order_by(PageCleaning.version)
            return tuple(StoredRecipe(*row) for row in query.tuples().execute(db))

    def save(self, page: int, expected_version: int, recipe: str, note: str = "") -> StoredRecipe:
        """Keeps a new version; `expected_version` is 0 for the first. Conflict if somebody saved since."""
        stored = StoredRecipe(page, expected_version + 1, now(), recipe, note)
        with self._database.write() as db:
            digest = Page.select(Page.digest).where(Page.id == page).scalar(db)
            if digest is None:
                raise NotFound("There is no page {id} in this archive (any more). Reload the document.", id=page)
            found = _recipes().where(PageCleaning.page == page).order_by(PageCleaning.version.desc()).limit(1)
            known = [StoredRecipe(*row) for row in found.tuples().execute(db)]
            current = known[0] if known else StoredRecipe(page, 0, "", "")
            if current.version != expected_version:
                raise Conflict(
                    "Somebody else has changed how page {id} is cleaned meanwhile (it is at version {version}, not "
                    "{expected}). Nothing was saved; look at it and save again.",
                    current,
                    id=page,
                    version=current.version,
                    expected=expected_version,
                )
            values = {"version": stored.version, "changed": stored.changed, "note": note, "recipe": recipe}
            PageCleaning.insert(page=page, **values).execute(db)
            self._events.write(db, "cleaning", "page", page, digest=digest, detail=f"recipe version {stored.version}")
        return stored


def _recipes() -> peewee.ModelSelect[PageCleaning]:
    c = PageCleaning
    return c.select(c.page, c.version, c.changed, c.recipe, c.note)
