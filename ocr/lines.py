"""A line as it comes from the engines, on its way into a `PageText`."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.page import Line


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line and what is known of it besides its text; `size` is the height of its characters in the master.

    `across`: it lies on a page of columns.
    """

    line: Line
    size: float
    commentary: bool
    engine: str
    across: bool = False
