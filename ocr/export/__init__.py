"""Writing the text of pages for people and other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ocr.errors import OcrError
from ocr.export.alto import alto
from ocr.export.choices import PICTURES, Choices
from ocr.export.epub import epub
from ocr.export.files import replacing
from ocr.export.hocr import hocr
from ocr.export.marking import marked
from ocr.export.pagexml import pagexml
from ocr.export.sheets import as_csv, as_xlsx
from ocr.export.text import as_json, plain
from ocr.page import PageText

__all__ = ["BINARIES", "ENDINGS", "EXPORTERS", "FORMATS", "PICTURES", "Choices", "write_document"]

Named = Sequence[tuple[str, PageText]]
"""Pages, each with the name of its picture."""
EXPORTERS: Mapping[str, Callable[[Named], str]] = {
    "text": plain,
    "json": as_json,
    "alto": alto,
    "hocr": hocr,
    "page": pagexml,
    "csv": as_csv,
}
"""By name: from pages to the contents of a file in UTF-8."""
BINARIES: Mapping[str, Callable[[Named, str, Choices, Sequence[bytes]], bytes]] = {
    "xlsx": lambda pages, _title, choices, _scans: as_xlsx(pages, choices.mark),
    "epub": lambda pages, title, choices, scans: epub(pages, title, choices, scans=scans),
}
"""By name: from pages, a title, choices and small pictures of the pages (or none) to the bytes of a file that is no
text."""
FORMATS = (*EXPORTERS, *BINARIES, "pdf")
"""What `write_document` can write."""
ENDINGS: Mapping[str, str] = {
    "text": ".txt",
    "json": ".json",
    "alto": ".xml",
    "hocr": ".hocr",
    "page": ".xml",
    "csv": ".csv",
    "xlsx": ".xlsx",
    "epub": ".epub",
    "pdf": ".pdf",
}
"""What the names of such files usually end in."""


def write_document(
    pages: Iterable[tuple[Path | bytes, PageText]],
    out: Path,
    to: str,
    *,
    title: str = "",
    choices: Choices | None = None,
) -> Iterator[int]:
    """Writes pages, each a picture (file or bytes) and its text, as one of `FORMATS`; yields the number of each done.

    `choices` are about pictures in a PDF and an e-book, its setting (None: as they are, none, in rows) and a mark,
    which every form carries in its own way (`marking`). The file appears, or is replaced, when all pages are written.
    Raises OcrError for an unknown format, for a picture that cannot be used, and where `out` cannot be written.
    """
    if to == "pdf":
        # Only here: loading the libraries for PDF would hold up the start of the window.
        from ocr.export.pdf import pdf_pages

        yield from pdf_pages(pages, out, title=title, choices=choices)
        return
    if to not in FORMATS:
        raise OcrError("There is no format named {format}; choose one of {known}.", format=to, known=", ".join(FORMATS))
    choices = choices or Choices()
    named: list[tuple[str, PageText]] = []
    scans: list[bytes] = []
    for picture, text in pages:
        named.append((picture.name if isinstance(picture, Path) else "", text))
        if to == "epub" and choices.scans:
            # As with the libraries for PDF.
            from ocr.export.scans import scan

            scans.append(scan(picture, text))
        yield len(named)
    if to in BINARIES:
        contents = BINARIES[to](named, title, choices, scans)
    else:
        contents = marked(to, EXPORTERS[to](named), choices.mark).encode("utf-8", "replace")
    with replacing(out) as file:
        file.write(contents)
