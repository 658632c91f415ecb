"""Searchable PDF: the picture of each page, untouched unless chosen otherwise, and its text, invisible, exactly on the
printed characters. What is shown is what is given: the master, also of a page that was cleaned for reading, or the
cleaned picture with its own boxes (`ocr.cleaning.onto`). A master is shown upright and straight, which changes nothing
in its data.

reportlab draws the pages (`pdflayer`), pikepdf puts in the pictures and makes the file one for archives (`pdfa`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Pdf

from ocr.errors import OcrError
from ocr.export.blankfont import INTERNAL, Codes
from ocr.export.choices import Choices
from ocr.export.files import replacing, scratch
from ocr.export.labels import printed_number
from ocr.export.language import TAGS
from ocr.export.pdfa import About, make_archival
from ocr.export.pdfimage import Placed, place
from ocr.export.pdflayer import Sheets
from ocr.export.pdfmark import Mark
from ocr.page import PageText

MOST_BYTES = 48 << 20
"""Pages go to disk whenever their pictures are larger together, so that a long document needs no more memory."""


def write_pdf(
    pages: Iterable[tuple[Path | bytes, PageText]],
    out: Path,
    *,
    title: str = "",
    language: str = "",
    choices: Choices | None = None,
) -> None:
    """Writes a searchable PDF at once; see `pdf_pages`."""
    for _ in pdf_pages(pages, out, title=title, language=language, choices=choices):
        pass


def pdf_pages(
    pages: Iterable[tuple[Path | bytes, PageText]],
    out: Path,
    *,
    title: str = "",
    language: str = "",
    choices: Choices | None = None,
) -> Iterator[int]:
    """Writes a searchable PDF/A-2b and yields the number of each page done, from 1.

    `pages` are pictures, as files or bytes, with their texts, taken one by one. `language` is a BCP 47 tag; without it
    the language of the first page is told. `choices` tell what becomes of the pictures. Pages are labelled with the
    numbers printed on them. An existing file is replaced once the new one is complete. Raises OcrError for a picture
    that cannot be used, for no pages, and where `out` cannot be written.
    """
    with ExitStack() as stack, Pdf.new() as pdf:
        book = _Book(pdf, out, stack, Mark.of(choices))
        about = About(title or out.stem, language)
        for number, (picture, text) in enumerate(pages, 1):
            book.add(place(picture, choices), text)
            about.language = about.language or TAGS[text.script]
            about.printed.append(printed_number(text))
            yield number
        if not about.printed:
            raise OcrError("There are no pages to write into {file}; add pages first.", file=out.name)
        book.finish()
        make_archival(pdf, about)
        with replacing(out) as file:
            pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, min_version="1.7")


class _Book:
    """A PDF that grows by parts; a part is drawn in memory, then put down on disk beside `out`."""

    def __init__(self, pdf: Pdf, out: Path, stack: ExitStack, mark: Mark | None) -> None:
        self._pdf = pdf
        self._out = out
        self._stack = stack
        self._codes = Codes()
        self._mark = mark
        self._sheets = Sheets(self._codes, mark)
        self._pictures: list[Placed] = []

    def add(self, picture: Placed, text: PageText) -> None:
        """Adds a page."""
        self._sheets.draw(picture, text)
        self._pictures.append(picture)
        if sum(len(known.data) for known in self._pictures) > MOST_BYTES:
            self._put_down()

    def finish(self) -> None:
        """Puts down the last part and gives all pages their font."""
        if self._pictures:
            self._put_down()
        font = self._codes.font(self._pdf)
        for page in self._pdf.pages:
            page.Resources.Font = Dictionary({f"/{INTERNAL}": font})

    def _put_down(self) -> None:
        file = self._stack.enter_context(scratch(self._out))
        with Pdf.open(self._sheets.finish()) as part:
            for page, picture in zip(part.pages, self._pictures, strict=True):
                (name,) = page.Resources.XObject.keys()
                page.Resources.XObject[name] = picture.image(part)
                # reportlab writes these two everywhere; nothing uses them.
                del page.Resources["/ProcSet"], page["/Trans"]
            part.save(file)
        self._pdf.pages.extend(self._stack.enter_context(Pdf.open(file)).pages)
        self._sheets = Sheets(self._codes, self._mark)
        self._pictures = []
