"""Reads pages whose text is known and prints how well each was read, so that every change is judged on the same pages.

    python -m scripts.score_pages ../shared/samples/scans
    python -m scripts.score_pages ../shared/samples/scans --only siku --changes all
    python -m scripts.score_pages --drawn
    python -m scripts.score_pages --printed
    python -m scripts.score_pages ../shared/samples/scans --clean reading

A folder holds pictures and a `truth.json`: for the name of each picture its `script` and `direction`, and either
`text`, the whole page in reading order, or `lines` that stand on it and `reading_order`, strings that run across lines
and columns. A line counts the errors of the place in the text that is most like it; variant forms count as equal there.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from archivist.samples.pages import draw_pages
from ocr.cleaning.files import opened
from ocr.cleaning.reading import FOR_READING, read_cleaned
from ocr.cleaning.steps import USUAL, automatic, known_steps
from ocr.hints import Hints
from ocr.page import PageText
from ocr.pictures import open_image
from ocr.reader import Engines, read_page
from resources.search import folding
from scripts.page_changes import CHANGES, encoded
from scripts.printed_pages import printed_pages

Truth = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """How one page was read: `errors` of `characters`, `found` of `runs` strings in their order."""

    page: str
    change: str
    characters: int
    errors: int
    runs: int
    found: int
    script: bool
    direction: bool
    seconds: float
    wrong: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        """The character error rate, 0 to 1 and above."""
        return self.errors / max(self.characters, 1)


def errors(wanted: str, text: str, *, anywhere: bool = False) -> int:
    """The least number of characters to insert, drop or replace; `anywhere`: in the part of `text` most like it."""
    letters = np.array([ord(c) for c in text], dtype=np.int64)
    each = np.arange(len(text) + 1)
    row = np.zeros(len(text) + 1, dtype=np.int64) if anywhere else each.copy()
    for number, character in enumerate(wanted, 1):
        changed = row[:-1] + (letters != ord(character))
        row = np.concatenate([[number], np.minimum(row[1:] + 1, changed)])
        # What is left over in the text, one error a character, runs on from the cheapest place before it.
        row = np.minimum.accumulate(row - each) + each
    return int(row.min() if anywhere else row[-1])


def nearest(wanted: str, text: str) -> str:
    """The part of `text` that is most like `wanted`."""
    ends = [errors(wanted, text[:end], anywhere=True) for end in range(len(text) + 1)]
    end = ends.index(min(ends))
    backwards = [errors(wanted, text[start:end]) for start in range(end + 1)]
    return text[backwards.index(min(backwards)) : end]


def score(name: str, change: str, page: PageText, truth: Truth, seconds: float) -> Score:
    """Compares what was read with what is known of the page."""
    lines = [folded(line) for line in truth.get("lines", ())]
    runs = [folded(run) for run in truth.get("reading_order", ())]
    text = folded(page.text)
    counts = [errors(line, text, anywhere=True) for line in lines]
    total, wanted = sum(counts), sum(map(len, lines))
    if "text" in truth:
        whole = "".join(truth["text"].split())
        total, wanted = errors(whole, "".join(page.text.split())), len(whole)
    wrong = [line for line, count in zip(lines, counts, strict=True) if count] + [r for r in runs if r not in text]
    return Score(
        name,
        change,
        wanted,
        total,
        len(runs),
        sum(run in text for run in runs),
        truth.get("script", page.script) == page.script,
        truth.get("direction", page.direction) == page.direction,
        seconds,
        tuple(wrong),
    )


def folded(text: str) -> str:
    """The letters and digits of a text, variant forms as one."""
    table = folding()
    return "".join(table.get(c, c) for c in text if unicodedata.category(c)[0] in "LN")


def scores(
    pages: Sequence[tuple[Path, Truth]], changes: Sequence[str], read: Callable[[bytes], PageText]
) -> Iterator[Score]:
    """Reads each page as it is and changed, page after page."""
    for path, truth in pages:
        for change in changes:
            data = path.read_bytes() if change == "as it is" else encoded(open_image(path), change)
            before = _used()
            page = read(data)
            yield score(path.name, change, page, truth, _used() - before)


def pages_of(folder: Path, only: str = "") -> list[tuple[Path, Truth]]:
    """The pages of a folder that its `truth.json` knows, those with `only` in their names."""
    known: dict[str, Truth] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return [(folder / name, truth) for name, truth in known.items() if only in name]


def drawn(folder: Path, only: str = "") -> list[tuple[Path, Truth]]:
    """The sample pages of the project, drawn into a folder."""
    return [
        (page.path, {"script": page.script, "direction": page.direction, "text": page.text})
        for page in draw_pages(folder)
        if only in page.path.name
    ]


def printed(folder: Path, only: str = "") -> list[tuple[Path, Truth]]:
    """Clean pages of print, drawn into a folder."""
    out = []
    for name, data, truth in printed_pages():
        if only in name:
            path = folder / name
            path.write_bytes(data)
            out.append((path, truth))
    return out


def row(result: Score) -> str:
    """One line of the table."""
    marks = "".join(" ✗ " + name for name in ("script", "direction") if not getattr(result, name))
    order = f"{result.found}/{result.runs}" if result.runs else ""
    return (
        f"{result.page:<24} {result.change:<9} {result.characters:>6} {result.errors:>6} {result.rate:>8.2%} "
        f"{order:>6} {result.seconds:>7.1f}{marks}"
    )


def _reader(clean: str, engines: Engines) -> Callable[[bytes], PageText]:
    """Reads a page, cleaned before by the steps that `clean` names."""
    if not clean:
        return lambda data: read_page(data, Hints(), engines)
    wanted = {"reading": FOR_READING, "usual": USUAL}.get(clean) or known_steps(clean)

    def read(data: bytes) -> PageText:
        recipe = automatic(opened(data)[0], wanted)
        pages = [page.text for page in read_cleaned(data, recipe, Hints(), engines)]
        return replace(pages[0], regions=tuple(region for page in pages for region in page.regions))

    return read


def _used() -> float:
    """Seconds of processor time that this process and its finished children have used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, nargs="?", help="pictures and their truth.json")
    parser.add_argument("--drawn", action="store_true", help="the sample pages of the project")
    parser.add_argument("--printed", action="store_true", help="clean pages in several fonts, sizes and tilts")
    parser.add_argument("--only", default="", help="pages with this in their names")
    parser.add_argument("--changes", default="as it is", help=f"all, or some of {', '.join(CHANGES)}")
    parser.add_argument("--clean", default="", help="clean first: reading, usual, or names of steps")
    parser.add_argument("--wrong", action="store_true", help="also print the lines with errors")
    options = parser.parse_args()
    if options.folder is None and not options.drawn and not options.printed:
        parser.error("name a folder, or give --drawn or --printed")
    changes = list(CHANGES) if options.changes == "all" else options.changes.split(",")
    if unknown := set(changes) - set(CHANGES):
        parser.error(f"there is no change named {', '.join(sorted(unknown))}")
    engines = Engines(threads=1)
    with tempfile.TemporaryDirectory() as folder:
        if options.printed:
            pages = printed(Path(folder), options.only)
        else:
            pages = drawn(Path(folder), options.only) if options.drawn else pages_of(options.folder, options.only)
        print(f"{'page':<24} {'change':<9} {'chars':>6} {'errors':>6} {'rate':>8} {'order':>6} {'CPU s':>7}")
        done = []
        for result in scores(pages, changes, _reader(options.clean, engines)):
            print(row(result), *(result.wrong if options.wrong else ()), sep="\n    ", flush=True)
            done.append(result)
    if done:
        whole = [sum(getattr(s, name) for s in done) for name in ("characters", "errors", "runs", "found", "seconds")]
        print(row(Score("all", "", *whole[:4], script=True, direction=True, seconds=whole[4])))


if __name__ == "__main__":
    sys.exit(main())
