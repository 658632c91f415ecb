"""The one value that stands for the text of a page; everything downstream (storage, search, output, window) uses it.

Boxes are in pixels of the master image, upright as its EXIF data turn it, origin at the top left, `right` and `bottom`
exclusive; readers give them in tenths of a pixel, and confidence in ten-thousandths, which is what JSON keeps.
Confidence is 0 to 1. The order of regions, of lines in a region and of words in a line is the reading order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any, Literal

Direction = Literal["horizontal", "vertical-rl", "vertical-lr"]
Script = Literal["hans", "hant", "cyrl", "latn", "mong", "zyyy"]
RegionKind = Literal[
    "text", "title", "page-number", "commentary", "table", "picture", "seal", "running-title", "note", "ruby"
]
"""A note stands in the margin, ruby beside the characters that it explains; pictures and seals may have no lines."""
FORMAT = 1
"""Pages saved before there were as many kinds are read as ever."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the master image."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    @property
    def area(self) -> float:
        return self.width * self.height

    def touches(self, other: Box) -> bool:
        """Whether the two have a place in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def share_in(self, place: Box) -> float:
        """The part of this box that lies in a place, 0 to 1."""
        across = max(min(self.right, place.right) - max(self.left, place.left), 0.0)
        down = max(min(self.bottom, place.bottom) - max(self.top, place.top), 0.0)
        return across * down / max(self.area, 1e-6)

    def part(self, start: float, end: float, *, vertical: bool) -> Box:
        """The stretch from `start` to `end` (0 to 1) along the running direction of a line."""
        if vertical:
            return Box(self.left, self.top + self.height * start, self.right, self.top + self.height * end)
        return Box(self.left + self.width * start, self.top, self.left + self.width * end, self.bottom)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds them all, of which there is one at least."""
    return reduce(Box.union, boxes)


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of text that an engine gave as one piece; for Han text that is a whole line.

    `characters` holds one box for each character of `text` where the engine told them, else nothing.
    """

    text: str
    box: Box
    confidence: float
    characters: tuple[Box, ...] = ()
    space_after: bool = False

    def boxes(self, *, vertical: bool) -> tuple[Box, ...]:
        """One box for each character, shared out evenly where the engine told none."""
        count = len(self.text)
        if len(self.characters) == count:
            return self.characters
        return tuple(self.box.part(i / count, (i + 1) / count, vertical=vertical) for i in range(count))


@dataclass(frozen=True, slots=True)
class Line:
    """One line or column. `corrected` says that a person has vouched for the text."""

    words: tuple[Word, ...]
    box: Box
    confidence: float
    corrected: bool = False

    @property
    def text(self) -> str:
        return "".join(w.text + (" " if w.space_after else "") for w in self.words).rstrip(" ")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that belong together and run in one direction in one script; a picture or a seal without any is a place.

    `cells` are those of a table as far as printed rules bound them, row by row, the empty ones too.
    """

    lines: tuple[Line, ...]
    box: Box
    direction: Direction
    script: Script
    kind: RegionKind = "text"
    cells: tuple[Box, ...] = ()

    @property
    def vertical(self) -> bool:
        return self.direction != "horizontal"


@dataclass(frozen=True)
class PageText:
    """What a page says: `width` and `height` of the master in pixels, regions in reading order, who read it and how."""

    width: int
    height: int
    regions: tuple[Region, ...]
    script: Script
    direction: Direction
    engine: str
    engine_version: str
    seconds: float = 0.0

    @property
    def lines(self) -> Iterator[tuple[Region, Line]]:
        """Every line with its region, in reading order."""
        return ((region, line) for region in self.regions for line in region.lines)

    @cached_property
    def text(self) -> str:
        """Plain text in reading order, one line of the page a line."""
        return "\n".join(line.text for _, line in self.lines)

    @property
    def confidence(self) -> float:
        """Mean confidence, each line weighted by its number of characters; 0 for a page without text."""
        weights = [(len(line.text), line.confidence) for _, line in self.lines]
        total = sum(weight for weight, _ in weights)
        return sum(weight * confidence for weight, confidence in weights) / total if total else 0.0

    @property
    def unread_lines(self) -> int:
        """How many lines were found but not read: they have a place and no text, and no person has typed any."""
        return sum(not line.words and not line.corrected for _, line in self.lines)

    @cached_property
    def character_boxes(self) -> tuple[Box | None, ...]:
        """For each character of `text` its box, or None for a space or a line end."""
        out: list[Box | None] = []
        for number, (region, line) in enumerate(self.lines):
            if number:
                out.append(None)
            start = len(out)
            for word in line.words:
                out.extend(word.boxes(vertical=region.vertical))
                if word.space_after:
                    out.append(None)
            del out[start + len(line.text) :]
        return tuple(out)

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """The boxes that cover `text[start:end]`, one for each line it touches."""
        out: list[Box] = []
        fresh = True
        for offset in range(max(start, 0), min(end, len(self.text))):
            box = self.character_boxes[offset]
            if box is None:
                fresh = fresh or self.text[offset] == "\n"
            elif fresh:
                out.append(box)
                fresh = False
            else:
                out[-1] = out[-1].union(box)
        return tuple(out)

    def with_line(self, number: int, text: str) -> PageText:
        """This page with line `number` (from 0, in reading order) corrected to `text`."""
        seen = 0
        regions = []
        for region in self.regions:
            lines = list(region.lines)
            if seen <= number < seen + len(lines):
                old = lines[number - seen]
                lines[number - seen] = _corrected(old, text, vertical=region.vertical)
            seen += len(region.lines)
            regions.append(replace(region, lines=tuple(lines)))
        return replace(self, regions=tuple(regions))

    def to_json(self) -> str:
        """This value as one line of JSON; `from_json` reads back the same, boxes rounded to tenths of a pixel."""
        return json.dumps(_plain(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> PageText:
        """The value that `to_json` wrote."""
        raw = json.loads(text)
        return cls(
            raw["width"],
            raw["height"],
            tuple(_region(r) for r in raw["regions"]),
            raw["script"],
            raw["direction"],
            raw["engine"],
            raw["engine_version"],
            raw["seconds"],
        )


def _corrected(old: Line, text: str, *, vertical: bool) -> Line:
    """A corrected line keeps the places of its words where their number is the same, else those of its characters."""
    parts = text.split(" ")
    if len(parts) > 1 and all(parts) and [w.space_after for w in old.words[:-1]] == [True] * (len(parts) - 1):
        pairs = zip(old.words, parts, strict=True)
        words = tuple(
            Word(part, word.box, 1.0, _kept([word], part, vertical=vertical), n < len(parts) - 1)
            for n, (word, part) in enumerate(pairs)
        )
    else:
        boxes = _kept(old.words, text, vertical=vertical) or _shared(old, len(text), vertical=vertical)
        words = (Word(text, old.box, 1.0, boxes),) if text else ()
    return Line(words, old.box, 1.0, corrected=True)


def _kept(words: Sequence[Word], text: str, *, vertical: bool) -> tuple[Box, ...]:
    """The boxes of the characters of words, if they are as many as the new ones."""
    boxes = tuple(box for word in words for box in word.boxes(vertical=vertical))
    return boxes if len(boxes) == len(text) else ()


def _shared(old: Line, count: int, *, vertical: bool) -> tuple[Box, ...]:
    """The boxes of `count` characters, evenly along a line that does not run as its region does, such as a headline
    from right to left; none for any other, which is shared out when it is needed."""
    boxes = [box for word in old.words for box in word.boxes(vertical=vertical)]
    if len(boxes) < 2:
        return ()
    first, last = boxes[0], boxes[-1]
    right, down = last.left + last.right - first.left - first.right, last.top + last.bottom - first.top - first.bottom
    downwards = abs(down) > abs(right)
    backwards = (down if downwards else right) < 0
    if downwards == vertical and not backwards:
        return ()
    shares = [old.box.part(i / count, (i + 1) / count, vertical=downwards) for i in range(count)]
    return tuple(reversed(shares) if backwards else shares)


def _numbers(box: Box) -> list[float]:
    return [round(v, 1) for v in (box.left, box.top, box.right, box.bottom)]


def _plain(page: PageText) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "width": page.width,
        "height": page.height,
        "script": page.script,
        "direction": page.direction,
        "engine": page.engine,
        "engine_version": page.engine_version,
        "seconds": round(page.seconds, 3),
        "regions": [
            {
                "kind": r.kind,
                "direction": r.direction,
                "script": r.script,
                "box": _numbers(r.box),
                "lines": [_plain_line(line) for line in r.lines],
                **({"cells": [_numbers(cell) for cell in r.cells]} if r.cells else {}),
            }
            for r in page.regions
        ],
    }


def _plain_line(line: Line) -> dict[str, Any]:
    return {
        "box": _numbers(line.box),
        "confidence": round(line.confidence, 4),
        "corrected": line.corrected,
        "words": [
            {
                "text": w.text,
                "box": _numbers(w.box),
                "confidence": round(w.confidence, 4),
                "characters": [_numbers(b) for b in w.characters],
                "space_after": w.space_after,
            }
            for w in line.words
        ],
    }


def _region(raw: dict[str, Any]) -> Region:
    return Region(
        tuple(_line(line) for line in raw["lines"]),
        Box(*raw["box"]),
        raw["direction"],
        raw["script"],
        raw["kind"],
        tuple(Box(*cell) for cell in raw.get("cells", ())),
    )


def _line(raw: dict[str, Any]) -> Line:
    words = tuple(
        Word(w["text"], Box(*w["box"]), w["confidence"], tuple(Box(*b) for b in w["characters"]), w["space_after"])
        for w in raw["words"]
    )
    return Line(words, Box(*raw["box"]), raw["confidence"], raw["corrected"])
