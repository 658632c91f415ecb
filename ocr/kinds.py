"""What the lines of a page are besides its text: running titles, page numbers, notes in the margin, ruby.

They are told from where they stand and how large they are. Main text is worth more than all of them: where it is not
clear, a line stays text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ocr.layout import Layout
from ocr.level import leveled
from ocr.lines import ReadLine
from ocr.numerals import is_number
from ocr.page import Box, RegionKind, Word, around

MAIN = 0.8, 1.3
"""Main text has characters between so many times as large as those of the page."""
ENOUGH, SHARE = 5, 0.5
"""A page has margins to speak of if so many lines, with this part of its characters, are main text."""
TOP = 0.2
"""A running title stands in this part of the page, counted from its top or its foot."""
GAP = 2.2
"""Characters where a leaf is folded are of two parts if they are so many times as far apart as the others."""
LONGEST = 40
"""A running title has no more characters than this."""
APART = 0.5
"""It stands so many characters further from the text than lines do from each other."""
SMALL = 0.88
"""Without a rule or a number beside it, a running title is in smaller type than the text."""
LARGEST = 2.0
"""On a page of columns with a rule below it may be so much larger than the text."""
RULED = 0.5
"""A rule below it runs along this part of the text."""
HEADLINES = 4
"""A page with more lines in large type is of a newspaper, or an advertisement: it has no margins with notes."""
NOTE = 0.8
"""Notes in the margin are in type so much smaller than the text."""
RUBY = 0.62
"""Ruby has characters of half the size of those beside it, or a little more."""
LESS, BASE = 0.72, 1.5
"""Nor has it more than this part of what is usual on the page, nor what it stands beside more than this."""
CLOSE = 0.45, 1.0
"""Its middle is so far from theirs, in their size."""


@dataclass(frozen=True, slots=True)
class _Item:
    line: ReadLine
    box: Box
    table: bool

    @property
    def count(self) -> int:
        return len(self.line.line.text)


def parted(line: ReadLine, layout: Layout) -> list[ReadLine]:
    """A line in the column on which a leaf is folded, cut at its gaps: title, chapter and number stand far apart there.

    All other lines are as they were.
    """
    words, vertical = line.line.words, layout.direction != "horizontal"
    if line.across or not words or not _in_spine(line.line.box, layout):
        return [line]
    signs = [pair for word in words for pair in zip(word.text, word.boxes(vertical=vertical), strict=True)]
    steps = [_middle(after[1]) - _middle(before[1]) for before, after in pairwise(signs)]
    # Boxes next to a gap reach into it.
    far = GAP * sorted(steps)[len(steps) // 4] if len(steps) > 1 else 0.0
    parts: list[list[tuple[str, Box]]] = [[]]
    for sign in signs:
        if far > 0 and parts[-1] and _middle(sign[1]) - _middle(parts[-1][-1][1]) > far:
            parts.append([])
        parts[-1].append(sign)
    return [_part(line, part) for part in parts] if len(parts) > 1 else [line]


def _part(line: ReadLine, signs: Sequence[tuple[str, Box]]) -> ReadLine:
    boxes = tuple(box for _, box in signs)
    word = Word("".join(sign for sign, _ in signs), around(boxes), line.line.confidence, boxes)
    return replace(line, line=replace(line.line, words=(word,), box=word.box))


def _in_spine(box: Box, layout: Layout) -> bool:
    x, y = (box.left + box.right) / 2, _middle(box)
    return any(spine.left < x < spine.right and spine.top < y < spine.bottom for spine in layout.spines)


class Kinds:
    """The lines of a page in their groups, each group with whether it is a table, and what those are that are no text;
    `page` is the master."""

    def __init__(self, layout: Layout, read: Sequence[tuple[bool, Sequence[ReadLine]]], page: Box) -> None:
        self._layout = layout
        self._page = page
        self._items = [_Item(line, self._level(line.line.box), table) for table, group in read for line in group]
        self._main = [item for item in self._items if self._is_main(item)]
        self._known: dict[int, RegionKind] = {}
        self._in_spines()
        self._ruby()
        if len(self._main) >= ENOUGH:
            self._heads()
            self._feet()
            self._numbers()
            self._sides()
            self._notes()

    def of(self, line: ReadLine) -> RegionKind | None:
        """The kind of a line; None for main text, of which more is known elsewhere."""
        return self._known.get(id(line))

    @property
    def _vertical(self) -> bool:
        return self._layout.direction != "horizontal"

    def _level(self, box: Box) -> Box:
        return leveled(box, self._layout.skew)

    def _is_main(self, item: _Item) -> bool:
        line = item.line
        sized = MAIN[0] <= line.size / max(self._layout.size, 1.0) <= MAIN[1]
        return sized and item.count > 2 and not (line.commentary or line.across or item.table)

    def _mark(self, item: _Item, kind: RegionKind) -> None:
        self._known[id(item.line)] = "page-number" if is_number(item.line.line.text) else kind

    def _free(self) -> list[_Item]:
        return [item for item in self._items if id(item.line) not in self._known and not item.table]

    def _in_spines(self) -> None:
        """What stands in the column on which a leaf is folded."""
        for item in self._free():
            if _in_spine(item.line.line.box, self._layout):
                self._mark(item, "running-title")
        self._main = [item for item in self._main if id(item.line) not in self._known]

    def _ruby(self) -> None:
        # Text beside a headline is small only beside it.
        usual = median([item.line.size for item in self._main]) if self._main else 0.0
        bases = [item for item in self._items if item.line.size < BASE * usual]
        for item in self._free():
            small = item.line.size < LESS * usual and not (item.line.across or item.line.commentary)
            if small and any(self._is_ruby(item, base) for base in bases):
                self._known[id(item.line)] = "ruby"

    def _is_ruby(self, item: _Item, base: _Item) -> bool:
        """Whether a small line stands close beside a large one: right of a column, above a row."""
        if base.line.across or base.line.commentary or base.table or item.line.size > RUBY * base.line.size:
            return False
        own, other, size = _turned(item.box, self._vertical), _turned(base.box, self._vertical), base.line.size
        inside = own.left > other.left - size / 2 and own.right < other.right + size / 2
        distance = (_middle(other) - _middle(own)) / size
        return inside and CLOSE[0] < distance < CLOSE[1]

    def _heads(self) -> None:
        free = self._free()
        heads = [item for item in free if item.line.across] if self._vertical else _first_row(free, self._layout.size)
        own = {id(item.line) for item in heads}
        body = [item for item in self._main if id(item.line) not in own]
        if len(body) < ENOUGH:
            return
        top = (
            min(item.box.top for item in free if id(item.line) not in own and item.count > 1)
            if not self._vertical
            else 0
        )
        text = around([item.box for item in body])
        top = text.top if self._vertical else top
        heads = [item for item in heads if item.box.bottom < top + 0.3 * self._layout.size]
        heads = [item for item in heads if item.box.bottom < self._page.top + TOP * self._page.height]
        if heads and sum(item.count for item in heads) <= LONGEST and self._is_head(heads, body, text, top):
            for item in heads:
                self._mark(item, "running-title")

    def _feet(self) -> None:
        """What stands beside the page number in a row of its own below the text; a line without one is of a note."""
        free = [] if self._vertical else self._free()
        lowest = max((item.box.bottom for item in free), default=0.0)
        feet = [item for item in free if item.box.bottom > lowest - 0.7 * self._layout.size]
        others = [item for item in free if item not in feet]
        numbers = [item for item in feet if is_number(item.line.line.text)]
        body = [item for item in self._main if item in others]
        if not numbers or len(numbers) == len(feet) or len(body) < ENOUGH:
            return
        gap = min(item.box.top for item in feet) - max(item.box.bottom for item in others)
        apart = gap > _usual_gap(body, vertical=False) + APART * self._layout.size
        short = sum(item.count for item in feet) <= LONGEST
        if apart and short and lowest > self._page.bottom - TOP * self._page.height:
            for item in feet:
                self._mark(item, "running-title")

    def _sides(self) -> None:
        """What stands in line with the page number in a margin beside columns, if nothing else stands in that margin;
        without a number it is a note."""
        body = [item for item in self._main if id(item.line) not in self._known]
        if not self._vertical or len(body) < ENOUGH:
            return
        text = around([item.box for item in body])
        beside = [item for item in self._items if not item.table and self._beside(item.box, text)]
        for part in (
            [item for item in beside if item.box.right < text.left + self._layout.size],
            [item for item in beside if item.box.left > text.right - self._layout.size],
        ):
            numbers = [item for item in part if is_number(item.line.line.text)]
            titles = [item for item in part if item not in numbers and item.count > 1]
            if len(numbers) == 1 and titles and self._in_line([*numbers, *titles]):
                for item in part:
                    self._mark(item, "running-title")

    def _in_line(self, items: Sequence[_Item]) -> bool:
        """Whether items stand one below the other, in no larger type than the text, and are few characters in all."""
        middles = [(item.box.left + item.box.right) / 2 for item in items]
        small = all(item.line.size < MAIN[1] * self._layout.size for item in items)
        return small and max(middles) - min(middles) < self._layout.size and sum(i.count for i in items) <= LONGEST

    def _is_head(self, heads: Sequence[_Item], body: Sequence[_Item], text: Box, top: float) -> bool:
        size = self._layout.size
        largest = max(item.line.size for item in heads) / size
        bottom = max(item.box.bottom for item in heads)
        if self._ruled(text.left, text.right, bottom - 0.2 * size, top + 0.2 * size):
            return largest < LARGEST
        if largest > MAIN[1] or top - bottom < _usual_gap(body, vertical=self._vertical) + APART * size:
            return False
        numbered = len(heads) > 1 and any(is_number(item.line.line.text) for item in heads)
        return numbered or (largest < SMALL and top - bottom > size)

    def _ruled(self, left: float, right: float, top: float, bottom: float) -> bool:
        """Whether a rule runs across between two heights of the level page."""
        view = self._layout.level
        if view is None or bottom <= top:
            return False
        place = view.frame.from_master(leveled(Box(left, top, right, bottom), -self._layout.skew))
        a, b = max(round(place.top), 0), max(round(place.bottom), 0)
        part = view.rules[a:b, max(round(place.left), 0) : max(round(place.right), 0)]
        return bool(part.size) and bool(part.any(axis=1 if self._vertical else 0).mean() > RULED)

    def _numbers(self) -> None:
        """A number that stands below everything else is that of the page."""
        free = self._free()
        for item in free:
            others = [other.box.bottom for other in free if other is not item]
            if is_number(item.line.line.text) and others and item.box.top > max(others):
                self._known[id(item.line)] = "page-number"

    def _notes(self) -> None:
        body = [item for item in self._main if id(item.line) not in self._known]
        if len(body) < ENOUGH or sum(i.count for i in body) < SHARE * sum(i.count for i in self._items):
            return
        large = [item for item in self._items if item.line.size > MAIN[1] * self._layout.size and item.count > 1]
        if len(large) > HEADLINES:
            return
        text = around([item.box for item in body])
        for item in self._free():
            small = item.line.size < NOTE * self._layout.size and item.count > 1
            if small and self._beside(item.box, text) and not is_number(item.line.line.text):
                self._known[id(item.line)] = "note"

    def _beside(self, box: Box, text: Box) -> bool:
        """Whether a box stands outside the text where notes do: at its sides, over its columns."""
        slack = 0.3 * self._layout.size
        x, y = (box.left + box.right) / 2, _middle(box)
        if text.top - slack < y < text.bottom + slack:
            return box.right < text.left + slack or box.left > text.right - slack
        return self._vertical and box.bottom < text.top + slack and text.left < x < text.right


def _first_row(items: Sequence[_Item], size: float) -> list[_Item]:
    """What stands highest on the page, side by side."""
    first = min((item.box.top for item in items if item.count), default=0.0)
    return [item for item in items if item.box.top < first + 0.7 * size]


def _usual_gap(items: Sequence[_Item], *, vertical: bool) -> float:
    spans = sorted((box.top, box.bottom) for box in (_turned(item.box, vertical) for item in items))
    gaps = [b[0] - a[1] for a, b in pairwise(spans) if b[0] > a[0] + (a[1] - a[0]) / 2]
    return max(median(gaps), 0.0) if gaps else 0.0


def _turned(box: Box, vertical: bool) -> Box:
    """A box seen with its lines running to the right and following each other downwards; columns from the right."""
    return Box(box.top, -box.right, box.bottom, -box.left) if vertical else box


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2
