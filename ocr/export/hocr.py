"""hOCR 1.2: https://kba.github.io/hocr-spec/1.2/"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from ocr.export.language import tag
from ocr.export.xml import child, document
from ocr.page import Box, Line, PageText, Region, RegionKind
from ocr.tables import table

AREAS: dict[RegionKind, str] = {
    "picture": "ocr_photo",
    "seal": "ocr_image",
    "running-title": "ocr_header",
    "page-number": "ocr_pageno",
    "note": "ocr_textfloat",
    "ruby": "ocr_textfloat",
}
"""Kinds that the format has a name for; all others are areas of text."""
CAPABILITIES = " ".join(
    ["ocr_page ocr_carea ocr_par ocr_line ocr_title ocr_table ocrx_word", *sorted(set(AREAS.values()))]
)


def hocr(pages: Sequence[tuple[str, PageText]]) -> str:
    """Pages, each with the name of its picture, as hOCR, in XHTML."""
    root = ET.Element("html", {"xmlns": "http://www.w3.org/1999/xhtml"})
    head = child(root, "head")
    child(head, "meta", {"charset": "utf-8"})
    child(head, "title", text=(pages[0][0] if pages else "") or " ")
    for engine in sorted({f"{page.engine} {page.engine_version}".strip() for _, page in pages}):
        child(head, "meta", {"name": "ocr-system", "content": engine})
    child(head, "meta", {"name": "ocr-capabilities", "content": CAPABILITIES})
    body = child(root, "body")
    for number, (image, page) in enumerate(pages, 1):
        name = image.replace("\\", "\\\\").replace('"', '\\"')
        title = f'image "{name}"; bbox 0 0 {page.width} {page.height}; ppageno {number - 1}'
        sheet = child(body, "div", {"class": "ocr_page", "id": f"page_{number}", "title": title})
        for count, region in enumerate(page.regions, 1):
            write = _table if region.kind == "table" and region.lines else _region
            write(sheet, region, f"{number}_{count}")
    return document(root)


def _region(sheet: ET.Element, region: Region, number: str) -> None:
    mode = {"horizontal": "horizontal-tb", "vertical-rl": "vertical-rl", "vertical-lr": "vertical-lr"}[region.direction]
    attributes = {"class": AREAS.get(region.kind, "ocr_carea"), "id": f"block_{number}", "title": _bbox(region.box)}
    area = child(sheet, "div", attributes)
    if region.kind in ("picture", "seal") and not region.lines:
        return
    attributes = {"class": "ocr_par", "id": f"par_{number}", "lang": tag(region), "title": _bbox(region.box)}
    paragraph = child(area, "p", attributes | {"style": f"writing-mode: {mode}"})
    for count, line in enumerate(region.lines, 1):
        _line(paragraph, line, f"{number}_{count}", title=region.kind == "title")


def _table(sheet: ET.Element, region: Region, number: str) -> None:
    found = table(region)
    name = {"class": "ocr_table", "id": f"table_{number}", "lang": tag(region), "title": _bbox(region.box)}
    outer = child(sheet, "table", name)
    for count, cells in enumerate(found.by_row(), 1):
        row = child(outer, "tr")
        for cell in cells:
            spans = {"rowspan": cell.row_span, "colspan": cell.column_span}
            attributes = {key: str(value) for key, value in spans.items() if value > 1}
            place = child(row, "th" if count <= found.head else "td", attributes)
            if cell.words:
                line = Line(cell.words, cell.box, 1.0)
                _line(place, line, f"{number}_{count}_{cell.column + 1}", title=False)


def _line(paragraph: ET.Element, line: Line, name: str, *, title: bool) -> None:
    attributes = {"class": "ocr_title" if title else "ocr_line", "id": f"line_{name}", "title": _bbox(line.box)}
    row = child(paragraph, "span", attributes)
    for count, word in enumerate(line.words, 1):
        place = f"{_bbox(word.box)}; x_wconf {round(word.confidence * 100)}"
        piece = child(row, "span", {"class": "ocrx_word", "id": f"word_{name}_{count}", "title": place}, word.text)
        if word.space_after and count < len(line.words):
            piece.tail = " "


def _bbox(box: Box) -> str:
    return f"bbox {round(box.left)} {round(box.top)} {round(box.right)} {round(box.bottom)}"
