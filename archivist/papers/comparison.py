"""The sheet that shows one place then and now: two photographs in one frame, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from archivist.errors import ArchivistError
from archivist.mark import fonts
from archivist.papers.sheet import A3, A4, CINNABAR, GREY, HAIR, Sheet
from archivist.papers.words import both, language_of, words

PAPERS = {"a4": A4, "a3": A3}
MARGIN, GAP = 16.0, 6.0
DOTS = 300
"""Pictures are put in with at most this many pixels an inch."""


@dataclass(frozen=True, slots=True)
class Side:
    """A photograph, its title and its date."""

    picture: Image.Image
    title: str
    dated: str


def write_comparison(
    then: Side, now: Side, out: Path, *, library: str, place: str = "", paper: str = "a4", language: str = "zh",
    mark: str = "",
) -> None:  # fmt: skip
    """Writes the sheet: lying, the older photograph on the left, already in the frame of the newer one.

    ArchivistError: no such paper or language. OcrError: `out` cannot be written.
    """
    if paper not in PAPERS:
        raise ArchivistError(
            "There is no “{code}” in this list; take one of {known}.", code=paper, known=", ".join(PAPERS)
        )
    chosen = language_of(language)
    main = "en" if chosen == "en" else "zh"
    size = PAPERS[paper][::-1]
    sheet = Sheet(size, fonts(), " – ".join(dict.fromkeys((then.title, now.title))))
    unit = size[0] / A4[1]
    top = _head(sheet, place or now.title, unit)
    width = (size[0] - 2 * MARGIN - GAP) / 2
    height = min(width * now.picture.height / now.picture.width, size[1] - top - 42 * unit)
    shown = min(width, height * now.picture.width / now.picture.height)
    top += max((size[1] - top - 42 * unit - height) / 2, 0)
    for side, key, x in ((then, "then", MARGIN + width - shown), (now, "now", MARGIN + width + GAP)):
        sheet.picture(x, top, shown, height, _fitting(side.picture, shown))
        sheet.frame(x, top, shown, height, weight=0.4, colour=HAIR)
        _caption(sheet, x, top + height, shown, (both(key, chosen, " "), side.title, side.dated), unit)
    foot = size[1] - 12
    sheet.text(MARGIN, foot, library, 8.5 * unit, colour=GREY, tracking=0.04)
    if mark:
        sheet.text(size[0] - MARGIN, foot, mark, 7.5 * unit, align="right", colour=CINNABAR)
    elif place:
        sheet.text(size[0] - MARGIN, foot, f"{words('place', main)}  {place}", 8.5 * unit, align="right", colour=GREY)
    sheet.save(out)


def _head(sheet: Sheet, title: str, unit: float) -> float:
    size = sheet.fitting(title, sheet.width - 2 * MARGIN, 20 * unit, 0.12)
    sheet.text(sheet.width / 2, 24 * unit, title, size, align="centre", tracking=0.12)
    sheet.rule(sheet.width / 2 - 9, 30 * unit, 18, weight=0.5)
    return 38 * unit


def _caption(sheet: Sheet, x: float, y: float, width: float, texts: tuple[str, str, str], unit: float) -> None:
    """The word for the side, the date beside it, the title below."""
    label, title, dated = texts
    sheet.text(x, y + 7.5 * unit, label, 13 * unit, tracking=0.1)
    sheet.text(x + width, y + 7.5 * unit, dated, 10 * unit, align="right", colour=GREY)
    for number, line in enumerate(sheet.lines(title, width, 9.5 * unit)[:2]):
        sheet.text(x, y + (13.5 + 5 * number) * unit, line, 9.5 * unit, colour=GREY)


def _fitting(picture: Image.Image, width: float) -> Image.Image:
    """No more pixels than a printer shows."""
    most = round(width / 25.4 * DOTS)
    if picture.width <= most:
        return picture
    return picture.resize((most, max(1, round(picture.height * most / picture.width))), Image.Resampling.LANCZOS)
