"""The text of pages as it runs: lines joined into paragraphs, across columns and pages, with headings and tables.

A paragraph begins at a line that is indented or stands apart, and ends with a line that is clearly shorter than the
others. Where a page begins is marked; page numbers and running titles are left out. A note in the margin, ruby, and
what stands in a picture follow the paragraph beside which they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Literal

from ocr.export.language import tag
from ocr.level import LevelView
from ocr.page import Box, Line, PageText, Region
from ocr.script import is_wide
from ocr.tables import Table, table

INDENT = 0.8
"""A line is indented if it begins so many characters behind the others."""
EVEN = 0.5
"""Two lines begin at the same height if it is less than so many characters."""
SHORT = 1.5
"""A line of Han characters is short if it ends so many characters before the others."""
RAGGED = 0.2
"""A line of words is short if this part of the width is free: such lines are not always set to one length."""
APART = 1.6
"""Lines so many usual distances apart are of two paragraphs."""
FAR = 2.8
"""So are lines whose middles lie so many of their heights apart, however few they are."""
SAME_ROW = 0.5
"""Lines that share this part of their height stand in one row."""
BESIDE = 0.7
"""So do main text and the two lines of its commentary, whose middles are no more characters apart than this."""
HYPHENS = "-‐\u00ad¬"
ENDS = frozenset("。！？….!?”」』’）)】")
"""A paragraph that ends so is not carried over to the next column or page."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one kind; or, where `page` is not 0, the mark that this page (from 1) begins."""

    text: str
    commentary: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or note (`runs`), a table, or the mark that a page begins (one run).

    `language` is a BCP 47 tag, empty where it is not known.
    """

    kind: Literal["paragraph", "heading", "note", "table", "page"]
    runs: tuple[Run, ...] = ()
    language: str = ""
    table: Table | None = None

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def flow(pages: Sequence[PageText]) -> list[Block]:
    """The blocks of a document in reading order; each page begins with its mark, alone or within a paragraph."""
    out = _Flow()
    for number, page in enumerate(pages, 1):
        out.page(number)
        told = [region for region in page.regions if _part(region) != "none"]
        for kind, regions in groupby(told, key=_part):
            if kind == "text":
                for _, group in groupby(regions, key=lambda region: (region.direction, _family(region))):
                    _add_text(out, list(group))
                continue
            for region in regions:
                if kind in ("heading", "note"):
                    runs = (Run(joined(line.text for line in region.lines)),)
                    out.block(Block("heading" if kind == "heading" else "note", runs, _language(region)))
                elif kind == "table":
                    out.block(Block("table", (), _language(region), table(region)))
    return out.blocks()


def joined(lines: Iterable[str]) -> str:
    """Lines as one text: without spaces beside Han characters, hyphenated words made whole."""
    out = ""
    for line in lines:
        out = glued(out, line.strip()) + line.strip()
    return out


def glued(before: str, after: str) -> str:
    """What `before` becomes where `after` is to follow it: without its hyphen, or with a space, or as it is."""
    if not before or not after or before.endswith(" "):
        return before
    if before[-1] in HYPHENS and before[-2:-1].isalpha() and after[0].islower():
        return before[:-1]
    return before if is_wide(before[-1]) or is_wide(after[0]) else before + " "


def _part(region: Region) -> str:
    if region.kind in ("text", "commentary"):
        return "text"
    if region.kind == "table":
        return "table" if region.lines else "none"
    if region.kind in ("page-number", "running-title") or not region.lines:
        return "none"
    return "heading" if region.kind == "title" else "note"


def _family(region: Region) -> str:
    return "han" if region.script in ("hans", "hant", "zyyy") else region.script


def _language(region: Region) -> str:
    name = tag(region)
    return "" if name == "und" else name


class _Flow:
    """Blocks in the making: a paragraph stays open until it is known that nothing more belongs to it."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._runs: list[Run] = []
        self._language = ""
        self._closed = True
        self._waiting: list[int] = []
        self._notes: list[Block] = []

    def page(self, number: int) -> None:
        """A page begins here."""
        self._waiting.append(number)

    def block(self, block: Block) -> None:
        """Adds what is no paragraph; a note waits for the end of the paragraph before it."""
        if block.kind == "note" and self._runs:
            self._notes += [block] if block.text else []
            return
        self._close()
        if block.text or (block.table is not None and block.table.cells):
            self._blocks.append(block)

    def paragraph(self, runs: Sequence[Run], language: str, *, goes_on: bool, closed: bool) -> None:
        """Adds a paragraph, or to the one before; `goes_on`: it may be the rest of it, `closed`: it is at its end."""
        last = self._runs[-1].text[-1:] if self._runs else ""
        if not (goes_on and self._runs and not self._closed and language == self._language and last not in ENDS):
            self._close()
        self._runs += [Run("", page=number) for number in self._waiting]
        self._waiting = []
        for run in runs:
            append(self._runs, run)
        self._language, self._closed = language, closed

    def blocks(self) -> list[Block]:
        """All blocks."""
        self._close()
        return self._blocks

    def _close(self) -> None:
        if self._runs:
            self._blocks.append(Block("paragraph", tuple(self._runs), self._language))
        self._runs, self._closed = [], True
        self._blocks += self._notes
        self._notes = []
        self._blocks += [Block("page", (Run("", page=number),)) for number in self._waiting]
        self._waiting = []


def append(runs: list[Run], run: Run) -> None:
    """Adds text to runs, put together with what stands before it."""
    last = next((n for n in range(len(runs) - 1, -1, -1) if runs[n].text), None)
    if last is not None:
        runs[last] = replace(runs[last], text=glued(runs[last].text, run.text))
    if runs and not runs[-1].page and runs[-1].commentary == run.commentary:
        runs[-1] = replace(runs[-1], text=runs[-1].text + run.text)
    elif run.text:
        runs.append(run)


@dataclass(slots=True)
class _Row:
    """What stands at one height of the level view: main text and the commentary within it."""

    start: float
    end: float
    top: float
    bottom: float
    runs: list[Run]

    @property
    def commented(self) -> bool:
        return any(run.commentary for run in self.runs)

    def holds(self, box: Box) -> bool:
        """Whether most of the height of a box, or of the row, is the same."""
        shared = min(self.bottom, box.bottom) - max(self.top, box.top)
        return shared > SAME_ROW * min(box.height, self.bottom - self.top)

    def off(self, box: Box) -> float:
        """How far the middle of a box is from that of the row."""
        return abs(self.top + self.bottom - box.top - box.bottom) / 2


def _add_text(out: _Flow, regions: Sequence[Region]) -> None:
    """Adds regions of text, and the commentary between its words, of one direction and script."""
    main = [region for region in regions if region.kind == "text"] or regions
    whole = replace(main[0], lines=tuple(line for region in main for line in region.lines))
    view = LevelView(whole)
    language = _language(whole)
    for block in _columns(regions):
        rows = _rows(block, view)
        starts = _starts(rows, view.size, han=_family(whole) == "han")
        for n, (first, after) in enumerate(pairwise(starts)):
            part = rows[first.row : after.row]
            runs: list[Run] = []
            for row in part:
                for run in row.runs:
                    append(runs, run)
            if runs:
                sure = len(rows) > 1
                goes_on = sure and n == 0 and not first.indented
                closed = not sure or after.short or n < len(starts) - 2
                out.paragraph(runs, language, goes_on=goes_on, closed=closed)


def _columns(regions: Sequence[Region]) -> list[list[tuple[Line, bool]]]:
    """The lines of regions, those of regions that commentary joins together, with whether they are commentary."""
    out: list[list[tuple[Line, bool]]] = []
    before = None
    for region in regions:
        lines = [(line, region.kind == "commentary") for line in region.lines if line.text.strip()]
        if before is not None and "commentary" in (before.kind, region.kind):
            out[-1] += lines
        else:
            out.append(lines)
        before = region
    return [lines for lines in out if lines]


def _rows(lines: Sequence[tuple[Line, bool]], view: LevelView) -> list[_Row]:
    out: list[_Row] = []
    for line, commentary in lines:
        box = view.flat(line.box)
        run = Run(line.text.strip(), commentary)
        if out and (
            out[-1].holds(box) or ((commentary or out[-1].commented) and out[-1].off(box) < BESIDE * view.size)
        ):
            row = out[-1]
            row.start, row.end = min(row.start, box.left), max(row.end, box.right)
            row.top, row.bottom = min(row.top, box.top), max(row.bottom, box.bottom)
            row.runs.append(run)
        else:
            out.append(_Row(box.left, box.right, box.top, box.bottom, [run]))
    return out


@dataclass(frozen=True, slots=True)
class _Start:
    """A paragraph begins at `row`: it is `indented`, or the row before is `short`, or the two stand apart."""

    row: int
    indented: bool = False
    short: bool = False


def _starts(rows: Sequence[_Row], size: float, *, han: bool) -> list[_Start]:
    """Where paragraphs begin, and after the last of them the end of the rows."""
    start, end = _low([row.start for row in rows]), -_low([-row.end for row in rows])
    slack = SHORT * size if han else RAGGED * (end - start)
    steps = [(after.top + after.bottom - before.top - before.bottom) / 2 for before, after in pairwise(rows)]
    far = min(APART * median(steps or [0.0]), FAR * median(row.bottom - row.top for row in rows))
    out = [_Start(0, indented=rows[0].start > start + INDENT * size)]
    for n, (before, after) in enumerate(pairwise(rows), 1):
        further = (after.start - before.start) / size
        # Lines set in together are one paragraph; it ends where lines begin further out again.
        indented = after.start > start + INDENT * size and abs(further) >= EVEN
        back = further < -INDENT and out[-1].row < n - 1
        short = before.end < end - slack
        if indented or back or short or steps[n - 1] > far:
            out.append(_Start(n, indented, short))
    return [*out, _Start(len(rows), short=rows[-1].end < end - slack)]


def _low(values: Sequence[float]) -> float:
    """A low one of the values, but not the lowest of many: one line may stand out."""
    return sorted(values)[len(values) // 6]
