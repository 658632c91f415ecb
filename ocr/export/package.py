"""The package document of an EPUB: what the book is, what it is made of, and how it can be read."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.export.xml import child, document

ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "pageNavigation"),
    ("schema:accessibilityFeature", "pageBreakMarkers"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityHazard", "none"),
)
"""What a person who cannot see the page can use (EPUB Accessibility 1.1, 2.2; values of schema.org)."""
LEAF, SCAN = "page-{:03}.xhtml", "scans/{:03}.jpg"
"""The files of the picture of a page, by its number: the leaf that shows it, and the picture."""
SUMMARIES = {
    "zh": "文字由程序从扫描页识别而成，可能有误；按阅读顺序排列，含标题、表格和原书页码",
    "ru": "Текст, распознанный программой по отсканированным страницам; возможны ошибки",
    "mn": "Скан хийсэн хуудаснаас программаар таньсан бичвэр; алдаа байж болно",
    "": "Text recognised by a program from scanned pages, with possible mistakes; in reading order, with headings, "
    "tables and the page numbers of the original",
}
"""What a book says about itself to its readers, in its own language; English where there is none."""


@dataclass(frozen=True, slots=True)
class Book:
    """`languages` are BCP 47 tags, the main one first; `modified` is a time of UTC as EPUB wants it; `leftwards`: pages
    follow each other from right to left; `vertical`: lines run downwards; `scans` counts the pictures of pages."""

    title: str
    identifier: str
    languages: Sequence[str]
    modified: str
    leftwards: bool
    vertical: bool
    scans: int = 0


def container() -> str:
    """META-INF/container.xml, which tells where the package document is."""
    root = ET.Element("container", {"version": "1.0", "xmlns": "urn:oasis:names:tc:opendocument:xmlns:container"})
    files = child(root, "rootfiles")
    child(files, "rootfile", {"full-path": "EPUB/package.opf", "media-type": "application/oebps-package+xml"})
    return document(root)


def package(book: Book, parts: Sequence[str]) -> str:
    """The package document of a book whose chapters are the files `parts`."""
    attributes = {"xmlns": "http://www.idpf.org/2007/opf", "version": "3.0", "unique-identifier": "book"}
    root = ET.Element("package", {**attributes, "xml:lang": book.languages[0]})
    _metadata(root, book)
    manifest = child(root, "manifest")
    kind = "application/xhtml+xml"
    child(manifest, "item", {"id": "nav", "href": "nav.xhtml", "media-type": kind, "properties": "nav"})
    child(manifest, "item", {"id": "style", "href": "style.css", "media-type": "text/css"})
    spine = child(root, "spine", {"page-progression-direction": "rtl" if book.leftwards else "ltr"})
    for number, name in enumerate(parts, 1):
        child(manifest, "item", {"id": f"part{number}", "href": name, "media-type": kind})
        child(spine, "itemref", {"idref": f"part{number}"})
    for number in range(1, book.scans + 1):
        child(manifest, "item", {"id": f"leaf{number}", "href": LEAF.format(number), "media-type": kind})
        child(manifest, "item", {"id": f"scan{number}", "href": SCAN.format(number), "media-type": "image/jpeg"})
        child(spine, "itemref", {"idref": f"leaf{number}"})
    return document(root)


def _metadata(root: ET.Element, book: Book) -> None:
    metadata = child(root, "metadata", {"xmlns:dc": "http://purl.org/dc/elements/1.1/"})
    child(metadata, "dc:identifier", {"id": "book"}, book.identifier)
    child(metadata, "dc:title", text=book.title)
    for language in book.languages:
        child(metadata, "dc:language", text=language)
    child(metadata, "meta", {"property": "dcterms:modified"}, book.modified)
    writing = "verticalWriting" if book.vertical else "horizontalWriting"
    more = (("schema:accessMode", "visual"), ("schema:accessibilityFeature", "alternativeText")) if book.scans else ()
    for name, value in (*ACCESS, *more, ("schema:accessibilityFeature", writing)):
        child(metadata, "meta", {"property": name}, value)
    # Whoever lists printed pages must say of what book (EPUB Accessibility 1.1, 4.1.3).
    child(metadata, "meta", {"property": "pageBreakSource"}, book.title)
    summary = SUMMARIES.get(book.languages[0].partition("-")[0], SUMMARIES[""])
    child(metadata, "meta", {"property": "schema:accessibilitySummary"}, summary)
