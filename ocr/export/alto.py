"""ALTO 4: https://www.loc.gov/standards/alto/

A table is a composed block of TYPE `table` with one of TYPE `row` for each row, in which each cell that holds text is a
block. Its identifier tells its place, counted from 1: p1r3row2col4. A picture or seal without text is an illustration.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence

from ocr.export.labels import printed_number
from ocr.export.language import tag
from ocr.export.xml import child, document
from ocr.page import Box, Line, PageText, Region, Word
from ocr.tables import table

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def alto(pages: Sequence[tuple[str, PageText]]) -> str:
    """Pages, each with the name of its picture, as ALTO with a box for each character."""
    root = ET.Element(
        "alto",
        {"xmlns": NAMESPACE, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}", "SCHEMAVERSION": "4.4"},
    )
    _description(root, pages)
    kinds = sorted({region.kind for _, page in pages for region in page.regions})
    tags = child(root, "Tags") if kinds else root
    for kind in kinds:
        child(tags, "LayoutTag", {"ID": f"kind-{kind}", "LABEL": kind})
    _order(root, pages)
    layout = child(root, "Layout")
    for number, (_, page) in enumerate(pages, 1):
        _page(layout, page, number)
    return document(root)


def _order(root: ET.Element, pages: Sequence[tuple[str, PageText]]) -> None:
    names = [f"p{n}r{m}" for n, (_, page) in enumerate(pages, 1) for m in range(1, len(page.regions) + 1)]
    if names:
        group = child(child(root, "ReadingOrder"), "OrderedGroup", {"ID": "order"})
        for name in names:
            child(group, "ElementRef", {"ID": f"order-{name}", "REF": name})


def _page(layout: ET.Element, page: PageText, number: int) -> None:
    name = f"p{number}"
    size = {"HEIGHT": str(page.height), "WIDTH": str(page.width)}
    attributes = {"ID": name, "PHYSICAL_IMG_NR": str(number), **size, "PC": f"{page.confidence:.3f}"}
    printed = printed_number(page)
    if printed:
        attributes["PRINTED_IMG_NR"] = str(printed)
    sheet = child(layout, "Page", attributes)
    space = child(sheet, "PrintSpace", {"ID": f"{name}space", "HPOS": "0", "VPOS": "0", **size})
    for count, region in enumerate(page.regions, 1):
        _write(region)(space, region, f"{name}r{count}")


def _write(region: Region) -> Callable[[ET.Element, Region, str], None]:
    if region.kind in ("picture", "seal") and not region.lines:
        return _illustration
    return _table if region.kind == "table" and region.lines else _block


def _illustration(space: ET.Element, region: Region, name: str) -> None:
    attributes = {"ID": name, **_place(region.box), "TAGREFS": f"kind-{region.kind}", "TYPE": region.kind}
    child(space, "Illustration", attributes)


def _description(root: ET.Element, pages: Sequence[tuple[str, PageText]]) -> None:
    description = child(root, "Description")
    child(description, "MeasurementUnit", text="pixel")
    if len(pages) == 1:
        child(child(description, "sourceImageInformation"), "fileName", text=pages[0][0])
    for number, (name, version) in enumerate(sorted({(p.engine, p.engine_version) for _, p in pages}), 1):
        processing = child(description, "Processing", {"ID": f"ocr{number}"})
        child(processing, "processingCategory", text="contentGeneration")
        software = child(processing, "processingSoftware")
        child(software, "softwareName", text=name)
        child(software, "softwareVersion", text=version)


def _block(space: ET.Element, region: Region, name: str) -> None:
    attributes = {"ID": name, **_place(region.box), "LANG": tag(region), "TAGREFS": f"kind-{region.kind}"}
    block = child(space, "TextBlock", attributes)
    for number, line in enumerate(region.lines, 1):
        _line(block, line, f"{name}l{number}", vertical=region.vertical)


def _table(space: ET.Element, region: Region, name: str) -> None:
    outer = child(space, "ComposedBlock", {"ID": name, "TYPE": "table", **_place(region.box), "TAGREFS": "kind-table"})
    for number, row in enumerate(table(region).by_row(), 1):
        cells = [cell for cell in row if cell.words]
        if not cells:
            continue
        inner = child(outer, "ComposedBlock", {"ID": f"{name}row{number}", "TYPE": "row"})
        for cell in cells:
            own = f"{name}row{number}col{cell.column + 1}"
            block = child(inner, "TextBlock", {"ID": own, **_place(cell.box), "LANG": tag(region)})
            confidence = sum(word.confidence for word in cell.words) / len(cell.words)
            _line(block, Line(cell.words, cell.box, confidence), f"{own}l1", vertical=region.vertical)


def _line(block: ET.Element, line: Line, name: str, *, vertical: bool) -> None:
    direction = "ttb" if vertical else "ltr"
    attributes = {"ID": name, **_place(line.box), "BASEDIRECTION": direction}
    if line.corrected:
        attributes["CS"] = "true"
    element = child(block, "TextLine", attributes)
    for number, word in enumerate(line.words, 1):
        _string(element, word, f"{name}w{number}", vertical=vertical)
        if word.space_after and number < len(line.words):
            child(element, "SP")
    if not line.words:
        # The schema wants at least one string in a line, even in one that a person has emptied.
        child(element, "String", {"ID": f"{name}w1", **_place(line.box), "CONTENT": ""})


def _string(line: ET.Element, word: Word, name: str, *, vertical: bool) -> None:
    confidence = f"{word.confidence:.3f}"
    element = child(line, "String", {"ID": name, **_place(word.box), "CONTENT": word.text, "WC": confidence})
    boxes = word.boxes(vertical=vertical)
    for number, (character, box) in enumerate(zip(word.text, boxes, strict=True), 1):
        child(element, "Glyph", {"ID": f"{name}g{number}", **_place(box), "CONTENT": character, "GC": confidence})


def _place(box: Box) -> dict[str, str]:
    return {
        "HPOS": f"{box.left:.1f}",
        "VPOS": f"{box.top:.1f}",
        "WIDTH": f"{box.width:.1f}",
        "HEIGHT": f"{box.height:.1f}",
    }
