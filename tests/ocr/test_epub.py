"""A book made of pages: lines become paragraphs, and readers find headings, tables and printed pages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from archivist.samples.sheets import draw_sheet
from archivist.samples.texts import page_sources
from ocr.cleaning.recipe import Recipe, Step
from ocr.cleaning.ways import ways
from ocr.errors import OcrError
from ocr.export import write_document
from ocr.export.bookpages import MOST_CHARACTERS
from ocr.export.choices import Choices
from ocr.export.epub import epub
from ocr.export.flow import Block, flow, glued, joined
from ocr.page import Box, Direction, Line, PageText, Region, RegionKind, Script, Word
from ocr.reader import Engines, read_page
from tests.helpers.samples import sample
from tests.ocr.pages import PAGES, columns_page, mixed_page, mongolian_page, table_page

MADE = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
}
KINDS = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".jpg": "image/jpeg",
}


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines(threads=2)


class Opened:
    """A book as a reader opens it; whatever is wrong with its structure fails here."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        first = self.archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert data[38 : 38 + 20] == self.archive.read("mimetype") == b"application/epub+zip"
        (place,) = self.parsed("META-INF/container.xml").xpath("//c:rootfile/@full-path", namespaces=NAMES)
        self.folder = PurePosixPath(place).parent
        self.package = self.parsed(place)
        self._check_manifest()
        self.pages = {name: self.parsed(str(self.folder / name)) for name in self.manifest if name.endswith(".xhtml")}
        self._check_links()

    def parsed(self, name: str) -> etree._Element:
        return etree.fromstring(self.archive.read(name))

    def xpath(self, path: str) -> list[str]:
        """From the package document."""
        return [str(found) for found in self.package.xpath(path, namespaces=NAMES)]

    def _check_manifest(self) -> None:
        items = self.package.xpath("//o:manifest/o:item", namespaces=NAMES)
        self.manifest = {item.get("href"): item for item in items}
        packed = {str(self.folder / name) for name in self.manifest} | {"mimetype", "META-INF/container.xml"}
        assert packed | {f"{self.folder}/package.opf"} == set(self.archive.namelist())
        assert len(self.archive.namelist()) == len(set(self.archive.namelist()))
        for name, item in self.manifest.items():
            assert item.get("media-type") == KINDS[PurePosixPath(name).suffix]
        known = {item.get("id"): name for name, item in self.manifest.items()}
        self.spine = [known[name] for name in self.xpath("//o:spine/o:itemref/@idref")]
        texts = [name for name in self.manifest if name.endswith(".xhtml")]
        assert len(known) == len(items)
        assert sorted([*self.spine, "nav.xhtml"]) == sorted(texts)
        assert self.xpath("//o:item[@properties='nav']/@href") == ["nav.xhtml"]

    def _check_links(self) -> None:
        for page in self.pages.values():
            names = page.xpath("//@id")
            assert len(names) == len(set(names))
            assert all(page.xpath("//h:img/@alt", namespaces=NAMES))
            for link in page.xpath("//h:a/@href | //h:link/@href | //h:img/@src", namespaces=NAMES):
                name, _, place = link.partition("#")
                assert name in self.manifest
                assert not place or self.pages[name].xpath(f"//*[@id='{place}']")

    def shown(self, kind: str) -> list[str]:
        """What a list of the navigation shows: `toc` or `page-list`."""
        return [
            str(text)
            for text in self.pages["nav.xhtml"].xpath(f"//h:nav[@epub:type='{kind}']//h:a/text()", namespaces=NAMES)
        ]

    def found(self, path: str) -> list[str]:
        """From all chapters, in the order of reading."""
        out = []
        for name in self.spine:
            for found in self.pages[name].xpath(path, namespaces=NAMES):
                out.append("".join(found.itertext()) if isinstance(found, etree._Element) else str(found))
        return out


def book(*pages: PageText, title: str = "", choices: Choices | None = None) -> Opened:
    return Opened(epub([("", page) for page in pages], title, choices, MADE))


def test_a_book_has_what_readers_ask_for_and_says_how_it_can_be_used() -> None:
    found = book(mixed_page(), table_page(), title="达赉湖志")
    assert found.xpath("//dc:title/text()") == ["达赉湖志"]
    assert found.xpath("//dc:language/text()") == ["zh-Hans", "ru"]
    assert found.xpath("//o:meta[@property='dcterms:modified']/text()") == ["2026-05-06T07:08:09Z"]
    assert found.xpath("//o:package/@unique-identifier") == found.xpath("//dc:identifier/@id")
    assert found.xpath("//o:meta[@property='schema:accessMode']/text()") == ["textual"]
    features = found.xpath("//o:meta[@property='schema:accessibilityFeature']/text()")
    assert {"structuralNavigation", "pageNavigation", "readingOrder", "horizontalWriting"} <= set(features)
    assert "扫描" in found.xpath("//o:meta[@property='schema:accessibilitySummary']/text()")[0]
    assert found.xpath("//o:spine/@page-progression-direction") == ["ltr"]


def test_headings_paragraphs_and_tables_stand_in_reading_order_in_their_languages() -> None:
    found = book(mixed_page(), table_page(), title="文集")
    assert found.found("//h:h1 | //h:h2 | //h:p") == ["文集", "达赉湖水位", "Далай нуур бол том нуур юм."]
    assert found.found("//h:p/@xml:lang") == found.found("//h:p/@lang") == ["ru"]
    assert found.found("/h:html/@xml:lang") == ["zh-Hans"]
    assert found.found("//h:thead/h:tr[1]/h:th") == ["年份", "水位"]
    assert found.found("//h:th/@scope") == ["col"] * 4
    assert found.found("//h:tbody/h:tr[2]/h:td") == ["1952", "", "543.90"]
    assert found.shown("toc") == ["达赉湖水位"]


def test_every_heading_is_in_the_contents_and_leads_to_its_place() -> None:
    box = Box(100, 100, 500, 160)
    texts: list[tuple[str, RegionKind]] = [
        ("湖志", "title"),
        ("卷一", "title"),
        ("山川", "text"),
        ("卷二", "title"),
        ("物產", "text"),
    ]
    regions = tuple(Region((Line((Word(text, box, 0.9),), box, 0.9),), box, "horizontal", "hant", kind)
                    for text, kind in texts)  # fmt: skip
    page = PageText(800, 400, regions, "hant", "horizontal", "rapidocr", "")
    for title in ("湖志", "別名"):
        found = book(page, title=title)
        assert found.shown("toc") == ["湖志", "卷一", "卷二"]
        links = found.pages["nav.xhtml"].xpath("//h:nav[@epub:type='toc']//h:a/@href", namespaces=NAMES)
        assert links == ["text-001.xhtml", "text-001.xhtml#title-2", "text-002.xhtml"]
        assert found.found("//*[@id='title-2']") == ["卷一"]
        assert found.found("//h:h1") == [title]


def test_the_same_pages_give_the_same_bytes_and_a_correction_another_book() -> None:
    pages = [("", columns_page())]
    assert epub(pages, "a", None, MADE) == epub(pages, "a", None, MADE)
    mended = book(columns_page().with_line(1, "有重黎勾芒"), title="a")
    assert mended.found("//h:p") == ["漢書百官公卿表有重黎勾芒"]
    assert mended.xpath("//dc:identifier/text()") != book(columns_page(), title="a").xpath("//dc:identifier/text()")


def test_columns_turn_leaves_to_the_left_and_stand_upright_only_on_demand() -> None:
    for vertical in (False, True):
        found = book(columns_page(), choices=Choices(vertical=vertical))
        assert found.xpath("//o:spine/@page-progression-direction") == ["rtl"]
        assert ("vertical-rl" in found.archive.read("EPUB/style.css").decode()) == vertical
        assert ("verticalWriting" in found.xpath("//o:meta/text()")) == vertical


def test_pictures_of_pages_follow_the_text_small_upright_and_told_in_words(tmp_path: Path) -> None:
    out = tmp_path / "a.epub"
    page, picture = mixed_page(), io.BytesIO()
    image = Image.new("RGB", (3200, 1600), "white")
    image.paste("navy", (0, 0, 400, 400))
    image.save(picture, "PNG")
    (way,) = ways(Recipe((Step("turn", (("quarters", 1),)),)), 400, 800)
    pages = [(picture.getvalue(), page), (picture.getvalue(), way.page(page))]
    list(write_document(pages, out, "epub", title="达赉湖志", choices=Choices(scans=True)))
    found = Opened(out.read_bytes())
    assert found.spine[-2:] == ["page-001.xhtml", "page-002.xhtml"]
    assert found.shown("toc")[-1] == "Изображения страниц"
    assert found.found("//h:img/@alt") == [f"Изображение страницы {n}; её текст — в книге" for n in (1, 2)]
    assert {"textual", "visual", "alternativeText"} <= set(found.xpath("//o:meta/text()"))
    shown = [Image.open(io.BytesIO(found.archive.read(f"EPUB/scans/00{n}.jpg"))) for n in (1, 2)]
    assert [(one.size, one.mode) for one in shown] == [((1600, 800), "RGB"), ((800, 1600), "RGB")]
    # What is upper left where the picture lies on its side is upper right when the page stands upright.
    upper = [one.convert("L").resize((8, 8)).tobytes()[:8] for one in shown]
    assert [(row[0] < 100, row[7] < 100) for row in upper] == [(True, False), (False, True)]
    list(write_document(pages, out, "epub"))
    assert not any(name.endswith(".jpg") for name in Opened(out.read_bytes()).archive.namelist())


def numbered(text: str, script: Script = "hans") -> PageText:
    """A page with one short line and a number at its foot."""
    return lines_page([("正文", 0, 2)], script=script, number=text)


def lines_page(
    lines: Sequence[tuple[str, float, float]],
    script: Script = "hans",
    direction: Direction = "horizontal",
    number: str = "",
) -> PageText:
    """Lines as (text, start, end in characters of 40 pixels), one below the other, 60 pixels apart."""
    made = []
    for n, (text, start, end) in enumerate(lines):
        a, b = 100 + 40 * start, 100 + 40 * end
        box = Box(a, 100 + 60 * n, b, 140 + 60 * n)
        if direction == "vertical-rl":
            box = Box(860 - 60 * n, a, 900 - 60 * n, b)
        made.append(Line((Word(text, box, 0.9),), box, 0.9))
    whole = Box(100, 100, 900, 900)
    regions = [Region(tuple(made), whole, direction, script)]
    if number:
        foot = Box(400, 950, 440, 990)
        regions.append(Region((Line((Word(number, foot, 0.9),), foot, 0.9),), foot, direction, script, "page-number"))
    return PageText(1000, 1000, tuple(regions), script, direction, "rapidocr", "")


def test_the_list_of_pages_has_the_printed_numbers_and_no_page_number_is_in_the_text() -> None:
    found = book(mixed_page(), numbered("— 12 —"), numbered("13"))
    assert found.shown("page-list") == ["[1]", "12", "13"]
    assert found.found("//h:span[@epub:type='pagebreak']/@aria-label") == ["[1]", "12", "13"]
    assert "12" not in "".join(found.found("//h:body"))


@pytest.mark.parametrize("chosen", [False, True])
def test_a_book_in_traditional_mongolian_has_columns_from_left_to_right(chosen: bool) -> None:
    found = book(mongolian_page("ᠳᠠᠯᠠᠢ ᠨᠠᠭᠤᠷ", "ᠬᠥᠯᠦᠨ ᠪᠤᠶᠢᠷ", ""), choices=Choices(vertical=chosen))
    assert found.xpath("//o:spine/@page-progression-direction") == ["ltr"]
    style = found.archive.read("EPUB/style.css").decode()
    assert "html { -epub-writing-mode: vertical-lr; writing-mode: vertical-lr; }" in style
    assert "vertical-rl" not in style
    assert "verticalWriting" in found.xpath("//o:meta/text()")


def test_a_mongolian_paragraph_stands_in_columns_in_a_chinese_book_too() -> None:
    found = book(columns_page(), mongolian_page("ᠳᠠᠯᠠᠢ", ""))
    style = found.archive.read("EPUB/style.css").decode()
    assert "html {" not in style
    assert "p:lang(mn-Mong) { -epub-writing-mode: vertical-lr;" in style


def test_a_page_of_columns_that_were_not_read_makes_a_book_without_them() -> None:
    found = book(mongolian_page("", ""))
    assert any("达赉湖志稿" in "".join(page.itertext()) for page in found.pages.values())


@pytest.mark.parametrize("direction", ["horizontal", "vertical-rl"])
def test_an_indent_or_a_short_line_parts_paragraphs(direction: Direction) -> None:
    lines = [
        ("甲" * 8, 2, 10),
        ("乙" * 10, 0, 10),
        ("丙" * 5, 0, 5),
        ("丁" * 10, 0, 10),
        ("戊" * 8, 2, 10),
        ("己" * 10, 0, 10),
    ]
    blocks = flow([lines_page(lines, direction=direction)])
    assert [block.text for block in blocks if block.kind == "paragraph"] == [
        "甲" * 8 + "乙" * 10 + "丙" * 5, "丁" * 10, "戊" * 8 + "己" * 10,
    ]  # fmt: skip


def test_lines_set_in_together_are_one_paragraph() -> None:
    lines = [
        ("甲" * 10, 0, 10),
        ("乙" * 10, 0, 10),
        ("丙" * 9, 1, 10),
        ("丁" * 9, 1, 10),
        ("戊" * 10, 0, 10),
        ("己" * 4, 0, 4),
    ]
    found = [block.text for block in flow([lines_page(lines)]) if block.kind == "paragraph"]
    assert found == ["甲" * 10 + "乙" * 10, "丙" * 9 + "丁" * 9, "戊" * 10 + "己" * 4]


def test_a_paragraph_goes_on_over_the_page_with_the_mark_of_the_page_in_it() -> None:
    first = lines_page([("甲" * 8, 2, 10), ("乙" * 10, 0, 10)])
    second = lines_page([("丙" * 10, 0, 10), ("丁" * 3, 0, 3), ("戊" * 8, 2, 10)])
    found = book(first, second)
    assert found.found("//h:p") == ["甲" * 8 + "乙" * 10 + "丙" * 10 + "丁" * 3, "戊" * 8]
    assert found.found("//h:p[1]/h:span/@id") == ["page-2"]
    ended = lines_page([("甲" * 8, 2, 10), ("乙" * 9 + "。", 0, 10)])
    assert len(book(ended, second).found("//h:p")) == 3


def commented_page() -> PageText:
    """Two columns; each begins with main text or with commentary, in two lines side by side, and goes on with the
    other."""
    parts: list[tuple[RegionKind, list[tuple[str, Box]]]] = [
        ("text", [("社祭土", Box(860, 100, 900, 220))]),
        ("commentary", [("土謂五土", Box(880, 220, 900, 300)), ("之神能生", Box(860, 220, 880, 300)),
                        ("萬物也", Box(820, 100, 840, 160)), ("亦謂社", Box(800, 100, 820, 160))]),
        ("text", [("而主陰", Box(800, 170, 840, 290)), ("氣", Box(740, 100, 780, 140))]),
    ]  # fmt: skip
    regions = []
    for kind, texts in parts:
        lines = tuple(Line((Word(text, box, 0.9),), box, 0.9) for text, box in texts)
        regions.append(Region(lines, lines[0].box, "vertical-rl", "hant", kind))
    return PageText(1000, 1000, tuple(regions), "hant", "vertical-rl", "rapidocr", "")


def test_commentary_stays_in_its_sentence_and_is_marked() -> None:
    found = book(commented_page())
    assert found.found("//h:p") == ["社祭土土謂五土之神能生萬物也亦謂社而主陰氣"]
    assert found.found("//h:p/h:span[@class='commentary']") == ["土謂五土之神能生萬物也亦謂社"]


@pytest.mark.samples
def test_a_real_page_of_a_commented_book_is_a_few_paragraphs(engines: Engines) -> None:
    blocks = flow([read_page(sample("scans/siku_page.png"), None, engines)])
    paragraphs = [block for block in blocks if block.kind == "paragraph"]
    assert 5 <= len(paragraphs) <= 10
    assert "何代少皞氏既以鳥名官此當在顓頊以來耳此其二祀也" in paragraphs[0].text
    assert any("有烈山氏之子曰柱為稷" in run.text for run in paragraphs[0].runs if not run.commentary)


@pytest.mark.parametrize(
    ("lines", "text"),
    [(["呼伦湖在", "内蒙古"], "呼伦湖在内蒙古"), (["Озеро Далай ле-", "жит в степи"], "Озеро Далай лежит в степи"),
     (["в степи", "близ Хайлара"], "в степи близ Хайлара"), (["水位为", "543.91", "米"], "水位为543.91米"),
     (["Нью-", "Йорк"], "Нью- Йорк"), (["", "a", "", "b"], "a b")],
)  # fmt: skip
def test_lines_are_joined_as_their_script_asks(lines: list[str], text: str) -> None:
    assert joined(lines) == text


@given(st.text(max_size=5), st.text(max_size=5))
def test_joining_adds_at_most_a_space_and_takes_at_most_a_hyphen(before: str, after: str) -> None:
    assert glued(before, after) in (before, before + " ", before[:-1])
    assert len(glued(before, after)) >= len(before) - 1


def test_a_long_text_without_headings_is_cut_where_pages_begin() -> None:
    page = lines_page([("字" * 20_000, 0, 10), ("字" * 20_000, 0, 3)])
    found = book(*[page] * 4, title="志")
    lengths = [len("".join(found.pages[name].itertext())) for name in found.spine]
    assert len(lengths) == 2
    assert max(lengths) < 2 * MOST_CHARACTERS
    assert found.shown("toc") == ["志", "3"]
    assert found.shown("page-list") == ["1", "2", "3", "4"]


def test_no_pages_make_no_book() -> None:
    with pytest.raises(OcrError, match="no pages"):
        epub([])


@settings(max_examples=80, deadline=None)
@given(st.lists(PAGES, min_size=1, max_size=3))
def test_any_pages_make_a_whole_book_that_loses_no_letter(pages: list[PageText]) -> None:
    found = book(*pages, title="\x00 & <书>")
    marks = found.found("//h:span[@epub:type='pagebreak']/@id")
    assert marks == [f"page-{n + 1}" for n in range(len(pages))]
    assert len(found.shown("page-list")) == len(pages)
    left_out = ("page-number", "running-title")
    wanted = "".join(line.text for page in pages for region in page.regions if region.kind not in left_out
                     for line in region.lines)  # fmt: skip
    blocks = "".join(text(block) for block in flow(pages))
    assert letters(blocks) == letters(wanted)


def text(block: Block) -> str:
    return block.text if block.table is None else "".join(cell.text for cell in block.table.cells)


def letters(text: str) -> list[str]:
    return sorted(c for c in text if c not in " -‐\u00ad¬" and not c.isspace())


@pytest.mark.parametrize("name", ["08-lake-mn", "10-levels", "12-notice", "03-gazetteer"])
def test_the_paragraphs_of_a_drawn_page_are_those_of_its_text(engines: Engines, name: str) -> None:
    source = next(source for source in page_sources() if source.name == name)
    out = io.BytesIO()
    draw_sheet(source).image.save(out, "PNG")
    blocks = flow([read_page(out.getvalue(), None, engines)])
    printed = [source.title, *(part.replace("\u3000", "") for part in source.paragraphs if "\t" not in part)]
    found = [block.text for block in blocks if block.kind in ("heading", "paragraph")]
    assert len(found) == len(printed)
    # A character misread or missed is the reader's fault.
    assert [(text[:2], text[-2:]) for text in found] == [(text[:2], text[-2:]) for text in printed]
    assert all(abs(len(a) - len(b)) < 3 for a, b in zip(found, printed, strict=True))
