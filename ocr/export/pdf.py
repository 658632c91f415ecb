"""Searchable PDF: the picture of each page untouched, and its text, invisible, exactly on the printed characters.

Each character reaches to the next one, so no program finds gaps in which to put spaces. Columns run
downwards: their text is turned a quarter clockwise, which the eye does not see and every program understands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from ocr.errors import OcrError
from ocr.export.blankfont import ASCENT, DESCENT, UNITS, font_file, glyph_for, to_unicode
from ocr.export.files import replacing
from ocr.export.language import TAGS
from ocr.export.pdfimage import Placed, place
from ocr.page import Box, Line, PageText, Region

FINE, COARSE = 20, 200
"""Steps of the widths of characters, in thousandths of their height: usual ones, and those wider than two squares."""
MOST_CODES = 60000
"""From here on characters make do with the widths they have; 5,535 numbers remain for new characters."""


def write_pdf(
    pages: Iterable[tuple[Path | bytes, PageText]], out: Path, *, title: str = "", language: str = ""
) -> None:
    """Writes a searchable PDF at once; see `pdf_pages`."""
    for _ in pdf_pages(pages, out, title=title, language=language):
        pass


def pdf_pages(
    pages: Iterable[tuple[Path | bytes, PageText]], out: Path, *, title: str = "", language: str = ""
) -> Iterator[int]:
    """Writes a searchable PDF and yields the number of each page done, from 1.

    `pages` are pictures, as files or bytes, with their texts, taken one by one. `language` is a BCP 47 tag; without it
    the language of the first page is told. An existing file is replaced once the new one is complete. Raises OcrError
    for a picture that cannot be used, for no pages, and where `out` cannot be written.
    """
    with Pdf.new() as pdf:
        font = _Font(pdf)
        for number, (picture, text) in enumerate(pages, 1):
            _add_page(pdf, font, place(picture), text)
            language = language or TAGS[text.script]
            yield number
        if not len(pdf.pages):
            raise OcrError("There are no pages to write into {file}; add pages first.", file=out.name)
        font.finish()
        pdf.Root.Lang = pikepdf.String(language)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = title or out.stem
            metadata["pdf:Producer"] = f"Archivist (pikepdf {pikepdf.__version__})"
        _save(pdf, out)


def _save(pdf: Pdf, out: Path) -> None:
    with replacing(out) as file:
        pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _add_page(pdf: Pdf, font: _Font, picture: Placed, text: PageText) -> None:
    scale = 72 / picture.dpi
    width, height = picture.width * scale, picture.height * scale
    matrix = " ".join(f"{v:.4f}" for v in picture.matrix(width, height))
    layer = _Layer(font, scale, height)
    for region, line in text.lines:
        layer.line(region, line)
    content = f"q {matrix} cm /Im0 Do Q\n".encode("ascii") + layer.content()
    resources = Dictionary(XObject=Dictionary(Im0=picture.image(pdf)), Font=Dictionary(F0=font.reference))
    page = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, round(width, 3), round(height, 3)]), Resources=resources)
    page.Contents = Stream(pdf, content)
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


class _Font:
    """The font of a document: numbers its characters as they come, each width of a character apart.

    So a whole line is one string without a single correction of a position: pdfium ends a line wherever a vertical one
    is made of several strings, and others put spaces into gaps.
    """

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._numbers: dict[tuple[str, int], int] = {}
        self._widths: dict[str, list[int]] = {}
        self.reference = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type0))

    def code(self, character: str, width: float) -> tuple[str, int]:
        """Four hexadecimal digits for a character of `width` thousandths of its height, and the width that it gets."""
        step = FINE if width < 2 * UNITS else COARSE
        wanted = max(round(width / step), 1) * step
        key = character, wanted
        if key not in self._numbers:
            if len(self._numbers) >= MOST_CODES and character in self._widths:
                key = character, min(self._widths[character], key=lambda known: abs(known - wanted))
            else:
                self._numbers[key] = len(self._numbers) + 1
                self._widths.setdefault(character, []).append(wanted)
        return f"{self._numbers[key]:04X}", key[1]

    def finish(self) -> None:
        """Writes the font, when all its characters are known."""
        name = Name("/ArchivistBlank")
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=Array([0, DESCENT, UNITS, ASCENT]),
            ItalicAngle=0,
            Ascent=ASCENT,
            Descent=DESCENT,
            CapHeight=ASCENT,
            StemV=80,
            FontFile2=self._pdf.make_indirect(Stream(self._pdf, font_file())),
        )
        glyphs = bytes(2) + b"".join(glyph_for(width).to_bytes(2, "big") for _, width in self._numbers)
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=self._pdf.make_indirect(descriptor),
            W=Array([1, Array([width for _, width in self._numbers])]),
            CIDToGIDMap=self._pdf.make_indirect(Stream(self._pdf, glyphs)),
        )
        font = self.reference
        font.BaseFont = name
        font.Encoding = Name("/Identity-H")
        font.DescendantFonts = Array([self._pdf.make_indirect(descendant)])
        font.ToUnicode = self._pdf.make_indirect(
            Stream(self._pdf, to_unicode([character for character, _ in self._numbers]))
        )


class _Layer:
    """The invisible text of a page; `scale` is points a pixel, `height` that of the page in points."""

    def __init__(self, font: _Font, scale: float, height: float) -> None:
        self._font = font
        self._scale = scale
        self._height = height
        self._parts: list[str] = []

    def content(self) -> bytes:
        """The operators of the layer."""
        return ("BT\n3 Tr\n" + "\n".join(self._parts) + "\nET\n").encode("ascii") if self._parts else b""

    def line(self, region: Region, line: Line) -> None:
        """Adds a line, all of it on one base line."""
        cells = _cells(line, vertical=region.vertical)
        if not cells:
            return
        thick = max(line.box.width if region.vertical else line.box.height, 1.0) * self._scale
        self._parts.append(f"/F0 {thick:.3f} Tf")
        foot = -DESCENT / UNITS
        if region.vertical:
            x, y = line.box.left * self._scale + foot * thick, self._height - cells[0][1] * self._scale
            self._parts.append(f"0 -1 1 0 {x:.3f} {y:.3f} Tm")
        else:
            x, y = cells[0][1] * self._scale, self._height - line.box.bottom * self._scale + foot * thick
            self._parts.append(f"1 0 0 1 {x:.3f} {y:.3f} Tm")
        for part in self._strings(cells, thick / self._scale, halves=region.vertical):
            self._parts.append(f"<{part}> Tj")

    def _strings(self, cells: list[_Cell], thick: float, *, halves: bool) -> list[str]:
        """The codes of a line; what a width was rounded by is made up for in the next.

        Strings that begin at the same height are put in order from left to right by pdfium; that a column's second
        half begins lower keeps the columns apart.
        """
        at = cells[0][1]
        codes = []
        for character, _, end in cells:
            code, width = self._font.code(character, (end - at) / thick * UNITS)
            at += width / UNITS * thick
            codes.append(code)
        middle = len(codes) // 2 if halves and len(codes) > 3 else len(codes)
        return ["".join(part) for part in (codes[:middle], codes[middle:]) if part]


_Cell = tuple[str, float, float]
"""A character and where it starts and ends along its line, in pixels."""


def _cells(line: Line, *, vertical: bool) -> list[_Cell]:
    """Each character of a line with the stretch it covers, in pixels along the line: without gaps, without overlap."""
    found: list[tuple[str, Box]] = []
    for word in line.words:
        boxes = word.boxes(vertical=vertical)
        found += zip(word.text, boxes, strict=True)
        if word.space_after and boxes:
            end = boxes[-1]
            found.append((" ", Box(end.right, end.bottom, end.right, end.bottom)))
    while found and found[-1][0] == " ":
        found.pop()
    if not found:
        return []
    starts = [box.top if vertical else box.left for _, box in found]
    last = max(line.box.bottom if vertical else line.box.right, starts[-1] + 1)
    ends = [max(after, start) for start, after in zip(starts, [*starts[1:], last], strict=True)]
    return [(text, start, end) for (text, _), start, end in zip(found, starts, ends, strict=True)]
