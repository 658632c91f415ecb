"""A page on which plans of cleaning are tried: what has not changed since the last look is not done again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ocr.cleaning.plan import Plan, Way
from ocr.cleaning.recipe import Recipe, Step
from ocr.cleaning.steps import applied, decided
from ocr.cleaning.warps import Picture

ROOM = 600_000_000
"""Bytes of pictures between the steps that are kept for the next look; beyond that they are made anew when needed."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """A step of a plan, what it was decided to be, and the pages that it left (None: no longer kept)."""

    name: str
    way: Way
    steps: tuple[Step, ...]
    pages: tuple[Picture, ...] | None


class Trial:
    """One master. Pictures are as in `ocr.cleaning.steps`; raises OcrError as its functions do."""

    def __init__(self, master: Picture, room: int = ROOM) -> None:
        self._master, self._room = master, room
        self._stages: list[_Stage] = []

    def follow(self, plan: Plan) -> tuple[Recipe, tuple[Picture, ...]]:
        """The recipe that a plan comes to on this page, and the pages that it makes."""
        done = 0
        for stage, wanted in zip(self._stages, plan.ways, strict=False):
            if (stage.name, stage.way) != wanted:
                break
            done += 1
        del self._stages[done:]
        for name, way in plan.ways[done:]:
            self._stages.append(self._stage(name, way))
            self._forget()
        recipe = Recipe(tuple(step for stage in self._stages for step in stage.steps))
        return recipe, self._left_by(len(self._stages))

    def before(self, name: str) -> tuple[Picture, ...]:
        """The pages as a step of the plan that was followed last finds them; the master for no step."""
        names = [stage.name for stage in self._stages]
        return self._left_by(names.index(name)) if name in names else (self._master,)

    def _left_by(self, count: int) -> tuple[Picture, ...]:
        """The pages that the first stages leave."""
        if not count:
            return (self._master,)
        stage = self._stages[count - 1]
        if stage.pages is not None:
            return stage.pages
        pages = self._left_by(count - 1)
        for one in stage.steps:
            pages = applied(pages, one)
        return pages

    def _stage(self, name: str, way: Way) -> _Stage:
        pages = self._left_by(len(self._stages))
        if way == "off" or (name == "split" and len(pages) > 1):
            return _Stage(name, way, (), pages)
        steps = decided(name, pages) if way == "auto" else way
        for one in steps:
            pages = applied(pages, one)
        return _Stage(name, way, steps, pages)

    def _forget(self) -> None:
        """Where there is no room for all pictures, those that the last stage left are kept alone."""
        kept = {id(page): page.nbytes for stage in self._stages for page in stage.pages or ()}
        if sum(kept.values()) > self._room:
            self._stages[:-1] = [replace(stage, pages=None) for stage in self._stages[:-1]]
