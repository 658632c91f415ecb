"""What is written as XML is valid against the schemas of its formats."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from ocr.export.alto import alto
from ocr.export.hocr import hocr
from ocr.export.pagexml import pagexml
from ocr.page import PageText
from tests.ocr.pages import PAGES, columns_page, mixed_page, table_page

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(os.environ.get("ARCHIVIST_SCHEMAS", ROOT / ".cache" / "schemas"))
OWN = ROOT / "tests" / "data" / "schemas"
ALTO, PAGE = "alto-4-4.xsd", "pagecontent-2019-07-15.xsd"
needs_schemas = pytest.mark.skipif(
    not all((SCHEMAS / name).is_file() for name in (ALTO, PAGE)),
    reason=f"the schemas are not in {SCHEMAS.name}, see tests/data/schemas/README.md",
)
NAMES = {
    "a": "http://www.loc.gov/standards/alto/ns-v4#",
    "p": "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15",
    "h": "http://www.w3.org/1999/xhtml",
}


@cache
def schema(name: str) -> etree.XMLSchema | None:
    """A schema, if it is there; what it would fetch from the network is our own."""
    if not (SCHEMAS / name).is_file():
        return None
    tree = etree.parse(SCHEMAS / name)
    for place in tree.iterfind("{http://www.w3.org/2001/XMLSchema}import"):
        place.set("schemaLocation", (OWN / place.get("schemaLocation").rpartition("/")[2]).as_uri())
    return etree.XMLSchema(tree)


def checked(text: str, name: str) -> etree._Element:
    """The root of a document; fails with the first fault of the schema, where that is there."""
    root = etree.fromstring(text.encode("utf-8"))
    known = schema(name)
    assert known is None or known.validate(root), known.error_log.last_error
    return root


def as_alto(*pages: PageText) -> etree._Element:
    return checked(alto([(f"{n}.png", page) for n, page in enumerate(pages)]), ALTO)


def as_page(page: PageText) -> etree._Element:
    return checked(pagexml([("a.png", page)]), PAGE)


@needs_schemas
@settings(max_examples=60, deadline=None)
@given(PAGES)
def test_any_page_is_valid_alto_and_valid_page_xml(page: PageText) -> None:
    as_alto(page, page)
    as_page(page)


@needs_schemas
def test_a_schema_does_find_faults() -> None:
    with pytest.raises(AssertionError, match="ttb"):
        checked(alto([("a", columns_page())]).replace('"ttb"', '"down"'), ALTO)
    with pytest.raises(AssertionError, match="left-to-right"):
        checked(pagexml([("a", columns_page())]).replace('"top-to-bottom"', '"down"'), PAGE)


def test_alto_tells_order_direction_language_and_what_a_person_has_corrected() -> None:
    root = as_alto(columns_page().with_line(1, "有重黎勾芒"), mixed_page())
    assert root.xpath("//a:ElementRef/@REF", namespaces=NAMES) == ["p1r1", "p1r2", "p2r1", "p2r2"]
    assert root.xpath("//a:Page/@PRINTED_IMG_NR", namespaces=NAMES) == ["3"]
    assert root.xpath("//a:TextBlock/@LANG", namespaces=NAMES) == ["zh-Hant", "zh-Hant", "zh-Hans", "ru"]
    assert root.xpath("//a:TextLine[@CS]/a:String/@CONTENT", namespaces=NAMES) == ["有重黎勾芒"]
    assert root.xpath("//a:TextLine[@BASEDIRECTION='ttb']/@ID", namespaces=NAMES) == ["p1r1l1", "p1r1l2", "p1r2l1"]


def test_page_xml_has_characters_with_boxes_and_tells_language_and_script() -> None:
    root = as_page(columns_page())
    assert (
        "".join(root.xpath("//p:Glyph/p:TextEquiv/p:Unicode/text()", namespaces=NAMES)) == "漢書百官公卿表有重黎句芒三"
    )
    assert root.xpath("string(//p:Glyph[2]/p:Coords/@points)", namespaces=NAMES) == "600,214 660,214 660,329 600,329"
    assert set(root.xpath("//p:TextRegion/@primaryLanguage", namespaces=NAMES)) == {"Chinese"}
    assert set(root.xpath("//p:TextRegion/@primaryScript", namespaces=NAMES)) == {"Hant - Han (Traditional variant)"}
    assert as_page(mixed_page()).xpath("//p:TextRegion/@primaryLanguage", namespaces=NAMES) == ["Chinese", "Russian"]


def test_a_table_has_its_cells_in_alto_page_and_hocr() -> None:
    page = table_page()
    blocks = as_alto(page).xpath("//a:ComposedBlock[@TYPE='table']/a:ComposedBlock[@TYPE='row']", namespaces=NAMES)
    assert [row.xpath("a:TextBlock//a:String/@CONTENT", namespaces=NAMES) for row in blocks] == [
        ["年份", "水位"], ["最高", "最低"], ["1951", "544.34", "543.54"], ["1952", "543.90"],
    ]  # fmt: skip
    root = as_page(page)
    assert root.xpath("//p:TableRegion/@rows | //p:TableRegion/@columns", namespaces=NAMES) == ["4", "3"]
    roles = {
        region.xpath("string(p:TextEquiv/p:Unicode)", namespaces=NAMES): dict(
            region.find(".//p:TableCellRole", NAMES).attrib
        )
        for region in root.xpath("//p:TableRegion/p:TextRegion", namespaces=NAMES)
    }
    assert roles["水位"] == {"rowIndex": "0", "columnIndex": "1", "rowSpan": "1", "colSpan": "2", "header": "true"}
    assert roles["543.90"] == {"rowIndex": "3", "columnIndex": "2", "rowSpan": "1", "colSpan": "1", "header": "false"}
    html = etree.fromstring(hocr([("a.png", page)]).encode("utf-8"))
    rows = html.xpath("//h:table[@class='ocr_table']/h:tr", namespaces=NAMES)
    assert [["".join(cell.itertext()).strip() for cell in row] for row in rows] == [
        ["年份", "水位"], ["最高", "最低"], ["1951", "544.34", "543.54"], ["1952", "", "543.90"],
    ]  # fmt: skip
    assert html.xpath("//h:th/@rowspan | //h:th/@colspan", namespaces=NAMES) == ["2", "2"]
