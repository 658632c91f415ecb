"""The sample pages: drawn and aged when the demo wants them, the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from PIL import Image

from archivist.samples.ageing import Paper, age
from archivist.samples.sheets import DPI, PAPER, Sheet, draw_sheet
from archivist.samples.texts import page_sources
from ocr.page import Direction, Script

QUALITY = 85
YELLOWED = Paper((236, 222, 190), (48, 40, 34), 0.9)
GREYED = Paper((232, 227, 214), (44, 42, 42), 0.6)
WHITE = Paper((246, 244, 237), (38, 38, 42), 0.3)
PAPERS = {"方志": YELLOWED, "水文表": GREYED, "档案": GREYED}
"""Which paper a kind of document is printed on; others are on white."""


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One page image on disk and what it says: `text` has a line for each printed line, in reading order."""

    path: Path
    document: str
    kind: str
    text: str
    direction: Direction
    script: Script


def draw_pages(folder: Path) -> Iterator[DrawnPage]:
    """Draws every sample page into `folder` (JPEG, 200 dpi), page after page; files there already are replaced.

    ArchivistError: a font is missing; it names the package to install.
    """
    for seed, (sheet, back) in enumerate(_with_backs()):
        source = sheet.source
        image = age(sheet.image, back, PAPERS.get(source.kind, WHITE), seed)
        path = folder / f"{source.name}.jpg"
        unfinished = path.with_suffix(".part")
        image.save(unfinished, "JPEG", quality=QUALITY, dpi=(DPI, DPI))
        unfinished.replace(path)
        yield DrawnPage(path, source.document, source.kind, sheet.text, source.direction, source.script)


def _with_backs() -> Iterator[tuple[Sheet, Image.Image]]:
    """Each sheet with what is printed on its back: the next page of its document, for the last one the page before."""
    for _document, sources in groupby(page_sources(), key=lambda source: source.document):
        sheets = [draw_sheet(source) for source in sources]
        images = [sheet.image for sheet in sheets]
        last = images[-2] if len(images) > 1 else Image.new("L", images[0].size, PAPER)
        yield from zip(sheets, (*images[1:], last), strict=True)
