"""What is wanted of a cleaning, step by step: decided by the program, left out, or done as a person says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ocr.cleaning.recipe import Recipe, Step

ORDER = (
    "turn", "perspective", "crop", "borders", "split", "background", "deskew", "dewarp", "binarise", "despeckle",
    "strokes",
)  # fmt: skip
"""The order in which steps are best done: dark edges and shadows before a page is turned away from the edge that they
run along."""
USUAL = ("turn", "perspective", "crop", "borders", "split", "background", "deskew", "dewarp", "despeckle")
"""What is done to a page if nobody says otherwise: all but what throws away shades of grey."""
Way = Literal["auto", "off"] | tuple[Step, ...]
"""How one step is done; as given steps, one for each page of a spread where they differ."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The name of each step with its way, in the order in which they are done."""

    ways: tuple[tuple[str, Way], ...]

    @classmethod
    def usual(cls) -> Plan:
        """Every step in its best order; the usual ones are decided by the program."""
        return cls(tuple((name, "auto" if name in USUAL else "off") for name in ORDER))

    @classmethod
    def of(cls, recipe: Recipe) -> Plan:
        """The plan that gives this recipe again; steps that the recipe has in another order than usual keep theirs."""
        known = {step.name: tuple(one for one in recipe.steps if one.name == step.name) for step in recipe.steps}
        names = list(known)
        for place, name in enumerate(ORDER):
            if name not in known:
                after = [names.index(one) for one in ORDER[:place] if one in names]
                names.insert(max(after, default=-1) + 1, name)
        return cls(tuple((name, known.get(name, "off")) for name in names))

    def way(self, name: str) -> Way:
        """How a step is done."""
        return dict(self.ways)[name]

    def changed(self, name: str, way: Way) -> Plan:
        """The plan with another way for one step."""
        return Plan(tuple((one, way if one == name else known) for one, known in self.ways))
