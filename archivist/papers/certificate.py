"""The certificate of donation and the letter of thanks: one sheet lying on its side, for a frame on a wall."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from archivist.accessions import Accession
from archivist.mark import fonts
from archivist.papers.sheet import A4, GREY, HAIR, Sheet
from archivist.papers.words import PaperLanguage, day, things, words

Style = Literal["certificate", "thanks"]
STYLES: tuple[Style, ...] = ("certificate", "thanks")
WIDTH, HEIGHT = A4[1], A4[0]
LEFT, RIGHT = 46.0, WIDTH - 46.0
SEAL = 40.0


def write_certificate(
    accession: Accession, library: str, out: Path, language: PaperLanguage = "zh", style: Style = "certificate",
    dated: str = "",
) -> None:  # fmt: skip
    """Writes the certificate, `dated` as named, else on the day on which the donor was thanked or the things came.

    OcrError: `out` cannot be written. ArchivistError: no Chinese font is installed.
    """
    main = "en" if language == "en" else "zh"
    sheet = Sheet((WIDTH, HEIGHT), fonts(), f"{words(style, main)} {accession.number}")
    sheet.frame(12, 12, WIDTH - 24, HEIGHT - 24, weight=1.1, colour=HAIR)
    sheet.frame(14.2, 14.2, WIDTH - 28.4, HEIGHT - 28.4, weight=0.35, colour=HAIR)
    _title(sheet, style, language)
    _body(sheet, accession, style, language)
    _foot(sheet, accession, library, language, dated or accession.thanked or accession.received)
    sheet.save(out)


def _title(sheet: Sheet, style: Style, language: PaperLanguage) -> None:
    middle = WIDTH / 2
    if language == "en":
        sheet.text(middle, 58, words(style, "en"), 34, align="centre", tracking=0.06)
        return
    sheet.text(middle, 56, words(style, "zh"), 42, align="centre", tracking=0.35)
    if language == "both":
        sheet.text(middle, 67, words(style, "en").upper(), 10.5, align="centre", colour=GREY, tracking=0.28)
    sheet.rule(middle - 11, 74, 22, weight=0.5)


def _body(sheet: Sheet, accession: Accession, style: Style, language: PaperLanguage) -> None:
    key = "body" if style == "certificate" else "body_thanks"
    if language == "en":
        donor = accession.donor.name or words("nobody", "en")
        sheet.text(WIDTH / 2, 82, donor, sheet.fitting(donor, RIGHT - LEFT, 24), align="centre")
        text = words(key, "en", items=things(accession, "en"))
        y = 98.0
        for line in sheet.lines(text, RIGHT - LEFT, 14.5):
            sheet.text(WIDTH / 2, y, line, 14.5, align="centre")
            y += 9.5
        return
    donor = accession.donor.name or words("nobody", "zh")
    greeting = words("greeting", "zh", donor=donor)
    sheet.text(LEFT, 93, greeting, sheet.fitting(greeting, RIGHT - LEFT, 19, 0.08), tracking=0.08)
    text = words(key, "zh", items=things(accession, "zh"))
    size = _fitting(sheet, text)
    y = sheet.paragraph(LEFT, 108, RIGHT - LEFT, text, size, leading=2.0, indent=2)
    if language == "both":
        english = words(key, "en", items=things(accession, "en"))
        lead = f"{accession.donor.name or words('nobody', 'en')} " if style == "certificate" else ""
        # Not under the seal.
        sheet.paragraph(LEFT, y + 1, RIGHT - LEFT - SEAL - 16, lead + english, 10, leading=1.6, colour=GREY)


def _fitting(sheet: Sheet, text: str) -> float:
    """The largest type in which the text takes no more than four lines."""
    sizes = (17.0, 15.5, 14.0)
    return next((size for size in sizes if len(sheet.lines(text, RIGHT - LEFT, size, indent=2)) <= 3), 12.5)


def _foot(sheet: Sheet, accession: Accession, library: str, language: PaperLanguage, dated: str) -> None:
    shown = "en" if language == "en" else "zh"
    sheet.text(LEFT, 178, f"{words('number', shown)} {accession.number}", 9.5, colour=GREY, tracking=0.04)
    size = sheet.fitting(library, (RIGHT - LEFT) / 2, 15, 0.08)
    width = max(sheet.line_width(library, size, 0.08), sheet.line_width(day(dated, shown), 12, 0.05))
    middle = RIGHT - max(width, SEAL) / 2
    sheet.seal(middle - SEAL / 2, 146, SEAL, "")
    sheet.text(middle, 164, library, size, align="centre", tracking=0.08)
    sheet.text(middle, 175, day(dated, shown), 12, align="centre", tracking=0.05)
    if language == "both":
        sheet.text(middle, 181, day(dated, "en"), 9, align="centre", colour=GREY)
