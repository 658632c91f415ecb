"""The chapters of an EPUB as XHTML, and its navigation."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ocr.export.flow import Block, Run
from ocr.export.package import LEAF, SCAN
from ocr.export.xml import child, clean
from ocr.tables import Cell, Table

MOST_CHARACTERS = 60_000
"""A chapter without headings is cut where a page begins once it is so long; readers are slow with long files."""
STYLE = """\
body { line-height: 1.6; }
h1, h2 { line-height: 1.3; }
p { margin: 0; text-indent: 2em; }
.mark { text-indent: 0; font-size: smaller; color: #a3271f; border-bottom: 1px solid; margin-bottom: 1em; }
.commentary, .note { font-size: smaller; }
.commentary::before { content: "（"; }
.commentary::after { content: "）"; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { border: 1px solid; padding: 0.2em 0.5em; }
figure { margin: 0; text-align: center; }
figure img { max-width: 100%; max-height: 95vh; }
h1:lang(mn-Mong), h2:lang(mn-Mong), p:lang(mn-Mong) { -epub-writing-mode: vertical-lr; writing-mode: vertical-lr; }
"""
"""The style puts commentary in brackets: whoever listens must hear where it begins, and the text stays as it is.
Traditional Mongolian stands in columns in every book."""
PICTURES = {"zh": "原书影像", "ru": "Изображения страниц", "mn": "Хуудасны зураг", "": "Pictures of the pages"}
PICTURE = {
    "zh": "第 {page} 页的影像；文字在正文中",
    "ru": "Изображение страницы {page}; её текст — в книге",
    "mn": "{page}-р хуудасны зураг; бичвэр нь номын дотор бий",
    "": "Picture of page {page}; its text is in the book",
}
"""In the language of the book, English where there is none: what the pictures of its pages are called, and what is told
of one to readers who do not see it."""
VERTICAL = "html {{ -epub-writing-mode: vertical-{way}; writing-mode: vertical-{way}; }}\n"
"""For a book of columns: `way` is rl or lr."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file of the book: its name, its text, its headings or else one title, and the pages (from 1) that begin in it.

    The second and further headings stand at `#title-2` and so on.
    """

    name: str
    text: str
    titles: tuple[str, ...]
    pages: tuple[int, ...]


@dataclass(slots=True)
class _Part:
    blocks: list[Block] = field(default_factory=list)
    length: int = 0


def chapters(
    blocks: Sequence[Block], labels: Sequence[str], title: str, language: str, mark: str = ""
) -> list[Chapter]:
    """Blocks in files: a new one begins with each heading, and where one grows long.

    `labels` are what pages are called, `language` is the tag of the book; the first chapter begins with its `title`.
    `mark` is a line that each file begins with, if there is one.
    """
    out = []
    for number, part in enumerate(_parts(blocks), 1):
        heads = tuple(block.text for block in part.blocks if block.kind == "heading")
        pages = tuple(run.page for block in part.blocks for run in block.runs if run.page)
        head = next((block for block in part.blocks if block.kind == "heading"), None)
        titles = heads or (title if number == 1 else labels[pages[0] - 1],)
        root, body = _page(titles[0], language)
        if number == 1 and heads[:1] != (title,):
            child(body, "h1", text=title).tail = "\n"
        for block in part.blocks:
            _write(body, block, labels, language, first=number == 1 and block is head and block.text == title)
        for place, heading in enumerate(body.findall("h2")[1 - len(heads) :] if len(heads) > 1 else (), 2):
            heading.set("id", f"title-{place}")
        if mark:
            line = ET.Element("p", {"class": "mark"})
            line.text, line.tail = clean(mark), "\n"
            body.insert(0, line)
        out.append(Chapter(f"text-{number:03}.xhtml", _document(root), titles, pages))
    return out


def leaf(number: int, label: str, language: str) -> str:
    """A file with the picture of page `number` (from 1), which is called `label`."""
    own = language.partition("-")[0]
    root, body = _page(PICTURES.get(own, PICTURES[""]), language)
    figure = child(body, "figure")
    told = PICTURE.get(own, PICTURE[""]).format(page=label)
    child(figure, "img", {"src": SCAN.format(number), "alt": told})
    child(figure, "figcaption", text=label)
    return _document(root)


def navigation(
    parts: Sequence[Chapter], labels: Sequence[str], title: str, language: str, *, scans: bool = False
) -> str:
    """The navigation document: a table of contents, with the pictures of pages at its end if there are `scans`, and a
    list of the printed pages."""
    root, body = _page(title, language)
    contents = child(body, "nav", {"epub:type": "toc", "role": "doc-toc", "id": "toc"})
    contents.tail = "\n"
    child(contents, "h1", text=title)
    chapters = child(contents, "ol")
    pages = child(body, "nav", {"epub:type": "page-list", "role": "doc-pagelist", "id": "pages", "hidden": "hidden"})
    places = child(pages, "ol")
    for part in parts:
        for place, name in enumerate(part.titles, 1):
            target = part.name if place == 1 else f"{part.name}#title-{place}"
            child(child(chapters, "li"), "a", {"href": target}, name)
        for page in part.pages:
            child(child(places, "li"), "a", {"href": f"{part.name}#page-{page}"}, labels[page - 1])
    if scans:
        called = PICTURES.get(language.partition("-")[0], PICTURES[""])
        child(child(chapters, "li"), "a", {"href": LEAF.format(1)}, called)
    return _document(root)


def _parts(blocks: Sequence[Block]) -> Iterator[_Part]:
    """Blocks parted at headings; the mark of a page goes with the heading that follows it."""
    part, waiting = _Part(), list[Block]()
    for block in blocks:
        if block.kind == "page":
            waiting.append(block)
            continue
        begun = any(known.kind not in ("heading", "page") for known in part.blocks)
        if begun and (block.kind == "heading" or (waiting and part.length > MOST_CHARACTERS)):
            yield part
            part = _Part()
        part.blocks += [*waiting, block]
        part.length += len(block.text)
        waiting = []
    part.blocks += waiting
    yield part


def _page(title: str, language: str) -> tuple[ET.Element, ET.Element]:
    """An empty page: its root and its body."""
    spaces = {"xmlns": "http://www.w3.org/1999/xhtml", "xmlns:epub": "http://www.idpf.org/2007/ops"}
    root = ET.Element("html", {**spaces, "lang": language, "xml:lang": language})
    head = child(root, "head")
    head.tail = "\n"
    child(head, "meta", {"charset": "utf-8"})
    child(head, "title", text=title or "—")
    child(head, "link", {"rel": "stylesheet", "type": "text/css", "href": "style.css"})
    body = child(root, "body")
    body.text = "\n"
    return root, body


def _document(root: ET.Element) -> str:
    """Without indentation: between Han characters that would be seen as spaces."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _write(body: ET.Element, block: Block, labels: Sequence[str], language: str, *, first: bool) -> None:
    own = {"lang": block.language, "xml:lang": block.language} if block.language not in ("", language) else {}
    if block.table is not None:
        _table(body, block.table, own)
    elif block.kind == "page":
        _runs(child(body, "div"), block.runs, labels)
    elif block.kind == "heading":
        _runs(child(body, "h1" if first else "h2", own), block.runs, labels)
    elif block.kind == "note":
        _runs(child(child(body, "aside", {"class": "note"}), "p", own), block.runs, labels)
    else:
        _runs(child(body, "p", own), block.runs, labels)
    body[-1].tail = "\n"


def _runs(element: ET.Element, runs: Sequence[Run], labels: Sequence[str]) -> None:
    for run in runs:
        if run.page:
            label = labels[run.page - 1]
            mark = {"epub:type": "pagebreak", "role": "doc-pagebreak", "id": f"page-{run.page}", "aria-label": label}
            child(element, "span", mark)
        elif run.commentary:
            child(element, "span", {"class": "commentary"}, run.text)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + clean(run.text)
        else:
            element.text = (element.text or "") + clean(run.text)


def _table(body: ET.Element, table: Table, own: dict[str, str]) -> None:
    outer = child(body, "table", own)
    rows = table.by_row()
    for name, part in (("thead", rows[: table.head]), ("tbody", rows[table.head :])):
        if part:
            group = child(outer, name)
            for cells in part:
                row = child(group, "tr")
                for cell in cells:
                    _cell(row, cell, table)


def _cell(row: ET.Element, cell: Cell, table: Table) -> None:
    spans = {"rowspan": cell.row_span, "colspan": cell.column_span}
    attributes = {key: str(value) for key, value in spans.items() if value > 1}
    if cell.row < table.head:
        child(row, "th", attributes | {"scope": "col"}, cell.text)
    else:
        child(row, "td", attributes, cell.text)
