"""Workflows for cleaning: how the image of a page is put right before it is read, tried out, kept and taken back.

The masters stay as they are: what is kept is a recipe. The pictures are made in a process of their own; this module
loads neither OpenCV nor numpy.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archivist import access, documents
from archivist.errors import ArchivistError
from archivist.i18n import _
from archivist.process import Place, Process
from archivist.workspace import Workspace
from ocr.cleaning.plan import Plan
from ocr.cleaning.recipe import Recipe
from storage.values import StoredRecipe

if TYPE_CHECKING:
    from ocr.cleaning.trial import Trial
    from ocr.cleaning.warps import Picture

SHOWN = 1800
"""The long side, in pixels, of the pictures that are shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a JPEG or PNG for the screen, and the size in pixels of what it stands for."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What a plan comes to on a page: the recipe, the picture as the step in hand finds it, the pages it leaves."""

    page: int
    plan: Plan
    step: str
    recipe: Recipe
    before: Shown
    after: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page whose recipe was kept: as version `version`, after `before` (0: it had none); or why not."""

    page: int
    before: int = 0
    version: int = 0
    error: str = ""


class Cleaner:
    """The process that tries plans out. Every piece of work is a generator, see `Process`."""

    def __init__(self) -> None:
        self._process = Process(_("The program that cleans pages crashed on this one; leave a step out and try again."))

    def look(self, place: Place, page: int, plan: Plan, step: str = "") -> Generator[Tried | str | None, None, None]:
        """Tries a plan on a page; `step` is the one in hand, whose picture before it is shown (else the master)."""
        yield from self._process.run(_look, place, page, plan, step)

    def keep(self, place: Place, pages: Sequence[int], plan: Plan) -> Generator[Cleaned | None, None, None]:
        """Decides the plan on each page and keeps what it comes to; yields each page, and None while one is in hand."""
        for page in pages:
            for result in self._process.run(_keep, place, page, plan):
                yield Cleaned(page, error=result) if isinstance(result, str) else result

    def close(self) -> None:
        """Ends the process; what it has in hand is dropped."""
        self._process.close()


def recipe_of(ws: Workspace, page: int) -> Recipe | None:
    """How a page is cleaned before it is read; None where it is not. ArchivistError: the reader may not see it."""
    documents.page(ws, page)
    kept = ws.archive.cleaning.current([page]).get(page)
    return Recipe.from_json(kept.recipe) if kept is not None else None


def plan_of(ws: Workspace, page: int) -> Plan:
    """The plan to begin with: what was kept for this page, else what the program would do."""
    kept = recipe_of(ws, page)
    return Plan.of(kept) if kept is not None and kept.steps else Plan.usual()


def history(ws: Workspace, page: int) -> tuple[StoredRecipe, ...]:
    """Every version of how a page is cleaned, the first first."""
    documents.page(ws, page)
    return ws.archive.cleaning.history(page)


def keep(ws: Workspace, page: int, recipe: Recipe) -> Cleaned:
    """Keeps how a page is cleaned, as a new version; the same as before is kept once."""
    access.changing(ws)
    documents.page(ws, page)
    kept = ws.archive.cleaning.current([page]).get(page)
    before = kept.version if kept is not None else 0
    if kept is not None and Recipe.from_json(kept.recipe) == recipe:
        return Cleaned(page, before, before)
    return Cleaned(page, before, ws.archive.cleaning.save(page, before, recipe.to_json()).version)


def restore(ws: Workspace, page: int, expected_version: int, version: int) -> Cleaned:
    """An earlier version becomes the newest one again; 0 is no cleaning. Conflict: somebody changed it since."""
    access.changing(ws)
    old = {one.version: one.recipe for one in history(ws, page)}
    if version and version not in old:
        raise ArchivistError("Page {page} has no version {version}.", page=page, version=version)
    recipe = old[version] if version else Recipe().to_json()
    return Cleaned(page, expected_version, ws.archive.cleaning.save(page, expected_version, recipe).version)


def pages_named(text: str, count: int) -> tuple[int, ...]:
    """The numbers of the pages that `1-3, 5` names, of a document of so many; ArchivistError where it names none."""
    found: set[int] = set()
    for part in text.replace("，", ",").replace("、", ",").split(","):
        first, _dash, last = (one.strip() for one in part.replace("–", "-").partition("-"))
        if not first.isdecimal() or (last and not last.isdecimal()):
            raise ArchivistError("“{text}” names no pages; write them as 1-3, 5.", text=text)
        found.update(range(int(first), int(last or first) + 1) if int(last or first) <= count else (count + 1,))
    if not found or min(found) < 1 or max(found) > count:
        raise ArchivistError("“{text}” names pages that this document has not; it has {count}.", text=text, count=count)
    return tuple(sorted(found))


_trials: dict[str, Trial] = {}
"""In the process: the page that is being tried out, by its SHA-256."""


def _trial(ws: Workspace, page: int) -> Trial:
    from ocr.cleaning.files import opened
    from ocr.cleaning.trial import Trial

    known = documents.page(ws, page)
    if known.digest not in _trials:
        _trials.clear()
        _trials[known.digest] = Trial(opened(documents.page_image(ws, known), known.name)[0])
    return _trials[known.digest]


def _look(ws: Workspace, page: int, plan: Plan, step: str) -> Tried:
    trial = _trial(ws, page)
    recipe, pages = trial.follow(plan)
    return Tried(page, plan, step, recipe, _shown(trial.before(step)[0]), tuple(map(_shown, pages)))


def _keep(ws: Workspace, page: int, plan: Plan) -> Cleaned:
    return keep(ws, page, _trial(ws, page).follow(plan)[0])


def _shown(picture: Picture) -> Shown:
    from PIL import Image

    image = Image.fromarray(picture)
    out = io.BytesIO()
    image.thumbnail((SHOWN, SHOWN), Image.Resampling.BOX, reducing_gap=None)
    image.save(out, "JPEG", quality=92)
    return Shown(out.getvalue(), picture.shape[1], picture.shape[0])
