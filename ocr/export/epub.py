"""EPUB 3.3 (https://www.w3.org/TR/epub-33/): the text of pages as a book that flows, to be read aloud or enlarged.

Text in reading order: headings, paragraphs, tables with their cells, and marks where the printed pages begin, so that a
page cited elsewhere is found; after it, if wanted, the pictures of the pages. The same pages and time give the same
bytes.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

from ocr.errors import OcrError
from ocr.export.bookpages import STYLE, VERTICAL, Chapter, chapters, leaf, navigation
from ocr.export.choices import Choices
from ocr.export.flow import Block, flow
from ocr.export.labels import labels, printed_number
from ocr.export.language import TAGS
from ocr.export.package import LEAF, SCAN, Book, container, package
from ocr.page import PageText

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the first that a ZIP file can tell."""
NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
"""For identifiers made of what they name (RFC 9562, 6.6: URL)."""


def epub(
    pages: Sequence[tuple[str, PageText]],
    title: str = "",
    choices: Choices | None = None,
    made: datetime | None = None,
    scans: Sequence[bytes] = (),
) -> bytes:
    """A book of pages; `title` is what it is called, `made` the time to write into it (now).

    `scans` are JPEGs, one for each page, or none. Raises OcrError for no pages.
    """
    texts = [page for _, page in pages]
    if not texts:
        raise OcrError("There are no pages to make a book of; add pages first.")
    blocks = flow(texts)
    shown = labels([printed_number(page) for page in texts])
    leftwards = 2 * sum(page.direction == "vertical-rl" for page in texts) > len(texts)
    chosen = choices is not None and choices.vertical
    name = title or next((block.text for block in blocks if block.kind == "heading"), "—")
    found = languages(blocks)
    # Traditional Mongolian is never set in lines, and its columns follow each other from left to right.
    mongolian = found[0] == TAGS["mong"]
    parts = chapters(blocks, shown, name, found[0], choices.mark if choices else "")
    book = Book(
        title=name,
        identifier=_identifier(name, texts),
        languages=found,
        modified=(made or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        leftwards=(leftwards or chosen) and not mongolian,
        vertical=chosen or mongolian,
        scans=len(scans),
    )
    return _packed(book, parts, shown, scans)


def languages(blocks: Sequence[Block]) -> list[str]:
    """The languages of blocks as BCP 47 tags, that of most characters first; `und` where none is known."""
    counts: dict[str, int] = {}
    for block in blocks:
        text = block.text if block.table is None else "".join(cell.text for cell in block.table.cells)
        if block.language:
            counts[block.language] = counts.get(block.language, 0) + len(text)
    return sorted(counts, key=lambda name: (-counts[name], name)) or ["und"]


def _identifier(title: str, pages: Sequence[PageText]) -> str:
    """The same for the same text, and another where a correction has changed it."""
    digest = hashlib.sha256("\f".join([title, *(page.text for page in pages)]).encode("utf-8", "replace"))
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, digest.hexdigest())}"


def _packed(book: Book, parts: Sequence[Chapter], shown: Sequence[str], scans: Sequence[bytes]) -> bytes:
    language = book.languages[0]
    leaves = [leaf(number, shown[number - 1], language) for number in range(1, len(scans) + 1)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        # Readers know the file by these first bytes: OCF 3.3, 4.3.
        archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), "application/epub+zip")
        files = {
            "META-INF/container.xml": container(),
            "EPUB/package.opf": package(book, [part.name for part in parts]),
            "EPUB/nav.xhtml": navigation(parts, shown, book.title, language, scans=bool(scans)),
            "EPUB/style.css": STYLE + (VERTICAL.format(way="rl" if book.leftwards else "lr") if book.vertical else ""),
            **{f"EPUB/{part.name}": part.text for part in parts},
            **{f"EPUB/{LEAF.format(number)}": text for number, text in enumerate(leaves, 1)},
        }
        for name, text in files.items():
            archive.writestr(_entry(name, zipfile.ZIP_DEFLATED), text.encode("utf-8", "replace"))
        for number, data in enumerate(scans, 1):
            archive.writestr(_entry(f"EPUB/{SCAN.format(number)}", zipfile.ZIP_STORED), data)
    return out.getvalue()


def _entry(name: str, way: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIRST_DAY)
    entry.compress_type = way
    # The same on every system.
    entry.create_system = 0
    return entry
