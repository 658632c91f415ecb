"""A font for the invisible text on the picture of a page: boxes of several widths that are never painted.

Every character of the text gets a number of its own in the font; the map from numbers to Unicode goes into the PDF.
So any character can be copied and searched, whether or not some font on this machine has it.
"""

from __future__ import annotations

import struct

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from reportlab.lib.rl_accel import escapePDF
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFName
from reportlab.pdfbase.pdfmetrics import TypeFace

UNITS = 1000
ASCENT = 800
DESCENT = -200
STEP = 100
GLYPHS = 30
"""The widths of the boxes run from 100 to 3000 thousandths."""
FINE, COARSE = 20, 200
"""Steps of the widths of characters, in thousandths of their height: usual ones, and those wider than two squares."""
MOST_CODES = 60000
"""From here on characters make do with the widths they have; 5,535 numbers remain for new characters."""
NAME = "ArchivistBlank"
INTERNAL = "F0"
"""The name of the font in the resources of a page."""


class Codes:
    """Numbers the characters of a document as they come, each width of a character apart.

    So a whole line is one string without a single correction of a position: pdfium ends a line wherever a vertical one
    is made of several strings, and others put spaces into gaps.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int], int] = {}
        self._widths: dict[str, list[int]] = {}

    def code(self, character: str, width: float) -> tuple[str, int]:
        """The code for a character of `width` thousandths of its height, as `LayerFont` takes it, and the width that
        it gets."""
        step = FINE if width < 2 * UNITS else COARSE
        wanted = max(round(width / step), 1) * step
        key = character, wanted
        if key not in self._numbers:
            if len(self._numbers) >= MOST_CODES and character in self._widths:
                key = character, min(self._widths[character], key=lambda known: abs(known - wanted))
            else:
                self._numbers[key] = len(self._numbers) + 1
                self._widths.setdefault(character, []).append(wanted)
        return chr(self._numbers[key]), key[1]

    def font(self, pdf: Pdf) -> pikepdf.Object:
        """The font of a document, embedded, when all its characters are known."""
        name = Name(f"/{NAME}")
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=Array([0, DESCENT, GLYPHS * STEP, ASCENT]),
            ItalicAngle=0,
            Ascent=ASCENT,
            Descent=DESCENT,
            CapHeight=ASCENT,
            StemV=80,
            FontFile2=pdf.make_indirect(Stream(pdf, font_file())),
        )
        glyphs = bytes(2) + b"".join(glyph_for(width).to_bytes(2, "big") for _, width in self._numbers)
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            W=Array([1, Array([width for _, width in self._numbers])]),
            CIDToGIDMap=pdf.make_indirect(Stream(pdf, glyphs)),
        )
        font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"))
        font.DescendantFonts = Array([pdf.make_indirect(descendant)])
        font.ToUnicode = pdf.make_indirect(Stream(pdf, to_unicode([character for character, _ in self._numbers])))
        return pdf.make_indirect(font)


class LayerFont:
    """The font as reportlab sees it: text is given as codes of two bytes each; the font itself is put in afterwards."""

    fontName = NAME
    face = TypeFace(NAME)
    _dynamicFont = 0
    _multiByte = 1

    def formatForPdf(self, text: str) -> str:
        """A string of codes as it stands between the brackets of a PDF string."""
        return str(escapePDF(text.encode("utf-16-be", "surrogatepass")))

    def stringWidth(self, text: str, size: float, encoding: str = "") -> float:
        """Nobody asks where a line ends: every line begins at a place of its own."""
        return 0.0

    def addObjects(self, document: PDFDocument) -> None:
        """Enters an empty font into a document, to be replaced by that of `Codes`."""
        empty = PDFDictionary({"Type": PDFName("Font"), "Subtype": PDFName("Type0"), "BaseFont": PDFName(NAME)})
        document.idToObject["BasicFonts"].dict[INTERNAL] = document.Reference(empty, INTERNAL)
        document.fontMapping[NAME] = f"/{INTERNAL}"


def font_file() -> bytes:
    """A TrueType font: an empty glyph, then `GLYPHS` boxes, each `STEP` wider than the last (OpenType 1.9).

    The boxes must not be empty: pdfium finds no text where a glyph has no extent, and marks as wide as the glyph is.
    """
    boxes = [_box(number * STEP) for number in range(1, GLYPHS + 1)]
    offsets = [0, *(number * len(boxes[0]) // 2 for number in range(GLYPHS + 1))]
    widths = [UNITS, *(number * STEP for number in range(1, GLYPHS + 1))]
    widest = GLYPHS * STEP
    return _joined(
        {
            b"glyf": b"".join(boxes),
            b"head": _head(widest),
            b"hhea": struct.pack(
                ">HHhhhHhhhhhhhhhhhH", 1, 0, ASCENT, DESCENT, 0, widest, 0, 0, widest, 1, *[0] * 7, GLYPHS + 1
            ),
            b"hmtx": b"".join(struct.pack(">Hh", width, 0) for width in widths),
            b"loca": struct.pack(f">{GLYPHS + 2}H", *offsets),
            b"maxp": struct.pack(">I14H", 0x00010000, GLYPHS + 1, 4, 1, 0, 0, 1, *[0] * 8),
        }
    )


def glyph_for(width: int) -> int:
    """The number of the box that comes nearest to a width."""
    return min(max(round(width / STEP), 1), GLYPHS)


def _box(width: int) -> bytes:
    """A glyph of one contour: four points on the curve, clockwise from the lower left, each as a step from the last."""
    head = struct.pack(">h4hHH", 1, 0, DESCENT, width, ASCENT, 3, 0)
    flags = b"\x01" * 4
    across, up = struct.pack(">4h", 0, 0, width, 0), struct.pack(">4h", DESCENT, UNITS, 0, -UNITS)
    return head + flags + across + up


def _head(widest: int) -> bytes:
    revision, magic, flags = 0x00010000, 0x5F0F3CF5, 0x000B
    made = (0, 0)
    bounds = (0, DESCENT, widest, ASCENT)
    return struct.pack(">IIIIHHqq4hHHhhh", 0x00010000, revision, 0, magic, flags, UNITS, *made, *bounds, 0, 8, 2, 0, 0)


def _joined(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    search = 16 * 2**power
    out = struct.pack(">IHHHH", 0x00010000, count, search, power, 16 * count - search)
    offset = len(out) + 16 * count
    body = b""
    for name, data in sorted(tables.items()):
        padded = data + bytes(-len(data) % 4)
        out += struct.pack(">4sIII", name, _checksum(padded), offset + len(body), len(data))
        body += padded
    return out + body


def _checksum(data: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}I", data)
    return sum(words) & 0xFFFFFFFF


def to_unicode(characters: list[str]) -> bytes:
    """The CMap from number (the place in the list, from 1) to Unicode (PDF 32000-1, 9.10.3)."""
    lines = [
        f"<{number:04X}> <{c.encode('utf-16-be', 'replace').hex().upper()}>" for number, c in enumerate(characters, 1)
    ]
    parts = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
    return f"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{body}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
""".encode("ascii")
