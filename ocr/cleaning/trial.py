"""A page on which plans of cleaning are tried: what has not changed since the last look is not done again."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.cleaning.plan import Plan, Way
from ocr.cleaning.recipe import Recipe, Step
from ocr.cleaning.steps import applied, decided
from ocr.cleaning.warps import Picture


@dataclass(frozen=True, slots=True)
class _Stage:
    """A step of a plan, what it was decided to be, and the pages that it left."""

    name: str
    way: Way
    steps: tuple[Step, ...]
    pages: tuple[Picture, ...]


class Trial:
    """One master. Pictures are as in `ocr.cleaning.steps`; raises OcrError as its functions do."""

    def __init__(self, master: Picture) -> None:
        self._master = master
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
        return Recipe(tuple(step for stage in self._stages for step in stage.steps)), self._left

    def before(self, name: str) -> tuple[Picture, ...]:
        """The pages as a step of the plan that was followed last finds them; the master for no step."""
        pages: tuple[Picture, ...] = (self._master,)
        for stage in self._stages:
            if stage.name == name:
                return pages
            pages = stage.pages
        return (self._master,)

    @property
    def _left(self) -> tuple[Picture, ...]:
        return self._stages[-1].pages if self._stages else (self._master,)

    def _stage(self, name: str, way: Way) -> _Stage:
        pages = self._left
        if way == "off" or (name == "split" and len(pages) > 1):
            return _Stage(name, way, (), pages)
        steps = decided(name, pages) if way == "auto" else way
        for one in steps:
            pages = applied(pages, one)
        return _Stage(name, way, steps, pages)
