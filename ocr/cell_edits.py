"""Correcting one cell of a table: its words are replaced where they stand, all else on the page stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.cells import Cell
from ocr.errors import OcrError
from ocr.level import LevelView
from ocr.page import Box, Line, PageText, Region, Word
from ocr.tables import table


def with_cell(page: PageText, number: int, row: int, column: int, text: str) -> PageText:
    """This page with the cell at `row`, `column` of table `number` (all from 0) corrected to `text`.

    Raises OcrError where there is no such cell.
    """
    places = [at for at, region in enumerate(page.regions) if region.kind == "table"]
    if not 0 <= number < len(places):
        raise OcrError("This page has no table {number}; look at it again.", number=number + 1)
    region = page.regions[places[number]]
    cells = table(region).cells
    cell = next((one for one in cells if (one.row, one.column) == (row, column)), None)
    if cell is None:
        message = "Table {number} has no cell in row {row}, column {column}; look at it again."
        raise OcrError(message, number=number + 1, row=row + 1, column=column + 1)
    lines = _filled(region, cell, cells, text) if not cell.words else _replaced(region, cell, text)
    regions = list(page.regions)
    regions[places[number]] = replace(region, lines=lines)
    return replace(page, regions=tuple(regions))


def _replaced(region: Region, cell: Cell, text: str) -> tuple[Line, ...]:
    """The lines with the words of the cell replaced: the new ones stand where the first of them stood."""
    view, left = LevelView(region), [_key(word) for word in cell.words]
    lines = []
    new = _typed(text, cell.box, vertical=region.vertical)
    for line in region.lines:
        words = _parts(line.words, view)
        own = [at for at, word in enumerate(words) if _key(word) in left]
        if not own:
            lines.append(line)
            continue
        for at in own:
            left.remove(_key(words[at]))
        if new and own[-1] < len(words) - 1:
            new = (*new[:-1], replace(new[-1], space_after=words[own[-1]].space_after))
        kept = [word for at, word in enumerate(words) if at not in own]
        lines.append(_made(line, [*kept[: own[0]], *new, *kept[own[0] :]]))
        new = ()
    return tuple(lines)


def _key(word: Word) -> tuple[str, Box]:
    """What tells a word of a cell in its line; that a space follows it is said in the line alone."""
    return word.text, word.box


def _parts(words: Sequence[Word], view: LevelView) -> list[Word]:
    """The words as the cells hold them: cut at spaces that a person has typed."""
    out: list[Word] = []
    for word in words:
        parts = view.parted(word)
        if len(parts) < 2:
            out += parts or [word]
        else:
            out += [*(replace(part, space_after=True) for part in parts[:-1]), parts[-1]]
    return out


def _filled(region: Region, cell: Cell, cells: Sequence[Cell], text: str) -> tuple[Line, ...]:
    """The lines with words in a cell that had none: in the line of its neighbours, else in one of its own."""
    new = _typed(text, cell.box, vertical=region.vertical)
    if not new:
        return region.lines
    view = LevelView(region)
    beside = [_key(word) for one in cells if one.row == cell.row and one is not cell for word in one.words]
    for at, line in enumerate(region.lines):
        words = _parts(line.words, view)
        if any(_key(word) in beside for word in words):
            left = view.flat(cell.box).left
            place = sum(view.flat(word.box).left < left for word in words)
            if place:
                words[place - 1] = replace(words[place - 1], space_after=True)
            made = _made(line, [*words[:place], *new, *words[place:]])
            return (*region.lines[:at], made, *region.lines[at + 1 :])
    own = Line(new, cell.box, 1.0, corrected=True)
    top = view.flat(cell.box).top
    place = sum(view.flat(line.box).top < top for line in region.lines)
    return (*region.lines[:place], own, *region.lines[place:])


def _typed(text: str, box: Box, *, vertical: bool) -> tuple[Word, ...]:
    """What a person has typed as words that share the box."""
    parts = text.split()
    count = sum(map(len, parts))
    out, at = [], 0
    for number, part in enumerate(parts):
        share = box.part(at / count, (at + len(part)) / count, vertical=vertical)
        out.append(Word(part, share, 1.0, (), number < len(parts) - 1))
        at += len(part)
    return tuple(out)


def _made(line: Line, words: Sequence[Word]) -> Line:
    """The line with other words; a person has vouched for it where they have for each of them."""
    box = line.box
    for word in words:
        box = box.union(word.box)
    weights = [(len(word.text), word.confidence) for word in words]
    total = sum(weight for weight, _ in weights)
    sure = sum(weight * confidence for weight, confidence in weights) / total if total else 1.0
    return Line(tuple(words), box, sure, corrected=all(word.confidence == 1.0 for word in words))
