"""The texts of the sample pages: `resources/samples/texts`, one file a page, in the order of their names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from ocr.page import Direction, Script

FENCE = "+++\n"


@dataclass(frozen=True, slots=True)
class PageSource:
    """One page as it was written: which document it belongs to, its heading, and its text in paragraphs.

    A paragraph whose lines hold tabs is a table. `page` is the page number as it is printed.
    """

    name: str
    document: str
    kind: str
    title: str
    direction: Direction
    script: Script
    page: str
    paragraphs: tuple[str, ...]


def page_sources() -> Iterator[PageSource]:
    """Every sample page; the pages of a document follow each other."""
    folder = files("resources").joinpath("samples", "texts")
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".txt"):
            yield _parse(entry.name.removesuffix(".txt"), entry.read_text(encoding="utf-8"))


def _parse(name: str, text: str) -> PageSource:
    _, head, body = text.split(FENCE, 2)
    facts = tomllib.loads(head)
    paragraphs = tuple(part.strip("\n") for part in body.strip("\n").split("\n\n"))
    return PageSource(
        name,
        facts["document"],
        facts["kind"],
        facts["title"],
        facts["direction"],
        facts["script"],
        facts["page"],
        paragraphs,
    )
