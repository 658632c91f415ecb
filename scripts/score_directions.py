"""Tells how well pages of traditional Mongolian are told from others, and how well their columns are found.

    python -m scripts.score_directions ../shared/samples
    python -m scripts.score_directions ../shared/samples --pages 20 --only beside

It draws pages (see `scripts.mongolian_pages`) and takes the scans of the samples. A decision is right where Mongolian
is seen if and only if it is there. Nothing is read, so the time of the decision is also given in milliseconds a page.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from ocr.engines.detector import Detector
from ocr.frames import Pyramid
from ocr.hints import Hints
from ocr.layout import look_at
from ocr.mongolian.parts import parted
from ocr.mongolian.reading import Columns
from ocr.page import Box, PageText
from ocr.pictures import gray, open_image
from scripts.mongolian_pages import (
    Area,
    Drawn,
    Style,
    bilingual_page,
    cyrillic_page,
    han_page,
    mongolian_page,
    scanned,
    title_page,
    words_of,
)

SCANS = ("mongolian_clip.png",)
"""The scans that show Mongolian."""
COVERED = 0.8
"""A column is found where one box covers this part of its length, and runs along its middle."""


@dataclass(frozen=True, slots=True)
class Score:
    """Pages of one kind: how many, on how many Mongolian was rightly seen or not seen, and the columns on them: how
    many, how many were found whole, how many of these in their order, and boxes where no column is; seconds for the
    decision and for the columns."""

    pages: int = 0
    right: int = 0
    columns: int = 0
    whole: int = 0
    ordered: int = 0
    strays: int = 0
    deciding: float = 0.0
    cutting: float = 0.0

    def plus(self, other: Score) -> Score:
        """Both together."""
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def drawn_pages(count: int, words: Sequence[str], seed: int) -> Iterator[tuple[str, Drawn]]:
    """Pages with their kinds, as if scanned: of all sizes, tilts and shades, some as JPEG of low quality."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        size = float(np.exp(rng.uniform(np.log(13), np.log(60))))
        em, kind = size / 0.95, KINDS[number % len(KINDS)]
        style = Style(
            em,
            pitch=float(rng.uniform(1.15, 1.9)),
            columns=int(rng.integers(3, 15)),
            height=float(rng.uniform(8, 22)),
            title=bool(rng.random() < 0.3),
            numbers=bool(rng.random() < 0.4),
            tiers=int(rng.choice((1, 1, 2))),
            page_number=bool(rng.random() < 0.4),
        )
        page = _page(kind, rng, words, style)
        yield kind, worn(scanned(page, rng, float(rng.uniform(-3, 3)), float(rng.uniform(0, 1))), rng)


KINDS = (
    "mongolian", "han columns", "beside columns", "mongolian", "han lines", "above lines",
    "mongolian", "han columns", "beside lines", "mongolian", "russian", "title page",
)  # fmt: skip


def _page(kind: str, rng: np.random.Generator, words: Sequence[str], style: Style) -> Drawn:
    size = round(style.em)
    if kind == "mongolian":
        return mongolian_page(kind, rng, words, style)
    if kind == "russian":
        return cyrillic_page(kind, rng, size)
    if kind == "title page":
        return title_page(kind, rng, words, style.em)
    if kind.startswith("han"):
        return han_page(kind, rng, size, vertical=kind.endswith("columns"))
    return bilingual_page(kind, rng, words, style, vertical=kind.endswith("columns"), below=kind.startswith("above"))


def worn(page: Drawn, rng: np.random.Generator) -> Drawn:
    """Some pages as they are, some as JPEG of low quality."""
    if rng.random() < 0.6:
        return page
    out = io.BytesIO()
    page.image.save(out, "JPEG", quality=int(rng.integers(30, 60)))
    return Drawn(page.name, Image.open(out), page.columns, page.others, page.direction)


def score(picture: np.ndarray, detector: Detector, page: Drawn | None, *, mongolian: bool) -> Score:
    """What the program sees of a picture, against what is known of it."""
    pyramid = Pyramid(picture)
    look = look_at(pyramid, detector)
    start = time.perf_counter()
    ours, _rest = parted(look, Hints())
    deciding = time.perf_counter() - start
    if ours is None:
        columns = len(page.columns) if page else 0
        return Score(1, int(not mongolian), columns, deciding=deciding)
    empty = PageText(pyramid.width, pyramid.height, (), "zyyy", "horizontal", "", "")
    found = Columns.of(pyramid, ours).added_to([empty], None)
    cutting = time.perf_counter() - start - deciding
    boxes = [line.box for _, line in found.lines]
    if page is None:
        return Score(1, int(mongolian), len(boxes), len(boxes), len(boxes), 0, deciding, cutting)
    matches = matched([column.area for column in page.columns], boxes)
    known = [n for n in matches if n is not None]
    ordered = sum(a < b for a, b in pairwise(known)) + bool(known)
    strays = len(boxes) - len(set(known))
    return Score(1, int(mongolian), len(matches), len(known), ordered, strays, deciding, cutting)


def matched(areas: Sequence[Area], boxes: Sequence[Box]) -> list[int | None]:
    """For each column the number of the box that covers it and no other; None where there is none."""
    pairs = [[n for n, box in enumerate(boxes) if _covers(box, area)] for area in areas]
    used = [n for found in pairs for n in found]
    return [found[0] if len(found) == 1 and used.count(found[0]) == 1 else None for found in pairs]


def _covers(box: Box, area: Area) -> bool:
    left, top, right, bottom = area
    shared = min(bottom, box.bottom) - max(top, box.top)
    middle = abs(box.left + box.right - left - right) / 2
    return shared > COVERED * (bottom - top) and middle < 0.4 * min(right - left, box.width)


def row(kind: str, score: Score) -> str:
    """One line of the table."""
    times = 1000 * score.deciding / max(score.pages, 1), 1000 * score.cutting / max(score.pages, 1)
    return (
        f"{kind:<16} {score.pages:>5} {score.right:>5} {score.columns:>7} {score.whole:>5} {score.ordered:>7} "
        f"{score.strays:>6} {times[0]:>8.0f} {times[1]:>7.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="the samples: words and scans")
    parser.add_argument("--pages", type=int, default=200, help="how many pages to draw")
    parser.add_argument("--only", default="", help="kinds with this in their names")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the pages on which something was missed")
    options = parser.parse_args()
    detector = Detector(1)
    print("kind             pages right columns whole ordered strays deciding cutting")
    for path in sorted((options.folder / "scans").iterdir()):
        if path.suffix in (".png", ".jpg") and not options.only:
            found = score(gray(open_image(path)), detector, None, mongolian=path.name in SCANS)
            print(row(path.name[:16], found), flush=True)
    sums: dict[str, Score] = {}
    for number, (kind, page) in enumerate(drawn_pages(options.pages, words_of(options.folder), options.seed)):
        if options.only in kind:
            found = score(np.asarray(page.image.convert("L")), detector, page, mongolian=bool(page.columns))
            sums[kind] = sums.get(kind, Score()).plus(found)
            missed = found.right < 1 or found.whole < found.columns or found.ordered < found.whole or found.strays
            if options.keep and missed:
                options.keep.mkdir(exist_ok=True)
                page.image.save(options.keep / f"{number} {kind}.png")
    for kind, found in sorted(sums.items()):
        print(row(kind, found))
    print(row("all drawn", sum_of(list(sums.values()))))


def sum_of(scores: Sequence[Score]) -> Score:
    """All together."""
    out = Score()
    for one in scores:
        out = out.plus(one)
    return out


if __name__ == "__main__":
    main()
