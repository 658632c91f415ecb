"""Type for what is set anew: glyphs out of the fonts of this computer, as outlines or as a small font to embed.

reportlab embeds only TrueType outlines, and the Chinese fonts of most computers have others (CFF); so the glyphs that
are used are drawn anew, within a thousandth of an em.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.basePen import BasePen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, TTLibError

from ocr.errors import OcrError

FontFile = tuple[Path, int]
"""A font file and which of its faces, from 0."""
STAND_IN = "〓"
"""Set where no font has a character: the geta of printers."""
NOTDEF = ".notdef"


class Face:
    """One typeface out of several fonts: each character is taken from the first that has it."""

    def __init__(self, files: Sequence[FontFile]) -> None:
        """OcrError: a font cannot be read, or there is none."""
        self._fonts = [_opened(*file) for file in files]
        if not self._fonts:
            raise OcrError("No font is named in which the mark could be set; install a Chinese font.")

    def runs(self, text: str) -> Iterator[tuple[int, str]]:
        """The text in stretches of one font each, by the number of the font; unknown characters as `STAND_IN`."""
        shown = [sign if self._font_of(sign) is not None else STAND_IN for sign in text if sign >= " "]
        for number, signs in groupby(shown, key=lambda sign: self._font_of(sign) or 0):
            yield number, "".join(signs)

    def missing(self, text: str) -> str:
        """The characters of the text that none of the fonts has, each once."""
        return "".join(dict.fromkeys(sign for sign in text if sign >= " " and self._font_of(sign) is None))

    def width(self, text: str, size: float) -> float:
        """How wide the text is, in the unit of the size."""
        return sum(self._fonts[number].advance(sign) for number, part in self.runs(text) for sign in part) * size

    def draw(self, text: str, pen: Any, size: float, at: tuple[float, float]) -> None:  # noqa: ANN401  a reportlab path
        """Draws the outlines of a line into a path, its base line beginning at a point."""
        x, y = at
        for number, part in self.runs(text):
            font = self._fonts[number]
            for sign in part:
                font.glyph(sign, _PathPen(pen, font.glyphs, size / font.units, x, y))
                x += font.advance(sign) * size

    def truetype(self, number: int, signs: Iterable[str]) -> bytes:
        """A TrueType font with these characters of one of the fonts."""
        return self._fonts[number].part(sorted(set(signs)))

    def _font_of(self, sign: str) -> int | None:
        return next((number for number, font in enumerate(self._fonts) if font.has(sign)), None)


class _Font:
    """A font file, opened; its glyphs are read when they are asked for."""

    def __init__(self, path: Path, index: int) -> None:
        try:
            # From memory: fontTools would keep the file open.
            self._font = TTFont(io.BytesIO(path.read_bytes()), fontNumber=index, lazy=True)
            self._names: dict[int, str] = self._font.getBestCmap() or {}
        except (OSError, TTLibError) as error:
            message = "The font {file} cannot be read ({reason}); install another."
            raise OcrError(message, file=path, reason=error) from error
        self._path, self._index = path, index
        self.glyphs: Any = self._font.getGlyphSet()
        self.units = int(self._font["head"].unitsPerEm)

    def has(self, sign: str) -> bool:
        return ord(sign) in self._names

    def advance(self, sign: str) -> float:
        """In ems."""
        return float(self.glyphs[self._name(sign)].width) / self.units

    def glyph(self, sign: str, pen: Any) -> None:  # noqa: ANN401  any pen of fontTools
        self.glyphs[self._name(sign)].draw(pen)

    def _name(self, sign: str) -> str:
        return self._names.get(ord(sign), NOTDEF)

    def part(self, signs: list[str]) -> bytes:
        names = list(dict.fromkeys([NOTDEF, *map(self._name, signs)]))
        built = FontBuilder(self.units, isTTF=True)
        built.setupGlyphOrder(names)
        built.setupCharacterMap({ord(sign): self._name(sign) for sign in signs})
        built.setupGlyf({name: self._quadratic(name) for name in names})
        built.setupHorizontalMetrics({name: (round(self.glyphs[name].width), 0) for name in names})
        head = self._font["hhea"]
        built.setupHorizontalHeader(ascent=head.ascent, descent=head.descent)
        # reportlab takes two fonts of one name for the same.
        name = "Archivist-" + hashlib.sha256(f"{self._path}{self._index}{''.join(signs)}".encode()).hexdigest()[:12]
        built.setupNameTable({"familyName": "Archivist", "styleName": "Regular", "psName": name})
        built.setupOS2()
        built.setupPost()
        out = io.BytesIO()
        built.save(out)
        return out.getvalue()

    def _quadratic(self, name: str) -> Any:  # noqa: ANN401  a glyph of fontTools
        """A glyph by itself: one that is put together of others (й of и and its mark) is taken apart."""
        whole = DecomposingRecordingPen(self.glyphs)
        self.glyphs[name].draw(whole)
        pen = TTGlyphPen(None)
        whole.replay(Cu2QuPen(pen, self.units / 1000, reverse_direction="CFF " in self._font))
        return pen.glyph()


@lru_cache(maxsize=4)
def _opened(path: Path, index: int) -> _Font:
    return _Font(path, index)


class _PathPen(BasePen):  # type: ignore[misc]  # fontTools carries no types
    """Draws a glyph into a path of reportlab, scaled and moved."""

    def __init__(self, path: Any, glyphs: Any, scale: float, x: float, y: float) -> None:  # noqa: ANN401  as above
        super().__init__(glyphs)
        self._path = path
        self._scale = scale
        self._x = x
        self._y = y

    def _place(self, point: tuple[float, float]) -> tuple[float, float]:
        return round(self._x + point[0] * self._scale, 3), round(self._y + point[1] * self._scale, 3)

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self._path.moveTo(*self._place(pt))

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self._path.lineTo(*self._place(pt))

    def _curveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]) -> None:
        self._path.curveTo(*self._place(pt1), *self._place(pt2), *self._place(pt3))

    def _closePath(self) -> None:
        self._path.close()
