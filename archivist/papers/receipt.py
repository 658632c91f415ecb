"""The receipt for what came in: the list with conditions, what was agreed, and places to sign and to seal."""

from __future__ import annotations

from pathlib import Path

from archivist.accessions import Accession, Item
from archivist.mark import fonts
from archivist.papers.sheet import A4, GREY, Sheet, spaced
from archivist.papers.words import PaperLanguage, both, day, words

LEFT, RIGHT, FOOT = 24.0, 186.0, 262.0
COLUMNS = {"column_number": 24.0, "column_what": 38.0, "column_count": 116.0, "column_condition": 136.0}
WHAT_WIDTH, CONDITION_WIDTH = 74.0, 50.0
TYPE, LINE = 10.5, 6.2
"""The size of the type in points and the distance of lines in millimetres."""


def write_receipt(accession: Accession, library: str, out: Path, language: PaperLanguage = "zh") -> None:
    """Writes the receipt, on as many sheets as the list needs.

    OcrError: `out` cannot be written. ArchivistError: no Chinese font is installed.
    """
    paper = _Receipt(accession, library, language)
    paper.draw()
    paper.sheet.save(out)


class _Receipt:
    def __init__(self, accession: Accession, library: str, language: PaperLanguage) -> None:
        self.accession = accession
        self.library = library
        self.language: PaperLanguage = language
        self.main = "en" if language == "en" else "zh"
        self.sheet = Sheet(A4, fonts(), f"{words('receipt', self.main)} {accession.number}")
        self.y = 0.0
        self.pages: list[int] = []

    def draw(self) -> None:
        self._head()
        self._opening()
        self._columns()
        for number, item in enumerate(self.accession.items, 1):
            self._item(number, item)
        self._total()
        self._agreement()
        self._signatures()
        self.sheet.number_pages(lambda page, pages: both("page", self.language, "  ", page=page, pages=pages))

    def _head(self) -> None:
        sheet, number = self.sheet, self.accession.number
        sheet.text(LEFT, 24, self.library, 10.5, colour=GREY, tracking=0.05)
        sheet.text(RIGHT, 24, f"{both('number', self.language, ' ')}  {number}", 10.5, align="right", colour=GREY)
        sheet.rule(LEFT, 28, RIGHT - LEFT)
        sheet.text(105, 48, spaced(words("receipt", self.main)), 26, align="centre", tracking=0.1)
        if self.language == "both":
            sheet.text(105, 56, words("receipt_long", "en"), 10.5, align="centre", colour=GREY, tracking=0.06)
        self.y = 70.0

    def _opening(self) -> None:
        for one in ("zh", "en") if self.language == "both" else (self.main,):
            donor = self.accession.donor.name or words("nobody", one)
            verb = words(f"verb_{self.accession.agreement.kind}", one)
            text = words("received_from", one, donor=donor, verb=verb)
            self.y = self.sheet.paragraph(LEFT, self.y, RIGHT - LEFT, text, 11.5 if one == self.main else 10)
        self.y += 3

    def _columns(self) -> None:
        self.sheet.rule(LEFT, self.y, RIGHT - LEFT, weight=0.8, colour=GREY)
        self.y += 5.5
        for key, x in COLUMNS.items():
            self.sheet.text(x, self.y, words(key, self.main), 9, colour=GREY)
            if self.language == "both":
                self.sheet.text(x, self.y + 4, words(key, "en"), 7, colour=GREY)
        self.y += 7 if self.language == "both" else 3
        self.sheet.rule(LEFT, self.y, RIGHT - LEFT)

    def _item(self, number: int, item: Item) -> None:
        what = self.sheet.lines(item.what, WHAT_WIDTH, TYPE)
        condition = self.sheet.lines(item.condition, CONDITION_WIDTH, TYPE)
        high = max(len(what), len(condition)) * LINE + 3.4
        if self.y + high > FOOT:
            self._next_page()
            self._columns()
        top = self.y + 6.0
        self.sheet.text(COLUMNS["column_number"], top, str(number), TYPE, colour=GREY)
        self.sheet.text(COLUMNS["column_count"], top, f"{item.count} {item.unit}".rstrip(), TYPE)
        for x, lines in ((COLUMNS["column_what"], what), (COLUMNS["column_condition"], condition)):
            for place, line in enumerate(lines):
                self.sheet.text(x, top + place * LINE, line, TYPE)
        self.y += high
        self.sheet.rule(LEFT, self.y, RIGHT - LEFT)

    def _next_page(self) -> None:
        self.sheet.new_page()
        self.sheet.text(LEFT, 24, self.library, 10.5, colour=GREY, tracking=0.05)
        self.sheet.text(RIGHT, 24, self.accession.number, 10.5, align="right", colour=GREY)
        self.y = 30.0

    def _total(self) -> None:
        self.y += 6.5
        text = both("total", self.language, count=self.accession.pieces)
        self.sheet.text(RIGHT, self.y, text, TYPE, align="right")
        self.y += 8

    def _agreement(self) -> None:
        agreement = self.accession.agreement
        texts = [agreement.text, agreement.rights]
        for one in ("zh", "en") if self.language == "both" else (self.main,):
            level = words("access", one, level=words(f"level_{agreement.level}", one))
            until = words("until", one, day=day(agreement.until, one)) if agreement.until else ""
            texts.append(level + until)
        lines = [line for text in texts if text for line in self.sheet.lines(text, RIGHT - LEFT - 4, TYPE)]
        if self.y + (len(lines) + 2) * LINE + 62 > FOOT:
            self._next_page()
            self.y += 6
        self.sheet.text(LEFT, self.y, both("rights", self.language), 9, colour=GREY)
        self.y += 6.5
        for line in lines:
            self.sheet.text(LEFT, self.y, line, TYPE)
            self.y += LINE

    def _signatures(self) -> None:
        y = max(self.y + 26, 214.0)
        for x, key, name in ((LEFT, "handed_over", ""), (LEFT + 58, "taken_over", self.accession.received_by)):
            self.sheet.rule(x, y, 46, colour=GREY)
            self.sheet.text(x, y - 2, name, TYPE)
            self.sheet.text(x, y + 5, both(key, self.language), 8.5, colour=GREY)
        side = 38.0
        self.sheet.seal(RIGHT - side, y - 22, side, both("seal", self.language, " "))
        shown = "en" if self.language == "en" else "zh"
        self.sheet.text(RIGHT, y + 30, day(self.accession.received, shown), TYPE, align="right")
