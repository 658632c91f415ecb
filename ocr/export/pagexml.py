"""PAGE XML of 2019-07-15: https://github.com/PRImA-Research-Lab/PAGE-XML"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime

from ocr.errors import OcrError
from ocr.export.xml import child, document
from ocr.page import Box, Direction, PageText, Region, RegionKind

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
KINDS: dict[RegionKind, str] = {
    "text": "paragraph",
    "title": "heading",
    "page-number": "page-number",
    "commentary": "other",
    "table": "other",
}
READING: dict[Direction, tuple[str, str]] = {
    "horizontal": ("left-to-right", "top-to-bottom"),
    "vertical-rl": ("top-to-bottom", "right-to-left"),
    "vertical-lr": ("top-to-bottom", "left-to-right"),
}


def pagexml(pages: Sequence[tuple[str, PageText]], made: datetime | None = None) -> str:
    """One page, with the name of its picture, as PAGE XML; `made` is the time to write into it (now).

    Raises OcrError for more than one page: the format holds no more.
    """
    if len(pages) != 1:
        raise OcrError("A PAGE file holds one page, not {count}; write each page by itself.", count=len(pages))
    ((image, page),) = pages
    when = (made or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%S")
    root = ET.Element("PcGts", {"xmlns": NAMESPACE})
    metadata = child(root, "Metadata")
    child(metadata, "Creator", text=f"{page.engine} {page.engine_version}".strip())
    child(metadata, "Created", text=when)
    child(metadata, "LastChange", text=when)
    size = {"imageWidth": str(page.width), "imageHeight": str(page.height)}
    sheet = child(root, "Page", {"imageFilename": image, **size})
    if page.regions:
        order = child(child(sheet, "ReadingOrder"), "OrderedGroup", {"id": "order"})
        for number in range(len(page.regions)):
            child(order, "RegionRefIndexed", {"index": str(number), "regionRef": f"r{number + 1}"})
    for number, region in enumerate(page.regions, 1):
        _region(sheet, region, f"r{number}", page)
    return document(root)


def _region(sheet: ET.Element, region: Region, name: str, page: PageText) -> None:
    reading, order = READING[region.direction]
    attributes = {"id": name, "type": KINDS[region.kind], "custom": f"kind {{value:{region.kind};}}"}
    attributes |= {"readingDirection": reading, "textLineOrder": order}
    element = child(sheet, "TextRegion", attributes)
    _coords(element, region.box, page)
    for number, line in enumerate(region.lines, 1):
        row = child(element, "TextLine", {"id": f"{name}l{number}"})
        _coords(row, line.box, page)
        for count, word in enumerate(line.words, 1):
            piece = child(row, "Word", {"id": f"{name}l{number}w{count}"})
            _coords(piece, word.box, page)
            _text(piece, word.text, word.confidence)
        _text(row, line.text, line.confidence)
    _text(element, "\n".join(line.text for line in region.lines))


def _text(element: ET.Element, text: str, confidence: float | None = None) -> None:
    attributes = {} if confidence is None else {"conf": f"{confidence:.3f}"}
    child(child(element, "TextEquiv", attributes), "Unicode", text=text)


def _coords(element: ET.Element, box: Box, page: PageText) -> None:
    left, right = (min(max(round(v), 0), page.width) for v in (box.left, box.right))
    top, bottom = (min(max(round(v), 0), page.height) for v in (box.top, box.bottom))
    child(element, "Coords", {"points": f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"})
