"""Fonts made with Metafont: MonTeX, whose letters have the strong contrast of book print and its own proportions.

MonTeX (Oliver Corff and Dorjpalam Dorj, GNU General Public License) is a family of two designs, `steel` and `wood`,
whose measures are parameters: other measures make other fonts. Metafont draws each letter into a bitmap ("GF" file);
its outline is traced into a font file without shaping rules, in which a glyph's number is its code in MonTeX plus
one.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from ocr.mongolian.training.faces import Face, Piece, Units, Word, units_of

EM = 250
"""An em in dots: about as long as in other fonts, measured by their teeth."""
DOTS = 1200
SUFFIX = ".units"
"""Such a font has this at the end of its name."""
TALL, DEEP = 13.2, 9.6


@dataclass(frozen=True, slots=True)
class Design:
    """A font of the family; `measures` are those of its parameters that are not as the authors have set them."""

    style: str
    measures: Mapping[str, str]


def _measures(
    *, width: float = 8.0, spine: float = 1.5, thin: float = 0.5, medium: float = 1.0, thick: float = 2.0,
    tooth: float = 4.0, tail: int = 4,
) -> dict[str, str]:  # fmt: skip
    """Measures in points of Metafont: of the width of letters, the strokes, how far teeth reach, and of tails."""
    return {
        "width": f"mg*{width}pt#", "nuruuwidth": f"mg*{spine}pt#", "thin": f"mg*{thin}pt#",
        "medium": f"mg*{medium}pt#", "thick": f"mg*{thick}pt#", "orxicwidth": f"{tail}/8width#",
        "shudheight": f"nuruuleft#+mg*{tooth}pt#", "sdepth": f"nuruuright#-mg*{tooth}pt#",
    }  # fmt: skip


class Metafont:
    """Runs the program `mf`; `sources` are the folders of MonTeX and of plain Metafont, `program` that of its files."""

    def __init__(self, program: Path, sources: str, settings: Path, library: str = "") -> None:
        self._program = program
        self._environment = {
            **os.environ, "MFINPUTS": sources, "TEXMFCNF": str(settings), "MFBASES": ".", "LD_LIBRARY_PATH": library,
        }  # fmt: skip

    def font(self, name: str, design: Design, parameters: str, folder: Path) -> Path:
        """Makes the font file NAME.units.ttf in a folder; `parameters` is the text of MonTeX's `mbparmm.mf`."""
        (folder / f"{name}p.mf").write_text(_changed(parameters, design.measures), encoding="ascii")
        (folder / f"{name}.mf").write_text(_driver(name, design.style), encoding="ascii")
        self._run(folder, f"{self._program}/inimf", "\\input plain; dump")
        mode = f"proofing:=0; fontmaking:=1; pixels_per_inch:={DOTS}; blacker:=0; fillin:=0; o_correction:=1;"
        self._run(
            folder, f"{self._program}/mf-nowin", "-base=plain",
            f"\\mode_def sheet={mode} enddef; mode:=sheet; nonstopmode; input {name}",
        )  # fmt: skip
        path = folder / f"{name}{SUFFIX}.ttf"
        drawn = dict(glyphs((folder / f"{name}.{DOTS}gf").read_bytes()))
        for code in faulty((folder / f"{name}.log").read_text(encoding="latin-1")):
            drawn.pop(code, None)
        _built(path, name, drawn)
        return path

    def _run(self, folder: Path, *command: str) -> None:
        # Metafont leaves out a path or two of designs that are far from the authors' and says so in its log.
        subprocess.run(command, cwd=folder, env=self._environment, check=False, stdout=subprocess.DEVNULL)


def _driver(name: str, style: str) -> str:
    parts = ["mbcodes", "mocodes", "montrlig", "mbpunc", "mbnums", "mbglyphs", "moglyphs"]
    first = f"input mbatoms; style:={style}; writing:=Bicig; LR:=true; input {name}p;"
    return first + " ".join(f"input {part};" for part in parts) + " end.\n"


def _changed(parameters: str, measures: Mapping[str, str]) -> str:
    lines = []
    for line in parameters.splitlines():
        # A line may set two measures.
        for key in re.findall(r"(\w+)#:=", line):
            if key in measures:
                line = re.sub(rf"\b{key}#:=[^;]*;", f"{key}#:={measures[key]};", line)
        lines.append(line)
    return "\n".join(lines) + "\n"


def faulty(log: str) -> Iterator[int]:
    """The codes of letters that lack a path: the log has faults, and the code of a letter when it is done."""
    fault = False
    for found in re.finditer(r"! Strange path|\[(\d+)\]", log):
        if found[1] is None:
            fault = True
        elif fault:
            yield int(found[1])
            fault = False


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A letter: its dots, 0 or 255, the place of the lower left of them, and how far it moves the pen."""

    dots: npt.NDArray[np.uint8]
    left: int
    bottom: int
    advance: float


def glyphs(content: bytes) -> Iterator[tuple[int, Bitmap]]:
    """The letters of a GF file by their codes (format: The METAFONTbook, appendix G, and GFtype)."""
    at, drawn = 3 + content[2], {}
    while (op := content[at]) != 248:
        at += 1
        if op in (67, 68):
            at, code, letter = _letter(content, at, short=op == 68)
            drawn[code] = letter
        else:
            at += _skipped(content, at, op)
    at += 37
    while (op := content[at]) != 249:
        if op in (245, 246):
            wide = _number(content, at + 2, 4) / 65536 if op == 245 else content[at + 2]
            code = content[at + 1]
            if code in drawn:
                dots, left, bottom = drawn[code]
                yield code, Bitmap(dots, left, bottom, wide)
            at += 18 if op == 245 else 11
        else:
            at += 1


def _number(content: bytes, at: int, size: int) -> int:
    return int.from_bytes(content[at : at + size], "big", signed=size == 4)


def _skipped(content: bytes, at: int, op: int) -> int:
    """How many bytes belong to an order that draws nothing."""
    if 239 <= op <= 242:
        size = op - 238
        return size + int.from_bytes(content[at : at + size], "big")
    return 4 if op == 243 else 0


def _letter(content: bytes, at: int, *, short: bool) -> tuple[int, int, tuple[npt.NDArray[np.uint8], int, int]]:
    if short:
        code, wide, right, tall, top = content[at : at + 5]
        left, bottom, at = right - wide, top - tall, at + 5
    else:
        code = _number(content, at, 4)
        left, right, bottom, top = (_number(content, at + n, 4) for n in (8, 12, 16, 20))
        at += 24
    dots = np.zeros((top - bottom + 2, right - left + 2), dtype=np.uint8)
    row, column, black = 0, 0, False
    while (op := content[at]) != 69:
        at += 1
        if op <= 66:
            size = max(op - 63, 0)
            run = op if op < 64 else int.from_bytes(content[at : at + size], "big")
            at += size
            if black:
                dots[row, column : column + run] = 255
            column, black = column + run, not black
        elif op <= 73:
            size = op - 70
            row += 1 + int.from_bytes(content[at : at + size], "big")
            at, column, black = at + size, 0, False
        elif op <= 238:
            row, column, black = row + 1, op - 74, True
        else:
            at += _skipped(content, at, op)
    return at + 1, code, (dots, left, bottom)


def _built(path: Path, name: str, letters: Mapping[int, Bitmap]) -> None:
    order = [".notdef", *(f"u{code}" for code in range(256))]
    pens, widths = {}, {}
    for glyph in order:
        bitmap = letters.get(int(glyph[1:])) if glyph != ".notdef" else None
        pen = TTGlyphPen(None)
        if bitmap is not None:
            _trace(pen, bitmap)
        pens[glyph], widths[glyph] = pen.glyph(), (round(bitmap.advance) if bitmap else 0, 0)
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({0xE000 + code: f"u{code}" for code in range(256)})
    builder.setupGlyf(pens)
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=EM, descent=-EM)
    builder.setupNameTable({"familyName": name, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


def _trace(pen: TTGlyphPen, bitmap: Bitmap) -> None:
    rows = bitmap.dots.shape[0]
    found, _ = cv2.findContours(np.pad(bitmap.dots, 1), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for contour in found:
        points = cv2.approxPolyDP(contour, 0.7, True)[:, 0]
        if len(points) < 3:
            continue
        for n, (x, y) in enumerate(points.tolist()):
            place = (x - 1 + bitmap.left, bitmap.bottom + rows - 1 - y)
            if n:
                pen.lineTo(place)
            else:
                pen.moveTo(place)
        pen.closePath()


DESIGNS: Mapping[str, Design] = {
    "montex-steel": Design("steel", {}),
    "montex-wood": Design("wood", {}),
    "montex-steel-bold": Design("steel", _measures(spine=2.0, thick=2.3, tail=6)),
    "montex-steel-light": Design("steel", _measures(spine=0.7, thin=0.35, medium=0.6, thick=1.1)),
    "montex-steel-narrow": Design("steel", _measures(width=6.3, spine=1.8)),
    "montex-steel-heavy": Design("steel", _measures(spine=3.2, thin=0.7, medium=1.3, thick=2.6, tooth=3.2)),
    "montex-steel-even": Design("steel", _measures(spine=1.2, thin=1.0, medium=1.1, thick=1.3, width=8.6)),
    "montex-wood-light": Design("wood", _measures(spine=0.6, thin=0.35, medium=0.6, thick=1.0, width=9.0)),
    "montex-wood-wide": Design("wood", _measures(width=9.8, spine=1.2, tooth=3.4)),
    "montex-wood-narrow": Design("wood", _measures(width=6.6, spine=1.4, thin=0.6, tooth=4.6)),
    "montex-wood-bold": Design("wood", _measures(spine=2.0, tail=6)),
}
"""The fonts that are drawn with; the last is for measuring, and nothing is trained on it."""

_ROUND = {"B": 98, "P": 112, "F": 102, "G": 107, "K2": 75}
_JOINED = {
    "A": {"B": 200, "P": 208, "F": 216, "G": 224, "K2": 232}, "I": {"B": 202, "P": 210, "F": 218, "G": 226, "K2": 234},
    "O": {"B": 204, "P": 212, "F": 220, "G": 228, "K2": 236}, "N": {"B": 206, "P": 214, "F": 222, "G": 230, "K2": 238},
    "L": {"B": 207, "P": 215, "F": 223, "G": 231, "K2": 239},
}  # fmt: skip
"""What follows a rounded letter stands in it: one glyph for both."""
_FIRST = {
    "A": 69, "N": 78, "H": 88, "Hx": 71, "M": 77, "L": 76, "S": 83, "Sh": 159, "I": 105, "O": 117, "T": 116, "D": 100,
    "Ch": 99, "J": 122, "Y": 121, "W": 118, "R": 114, "B": 98, "P": 112, "F": 102, "G": 107, "K2": 75,
}  # fmt: skip
_INNER = {**_FIRST, "A": 97, "N": 110, "M": 109, "L": 108, "S": 115, "Sh": 160, "G": 132}
_LAST: dict[str, tuple[int, ...]] = {
    "A": (128,), "N": (128, -37), "I": (136,), "U": (135,), "H": (140,), "Hx": (149, -38), "G": (141,), "B": (137,),
    "M": (146,), "L": (143,), "R": (82,), "S": (138,), "Sh": (161,), "Aa": (129,), "O": (117,),
}  # fmt: skip
"""A code below 0 does not move the pen."""
_SIGNS = {
    **{chr(0x1810 + n): (48 + n,) for n in range(10)}, "!": (33,), "(": (40,), ")": (41,), "᠂": (44,), "᠃": (46,),
    "᠁": (47,), "᠄": (58,), "᠅": (59,), "〈": (60,), "〉": (62,), "?": (63,), "《": (171,), "》": (187,),
}  # fmt: skip
APART = 0.12
"""The gap before a final a, in ems."""


class UnitFace(Face):
    """A font without shaping rules, whose glyphs are written units."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._wide = [self.font.get_glyph_h_advance(glyph) / EM for glyph in range(257)]

    def word(self, text: str) -> Word | None:
        if text not in self._words:
            try:
                units = units_of(text)
            except ValueError:
                return None
            self._words[text] = self.spelled(units)
        return self._words[text]

    def spelled(self, units: Units) -> Word | None:
        """A word of these units; None where the font has no such letter."""
        pieces: list[Piece] = []
        part: list[str] = []
        for unit in (*units, "Mvs"):
            if unit != "Mvs":
                part.append(unit)
                continue
            found = list(codes_of(part))
            if not found or any(code == 0 or not self._wide[abs(code) + 1] for code, _ in found):
                return None
            if pieces:
                pieces.append(Piece(0, 0.0, 0.0, APART, ("Mvs",)))
            pieces += [self._piece(code, shown) for code, shown in found]
            part = []
        return Word(tuple(pieces), units)

    def signs(self, text: str) -> Word | None:
        if any(sign not in _SIGNS for sign in text):
            return None
        return Word(tuple(self._piece(code, (sign,)) for sign in text for code in _SIGNS[sign]), tuple(text))

    def _piece(self, code: int, units: Units) -> Piece:
        return Piece(abs(code) + 1, 0.0, 0.0, self._wide[code + 1] if code > 0 else 0.0, units)

    @property
    def stem(self) -> tuple[int, float]:
        return 125, self._wide[125]

    @property
    def spine(self) -> float:
        return (TALL - DEEP) / 2 * DOTS / 72.27 / EM


def codes_of(part: list[str]) -> Iterator[tuple[int, Units]]:
    """The codes of the letters of a stretch of units that join, 0 where there is none."""
    n = 0
    while n < len(part):
        unit, last = part[n], n == len(part) - 1
        after = part[n + 1] if not last else ""
        inner = n + 1 < len(part) - 1 or after == "O"
        if unit in _ROUND and after in _JOINED and inner:
            yield _JOINED[after][unit], (unit, after)
            n += 2
            continue
        if last and len(part) > 1:
            yield from ((code, (unit,)) for code in _LAST.get(unit, (0,)))
        elif last:
            yield ({"Aa": 129}.get(unit, 0)), (unit,)
        elif unit in _ROUND and after in ("I", "U", "A"):
            yield 0, (unit,)
        elif unit in _ROUND and after == "Aa":
            yield _ROUND[unit], (unit,)
        else:
            yield (_INNER if n else _FIRST).get(unit, 0), (unit,)
        n += 1


def main() -> None:
    """Makes the fonts of `DESIGNS` in a folder, from the files of a TeX distribution that has MonTeX and Metafont."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tex", type=Path, default=Path("/"), help="where `usr` with texlive-lang-cyrillic is")
    asked = parser.parse_args()
    tree = asked.tex / "usr/share/texlive/texmf-dist"
    montex = tree / "fonts/source/public/montex"
    sources = f".:{tree}/metafont/base:{montex}:"
    library = str(asked.tex / "usr/lib/x86_64-linux-gnu") if asked.tex != Path("/") else ""
    metafont = Metafont(asked.tex / "usr/bin", sources, tree / "web2c", library)
    asked.folder.mkdir(parents=True, exist_ok=True)
    parameters = (montex / "mbparmm.mf").read_text(encoding="ascii")
    for name, design in DESIGNS.items():
        metafont.font(name, design, parameters, asked.folder)


if __name__ == "__main__":
    main()
