"""Tesseract through pytesseract: Cyrillic and Latin, one language at a time."""

from __future__ import annotations

import os
from functools import cached_property

import pytesseract
from PIL import Image

from ocr.engines.base import Glyph, Gray, RegionWord
from ocr.errors import OcrError
from ocr.page import Script
from ocr.script import kind

LIMIT_SECONDS = 300
BORDER = 12
"""Tesseract wants a white edge around the text, in pixels."""
BLOCK, LINE, CHARACTER = 6, 7, 10
"""Its modes of page segmentation: one block of lines, one line, one character."""


class Tesseract:
    """Reads pictures of horizontal lines in one language."""

    name = "tesseract"

    @cached_property
    def version(self) -> str:
        """The version of the program; raises OcrError where it is not installed."""
        try:
            return str(pytesseract.get_tesseract_version())
        except (pytesseract.TesseractNotFoundError, SystemExit) as error:
            raise _missing() from error

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that are installed, none where the program is not."""
        try:
            return frozenset(pytesseract.get_languages())
        except pytesseract.TesseractNotFoundError:
            return frozenset()

    def read_region(self, picture: Gray, language: str, *, single_line: bool = False) -> list[RegionWord]:
        """The words of a picture; boxes in its pixels."""
        if not self.languages:
            raise _missing()
        if language not in self.languages:
            raise OcrError(
                "Tesseract has no data for {language}; install the package tesseract-ocr-{package}.",
                language=language,
                package=language.replace("_", "-"),
            )
        height, width = picture.shape
        return _words(_table(picture, language, LINE if single_line else BLOCK), width, height)

    def read_character(self, picture: Gray, script: Script) -> Glyph | None:
        """What a picture of one upright Han character holds; None where it can't be told, or nobody is there to ask."""
        language = "chi_tra" if script == "hant" else "chi_sim"
        if language not in self.languages:
            return None
        height, width = picture.shape
        words = _words(_table(picture, language, CHARACTER), width, height)
        if len(words) != 1 or len(words[0].text) != 1 or kind(words[0].text) != "han":
            return None
        return Glyph(words[0].text, words[0].confidence, 0.0, 1.0)


def _table(picture: Gray, language: str, mode: int) -> dict[str, list[object]]:
    """Tesseract's table of what it found in a picture, in one of its modes of page segmentation."""
    # Tesseract's own threads only get in the way of each other when several pages are read at once.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    height, width = picture.shape
    page = Image.new("L", (width + 2 * BORDER, height + 2 * BORDER), 255)
    page.paste(Image.fromarray(picture), (BORDER, BORDER))
    try:
        found: dict[str, list[object]] = pytesseract.image_to_data(
            page,
            lang=language,
            config=f"--psm {mode} --dpi 300",
            output_type=pytesseract.Output.DICT,
            timeout=LIMIT_SECONDS,
        )
    except pytesseract.TesseractNotFoundError as error:
        raise _missing() from error
    except (pytesseract.TesseractError, RuntimeError) as error:
        raise OcrError("Tesseract could not read a part of the page ({reason}); try again.", reason=error) from error
    return found


def _missing() -> OcrError:
    return OcrError("Tesseract is not installed; install the package tesseract-ocr.")


def _words(table: dict[str, list[object]], width: int, height: int) -> list[RegionWord]:
    """The rows of Tesseract's table that are words."""
    lines: dict[tuple[object, ...], int] = {}
    out = []
    for i, text in enumerate(table["text"]):
        confidence = float(str(table["conf"][i]))
        if confidence < 0 or not str(text).strip():
            continue
        key = tuple(table[column][i] for column in ("block_num", "par_num", "line_num"))
        left, top, across, down = (int(str(table[column][i])) for column in ("left", "top", "width", "height"))
        left, top = left - BORDER, top - BORDER
        out.append(
            RegionWord(
                str(text).strip(),
                confidence / 100,
                lines.setdefault(key, len(lines)),
                max(left, 0),
                max(top, 0),
                min(left + across, width),
                min(top + down, height),
            )
        )
    return out
