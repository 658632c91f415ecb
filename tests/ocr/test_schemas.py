"""What is written as XML is valid against the schemas of its formats."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from ocr.export.alto import alto
from ocr.export.flow import flow
from ocr.export.hocr import hocr
from ocr.export.pagexml import pagexml
from ocr.page import Box, PageText, Region, RegionKind
from tests.helpers import schemas
from tests.helpers.schemas import SPACES, places, valid
from tests.ocr.pages import PAGES, columns_page, line, mixed_page, mongolian_page, table_page

NAMES = {
    "a": "http://www.loc.gov/standards/alto/ns-v4#",
    "p": "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15",
    "h": "http://www.w3.org/1999/xhtml",
}


def as_alto(*pages: PageText) -> etree._Element:
    return valid(alto([(f"{n}.png", page) for n, page in enumerate(pages)]), "alto")


def as_page(page: PageText) -> etree._Element:
    return valid(pagexml([("a.png", page)]), "page")


@settings(max_examples=60, deadline=None)
@given(PAGES)
def test_any_page_is_valid_alto_and_valid_page_xml(page: PageText) -> None:
    as_alto(page, page)
    as_page(page)


def test_a_schema_does_find_faults() -> None:
    with pytest.raises(AssertionError, match="ttb"):
        valid(alto([("a", columns_page())]).replace('"ttb"', '"down"'), "alto")
    with pytest.raises(AssertionError, match="left-to-right"):
        valid(pagexml([("a", columns_page())]).replace('"top-to-bottom"', '"down"'), "page")
    with pytest.raises(AssertionError, match="structMap"):
        valid(f'<mets xmlns="{SPACES["mets"]}" xmlns:xlink="{SPACES["xlink"]}"/>', "mets")


def test_the_schemas_come_from_packages_or_from_a_folder_of_our_own_and_know_what_we_use(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert schemas.schema("alto")
    newer = tmp_path / "alto-4-9.xsd"
    newer.write_text(f'<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="{SPACES["alto"]}"/>', "utf-8")
    monkeypatch.setattr(schemas, "LOCAL", tmp_path)
    found = places.__wrapped__()
    assert found[SPACES["alto"]] == newer
    assert found[SPACES["mets"]].name == "mets.xsd"


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


def test_mongolian_columns_run_from_left_to_right_and_those_not_read_keep_their_places() -> None:
    page = mongolian_page("ᠳᠠᠯᠠᠢ", "", "")
    root = as_page(page)
    region = root.xpath("//p:TextRegion", namespaces=NAMES)[0]
    assert (region.get("readingDirection"), region.get("textLineOrder")) == ("top-to-bottom", "left-to-right")
    assert (region.get("primaryLanguage"), region.get("primaryScript")) == ("Mongolian", "Mong - Mongolian")
    assert root.xpath("count(//p:TextRegion[1]/p:TextLine)", namespaces=NAMES) == 3
    blocks = as_alto(page).xpath("//a:TextBlock", namespaces=NAMES)
    assert [block.get("LANG") for block in blocks] == ["mn-Mong", "zh-Hans"]
    places = [line.get("HPOS") for line in blocks[0].xpath("a:TextLine", namespaces=NAMES)]
    assert places == ["100.0", "160.0", "220.0"]
    html = etree.fromstring(hocr([("a.png", page)]).encode("utf-8"))
    assert html.xpath("//h:p/@style", namespaces=NAMES) == ["writing-mode: vertical-lr", "writing-mode: horizontal-tb"]
    assert html.xpath("count(//h:p[1]/h:span)", namespaces=NAMES) == 4


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


def page_of_kinds() -> PageText:
    """The page of columns with a picture, a seal, a running title, a note and ruby."""
    page, box = columns_page(), Box(50, 100, 250, 300)
    bare: list[Region] = [
        Region((), box, "vertical-rl", "zyyy", "picture"),
        Region((), box, "vertical-rl", "zyyy", "seal"),
    ]
    names: list[tuple[RegionKind, str]] = [("running-title", "漢書"), ("note", "眉批"), ("ruby", "みず")]
    told = [Region((line(text, box, vertical=True),), box, "vertical-rl", "hant", kind) for kind, text in names]
    return replace(page, regions=(*page.regions, *bare, *told))


def test_regions_of_every_kind_have_their_name_in_alto_page_and_hocr() -> None:
    page = page_of_kinds()
    root = as_alto(page)
    assert root.xpath("//a:Illustration/@TYPE", namespaces=NAMES) == ["picture", "seal"]
    assert len(root.xpath("//a:ElementRef", namespaces=NAMES)) == len(page.regions)
    root = as_page(page)
    assert len(root.xpath("//p:ImageRegion | //p:GraphicRegion[@type='stamp']", namespaces=NAMES)) == 2
    types = root.xpath("//p:TextRegion/@type", namespaces=NAMES)
    assert types == ["paragraph", "page-number", "header", "marginalia", "other"]
    html = etree.fromstring(hocr([("a.png", page)]).encode("utf-8"))
    classes = html.xpath("//h:div[@class='ocr_page']/h:div/@class", namespaces=NAMES)
    assert classes == [
        "ocr_carea", "ocr_pageno", "ocr_photo", "ocr_image", "ocr_header", "ocr_textfloat", "ocr_textfloat",
    ]  # fmt: skip


def test_a_book_leaves_out_running_titles_and_keeps_notes_behind_their_paragraph() -> None:
    blocks = flow([page_of_kinds()])
    assert "漢書" not in [block.text for block in blocks]
    assert [block.text for block in blocks if block.kind == "note"] == ["眉批", "みず"]
    assert [block.kind for block in blocks][-2:] == ["note", "note"]
