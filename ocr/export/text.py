"""Plain text and JSON."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.page import PageText


def plain(pages: Sequence[tuple[str, PageText]]) -> str:
    """The text in reading order, one line or column of the page a line; a form feed between pages."""
    return "\f".join(page.text + "\n" if page.text else "" for _, page in pages)


def as_json(pages: Sequence[tuple[str, PageText]]) -> str:
    """The whole value of each page in a line of its own, as `PageText.from_json` reads it."""
    return "".join(page.to_json() + "\n" for _, page in pages)
