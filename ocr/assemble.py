"""From what the engines have read in the pieces of a page to lines and regions of `PageText`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ocr.engines.base import Glyph, Reading, RegionWord
from ocr.frames import Frame
from ocr.kinds import Kinds, parted
from ocr.layout import Layout, Strip
from ocr.lines import ReadLine
from ocr.lying import run_leftwards, turned_round
from ocr.numerals import is_number
from ocr.page import Box, Direction, Line, PageText, Region, RegionKind, Script, Word, around
from ocr.places import in_order
from ocr.script import is_wide, script_of
from ocr.script import kind as kind_of
from ocr.widths import with_full_widths

TITLE = 1.35
"""A line is a title if its characters are so many times as large as those of the page."""
MARGIN = 0.12
"""Page numbers stand in this part of the page, counted from its edges."""


def strip_line(strips: Sequence[tuple[Strip, Reading]], page: Box, engine: str) -> ReadLine | None:
    """The line that strips side by side make up; None where nothing was read."""
    words: list[Word] = []
    for strip, reading in strips:
        found = _words(strip, reading, page)
        if found and words:
            words[-1] = _spaced(words[-1])
        words += found
    if not words:
        return None
    count = sum(len(word.text) for word in words)
    confidence = sum(word.confidence * len(word.text) for word in words) / count
    line = Line(tuple(words), around(word.box for word in words), round(confidence, 4))
    size = max(strip.size for strip, _ in strips)
    commentary, across = (all(marks) for marks in zip(*((s.commentary, s.across) for s, _ in strips), strict=True))
    return ReadLine(line, size, commentary, engine, across)


def region_lines(words: Sequence[RegionWord], view: Frame, page: Box, engine: str) -> list[ReadLine]:
    """The lines that an engine found in the picture `view` of several lines."""
    out = []
    for _, group in groupby(words, key=lambda word: word.line):
        made = [
            Word(
                word.text,
                view.to_master(Box(word.left, word.top, word.right, word.bottom), page),
                round(word.confidence, 4),
                space_after=True,
            )
            for word in group
        ]
        count = sum(len(word.text) for word in made)
        confidence = round(sum(word.confidence * len(word.text) for word in made) / count, 4)
        line = Line(tuple(made), around(word.box for word in made), confidence)
        size = max(word.box.height for word in made)
        out.append(ReadLine(line, size, commentary=False, engine=engine))
    return out


def page_text(
    layout: Layout,
    read: Sequence[tuple[bool, Sequence[ReadLine]]],
    page: Box,
    versions: dict[str, str],
    besides: Sequence[Region] = (),
) -> PageText:
    """The value of a page: `read` holds for each group whether it is a table, and its lines; `besides` are regions
    without lines, wherever they belong."""
    read = _turned(read)
    lines = [line for _, group in read for line in group]
    script = script_of("".join(line.line.text for line in lines))
    read = [(table, [part for line in group for part in parted(line, layout)]) for table, group in read]
    kinds = Kinds(layout, read, page)
    text = [(table, [line for line in group if kinds.of(line) is None]) for table, group in read]
    regions = [
        replace(region, cells=cells)
        for (table, group), cells in zip(text, _cells(layout, page, len(text)), strict=True)
        for region in _regions(group, layout, page, script, "table" if table else None)
    ]
    for _, group in read:
        for kind, odd in groupby(group, key=kinds.of):
            for part in [list(odd)] if kind != "ruby" else ([line] for line in odd):
                regions += _regions(part, layout, page, script, kind) if kind else []
    names = sorted({line.engine for line in lines}) or sorted(versions)[:1]
    return PageText(
        round(page.width),
        round(page.height),
        tuple(in_order([*regions, *besides], layout.direction)),
        script,
        layout.direction,
        "+".join(names),
        "+".join(versions[name] for name in names),
    )


def _cells(layout: Layout, page: Box, count: int) -> list[tuple[Box, ...]]:
    """For each of `count` groups the cells that rules bound, in the master; groups that were found later have none."""
    known = [tuple(layout.frame.to_master(cell, page) for cell in group.cells) for group in layout.groups]
    return known + [()] * (count - len(known))


def _turned(read: Sequence[tuple[bool, Sequence[ReadLine]]]) -> Sequence[tuple[bool, Sequence[ReadLine]]]:
    """The groups with those lines across turned round that run from right to left."""
    lines = [line for _, group in read for line in group]
    across = [line for line in lines if line.across]
    if not across:
        return read
    columns = [line.line.text for line in lines if not line.across]
    ways = iter(run_leftwards([line.line.text for line in across], columns))
    return [(table, [_righted(line, ways) for line in group]) for table, group in read]


def _righted(line: ReadLine, ways: Iterator[bool]) -> ReadLine:
    return replace(line, line=turned_round(line.line)) if line.across and next(ways) else line


def _regions(
    lines: Sequence[ReadLine], layout: Layout, page: Box, script: Script, fixed: RegionKind | None
) -> Iterable[Region]:
    """Lines of one group that follow each other and are of one kind and script."""
    marked = [(fixed or _kind(line, lines, layout, page), script_of(line.line.text, script), line) for line in lines]
    if fixed:
        marked = [(kind, script, replace(line, across=line.across and fixed != "table")) for kind, _, line in marked]
    marked = [(kind, script if own == "zyyy" else own, line) for kind, own, line in marked]
    for (kind, own, across), group in groupby(marked, key=lambda mark: (mark[0], _family(mark[1]), mark[2].across)):
        found = [line.line for _, _, line in group]
        whole = script_of("".join(line.text for line in found), script) if own else script
        direction: Direction = "horizontal" if across else layout.direction
        yield Region(tuple(found), around(line.box for line in found), direction, whole, kind)


def _family(script: Script) -> str:
    """Simplified and traditional characters mix within a region; other scripts do not."""
    return "han" if script in ("hans", "hant") else script


def _kind(line: ReadLine, group: Sequence[ReadLine], layout: Layout, page: Box) -> RegionKind:
    if line.commentary:
        return "commentary"
    text, box = line.line.text, line.line.box
    edge = min(box.top - page.top, page.bottom - box.bottom) < MARGIN * page.height
    edge = edge or min(box.left - page.left, page.right - box.right) < MARGIN * page.width
    if len(group) == 1 and edge and is_number(text):
        return "page-number"
    return "title" if line.size > TITLE * layout.size and len(text) < 40 else "text"


def _words(strip: Strip, reading: Reading, page: Box) -> list[Word]:
    """A reading cut at its spaces; one beside a wide character is none, but where it parts it from Mongolian."""
    words: list[Word] = []
    part: list[Glyph] = []
    glyphs = with_full_widths(_without_idle_spaces(reading.glyphs), _em(strip))
    for glyph in (*glyphs, Glyph(" ", 0, 0, 0)):
        if glyph.text != " ":
            part.append(glyph)
        elif part:
            words.append(_word(strip, part, page))
            part = []
    return [_spaced(word) for word in words[:-1]] + words[-1:]


def _em(strip: Strip) -> float:
    """The length of a character as a part of the strip's view."""
    along, across = (math.hypot(*strip.view.matrix[row, :2]) for row in (0, 1))
    return strip.view.height / (1 + 2 * strip.air) * along / across / strip.view.width


def _without_idle_spaces(glyphs: Sequence[Glyph]) -> list[Glyph]:
    out = []
    for i, glyph in enumerate(glyphs):
        beside = glyphs[max(i - 1, 0)].text, glyphs[min(i + 1, len(glyphs) - 1)].text
        idle = any(is_wide(text[0]) for text in beside) and not any(kind_of(text[0]) == "mong" for text in beside)
        if glyph.text != " " or not idle:
            out.append(glyph)
    return out


def _word(strip: Strip, glyphs: Sequence[Glyph], page: Box) -> Word:
    view = strip.view
    free = view.height * strip.air / (1 + 2 * strip.air)
    boxes = tuple(
        view.to_master(Box(g.start * view.width, free, g.end * view.width, view.height - free), page) for g in glyphs
    )
    text = "".join(g.text for g in glyphs)
    confidence = round(sum(g.confidence for g in glyphs) / len(glyphs), 4)
    # A letter of Mongolian with the selector of its form is one glyph: both have its box.
    each = tuple(box for glyph, box in zip(glyphs, boxes, strict=True) for _ in glyph.text)
    return Word(text, around(boxes), confidence, each)


def _spaced(word: Word) -> Word:
    return Word(word.text, word.box, word.confidence, word.characters, space_after=True)
