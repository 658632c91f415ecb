"""All cleaning steps: how each is decided, how it is applied, and where its points come from.

A step is decided once, into numbers, and then only applied: what a recipe says gives the same pixels again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ocr.cleaning import (
    background,
    binarise,
    borders,
    crop,
    deskew,
    dewarp,
    perspective,
    specks,
    split,
    strokes,
    turn,
)
from ocr.cleaning.recipe import Recipe, Step
from ocr.cleaning.settings import SETTINGS, Setting
from ocr.cleaning.warps import Picture, Plane, Warp
from ocr.errors import OcrError

Decide = Callable[[Picture], Step | None]
Apply = Callable[[Picture, Step], list[Picture]]
Warps = Callable[[int, int, Step], list[Warp]]


@dataclass(frozen=True, slots=True)
class Trade:
    """One kind of step.

    `decide` looks at a picture and gives the step that it needs, or None. `apply` gives the pictures that a step makes
    of one: one, or the two pages of a spread. `warps`, from width and height, gives the map of each of them.
    """

    decide: Decide
    apply: Apply
    warps: Warps
    settings: tuple[Setting, ...]


def _still(width: int, height: int, _done: Step) -> list[Warp]:
    """The map of a step that moves nothing."""
    return [Plane(np.eye(3), width, height)]


_WORK: dict[str, tuple[Decide, Apply, Warps]] = {
    "turn": (turn.decide, turn.apply, turn.warps),
    "perspective": (perspective.decide, perspective.apply, perspective.warps),
    "crop": (crop.decide, crop.apply, crop.warps),
    "borders": (borders.decide, borders.apply, _still),
    "split": (split.decide, split.apply, split.warps),
    "background": (background.decide, background.apply, _still),
    "deskew": (deskew.decide, deskew.apply, deskew.warps),
    "dewarp": (dewarp.decide, dewarp.apply, dewarp.warps),
    "binarise": (binarise.decide, binarise.apply, _still),
    "despeckle": (specks.decide, specks.apply, _still),
    "strokes": (strokes.decide, strokes.apply, _still),
}
STEPS: dict[str, Trade] = {name: Trade(*work, SETTINGS[name]) for name, work in _WORK.items()}
"""By name, in the order in which they are best done: dark edges and shadows before a page is turned away from the edge
that they run along."""

USUAL = ("turn", "perspective", "crop", "borders", "split", "background", "deskew", "dewarp", "despeckle")
"""What is done to a page if nobody says otherwise: all but what throws away shades of grey."""


def automatic(picture: Picture, wanted: Sequence[str] = USUAL) -> Recipe:
    """The recipe that a picture needs, of the steps in `wanted`, in that order; a step without effect is left out.

    Each step is decided on what those before it leave. Raises OcrError for a step that there is not.
    """
    return clean(picture, wanted)[0]


def clean(picture: Picture, wanted: Sequence[str] = USUAL) -> tuple[Recipe, list[Picture]]:
    """The recipe that `automatic` gives, and the pages that it makes."""
    pages, steps = [picture], list[Step]()
    for name in wanted:
        if name == "split" and len(pages) > 1:
            continue
        decided = [_trade(name).decide(page) for page in pages]
        if len(pages) > 1:
            decided = [s and Step(s.name, s.parameters, part) for part, s in enumerate(decided, 1)]
        steps += [s for s in decided if s is not None]
        pages = [
            new for page, s in zip(pages, decided, strict=True) for new in ([page] if s is None else _applied(page, s))
        ]
    return Recipe(tuple(steps)), pages


def known_steps(text: str) -> tuple[str, ...]:
    """The names in a list with commas; raises OcrError for a step that there is not."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        _trade(name)
    return names


def apply(picture: Picture, recipe: Recipe) -> list[Picture]:
    """The pages that a recipe makes of the picture, in the order of reading; the picture itself stays as it is.

    A picture is rows × columns or rows × columns × 3, in bytes; so is each page. Geometrical steps keep colours.
    Raises OcrError for a step that cannot be applied to this picture.
    """
    pages = [picture]
    for one in recipe.steps:
        pages = [
            new
            for part, page in enumerate(pages, 1)
            for new in (_applied(page, one) if one.part in (0, part) else [page])
        ]
    return [page.copy() if page is picture else page for page in pages]


def _applied(picture: Picture, one: Step) -> list[Picture]:
    return STEPS[one.name].apply(picture, one)


def _trade(name: str) -> Trade:
    if name not in STEPS:
        message = "There is no cleaning step named {step}; choose one of {known}."
        raise OcrError(message, step=name, known=", ".join(STEPS))
    return STEPS[name]
