"""Columns of traditional Mongolian as regions of a page: read by an engine, or left empty for a person to type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from ocr.assemble import MARGIN, TITLE, strip_line
from ocr.engines.base import ColumnEngine, Gray, LineEngine, Reading
from ocr.frames import Pyramid
from ocr.layout import Choice, Look, Strip, laid_out
from ocr.mongolian.guests import with_guests
from ocr.mongolian.lanes import cut_at_lanes
from ocr.numerals import MARKS, NUMERALS
from ocr.page import Box, Line, PageText, Region, RegionKind, around

SHORT = 2.5
"""A page number that was not read is no longer than this, in widths of its column."""
SLACK = 0.5
"""A block stands above another though it reaches so far into its height, in widths of a column."""
DIGITS = NUMERALS | MARKS | {chr(0x1810 + digit) for digit in range(10)}

Block = tuple[Strip, ...]
"""Columns that belong together, in reading order."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The Mongolian columns of a page, block by block in reading order."""

    pyramid: Pyramid
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, pyramid: Pyramid, look: Look) -> Columns:
        """The columns that the detector has seen."""
        layout = laid_out(pyramid, cut_at_lanes(look, pyramid), "vertical-lr")
        blocks = (tuple(_strips(group.levels)) for group in layout.groups)
        return cls(pyramid, tuple(block for block in blocks if block))

    def painted_out(self) -> Pyramid:
        """The page without these columns, so that nothing of them is read with what stands beside them."""
        return self.pyramid.without([strip.view for block in self.blocks for strip in block])

    def added_to(
        self, others: Sequence[PageText], engine: ColumnEngine | None, chinese: Callable[[], LineEngine] | None = None
    ) -> PageText:
        """The page with these columns and what was read beside them; without an engine the columns have no text.
        `chinese` gives the engine for Chinese that stands in them."""
        sizes = [strip.size for block in self.blocks for strip in block]
        usual = median(sizes) if sizes else 0.0
        ours = [self._regions(block, usual, engine, chinese) for block in self.blocks]
        first, *more = others
        blocks = [*([region] for page in more for region in page.regions), *ours]
        regions = in_order(first.regions, blocks, SLACK * usual)
        made = {name: version for page in reversed(others) for name, version in _engines(page)}
        if engine is not None:
            made[engine.name] = engine.version
        found = replace(first, regions=tuple(regions), engine="+".join(made), engine_version="+".join(made.values()))
        mostly = _area(r for r in regions if r.script == "mong") > _area(r for r in regions if r.script != "mong")
        return replace(found, script="mong", direction="vertical-lr") if mostly else found

    def _regions(
        self, block: Block, usual: float, engine: ColumnEngine | None, chinese: Callable[[], LineEngine] | None
    ) -> list[Region]:
        """The columns of a block in regions of one kind each; `usual` is the width of most columns of the page."""
        readings = [Reading(())] * len(block)
        if engine is not None:
            readings = engine.read_lines([self._level(strip, engine.height) for strip in block])
        if chinese is not None:
            pairs = zip(readings, block, strict=True)
            readings = [with_guests(read, self.pyramid.view(strip.view), chinese) for read, strip in pairs]
        name = engine.name if engine is not None else ""
        marked = []
        for strip, reading in zip(block, readings, strict=True):
            line = self._line(strip, reading, name)
            alone = len(block) == 1
            marked.append((self._kind(strip, line, usual, alone=alone), line))
        out = []
        for kind, group in groupby(marked, key=lambda mark: mark[0]):
            lines = tuple(line for _, line in group)
            out.append(Region(lines, around([line.box for line in lines]), "vertical-lr", "mong", kind))
        return out

    def _level(self, strip: Strip, height: int) -> Gray:
        """A column as it runs from left to right, turned a quarter anticlockwise, `height` pixels high."""
        view = strip.view
        return self.pyramid.view(view.part(Box(0, 0, view.width, view.height), height))

    def _line(self, strip: Strip, reading: Reading, engine: str) -> Line:
        read = strip_line([(strip, reading)], self.pyramid.page, engine)
        free = strip.view.height * strip.air / (1 + 2 * strip.air)
        inner = Box(free, free, strip.view.width - free, strip.view.height - free)
        box = strip.view.to_master(inner, self.pyramid.page)
        # A line keeps the place of its whole column, also where no more than a part of it was read.
        return replace(read.line, box=box) if read is not None else Line((), box, 0.0)

    def _kind(self, strip: Strip, line: Line, usual: float, *, alone: bool) -> RegionKind:
        page, box, text = self.pyramid.page, line.box, line.text
        edge = min(box.top, page.bottom - box.bottom) < MARGIN * page.height
        number = all(c in DIGITS for c in text) if text else strip.box.width < SHORT * strip.box.height
        if alone and edge and number:
            return "page-number"
        return "title" if strip.size > TITLE * usual else "text"


def _strips(levels: Sequence[Sequence[Choice]]) -> Iterator[Strip]:
    """The columns of a group; none of them holds commentary."""
    for choice in (choice for level in levels for choice in level):
        plain = [way for way in choice if not any(strip.commentary for strip in way)]
        yield from plain[0] if plain else choice[0]


def in_order(regions: Sequence[Region], blocks: Iterable[Sequence[Region]], slack: float) -> list[Region]:
    """Regions that are in reading order, with each block put before the first of them that it precedes."""
    out = list(regions)
    for block in blocks:
        box = around([region.box for region in block])
        place = next((n for n, region in enumerate(out) if _precedes(box, region.box, slack)), len(out))
        out[place:place] = block
    return out


def _engines(page: PageText) -> Iterable[tuple[str, str]]:
    return zip(page.engine.split("+"), page.engine_version.split("+"), strict=True)


def _precedes(a: Box, b: Box, slack: float) -> bool:
    """Whether a block is read before a region: it stands above it, or beside it on the left."""
    if a.bottom <= b.top + slack:
        return True
    return b.bottom > a.top + slack and a.left + a.right < b.left + b.right


def _area(regions: Iterable[Region]) -> float:
    return sum(line.box.width * line.box.height for region in regions for line in region.lines)
