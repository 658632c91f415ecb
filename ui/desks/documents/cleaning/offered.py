"""Which step has something to drag, and where it lies."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF

from archivist.cleaning import Tried
from ocr.cleaning.corners import WHOLE, placed
from ocr.cleaning.plan import Way
from ocr.cleaning.recipe import Step
from ui.desks.documents.cleaning.corners import CornersHandle
from ui.desks.documents.cleaning.grips import Cut, Gutter, Handle


def handle_for(name: str, way: Way, tried: Tried) -> Handle | None:
    """What can be dragged of a step on the page before it; where the program did not decide it, on the whole page."""
    size = QSizeF(tried.before.width, tried.before.height)
    found = next((one for one in tried.recipe.steps if one.name == name), None)
    if way == "off":
        return None
    if name == "crop":
        return Cut(size, _kept(size, found))
    if name == "perspective":
        return CornersHandle(size, _corners(size, found))
    if name == "split" and found is not None:
        return Gutter(size, found.number("gutter"), found.word("order"))
    return None


def _kept(size: QSizeF, found: Step | None) -> QRectF:
    whole = QRectF(0, 0, size.width(), size.height())
    if found is None:
        return whole
    left, top, right, bottom = (found.number(side) for side in ("left", "top", "right", "bottom"))
    return QRectF(left, top, right - left, bottom - top).intersected(whole)


def _corners(size: QSizeF, found: Step | None) -> tuple[float, ...]:
    if found is not None and found.word("measure") == "pixels":
        return found.numbers("corners")
    return placed(WHOLE if found is None else found.numbers("corners"), size.width(), size.height())
