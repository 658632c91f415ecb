"""Values and strategies for the tests of `ocr`."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from ocr.page import Box, Direction, Line, PageText, Region, RegionKind, Script, Word

TENTHS = st.integers(0, 20000).map(lambda n: n / 10)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=6)
CONFIDENCES = st.integers(0, 10000).map(lambda n: n / 10000)
BOXES = st.builds(lambda x, y, w, h: Box(x, y, round(x + w, 1), round(y + h, 1)), TENTHS, TENTHS, TENTHS, TENTHS)
WORDS = st.builds(Word, TEXTS, BOXES, CONFIDENCES, st.just(()), st.booleans())
LINES = st.builds(Line, st.lists(WORDS, max_size=4).map(tuple), BOXES, CONFIDENCES, st.booleans())
DIRECTIONS: st.SearchStrategy[Direction] = st.sampled_from(["horizontal", "vertical-rl", "vertical-lr"])
SCRIPTS: st.SearchStrategy[Script] = st.sampled_from(["hans", "hant", "cyrl", "latn", "mong", "zyyy"])
KINDS: st.SearchStrategy[RegionKind] = st.sampled_from(get_args(RegionKind))
REGIONS = st.builds(Region, st.lists(LINES, max_size=3).map(tuple), BOXES, DIRECTIONS, SCRIPTS, KINDS)
PAGES = st.builds(
    PageText,
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.lists(REGIONS, max_size=3).map(tuple),
    SCRIPTS,
    DIRECTIONS,
    st.sampled_from(["rapidocr", "tesseract"]),
    st.just("1.0"),
)


def line(text: str, box: Box, *, vertical: bool = False) -> Line:
    """A line of Han characters, each with its own box."""
    shares = tuple(box.part(i / len(text), (i + 1) / len(text), vertical=vertical) for i in range(len(text)))
    return Line((Word(text, box, 0.9, shares),), box, 0.9)


def spaced_line(text: str, box: Box) -> Line:
    """A line of words of equal width."""
    parts = text.split(" ")
    words = tuple(
        Word(part, box.part(i / len(parts), (i + 0.9) / len(parts), vertical=False), 0.8, (), i < len(parts) - 1)
        for i, part in enumerate(parts)
    )
    return Line(words, box, 0.8)


def columns_page() -> PageText:
    """Two columns from right to left, and a page number."""
    right, left, foot = Box(600, 100, 660, 900), Box(500, 100, 560, 700), Box(380, 950, 420, 990)
    text = Region((line("漢書百官公卿表", right, vertical=True), line("有重黎句芒", left, vertical=True)),
                  right.union(left), "vertical-rl", "hant")  # fmt: skip
    number = Region((line("三", foot, vertical=True),), foot, "vertical-rl", "hant", "page-number")
    return PageText(800, 1000, (text, number), "hant", "vertical-rl", "rapidocr", "3.10.0")


def mixed_page() -> PageText:
    """A title in Chinese and two lines of Cyrillic Mongolian."""
    title, first, second = Box(200, 50, 600, 110), Box(100, 200, 700, 240), Box(100, 260, 500, 300)
    head = Region((line("达赉湖水位", title),), title, "horizontal", "hans", "title")
    body = Region((spaced_line("Далай нуур бол", first), spaced_line("том нуур юм.", second)),
                  first.union(second), "horizontal", "cyrl")  # fmt: skip
    return PageText(800, 400, (head, body), "cyrl", "horizontal", "rapidocr+tesseract", "3.10.0+5.3.0")


def mongolian_page(*texts: str) -> PageText:
    """Columns from left to right, those without a text not read; beside them a line of Chinese."""
    boxes = [Box(100 + 60 * n, 100, 140 + 60 * n, 500) for n in range(len(texts))]
    lines = tuple(
        Line((Word(text, box, 0.9),), box, 0.9) if text else Line((), box, 0.0)
        for text, box in zip(texts, boxes, strict=True)
    )
    columns = Region(lines, boxes[0].union(boxes[-1]), "vertical-lr", "mong")
    foot = Box(100, 600, 340, 640)
    chinese = Region((line("达赉湖志稿", foot),), foot, "horizontal", "hans")
    return PageText(800, 700, (columns, chinese), "mong", "vertical-lr", "rapidocr", "3.10.0")


def table_page() -> PageText:
    """A table with a heading of two storeys and an empty cell."""
    rows = [
        [("年份", 100), ("水位", 400)],
        [("最高", 300), ("最低", 500)],
        [("1951", 100), ("544.34", 300), ("543.54", 500)],
        [("1952", 100), ("543.90", 500)],
    ]
    lines = []
    for number, row in enumerate(rows):
        places = [(text, Box(left, 100 + 60 * number, left + 80, 140 + 60 * number)) for text, left in row]
        words = tuple(Word(text, box, 0.9, space_after=n < len(row) - 1) for n, (text, box) in enumerate(places))
        lines.append(Line(words, words[0].box.union(words[-1].box), 0.9))
    region = Region(tuple(lines), Box(100, 100, 580, 320), "horizontal", "hans", "table")
    return PageText(800, 400, (region,), "hans", "horizontal", "rapidocr", "3.10.0")
