"""Reading a page that is cleaned first, with its boxes where they lie in the master."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from ocr.cleaning.files import opened, png
from ocr.cleaning.recipe import Recipe
from ocr.cleaning.steps import apply, automatic
from ocr.cleaning.ways import ways
from ocr.hints import Hints
from ocr.page import PageText
from ocr.reader import Engines, engines_of_this_process, read_image

FOR_READING = ("turn", "perspective", "crop", "borders", "split", "background", "deskew", "dewarp")
"""What may help the reader: all that puts a page right, and a flat background, without which print that shines through
may be read between the lines. Not black and white: the reader has a threshold of its own and needs the greys."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One page as it was read. `picture` holds the bytes of the page of a spread, in whose pixels its boxes are; it is
    None for a whole master, in whose pixels they are then. `part` counts the pages of a spread from 1, else 0."""

    part: int
    picture: bytes | None
    text: PageText


def read_cleaned(
    source: Path | bytes, recipe: Recipe | None, hints: Hints | None = None, engines: Engines | None = None
) -> Iterator[Cleaned]:
    """Cleans a picture by a recipe, or without one by what it needs for reading, and reads its pages in their order.

    Raises OcrError as `read_page` does, and for a step that cannot be applied to this picture.
    """
    master, dpi = opened(source)
    recipe = automatic(master, FOR_READING) if recipe is None else recipe
    known = ways(recipe, master.shape[1], master.shape[0])
    for part, (page, way) in enumerate(zip(apply(master, recipe), known, strict=True), 1):
        text = read_image(Image.fromarray(page), hints, engines)
        if len(known) == 1:
            yield Cleaned(0, None, way.page(text))
        else:
            yield Cleaned(part, png(page, dpi), text)


def worker_read_cleaned(source: Path | bytes, recipe: Recipe, hints: Hints | None = None) -> PageText:
    """As `read_on_master`, for a pool of processes: each process loads its engines once."""
    return read_on_master(source, recipe, hints, engines_of_this_process())


def read_on_master(
    source: Path | bytes, recipe: Recipe, hints: Hints | None = None, engines: Engines | None = None
) -> PageText:
    """What is read on the pages that a recipe makes, as the text of the one master: all boxes are in its pixels, and
    the pages of a spread follow each other in the order of reading. Script and direction are those of most text.

    Raises OcrError as `read_cleaned` does.
    """
    master, _dpi = opened(source)
    known = ways(recipe, master.shape[1], master.shape[0])
    texts = [
        way.page(read_image(Image.fromarray(page), hints, engines))
        for page, way in zip(apply(master, recipe), known, strict=True)
    ]
    most = max(texts, key=lambda text: len(text.text))
    regions = tuple(region for text in texts for region in text.regions)
    return replace(most, regions=regions, seconds=round(sum(text.seconds for text in texts), 3))
