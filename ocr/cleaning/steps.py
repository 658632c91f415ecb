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
from ocr.cleaning.plan import ORDER, USUAL
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
STEPS: dict[str, Trade] = {name: Trade(*_WORK[name], SETTINGS[name]) for name in ORDER}
"""By name, in the order of `plan.ORDER`."""


def automatic(picture: Picture, wanted: Sequence[str] = USUAL) -> Recipe:
    """The recipe that a picture needs, of the steps in `wanted`, in that order; a step without effect is left out.

    Each step is decided on what those before it leave. Raises OcrError for a step that there is not.
    """
    return clean(picture, wanted)[0]


def clean(picture: Picture, wanted: Sequence[str] = USUAL) -> tuple[Recipe, list[Picture]]:
    """The recipe that `automatic` gives, and the pages that it makes."""
    pages: tuple[Picture, ...] = (picture,)
    steps: list[Step] = []
    for name in wanted:
        if name == "split" and len(pages) > 1:
            continue
        found = decided(name, pages)
        for one in found:
            pages = applied(pages, one)
        steps += found
    return Recipe(tuple(steps)), list(pages)


def decided(name: str, pages: Sequence[Picture]) -> tuple[Step, ...]:
    """What a step is to be on each of these pages (one, or the two of a spread); nothing where it is not needed.

    Raises OcrError for a step that there is not.
    """
    found = [_trade(name).decide(page) for page in pages]
    if len(pages) > 1:
        found = [one and Step(one.name, one.parameters, part) for part, one in enumerate(found, 1)]
    return tuple(one for one in found if one is not None)


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
    pages: tuple[Picture, ...] = (picture,)
    for one in recipe.steps:
        pages = applied(pages, one)
    return [page.copy() if page is picture else page for page in pages]


def applied(pages: Sequence[Picture], one: Step) -> tuple[Picture, ...]:
    """The pages that a step leaves of these: those that it is not for stay."""
    return tuple(
        new
        for part, page in enumerate(pages, 1)
        for new in (STEPS[one.name].apply(page, one) if one.part in (0, part) else [page])
    )


def _trade(name: str) -> Trade:
    if name not in STEPS:
        message = "There is no cleaning step named {step}; choose one of {known}."
        raise OcrError(message, step=name, known=", ".join(STEPS))
    return STEPS[name]
