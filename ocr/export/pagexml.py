"""PAGE XML of 2019-07-15: https://github.com/PRImA-Research-Lab/PAGE-XML

A table is a region of its own kind, each cell that holds text a region in it whose role tells its place.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from ocr.errors import OcrError
from ocr.export.language import tag
from ocr.export.xml import child, document
from ocr.page import Box, Direction, Line, PageText, Region, RegionKind, Script, Word
from ocr.tables import Cell, table

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
KINDS: dict[RegionKind, str] = {
    "text": "paragraph",
    "title": "heading",
    "page-number": "page-number",
    "commentary": "other",
    "table": "other",
    "picture": "other",
    "seal": "other",
    "running-title": "header",
    "note": "marginalia",
    "ruby": "other",
}
BLANK: dict[RegionKind, tuple[str, dict[str, str]]] = {
    "picture": ("ImageRegion", {}),
    "seal": ("GraphicRegion", {"type": "stamp"}),
}
"""What regions without text are called there."""
READING: dict[Direction, tuple[str, str]] = {
    "horizontal": ("left-to-right", "top-to-bottom"),
    "vertical-rl": ("top-to-bottom", "right-to-left"),
    "vertical-lr": ("top-to-bottom", "left-to-right"),
}
SCRIPTS: dict[Script, str] = {
    "hans": "Hans - Han (Simplified variant)",
    "hant": "Hant - Han (Traditional variant)",
    "cyrl": "Cyrl - Cyrillic",
    "latn": "Latn - Latin",
    "mong": "Mong - Mongolian",
}
LANGUAGES = {"zh": "Chinese", "ru": "Russian", "mn": "Mongolian"}
"""By the first part of the tag of a language: what the schema calls it."""


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
        _write(region)(sheet, region, f"r{number}", page)
    return document(root)


def _write(region: Region) -> Callable[[ET.Element, Region, str, PageText], None]:
    if region.kind in BLANK and not region.lines:
        return _blank
    return _table if region.kind == "table" and region.lines else _region


def _blank(sheet: ET.Element, region: Region, name: str, page: PageText) -> None:
    element, attributes = BLANK[region.kind]
    _coords(child(sheet, element, {"id": name, **attributes}), region.box, page)


def _region(sheet: ET.Element, region: Region, name: str, page: PageText) -> None:
    attributes = {"id": name, "type": KINDS[region.kind], "custom": f"kind {{value:{region.kind};}}"}
    element = child(sheet, "TextRegion", attributes | _manner(region))
    _coords(element, region.box, page)
    for number, line in enumerate(region.lines, 1):
        _line(element, line, f"{name}l{number}", page, vertical=region.vertical)
    _text(element, "\n".join(line.text for line in region.lines))


def _table(sheet: ET.Element, region: Region, name: str, page: PageText) -> None:
    found = table(region)
    element = child(sheet, "TableRegion", {"id": name, "rows": str(found.rows), "columns": str(found.columns)})
    _coords(element, region.box, page)
    for cell in found.cells:
        if cell.words:
            own = f"{name}row{cell.row + 1}col{cell.column + 1}"
            inner = child(element, "TextRegion", {"id": own, "type": "other"} | _manner(region))
            _coords(inner, cell.box, page)
            child(child(inner, "Roles"), "TableCellRole", _role(cell, found.head))
            confidence = sum(word.confidence for word in cell.words) / len(cell.words)
            _line(inner, Line(cell.words, cell.box, confidence), f"{own}l1", page, vertical=region.vertical)
            _text(inner, cell.text)


def _role(cell: Cell, head: int) -> dict[str, str]:
    place = {"rowIndex": str(cell.row), "columnIndex": str(cell.column)}
    span = {"rowSpan": str(cell.row_span), "colSpan": str(cell.column_span)}
    return place | span | {"header": "true" if cell.row < head else "false"}


def _manner(region: Region) -> dict[str, str]:
    """Direction, language and script of a region."""
    reading, order = READING[region.direction]
    out = {"readingDirection": reading, "textLineOrder": order}
    language = LANGUAGES.get(tag(region).partition("-")[0])
    if language:
        out["primaryLanguage"] = language
    if region.script in SCRIPTS:
        out["primaryScript"] = SCRIPTS[region.script]
    return out


def _line(region: ET.Element, line: Line, name: str, page: PageText, *, vertical: bool) -> None:
    row = child(region, "TextLine", {"id": name})
    _coords(row, line.box, page)
    for number, word in enumerate(line.words, 1):
        _word(row, word, f"{name}w{number}", page, vertical=vertical)
    _text(row, line.text, line.confidence)


def _word(row: ET.Element, word: Word, name: str, page: PageText, *, vertical: bool) -> None:
    piece = child(row, "Word", {"id": name})
    _coords(piece, word.box, page)
    for number, (character, box) in enumerate(zip(word.text, word.boxes(vertical=vertical), strict=True), 1):
        glyph = child(piece, "Glyph", {"id": f"{name}g{number}"})
        _coords(glyph, box, page)
        _text(glyph, character, word.confidence)
    _text(piece, word.text, word.confidence)


def _text(element: ET.Element, text: str, confidence: float | None = None) -> None:
    attributes = {} if confidence is None else {"conf": f"{confidence:.3f}"}
    child(child(element, "TextEquiv", attributes), "Unicode", text=text)


def _coords(element: ET.Element, box: Box, page: PageText) -> None:
    left, right = (min(max(round(v), 0), page.width) for v in (box.left, box.right))
    top, bottom = (min(max(round(v), 0), page.height) for v in (box.top, box.bottom))
    child(element, "Coords", {"points": f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"})
