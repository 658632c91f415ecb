"""The steps of cleaning and their settings in words."""

from __future__ import annotations

from collections.abc import Sequence

from archivist.i18n import _
from ocr.cleaning.recipe import Step
from ui.text import joined, later, number

STEPS = {
    "turn": later("Orientation"),
    "perspective": later("Photographed askew"),
    "crop": later("Cut out the page"),
    "borders": later("Dark edges"),
    "split": later("Part the spread"),
    "background": later("Stains and shine-through"),
    "deskew": later("Straighten"),
    "dewarp": later("Level bulging lines"),
    "binarise": later("Black and white"),
    "despeckle": later("Specks"),
    "strokes": later("Strokes"),
}
WAYS = {"auto": later("Automatic"), "hand": later("By hand"), "off": later("Off")}
SETTINGS = {
    "quarters": later("Turned clockwise"),
    "left": later("Left"),
    "top": later("Top"),
    "right": later("Right"),
    "bottom": later("Bottom"),
    "level": later("Darker than (0–255)"),
    "gutter": later("Line at"),
    "order": later("First page"),
    "clear": later("As faint as (0–0.9)"),
    "angle": later("Degrees"),
    "window": later("Window"),
    "k": "k",
    "area": later("Smaller than"),
    "mend": later("Mend gaps up to"),
    "thicken": later("Thicken by"),
}
"""Those that a person sets; the others keep their usual values."""
HIDDEN = {("despeckle", "window")}
CHOICES: dict[str, dict[int, str] | dict[str, str]] = {
    "quarters": {0: later("not"), 1: "90°", 2: "180°", 3: "270°"},
    "order": {"right-first": later("right page"), "left-first": later("left page")},
}


def shown(step: str, setting: str) -> bool:
    """Whether a person sets this."""
    return setting in SETTINGS and (step, setting) not in HIDDEN


def told(steps: Sequence[Step]) -> str:
    """What one step came to, on one page or on the two of a spread."""
    return "  ·  ".join(filter(None, map(_one, steps)))


def _one(step: Step) -> str:
    if step.name == "turn":
        return _("by {degrees}°").format(degrees=90 * step.whole("quarters"))
    if step.name == "deskew":
        return _("by {degrees}°").format(degrees=f"{step.number('angle'):.2f}")
    if step.name == "crop":
        wide, high = step.whole("right") - step.whole("left"), step.whole("bottom") - step.whole("top")
        return f"{number(wide)} × {number(high)}"
    if step.name == "split":
        first = _("right page first") if step.word("order") == "right-first" else _("left page first")
        return joined(_("at {place}").format(place=number(step.whole("gutter"))), first)
    if step.name == "despeckle":
        return _("smaller than {n} pixels").format(n=step.whole("area"))
    if step.name == "strokes":
        return _("gaps up to {mend}, thicker by {thicken}").format(
            mend=step.whole("mend"), thicken=step.whole("thicken")
        )
    return _("done")
